//! A place of a text with what was looked for marked.

use crate::html::{Html, Writer};

/// Plain text in pieces, some of them marked.
#[must_use]
pub fn marked<'a>(pieces: impl IntoIterator<Item = (&'a str, bool)>) -> Html {
    let mut writer = Writer::default();
    for (text, is_marked) in pieces {
        if is_marked {
            writer.raw("<mark>").text(text).raw("</mark>");
        } else {
            writer.text(text);
        }
    }
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_text() {
        assert_eq!(marked([("a <b> ", false), ("&c", true)]).as_str(), "a &lt;b&gt; <mark>&amp;c</mark>");
    }
}
