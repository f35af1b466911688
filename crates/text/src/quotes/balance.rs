//! Quotation marks that do not balance: never closed, never opened, opened twice. A paragraph that stays open is right
//! when the next one opens again: that is how a quotation goes over paragraphs.

use super::marks::{begins_quoted, closes, closes_double, may_close, may_open, opens_double};

/// What is wrong with a quotation mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkProblem {
    /// Nothing closes it, and the next paragraph does not go on with an opening mark.
    NeverClosed,
    /// It closes what nothing opened.
    NeverOpened,
    /// It opens within a quotation that was not closed.
    OpenedTwice,
}

/// A quotation mark that does not balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loose {
    /// Which text.
    pub text: usize,
    /// The mark's first byte.
    pub start: usize,
    /// What is wrong.
    pub problem: MarkProblem,
}

/// The double quotation marks of texts that follow one another as paragraphs do, as far as they do not balance. Single
/// marks are left alone: an apostrophe looks the same.
#[must_use]
pub fn balance(texts: &[&str]) -> Vec<Loose> {
    let mut found = Vec::new();
    for (text, letters) in texts.iter().enumerate() {
        let open = within(text, letters, &mut found);
        let goes_on = texts.get(text + 1).is_some_and(|next| begins_quoted(next));
        if let Some(start) = open.filter(|_| !goes_on) {
            found.push(Loose { text, start, problem: MarkProblem::NeverClosed });
        }
    }
    found
}

/// Gives the mark that is still open at the end of a text.
fn within(text: usize, letters: &str, found: &mut Vec<Loose>) -> Option<usize> {
    let chars: Vec<(usize, char)> = letters.char_indices().collect();
    let mut open: Option<(usize, char)> = None;
    for (index, &(start, c)) in chars.iter().enumerate() {
        if c != '"' && !opens_double(c) && !closes_double(c) {
            continue;
        }
        let could_open = may_open(&chars, index, '"');
        let could_close = may_close(&chars, index);
        match open {
            Some((_, opened)) if closes(opened, c) && (c != '"' || could_close) => open = None,
            Some(_) if (opens_double(c) && c != '"') || (c == '"' && could_open) => {
                found.push(Loose { text, start, problem: MarkProblem::OpenedTwice });
                open = Some((start, c));
            }
            // `»so«` opens with what closes elsewhere.
            None if opens_double(c) || could_open => open = Some((start, c)),
            None if (closes_double(c) || c == '"') && !is_inches(&chars, index, c) => {
                found.push(Loose { text, start, problem: MarkProblem::NeverOpened });
            }
            _ => {}
        }
    }
    open.map(|(start, _)| start)
}

/// `7"`, `12”`.
fn is_inches(chars: &[(usize, char)], index: usize, mark: char) -> bool {
    let before = index.checked_sub(1).and_then(|index| chars.get(index));
    matches!(mark, '"' | '”') && before.is_some_and(|(_, c)| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use MarkProblem::{NeverClosed, NeverOpened, OpenedTwice};

    fn problems(texts: &[&str]) -> Vec<(usize, usize, MarkProblem)> {
        balance(texts).into_iter().map(|one| (one.text, one.start, one.problem)).collect()
    }

    #[test]
    fn what_balances_is_silent() {
        for text in [
            "“Yes,” she said, “and no.”",
            "\"Yes,\" she said. (\"No.\")",
            "„Ja“, sagte sie. „Nein.”",
            "»Ja«, sagte sie. «Non», dit-il.",
            "A 7\" and a 12” single, 5'10\" tall.",
            "It’s the band’s ‘own’ word.",
        ] {
            assert_eq!(problems(&[text]), [], "{text}");
        }
        assert_eq!(problems(&["“One.", "“Two.", "“Three.”"]), []);
    }

    #[test]
    fn what_does_not_is_pointed_at() {
        assert_eq!(problems(&["He said: “Yes."]), [(0, 9, NeverClosed)]);
        assert_eq!(problems(&["“One.", "Two.”"]), [(0, 0, NeverClosed), (1, 4, NeverOpened)]);
        assert_eq!(problems(&["“One “two.”"]), [(0, 7, OpenedTwice)]);
        assert_eq!(problems(&["\"Yes, she said.", "Then."]), [(0, 0, NeverClosed)]);
        assert_eq!(problems(&["Yes,\" she said."]), [(0, 4, NeverOpened)]);
    }
}
