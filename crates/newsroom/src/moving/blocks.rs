//! Texts that WordPress keeps once and shows in many places: blocks that are used again, named by their numbers.

use std::borrow::Cow;
use std::collections::HashMap;
use wire::import::source::Entry;

/// The texts, by number.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    texts: HashMap<String, String>,
    bytes: usize,
}

/// The type of an entry that is one.
const KIND: &str = "wp_block";
/// How a text names one, with its settings: `{"ref":12}`.
const BEGINS: &str = "<!-- wp:block ";
/// Texts within texts.
const DEEPEST: usize = 4;
/// The longest text that others name, and what they may come to in one story, in bytes.
const LONGEST: usize = 512 * 1024;
/// What all of them may come to, in bytes.
const MOST_BYTES: usize = 32 * 1024 * 1024;

impl Blocks {
    /// Notes an entry that is one.
    pub(super) fn add(&mut self, entry: &Entry) {
        if entry.kind == KIND
            && let Some(text) = entry.texts.first().filter(|text| text.text.len() <= LONGEST)
            && self.bytes + text.text.len() <= MOST_BYTES
        {
            self.bytes += text.text.len();
            self.texts.insert(entry.id.clone(), text.text.clone());
        }
    }

    /// A text with those in it that it names. One that is not there stays named, and is told with what else cannot be read.
    pub(super) fn put_in<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut text = Cow::Borrowed(text);
        for _ in 0..DEEPEST {
            if self.texts.is_empty() || !text.contains(BEGINS) {
                break;
            }
            let Some(whole) = self.once(&text) else { break };
            text = Cow::Owned(whole);
        }
        text
    }

    fn once(&self, text: &str) -> Option<String> {
        let (mut whole, mut rest, mut put, mut found) = (String::with_capacity(text.len()), text, 0, false);
        while let Some((before, after)) = rest.split_once(BEGINS) {
            whole.push_str(before);
            let Some((settings, behind)) = after.split_once("-->") else {
                whole.push_str(BEGINS);
                rest = after;
                break;
            };
            let named = self.named(settings).filter(|block| put + block.len() <= LONGEST);
            match named {
                Some(block) => {
                    put += block.len();
                    found = true;
                    whole.push_str(block);
                }
                None => {
                    whole.push_str(BEGINS);
                    whole.push_str(settings);
                    whole.push_str("-->");
                }
            }
            rest = behind;
        }
        whole.push_str(rest);
        found.then_some(whole)
    }

    fn named(&self, settings: &str) -> Option<&String> {
        let settings: serde_json::Value = serde_json::from_str(settings.trim().trim_end_matches('/').trim_end()).ok()?;
        self.texts.get(&settings.get("ref")?.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::import::source::{Form, Text};

    fn blocks(texts: &[(&str, &str)]) -> Blocks {
        let mut blocks = Blocks::default();
        for (id, text) in texts {
            let texts = vec![Text { form: Form::WordPress, text: (*text).to_owned() }];
            blocks.add(&Entry { id: (*id).to_owned(), kind: KIND.to_owned(), texts, ..Entry::default() });
        }
        blocks
    }

    #[test]
    fn what_is_named_is_put_in() {
        let blocks = blocks(&[
            ("12", "<p>Twelve</p>"),
            ("13", "<b>13</b><!-- wp:block {\"ref\":12} /-->"),
            ("14", "<!-- wp:block {\"ref\":14} /-->"),
        ]);
        assert_eq!(blocks.put_in("a <!-- wp:block {\"ref\":13} /--> b"), "a <b>13</b><p>Twelve</p> b");
        assert_eq!(blocks.put_in("<!-- wp:block {\"ref\":99} /-->"), "<!-- wp:block {\"ref\":99} /-->");
        assert_eq!(blocks.put_in("<!-- wp:block {\"ref\":14} /-->"), "<!-- wp:block {\"ref\":14} /-->");
        assert_eq!(blocks.put_in("<!-- wp:block {\"ref\":12"), "<!-- wp:block {\"ref\":12");
        assert_eq!(blocks.put_in("plain"), "plain");
    }
}
