//! A story as the API answers it and as its page at the desk is given it: one form for both.

use domain::act::Act;
use domain::body::{AdvisoryKind, Picture};
use domain::id::StaffId;
use domain::link::Strength;
use domain::story::desk::{Rights, Working};
use domain::story::{Correction, Draft, State};
use newsroom::Verb;
use serde::Serialize;
use serde_json::Value;
use std::collections::HashMap;
use store::Conn;
use utoipa::ToSchema;

/// A story at the desk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StoryBody {
    pub(crate) id: i64,
    /// Counts saves: what a save must name.
    pub(crate) revision: i64,
    /// Counts changes of the text: what spans belong to.
    text_version: i64,
    pub(crate) state: StateBody,
    /// Whose story it is; null for one that came from outside.
    pub(crate) owner: Option<StaffBody>,
    /// What is being written: of a story that readers see, its new version.
    pub(crate) draft: DraftBody,
    /// Its path, once it is fixed.
    address: Option<String>,
    /// The path that it would get if it went live as it stands.
    proposed_address: String,
    /// Whether the word in the address is that of the headline. A save that leaves the word empty lets it follow.
    slug_follows: bool,
    live_since: Option<String>,
    /// When it last changed for readers.
    updated: String,
    /// Whether `draft` is a version that readers do not see yet.
    pub(crate) pending: bool,
    corrections: Vec<CorrectionBody>,
    assignment: Option<AssignmentBody>,
    saved: SavedAtBody,
    rights: RightsBody,
}

/// Where a story stands.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StateBody {
    /// `assigned`, `draft`, `submitted`, `scheduled`, `live` or `withdrawn`.
    pub(crate) name: &'static str,
    /// When it goes live by itself, or was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) at: Option<String>,
    /// Why it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// What was said when it was last submitted or sent back.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// A member of staff.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct StaffBody {
    id: i64,
    pub(crate) name: String,
}

/// What a writer writes.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DraftBody {
    pub(crate) headline: String,
    pub(crate) standfirst: String,
    slug: String,
    section: String,
    kind: &'static str,
    bylines: Vec<BylineBody>,
    artists: Vec<CreditBody>,
    #[schema(value_type = Option<Object>)]
    cover: Option<Picture>,
    advisory: AdvisoryBody,
    /// The document, in ProseMirror's shape.
    #[schema(value_type = Object)]
    body: Value,
    /// What the newsletter does with it: `lead`, `in` or `out`.
    placement: &'static str,
    dateline: Option<String>,
    sponsor: Option<SponsorBody>,
}

/// A credit.
#[derive(Debug, Serialize, ToSchema)]
struct BylineBody {
    name: String,
    house: bool,
    /// `words`, `photographs` or `interview`.
    part: &'static str,
}

/// An artist of the artist line.
#[derive(Debug, Serialize, ToSchema)]
struct CreditBody {
    artist: i64,
    name: String,
    /// As the story prints it.
    credited_as: String,
    #[schema(value_type = String)]
    strength: Strength,
}

/// What a reader should know before.
#[derive(Debug, Serialize, ToSchema)]
struct AdvisoryBody {
    #[schema(value_type = Vec<String>)]
    kinds: Vec<AdvisoryKind>,
    note: String,
}

/// Who paid for it.
#[derive(Debug, Serialize, ToSchema)]
struct SponsorBody {
    name: String,
    link: Option<String>,
}

/// A note on a mistake.
#[derive(Debug, Serialize, ToSchema)]
struct CorrectionBody {
    at: String,
    text: String,
}

/// What somebody was asked for.
#[derive(Debug, Serialize, ToSchema)]
struct AssignmentBody {
    writer: StaffBody,
    deadline: Option<String>,
    brief: String,
}

/// When it was last saved, and by whom.
#[derive(Debug, Serialize, ToSchema)]
struct SavedAtBody {
    at: String,
    who: String,
}

/// What who asks may do with it.
#[derive(Debug, Serialize, ToSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is the right to the verb of its name")]
struct RightsBody {
    write: bool,
    submit: bool,
    send_back: bool,
    publish: bool,
    correct: bool,
    withdraw: bool,
    annotate: bool,
    share: bool,
    assign: bool,
    special: bool,
}

/// The story as the actor sees it; whether they may is for the caller to have asked.
///
/// # Errors
/// As every read.
pub(crate) async fn of(conn: &Conn, act: &Act, working: &Working) -> Verb<StoryBody> {
    let (story, desk) = (&working.story, &working.desk);
    let staff = desk.owner.into_iter().chain(desk.assignment.as_ref().map(|one| one.writer)).collect::<Vec<_>>();
    let staff = store::staff::by_ids(conn, &staff).await?;
    let named = |id: StaffId| {
        let name = staff.iter().find(|one| one.id == id).map(|one| one.name.clone()).unwrap_or_default();
        StaffBody { id: id.0, name }
    };
    Ok(StoryBody {
        id: story.id.0,
        revision: story.revision,
        text_version: working.text_version(),
        state: state(&story.state, desk.note.as_deref()),
        owner: desk.owner.map(&named),
        draft: draft(conn, working.draft()).await?,
        address: story.address.clone(),
        proposed_address: newsroom::desk::checks::proposed_address(conn, working, act).await?,
        slug_follows: newsroom::desk::slug_follows(working),
        live_since: story.live_since.map(|at| at.rfc3339()),
        updated: story.updated.rfc3339(),
        pending: working.pending.is_some(),
        corrections: story.corrections.iter().map(correction).collect(),
        assignment: desk.assignment.as_ref().map(|one| AssignmentBody {
            writer: named(one.writer),
            deadline: one.deadline.map(|at| at.rfc3339()),
            brief: one.brief.clone(),
        }),
        saved: SavedAtBody { at: desk.saved_at.unwrap_or(story.updated).rfc3339(), who: desk.saved_by.clone() },
        rights: rights(working.rights(act)),
    })
}

fn state(state: &State, note: Option<&str>) -> StateBody {
    let (at, reason) = match state {
        State::Scheduled { at } => (Some(at.rfc3339()), None),
        State::Withdrawn { at, reason } => (Some(at.rfc3339()), Some(reason.clone())),
        _ => (None, None),
    };
    StateBody { name: state.word(), at, reason, note: note.map(str::to_owned) }
}

fn correction(correction: &Correction) -> CorrectionBody {
    CorrectionBody { at: correction.at.rfc3339(), text: correction.text.clone() }
}

fn rights(rights: Rights) -> RightsBody {
    let Rights { write, submit, send_back, publish, correct, withdraw, annotate, share, assign, special } = rights;
    RightsBody { write, submit, send_back, publish, correct, withdraw, annotate, share, assign, special }
}

/// A draft with names where the store has numbers.
///
/// # Errors
/// As every read.
pub(crate) async fn draft(conn: &Conn, draft: &Draft) -> Verb<DraftBody> {
    let people = draft.bylines.iter().map(|byline| byline.person).collect::<Vec<_>>();
    let people = store::paper::people_by_ids(conn, &people).await?;
    let byline = |byline: &domain::story::Byline| {
        let person = people.iter().find(|person| person.id == byline.person)?;
        Some(BylineBody { name: person.name.clone(), house: person.house, part: byline.part.word() })
    };
    let artists = draft.artists.iter().map(|credit| credit.artist).collect::<Vec<_>>();
    let artists: HashMap<_, _> = store::artists::by_ids(conn, &artists).await?.into_iter().map(|one| (one.id, one.name)).collect();
    let credit = |credit: &domain::story::ArtistCredit| CreditBody {
        artist: credit.artist.0,
        name: artists.get(&credit.artist).unwrap_or(&credit.credited_as).clone(),
        credited_as: credit.credited_as.clone(),
        strength: credit.strength,
    };
    Ok(DraftBody {
        headline: draft.headline.clone(),
        standfirst: draft.standfirst.clone(),
        slug: draft.slug.as_str().to_owned(),
        section: draft.section.as_str().to_owned(),
        kind: draft.kind.word(),
        bylines: draft.bylines.iter().filter_map(byline).collect(),
        artists: draft.artists.iter().map(credit).collect(),
        cover: draft.cover.clone(),
        advisory: AdvisoryBody { kinds: draft.advisory.kinds.clone(), note: draft.advisory.note.clone() },
        body: draft.body.to_json(),
        placement: draft.placement.word(),
        dateline: draft.dateline.map(|at| at.rfc3339()),
        sponsor: draft.sponsor.as_ref().map(|one| SponsorBody { name: one.name.clone(), link: one.link.clone() }),
    })
}

impl StoryBody {
    /// The artist line as it is printed.
    pub(crate) fn artist_line(&self) -> String {
        let names: Vec<&str> = self.draft.artists.iter().map(|credit| credit.credited_as.as_str()).collect();
        names.join(", ")
    }
}
