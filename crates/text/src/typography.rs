//! Quotation marks, spaces and dashes by language.

use domain::body::{Inline, Inlines};

mod curl;

pub use curl::curl;

/// The quotation marks of a language. Spaces that belong inside them are part of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuoteMarks {
    /// Opens a quotation.
    pub open: &'static str,
    /// Closes it.
    pub close: &'static str,
    /// Opens a quotation within one.
    pub inner_open: &'static str,
    /// Closes that.
    pub inner_close: &'static str,
}

const fn marks(open: &'static str, close: &'static str, inner_open: &'static str, inner_close: &'static str) -> QuoteMarks {
    QuoteMarks { open, close, inner_open, inner_close }
}

/// The quotation marks of a BCP 47 language; English ones where it is not known.
#[must_use]
pub fn quote_marks(language: &str) -> QuoteMarks {
    let region = language.rsplit(['-', '_']).next().unwrap_or_default().to_ascii_uppercase();
    match (primary(language).as_str(), region.as_str()) {
        ("de", "CH" | "LI") => marks("«", "»", "‹", "›"),
        ("de" | "cs" | "sk" | "sl" | "is" | "lt" | "bg", _) => marks("„", "“", "‚", "‘"),
        ("fr", "CH") | ("it" | "es" | "pt" | "ca" | "gl" | "el", _) => marks("«", "»", "“", "”"),
        ("fr", _) => marks("«\u{a0}", "\u{a0}»", "“", "”"),
        ("ru" | "uk" | "be", _) => marks("«", "»", "„", "“"),
        ("pl" | "hu" | "ro" | "hr" | "sr", _) => marks("„", "”", "«", "»"),
        ("da", _) => marks("»", "«", "›", "‹"),
        ("sv" | "fi", _) => marks("”", "”", "’", "’"),
        ("nb" | "nn" | "no", _) => marks("«", "»", "‘", "’"),
        ("ja" | "zh", _) => marks("「", "」", "『", "』"),
        _ => marks("“", "”", "‘", "’"),
    }
}

/// The language without script and region, in lower case: `en` of `en-AU`.
pub(crate) fn primary(language: &str) -> String {
    language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase()
}

/// The words of a quotation as they stand inside its outer marks: quotations within it take the inner marks.
pub(crate) fn nested(text: &Inlines, language: &str) -> Inlines {
    let mut turner = Turner { marks: quote_marks(language), open: Vec::new() };
    let letters: Vec<char> = text.text().chars().collect();
    let mut at = 0;
    let mut result = Inlines::default();
    for piece in &text.0 {
        match piece {
            Inline::HardBreak => {
                result.0.push(Inline::HardBreak);
                at += 1;
            }
            Inline::Text { text, marks } => {
                let mut turned = String::with_capacity(text.len());
                for c in text.chars() {
                    at += 1;
                    turner.turn(c, letters.get(at).copied(), &mut turned);
                }
                result.push(&turned, marks);
            }
        }
    }
    result
}

/// Turns the outer marks of a text into inner ones, and inner ones that stand in those into outer ones.
struct Turner {
    marks: QuoteMarks,
    /// For each quotation open here, whether the text opened it with the outer mark.
    open: Vec<bool>,
}

impl Turner {
    fn turn(&mut self, c: char, next: Option<char>, out: &mut String) {
        let is = |mark: &str| mark.trim().starts_with(c);
        let marks = self.marks;
        let before_letter = next.is_some_and(char::is_alphanumeric);
        match self.open.last() {
            Some(true) if is(marks.close) => {
                self.open.pop();
                push_mark(out, marks.inner_close);
            }
            Some(false) if is(marks.inner_close) && !before_letter => {
                self.open.pop();
                push_mark(out, if self.open.is_empty() { marks.inner_close } else { marks.close });
            }
            None if is(marks.open) && marks.open != marks.close => {
                self.open.push(true);
                push_mark(out, marks.inner_open);
            }
            Some(true) if is(marks.inner_open) && marks.inner_open != marks.inner_close => {
                self.open.push(false);
                push_mark(out, marks.open);
            }
            _ => out.push(c),
        }
    }
}

/// A mark without the space inside it, which the text has already or does not want.
fn push_mark(out: &mut String, mark: &str) {
    out.push_str(mark.trim());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(text: &str, language: &str) -> String {
        nested(&Inlines::plain(text), language).text()
    }

    #[test]
    fn quotations_within_a_quotation_switch() {
        assert_eq!(inside("He said “no”, and ‘maybe’ later", "en"), "He said ‘no’, and ‘maybe’ later");
        assert_eq!(inside("She sang “it’s ‘over’ now”", "en"), "She sang ‘it’s “over” now’");
        assert_eq!(inside("Er sagte „nein“.", "de"), "Er sagte ‚nein‘.");
        assert_eq!(inside("Il dit « non ».", "fr"), "Il dit “ non ”.");
        assert_eq!(inside("rock ’n’ roll, don’t", "en"), "rock ’n’ roll, don’t");
        assert_eq!(inside("unclosed ” here", "en"), "unclosed ” here");
    }

    #[test]
    fn languages_have_their_marks() {
        assert_eq!(quote_marks("en-AU").open, "“");
        assert_eq!(quote_marks("de-CH").open, "«");
        assert_eq!(quote_marks("de").close, "“");
        assert_eq!(quote_marks("fr").open, "«\u{a0}");
        assert_eq!(quote_marks("").open, "“");
    }
}
