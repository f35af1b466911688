//! Notes in margins: written, answered, resolved, and carried along when the text is edited.

use super::{load, named};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::id::StoryId;
use domain::link::Span;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::story::Draft;
use domain::story::desk::Working;
use domain::story::note::{self, Anchor, Note};
use store::Tx;
use store::desk::notes::{self as stored, NewNote};
use text::linking::{Carried, carry as carry_spans};

/// The notes of a story, oldest first.
///
/// # Errors
/// [`VerbError::Refused`] when the story is somebody else's.
pub async fn list(newsroom: &Newsroom, act: &Act, id: StoryId) -> Verb<Vec<Note>> {
    super::read(newsroom, act, id).await?;
    Ok(stored::list(&newsroom.store().read().await?, id).await?)
}

/// Writes a note: on words of the text that is being written, in answer to another, or on the whole story. Gives its
/// number.
///
/// # Errors
/// [`VerbError::Refused`] when the role may not, it says nothing, or the words are not there.
pub async fn write(newsroom: &Newsroom, act: &Act, id: StoryId, text: &str, reply_to: Option<i64>, span: Option<Span>) -> Verb<i64> {
    let text = note::check(text)?;
    let tx = newsroom.begin(act.now).await?;
    let working = load(&tx, id).await?;
    act.allow_on(Right::Annotate, working.desk.owner)?;
    if let Some(number) = reply_to {
        find(&tx, id, number).await?;
    }
    let anchor = span.map(|span| Anchor::of(working.draft(), span)).transpose()?;
    let number = stored::put(&tx, id, &NewNote { text, reply_to, anchor: anchor.as_ref() }, &act.who).await?;
    store::audit::append(&tx, act, "note", &named(&working)).await?;
    newsroom.commit(tx).await?;
    Ok(number)
}

/// Resolves a note, or opens it again.
///
/// # Errors
/// [`VerbError::Absent`], [`VerbError::Refused`].
pub async fn resolve(newsroom: &Newsroom, act: &Act, id: StoryId, number: i64, resolved: bool) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let working = load(&tx, id).await?;
    act.allow_on(Right::Annotate, working.desk.owner)?;
    let note = find(&tx, id, number).await?;
    if note.resolved.is_some() == resolved {
        return Ok(());
    }
    stored::set_resolved(&tx, id, number, resolved.then_some(act.who.as_str())).await?;
    if !resolved {
        // The text may have changed while nobody looked after the place.
        let place = note.anchor.as_ref().and_then(|anchor| placed(anchor, working.draft()));
        stored::set_place(&tx, id, number, place).await?;
    }
    let what = format!("note {number} on {}", named(&working));
    store::audit::append(&tx, act, if resolved { "resolve a note" } else { "open a note again" }, &what).await?;
    newsroom.commit(tx).await
}

async fn find(tx: &Tx, id: StoryId, number: i64) -> Verb<Note> {
    let note = stored::list(tx, id).await?.into_iter().find(|note| note.number == number);
    note.ok_or_else(|| VerbError::Refused(Refusal::field("note", format!("story {id} has no note number {number}"))))
}

/// Where an anchor's words stand: at its place when they are there, else where they are found just once.
fn placed(anchor: &Anchor, draft: &Draft) -> Option<Span> {
    anchor.span.filter(|span| draft.spelt(span).as_ref() == Some(&anchor.quote)).or_else(|| anchor.find(draft))
}

/// Carries the open notes of a story along with an edit: what the edit left alone moves with its text; what it took
/// away is looked for, and keeps its words when it is gone.
pub(super) async fn carry(tx: &Tx, old: &Working, new: &Working) -> Verb<()> {
    let (before, after) = (old.draft(), new.draft());
    if before.headline == after.headline && before.standfirst == after.standfirst && before.body == after.body {
        return Ok(());
    }
    let notes = stored::anchored(tx, new.story.id).await?;
    let spans: Vec<Span> = notes.iter().filter_map(|note| note.anchor.as_ref()?.span).collect();
    let mut carried = carry_spans(&spans, &before.body, &after.body).into_iter();
    for note in &notes {
        let Some(anchor) = &note.anchor else { continue };
        let moved = match anchor.span.and_then(|_| carried.next()) {
            Some(Carried::Kept(span)) => Some(span),
            Some(Carried::Asked(_)) | None => None,
        };
        let place = placed(&Anchor { span: moved, ..anchor.clone() }, after);
        if place != anchor.span {
            stored::set_place(tx, new.story.id, note.number, place).await?;
        }
    }
    Ok(())
}
