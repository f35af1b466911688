//! HTML that is safe to send. [`Html`] is minted inside this crate only: by the renderers, the sanitiser and the
//! template engine. Whoever holds one need not escape it again.

use std::fmt;

/// A piece of well-formed HTML in which every word from outside is escaped or sanitised.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Html(String);

impl Html {
    /// Mints HTML. Only for code that escaped or sanitised every part of it.
    pub(crate) fn minted(html: String) -> Self {
        Self(html)
    }

    /// Plain text as HTML.
    #[must_use]
    pub fn escaped(text: &str) -> Self {
        let mut writer = Writer::default();
        writer.text(text);
        writer.finish()
    }

    /// The markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Whether there is nothing in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Puts HTML together: tags are literals of this program, everything else goes through an escape.
#[derive(Debug, Default)]
pub(crate) struct Writer(String);

impl Writer {
    /// Markup written in this program.
    pub(crate) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text between tags.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                _ if is_forbidden(c) => {}
                _ => self.0.push(c),
            }
        }
        self
    }

    /// ` name="value"`, with its leading space.
    pub(crate) fn attr(&mut self, name: &'static str, value: &str) -> &mut Self {
        self.0.push(' ');
        self.0.push_str(name);
        self.0.push_str("=\"");
        for c in value.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                _ if is_forbidden(c) => {}
                _ => self.0.push(c),
            }
        }
        self.0.push('"');
        self
    }

    /// HTML that is safe already.
    pub(crate) fn html(&mut self, html: &Html) -> &mut Self {
        self.0.push_str(html.as_str());
        self
    }

    /// What was written.
    pub(crate) fn finish(self) -> Html {
        Html::minted(self.0)
    }
}

/// Control characters stand in no HTML and no XML document, escaped or not.
fn is_forbidden(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_from_outside_never_become_markup() {
        let mut writer = Writer::default();
        writer.raw("<a").attr("title", "\"><script>&").raw(">").text("<b>&amp;\u{0}").raw("</a>");
        assert_eq!(writer.finish().as_str(), "<a title=\"&quot;&gt;&lt;script&gt;&amp;\">&lt;b&gt;&amp;amp;</a>");
    }
}
