//! A story as a row of `stories`. Credits and bylines have tables of their own.

use crate::db::{Fields, Value, values};
use crate::error::Result;
use crate::times;
use domain::body::{AdvisoryKind, Block, Body};
use domain::edition::Placement;
use domain::id::StoryId;
use domain::story::{Advisory, Correction, Draft, Kind, Source, State, Story};
use domain::time::Instant;
use serde::{Deserialize, Serialize};

macro_rules! columns {
    () => {
        "id, revision, text_version, state, state_at, state_reason, address, slug, section, kind, placement, dateline, live_since, created, updated,
        source_system, source_id, headline, standfirst, advisory, cover, corrections, body, saved_at, saved_by"
    };
}
pub(super) use columns;

#[derive(Serialize, Deserialize)]
pub(super) struct AdvisoryJson {
    kinds: Vec<AdvisoryKind>,
    note: String,
}

#[derive(Serialize, Deserialize)]
pub(super) struct CorrectionJson {
    #[serde(with = "times::field")]
    at: Instant,
    text: String,
}

impl AdvisoryJson {
    pub(super) fn of(advisory: &Advisory) -> Self {
        Self { kinds: advisory.kinds.clone(), note: advisory.note.clone() }
    }

    pub(super) fn read(self) -> Advisory {
        Advisory { kinds: self.kinds, note: self.note }
    }
}

impl CorrectionJson {
    pub(super) fn of(corrections: &[Correction]) -> Vec<Self> {
        corrections.iter().map(|correction| Self { at: correction.at, text: correction.text.clone() }).collect()
    }

    pub(super) fn read(all: Vec<Self>) -> Vec<Correction> {
        all.into_iter().map(|correction| Correction { at: correction.at, text: correction.text }).collect()
    }
}

/// JSON of what can always be written as JSON: text, numbers that are numbers, lists.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
}

/// The parameters of CREATE, and the first of SAVE.
pub(super) fn params(story: &Story, saved_at: Instant, saved_by: &str) -> Vec<Value> {
    let draft = &story.draft;
    let (state_at, reason) = match &story.state {
        State::Assigned | State::Draft | State::Submitted | State::Live => (None, None),
        State::Scheduled { at } => (Some(*at), None),
        State::Withdrawn { at, reason } => (Some(*at), Some(reason.as_str())),
    };
    let clip = draft.body.blocks.iter().find_map(|block| match block {
        Block::Clip(clip) => Some(clip),
        _ => None,
    });
    Vec::from(values![
        story.revision,
        story.text_version,
        story.state.word(),
        state_at,
        reason,
        story.address.as_deref(),
        &draft.slug,
        &draft.section,
        draft.kind.word(),
        draft.placement.word(),
        draft.dateline,
        story.published(),
        story.address.as_deref().and_then(day_of),
        story.created,
        story.updated,
        saved_at,
        saved_by,
        story.corrections.last().map(|correction| correction.at),
        story.source.as_ref().map(|source| source.system.as_str()),
        story.source.as_ref().map(|source| source.foreign_id.as_str()),
        &draft.headline,
        &draft.standfirst,
        draft.body.word_count(),
        json(&AdvisoryJson::of(&draft.advisory)),
        draft.cover.as_ref().map(json),
        draft.body.score().map(json),
        clip.map(json),
        json(&CorrectionJson::of(&story.corrections)),
        draft.body.to_json().to_string(),
        since(story),
    ])
}

/// Lists are ordered by it, so that a live story always has one.
pub(super) fn since(story: &Story) -> Option<Instant> {
    story.live_since.or_else(|| story.is_live().then(|| story.published()))
}

/// The day, in the paper's zone, that an address begins with: `/2015/03/27/slug`.
fn day_of(address: &str) -> Option<String> {
    let mut parts = address.split('/').skip(1);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, many: usize| part.len() == many && part.bytes().all(|byte| byte.is_ascii_digit());
    (digits(year, 4) && digits(month, 2) && digits(day, 2)).then(|| format!("{year}-{month}-{day}"))
}

pub(crate) fn state(word: &str, at: Option<Instant>, reason: Option<String>) -> Option<State> {
    match (word, at) {
        ("assigned", _) => Some(State::Assigned),
        ("draft", _) => Some(State::Draft),
        ("submitted", _) => Some(State::Submitted),
        ("live", _) => Some(State::Live),
        ("scheduled", Some(at)) => Some(State::Scheduled { at }),
        ("withdrawn", Some(at)) => Some(State::Withdrawn { at, reason: reason.unwrap_or_default() }),
        _ => None,
    }
}

/// A story without its credits, bylines and sponsor.
pub(super) fn read(fields: Fields<'_>) -> Result<Story> {
    let (at, reason) = (fields.time_or_none("state_at")?, fields.owned_or_none("state_reason")?);
    let source = match (fields.owned_or_none("source_system")?, fields.owned_or_none("source_id")?) {
        (Some(system), Some(foreign_id)) => Some(Source { system, foreign_id }),
        _ => None,
    };
    Ok(Story {
        id: StoryId(fields.int("id")?),
        revision: fields.int("revision")?,
        text_version: fields.int("text_version")?,
        draft: Draft {
            headline: fields.owned("headline")?,
            standfirst: fields.owned("standfirst")?,
            slug: fields.slug("slug")?,
            section: fields.slug("section")?,
            kind: fields.word("kind", Kind::from_word)?,
            bylines: Vec::new(),
            artists: Vec::new(),
            cover: fields.json_or_none("cover")?,
            advisory: fields.json::<AdvisoryJson>("advisory")?.read(),
            body: Body::from_json(&fields.json("body")?).map_err(|_| fields.corrupt("body"))?,
            placement: fields.word("placement", Placement::from_word)?,
            dateline: fields.time_or_none("dateline")?,
            sponsor: None,
        },
        state: fields.word("state", |word| state(word, at, reason))?,
        address: fields.owned_or_none("address")?,
        live_since: fields.time_or_none("live_since")?,
        corrections: CorrectionJson::read(fields.json("corrections")?),
        source,
        created: fields.time("created")?,
        updated: fields.time("updated")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_gives_its_day() {
        assert_eq!(day_of("/2015/03/27/slug").as_deref(), Some("2015-03-27"));
        for odd in ["", "/", "/about", "/2015/3/27/slug", "/x/03/27/slug"] {
            assert_eq!(day_of(odd), None, "{odd}");
        }
    }
}
