//! Bounces and complaints: whatever way they came, one verb takes them. Whom they are about is found by tokens that we
//! made ourselves; an address in a report is a stranger's word.

mod find;
mod look;
mod posts;
mod ways;

pub use look::{Bounced, Failing, Listed, MOST, failing, list};
pub(crate) use look::{came_back, of_person};
pub use posts::{Headers, Posted, Relays, post};
pub use ways::{Passed, keep_reading, listen, read_mailbox};

use crate::readers::put_on_list;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::bounce::{Effect, Kind, Proof, Status, effect, reply_code, weigh};
use domain::email::Email;
use domain::id::{EditionId, ReaderId};
use domain::reader::{Reader, Standing};
use find::Found;
use store::bounces::{self, Bounce};
use store::{Tx, readers};
use wire::bounce::{Action, Delivery, Inbound, Marks, What};

/// The longest reason that is kept, characters.
const REASON: usize = 300;

/// One thing that is told of one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What may tell which letter.
    pub marks: Marks,
    /// The reader's address, only when who tells is known by their signature.
    pub vouched: Option<Email>,
    /// What it means.
    pub kind: Kind,
    /// The status, when there is one.
    pub status: Option<Status>,
    /// The server's words, or the kind of complaint.
    pub reason: String,
    /// The way it came, in one word: `imap`, `smtp`, the relay's name.
    pub via: &'static str,
    /// What tells this report from others, where no edition is known: an id of the relay or of the mail.
    pub report: String,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Nothing in it is ours, or what is ours was forged or has run out. Nothing was changed.
    NotOurs,
    /// It was taken before. Nothing was changed.
    Again,
    /// It was written down, and the reader is mailed as before.
    Noted,
    /// The reader counts as having left.
    Left,
    /// The reader is never mailed again.
    Suppressed,
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// It tells of a letter that came back.
    Taken(Taken),
    /// It tells that nothing is wrong, or not yet: delayed, delivered, an automatic answer, a report about signatures.
    Nothing,
    /// It is something else, for a person to read.
    Other,
}

/// Takes one report. Needs no role: what it may do is what the seal of its token lets it.
///
/// # Errors
/// [`crate::VerbError::Store`]; nothing was changed, take it again.
pub async fn take(newsroom: &Newsroom, act: &Act, told: &Told) -> Verb<Taken> {
    let tx = newsroom.begin(act.now).await?;
    let Some(found) = find::reader(newsroom, &tx, act.now, told).await? else { return Ok(Taken::NotOurs) };
    let taken = note(newsroom, &tx, act, &found, told).await?;
    newsroom.commit(tx).await?;
    Ok(taken)
}

/// Writes down what is told of a letter, and does what follows.
async fn note(newsroom: &Newsroom, tx: &Tx, act: &Act, found: &Found, told: &Told) -> Verb<Taken> {
    let effect = effect(told.kind, found.proof);
    if effect == Effect::Nothing {
        return Ok(Taken::NotOurs);
    }
    let bounce = Bounce {
        id: 0,
        at: act.now,
        reader: Some(found.reader.id),
        edition: found.edition,
        kind: told.kind,
        status: told.status.map(|status| status.to_string()).unwrap_or_default(),
        reason: without_addresses(&told.reason),
        via: told.via.to_owned(),
    };
    if !bounces::put(tx, &bounce, &seen(newsroom, found, told)).await? {
        return Ok(Taken::Again);
    }
    apply(newsroom, tx, act, effect, &found.reader, &bounce).await
}

/// The same report twice, on whatever ways, has one name: a letter bounces in one manner once.
fn seen(newsroom: &Newsroom, found: &Found, told: &Told) -> String {
    let (reader, kind) = (found.reader.id.0.to_be_bytes(), told.kind.word().as_bytes());
    match found.edition {
        Some(edition) => newsroom.secret().hash("bounce of a letter", &[&reader, kind, &edition.0.to_be_bytes()]),
        None => newsroom.secret().hash("bounce", &[&reader, kind, told.report.as_bytes()]),
    }
}

async fn apply(newsroom: &Newsroom, tx: &Tx, act: &Act, effect: Effect, reader: &Reader, bounce: &Bounce) -> Verb<Taken> {
    let was = reader.standing;
    let why = why(bounce);
    let (verb, taken) = match effect {
        Effect::Suppress if was != Standing::Suppressed => {
            put_on_list(newsroom, tx, act, &reader.email, &why, true).await?;
            ("suppress a reader", Taken::Suppressed)
        }
        Effect::Leave if matches!(was, Standing::Active | Standing::Pending) => {
            readers::save(tx, &reader.leave(act.now, &why)).await?;
            ("let a reader leave", Taken::Left)
        }
        Effect::Suppress | Effect::Leave | Effect::Note | Effect::Nothing => return Ok(Taken::Noted),
    };
    // The number, never the address: the log outlives the reader.
    store::audit::append(tx, act, verb, &format!("reader {}: {why}", reader.id)).await?;
    Ok(taken)
}

/// Weighs what a server said when it refused a letter for good, within the write that stores the refusal. Nobody has to be
/// believed: the words were said to us.
pub(crate) async fn refused(newsroom: &Newsroom, tx: &Tx, act: &Act, edition: EditionId, reader: ReaderId, reply: &str) -> Verb<()> {
    let Some(reader) = readers::by_id(tx, reader).await? else { return Ok(()) };
    let status = Status::find(reply);
    let kind = weigh(status, reply_code(reply), reply, reader.email.as_str());
    let told = Told {
        marks: Marks::default(),
        vouched: None,
        kind,
        status,
        reason: reply.to_owned(),
        via: bounces::VIA_REPLY,
        report: String::new(),
    };
    let found = Found { reader, edition: Some(edition), proof: Proof::Letter };
    note(newsroom, tx, act, &found, &told).await.map(drop)
}

/// In a few words, for the reader's row: `complained`, `bounced 5.1.1`.
fn why(bounce: &Bounce) -> String {
    match bounce.kind {
        Kind::Complaint => "complained".to_owned(),
        Kind::OptOut => "asked by their provider".to_owned(),
        Kind::Hard | Kind::Soft | Kind::Ours => format!("bounced {}", bounce.status).trim_end().to_owned(),
    }
}

/// A server's words in one line, every address in them taken out: reasons are counted, and outlive nobody.
fn without_addresses(words: &str) -> String {
    let mut line = String::new();
    for word in words.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        match word.contains('@') {
            true => line.push('…'),
            false => line.extend(word.chars().filter(|c| !c.is_control())),
        }
        if line.chars().count() >= REASON {
            break;
        }
    }
    line.chars().take(REASON).collect()
}

/// Reads a mail that came in, and takes what it tells. `to` is whom its envelope was for. Gives what became of it.
///
/// # Errors
/// As [`take`].
pub async fn take_mail(newsroom: &Newsroom, act: &Act, raw: &[u8], to: &[String], via: &'static str) -> Verb<Handled> {
    let Inbound { what, mut marks, message_id } = wire::bounce::read(raw);
    // Before those of the head, which anybody can write.
    marks.envelope.splice(0..0, to.iter().cloned());
    let told = |kind, status, reason| Told { marks: marks.clone(), vouched: None, kind, status, reason, via, report: message_id.clone() };
    let told = match what {
        What::Report(list) => match of_one(&list) {
            Some(one) => told(one.kind, one.status, one.words.clone()),
            None => return Ok(Handled::Nothing),
        },
        What::Complaint(complaint) => match complaint.kind {
            Some(kind) => told(kind, None, complaint.feedback.clone()),
            None => return Ok(Handled::Nothing),
        },
        What::AutoReply => return Ok(Handled::Nothing),
        What::Other => return Ok(Handled::Other),
    };
    take(newsroom, act, &told).await.map(Handled::Taken)
}

/// The failure of a report. A letter goes to one address: more than one are where that passed it on, and then the
/// mildest counts: the letter may have arrived with the others.
fn of_one(list: &[Delivery]) -> Option<&Delivery> {
    if list.iter().any(|one| one.action == Action::Delivered) {
        return None;
    }
    list.iter().filter(|one| one.action == Action::Failed).max_by_key(|one| Kind::ALL.iter().position(|kind| *kind == one.kind))
}
