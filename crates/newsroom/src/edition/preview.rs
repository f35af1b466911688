//! A letter before it is sent: as any reader would get it, on the screen or in one's own mailbox.

use super::freeze::places_of;
use super::plan::stories_of;
use super::withdrawal::{led_by, withdrawn};
use crate::mail::{EditionMail, FrozenEdition, Matter, Service};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::edition::{Contents, Edition, Name, Selection, letter_for};
use domain::email::Email;
use domain::id::{ArtistId, StoryId};
use domain::reader::{Choice, Quiet};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use store::{Conn, editions};
use text::mail_html::{EditionParts, ReaderLinks, ServiceMail};
use text::template::urls::{self, Site};

/// A reader who is not there: what they chose, and whom they follow.
#[derive(Debug, Clone, Default)]
pub struct AsReader {
    /// General, follows or both.
    pub choice: Choice,
    /// Addresses of the artists whom they follow.
    pub follows: Vec<Slug>,
}

/// A letter as it would be.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The subject line.
    pub subject: String,
    /// What mail programs show beside it.
    pub preheader: String,
    /// The HTML part. Its links to leave and to choose lead to the sign-up page.
    pub html: String,
    /// The text part.
    pub text: String,
    /// How many stories it carries.
    pub stories: u32,
}

/// An edition's letter to such a reader; none when it would carry nothing. Before the release it is made from the stories as
/// they are; stories that are not live yet are in it for who may read them.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, [`VerbError::Absent`] for an edition or an artist that is not there.
pub async fn preview(newsroom: &Newsroom, act: &Act, name: Name, reader: &AsReader) -> Verb<Option<Preview>> {
    let made = letter(newsroom, act, name, reader, true).await?;
    Ok(made.map(|made| Preview {
        subject: made.mail.subject,
        preheader: made.preheader,
        html: made.mail.letter.html.into_string(),
        text: made.mail.letter.text,
        stories: made.stories,
    }))
}

/// The mail of a test letter, made when it is sent: without stories that are not live.
pub(crate) async fn test_mail(newsroom: &Newsroom, act: &Act, name: Name, reader: &AsReader) -> Verb<Option<ServiceMail>> {
    Ok(letter(newsroom, act, name, reader, false).await?.map(|made| made.mail))
}

/// A letter with what it was made for.
struct Made {
    preheader: String,
    mail: ServiceMail,
    stories: u32,
}

async fn letter(newsroom: &Newsroom, act: &Act, name: Name, reader: &AsReader, coming: bool) -> Verb<Option<Made>> {
    act.allow(Right::RunEdition)?;
    let conn = newsroom.store().read().await?;
    let artists = artists(&conn, &reader.follows).await?;
    let frozen = match editions::named(&conn, name).await? {
        Some(edition) if edition.released.is_some() => frozen(newsroom, &conn, edition).await?,
        _ => None,
    };
    drop(conn);
    let (edition, parts, gone) = match frozen {
        Some(frozen) => frozen,
        None => fresh(newsroom, act, name, coming).await?,
    };
    let conn = newsroom.store().read().await?;
    let followed = followed(&conn, &edition.stories, &artists).await?;
    let all = Selection::all(edition.own);
    let contents = match name.which.is_special() {
        true => Some(Contents::of(all)),
        false => letter_for(reader.choice, Quiet::Nothing, followed, all),
    };
    // As letters go that begin now.
    let contents = contents.map(|contents| contents.without(gone)).filter(|contents| !contents.selection.is_empty());
    let Some(contents) = contents else { return Ok(None) };
    let nowhere = Site::new(&crate::paper::get(newsroom).await?.base_url).absolute(urls::NEWSLETTER);
    let links = ReaderLinks::all_to(&nowhere);
    let contents = Contents { corrected: parts.corrections(), ..contents };
    let letter = parts.assemble(contents, &links);
    let mail = ServiceMail { subject: parts.subject().to_owned(), letter };
    Ok(Some(Made { preheader: edition.preheader, mail, stories: contents.selection.count() }))
}

/// The letters of a released edition are what was frozen, to the byte; those that begin now go without the stories that were
/// withdrawn since, which are given too, and are headed by the first that is left.
async fn frozen(newsroom: &Newsroom, conn: &Conn, edition: Edition) -> Verb<Option<(Edition, EditionParts, Selection)>> {
    let Some(stored) = editions::parts(conn, edition.id).await? else { return Ok(None) };
    let parts = FrozenEdition::read(&stored, edition.name())?.parts;
    let (gone, live) = withdrawn(conn, &edition).await?;
    if gone != edition.withdrawn
        && let Some(lead) = live.first()
        && let Some((edition, head)) = led_by(newsroom, conn, &EditionMail::compile()?, &edition, lead).await?
    {
        return Ok(Some((edition, parts.headed(&head), gone)));
    }
    Ok(Some((edition, parts, gone)))
}

/// Of an edition that is not released: from the stories as they are now.
async fn fresh(newsroom: &Newsroom, act: &Act, name: Name, coming: bool) -> Verb<(Edition, EditionParts, Selection)> {
    let paper = crate::paper::get(newsroom).await?;
    let (planned, told) = stories_of(newsroom, act, name, coming).await?;
    if told.is_empty() {
        return Err(Refusal::State("nothing is in this edition yet; it fills up as stories go live".to_owned()).into());
    }
    let lead_says =
        |wanted: &str, shown: &str, lead: &str| if wanted.is_empty() && !lead.is_empty() { lead.to_owned() } else { shown.to_owned() };
    let lead = told.first().map(|story| (story.draft.headline.as_str(), story.draft.standfirst.as_str())).unwrap_or_default();
    let said = (lead_says(&planned.plan.subject, &planned.subject, lead.0), lead_says(&planned.plan.preheader, &planned.preheader, lead.1));
    let edition = super::new(name, said, told.iter().map(|story| story.id).collect(), told.len(), act.now);
    let mail = EditionMail::compile()?;
    let conn = newsroom.store().read().await?;
    let matter = Matter { note: &planned.plan.note, stories: &told, corrections: &planned.corrections };
    let parts = mail.parts(&conn, &paper, &edition, &matter).await?;
    Ok((edition, parts, Selection(0)))
}

async fn artists(conn: &Conn, follows: &[Slug]) -> Verb<Vec<ArtistId>> {
    let mut ids = Vec::new();
    for slug in follows {
        let artist = crate::artists::by_address(conn, slug).await?;
        ids.push(artist.ok_or_else(|| VerbError::Absent(format!("there is no artist at /artists/{slug}")))?.id);
    }
    Ok(ids)
}

/// Which stories of an edition are about any of these artists, counted as for a reader who follows them.
async fn followed(conn: &Conn, stories: &[StoryId], artists: &[ArtistId]) -> Verb<Selection> {
    if artists.is_empty() {
        return Ok(Selection(0));
    }
    let places = places_of(conn, stories).await?;
    let bits = artists.iter().filter_map(|artist| places.get(artist)).fold(0, |bits, places| bits | places.0);
    Ok(Selection(bits))
}

/// Mails the letter to one mailbox of the newsroom, its subject marked. Stories that are not live stay at home.
///
/// # Errors
/// [`VerbError::Refused`] for the wrong role, for a suppressed address, or when such a reader would get no letter.
pub async fn send_test(newsroom: &Newsroom, act: &Act, name: Name, reader: &AsReader, to: &Email) -> Verb<()> {
    act.allow(Right::RunEdition)?;
    if letter(newsroom, act, name, reader, false).await?.is_none() {
        return Err(Refusal::State("such a reader gets no letter that day: nothing in it is about whom they follow".to_owned()).into());
    }
    let tx = newsroom.begin(act.now).await?;
    if crate::readers::is_suppressed(&tx, to).await? {
        return Err(Refusal::State("this address is on the suppression list; nothing is mailed to it".to_owned()).into());
    }
    let mail = Service::Test {
        to: to.to_string(),
        day: name.to_string(),
        choice: reader.choice.word().to_owned(),
        follows: reader.follows.clone(),
    };
    mail.enqueue(&tx, act.now).await?;
    store::audit::append(&tx, act, "send a test letter", &format!("edition of {name}")).await?;
    newsroom.commit(tx).await?;
    newsroom.wake();
    Ok(())
}
