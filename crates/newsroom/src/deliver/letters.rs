//! The letters of one edition: put together from its frozen parts, the same to the byte at every try.

use crate::mail::FrozenEdition;
use crate::token::{Claim, Purpose};
use crate::{Newsroom, Verb, VerbError};
use domain::edition::Edition;
use domain::email::Email;
use domain::id::EditionId;
use domain::refusal::Refusal;
use domain::time::Instant;
use store::deliveries::Claimed;
use store::editions;
use text::mail_html::ReaderLinks;
use text::template::urls::{self, Site};
use wire::message::Message;

/// Everything that is the same in all letters of an edition, as it was frozen at its release.
pub(super) struct Letters {
    newsroom: Newsroom,
    edition: Edition,
    released: Instant,
    from: Email,
    frozen: FrozenEdition,
    site: Site,
}

impl Letters {
    /// Loads a released edition.
    pub(super) async fn open(newsroom: &Newsroom, id: EditionId) -> Verb<Self> {
        let edition = crate::edition::by_id(newsroom, id).await?;
        let unreleased = || Refusal::State(format!("the edition of {} is not released", edition.day));
        let released = edition.released.ok_or_else(unreleased)?;
        let stored = editions::parts(&newsroom.store().read().await?, id).await?.ok_or_else(unreleased)?;
        let frozen: FrozenEdition = serde_json::from_str(&stored)
            .map_err(|error| VerbError::Unreadable(format!("the frozen edition of {}: {error}", edition.day)))?;
        let (from, site) = (Email::parse(&frozen.from)?, Site::new(&frozen.base_url));
        Ok(Self { newsroom: newsroom.clone(), edition, released, from, frozen, site })
    }

    pub(super) fn edition(&self) -> EditionId {
        self.edition.id
    }

    /// The name that this host says hello with.
    pub(super) fn host(&self) -> &str {
        &self.frozen.host
    }

    pub(super) fn sender(&self) -> &Email {
        &self.from
    }

    pub(super) fn subject(&self) -> &str {
        self.frozen.parts.subject()
    }

    /// One reader's letter. Date, message id, token and boundary come from what is stored, never from the clock.
    pub(super) fn message(&self, claimed: &Claimed) -> Verb<Vec<u8>> {
        let host = self.host();
        let claim = Claim { reader: claimed.key.clone(), issued: self.released, artist: None };
        let token = self.newsroom.secret().token(Purpose::Leave, &claim);
        let links =
            ReaderLinks { leave: self.site.absolute(&urls::leave(&token)), preferences: self.site.absolute(&urls::preferences(&token)) };
        let letter = self.frozen.parts.assemble(claimed.letter.contents.selection, claimed.letter.contents.first, &links);
        let id = self.newsroom.secret().hash("letter", &[&self.edition.id.0.to_be_bytes(), claimed.key.as_bytes()]);
        let headers = [
            ("List-Id", format!("{} <daily.{host}>", quoted(&self.frozen.paper_name))),
            ("List-Unsubscribe", format!("<mailto:{}?subject=leave>, <{}>", self.from, links.leave)),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
            ("List-Help", format!("<{}>", self.site.absolute(urls::NEWSLETTER))),
            ("List-Archive", format!("<{}>", self.site.absolute(urls::ARCHIVE))),
            ("Feedback-ID", format!("{}:daily:{}:inkie", self.edition.day.strftime("%Y%m%d"), host.replace('.', "-"))),
            ("X-Auto-Response-Suppress", "OOF, AutoReply".to_owned()),
        ];
        let message = Message {
            from_name: &self.frozen.paper_name,
            from: &self.from,
            to: &claimed.email,
            subject: self.subject(),
            date: self.released,
            message_id: &format!("{id}@{host}"),
            headers: &headers,
            text: &letter.text,
            html: letter.html.as_str(),
        };
        message.to_bytes().map_err(|error| Refusal::State(error.to_string()).into())
    }
}

/// A phrase of a header (RFC 5322 §3.2.5): ASCII letters in quotation marks, everything else left out.
fn quoted(name: &str) -> String {
    let plain: String = name.chars().filter(|c| (c.is_ascii_graphic() || *c == ' ') && !['"', '\\'].contains(c)).collect();
    format!("\"{plain}\"")
}
