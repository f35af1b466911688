//! One line of a MusicBrainz JSON dump. Only the fields named here are read, all of them CC0.

use crate::import::lines::{said, tidy};
use domain::artist::{ArtistKind, NewArtist, NewMember};
use domain::part_day::PartDay;
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
    begin: Option<String>,
    #[serde(default)]
    end: Option<String>,
    #[serde(default)]
    artist: Option<Other>,
    #[serde(default)]
    url: Option<Address>,
}

#[derive(Deserialize)]
struct Other {
    #[serde(default)]
    id: Option<String>,
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
    let line: Line = serde_json::from_str(text).map_err(|error| said("an artist", &error))?;
    let kind = line.kind.as_deref().unwrap_or_default();
    let relations = line.relations.unwrap_or_default();
    let mut members: Vec<NewMember> = Vec::new();
    for relation in
        relations.iter().filter(|one| one.kind.as_deref() == Some("member of band") && one.direction.as_deref() == Some("backward"))
    {
        let name = relation.artist.as_ref().and_then(|artist| artist.name.as_deref()).map(tidy).unwrap_or_default();
        let id = relation.artist.as_ref().and_then(|artist| artist.id.as_deref());
        let musicbrainz = id.and_then(|id| domain::artist::musicbrainz(id).ok().flatten());
        let ended = relation.ended.unwrap_or(false);
        match members.iter_mut().find(|member| member.name == name && member.musicbrainz == musicbrainz) {
            // Somebody who left and came back is there, since they first came.
            Some(member) => {
                member.ended &= ended;
                let (again, until) = (part_day(relation.begin.as_deref()), part_day(relation.end.as_deref()));
                member.began = if again.is_unknown() { member.began } else { member.began.min(again) };
                member.left = if member.ended { member.left.max(until) } else { PartDay::UNKNOWN };
            }
            None if !name.is_empty() => {
                let (began, left) = (part_day(relation.begin.as_deref()), part_day(relation.end.as_deref()));
                members.push(NewMember { name, musicbrainz, ended, began, left });
            }
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
        links: addresses(&relations),
        name,
    })
}

/// What a date of a dump says; a broken one says nothing, for the rest of its line is sound.
fn part_day(text: Option<&str>) -> PartDay {
    PartDay::parse("date", text.unwrap_or_default()).unwrap_or_default()
}

/// The kinds of relations whose addresses readers want.
const SHOWN: [&str; 6] = ["official homepage", "bandcamp", "social network", "youtube", "soundcloud", "streaming"];

/// So many addresses are taken of one artist.
const MOST_ADDRESSES: usize = 12;

fn addresses(relations: &[Relation]) -> Vec<String> {
    let rank = |one: &Relation| SHOWN.iter().position(|kind| one.kind.as_deref() == Some(kind)).filter(|_| one.ended != Some(true));
    let mut shown: Vec<(usize, &Relation)> = relations.iter().filter_map(|one| Some((rank(one)?, one))).collect();
    shown.sort_by_key(|(rank, _)| *rank);
    let all = shown.iter().filter_map(|(_, one)| one.url.as_ref()?.resource.clone());
    let mut addresses: Vec<String> = Vec::new();
    for address in all.filter(|address| domain::artist::link(address).is_ok()).take(MOST_ADDRESSES) {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    addresses
}
