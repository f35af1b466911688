//! Typewriter text as a paper sets it. Meant for text that comes in (imports, plain text), not for rendering: it changes
//! the letters, and spans of links count letters.

use super::{QuoteMarks, quote_marks};

/// Straight quotation marks as curly ones of the language, `--` and spaced hyphens as dashes, `...` as an ellipsis, and a
/// no-break space between a number and its unit and between initials. Text that is set already comes back as it was.
#[must_use]
pub fn curl(text: &str, language: &str) -> String {
    let dashed = dashes(text);
    let quoted = quotes(&dashed, quote_marks(language));
    spaces(&quoted)
}

fn dashes(text: &str) -> String {
    text.replace(" -- ", " – ").replace(" - ", " – ").replace("...", "…")
}

fn quotes(text: &str, marks: QuoteMarks) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut set = String::with_capacity(text.len());
    let mut single_open = false;
    for (n, c) in letters.iter().copied().enumerate() {
        let before = n.checked_sub(1).and_then(|n| letters.get(n)).copied();
        let after = letters.get(n + 1).copied();
        let opens = before.is_none_or(|c| c.is_whitespace() || "([{–—-/“„«‘‚".contains(c)) && after.is_some_and(|c| !c.is_whitespace());
        match c {
            '"' if before.is_some_and(|c| c.is_ascii_digit()) && !opens && is_inches(&letters, n) => set.push('″'),
            '"' => set.push_str(if opens { marks.open } else { marks.close }),
            '\'' if opens && is_quotation(&letters, n) => {
                single_open = true;
                set.push_str(marks.inner_open);
            }
            '\'' if single_open && after.is_none_or(|c| !c.is_alphanumeric()) => {
                single_open = false;
                set.push_str(marks.inner_close);
            }
            '\'' => set.push('’'),
            _ => set.push(c),
        }
    }
    set
}

/// `12" single`: a straight mark after a number that no other mark opened.
fn is_inches(letters: &[char], at: usize) -> bool {
    letters.iter().take(at).filter(|c| **c == '"').count() % 2 == 0
}

/// Whether a straight mark at a word's beginning is closed later; `'n' roll` and `'90s` are letters left out.
fn is_quotation(letters: &[char], at: usize) -> bool {
    let rest: String = letters.iter().skip(at + 1).collect();
    let lower = rest.to_lowercase();
    let is_elision = rest.starts_with(|c: char| c.is_ascii_digit())
        || ["n'", "tis", "twas", "em ", "cause", "til "].iter().any(|word| lower.starts_with(word));
    let closed = rest.char_indices().any(|(n, c)| {
        let before = rest.get(..n).and_then(|before| before.chars().next_back());
        let after = rest.get(n + 1..).and_then(|after| after.chars().next());
        c == '\'' && before.is_some_and(|c| !c.is_whitespace()) && after.is_none_or(|c| !c.is_alphanumeric())
    });
    !is_elision && closed
}

/// Units that are never torn from their number.
const UNITS: [&str; 24] = [
    "km", "m", "cm", "mm", "kg", "g", "km/h", "Hz", "kHz", "MHz", "dB", "bpm", "BPM", "min", "am", "pm", "GB", "MB", "kbps", "V", "W", "%",
    "€", "°C",
];

fn spaces(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut set = String::with_capacity(text.len());
    for (n, word) in words.iter().enumerate() {
        set.push_str(word);
        let Some(next) = words.get(n + 1) else { break };
        let bare = next.trim_end_matches(|c: char| ".,;:!?)”’»“".contains(c));
        let number = word.trim_start_matches(|c: char| !c.is_ascii_digit());
        let is_number = !number.is_empty()
            && number.chars().all(|c| c.is_ascii_digit() || ".,:".contains(c))
            && number.ends_with(|c: char| c.is_ascii_digit());
        let tied = (is_number && UNITS.contains(&bare)) || (is_initial(word) && next.starts_with(char::is_uppercase));
        set.push(if tied { '\u{a0}' } else { ' ' });
    }
    set
}

/// `J.` or `P.J.`, but not the `I.` that may end a sentence.
fn is_initial(word: &str) -> bool {
    let letters: Vec<char> = word.trim_start_matches(|c: char| "(“‘„«".contains(c)).chars().collect();
    let well_formed = !letters.is_empty() && letters.chunks(2).all(|pair| matches!(pair, [letter, '.'] if letter.is_uppercase()));
    well_formed && letters != ['I', '.']
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sets_english() {
        let cases = [
            ("\"Don't,\" she said.", "“Don’t,” she said."),
            ("'Between Floors' isn't 'Stairs'", "‘Between Floors’ isn’t ‘Stairs’"),
            ("rock 'n' roll in the '90s", "rock ’n’ roll in the ’90s"),
            ("the 12\" single - out now...", "the 12″ single – out now…"),
            ("at 120 bpm, 5 km away", "at 120\u{a0}bpm, 5\u{a0}km away"),
            ("P. J. Harvey and I. Then", "P.\u{a0}J.\u{a0}Harvey and I. Then"),
            ("pre-war", "pre-war"),
        ];
        for (typed, set) in cases {
            assert_eq!(curl(typed, "en-AU"), set);
        }
    }

    #[test]
    fn sets_german_and_french() {
        assert_eq!(curl("Er sagte: \"Nein.\"", "de"), "Er sagte: „Nein.“");
        assert_eq!(curl("Il dit \"non\".", "fr"), "Il dit «\u{a0}non\u{a0}».");
    }

    proptest! {
        #[test]
        fn setting_twice_is_setting_once(text in "[a-zA-Z0-9 .,'\"“”‘’„«»–…-]{0,60}") {
            let once = curl(&text, "en");
            prop_assert_eq!(curl(&once, "en"), once);
        }
    }
}
