//! One line of a MusicBrainz JSON dump. Only the fields named here are read, all of them CC0.

use super::{said, tidy};
use domain::artist::{ArtistKind, NewArtist, NewMember};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    id: String,
    name: String,
    #[serde(default, rename = "sort-name")]
    sort_name: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    disambiguation: Option<String>,
    #[serde(default)]
    aliases: Option<Vec<Alias>>,
    #[serde(default)]
    relations: Option<Vec<Relation>>,
}

#[derive(Deserialize)]
struct Alias {
    #[serde(default)]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Relation {
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    direction: Option<String>,
    #[serde(default)]
    ended: Option<bool>,
    #[serde(default)]
    artist: Option<Other>,
    #[serde(default)]
    url: Option<Address>,
}

#[derive(Deserialize)]
struct Other {
    #[serde(default)]
    name: Option<String>,
}

#[derive(Deserialize)]
struct Address {
    #[serde(default)]
    resource: Option<String>,
}

#[derive(Deserialize)]
struct Probe {
    #[serde(default)]
    id: Option<serde::de::IgnoredAny>,
}

/// Whether a JSON line is of a dump: it has an `id`.
pub(super) fn is_dump_line(text: &str) -> bool {
    serde_json::from_str::<Probe>(text).is_ok_and(|probe| probe.id.is_some())
}

pub(super) fn artist(text: &str) -> Result<NewArtist, String> {
    let line: Line = serde_json::from_str(text).map_err(|error| said(&error))?;
    let kind = line.kind.as_deref().unwrap_or_default();
    let relations = line.relations.unwrap_or_default();
    let mut members: Vec<NewMember> = Vec::new();
    for relation in
        relations.iter().filter(|one| one.kind.as_deref() == Some("member of band") && one.direction.as_deref() == Some("backward"))
    {
        let name = relation.artist.as_ref().and_then(|artist| artist.name.as_deref()).map(tidy).unwrap_or_default();
        let ended = relation.ended.unwrap_or(false);
        match members.iter_mut().find(|member| member.name == name) {
            Some(member) => member.ended &= ended,
            None if !name.is_empty() => members.push(NewMember { name, ended }),
            None => {}
        }
    }
    let wikidata = relations.iter().find(|one| one.kind.as_deref() == Some("wikidata"));
    let wikidata = wikidata.and_then(|one| one.url.as_ref()?.resource.as_deref()?.rsplit('/').next()).filter(|id| id.starts_with('Q'));
    let name = tidy(&line.name);
    let mut aliases: Vec<String> = Vec::new();
    for alias in line.aliases.unwrap_or_default().into_iter().filter_map(|alias| alias.name).map(|alias| tidy(&alias)) {
        if !alias.is_empty() && alias != name && !aliases.contains(&alias) {
            aliases.push(alias);
        }
    }
    Ok(NewArtist {
        sort_name: tidy(&line.sort_name.unwrap_or_default()),
        kind: if kind.is_empty() { ArtistKind::Other } else { ArtistKind::from_word(kind) },
        aliases,
        disambiguation: tidy(&line.disambiguation.unwrap_or_default()),
        musicbrainz: Some(line.id),
        wikidata: wikidata.map(str::to_owned),
        members,
        name,
    })
}
