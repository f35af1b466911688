//! One mail as bytes. The same input gives the same bytes, so that a retry is the first copy again: date, message id and
//! boundary come in as values. Letters of an edition are copied together instead, see [`Frame`].

mod frame;

pub use frame::{Frame, FrameFacts, Own, encode, encode_between};

use domain::email::Email;
use domain::time::Instant;
use mail_builder::MessageBuilder;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::{BodyPart, MimePart};

/// What a mail says, and in which headers.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    /// The paper's name, beside the sender's address.
    pub from_name: &'a str,
    /// The sender's address; the same for every letter of a stream.
    pub from: &'a Email,
    /// The one reader.
    pub to: &'a Email,
    /// The subject.
    pub subject: &'a str,
    /// `Date`.
    pub date: Instant,
    /// Without angle brackets; derived from what the mail is, never random (newsletter.md H2).
    pub message_id: &'a str,
    /// Further headers in order: names and values that this program made, never what a stranger typed.
    pub headers: &'a [(&'a str, String)],
    /// The text part.
    pub text: &'a str,
    /// The HTML part.
    pub html: &'a str,
}

/// A header that would break the mail apart.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the header {header} has a line break or a NUL in it: {value:?}")]
pub struct HeaderError {
    /// Which.
    pub header: String,
    /// What it held.
    pub value: String,
}

impl Message<'_> {
    /// The whole mail, lines ended by CR LF, bodies encoded so that no line is longer than 78 characters.
    ///
    /// # Errors
    /// [`HeaderError`] when a value would start a header of its own (newsletter.md A9).
    pub fn to_bytes(&self) -> Result<Vec<u8>, HeaderError> {
        self.check()?;
        let boundary = format!("=_{}", self.message_id.split('@').next().unwrap_or_default());
        let alternatives = BodyPart::Multipart(vec![MimePart::new("text/plain", self.text), MimePart::new("text/html", self.html)]);
        let body = MimePart::new(ContentType::new("multipart/alternative").attribute("boundary", boundary), alternatives);
        let builder = MessageBuilder::new()
            .from(Address::new_address(Some(self.from_name), self.from.as_str()))
            .to(Address::new_address(None::<&str>, self.to.as_str()))
            .date(self.date.timestamp().as_second())
            .message_id(self.message_id)
            .subject(self.subject);
        let builder = self.headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, Raw::new(value.as_str())));
        let mut bytes = Vec::with_capacity(self.text.len() + self.html.len() + 2_048);
        builder.body(body).serialize(&mut bytes);
        Ok(bytes)
    }

    fn check(&self) -> Result<(), HeaderError> {
        let own = [("From", self.from_name), ("Subject", self.subject), ("Message-ID", self.message_id)];
        checked(own.into_iter().chain(self.headers.iter().map(|(name, value)| (*name, value.as_str()))))
    }
}

/// Refuses values that would break out of their headers.
fn checked<'a>(headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), HeaderError> {
    match headers.into_iter().find(|(_, value)| value.contains(['\r', '\n', '\0'])) {
        Some((header, value)) => Err(HeaderError { header: header.to_owned(), value: value.to_owned() }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Email {
        Email::parse(text).unwrap()
    }

    fn bytes(subject: &str, text: &str) -> Result<Vec<u8>, HeaderError> {
        let headers = [("List-Unsubscribe", "<https://feedback.example/newsletter/leave/abc>".to_owned())];
        Message {
            from_name: "The Feedback",
            from: &email("daily@feedback.example"),
            to: &email("reader@example.org"),
            subject,
            date: Instant::from_micros(1_427_416_140_000_000),
            message_id: "0123456789abcdef@feedback.example",
            headers: &headers,
            text,
            html: "<p>x</p>",
        }
        .to_bytes()
    }

    #[test]
    fn the_same_mail_is_the_same_bytes() {
        let first = bytes("“Nobody tells you the van is the career”", "Grüße – …\n.\nx").unwrap();
        assert_eq!(first, bytes("“Nobody tells you the van is the career”", "Grüße – …\n.\nx").unwrap());
        insta::assert_snapshot!(String::from_utf8(first).unwrap().replace('\r', "␍"));
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        assert!(bytes("x\r\nBcc: everybody@example.org", "").is_err());
    }

    #[test]
    fn lines_stay_short() {
        let long = bytes(&"word ".repeat(300), &"x".repeat(5_000)).unwrap();
        assert!(long.split(|b| *b == b'\n').all(|line| line.len() <= 998), "RFC 5322 §2.1.1");
    }
}
