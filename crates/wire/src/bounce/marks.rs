//! What in a mail may tell which letter it is about.

use super::fields::{self, Field};

/// The most marks of one sort that are kept.
const MOST: usize = 50;

/// Texts that may hold a token of ours; all of them are a stranger's words until the token's seal was checked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// Addresses that the mail went to, that the letter was sent from, and ids that its envelope had.
    pub envelope: Vec<String>,
    /// `Message-ID` of the letter that came back, without angle brackets.
    pub letters: Vec<String>,
    /// `List-Unsubscribe` of that letter.
    pub links: Vec<String>,
}

impl Marks {
    /// A mark of an envelope: whom a mail was for, or whom a letter was from.
    pub fn add_envelope(&mut self, text: &str) {
        put(&mut self.envelope, text);
    }

    /// A letter's own `Message-ID`.
    pub fn add_letter(&mut self, id: &str) {
        put(&mut self.letters, id.trim().trim_start_matches('<').split('>').next().unwrap_or_default());
    }

    /// A letter's `List-Unsubscribe`.
    pub fn add_link(&mut self, link: &str) {
        put(&mut self.links, link);
    }

    /// The head of a letter that came back.
    pub(super) fn returned(&mut self, head: &[Field]) {
        for (name, value) in head {
            match name.as_str() {
                "message-id" => self.add_letter(value),
                "list-unsubscribe" => self.add_link(value),
                "return-path" => self.add_envelope(value),
                _ => {}
            }
        }
    }

    /// A field of a report about a letter.
    pub(super) fn reported(&mut self, (name, value): &Field) {
        if ["original-envelope-id", "original-mail-from", "x-postfix-sender"].contains(&name.as_str()) {
            self.add_envelope(fields::untyped(value));
        }
    }
}

/// The mail's own head: whom it was for.
pub(super) fn of_head(head: &[Field]) -> Marks {
    let mut marks = Marks::default();
    for name in ["delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-rcpt-to", "to"] {
        for address in fields::values(head, name).flat_map(fields::addresses) {
            marks.add_envelope(&address);
        }
    }
    marks
}

fn put(list: &mut Vec<String>, text: &str) {
    let text = text.trim();
    if !text.is_empty() && list.len() < MOST && list.iter().all(|other| other != text) {
        list.push(text.to_owned());
    }
}
