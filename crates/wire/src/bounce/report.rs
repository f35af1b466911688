//! Reports in fields: deliveries (RFC 3464) and complaints (RFC 5965).

use super::fields::{self, Field};
use super::{Action, Complaint, Delivery, MOST_RECIPIENTS};
use domain::bounce::{Kind, Status, reply_code, weigh};
use mail_parser::{Message, PartType};

/// Whether a group is about a recipient.
pub(super) fn is_recipient(group: &[Field]) -> bool {
    let has = |name| fields::value(group, name).is_some();
    (has("final-recipient") || has("original-recipient")) && (has("action") || has("status") || has("diagnostic-code"))
}

/// Reports that are written into a text, quoted or not.
pub(super) fn in_text(text: &str) -> Vec<Vec<Field>> {
    let mut groups = fields::groups(text);
    groups.retain(|group| is_recipient(group));
    if groups.is_empty() && text.contains("\n>") {
        let bare: Vec<&str> =
            text.lines().map(|line| line.trim_start_matches('>').strip_prefix(' ').unwrap_or(line.trim_start_matches('>'))).collect();
        groups = fields::groups(&bare.join("\n"));
        groups.retain(|group| is_recipient(group));
    }
    groups
}

/// What a report says, recipient by recipient.
pub(super) fn deliveries(groups: &[Vec<Field>], human: &str) -> Vec<Delivery> {
    let recipients: Vec<Vec<Field>> = groups.iter().flat_map(|group| by_recipient(group)).filter(|group| is_told(group)).collect();
    let alone = recipients.len() == 1;
    recipients.iter().take(MOST_RECIPIENTS).map(|group| delivery(group, if alone { human } else { "" })).collect()
}

/// Some servers write several recipients into one group.
fn by_recipient(group: &[Field]) -> Vec<Vec<Field>> {
    let mut parts: Vec<Vec<Field>> = vec![Vec::new()];
    for field in group {
        let again = field.0 == "final-recipient" && parts.last().is_some_and(|part| fields::value(part, "final-recipient").is_some());
        if again {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.push(field.clone());
        }
    }
    parts
}

fn is_told(group: &[Field]) -> bool {
    is_recipient(group) || (fields::value(group, "action").is_some() && fields::value(group, "status").is_some())
}

fn delivery(group: &[Field], human: &str) -> Delivery {
    let named = |name| fields::value(group, name).map(fields::untyped).and_then(fields::address);
    let recipient = named("final-recipient").or_else(|| named("original-recipient")).or_else(|| fields::address(human));
    let mut reported = fields::value(group, "status").and_then(Status::parse);
    let words = fields::value(group, "diagnostic-code").map(fields::untyped).unwrap_or_default();
    let reply = reply_code(words);
    // “4.4.7, given up” is about the waiting; what was said while it waited is the reason.
    if reported.is_some_and(|status| (status.class, status.subject, status.detail) == (4, 4, 7)) && Status::find(words).is_some() {
        reported = None;
    }
    let action = action(fields::value(group, "action"), reported);
    let mut status = Status::heard(reported, Status::find(words));
    if !status.is_some_and(Status::says_more) {
        status = Status::heard(status, Status::find(human));
    }
    let words = if words.is_empty() { human.trim() } else { words };
    let kind = weigh(status, reply, words, recipient.as_deref().unwrap_or_default());
    let kind = if kind == Kind::Hard && after_the_letter(words, status, human) { Kind::Soft } else { kind };
    Delivery { recipient, action, status, reply, words: super::old::one_line(words), kind }
}

/// A server that takes a recipient, and says that there is nobody only when it has seen the whole letter, tells of a
/// reader's own filter. Where commands are sent in one go, the answer to `RCPT` stands after `DATA` too; then it has a
/// status.
fn after_the_letter(words: &str, status: Option<Status>, human: &str) -> bool {
    let human = human.to_ascii_lowercase();
    let told = ["in reply to end of data", "in reply to data", ">>> data", "after end of data", "for text command"];
    let bare = Status::find(words).is_none() && status.is_none_or(|status| status.subject != 1);
    bare && told.iter().any(|words| human.contains(words))
}

fn action(word: Option<&str>, status: Option<Status>) -> Action {
    let word = word.unwrap_or_default().trim().to_ascii_lowercase();
    match word.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default() {
        "delayed" => Action::Delayed,
        "delivered" | "relayed" | "expanded" | "deliverable" => Action::Delivered,
        "failed" => Action::Failed,
        _ if status.is_some_and(|status| status.class == 2) => Action::Delivered,
        _ => Action::Failed,
    }
}

/// The complaint that a mail is: a report of feedback, or what was sent before there were any.
pub(super) fn complaint(message: &Message<'_>, head: &[Field], feedback: &[Field]) -> Option<Complaint> {
    if let Some(word) = fields::value(feedback, "feedback-type") {
        let mut recipients = Vec::new();
        for name in ["original-rcpt-to", "removal-recipient"] {
            recipients.extend(fields::values(feedback, name).flat_map(fields::addresses).take(MOST_RECIPIENTS));
        }
        let feedback: String = word.trim().to_ascii_lowercase().chars().take(40).collect();
        let kind = kind(&feedback);
        return Some(Complaint { feedback, kind, recipients });
    }
    let subject = fields::value(head, "subject").unwrap_or_default().to_ascii_lowercase();
    let returned = message.parts.iter().find_map(|part| if let PartType::Message(message) = &part.body { Some(message) } else { None })?;
    let head = fields::head(returned.raw_message.get(super::start(returned)..).unwrap_or_default());
    let whose = fields::value(&head, "x-hmxmroriginalrecipient");
    (whose.is_some() || subject.trim().starts_with("complaint about message from")).then(|| Complaint {
        feedback: "abuse".to_owned(),
        kind: Some(Kind::Complaint),
        recipients: whose.and_then(fields::address).into_iter().collect(),
    })
}

/// What a type of feedback means for the reader. An unknown type counts as a complaint (RFC 5965 §3.1: `other`).
fn kind(feedback: &str) -> Option<Kind> {
    match feedback {
        "opt-out" | "opt-out-list" => Some(Kind::OptOut),
        "auth-failure" | "dkim" | "dmarc" | "spf" | "not-spam" | "miscategorized" => None,
        _ => Some(Kind::Complaint),
    }
}
