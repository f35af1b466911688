//! Plain text: lines that no mail program breaks.

use super::compile::NUMBER;

/// The longest line, in characters.
const WIDTH: usize = 72;

/// One line without control characters: a subject can carry no header of its own.
pub(super) fn line(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Lines of at most [`WIDTH`] but for longer words, continued under their own indent; one blank line at most in a row.
pub(super) fn wrapped(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            if lines.last().is_none_or(|last: &String| !last.is_empty()) {
                lines.push(String::new());
            }
        } else {
            wrap_line(line, &mut lines);
        }
    }
    let mut wrapped = lines.join("\n");
    wrapped.push('\n');
    wrapped
}

fn wrap_line(line: &str, lines: &mut Vec<String>) {
    let mut current: String = line.chars().take_while(|c| *c == ' ').collect();
    // What follows a number hangs under its words.
    let indent = if line.starts_with(NUMBER) { "   ".to_owned() } else { current.clone() };
    let mut is_fresh = true;
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let fits = current.chars().count() + 1 + word.chars().count() <= WIDTH;
        if !is_fresh && !fits {
            lines.push(std::mem::replace(&mut current, indent.clone()));
            is_fresh = true;
        }
        if !is_fresh {
            current.push(' ');
        }
        current.push_str(word);
        is_fresh = false;
    }
    lines.push(current);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn subjects_are_one_line() {
        assert_eq!(line(" A\r\nBcc: x@y\u{0} z\n"), "A Bcc: x@y z");
    }

    #[test]
    fn what_follows_a_number_hangs() {
        let text = wrapped(&format!("{NUMBER} {}", "word ".repeat(30)));
        assert!(text.lines().skip(1).all(|line| line.starts_with("   word")) && text.lines().count() == 3, "{text}");
    }

    #[test]
    fn an_indent_is_kept() {
        let text = wrapped(&format!("   {}\n\n\n\nend", "word ".repeat(30)));
        assert!(text.lines().take(2).all(|line| line.starts_with("   word")), "{text}");
        assert!(text.ends_with("word\n\nend\n"), "{text}");
    }

    proptest! {
        #[test]
        fn no_word_is_lost_and_no_line_too_long(text in "[a-z ]{0,300}(\n[a-z ]{0,200}){0,3}") {
            let done = wrapped(&text);
            prop_assert_eq!(done.split_whitespace().collect::<Vec<_>>(), text.split_whitespace().collect::<Vec<_>>());
            prop_assert!(done.lines().all(|line| line.chars().count() <= WIDTH || !line.trim().contains(' ')));
        }
    }
}
