//! The letters of one edition: put together from its frozen parts, the same to the byte at every try.
//!
//! Every part is encoded once, when the edition is opened. A letter is headers, copies, and the reader's own links.

use crate::mail::FrozenEdition;
use crate::token::{Claim, Envelope, Purpose};
use crate::{Newsroom, Verb, VerbError};
use domain::edition::{Edition, MAX_STORIES, Selection};
use domain::email::Email;
use domain::id::EditionId;
use domain::refusal::Refusal;
use domain::time::Instant;
use std::collections::HashMap;
use store::deliveries::Claimed;
use store::{Conn, editions};
use text::mail_html::{EditionParts, ReaderLinks, Run, Slot};
use text::template::urls::{self, Site};
use wire::dkim::Signer;
use wire::message::{Frame, FrameFacts, HeaderError, Own, encode, encode_between};

/// Everything that is the same in all letters of an edition, as it was frozen at its release.
pub(super) struct Letters {
    newsroom: Newsroom,
    edition: Edition,
    released: Instant,
    from: Email,
    bounces_to: Option<Email>,
    frozen: FrozenEdition,
    site: Site,
    frame: Frame,
    mailto: String,
    signer: Option<Signer>,
    encoded: HashMap<Part, Encoded>,
}

/// A part of the edition, whatever number it has in a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    Head,
    Lead(usize),
    Full(usize),
    More,
    Brief(usize),
    Corrections,
    Correction(usize),
    Tail,
}

impl From<Slot> for Part {
    fn from(slot: Slot) -> Self {
        match slot {
            Slot::Head => Self::Head,
            Slot::Lead(place) => Self::Lead(place),
            Slot::Full(place) => Self::Full(place),
            Slot::More => Self::More,
            Slot::Brief { place, .. } => Self::Brief(place),
            Slot::Corrections => Self::Corrections,
            Slot::Correction(place) => Self::Correction(place),
            Slot::Tail => Self::Tail,
        }
    }
}

/// A part in both its forms, encoded.
struct Encoded {
    text: Vec<EncodedRun>,
    html: Vec<EncodedRun>,
}

enum EncodedRun {
    Bytes(Vec<u8>),
    Number,
    Leave,
    Preferences,
    Copy,
}

impl Letters {
    /// Loads a released edition.
    pub(super) async fn open(newsroom: &Newsroom, id: EditionId) -> Verb<Self> {
        let edition = crate::edition::by_id(newsroom, id).await?;
        let unreleased = || Refusal::State(format!("the edition of {} is not released", edition.name()));
        let released = edition.released.ok_or_else(unreleased)?;
        let conn = newsroom.store().read().await?;
        let stored = editions::parts(&conn, id).await?.ok_or_else(unreleased)?;
        let frozen = FrozenEdition::read(&stored, edition.name())?;
        Self::of(newsroom, &conn, edition, released, frozen).await
    }

    /// Those of an edition as it was frozen, or would be.
    pub(super) async fn of(newsroom: &Newsroom, conn: &Conn, edition: Edition, released: Instant, frozen: FrozenEdition) -> Verb<Self> {
        let (from, site) = (Email::parse(&frozen.from)?, Site::new(&frozen.base_url));
        let frame = frame(newsroom, &edition, released, &from, &frozen, &site).map_err(broken)?;
        let encoded = encoded(&frozen.parts);
        let bounces_to = crate::paper::get(newsroom).await?.bounces_to;
        let signer = crate::dkim::signer(conn, &from, &frozen.dkim_selector).await?;
        let mailto = format!("<mailto:{from}?subject=leave>");
        Ok(Self { newsroom: newsroom.clone(), edition, released, from, bounces_to, frozen, site, frame, mailto, signer, encoded })
    }

    pub(super) fn edition(&self) -> EditionId {
        self.edition.id
    }

    /// The stories that letters go without from now on.
    pub(super) fn withdrawn(&self) -> Selection {
        self.edition.withdrawn
    }

    /// The name that this host says hello with.
    pub(super) fn host(&self) -> &str {
        &self.frozen.host
    }

    /// Where one reader's letter comes back to: its own address where the paper has one for bounces, else the sender. It is
    /// no part of the letter.
    pub(super) fn sent_from(&self, claimed: &Claimed) -> String {
        match &self.bounces_to {
            Some(to) => {
                let envelope = Envelope::at(claimed.letter.reader, Some(self.edition.id), self.released);
                self.newsroom.secret().envelope_sender(to, envelope)
            }
            None => self.from.to_string(),
        }
    }

    pub(super) fn subject(&self) -> &str {
        self.frozen.parts.subject()
    }

    /// One reader's letter, in place of what `letter` held; gives what its message id begins with. Date, message id, token and
    /// the instant of its signature come from what is stored, never from the clock.
    pub(super) fn write(&self, claimed: &Claimed, letter: &mut Vec<u8>) -> Verb<String> {
        letter.clear();
        let claim = Claim { reader: claimed.key.clone(), issued: self.released, artist: None };
        let token = self.newsroom.secret().token(Purpose::Leave, &claim);
        let contents = claimed.letter.contents;
        let links = ReaderLinks {
            leave: self.site.absolute(&urls::leave(&token)),
            preferences: self.site.absolute(&urls::preferences(&token)),
            copy: self.site.absolute(&urls::edition_of(&self.edition, contents.selection)),
        };
        let id = self.newsroom.secret().letter_id(self.edition.id, &claimed.key);
        let own = Own {
            to: &claimed.email,
            message_id: &format!("{id}@{}", self.host()),
            unsubscribe: &[&self.mailto, &format!("<{}>", links.leave)],
        };
        self.frame.begin(&own, letter).map_err(broken)?;
        let order: Vec<Slot> = self.frozen.parts.order(contents).collect();
        for slot in &order {
            self.put(*slot, |encoded| &encoded.text, &links, letter);
        }
        self.frame.between(letter);
        let links = links.in_html();
        for slot in &order {
            self.put(*slot, |encoded| &encoded.html, &links, letter);
        }
        self.frame.end(letter);
        if let Some(signer) = &self.signer {
            let signature = signer.sign(letter, self.released)?;
            letter.splice(0..0, signature);
        }
        Ok(id)
    }

    fn put(&self, slot: Slot, form: impl Fn(&Encoded) -> &Vec<EncodedRun>, links: &ReaderLinks, letter: &mut Vec<u8>) {
        let Some(encoded) = self.encoded.get(&slot.into()) else { return };
        for run in form(encoded) {
            match run {
                EncodedRun::Bytes(bytes) => letter.extend_from_slice(bytes),
                EncodedRun::Number => encode_between(&slot.number(), letter),
                EncodedRun::Leave => encode_between(&links.leave, letter),
                EncodedRun::Preferences => encode_between(&links.preferences, letter),
                EncodedRun::Copy => encode_between(&links.copy, letter),
            }
        }
    }
}

fn frame(
    newsroom: &Newsroom,
    edition: &Edition,
    released: Instant,
    from: &Email,
    frozen: &FrozenEdition,
    site: &Site,
) -> Result<Frame, HeaderError> {
    let host = &frozen.host;
    // One list, so that leaving it leaves both; complaints are told apart.
    let stream = if edition.which.is_special() { "special" } else { "daily" };
    let headers = [
        ("List-Id", format!("{} <daily.{host}>", quoted(&frozen.paper_name))),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ("List-Help", format!("<{}>", site.absolute(urls::NEWSLETTER))),
        ("List-Archive", format!("<{}>", site.absolute(urls::ARCHIVE))),
        ("Feedback-ID", format!("{}:{stream}:{}:inkie", edition.day.strftime("%Y%m%d"), host.replace('.', "-"))),
        ("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()),
    ];
    Frame::new(&FrameFacts {
        from_name: &frozen.paper_name,
        from,
        subject: frozen.parts.subject(),
        date: released,
        headers: &headers,
        boundary: &newsroom.secret().hash("boundary", &[&edition.id.0.to_be_bytes()]),
    })
}

fn broken(error: HeaderError) -> VerbError {
    Refusal::State(error.to_string()).into()
}

/// Every part of an edition, encoded once.
fn encoded(parts: &EditionParts) -> HashMap<Part, Encoded> {
    let of_story = |place| [Slot::Lead(place), Slot::Full(place), Slot::Brief { place, number: 0 }];
    let slots = [Slot::Head, Slot::More, Slot::Corrections, Slot::Tail].into_iter().chain((0..parts.count()).flat_map(of_story));
    let slots = slots.chain((0..MAX_STORIES).filter(|place| parts.corrections().has(*place)).map(Slot::Correction));
    let both =
        |slot| Encoded { text: parts.text(slot).into_iter().map(run).collect(), html: parts.html(slot).into_iter().map(run).collect() };
    slots.map(|slot| (slot.into(), both(slot))).collect()
}

fn run(run: Run<'_>) -> EncodedRun {
    match run {
        Run::Words(words) => {
            let mut bytes = Vec::with_capacity(words.len() + words.len() / 8);
            encode(words, &mut bytes);
            EncodedRun::Bytes(bytes)
        }
        Run::Number => EncodedRun::Number,
        Run::Leave => EncodedRun::Leave,
        Run::Preferences => EncodedRun::Preferences,
        Run::Copy => EncodedRun::Copy,
    }
}

/// A phrase of a header (RFC 5322 §3.2.5): ASCII letters in quotation marks, everything else left out.
fn quoted(name: &str) -> String {
    let plain: String = name.chars().filter(|c| (c.is_ascii_graphic() || *c == ' ') && !['"', '\\'].contains(c)).collect();
    format!("\"{plain}\"")
}
