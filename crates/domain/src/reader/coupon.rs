//! What a filled-in coupon says of who filled it in, and how often one address may be written to about it.
//!
//! The lists are short and our own. They hold nobody back for good: a sign only adds up, and what adds up waits for a person.

use crate::email::Email;

/// Something odd about a sign-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// A field that people do not see was filled in.
    Trap,
    /// The little sum that a browser does by script was not done: without script nobody can.
    NoWork,
    /// What asked does not call itself a browser.
    Robot,
    /// A mailbox that is made to be thrown away.
    Disposable,
    /// A mailbox of an office, which never signs up for a newsletter: `abuse@`, `postmaster@`.
    Office,
    /// A domain that looks like a slip of the hand, and was said to be right.
    Typo,
    /// Many sign-ups came from this network within the hour.
    Crowd,
}

/// From this sum of weights on, a sign-up waits for a person.
const HELD_FROM: u32 = 4;

impl Sign {
    /// Every sign.
    pub const ALL: [Self; 7] = [Self::Trap, Self::NoWork, Self::Robot, Self::Disposable, Self::Office, Self::Typo, Self::Crowd];

    /// The word in rows and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Trap => "trap",
            Self::NoWork => "no-work",
            Self::Robot => "robot",
            Self::Disposable => "disposable",
            Self::Office => "office",
            Self::Typo => "typo",
            Self::Crowd => "crowd",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sign| sign.word() == word)
    }

    fn weight(self) -> u32 {
        match self {
            Self::Trap | Self::Office => 4,
            Self::Disposable | Self::Robot => 3,
            Self::Crowd => 2,
            Self::NoWork | Self::Typo => 1,
        }
    }
}

/// Whether a sign-up with these signs waits for a person.
#[must_use]
pub fn is_held(signs: &[Sign]) -> bool {
    signs.iter().map(|sign| sign.weight()).sum::<u32>() >= HELD_FROM
}

/// What the address itself says.
#[must_use]
pub fn signs_of(email: &Email) -> Vec<Sign> {
    let key = email.key();
    let local = key.split_once('@').map_or("", |(local, _)| local);
    let domain = email.domain();
    let is_disposable = |listed: &str| domain.strip_suffix(listed).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    let found = [
        (DISPOSABLE.iter().any(|listed| is_disposable(listed)), Sign::Disposable),
        (OFFICES.contains(&local.split('+').next().unwrap_or_default()), Sign::Office),
        (meant(email).is_some(), Sign::Typo),
    ];
    found.into_iter().filter(|(is, _)| *is).map(|(_, sign)| sign).collect()
}

/// The address that was probably meant: its domain is one slip away from a large provider's, and is none itself.
#[must_use]
pub fn meant(email: &Email) -> Option<Email> {
    let domain = email.domain();
    if PROVIDERS.contains(&domain) {
        return None;
    }
    let provider = PROVIDERS.iter().find(|provider| is_one_slip(domain, provider))?;
    let (local, _) = email.as_str().rsplit_once('@')?;
    Email::parse(&format!("{local}@{provider}")).ok()
}

/// Whether two words differ by one letter: one more, one less, another, or two in the wrong order.
fn is_one_slip(typed: &str, right: &str) -> bool {
    let (typed, right) = (typed.as_bytes(), right.as_bytes());
    let begins = typed.iter().zip(right).take_while(|(a, b)| a == b).count();
    let (typed, right) = (typed.get(begins..).unwrap_or_default(), right.get(begins..).unwrap_or_default());
    let after = |bytes: &[u8], n: usize| bytes.get(n..).map(<[u8]>::to_vec);
    match (typed, right) {
        ([], []) => false,
        ([a, b, ..], [c, d, ..]) if a == d && b == c && after(typed, 2) == after(right, 2) => true,
        _ => {
            (!typed.is_empty() && after(typed, 1) == after(right, 1))
                || after(typed, 1).as_deref() == Some(right)
                || after(right, 1).as_deref() == Some(typed)
        }
    }
}

/// Mails about sign-ups that went to an address lately, whoever asked for them (newsletter.md A1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mailed {
    /// In the last [`MAIL_PAUSE_SECONDS`].
    pub day: i64,
    /// In the last [`MAIL_MONTH_SECONDS`].
    pub month: i64,
}

/// At most one mail about a sign-up to an address in this time.
pub const MAIL_PAUSE_SECONDS: i64 = 24 * 60 * 60;

/// At most [`MAILS_A_MONTH`] in this time.
pub const MAIL_MONTH_SECONDS: i64 = 30 * 24 * 60 * 60;

/// Mails about sign-ups to one address in [`MAIL_MONTH_SECONDS`].
pub const MAILS_A_MONTH: i64 = 3;

impl Mailed {
    /// Whether one more may go now.
    #[must_use]
    pub fn may_now(self) -> bool {
        self.day < 1 && self.may_this_month()
    }

    /// Whether one more may go at all, before the month is over.
    #[must_use]
    pub fn may_this_month(self) -> bool {
        self.month < MAILS_A_MONTH
    }
}

/// Local parts that are offices by convention (RFC 2142) or answer nobody.
const OFFICES: &[&str] = &[
    "abuse",
    "hostmaster",
    "mailer-daemon",
    "no-reply",
    "nobody",
    "noc",
    "noreply",
    "postmaster",
    "root",
    "security",
    "spam",
    "usenet",
    "uucp",
    "webmaster",
];

/// Providers of mailboxes that many readers have, and names one slip away from them that are providers too.
const PROVIDERS: &[&str] = &[
    "aol.com",
    "bigpond.com",
    "bigpond.net.au",
    "bluewin.ch",
    "btinternet.com",
    "comcast.net",
    "email.com",
    "fastmail.com",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.co.uk",
    "hotmail.com",
    "hotmail.de",
    "hotmail.fr",
    "hotmail.it",
    "icloud.com",
    "iinet.net.au",
    "laposte.net",
    "libero.it",
    "live.co.uk",
    "live.com",
    "mac.com",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "optusnet.com.au",
    "orange.fr",
    "outlook.com",
    "outlook.com.au",
    "outlook.de",
    "outlook.fr",
    "pm.me",
    "posteo.de",
    "posteo.net",
    "proton.me",
    "protonmail.com",
    "rocketmail.com",
    "sky.com",
    "t-online.de",
    "tutanota.com",
    "verizon.net",
    "virgilio.it",
    "wanadoo.fr",
    "web.de",
    "xtra.co.nz",
    "yahoo.ca",
    "yahoo.co.in",
    "yahoo.co.jp",
    "yahoo.co.nz",
    "yahoo.co.uk",
    "yahoo.com",
    "yahoo.com.au",
    "yahoo.de",
    "yahoo.es",
    "yahoo.fr",
    "yahoo.it",
    "yandex.com",
    "yandex.ru",
    "ymail.com",
    "zoho.com",
];

/// Mailboxes for ten minutes, as far as they are widely known. A list that is never whole: it only adds to the signs.
const DISPOSABLE: &[&str] = &[
    "10minutemail.com",
    "20minutemail.com",
    "33mail.com",
    "burnermail.io",
    "discard.email",
    "discardmail.com",
    "dispostable.com",
    "dropmail.me",
    "emailondeck.com",
    "fakeinbox.com",
    "fakemail.net",
    "getairmail.com",
    "getnada.com",
    "guerrillamail.com",
    "guerrillamail.info",
    "guerrillamail.net",
    "guerrillamail.org",
    "guerrillamailblock.com",
    "incognitomail.com",
    "inboxkitten.com",
    "jetable.org",
    "mail-temporaire.fr",
    "mailcatch.com",
    "maildrop.cc",
    "mailinator.com",
    "mailinator.net",
    "mailnesia.com",
    "mailnull.com",
    "mailsac.com",
    "minuteinbox.com",
    "moakt.com",
    "mohmal.com",
    "mytemp.email",
    "nada.email",
    "sharklasers.com",
    "spam4.me",
    "spamgourmet.com",
    "temp-mail.io",
    "temp-mail.org",
    "tempail.com",
    "tempinbox.com",
    "tempmail.dev",
    "tempmailo.com",
    "tempr.email",
    "throwawaymail.com",
    "trash-mail.com",
    "trashmail.com",
    "trashmail.de",
    "wegwerfmail.de",
    "yopmail.com",
    "yopmail.fr",
    "yopmail.net",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn email(text: &str) -> Email {
        Email::parse(text).unwrap()
    }

    #[test]
    fn slips_of_the_hand_are_found_and_providers_left_alone() {
        for (typed, right) in [
            ("jo@gmial.com", "jo@gmail.com"),
            ("Jo.X@gmal.com", "Jo.X@gmail.com"),
            ("jo@gmaill.com", "jo@gmail.com"),
            ("jo@gmail.con", "jo@gmail.com"),
            ("jo@hotmial.com", "jo@hotmail.com"),
            ("jo@yahooo.com", "jo@yahoo.com"),
        ] {
            assert_eq!(meant(&email(typed)).map(|email| email.to_string()).as_deref(), Some(right), "{typed}");
        }
        for right in PROVIDERS.iter().copied().chain(["example.org", "feedback.example", "a.co"]) {
            assert_eq!(meant(&email(&format!("jo@{right}"))), None, "{right}");
        }
    }

    #[test]
    fn what_adds_up_waits_for_a_person() {
        let held = |address: &str, more: &[Sign]| is_held(&[signs_of(&email(address)), more.to_vec()].concat());
        assert!(!held("jo@example.org", &[]) && !held("jo@example.org", &[Sign::NoWork]), "nobody needs script");
        assert!(!held("jo@example.org", &[Sign::NoWork, Sign::Crowd]), "a venue’s own network, without script");
        assert!(!held("jo@mailinator.com", &[]) && held("jo@mailinator.com", &[Sign::NoWork]));
        assert!(held("jo@eu.mailinator.com", &[Sign::NoWork]) && !held("jo@notmailinator.com", &[Sign::NoWork]));
        assert!(held("abuse@example.org", &[]) && held("NoReply+x@example.org", &[]));
        assert!(held("jo@example.org", &[Sign::Trap]) && held("jo@example.org", &[Sign::Robot, Sign::NoWork]));
        assert!(!held("jo@gmial.com", &[Sign::NoWork]), "a typo is asked, not refused");
    }

    #[test]
    fn one_mail_a_day_and_three_a_month() {
        let may = |day, month| Mailed { day, month }.may_now();
        assert!(may(0, 0) && may(0, 2) && !may(1, 1) && !may(0, 3));
        assert!(Mailed { day: 1, month: 2 }.may_this_month());
    }

    #[test]
    fn lists_are_in_order_and_words_are_read_back() {
        for list in [OFFICES, PROVIDERS, DISPOSABLE] {
            assert!(list.iter().all(|word| *word == word.to_lowercase()));
            let mut unique = list.to_vec();
            unique.sort_unstable();
            unique.dedup();
            assert_eq!(unique.len(), list.len());
        }
        assert!(Sign::ALL.iter().all(|sign| Sign::from_word(sign.word()) == Some(*sign)));
    }
}
