//! Content encodings: which one a client takes, and the bytes in it.

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// How an answer's bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Identity,
    Gzip,
    Brotli,
}

/// Bodies under this many bytes gain nothing from packing.
pub(crate) const WORTH_PACKING: usize = 600;

impl Encoding {
    /// The word in `Content-Encoding`; none for identity.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::Identity => None,
            Self::Gzip => Some("gzip"),
            Self::Brotli => Some("br"),
        }
    }

    /// The best of what a client's `Accept-Encoding` takes: Brotli, else gzip. Text packs tighter in Brotli, and the
    /// work is done once for a page, so a client's own order among equals is not asked.
    pub(crate) fn negotiate(accept: Option<&str>) -> Self {
        let accept = accept.unwrap_or_default();
        [Self::Brotli, Self::Gzip].into_iter().find(|encoding| takes(accept, encoding.word().unwrap_or_default())).unwrap_or(Self::Identity)
    }
}

/// Whether `accept` gives `word` a weight above zero, by name or else by `*`.
fn takes(accept: &str, word: &str) -> bool {
    let mut by_star = false;
    for item in accept.split(',') {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
        if name.eq_ignore_ascii_case(word) {
            return weight > 0.0;
        }
        by_star |= name == "*" && weight > 0.0;
    }
    by_star
}

/// Packs bytes. `None` when packing fails or gains nothing; the bytes are then sent as they are.
pub(crate) fn pack(bytes: &[u8], encoding: Encoding, effort: Effort) -> Option<Bytes> {
    if bytes.len() < WORTH_PACKING {
        return None;
    }
    let packed = match encoding {
        Encoding::Identity => return None,
        Encoding::Gzip => gzip(bytes, effort)?,
        Encoding::Brotli => brotli(bytes, effort)?,
    };
    (packed.len() < bytes.len()).then(|| Bytes::from(packed))
}

/// How hard to try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effort {
    /// A page: packed while a reader waits.
    Page,
    /// A file of the theme: packed once in the life of the program.
    Asset,
}

fn gzip(bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
    let level = if effort == Effort::Asset { 9 } else { 6 };
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 3), Compression::new(level));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn brotli(bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
    let quality = if effort == Effort::Asset { 9 } else { 5 };
    let params = brotli::enc::BrotliEncoderParams { quality, size_hint: bytes.len(), ..Default::default() };
    let mut packed = Vec::with_capacity(bytes.len() / 3);
    brotli::BrotliCompress(&mut &*bytes, &mut packed, &params).ok()?;
    Some(packed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn takes_the_best_that_is_offered() {
        let cases = [
            (None, Encoding::Identity),
            (Some(""), Encoding::Identity),
            (Some("gzip, deflate, br, zstd"), Encoding::Brotli),
            (Some("gzip;q=1.0, br;q=0"), Encoding::Gzip),
            (Some("GZIP"), Encoding::Gzip),
            (Some("*"), Encoding::Brotli),
            (Some("*;q=0.1, br;q=0"), Encoding::Gzip),
            (Some("identity, *;q=0"), Encoding::Identity),
            (Some("br;q=nonsense"), Encoding::Identity),
        ];
        for (accept, expected) in cases {
            assert_eq!(Encoding::negotiate(accept), expected, "{accept:?}");
        }
    }

    #[test]
    fn what_is_packed_comes_out_again() {
        let page = "<p>Nobody throws a punch in ‘Between Floors’. </p>".repeat(200);
        let gzip = pack(page.as_bytes(), Encoding::Gzip, Effort::Page).unwrap();
        let mut plain = String::new();
        flate2::read::GzDecoder::new(&gzip[..]).read_to_string(&mut plain).unwrap();
        assert_eq!(plain, page);
        let packed = pack(page.as_bytes(), Encoding::Brotli, Effort::Page).unwrap();
        let mut plain = Vec::new();
        brotli::BrotliDecompress(&mut &packed[..], &mut plain).unwrap();
        assert_eq!(plain, page.as_bytes());
        assert!(packed.len() < page.len() / 4);
        assert_eq!(pack(b"short", Encoding::Gzip, Effort::Page), None);
    }
}
