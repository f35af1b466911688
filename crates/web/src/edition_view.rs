//! An edition as JSON: what the API answers and what the desk's page of it is made of.

use domain::edition::{Edition, Progress};
use domain::time::Instant;
use newsroom::edition::{Entry, Goes, Planned, ToWhom};
use serde::Serialize;
use utoipa::ToSchema;

/// An edition: as it is, or as it would be.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EditionView {
    /// `2015-03-27`, `2015-03-27-1800`, `2015-03-27-special-1`.
    pub(crate) name: String,
    /// `2015-03-27`.
    pub(crate) day: String,
    /// Its hour, UTC; of a special, when it was made.
    hour: String,
    /// `by_itself`, `held`, `by_hand` (its hour passed long ago) or `gone`.
    pub(crate) goes: &'static str,
    /// `composed`, `freezing`, `sending`, `sent`, `held`; none before it is composed.
    pub(crate) state: Option<&'static str>,
    /// Whether its letters are frozen: nothing can be changed any more.
    pub(crate) released: Option<String>,
    /// Send it back with a change.
    revision: i64,
    /// The subject as it would be sent.
    subject: String,
    /// The preheader as it would be sent.
    preheader: String,
    /// What the desk wrote as subject; empty: the lead's headline.
    own_subject: String,
    /// What the desk wrote as preheader; empty: the lead's standfirst.
    own_preheader: String,
    /// The note from the editor: paragraphs.
    note: Vec<String>,
    /// The desk's own order; empty while nobody made one.
    order: Vec<i64>,
    /// What the desk left out.
    dropped: Vec<i64>,
    /// Its stories in order, the lead first.
    pub(crate) stories: Vec<EntryView>,
    /// Corrections that it tells readers who had the story, or will.
    pub(crate) corrections: Vec<ToldView>,
    /// Of a special that was not released: whom it would go to.
    pub(crate) special: Option<ToWhomView>,
    /// Stories that could be in it and are not.
    left_out: Vec<EntryView>,
    /// Where its audience stands, once it is released.
    pub(crate) progress: Option<ProgressView>,
    /// Readers who left by a link of its letters, or within a day of it.
    pub(crate) left_by_it: i64,
    /// Follows that its links made.
    pub(crate) followed_by_it: i64,
    /// What came back of its letters after they were accepted: bounces and complaints.
    pub(crate) came_back: Vec<CameBackView>,
}

/// A correction that a letter tells.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToldView {
    /// Its own number.
    id: i64,
    /// The story's number.
    story: i64,
    text: String,
}

/// Whom a special would go to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ToWhomView {
    /// Readers who chose specials.
    pub(crate) readers: i64,
    /// Another that went out in the last six hours.
    pub(crate) lately: Option<LatelyView>,
}

/// A special that went out lately.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LatelyView {
    /// Its number: send it as `known` to say that you know of it.
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) subject: String,
}

impl ToWhomView {
    fn of(whom: &ToWhom) -> Self {
        let lately =
            |special: &Edition| LatelyView { id: special.id.0, name: special.name().to_string(), subject: special.subject.clone() };
        Self { readers: whom.readers, lately: whom.lately.as_ref().map(lately) }
    }
}

/// How many letters came back in one manner.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CameBackView {
    /// `hard`, `soft`, `ours`, `complaint` or `opt-out`.
    pub(crate) kind: &'static str,
    /// `5.1.1`; empty when there is none.
    pub(crate) status: String,
    /// What one of the servers said.
    pub(crate) reason: String,
    pub(crate) letters: i64,
}

impl CameBackView {
    fn of(sum: &store::bounces::Sum) -> Self {
        Self { kind: sum.kind.word(), status: sum.status.clone(), reason: sum.reason.clone(), letters: sum.letters }
    }
}

/// A story of an edition.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntryView {
    /// Its number.
    id: i64,
    headline: String,
    standfirst: String,
    section: String,
    artist_line: String,
    /// When it went live, or will.
    at: String,
    /// Not live yet: it will be before the edition's hour.
    coming: bool,
    /// Went live after the edition was last put in order.
    since: bool,
    /// Withdrawn after the edition was released: letters that are begun since go without it.
    withdrawn: bool,
    /// `lead`, `in` or `out`: what its editor chose.
    placement: &'static str,
}

/// Where the readers of an edition's audience stand. All but `audience` and `sent_again` add up to it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ProgressView {
    /// Not begun, or on their way.
    pub(crate) pending: i64,
    /// Taken by the next hop.
    pub(crate) accepted: i64,
    /// Of those taken: had been in doubt before, so that their readers may have two copies, the same to the byte.
    pub(crate) sent_again: i64,
    /// Told “not now”; tried again.
    pub(crate) deferred: i64,
    /// Refused for good.
    pub(crate) refused: i64,
    /// Sent, and the answer never came.
    pub(crate) in_doubt: i64,
    /// Left before their letter began.
    pub(crate) left: i64,
    /// Got no letter.
    pub(crate) excluded: i64,
    /// Why they got none.
    reasons: Vec<ReasonView>,
    /// Everybody who was a reader at the release.
    pub(crate) audience: i64,
}

/// How many, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReasonView {
    pub(crate) reason: String,
    pub(crate) readers: i64,
}

impl ReasonView {
    pub(crate) fn all(reasons: &[(String, i64)]) -> Vec<Self> {
        reasons.iter().map(|(reason, readers)| Self { reason: reason.clone(), readers: *readers }).collect()
    }
}

impl ProgressView {
    pub(crate) fn of(progress: &Progress) -> Self {
        Self {
            pending: progress.pending,
            accepted: progress.accepted,
            sent_again: progress.sent_again,
            deferred: progress.deferred,
            refused: progress.refused,
            in_doubt: progress.in_doubt,
            left: progress.left,
            excluded: progress.excluded_in_all(),
            reasons: ReasonView::all(&progress.excluded),
            audience: progress.audience(),
        }
    }
}

impl EntryView {
    fn of(entry: &Entry) -> Self {
        Self {
            id: entry.story.0,
            headline: entry.headline.clone(),
            standfirst: entry.standfirst.clone(),
            section: entry.section.clone(),
            artist_line: entry.artists.join(", "),
            at: entry.at.rfc3339(),
            coming: entry.coming,
            since: entry.since,
            withdrawn: entry.withdrawn,
            placement: entry.placement.word(),
        }
    }
}

impl EditionView {
    pub(crate) fn of(planned: &Planned) -> Self {
        Self {
            name: planned.name.to_string(),
            day: planned.name.day.to_string(),
            hour: planned.hour.rfc3339(),
            goes: match planned.goes {
                Goes::ByItself => "by_itself",
                Goes::Held => "held",
                Goes::ByHand => "by_hand",
                Goes::Gone => "gone",
            },
            state: planned.edition.as_ref().map(|edition| edition.state.word()),
            released: planned.edition.as_ref().and_then(|edition| edition.released).map(Instant::rfc3339),
            revision: planned.plan.revision,
            subject: planned.subject.clone(),
            preheader: planned.preheader.clone(),
            own_subject: planned.plan.subject.clone(),
            own_preheader: planned.plan.preheader.clone(),
            note: planned.plan.note.clone(),
            order: planned.plan.order.iter().map(|id| id.0).collect(),
            dropped: planned.plan.dropped.iter().map(|id| id.0).collect(),
            stories: planned.stories.iter().map(EntryView::of).collect(),
            corrections: planned
                .corrections
                .iter()
                .map(|one| ToldView { id: one.id, story: one.story.0, text: one.text.clone() })
                .collect(),
            special: planned.special.as_ref().map(ToWhomView::of),
            left_out: planned.left_out.iter().map(EntryView::of).collect(),
            progress: planned.progress.as_ref().map(ProgressView::of),
            left_by_it: planned.answers.left,
            followed_by_it: planned.answers.followed,
            came_back: planned.came_back.iter().map(CameBackView::of).collect(),
        }
    }
}

/// An edition in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EditionRow {
    /// `2015-03-27`, `2015-03-27-1800`, `2015-03-27-special-1`.
    pub(crate) name: String,
    /// `2015-03-27`.
    pub(crate) day: String,
    /// Whether it is a special.
    pub(crate) special: bool,
    /// The later hour that it was made for, `18:00`; none for the day's own.
    pub(crate) later: Option<String>,
    /// `composed`, `freezing`, `sending`, `sent` or `held`.
    pub(crate) state: &'static str,
    pub(crate) subject: String,
    /// How many stories it carries.
    pub(crate) stories: usize,
    /// When it was released, UTC.
    released: Option<String>,
    pub(crate) progress: ProgressView,
}

impl EditionRow {
    pub(crate) fn of((edition, progress): &(Edition, Progress)) -> Self {
        Self {
            name: edition.name().to_string(),
            day: edition.day.to_string(),
            special: edition.which.is_special(),
            later: edition.which.later().map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60)),
            state: edition.state.word(),
            subject: edition.subject.clone(),
            stories: edition.own,
            released: edition.released.map(Instant::rfc3339),
            progress: ProgressView::of(progress),
        }
    }
}
