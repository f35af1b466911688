//! WARC: one record after the other, each with a head; the answers of servers are the records that count.

use super::{PAGE_LIMIT, Saved, SavedError, kind_and_charset};
use flate2::bufread::MultiGzDecoder;
use std::io::{BufRead, BufReader, Read};

/// Bytes of one record's head.
const HEAD_LIMIT: usize = 64 * 1024;

/// Whether packed bytes are a WARC: the first of them are unpacked.
pub(super) fn is_packed(head: &[u8]) -> bool {
    let mut start = [0_u8; 5];
    MultiGzDecoder::new(head).read_exact(&mut start).is_ok() && &start == b"WARC/"
}

/// The pages of an archive, as they come.
pub struct Warc<R: BufRead> {
    source: Source<R>,
    place: String,
    record: usize,
    ended: bool,
}

enum Source<R: BufRead> {
    Fresh(Option<R>),
    Plain(R),
    Packed(Box<BufReader<MultiGzDecoder<R>>>),
}

impl<R: BufRead> Warc<R> {
    /// Reads an archive, packed or not; `place` is its name for a person.
    pub fn new(source: R, place: &str) -> Self {
        Self { source: Source::Fresh(Some(source)), place: place.to_owned(), record: 0, ended: false }
    }

    fn reader(&mut self) -> std::io::Result<&mut dyn BufRead> {
        if let Source::Fresh(source) = &mut self.source
            && let Some(mut source) = source.take()
        {
            let packed = source.fill_buf()?.starts_with(b"\x1f\x8b");
            self.source =
                if packed { Source::Packed(Box::new(BufReader::new(MultiGzDecoder::new(source)))) } else { Source::Plain(source) };
        }
        match &mut self.source {
            Source::Plain(source) => Ok(source),
            Source::Packed(source) => Ok(source.as_mut()),
            Source::Fresh(_) => Err(std::io::Error::other("the archive could not be opened")),
        }
    }

    fn place(&self) -> String {
        format!("{}, record {}", self.place, self.record)
    }

    /// The next page or picture; records of other kinds are passed over.
    fn read(&mut self) -> Result<Option<Saved>, SavedError> {
        loop {
            let Some(head) = self.head()? else { return Ok(None) };
            let field = |name: &str| head.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str());
            let length: u64 = field("Content-Length").and_then(|length| length.parse().ok()).ok_or_else(|| SavedError::Broken {
                place: self.place(),
                problem: "a record does not say how long it is; the rest cannot be read".to_owned(),
            })?;
            let kind = field("WARC-Type").unwrap_or_default().to_ascii_lowercase();
            let address = field("WARC-Target-URI").unwrap_or_default().trim_matches(['<', '>']).to_owned();
            let sent = field("Content-Type").unwrap_or_default().to_owned();
            if !matches!(kind.as_str(), "response" | "resource") {
                self.skip(length)?;
                continue;
            }
            // The head of an answer comes on top of what a page may have.
            if length > (PAGE_LIMIT + HEAD_LIMIT) as u64 {
                self.skip(length)?;
                return Err(SavedError::TooLarge { place: format!("{} ({address})", self.place()), limit: PAGE_LIMIT });
            }
            let mut body = Vec::new();
            let place = self.place();
            let disk = |source| SavedError::Disk { place: place.clone(), source };
            self.reader().map_err(disk)?.take(length).read_to_end(&mut body).map_err(disk)?;
            if (body.len() as u64) < length {
                self.ended = true;
                return Err(SavedError::Broken { place, problem: "the archive ends within this record".to_owned() });
            }
            if kind == "resource" {
                let (kind, charset) = kind_and_charset(&sent);
                return Ok(Some(Saved { address, bytes: body, kind, charset, place }));
            }
            match answer(&body, &place)? {
                Some(saved) => return Ok(Some(Saved { address, ..saved })),
                None => continue,
            }
        }
    }

    /// A record's head; `None` at the end.
    fn head(&mut self) -> Result<Option<Vec<(String, String)>>, SavedError> {
        self.record += 1;
        let place = self.place();
        let disk = |source| SavedError::Disk { place: place.clone(), source };
        let broken = |problem: &str| SavedError::Broken { place: place.clone(), problem: problem.to_owned() };
        let reader = self.reader().map_err(disk)?;
        let mut fields = Vec::new();
        let mut begun = false;
        let mut total = 0;
        loop {
            let mut line = Vec::new();
            let read = reader.take(HEAD_LIMIT as u64).read_until(b'\n', &mut line).map_err(disk)?;
            total += read;
            if read == 0 {
                return if begun { Err(broken("the archive ends within a head")) } else { Ok(None) };
            }
            if total > HEAD_LIMIT {
                return Err(broken("a head without end; the rest cannot be read"));
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            match (begun, line.is_empty()) {
                (false, true) => {}
                (false, false) if line.starts_with("WARC/") => begun = true,
                (false, false) => return Err(broken("no record begins here; the rest cannot be read")),
                (true, true) => return Ok(Some(fields)),
                (true, false) => {
                    if let Some((name, value)) = line.split_once(':') {
                        fields.push((name.trim().to_owned(), value.trim().to_owned()));
                    }
                }
            }
        }
    }

    fn skip(&mut self, length: u64) -> Result<(), SavedError> {
        let place = self.place();
        let disk = |source| SavedError::Disk { place: place.clone(), source };
        let passed = std::io::copy(&mut self.reader().map_err(disk)?.take(length), &mut std::io::sink()).map_err(disk)?;
        self.ended |= passed < length;
        Ok(())
    }
}

impl<R: BufRead> Iterator for Warc<R> {
    type Item = Result<Saved, SavedError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let found = self.read();
        // After a page that is too large comes the next; after anything else nothing can be told.
        self.ended |= matches!(found, Ok(None) | Err(SavedError::Broken { .. } | SavedError::Disk { .. }));
        found.transpose()
    }
}

/// A server's answer; `None` for one that is no page: a redirect, an error.
fn answer(bytes: &[u8], place: &str) -> Result<Option<Saved>, SavedError> {
    let end = memchr::memmem::find(bytes, b"\r\n\r\n")
        .map(|at| (at, at + 4))
        .or_else(|| memchr::memmem::find(bytes, b"\n\n").map(|at| (at, at + 2)));
    let Some((head, body)) = end.and_then(|(head, body)| Some((bytes.get(..head)?, bytes.get(body..)?))) else { return Ok(None) };
    let head = String::from_utf8_lossy(head);
    let status = head.split_whitespace().nth(1).unwrap_or_default();
    if !head.starts_with("HTTP/") || !status.starts_with('2') {
        return Ok(None);
    }
    let field = |name: &str| {
        head.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(known, _)| known.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().to_owned())
    };
    let body = if field("Transfer-Encoding").is_some_and(|coding| coding.eq_ignore_ascii_case("chunked")) {
        unchunked(body)
    } else {
        body.to_vec()
    };
    let body = match field("Content-Encoding").map(|coding| coding.to_ascii_lowercase()).as_deref() {
        Some("gzip" | "x-gzip") => unpacked(MultiGzDecoder::new(body.as_slice()), place)?,
        Some("deflate") => unpacked(flate2::bufread::ZlibDecoder::new(body.as_slice()), place)?,
        // Archives keep these names though the bytes are often unpacked; what is still packed is no text and is told so later.
        _ => body,
    };
    let (kind, charset) = kind_and_charset(&field("Content-Type").unwrap_or_default());
    Ok(Some(Saved { address: String::new(), bytes: body, kind, charset, place: place.to_owned() }))
}

fn unpacked(source: impl Read, place: &str) -> Result<Vec<u8>, SavedError> {
    let mut body = Vec::new();
    // What came whole before a broken end is kept: a browser shows it too.
    let _ = source.take(PAGE_LIMIT as u64 + 1).read_to_end(&mut body);
    if body.len() > PAGE_LIMIT {
        return Err(SavedError::TooLarge { place: place.to_owned(), limit: PAGE_LIMIT });
    }
    Ok(body)
}

/// A body that was sent in pieces; one that says so and is not is left as it is.
fn unchunked(body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some(end) = memchr::memchr(b'\n', rest) {
        let line = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).trim().to_owned();
        let Ok(length) = usize::from_str_radix(line.split(';').next().unwrap_or_default().trim(), 16) else { break };
        let Some(piece) = rest.get(end + 1..).and_then(|rest| rest.get(..length)) else { break };
        if length == 0 {
            return whole;
        }
        whole.extend_from_slice(piece);
        rest = rest.get(end + 1 + length..).unwrap_or_default();
        rest = rest.strip_prefix(b"\r\n").or_else(|| rest.strip_prefix(b"\n")).unwrap_or(rest);
    }
    if whole.is_empty() { body.to_vec() } else { whole }
}
