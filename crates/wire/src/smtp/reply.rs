//! What a mail server answers, and what it means for the reader it was about.

use std::fmt;

/// A reply: a code of three digits and its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    lines: Vec<String>,
}

/// What a reply asks of a sender (RFC 5321 §4.2, newsletter.md H11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 2yz: done.
    Done,
    /// 3yz: go on.
    GoOn,
    /// 4yz: not now; try again later.
    NotNow,
    /// 5yz: never.
    Never,
}

impl Reply {
    pub(super) fn new(code: u16, lines: Vec<String>) -> Self {
        Self { code, lines }
    }

    /// A reply that no server had to be asked for.
    pub(crate) fn ours(code: u16, text: &str) -> Self {
        Self { code, lines: vec![text.to_owned()] }
    }

    /// The enhanced status at the head of its text (RFC 3463), such as 5.7.1; none when the server gives none.
    #[must_use]
    pub fn status(&self) -> Option<(u16, u16, u16)> {
        let first = self.lines.first()?.split_ascii_whitespace().next()?;
        let mut parts = first.split('.').map(|part| part.parse().ok());
        match (parts.next()??, parts.next()??, parts.next()??, parts.next()) {
            (class @ (2 | 4 | 5), subject, detail, None) => Some((class, subject, detail)),
            _ => None,
        }
    }

    /// The three digits.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.code
    }

    /// What it asks for.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        match self.code {
            200..=299 => Verdict::Done,
            300..=399 => Verdict::GoOn,
            500..=599 => Verdict::Never,
            _ => Verdict::NotNow,
        }
    }

    /// 421: the server is about to close, whatever was asked.
    #[must_use]
    pub fn closes(&self) -> bool {
        self.code == 421
    }

    pub(super) fn lines(&self) -> impl Iterator<Item = &str> {
        self.lines.iter().map(String::as_str)
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code, self.lines.join(" / "))
    }
}

/// Reads `250-text` or `250 text`: code, whether it is the last line, text.
pub(super) fn line(line: &str) -> Option<(u16, bool, &str)> {
    let (digits, rest) = line.split_at_checked(3)?;
    let code = digits.parse().ok().filter(|code| (200..600).contains(code) && digits.bytes().all(|b| b.is_ascii_digit()))?;
    match rest.chars().next() {
        None => Some((code, true, "")),
        Some(' ') => Some((code, true, rest.trim_start_matches(' '))),
        Some('-') => Some((code, false, rest.trim_start_matches('-'))),
        Some(_) => None,
    }
}
