//! The first words of a text.

/// The first words of plain text, `words` at most: up to the end of a sentence where one ends in their second half, else up to a
/// word, with an ellipsis. White space is made single.
#[must_use]
pub fn excerpt(text: &str, words: usize) -> String {
    let all: Vec<&str> = text.split_whitespace().take(words.saturating_add(1)).collect();
    if all.len() <= words {
        return all.join(" ");
    }
    let first = all.get(..words).unwrap_or_default();
    let sentence = first.iter().rposition(|word| ends_a_sentence(word)).map(|n| n + 1).filter(|length| length * 2 >= words);
    match sentence {
        Some(length) => first.get(..length).unwrap_or_default().join(" "),
        None if first.is_empty() => String::new(),
        None => format!("{}…", first.join(" ").trim_end_matches([',', ';', ':', '–', '—', '-', ' '])),
    }
}

/// Whether a word closes a sentence: a full stop that is not an initial's or an abbreviation's.
fn ends_a_sentence(word: &str) -> bool {
    const SHORT: [&str; 14] = ["mr.", "mrs.", "ms.", "dr.", "st.", "vs.", "feat.", "ft.", "no.", "vol.", "e.g.", "i.e.", "etc.", "pt."];
    let bare = word.trim_end_matches(['”', '’', '"', '\'', '»', '“', '‘', ')', ']']);
    if bare.ends_with(['!', '?', '…']) {
        return true;
    }
    let letters = bare.chars().filter(|c| c.is_alphanumeric()).count();
    bare.ends_with('.') && letters > 1 && !SHORT.contains(&bare.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ends_with_a_sentence_where_one_ends_late_enough() {
        let text = "Ten seconds in, it is plain why. Director Tomas Wray keeps two people in a lift. They shove.";
        assert_eq!(excerpt(text, 9), "Ten seconds in, it is plain why.");
        assert_eq!(excerpt(text, 4), "Ten seconds in, it…");
        assert_eq!(excerpt(text, 99), text);
        assert_eq!(excerpt("Wait for Dr. Tamworth, who is late", 4), "Wait for Dr. Tamworth…");
        assert_eq!(excerpt("", 5), "");
        assert_eq!(excerpt("a b", 0), "");
    }

    proptest! {
        #[test]
        fn never_longer_than_asked(text in ".{0,200}", words in 0_usize..30) {
            let short = excerpt(&text, words);
            prop_assert!(short.split_whitespace().count() <= words);
        }
    }
}
