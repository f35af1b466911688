//! A body as its signature sees it (RFC 6376 §3.4.4): white space at the ends of lines and empty lines at the end do not
//! count, other white space is one space.

use aws_lc_rs::digest::{Context, SHA256};

/// Bytes that are handed to the hash at once.
const CHUNK: usize = 4_096;

/// The hash of a body that comes in parts. A clone goes on from where it was made: what many letters begin with is hashed
/// once.
#[derive(Clone)]
pub struct BodyHash {
    context: Context,
    /// What is canonical and not yet hashed.
    chunk: Vec<u8>,
    /// Line ends since the last byte that counts; those at the end are dropped.
    lines: usize,
    /// White space since then; that at the end of a line is dropped.
    space: bool,
    empty: bool,
}

impl std::fmt::Debug for BodyHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BodyHash")
    }
}

impl Default for BodyHash {
    fn default() -> Self {
        Self { context: Context::new(&SHA256), chunk: Vec::with_capacity(2 * CHUNK), lines: 0, space: false, empty: true }
    }
}

impl BodyHash {
    /// Hashes the next part: bytes as they are sent, before dots are doubled.
    pub fn update(&mut self, mut part: &[u8]) {
        while !part.is_empty() {
            let end = memchr::memchr(b'\n', part).map_or(part.len(), |at| at + 1);
            let (line, rest) = part.split_at(end);
            part = rest;
            match line.strip_suffix(b"\r\n") {
                // Nearly every line of a letter, taken whole: word by word, this took half as long as the signature itself.
                Some(words) if is_canonical(words) => {
                    self.put(words);
                    self.lines += 1;
                }
                _ => self.update_by_words(line),
            }
        }
    }

    fn update_by_words(&mut self, mut part: &[u8]) {
        while let Some(first) = part.first() {
            match first {
                b'\n' => {
                    self.lines += 1;
                    self.space = false;
                }
                b' ' | b'\t' => self.space = true,
                // Lines end in CR LF: the LF counts.
                b'\r' => {}
                _ => {
                    let run = part.iter().position(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).unwrap_or(part.len());
                    let (word, rest) = part.split_at(run);
                    self.put(word);
                    part = rest;
                    continue;
                }
            }
            part = part.get(1..).unwrap_or_default();
        }
    }

    fn put(&mut self, word: &[u8]) {
        for _ in 0..std::mem::take(&mut self.lines) {
            self.chunk.extend_from_slice(b"\r\n");
        }
        if std::mem::take(&mut self.space) {
            self.chunk.push(b' ');
        }
        self.chunk.extend_from_slice(word);
        self.empty = false;
        if self.chunk.len() >= CHUNK {
            self.context.update(&self.chunk);
            self.chunk.clear();
        }
    }

    pub(super) fn finish(mut self) -> impl AsRef<[u8]> {
        if !self.empty {
            self.chunk.extend_from_slice(b"\r\n");
        }
        self.context.update(&self.chunk);
        self.context.finish()
    }
}

/// Whether a line, without its end, begins and ends with a word and has single spaces between its words. It looks at every byte:
/// a loop that does not end early is one that the compiler makes wide.
fn is_canonical(line: &[u8]) -> bool {
    let (Some(first), Some(last), Some(after)) = (line.first(), line.last(), line.get(1..)) else { return false };
    let pairs = line.iter().zip(after);
    let odd = pairs.fold(false, |odd, (one, next)| odd | (*one == b'\t') | (*one == b'\r') | ((*one == b' ') & (*next == b' ')));
    !odd && [first, last].iter().all(|byte| !matches!(byte, b' ' | b'\t' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::digest::digest;

    fn assert_is(body: &str, canonical: &str) {
        for at in 0..=body.len() {
            let mut hash = BodyHash::default();
            let (first, second) = body.as_bytes().split_at(at);
            hash.update(first);
            let mut other = hash.clone();
            hash.update(second);
            other.update(b"another letter");
            assert_eq!(hash.finish().as_ref(), digest(&SHA256, canonical.as_bytes()).as_ref(), "{body:?} in two parts at {at}");
        }
    }

    #[test]
    fn the_example_of_rfc_6376() {
        assert_is(" C \r\nD \t E\r\n\r\n\r\n", " C\r\nD E\r\n");
    }

    #[test]
    fn ends_and_empty_bodies() {
        assert_is("", "");
        assert_is("\r\n\r\n", "");
        assert_is(" \t\r\n", "");
        assert_is("x", "x\r\n");
        assert_is("\r\n\r\nx\r\n", "\r\n\r\nx\r\n");
        assert_is("x \t\r\n \r\n y", "x\r\n\r\n y\r\n");
        assert_is("x y\r\n x\r\nx  y\r\nx\ty\r\nx y \r\n", "x y\r\n x\r\nx y\r\nx y\r\nx y\r\n");
        assert_is("a\rb\r\n", "ab\r\n");
        let long = "a line of words \r\n".repeat(1_000);
        let mut hash = BodyHash::default();
        hash.update(long.as_bytes());
        assert_eq!(hash.finish().as_ref(), digest(&SHA256, long.replace(" \r\n", "\r\n").as_bytes()).as_ref());
    }
}
