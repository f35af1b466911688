//! Text made ready for a face: composed, cleaned, and without what the face cannot draw.

use super::face::Face;
use super::fit;
use unicode_normalization::UnicodeNormalization;

/// Nobody reads more on a card; what is looked at must end somewhere.
const LONGEST: usize = 600;

/// Words that a face can draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Copy {
    words: Vec<String>,
    drawn: usize,
    lost: usize,
}

impl Copy {
    /// Takes from a text what `face` has letters for.
    pub(super) fn of(text: &str, face: &Face) -> Self {
        let mut copy = Self { words: Vec::new(), drawn: 0, lost: 0 };
        let composed: String = text.nfc().take(LONGEST).collect();
        for word in composed.split(|c: char| (c.is_whitespace() && !is_tie(c)) || c.is_control()) {
            copy.take(word, face);
        }
        copy
    }

    /// A word that loses a letter is no word any more: it is left out whole.
    fn take(&mut self, word: &str, face: &Face) {
        let mut kept = String::with_capacity(word.len());
        let mut lost = 0;
        for letter in word.chars() {
            match drawable(letter, face) {
                Some(letters) => kept.extend(letters),
                None if letter.is_alphanumeric() => lost += 1,
                None => {}
            }
        }
        let drawn = kept.chars().filter(|letter| letter.is_alphanumeric()).count();
        if lost > 0 {
            self.lost += lost + drawn;
        } else if kept.chars().any(|letter| !is_tie(letter)) {
            self.drawn += drawn.max(1);
            self.words.push(kept);
        }
    }

    pub(super) fn words(&self) -> &[String] {
        &self.words
    }

    pub(super) fn text(&self) -> String {
        self.words.join(" ")
    }

    /// Whether what is left of it still says what it said: most of its letters are there.
    pub(super) fn is_legible(&self) -> bool {
        self.drawn > 0 && self.drawn >= self.lost * 4
    }

    /// With every word that is wider than `most` em broken into equal pieces of at most `piece` em.
    pub(super) fn with_words_within(&self, face: &Face, most: f32, piece: f32) -> Self {
        let mut words = Vec::with_capacity(self.words.len());
        for word in &self.words {
            let width = face.line(word).width;
            if width <= most {
                words.push(word.clone());
                continue;
            }
            let letters: Vec<char> = word.chars().collect();
            let pieces = ((width / piece).ceil().max(1.0) as usize).min(letters.len());
            let mut broken: Vec<String> =
                letters.chunks(letters.len().div_ceil(pieces.max(1)).max(1)).map(|part| part.iter().collect()).collect();
            if let Some((_, before)) = broken.split_last_mut() {
                before.iter_mut().for_each(|part| part.push('-'));
            }
            words.append(&mut broken);
        }
        Self { words, ..*self }
    }

    /// As many of its words as stand in `lines` lines of `column` em; an ellipsis where something is missing. Ends with a
    /// sentence when one ends in the second half.
    pub(super) fn cut_to(&self, face: &Face, column: f32, lines: usize) -> String {
        let whole = self.text();
        let fits = |text: &str| fit::needs(face, &Self::of(text, face), column) <= lines;
        if fits(&whole) {
            return whole;
        }
        let cut = |words: usize| {
            let kept = self.words.get(..words).unwrap_or_default().join(" ");
            format!("{}…", kept.trim_end_matches(|c: char| !c.is_alphanumeric()))
        };
        let (mut most, mut too_many) = (0, self.words.len());
        while too_many - most > 1 {
            let middle = usize::midpoint(most, too_many);
            if fits(&cut(middle)) { most = middle } else { too_many = middle }
        }
        let sentence =
            (most.div_ceil(2).max(1)..=most).rev().find(|end| self.words.get(end - 1).is_some_and(|word| word.ends_with(['.', '?', '!'])));
        if let Some(end) = sentence {
            return self.words.get(..end).unwrap_or_default().join(" ");
        }
        if most > 0 {
            return cut(most);
        }
        let word: Vec<char> = self.words.first().map(|word| word.chars().collect()).unwrap_or_default();
        (1..word.len()).rev().map(|end| word.iter().take(end).chain(&['…']).collect::<String>()).find(|text| fits(text)).unwrap_or_default()
    }
}

/// Spaces at which no line ends.
fn is_tie(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// A letter as the face can draw it: itself, a plainer form, or what is left of it without its marks.
fn drawable(letter: char, face: &Face) -> Option<Vec<char>> {
    let plain = match letter {
        '\u{2010}' | '\u{2011}' => '-',
        '\u{2007}' | '\u{202f}' => '\u{a0}',
        // Signs that steer a line. Their work is done by its order.
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' => return Some(Vec::new()),
        other => other,
    };
    if face.has(plain) {
        return Some(vec![plain]);
    }
    let parts: Vec<char> = std::iter::once(plain).nfkd().filter(|part| face.has(*part)).collect();
    parts.iter().any(|part| part.is_alphanumeric()).then_some(parts)
}
