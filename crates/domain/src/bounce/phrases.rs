//! How servers say it. Statuses alone do not do: many servers answer `550` or `5.0.0` to everything and mean it in words.

/// Words in lower case, every run of spaces and line ends one space.
pub(super) fn folded(words: &str) -> String {
    let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ").replace(['’', '`'], "'")
}

/// Whether folded words hold one of the phrases.
pub(super) fn says(words: &str, phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| words.contains(phrase))
}

/// Whether some host or domain, named between the words, was not found.
pub(super) fn host_not_found(words: &str) -> bool {
    let words: Vec<&str> = words.split(' ').map(|word| word.trim_matches([',', '.', ':', '(', ')'])).collect();
    words.windows(4).any(|four| matches!(four, ["host" | "domain", _, "not", "found"]))
}

/// Whether the recipient is refused and no reason follows.
pub(super) fn only_rejected(words: &str) -> bool {
    words.trim_end_matches(['.', ' ']).ends_with("recipient address rejected")
}

/// Whether the words have an empty place where an answer to `RCPT` names its address: `550 : User unknown` was said of
/// the letter.
pub(super) fn names_no_address(words: &str) -> bool {
    let rest = words.rsplit_once("550").map_or("", |(_, rest)| rest);
    rest.trim_start_matches([':', ' ']).len() + 2 <= rest.len() && rest.trim_start().starts_with(':')
}

/// Carriers that say *unknown user* of whoever lets in only senders they know, once they have the whole letter; reports do
/// not always tell when it was said.
const MASKING: &[&str] = &["docomo.ne.jp"];

/// Whether a mailbox is at one of them.
pub(super) fn masks_filters(recipient: &str) -> bool {
    let host = recipient.rsplit_once('@').map_or("", |(_, host)| host).to_ascii_lowercase();
    MASKING.iter().any(|domain| host == *domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')))
}

/// The mailbox is there and has no room.
pub(super) const FULL: &[&str] = &[
    "quota",
    "mailbox full",
    "mailbox is full",
    "mail box full",
    "mailfolder is full",
    "inbox is full",
    "mailbox has exceeded",
    "exceeded storage",
    "exceeds allowed size",
    "exceeded the maximum",
    "exceeded its",
    "storage limit",
    "storage allocation",
    "disk full",
    "out of storage space",
    "not enough storage",
    "insufficient disk space",
    "no space left",
    "mailbox size limit",
    "maximum size",
    "maildir delivery failed: userdisk",
    "too much mail",
    "too many messages in",
];

/// It may go another time.
pub(super) const FOR_NOW: &[&str] =
    &["not found, try again", "temporarily", "temporary failure", "temporary error", "timed out", "retry timeout"];

/// The mailbox is there and switched off: for how long, only the number says.
pub(super) const SWITCHED_OFF: &[&str] = &[
    "account is disabled",
    "account has been disabled",
    "account is inactive",
    "account is suspended",
    "account has been suspended",
    "account suspended",
    "account is locked",
    "account is not active",
    "user is inactive",
    "user suspended",
    "mailbox disabled",
    "mailbox is disabled",
    "mailbox is inactive",
    "mailbox is suspended",
    "inactive account",
    "inactive user",
];

/// It is about the address that we send from.
pub(super) const SENDER: &[&str] = &[
    "sender address rejected",
    "sender rejected",
    "sender verify failed",
    "sender domain",
    "sender denied",
    "domain of sender",
    "sender address",
    "sender's",
    "from address",
    "mail from address",
    "envelope sender",
    "sending domain",
];

/// There is nobody under this address, or no such host.
pub(super) const UNKNOWN: &[&str] = &[
    "user unknown",
    "unknown user",
    "userunknown",
    "unknown recipient",
    "recipient unknown",
    "unknown local part",
    "unknown local-part",
    "unknown account",
    "unknown address",
    "address unknown",
    "unknown mailbox",
    "mailbox unknown",
    "unknown or illegal",
    "unknown email address",
    "mailbox unavailable",
    "no such user",
    "no such recipient",
    "no such mailbox",
    "no such address",
    "no such account",
    "no such person",
    "no such local user",
    "no mailbox",
    "no account by that name",
    "no user",
    "no valid recipient",
    "not a valid mailbox",
    "not a valid recipient",
    "not a valid user",
    "not a known user",
    "not our customer",
    "not known at this site",
    "not found: recipient",
    "recipnotfound",
    "recipient not found",
    "user not found",
    "user is not found",
    "mailbox not found",
    "address not found",
    "address couldn't be found",
    "address could not be found",
    "address wasn't found",
    "account not found",
    "unable to find recipient",
    "cannot find user",
    "can't find user",
    "address no longer",
    "does not exist",
    "doesn't exist",
    "user not exist",
    "user invalid",
    "no such id",
    "this user doesn't have",
    "user doesn't have",
    "does not have an account",
    "doesn't have an account",
    "invalid recipient",
    "invalid mailbox",
    "invalid user",
    "invalid address",
    "recipient is invalid",
    "recipient address is invalid",
    "bad destination",
    "bad address",
    "bad recipient",
    "undeliverable address",
    "recipient address rejected: access denied",
    "recipient address rejected: undeliverable",
    "not listed in domino directory",
    "not listed in public name",
    "no longer employed",
    "no longer in use",
    "no longer on server",
    "is not a member",
    "is no longer valid",
    "has moved",
    "mailbox moved",
    "unrouteable",
    "unroutable",
    "host unknown",
    "unknown host",
    "host not found",
    "domain not found",
    "domain name not found",
    "name or service not known",
    "no such domain",
    "no such host",
    "nxdomain",
    "domain is not found",
    "non-existent domain",
    "non-existent host",
    "nonexistent domain",
    "couldn't find any host",
    "no a, aaaa or mx",
    "domain lookup failed",
    "recipient domain must exist",
    "does not accept mail",
    "doesn't accept mail",
    "not accept mail",
    "not accept email",
    "no smtp service here",
    "null mx",
    "nullmx",
];

/// The server mistrusts ours, or the letter.
pub(super) const MISTRUST: &[&str] = &[
    "spam",
    "block",
    "blacklist",
    "denylist",
    "reputation",
    "rbl",
    "dnsbl",
    "spf",
    "dkim",
    "dmarc",
    "ptr",
    "reverse dns",
    "reverse host",
    "rdns",
    "policy",
    "policies",
    "authenticat",
    "unsolicited",
    "abuse",
    "virus",
    "malware",
    "suspicious",
    "content rejected",
    "content reject",
    "banned",
    "refused by",
    "not authorized",
    "not authorised",
    "not permitted",
    "relay",
    "your host",
    "your ip",
    "your network",
    "client host",
    "access denied",
    "fix reverse",
    "helo",
];
