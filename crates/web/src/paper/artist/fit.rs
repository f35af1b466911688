//! How large a name can be set: its width in the headline face, in quarter ems, over as few lines as it takes.

/// The classes that the theme has.
const NARROWEST: usize = 6;
const WIDEST: usize = 40;

/// On a wide sheet: one line where the name is short, two or three where it is long.
pub(super) fn wide(name: &str) -> usize {
    fitted(name, 24, 3)
}

/// On a narrow one.
pub(super) fn narrow(name: &str) -> usize {
    fitted(name, 16, 5)
}

/// The size that the name is set in, by its longest word and the whole.
pub(super) fn size(name: &str) -> &'static str {
    let letters = |text: &str| text.chars().count();
    let longest = name.split_whitespace().map(letters).max().unwrap_or(0);
    match longest.max(letters(name) * 2 / 3) {
        0..=6 => "xl",
        7..=10 => "l",
        11..=16 => "m",
        17..=26 => "s",
        _ => "xs",
    }
}

/// The widest line when the name is balanced over the fewest lines of at most `good` quarter ems, `most` lines at most.
fn fitted(name: &str, good: usize, most: usize) -> usize {
    let words: Vec<f64> = name.split_whitespace().map(width).collect();
    let mut widest = 0.0;
    for lines in 1..=most.min(words.len().max(1)) {
        widest = balanced(&words, lines);
        if quarters(widest) <= good {
            break;
        }
    }
    quarters(widest).clamp(NARROWEST, WIDEST)
}

fn quarters(ems: f64) -> usize {
    (0..=400).find(|quarter| f64::from(*quarter) >= ems * 4.0).unwrap_or(400) as usize
}

/// The least width that holds the words on so many lines.
fn balanced(words: &[f64], lines: usize) -> f64 {
    let mut bounds: Vec<f64> = Vec::new();
    for from in 0..words.len() {
        let mut line = 0.0;
        for (n, word) in words.iter().skip(from).enumerate() {
            line += word + if n > 0 { SPACE } else { 0.0 };
            bounds.push(line);
        }
    }
    bounds.sort_by(f64::total_cmp);
    bounds.into_iter().find(|bound| lines_within(words, *bound) <= lines).unwrap_or(0.0)
}

fn lines_within(words: &[f64], bound: f64) -> usize {
    let (mut lines, mut line) = (1, 0.0);
    for word in words {
        let longer = if line > 0.0 { line + SPACE + word } else { *word };
        if longer > bound + 1e-9 && line > 0.0 {
            lines += 1;
            line = *word;
        } else {
            line = longer;
        }
        if *word > bound + 1e-9 {
            return usize::MAX;
        }
    }
    lines
}

const SPACE: f64 = 0.22;

/// A word in ems of Archivo at its narrowest and blackest, by kinds of letters.
fn width(word: &str) -> f64 {
    let letter = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | '\'' | '’' | '‘' | '!' | '|' | ':' => 0.23,
        't' | 'f' | 'r' | '-' | '‑' | '(' | ')' => 0.29,
        'm' | 'w' | 'M' | 'W' | '@' | '—' => 0.62,
        c if c.is_uppercase() || c.is_ascii_digit() || c == '&' => 0.46,
        c if c > '\u{2e7f}' => 1.0,
        _ => 0.41,
    };
    word.chars().map(letter).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_are_set_on_one_line_and_long_ones_over_several() {
        assert!((18..=24).contains(&wide("Dead Postcodes")), "{}", wide("Dead Postcodes"));
        assert!((12..=16).contains(&narrow("Dead Postcodes")), "{}", narrow("Dead Postcodes"));
        assert_eq!(wide("U2"), NARROWEST);
        let long = "Weather Permitting & the Municipal Tramways Benevolent Association Band";
        assert!((20..=WIDEST).contains(&wide(long)), "{}", wide(long));
        assert!(wide("") >= NARROWEST && wide(&"x".repeat(500)) == WIDEST);
    }
}
