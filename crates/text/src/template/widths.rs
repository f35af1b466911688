//! How wide words are when set in the theme's headline letters: headlines fill their column with no script.

use super::TemplateError;
use serde::Deserialize;
use std::collections::HashMap;

/// The file of a theme that tells the advances of its letters.
pub(super) const FILE: &str = "fonts/advances.json";

/// What is taken off every letter, in thousandths of an em: headlines are set tight.
const TIGHT: i64 = 30;
/// The space between two words of a headline.
const SPACE: i64 = 150;
/// A letter that the file does not know.
const UNKNOWN: i64 = 500;
/// A quarter em.
const QUARTER: i64 = 250;

/// Advances of letters, in thousandths of an em.
#[derive(Debug, Clone, Default)]
pub struct Advances(HashMap<char, i64>);

#[derive(Deserialize)]
struct File {
    per_em: i64,
    advances: HashMap<char, i64>,
}

impl Advances {
    /// Reads `fonts/advances.json`.
    ///
    /// # Errors
    /// [`TemplateError::File`] when it has another form.
    pub(super) fn parse(json: &str) -> Result<Self, TemplateError> {
        let wrong = |what: String| TemplateError::File { path: FILE.to_owned(), what };
        let file: File = serde_json::from_str(json).map_err(|error| wrong(error.to_string()))?;
        if !(1..=100_000).contains(&file.per_em) || file.advances.values().any(|advance| !(0..=1_000_000).contains(advance)) {
            return Err(wrong("no font has such measures".to_owned()));
        }
        Ok(Self(file.advances.into_iter().map(|(letter, advance)| (letter, advance * 1000 / file.per_em)).collect()))
    }

    /// The smallest width, in quarter ems from 6 to 48, at which a text needs no more than `lines` lines.
    #[must_use]
    pub fn set_width(&self, text: &str, lines: usize) -> i64 {
        let words: Vec<i64> = text.split_whitespace().map(|word| self.word(word)).collect();
        let longest = words.iter().copied().max().unwrap_or(0);
        let fits = |quarters: &i64| *quarters * QUARTER >= longest && lines_of(&words, *quarters * QUARTER) <= lines;
        (6..=48).find(fits).unwrap_or(48).min(if words.is_empty() { 6 } else { 48 })
    }

    /// The width of the paper's name in em, to the hundredth, as the masthead sets it.
    #[must_use]
    pub fn name_em(&self, name: &str) -> f64 {
        let spaces = i64::try_from(name.matches(' ').count()).unwrap_or_default();
        let thousandths = self.word(name) + 50 * spaces + 15;
        f64::from(i32::try_from((thousandths + 5) / 10).unwrap_or(i32::MAX)) / 100.0
    }

    fn word(&self, word: &str) -> i64 {
        word.chars().map(|letter| self.0.get(&letter).copied().unwrap_or(UNKNOWN) - TIGHT).sum()
    }
}

/// How many lines greedy filling needs.
fn lines_of(words: &[i64], width: i64) -> usize {
    let mut lines = 0;
    let mut used = None;
    for word in words {
        used = match used.map(|used: i64| used + SPACE + word).filter(|used| *used <= width) {
            Some(used) => Some(used),
            None => {
                lines += 1;
                Some(*word)
            }
        };
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn advances() -> Advances {
        Advances::parse("{\"per_em\": 2000, \"advances\": {\"a\": 1060, \"i\": 560, \" \": 220}}").unwrap()
    }

    #[test]
    fn widths_follow_the_letters() {
        // A word of four is 4 × (530 − 30) = 2000 thousandths: eight quarters. Two on a line need one space more.
        assert_eq!(advances().set_width("aaaa", 1), 8);
        assert_eq!(advances().set_width("aaaa aaaa", 1), 17);
        assert_eq!(advances().set_width("aaaa aaaa", 2), 8);
        assert_eq!(advances().set_width("i", 3), 6);
        assert_eq!(advances().set_width("  ", 0), 6);
        assert_eq!(advances().set_width(&"a".repeat(900), 1), 48);
        assert!((advances().name_em("aa ii") - 1.65).abs() < 0.001, "{}", advances().name_em("aa ii"));
    }

    #[test]
    fn nonsense_is_told() {
        for bad in ["", "{}", "{\"per_em\": 0, \"advances\": {}}", "{\"per_em\": 1000, \"advances\": {\"ab\": 1}}"] {
            assert!(Advances::parse(bad).unwrap_err().to_string().contains(FILE), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn the_width_holds_the_lines_and_is_the_smallest(text in "[ai ]{0,60}", lines in 1_usize..6) {
            let width = advances().set_width(&text, lines);
            let words: Vec<i64> = text.split_whitespace().map(|word| advances().word(word)).collect();
            let fits = |quarters: i64| lines_of(&words, quarters * QUARTER) <= lines && words.iter().all(|word| *word <= quarters * QUARTER);
            prop_assert!((6..=48).contains(&width));
            prop_assert!(width == 48 || fits(width));
            prop_assert!(width == 6 || !fits(width - 1));
        }
    }
}
