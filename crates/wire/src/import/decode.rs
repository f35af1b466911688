//! From bytes to text: which encoding a file has, and what of it is broken.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The largest plain-text story taken, in bytes.
pub const STORY_LIMIT: usize = 1024 * 1024;

/// A decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte-order mark.
    pub text: String,
    /// The encoding's name: `UTF-8`, `UTF-16LE`, `windows-1252`.
    pub encoding: &'static str,
    /// What was guessed or is broken, for the person who imports.
    pub notes: Vec<Note>,
}

/// Something worth saying about a decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Counted from 1.
    pub line: usize,
    /// What was found and what was made of it.
    pub text: String,
}

/// Why bytes are no text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// No bytes at all, or nothing but blanks.
    #[error("line 1: the file is empty")]
    Empty,
    /// More bytes than allowed.
    #[error("the file has {found} bytes and {limit} are allowed; a story is text: is this the right file?")]
    TooLarge {
        /// Bytes in the file.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Bytes that no text has.
    #[error("line {line}: the file is no text ({what}); save it as plain text in UTF-8")]
    NoText {
        /// Counted from 1.
        line: usize,
        /// What the bytes look like.
        what: &'static str,
    },
}

/// Notes given singly before the rest is only counted.
const MOST_NOTES: usize = 20;

/// Decodes a file: UTF-8 and UTF-16 by their byte-order marks or their shape, Windows-1252 when it cannot be UTF-8.
///
/// A file that is UTF-8 but for a few bytes is read as UTF-8; each broken place becomes `U+FFFD` and is reported.
///
/// # Errors
/// [`DecodeError`] for an empty file, one above `limit` bytes, and one that is no text.
pub fn text(bytes: &[u8], limit: usize) -> Result<Decoded, DecodeError> {
    if bytes.len() > limit {
        return Err(DecodeError::TooLarge { found: bytes.len(), limit });
    }
    let (encoding, skip, guessed) = encoding_of(bytes);
    let body = bytes.get(skip..).unwrap_or_default();
    let (text, _) = encoding.decode_without_bom_handling(body);
    let text = text.into_owned();
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(DecodeError::Empty);
    }
    refuse_binary(&text)?;
    let mut notes = Vec::new();
    if guessed {
        notes.push(Note { line: 1, text: format!("the file says no encoding; read as {}", encoding.name()) });
    }
    notes.extend(broken_places(&text));
    Ok(Decoded { text, encoding: encoding.name(), notes })
}

/// Decodes a page of the web: by its byte-order mark, what its server said, what it says itself, and its shape; but text that
/// is UTF-8 as a whole is UTF-8 whatever is said of it.
///
/// # Errors
/// [`DecodeError`] for an empty page, one above `limit` bytes, and one that is no text.
pub fn page(bytes: &[u8], sent: Option<&str>, limit: usize) -> Result<Decoded, DecodeError> {
    if bytes.len() > limit {
        return Err(DecodeError::TooLarge { found: bytes.len(), limit });
    }
    let marked = Encoding::for_bom(bytes).is_some() || wide_without_mark(bytes).is_some();
    let label = || sent.map(str::to_owned).and_then(|label| Encoding::for_label(label.as_bytes())).or_else(|| named_within(bytes));
    // A page that names UTF-16 in letters of ASCII is not in it.
    let named = if marked || std::str::from_utf8(bytes).is_ok() {
        None
    } else {
        label().filter(|encoding| *encoding != UTF_16LE && *encoding != UTF_16BE)
    };
    // Zero bytes stand in pages that browsers show all the same.
    let bytes: std::borrow::Cow<'_, [u8]> = if !marked && memchr::memchr(0, bytes).is_some() {
        bytes.iter().copied().filter(|byte| *byte != 0).collect()
    } else {
        bytes.into()
    };
    let Some(encoding) = named.filter(|encoding| *encoding != UTF_8) else { return text(&bytes, limit) };
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    let text = text.into_owned();
    if text.chars().all(char::is_whitespace) {
        return Err(DecodeError::Empty);
    }
    refuse_binary(&text)?;
    Ok(Decoded { notes: broken_places(&text), text, encoding: encoding.name() })
}

/// What a page says within its first bytes: `<meta charset>`, the older `http-equiv`, XML's declaration.
fn named_within(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096))?).to_ascii_lowercase();
    let value = |sign: &str| {
        let (_, rest) = head.split_once(sign)?;
        let rest = rest.trim_start_matches([' ', '=', '"', '\'']);
        let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':')).collect();
        Encoding::for_label(name.as_bytes())
    };
    value("charset=").or_else(|| value("charset =")).or_else(|| value("encoding="))
}

/// The encoding, the length of its mark, and whether it was guessed against the likeliest.
fn encoding_of(bytes: &[u8]) -> (&'static Encoding, usize, bool) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return (encoding, length, false);
    }
    if let Some(encoding) = wide_without_mark(bytes) {
        return (encoding, 0, true);
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => (UTF_8, 0, false),
        Err(_) if is_mostly_utf8(bytes) => (UTF_8, 0, false),
        Err(_) => (WINDOWS_1252, 0, true),
    }
}

/// UTF-16 of Latin text has a zero in nearly every second byte.
fn wide_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let half = sample.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    let most = |count: usize| half >= 2 && count * 10 >= half * 6;
    match (most(even), most(odd)) {
        (true, false) if odd * 10 < half => Some(UTF_16BE),
        (false, true) if even * 10 < half => Some(UTF_16LE),
        _ => None,
    }
}

/// Whether whole sequences of several bytes outnumber the broken places: then the file is UTF-8 with damage.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

fn refuse_binary(text: &str) -> Result<(), DecodeError> {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{b}' | '\u{85}');
    let total = text.chars().count();
    let odd = text.chars().filter(|c| is_odd(*c)).count();
    let zero = text.chars().any(|c| c == '\0');
    if zero || odd * 50 > total {
        let line = text.split(is_odd).next().map_or(1, line_of);
        return Err(DecodeError::NoText { line, what: if zero { "zero bytes" } else { "control characters" } });
    }
    Ok(())
}

fn line_of(head: &str) -> usize {
    head.matches('\n').count() + 1
}

fn broken_places(text: &str) -> Vec<Note> {
    let mut notes = Vec::new();
    let mut more = 0;
    for (index, line) in text.split('\n').enumerate().filter(|(_, line)| line.contains('\u{fffd}')) {
        if notes.len() >= MOST_NOTES {
            more += 1;
            continue;
        }
        let around: String = line.chars().skip_while(|c| *c != '\u{fffd}').take(24).collect();
        notes.push(Note { line: index + 1, text: format!("broken bytes, shown as \u{fffd}: “{around}”") });
    }
    if more > 0 {
        notes.push(Note { line: 0, text: format!("{more} more lines with broken bytes") });
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STORY: &str = "Été Permanent\n\n27 March 2015 | 11:29 am\n\n“We’re here.”\n";

    #[test]
    fn every_encoding_comes_out_the_same() {
        let wide = |big: bool, mark: bool| {
            let units = STORY.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            let bom: &[u8] = match (mark, big) {
                (false, _) => &[],
                (true, true) => &[0xfe, 0xff],
                (true, false) => &[0xff, 0xfe],
            };
            bom.iter().copied().chain(units).collect::<Vec<u8>>()
        };
        let (latin, _, _) = WINDOWS_1252.encode(STORY);
        let marked = [b"\xef\xbb\xbf".as_slice(), STORY.as_bytes()].concat();
        for (bytes, encoding) in [
            (STORY.as_bytes().to_vec(), "UTF-8"),
            (marked, "UTF-8"),
            (wide(false, true), "UTF-16LE"),
            (wide(true, true), "UTF-16BE"),
            (wide(false, false), "UTF-16LE"),
            (wide(true, false), "UTF-16BE"),
            (latin.into_owned(), "windows-1252"),
        ] {
            let decoded = text(&bytes, STORY_LIMIT).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), (STORY, encoding));
        }
    }

    #[test]
    fn damage_is_reported_with_its_line() {
        let mut bytes = STORY.as_bytes().to_vec();
        bytes.extend(b"caf\xe9 \xc3\xa9 \xc3\xa9\n");
        let decoded = text(&bytes, STORY_LIMIT).unwrap();
        assert_eq!((decoded.encoding, decoded.notes.len(), decoded.notes[0].line), ("UTF-8", 1, 6));
    }

    #[test]
    fn no_text_is_refused() {
        assert_eq!(text(b"", 10), Err(DecodeError::Empty));
        assert_eq!(text(b"\xef\xbb\xbf \n", 10), Err(DecodeError::Empty));
        assert_eq!(text(b"12345678901", 10), Err(DecodeError::TooLarge { found: 11, limit: 10 }));
        assert!(matches!(text(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 100), Err(DecodeError::NoText { .. })));
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = text(&bytes, 150);
        }
    }
}
