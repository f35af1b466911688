//! Normal forms: of names for matching, of titles for addresses, of words for searching and sorting.
//!
//! Matching goes by tokens. A token is a run of letters and digits in its folded form, together with the bytes of the
//! original that it came from, so that whatever is found can be shown as it was written.

mod words;

pub use words::{is_ordinary, is_other_thing};

use domain::slug::{MAX_SLUG, Slug};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// One folded word and where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The folded letters; never empty.
    pub key: String,
    /// First byte in the original.
    pub start: usize,
    /// One past the last byte in the original.
    pub end: usize,
    /// Where the word ends without its possessive ending, when it has one: `Rocha's` ends after `Rocha`.
    pub bare_end: Option<usize>,
}

impl Token {
    /// The folded letters without the possessive ending.
    #[must_use]
    pub fn bare_key(&self) -> Option<&str> {
        self.bare_end.and_then(|_| self.key.strip_suffix('s')).filter(|key| !key.is_empty())
    }
}

/// The tokens of a text, in order.
///
/// Case, accents, quotation marks and full stops in initials are folded away; `&` and `+` between words are `and`;
/// apostrophes within words vanish; `$` and `!` within letters are the letters that they stand for.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&(start, first)) = chars.get(at) {
        if starts_word(&chars, at) {
            let (token, next) = word(text, &chars, at);
            found.extend(token);
            at = next;
        } else if matches!(first, '&' | '+' | '＆') && stands_between_words(&chars, at) {
            found.push(Token { key: "and".to_owned(), start, end: start + first.len_utf8(), bare_end: None });
            at += 1;
        } else if let Some(next) = symbols(&chars, at) {
            let end = chars.get(next).map_or(text.len(), |(end, _)| *end);
            found.push(Token { key: text.get(start..end).unwrap_or_default().to_owned(), start, end, bare_end: None });
            at = next;
        } else {
            at += 1;
        }
    }
    found
}

fn at(chars: &[(usize, char)], index: usize) -> Option<char> {
    chars.get(index).map(|(_, c)| *c)
}

fn before(chars: &[(usize, char)], index: usize) -> Option<char> {
    index.checked_sub(1).and_then(|index| at(chars, index))
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphabetic)
}

fn is_word_char(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || is_combining_mark(c))
}

fn starts_word(chars: &[(usize, char)], index: usize) -> bool {
    is_word_char(at(chars, index)) || (at(chars, index) == Some('$') && is_letter(at(chars, index + 1)))
}

/// `&` and `+` stand for a word only where neither side is glued to a digit: `Florence + The Machine`, not `4+4`.
fn stands_between_words(chars: &[(usize, char)], index: usize) -> bool {
    let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    !(digit(before(chars, index)) && digit(at(chars, index + 1)))
}

/// A run of signs that stands alone between blanks is a word too: `!!!`.
fn symbols(chars: &[(usize, char)], index: usize) -> Option<usize> {
    let is_sign = |c: Option<char>| c.is_some_and(|c| matches!(c, '!' | '?' | '*' | '#' | '%' | '^' | '~' | '=' | '<' | '>' | '∆' | '†'));
    let alone_before = before(chars, index).is_none_or(char::is_whitespace);
    let mut end = index;
    while is_sign(at(chars, end)) {
        end += 1;
    }
    let length = end.saturating_sub(index);
    (alone_before && length >= 2 && at(chars, end).is_none_or(|c| !c.is_alphanumeric())).then_some(end)
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′')
}

fn word(text: &str, chars: &[(usize, char)], from: usize) -> (Option<Token>, usize) {
    let start = chars.get(from).map_or(text.len(), |(start, _)| *start);
    let mut key = String::new();
    let mut bare_end = None;
    let mut next = from;
    while let Some(c) = at(chars, next) {
        let glued = is_word_char(at(chars, next + 1)) && is_word_char(before(chars, next)) && next > from;
        if c.is_alphanumeric() || is_combining_mark(c) {
            fold_char(c, &mut key);
        } else if c == '$' && is_letter(at(chars, next + 1)) {
            key.push('s');
        } else if c == '!' && is_letter(before(chars, next)) && is_letter(at(chars, next + 1)) && next > from {
            key.push('i');
        } else if is_apostrophe(c) && glued {
            if matches!(at(chars, next + 1), Some('s' | 'S')) && !is_word_char(at(chars, next + 2)) {
                bare_end = chars.get(next).map(|(end, _)| *end);
            }
        } else if !(c == '.' && is_initial(chars, from, next)) {
            break;
        }
        next += 1;
    }
    let end = chars.get(next).map_or(text.len(), |(end, _)| *end);
    let token = (!key.is_empty()).then_some(Token { key, start, end, bare_end });
    (token, next)
}

/// Whether the full stop at `dot` belongs to initials: one letter before it, and either another initial after it or
/// one before (`A.G.`, `R.E.M.`).
fn is_initial(chars: &[(usize, char)], from: usize, dot: usize) -> bool {
    let single_before = is_letter(before(chars, dot)) && (dot == from + 1 || dot.checked_sub(2).and_then(|i| at(chars, i)) == Some('.'));
    let opens_another = is_letter(at(chars, dot + 1)) && !is_letter(at(chars, dot + 2));
    let closes_a_run = dot >= from + 3 && !is_word_char(at(chars, dot + 1));
    single_before && (opens_another || closes_a_run)
}

fn fold_char(c: char, into: &mut String) {
    for lower in c.to_lowercase() {
        for plain in std::iter::once(lower).nfkd().filter(|c| !is_combining_mark(*c)) {
            match plain {
                'ß' => into.push_str("ss"),
                'æ' => into.push_str("ae"),
                'œ' => into.push_str("oe"),
                'ø' => into.push('o'),
                'ł' => into.push('l'),
                'đ' | 'ð' => into.push('d'),
                'þ' => into.push_str("th"),
                'ı' => into.push('i'),
                other if other.is_alphanumeric() => into.extend(other.to_lowercase()),
                _ => {}
            }
        }
    }
}

/// The form under which a name is stored and found: folded words joined by blanks, without a leading *The* unless
/// nothing else would be left. A name without letters and digits is its own key.
#[must_use]
pub fn key(name: &str) -> String {
    let words: Vec<String> = tokens(name).into_iter().map(|token| token.key).collect();
    match words.as_slice() {
        [] => name.trim().to_owned(),
        [the, rest @ ..] if the == "the" && !rest.is_empty() && rest != ["the"] => rest.join(" "),
        all => all.join(" "),
    }
}

/// The word in an address, or `None` when nothing of the text can stand in one. Apostrophes vanish, and so does `&`.
#[must_use]
pub fn slug(text: &str) -> Option<Slug> {
    let joined: String = text.chars().filter(|c| !is_apostrophe(*c)).map(|c| if matches!(c, '&' | '＆' | '+') { ' ' } else { c }).collect();
    let latin = deunicode::deunicode(&joined).to_ascii_lowercase();
    let mut made = String::new();
    for word in latin.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
        if made.is_empty() {
            made.extend(word.chars().take(MAX_SLUG));
        } else if made.len() + 1 + word.len() <= MAX_SLUG {
            made.push('-');
            made.push_str(word);
        } else {
            break;
        }
    }
    Slug::parse(&made).ok()
}

/// What A–Z lists sort by: folded words; whatever has none comes first, as it is.
#[must_use]
pub fn sort_key(name: &str) -> String {
    let text = search_text(name);
    if text.is_empty() { name.trim().to_lowercase() } else { text }
}

/// The folded words of a text joined by blanks: what a search looks through.
#[must_use]
pub fn search_text(text: &str) -> String {
    search_words(text).join(" ")
}

/// The folded words of a text or of a question to the search.
#[must_use]
pub fn search_words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.key).collect()
}

#[cfg(test)]
mod tests;
