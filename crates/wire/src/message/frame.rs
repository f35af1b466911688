//! Many letters of one kind: what they share is encoded once, and each is copied together from it. Encoding a whole letter
//! anew for every reader costs ten times what sending it does.

use super::{HeaderError, checked};
use domain::email::Email;
use domain::time::Instant;
use encodify::qp;
use mail_builder::headers::address::Address;
use mail_builder::headers::date::Date;
use mail_builder::headers::raw::Raw;
use mail_builder::headers::text::Text;
use mail_builder::headers::{Header, HeaderType};

/// What all letters of an edition say of themselves.
#[derive(Debug, Clone)]
pub struct FrameFacts<'a> {
    /// The paper's name, beside the sender's address.
    pub from_name: &'a str,
    /// The sender's address.
    pub from: &'a Email,
    /// The subject.
    pub subject: &'a str,
    /// `Date`.
    pub date: Instant,
    /// Further headers in order: names and values that this program made.
    pub headers: &'a [(&'a str, String)],
    /// What parts the letter's two halves: letters and digits, made from what the edition is. Nothing quoted-printable can
    /// hold it, since it stands behind `=_`.
    pub boundary: &'a str,
}

/// What is a letter's own.
#[derive(Debug, Clone, Copy)]
pub struct Own<'a> {
    /// The one reader.
    pub to: &'a Email,
    /// Without angle brackets; derived, never random (newsletter.md H2).
    pub message_id: &'a str,
    /// `List-Unsubscribe`: one after the other, each in its angle brackets.
    pub unsubscribe: &'a [&'a str],
}

/// The letters of an edition, but for what is in them.
#[derive(Debug, Clone)]
pub struct Frame {
    head: Vec<u8>,
    text: Vec<u8>,
    html: Vec<u8>,
    end: Vec<u8>,
}

impl Frame {
    /// Encodes what all letters share.
    ///
    /// # Errors
    /// [`HeaderError`] when a value would start a header of its own (newsletter.md A9).
    pub fn new(facts: &FrameFacts<'_>) -> Result<Self, HeaderError> {
        let own = [("From", facts.from_name), ("Subject", facts.subject), ("Content-Type", facts.boundary)];
        checked(own.into_iter().chain(facts.headers.iter().map(|(name, value)| (*name, value.as_str()))))?;
        let mut head = Vec::with_capacity(1_024);
        let from = Address::new_address(Some(facts.from_name), facts.from.as_str());
        write(&mut head, "From", &HeaderType::from(from));
        write(&mut head, "Date", &HeaderType::from(Date::new(facts.date.timestamp().as_second())));
        write(&mut head, "Subject", &HeaderType::from(Text::new(facts.subject)));
        for (name, value) in facts.headers {
            write(&mut head, name, &HeaderType::from(Raw::new(value.as_str())));
        }
        let boundary = facts.boundary;
        head.extend(format!("MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"=_{boundary}\"\r\n").bytes());
        let part = |kind: &str| {
            format!(
                "\r\n--=_{boundary}\r\nContent-Type: text/{kind}; charset=\"utf-8\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
            )
        };
        let end = format!("\r\n--=_{boundary}--\r\n").into_bytes();
        Ok(Self { head, text: part("plain").into_bytes(), html: part("html").into_bytes(), end })
    }

    /// Begins a letter: its headers, and the text part up to its words.
    ///
    /// # Errors
    /// [`HeaderError`].
    pub fn begin(&self, own: &Own<'_>, letter: &mut Vec<u8>) -> Result<(), HeaderError> {
        checked(std::iter::once(("Message-ID", own.message_id)).chain(own.unsubscribe.iter().map(|one| ("List-Unsubscribe", *one))))?;
        letter.extend_from_slice(&self.head);
        for part in ["To: <", own.to.as_str(), ">\r\nMessage-ID: <", own.message_id, ">\r\n"] {
            letter.extend_from_slice(part.as_bytes());
        }
        for (at, one) in own.unsubscribe.iter().enumerate() {
            letter.extend_from_slice(if at == 0 { b"List-Unsubscribe: " } else { b",\r\n " });
            letter.extend_from_slice(one.as_bytes());
        }
        if !own.unsubscribe.is_empty() {
            letter.extend_from_slice(b"\r\n");
        }
        letter.extend_from_slice(&self.text);
        Ok(())
    }

    /// Ends the text part and begins the HTML one.
    pub fn between(&self, letter: &mut Vec<u8>) {
        letter.extend_from_slice(&self.html);
    }

    /// Ends the letter.
    pub fn end(&self, letter: &mut Vec<u8>) {
        letter.extend_from_slice(&self.end);
    }
}

fn write(head: &mut Vec<u8>, name: &str, value: &HeaderType<'_>) {
    head.extend_from_slice(name.as_bytes());
    head.extend_from_slice(b": ");
    value.write_header(head, name.len() + 2);
}

/// Words as they stand in a letter (RFC 2045 §6.7). Pieces that end in a line break may be encoded one by one and put
/// together.
pub fn encode(words: &str, letter: &mut Vec<u8>) {
    qp::BODY.encode_append(words, letter);
}

/// Words put in between two encoded stretches, on lines of their own that a reader's program joins again: whatever their
/// length, no line grows too long.
pub fn encode_between(words: &str, letter: &mut Vec<u8>) {
    letter.extend_from_slice(b"=\r\n");
    qp::BODY.encode_append(words, letter);
    letter.extend_from_slice(b"=\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    fn frame() -> Frame {
        let headers = [("List-Id", "\"The Feedback\" <daily.feedback.example>".to_owned())];
        Frame::new(&FrameFacts {
            from_name: "The Feedback, daily",
            from: &Email::parse("daily@feedback.example").unwrap(),
            subject: "“Nobody tells you the van is the career”",
            date: Instant::from_micros(1_427_416_140_000_000),
            headers: &headers,
            boundary: "0123456789abcdef",
        })
        .unwrap()
    }

    fn letter(text: [&str; 3], html: &str) -> Vec<u8> {
        let mut letter = Vec::new();
        let own = Own {
            to: &Email::parse("reader@example.org").unwrap(),
            message_id: "0123@feedback.example",
            unsubscribe: &["<mailto:daily@feedback.example?subject=leave>", "<https://feedback.example/newsletter/leave/abc>"],
        };
        let frame = frame();
        frame.begin(&own, &mut letter).unwrap();
        encode(text[0], &mut letter);
        encode_between(text[1], &mut letter);
        encode(text[2], &mut letter);
        frame.between(&mut letter);
        encode(html, &mut letter);
        frame.end(&mut letter);
        letter
    }

    #[test]
    fn a_letter_copied_together() {
        let bytes = letter(["Grüße – …\n.\nLeave: ", "https://feedback.example/leave/abc", "\nThe end.\n"], "<p style=\"x\">x</p>\n");
        insta::assert_snapshot!(String::from_utf8(bytes).unwrap().replace('\r', "␍"));
    }

    #[test]
    fn no_header_can_be_smuggled_in() {
        let own = Own { to: &Email::parse("a@example.org").unwrap(), message_id: "x", unsubscribe: &["<x>\r\nBcc: <y>"] };
        assert!(frame().begin(&own, &mut Vec::new()).is_err());
    }

    proptest! {
        #[test]
        fn another_reads_what_was_written(before in "\\PC{0,200}", put_in in "[!-~]{1,300}", after in "(\\PC{0,80}\n){0,4}", html in "(\\PC{0,200}\n){1,4}") {
            let bytes = letter([&before, &put_in, &after], &html);
            prop_assert!(bytes.split(|b| *b == b'\n').all(|line| line.len() <= 78), "RFC 2045 §6.7, RFC 5322 §2.1.1");
            let read = MessageParser::default().parse(&bytes).unwrap();
            // The line break before a boundary belongs to the boundary (RFC 2046 §5.1.1).
            let said = |text: &str| text.replace("\r\n", "\n").trim_end_matches('\n').to_owned();
            prop_assert_eq!(said(&read.body_text(0).unwrap()), said(&format!("{before}{put_in}{after}")));
            prop_assert_eq!(said(&read.body_html(0).unwrap()), said(&html));
        }
    }
}
