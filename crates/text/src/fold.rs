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
        self.bare_end.and_then(|_| bare(&self.key))
    }
}

/// The folded letters of a possessive without its ending.
#[must_use]
pub fn bare(key: &str) -> Option<&str> {
    key.strip_suffix('s').filter(|key| !key.is_empty())
}

/// The tokens of a text, in order.
///
/// Case, accents, quotation marks and full stops in initials are folded away; `&` and `+` between words are `and`;
/// apostrophes within words vanish; `$` and `!` within letters are the letters that they stand for.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    scan(text, &mut |key, start, end, bare_end| found.push(Token { key: key.to_owned(), start, end, bare_end }));
    found
}

/// Takes a token: its letters, first byte, end, and end without a possessive.
type Take<'a> = &'a mut dyn FnMut(&str, usize, usize, Option<usize>);

/// Gives every token of a text in order: its folded letters, first byte, one past its last byte, and where it ends without
/// a possessive ending. As [`tokens`], without keeping anything.
pub(crate) fn scan(text: &str, token: Take<'_>) {
    let mut scan = Scan::new(text);
    while let Some((start, end, bare_end)) = scan.advance() {
        token(&scan.key, start, end, bare_end);
    }
}

/// Goes through the [`tokens`] of a text and keeps only the one it stands at.
#[derive(Debug)]
pub struct Scan<'a> {
    text: &'a str,
    at: usize,
    key: String,
}

impl<'a> Scan<'a> {
    /// Before the first token.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, key: String::new() }
    }

    /// The folded letters of the token it stands at; never empty then.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Goes on to the next token: its first byte, one past its last, and where it ends without a possessive ending.
    pub fn advance(&mut self) -> Option<(usize, usize, Option<usize>)> {
        let Self { text, at: place, key } = self;
        key.clear();
        while let Some(&byte) = text.as_bytes().get(*place) {
            let at = *place;
            if let Some(end) = plain_word(text, at, key) {
                *place = end;
                return Some((at, end, None));
            }
            let first = char_at(text, at)?;
            if starts_word(text, at, first) {
                let (end, bare_end) = word(text, at, key);
                *place = end;
                if !key.is_empty() {
                    return Some((at, end, bare_end));
                }
            } else if matches!(first, '&' | '+' | '＆') && stands_between_words(text, at, first) {
                *place = at + first.len_utf8();
                key.push_str("and");
                return Some((at, *place, None));
            } else if let Some(end) = symbols(text, at) {
                *place = end;
                key.push_str(text.get(at..end).unwrap_or_default());
                return Some((at, end, None));
            } else {
                *place += if byte.is_ascii() { 1 } else { first.len_utf8() };
            }
        }
        None
    }
}

/// A word of plain letters and figures that a blank, a comma or the text's end closes: most are, and need no closer look.
fn plain_word(text: &str, from: usize, key: &mut String) -> Option<usize> {
    let bytes = text.as_bytes().get(from..)?;
    let length = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(bytes.len());
    let closed = bytes.get(length).is_none_or(|byte| matches!(byte, b' ' | b',' | b'\n' | b';' | b':' | b')' | b'"' | b'-' | b'/'));
    if length == 0 || !closed {
        return None;
    }
    key.extend(bytes.iter().take(length).map(|byte| char::from(byte.to_ascii_lowercase())));
    Some(from + length)
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The character after the one at a place.
fn after(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().nth(1)
}

fn before(text: &str, at: usize) -> Option<char> {
    text.get(..at)?.chars().next_back()
}

fn is_letter(c: Option<char>) -> bool {
    c.is_some_and(char::is_alphabetic)
}

fn is_word_char(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_alphanumeric() || is_combining_mark(c))
}

fn starts_word(text: &str, at: usize, first: char) -> bool {
    is_word_char(Some(first)) || (first == '$' && is_letter(after(text, at)))
}

/// `&` and `+` stand for a word only where neither side is glued to a digit: `Florence + The Machine`, not `4+4`.
fn stands_between_words(text: &str, at: usize, sign: char) -> bool {
    let digit = |c: Option<char>| c.is_some_and(char::is_numeric);
    !(digit(before(text, at)) && digit(char_at(text, at + sign.len_utf8())))
}

/// A run of signs that stands alone between blanks is a word too: `!!!`.
fn symbols(text: &str, at: usize) -> Option<usize> {
    let is_sign = |c: char| matches!(c, '!' | '?' | '*' | '#' | '%' | '^' | '~' | '=' | '<' | '>' | '∆' | '†');
    let alone_before = before(text, at).is_none_or(char::is_whitespace);
    let rest = text.get(at..)?;
    let length = rest.find(|c| !is_sign(c)).unwrap_or(rest.len());
    let many = rest.get(..length)?.chars().nth(1).is_some();
    (alone_before && many && rest.get(length..)?.chars().next().is_none_or(|c| !c.is_alphanumeric())).then_some(at + length)
}

pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '′')
}

/// Folds the word that begins at a byte; gives its end, and its end without a possessive.
fn word(text: &str, from: usize, key: &mut String) -> (usize, Option<usize>) {
    let mut bare_end = None;
    let mut last = None;
    let mut chars = text.get(from..).unwrap_or_default().char_indices().map(|(at, c)| (from + at, c)).peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let glued = is_word_char(next) && is_word_char(last);
        if c.is_alphanumeric() || is_combining_mark(c) {
            fold_char(c, key);
        } else if c == '$' && is_letter(next) {
            key.push('s');
        } else if c == '!' && is_letter(last) && is_letter(next) {
            key.push('i');
        } else if is_apostrophe(c) && glued {
            if matches!(next, Some('s' | 'S')) && !is_word_char(char_at(text, at + c.len_utf8() + 1)) {
                bare_end = Some(at);
            }
        } else if !(c == '.' && is_initial(text, from, at)) {
            return (at, bare_end);
        }
        last = Some(c);
    }
    (text.len(), bare_end)
}

/// Whether the full stop at `dot` belongs to initials: one letter before it, and either another initial after it or
/// one before (`A.G.`, `R.E.M.`).
fn is_initial(text: &str, from: usize, dot: usize) -> bool {
    let word = text.get(from..dot).unwrap_or_default();
    let mut back = word.chars().rev();
    let last = back.next();
    let single_before = is_letter(last) && matches!(back.next(), None | Some('.'));
    let mut ahead = text.get(dot + 1..).unwrap_or_default().chars();
    let next = ahead.next();
    let opens_another = is_letter(next) && !is_letter(ahead.next());
    let closes_a_run = word.chars().count() >= 3 && !is_word_char(next);
    single_before && (opens_another || closes_a_run)
}

fn fold_char(c: char, into: &mut String) {
    if c.is_ascii_alphanumeric() {
        into.push(c.to_ascii_lowercase());
        return;
    }
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
