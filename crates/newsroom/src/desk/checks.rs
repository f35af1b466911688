//! What stands in the way of a story before it runs: what can be seen, and what has to be looked up.

use super::load;
use crate::{Newsroom, Verb, beside_others, link};
use domain::act::Act;
use domain::body::{Body, Inline, Mark};
use domain::id::StoryId;
use domain::link::{Span, Standing};
use domain::media::of_draft;
use domain::refusal::Refusal;
use domain::story::checks::{self, Check, Facts};
use domain::story::desk::Working;
use domain::story::{Draft, address};
use std::collections::BTreeSet;
use store::{Conn, Tx, stories};
use text::quotes::MarkProblem;

/// What there is to look at in what is being written.
///
/// # Errors
/// [`crate::VerbError::Refused`] when the story is somebody else's.
pub async fn of(newsroom: &Newsroom, act: &Act, id: StoryId) -> Verb<Vec<Check>> {
    let conn = newsroom.store().read().await?;
    let working = load(&conn, id).await?;
    working.may_read(act)?;
    let draft = working.draft();
    let known = Facts { doubtful: doubtful(newsroom, &conn, &working).await?, ..looked_up(&conn, &working, draft, act).await? };
    Ok(beside_others(|| {
        let marks = text::quotes::unbalanced(&draft.body).into_iter();
        let unbalanced = marks.map(|mark| (mark.span, unbalanced(mark.problem).to_owned())).collect();
        checks::all(draft, &Facts { unbalanced, headline_cut: crate::card::cuts(&draft.headline), ..known })
    }))
}

fn unbalanced(problem: MarkProblem) -> &'static str {
    match problem {
        MarkProblem::NeverClosed => "A quotation mark opens here and is never closed",
        MarkProblem::NeverOpened => "A quotation mark closes here what was never opened",
        MarkProblem::OpenedTwice => "A quotation mark opens here within a quotation that is not closed",
    }
}

/// Refuses what must not run, beside what the story itself refuses: an unknown section, a licence that has run out.
pub(super) async fn check_before_it_runs(tx: &Tx, working: &Working, act: &Act) -> Verb<()> {
    // What readers are to see: a new version that goes on waiting is no part of it.
    let shown = &working.story.draft;
    let facts = looked_up(tx, working, shown, act).await?;
    match checks::all(shown, &facts).into_iter().find(|check| check.blocking) {
        Some(check) => {
            let field = match check.place {
                checks::Place::Field(field) => field,
                checks::Place::Block(_) => "picture",
            };
            Err(Refusal::field(field, check.message).into())
        }
        None => Ok(()),
    }
}

async fn looked_up(conn: &Conn, working: &Working, draft: &Draft, act: &Act) -> Verb<Facts> {
    let sections = store::paper::sections(conn).await?;
    Ok(Facts {
        taken_by: taken_by(conn, working, act).await?,
        section_known: sections.iter().any(|section| section.slug == draft.section),
        expired: store::media::expired(conn, &of_draft(draft), act.now).await?,
        ..Facts::default()
    })
}

/// The path that a story has, or would have if it went live now or at its dateline.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn proposed_address(conn: &Conn, working: &Working, act: &Act) -> Verb<String> {
    if let Some(address) = &working.story.address {
        return Ok(address.clone());
    }
    let zone = store::paper::get(conn).await?.map_or_else(domain::time::Zone::utc, |paper| paper.zone);
    let draft = working.draft();
    Ok(address(&zone, draft.dateline.unwrap_or(act.now), &draft.slug))
}

async fn taken_by(conn: &Conn, working: &Working, act: &Act) -> Verb<Option<String>> {
    let address = proposed_address(conn, working, act).await?;
    let other = stories::by_address(conn, &address).await?.filter(|other| other.id != working.story.id);
    let Some(other) = other else { return Ok(None) };
    let told = act.may_see(other.is_live(), store::desk::owner(conn, other.id).await?.flatten());
    Ok(Some(if told { other.draft.headline } else { String::new() }))
}

/// Names that may mean an artist, each once: neither credited, nor marked or rejected by a person.
async fn doubtful(newsroom: &Newsroom, conn: &Conn, working: &Working) -> Verb<Vec<(Span, String)>> {
    let draft = working.draft();
    let ruled = store::links::rulings(conn, working.story.id).await?;
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for decision in link::decisions(newsroom, draft, &ruled).await? {
        let credited = draft.artists.iter().any(|credit| credit.artist == decision.artist);
        let settled = credited || is_marked(&draft.body, &decision.span);
        if decision.standing == Standing::Doubtful && !settled && told.insert(decision.artist) {
            found.extend(spelt(draft, decision.span));
        }
    }
    Ok(found)
}

fn spelt(draft: &Draft, span: Span) -> Option<(Span, String)> {
    draft.spelt(&span).map(|name| (span, name))
}

/// Whether a person's link to an artist lies over a span.
fn is_marked(body: &Body, span: &Span) -> bool {
    let Some(text) = body.texts().into_iter().find(|text| text.block == span.block) else { return false };
    let mut at = 0;
    text.inlines.0.iter().any(|piece| {
        let (length, marked) = match piece {
            Inline::Text { text, marks } => (text.len(), marks.iter().any(|mark| matches!(mark, Mark::Artist { .. }))),
            Inline::HardBreak => (1, false),
        };
        let from = at;
        at += length;
        marked && from < span.end && span.start < at
    })
}
