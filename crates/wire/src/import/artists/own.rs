//! Our own form: `{"name": "…", "type": "group", "aliases": […], "members": [{"name": "…", "ended": true}]}`.

use crate::import::lines::{said, tidy};
use domain::artist::{ArtistKind, NewArtist, NewMember};
use domain::part_day::PartDay;
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    name: String,
    #[serde(default)]
    sort_name: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    disambiguation: Option<String>,
    #[serde(default, alias = "mbid")]
    musicbrainz: Option<String>,
    #[serde(default, alias = "wikidata_qid")]
    wikidata: Option<String>,
    #[serde(default)]
    members: Vec<Member>,
    #[serde(default)]
    links: Vec<String>,
}

#[derive(Deserialize)]
struct Member {
    name: String,
    #[serde(default)]
    musicbrainz: Option<String>,
    #[serde(default)]
    ended: bool,
    #[serde(default)]
    began: Option<String>,
    #[serde(default)]
    left: Option<String>,
}

pub(super) fn artist(text: &str) -> Result<NewArtist, String> {
    let line: Line = serde_json::from_str(text).map_err(|error| said("an artist", &error))?;
    Ok(NewArtist {
        name: tidy(&line.name),
        sort_name: tidy(&line.sort_name.unwrap_or_default()),
        kind: line.kind.as_deref().map(ArtistKind::from_word).unwrap_or_default(),
        aliases: line.aliases.iter().map(|alias| tidy(alias)).filter(|alias| !alias.is_empty()).collect(),
        disambiguation: tidy(&line.disambiguation.unwrap_or_default()),
        musicbrainz: line.musicbrainz.filter(|id| !id.is_empty()),
        wikidata: line.wikidata.filter(|id| !id.is_empty()),
        members: line.members.iter().filter(|member| !tidy(&member.name).is_empty()).map(self::member).collect::<Result<_, _>>()?,
        links: line.links,
    })
}

fn member(member: &Member) -> Result<NewMember, String> {
    let day =
        |field, text: &Option<String>| PartDay::parse(field, text.as_deref().unwrap_or_default()).map_err(|refusal| refusal.to_string());
    let (began, left) = (day("began", &member.began)?, day("left", &member.left)?);
    let musicbrainz = member.musicbrainz.clone().filter(|id| !id.is_empty());
    Ok(NewMember { name: tidy(&member.name), musicbrainz, ended: member.ended || !left.is_unknown(), began, left })
}
