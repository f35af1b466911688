//! Keys to stories that are not on the paper: for a label, a lawyer, somebody who is quoted. They run out, and can be
//! taken back.

use super::{load, named};
use crate::mail::{EditionMail, Matter};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::edition::{Contents, Name, Placement, Selection};
use domain::id::StoryId;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::time::Instant;
use store::desk::previews::{self as stored, Preview};
use store::stories::CardFilter;
use text::mail_html::ReaderLinks;
use text::template::urls;

/// The most days that a key works.
pub const MOST_DAYS: u32 = 60;

/// A key that was just made. It is told this once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPreview {
    /// The path that opens the story.
    pub path: String,
    /// Its number within the story.
    pub number: i64,
    /// Until when it works.
    pub expires: Instant,
}

/// Makes a key that works for some days.
///
/// # Errors
/// [`VerbError::Refused`] when the role may not, or for no days or too many.
pub async fn make(newsroom: &Newsroom, act: &Act, id: StoryId, days: u32) -> Verb<NewPreview> {
    if days == 0 || days > MOST_DAYS {
        return Err(Refusal::field("days", format!("a preview works for 1 to {MOST_DAYS} days")).into());
    }
    let tx = newsroom.begin(act.now).await?;
    let working = load(&tx, id).await?;
    act.allow_on(Right::SharePreview, working.desk.owner)?;
    let key = newsroom.secret().hash("preview key", &[&act.trace.to_be_bytes(), &id.0.to_be_bytes()]);
    let expires = act.now.plus_seconds(i64::from(days) * 86_400);
    let number = stored::put(&tx, id, &hash(newsroom, &key), &act.who, expires).await?;
    store::audit::append(&tx, act, "share a preview", &named(&working)).await?;
    newsroom.commit(tx).await?;
    Ok(NewPreview { path: urls::preview(&key), number, expires })
}

fn hash(newsroom: &Newsroom, key: &str) -> String {
    newsroom.secret().hash("preview", &[key.as_bytes()])
}

/// The story that a key opens now.
///
/// # Errors
/// [`VerbError::Store`].
pub async fn opened(newsroom: &Newsroom, conn: &store::Conn, key: &str, now: Instant) -> Verb<Option<StoryId>> {
    Ok(stored::find(conn, &hash(newsroom, key), now).await?.map(|preview| preview.story))
}

/// The keys of a story that work.
///
/// # Errors
/// [`VerbError::Refused`] when the role may not share the story.
pub async fn list(newsroom: &Newsroom, act: &Act, id: StoryId) -> Verb<Vec<Preview>> {
    let conn = newsroom.store().read().await?;
    act.allow_on(Right::SharePreview, load(&conn, id).await?.desk.owner)?;
    Ok(stored::list(&conn, id, act.now).await?)
}

/// Takes a key back.
///
/// # Errors
/// [`VerbError::Absent`], [`VerbError::Refused`].
pub async fn revoke(newsroom: &Newsroom, act: &Act, id: StoryId, number: i64) -> Verb<()> {
    let tx = newsroom.begin(act.now).await?;
    let working = load(&tx, id).await?;
    act.allow_on(Right::SharePreview, working.desk.owner)?;
    if !stored::revoke(&tx, id, number).await? {
        return Err(VerbError::Absent(format!("story {id} has no preview number {number} that works")));
    }
    store::audit::append(&tx, act, "take a preview back", &named(&working)).await?;
    newsroom.commit(tx).await
}

/// A letter of the edition that carries one story, as it stands.
#[derive(Debug, Clone)]
pub struct OneStoryLetter {
    /// The HTML part.
    pub html: String,
    /// The text part.
    pub text: String,
}

/// The letter that a reader would get with this story in it: leading where it is to lead, else after the newest story on
/// the paper, which is left out.
///
/// # Errors
/// [`VerbError::Refused`] when the story is somebody else's.
pub async fn letter(newsroom: &Newsroom, act: &Act, id: StoryId) -> Verb<OneStoryLetter> {
    let conn = newsroom.store().read().await?;
    let working = load(&conn, id).await?;
    working.may_read(act)?;
    let paper = crate::paper::get(newsroom).await?;
    let mut story = working.as_written();
    story.address = Some(super::checks::proposed_address(&conn, &working, act).await?);
    let mut stories = Vec::new();
    if story.draft.placement != Placement::Lead {
        let newest = store::stories::cards(&conn, &CardFilter { exclude: vec![id], ..CardFilter::default() }, 1, 0).await?;
        if let Some(card) = newest.first() {
            stories.extend(store::stories::by_id(&conn, card.id).await?);
        }
    }
    let place = stories.len();
    let lines = (story.draft.headline.clone(), story.draft.standfirst.clone());
    let edition = crate::edition::new(Name::of(paper.zone.day(act.now)), lines, Vec::new(), 0, act.now);
    stories.push(story.clone());
    let parts = EditionMail::compile()?.parts(&conn, &paper, &edition, &Matter { note: &[], stories: &stories, corrections: &[] }).await?;
    let nowhere = urls::Site::new(&paper.base_url).absolute(urls::NEWSLETTER);
    let links = ReaderLinks::all_to(&nowhere);
    let letter = parts.assemble(Contents::of(Selection(0).with(place)), &links);
    Ok(OneStoryLetter { html: letter.html.into_string(), text: letter.text })
}
