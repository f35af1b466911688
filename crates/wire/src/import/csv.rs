//! Tables as text, in pieces as they arrive: commas, semicolons or tabs, quoted or not, in UTF-8, UTF-16 or Windows-1252.
//!
//! Memory is bounded whatever the file holds: a record is within [`Limits`]. One that is longer is left out,
//! with its line; a quotation mark that never closes costs its own line and no other.

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The most bytes of one record of a list.
pub const RECORD_LIMIT: usize = 256 * 1024;

/// The most that one record may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    bytes: usize,
    lines: usize,
}

impl Limits {
    /// Of a list, of readers for example: a note in a cell, not half of the file.
    pub const LIST: Self = Self { bytes: RECORD_LIMIT, lines: 64 };
    /// Of a table that has whole texts in its cells.
    pub const TEXTS: Self = Self { bytes: 4 * 1024 * 1024, lines: 10_000 };
}

/// So many quotation marks without end are looked for as far as the limits go; a file of more of them is held to those of a list.
const OPEN_QUOTES: usize = 16;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// Its cells, unquoted.
    pub cells: Vec<String>,
}

/// A row that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The line it begins on, counted from 1.
    pub line: u64,
    /// What is wrong with it, for a person.
    pub problem: String,
}

/// What the next record came to.
pub type Row = Result<Record, Broken>;

/// A table that is read as it arrives.
pub struct Table {
    limits: Limits,
    /// Quotation marks so far that never closed.
    open: usize,
    /// Set once the first bytes told the encoding, when it is not a superset of ASCII.
    wide: Option<Decoder>,
    begun: bool,
    separator: Option<u8>,
    /// The bytes of the record that is being read.
    raw: Vec<u8>,
    scan: Scan,
    /// The line that the record begins on.
    line: u64,
    /// Line ends inside of it so far.
    inside: usize,
    /// A record without end is being skipped.
    skipping: bool,
    /// The last byte was a carriage return that ended a record.
    after_return: bool,
}

/// Where a byte stands within a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scan {
    /// At the beginning of a cell.
    Fresh,
    /// In a cell without quotation marks.
    Bare,
    /// Between quotation marks.
    Quoted,
    /// After a quotation mark that may have closed the cell.
    Closing,
}

impl Scan {
    fn next(self, byte: u8, separator: u8) -> Self {
        match (self, byte) {
            (Self::Quoted, b'"') => Self::Closing,
            (Self::Quoted, _) | (Self::Closing, b'"') => Self::Quoted,
            (_, byte) if byte == separator => Self::Fresh,
            (Self::Fresh, b'"') => Self::Quoted,
            (Self::Fresh, b' ') => Self::Fresh,
            // What follows a closing quotation mark belongs to the cell: clumsy programs write so.
            (Self::Fresh | Self::Bare | Self::Closing, _) => Self::Bare,
        }
    }
}

impl Default for Table {
    fn default() -> Self {
        Self::within(Limits::LIST)
    }
}

impl Table {
    /// A table whose records are within these limits.
    #[must_use]
    pub fn within(limits: Limits) -> Self {
        Self {
            limits,
            open: 0,
            wide: None,
            begun: false,
            separator: None,
            raw: Vec::new(),
            scan: Scan::Fresh,
            line: 1,
            inside: 0,
            skipping: false,
            after_return: false,
        }
    }

    /// Takes the next bytes; rows that are whole by now are added to `rows`.
    pub fn push(&mut self, bytes: &[u8], rows: &mut Vec<Row>) {
        if !self.begun {
            self.raw.extend_from_slice(bytes);
            if self.raw.len() < 4 {
                return;
            }
            let first = self.begin();
            self.take(&first, rows);
            return;
        }
        self.take(bytes, rows);
    }

    /// Says that there are no more bytes.
    pub fn finish(&mut self, rows: &mut Vec<Row>) {
        if !self.begun {
            let first = self.begin();
            self.take(&first, rows);
        }
        if let Some(mut decoder) = self.wide.take() {
            let mut rest = String::with_capacity(16);
            let _ = decoder.decode_to_string(&[], &mut rest, true);
            self.scan_bytes(rest.as_bytes(), rows);
        }
        self.settle_separator();
        while !self.raw.is_empty() {
            if self.scan == Scan::Quoted {
                self.open_quote(rows);
                continue;
            }
            self.end_record(rows);
        }
    }

    /// Looks at the first bytes for a byte-order mark; gives what follows it.
    fn begin(&mut self) -> Vec<u8> {
        self.begun = true;
        let first = std::mem::take(&mut self.raw);
        let (skip, wide) = match first.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => (3, None),
            [0xff, 0xfe, ..] => (2, Some(UTF_16LE)),
            [0xfe, 0xff, ..] => (2, Some(UTF_16BE)),
            [first, 0, ..] if *first != 0 => (0, Some(UTF_16LE)),
            [0, first, ..] if *first != 0 => (0, Some(UTF_16BE)),
            _ => (0, None),
        };
        self.wide = wide.map(|encoding| encoding.new_decoder_without_bom_handling());
        first.get(skip..).unwrap_or_default().to_vec()
    }

    fn take(&mut self, bytes: &[u8], rows: &mut Vec<Row>) {
        let Some(decoder) = &mut self.wide else { return self.scan_bytes(bytes, rows) };
        let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3 + 16));
        let _ = decoder.decode_to_string(bytes, &mut text, false);
        self.scan_bytes(text.as_bytes(), rows);
    }

    fn scan_bytes(&mut self, bytes: &[u8], rows: &mut Vec<Row>) {
        for byte in bytes {
            self.scan_byte(*byte, rows);
        }
    }

    fn scan_byte(&mut self, byte: u8, rows: &mut Vec<Row>) {
        if std::mem::take(&mut self.after_return) && byte == b'\n' {
            return;
        }
        if self.skipping {
            if byte == b'\n' {
                self.skipping = false;
                self.line += 1;
            }
            return;
        }
        let ends_line = matches!(byte, b'\n' | b'\r');
        if self.separator.is_none() {
            if !ends_line && self.raw.len() < self.limits.bytes {
                self.raw.push(byte);
                return;
            }
            self.settle_separator();
        }
        if ends_line && self.scan != Scan::Quoted {
            self.after_return = byte == b'\r';
            return self.end_record(rows);
        }
        self.raw.push(byte);
        self.scan = self.scan.next(byte, self.separator.unwrap_or(b','));
        if byte == b'\n' {
            self.inside += 1;
        }
        if self.raw.len() >= self.limits.bytes || self.inside >= self.limits.lines {
            self.too_much(rows);
        }
    }

    /// The first line decides what parts the cells: whichever of the three stands in it most often, outside of quotes.
    fn settle_separator(&mut self) {
        if self.separator.is_some() {
            return;
        }
        let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
        let mut quoted = false;
        for byte in &self.raw {
            quoted ^= *byte == b'"';
            for (separator, count) in &mut counts {
                *count += usize::from(!quoted && *byte == *separator);
            }
        }
        let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
        let separator = counts.iter().find(|(_, count)| *count == most && most > 0).map_or(b',', |(separator, _)| *separator);
        self.separator = Some(separator);
        self.scan = self.raw.iter().fold(Scan::Fresh, |scan, byte| scan.next(*byte, separator));
    }

    fn end_record(&mut self, rows: &mut Vec<Row>) {
        let raw = std::mem::take(&mut self.raw);
        let line = self.line;
        self.next_from(line + 1 + self.inside as u64);
        if raw.iter().any(|byte| !byte.is_ascii_whitespace()) {
            rows.push(Ok(Record { line, cells: cells(&raw, self.separator.unwrap_or(b',')) }));
        }
    }

    fn next_from(&mut self, line: u64) {
        self.line = line;
        self.inside = 0;
        self.scan = Scan::Fresh;
    }

    /// The record grew beyond all measure: an open quotation mark when it runs over several lines, else a line that is
    /// no row of a table.
    fn too_much(&mut self, rows: &mut Vec<Row>) {
        if self.inside > 0 && self.scan == Scan::Quoted {
            return self.open_quote(rows);
        }
        let problem = format!("is longer than {} KB; left out", self.limits.bytes / 1024);
        rows.push(Err(Broken { line: self.line, problem }));
        self.raw = Vec::new();
        self.skipping = true;
        let line = self.line + self.inside as u64;
        self.next_from(line);
    }

    /// The first line of the record is left out, and reading goes on after it.
    fn open_quote(&mut self, rows: &mut Vec<Row>) {
        rows.push(Err(Broken { line: self.line, problem: "has a quotation mark that never closes; left out".to_owned() }));
        self.open += 1;
        if self.open >= OPEN_QUOTES {
            self.limits = Limits::LIST;
        }
        let raw = std::mem::take(&mut self.raw);
        let line = self.line;
        self.next_from(line + 1);
        let first = raw.iter().position(|byte| *byte == b'\n').map_or(raw.len(), |at| at + 1);
        if first == raw.len() {
            self.skipping = !raw.ends_with(b"\n");
            self.line = if self.skipping { line } else { line + 1 };
            return;
        }
        self.scan_bytes(raw.get(first..).unwrap_or_default(), rows);
    }
}

/// The cells of a whole record.
fn cells(raw: &[u8], separator: u8) -> Vec<String> {
    let mut cells = Vec::new();
    let (mut cell, mut scan) = (Vec::new(), Scan::Fresh);
    let mut was_quoted = false;
    for byte in raw {
        let next = scan.next(*byte, separator);
        match (scan, next) {
            (Scan::Fresh, Scan::Quoted) => {
                cell.clear();
                was_quoted = true;
            }
            (Scan::Quoted, Scan::Closing) => {}
            (_, Scan::Fresh) if *byte == separator => {
                cells.push(text(&cell, was_quoted));
                cell.clear();
                was_quoted = false;
            }
            _ => cell.push(*byte),
        }
        scan = next;
    }
    cells.push(text(&cell, was_quoted));
    cells
}

/// A cell as text: what is no UTF-8 is what older Windows programs wrote.
fn text(cell: &[u8], was_quoted: bool) -> String {
    let text = match std::str::from_utf8(cell) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(cell).0.into_owned(),
    };
    if was_quoted { text } else { text.trim().to_owned() }
}

#[cfg(test)]
mod tests;
