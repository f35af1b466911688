//! Enhanced status codes (RFC 3463) and the numbers of SMTP replies.

use std::fmt;

/// `5.1.1`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status {
    /// 2, 4 or 5.
    pub class: u8,
    /// What it is about: 1 address, 2 mailbox, 3 system, 4 network, 5 protocol, 6 contents, 7 policy; 0 not said.
    pub subject: u16,
    /// Which of those.
    pub detail: u16,
}

impl Status {
    /// Reads a text that begins with a status: `5.0.0 (permanent failure)`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_start();
        let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
        // A full stop may end the sentence.
        let mut numbers = text.get(..end)?.trim_end_matches('.').split('.');
        let class = match numbers.next()? {
            "2" => 2,
            "4" => 4,
            "5" => 5,
            _ => return None,
        };
        let mut number = || numbers.next().filter(|digits| (1..=3).contains(&digits.len()))?.parse().ok();
        let status = Self { class, subject: number()?, detail: number()? };
        // Four numbers are an address of a network.
        if numbers.next().is_some() { None } else { Some(status) }
    }

    /// The first status in the words of a server.
    #[must_use]
    pub fn find(words: &str) -> Option<Self> {
        let mut before = None;
        for (place, c) in words.char_indices() {
            let joined = before.is_some_and(|c: char| c.is_alphanumeric() || ['.', '-', '_'].contains(&c));
            let starts = matches!(c, '2' | '4' | '5') && (!joined || follows_reply(words.get(..place).unwrap_or_default()));
            before = Some(c);
            if !starts {
                continue;
            }
            let rest = words.get(place..).unwrap_or_default();
            let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
            let follows = rest.get(end..).and_then(|rest| rest.chars().next());
            let stands_alone = !follows.is_some_and(|c| c.is_alphanumeric() || ['-', '_', '/'].contains(&c));
            if let Some(status) = Self::parse(rest).filter(|status| stands_alone && status.subject < 10) {
                return Some(status);
            }
        }
        None
    }

    /// Whether it says more than *permanent* or *for now*.
    #[must_use]
    pub fn says_more(self) -> bool {
        self.subject != 0
    }

    /// What really happened: what the server that refused said goes before what the server that reports made of it,
    /// unless it says less.
    #[must_use]
    pub fn heard(reported: Option<Self>, said: Option<Self>) -> Option<Self> {
        match (reported, said) {
            (Some(reported), Some(said)) if reported.says_more() && !said.says_more() => Some(reported),
            (reported, said) => said.or(reported),
        }
    }
}

/// Whether words end with the number of a reply that goes on (RFC 5321 §4.2.1): `550-`.
fn follows_reply(words: &str) -> bool {
    let number = words.strip_suffix('-').and_then(|words| words.get(words.len().checked_sub(3)?..));
    number.is_some_and(|number| number.starts_with(['2', '4', '5']) && number.bytes().all(|b| b.is_ascii_digit()))
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.class, self.subject, self.detail)
    }
}

/// The number of the first SMTP reply of a failure in some words: `550`, `452`.
#[must_use]
pub fn reply_code(words: &str) -> Option<u16> {
    let number = |word: &str| {
        let digits = word.get(..3).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()))?;
        let alone = word.get(3..)?.chars().next().is_none_or(|c| ['-', ' ', ':', ',', ')'].contains(&c));
        digits.parse().ok().filter(|code| alone && (400..600).contains(code))
    };
    words.split(|c: char| c.is_whitespace() || ['(', '"', '<', ';', '='].contains(&c)).find_map(number)
}
