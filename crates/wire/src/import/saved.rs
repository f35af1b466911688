//! Pages that somebody saved, one by one: HTML, MHTML, WARC and folders of them, as (address, bytes, kind).
//!
//! Everything is read as it comes: one page is in memory at a time. What is larger than [`PAGE_LIMIT`] is left out by name;
//! compressed bytes are counted after they are unpacked. What a page's bytes mean is decided by [`decode::page`].

mod folder;
mod mhtml;
mod sitemap;
mod warc;
mod within;

pub use folder::{Entry, Folder};
pub use sitemap::addresses as sitemap_addresses;
pub use warc::Warc;

use super::decode::{self, DecodeError, Decoded};

/// The largest page, in bytes.
pub const PAGE_LIMIT: usize = 24 * 1024 * 1024;

/// The largest MHTML, in bytes: a page with its pictures.
pub const MHTML_LIMIT: usize = 128 * 1024 * 1024;

/// Something that was saved from an address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Saved {
    /// Where it was saved from; empty when nothing says.
    pub address: String,
    /// The bytes as they were sent, unpacked.
    pub bytes: Vec<u8>,
    /// Its kind without parameters, in small letters: `text/html`.
    pub kind: String,
    /// The encoding that was sent with it.
    pub charset: Option<String>,
    /// Where it stands in its container, for a person: `page.mhtml, part 2`.
    pub place: String,
}

impl Saved {
    /// Whether it is a page, and no picture or style of one.
    #[must_use]
    pub fn is_page(&self) -> bool {
        matches!(self.kind.as_str(), "text/html" | "application/xhtml+xml")
    }

    /// The page's text.
    ///
    /// # Errors
    /// [`DecodeError`].
    pub fn text(&self) -> Result<Decoded, DecodeError> {
        decode::page(&self.bytes, self.charset.as_deref(), PAGE_LIMIT)
    }
}

/// Why something that was saved is not read.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// Above a limit.
    #[error("{place}: has more than {limit} bytes, which no page has; it was left out")]
    TooLarge {
        /// Where.
        place: String,
        /// Bytes allowed.
        limit: usize,
    },
    /// Not the form that it seems to be.
    #[error("{place}: {problem}")]
    Broken {
        /// Where.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
    /// The disk.
    #[error("{place}: cannot be read ({source})")]
    Disk {
        /// Where.
        place: String,
        /// Why.
        source: std::io::Error,
    },
}

/// What a file holds, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One page.
    Html,
    /// A page with its pictures, as browsers save it.
    Mhtml,
    /// An archive of answers, packed or not.
    Warc,
    /// None of these.
    Other,
}

impl Form {
    /// Looks at a file's first bytes (some hundred suffice).
    #[must_use]
    pub fn of(head: &[u8]) -> Self {
        const GZIP: &[u8] = b"\x1f\x8b";
        if head.starts_with(b"WARC/") || (head.starts_with(GZIP) && warc::is_packed(head)) {
            return Self::Warc;
        }
        let text = String::from_utf8_lossy(head.get(..head.len().min(4096)).unwrap_or_default()).replace('\0', "").to_ascii_lowercase();
        let text = text.trim_start_matches('\u{feff}').trim_start();
        let is_header = text.lines().next().is_some_and(|line| {
            line.split_once(':')
                .is_some_and(|(name, _)| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'))
        });
        if is_header && text.contains("mime-version:") && text.contains("multipart/related") {
            return Self::Mhtml;
        }
        if text.starts_with('<')
            && ["<html", "<!doctype html", "<head", "<body", "<article", "<title"].iter().any(|sign| text.contains(sign))
        {
            return Self::Html;
        }
        Self::Other
    }
}

/// The pages and pictures of a file that is one page.
///
/// # Errors
/// [`SavedError`] for a file above the limit, and for one that is no page.
pub fn file(bytes: Vec<u8>, place: &str) -> Result<Vec<Saved>, SavedError> {
    match Form::of(bytes.get(..bytes.len().min(4096)).unwrap_or_default()) {
        Form::Mhtml => mhtml::read(&bytes, place),
        Form::Html => {
            let mut bytes = bytes;
            let pictures = within::take_out(&mut bytes, place);
            if bytes.len() > PAGE_LIMIT {
                return Err(SavedError::TooLarge { place: place.to_owned(), limit: PAGE_LIMIT });
            }
            let address = saved_from(&bytes).unwrap_or_default();
            let page = Saved { address, bytes, kind: "text/html".to_owned(), charset: None, place: place.to_owned() };
            Ok(std::iter::once(page).chain(pictures).collect())
        }
        Form::Warc => Warc::new(std::io::Cursor::new(bytes), place).collect(),
        Form::Other => Err(SavedError::Broken { place: place.to_owned(), problem: "is no page: neither HTML, MHTML nor WARC".to_owned() }),
    }
}

/// The comment that browsers leave, `<!-- saved from url=(0025)https://example.com/story -->`, and that of SingleFile, which has
/// `url: https://example.com/story` on a line.
fn saved_from(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096))?).into_owned();
    let rest = match head.split_once("saved from url=(") {
        Some((_, rest)) => rest.split_once(')')?.1,
        None => head.split_once("Page saved with SingleFile")?.1.split_once("url:")?.1.trim_start(),
    };
    let address = rest.split(char::is_whitespace).next()?.trim_end_matches("-->");
    (address.starts_with("http://") || address.starts_with("https://")).then(|| address.to_owned())
}

/// A kind with its parameters: `text/html; charset="utf-8"` as `text/html` and `utf-8`.
fn kind_and_charset(value: &str) -> (String, Option<String>) {
    let mut parts = value.split(';');
    let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']).to_owned())
    });
    (kind, charset.filter(|charset| !charset.is_empty()))
}

#[cfg(test)]
mod tests;
