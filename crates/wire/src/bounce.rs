//! Mail that comes back: delivery reports (RFC 3464), bounces from before there were any, complaints (RFC 5965) and
//! automatic answers (RFC 3834). Reads only; whom a mail is about is found by its [`Marks`], never by an address in it.

mod fields;
mod marks;
mod old;
mod report;

pub use marks::Marks;

use domain::bounce::{Kind, Status};
use fields::Field;
use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

/// Only so much of a mail is read, bytes. What reports say stands at their beginning.
pub const MOST_BYTES: usize = 1024 * 1024;

/// The most recipients of one report that are read; ours go to one.
const MOST_RECIPIENTS: usize = 100;

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Letters were not delivered, are late, or were: one entry for each recipient.
    Report(Vec<Delivery>),
    /// A reader complained, or their provider asks that they get no more.
    Complaint(Complaint),
    /// An automatic answer: the letter arrived.
    AutoReply,
    /// Something else, for a person to read.
    Other,
}

/// What became of a letter to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// The address, as the report has it; it may be redacted or another one (a forward).
    pub recipient: Option<String>,
    /// Failed, delayed, delivered, …
    pub action: Action,
    /// The status; the refusing server's own goes before the reporting one's.
    pub status: Option<Status>,
    /// The number of the SMTP reply.
    pub reply: Option<u16>,
    /// The refusing server's words, in one line.
    pub words: String,
    /// What it means, when it failed.
    pub kind: Kind,
}

/// The `Action` of a report (RFC 3464 §2.3.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Given up.
    Failed,
    /// Still being tried: says nothing yet.
    Delayed,
    /// Arrived, was handed on, or would arrive.
    Delivered,
}

/// A complaint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// `abuse`, `opt-out`, `auth-failure`, … (RFC 5965 §3.1).
    pub feedback: String,
    /// What it means for the reader; none for reports about signatures or a reader who says that it is no spam.
    pub kind: Option<Kind>,
    /// Whose mailbox it came from, when the provider says so.
    pub recipients: Vec<String>,
}

/// A mail, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inbound {
    /// What it says.
    pub what: What,
    /// What may tell which letter it is about.
    pub marks: Marks,
    /// The mail's own `Message-ID`, for the log.
    pub message_id: String,
}

/// Reads a mail. Whatever is in it, this gives an answer.
#[must_use]
pub fn read(raw: &[u8]) -> Inbound {
    let raw = raw.get(..MOST_BYTES).unwrap_or(raw);
    let head = fields::head(raw);
    let message_id = fields::value(&head, "message-id").unwrap_or_default().trim_matches(['<', '>']).chars().take(200).collect();
    let Some(message) = MessageParser::new().parse(raw) else {
        return Inbound { what: What::Other, marks: marks::of_head(&head), message_id };
    };
    let mut marks = marks::of_head(&head);
    let mut groups = Vec::new();
    let mut feedback = Vec::new();
    for part in &message.parts {
        match &part.body {
            PartType::Message(returned) => {
                marks.returned(&fields::head(returned.raw_message.get(start(returned)..).unwrap_or_default()));
            }
            PartType::Multipart(_) => {}
            body => {
                let text = text_of(body);
                match kind_of(part) {
                    PartKind::Status => groups.extend(fields::groups(&text)),
                    PartKind::Feedback => feedback.extend(fields::fields(&text)),
                    PartKind::Headers => marks.returned(&fields::fields(&text)),
                    PartKind::Text => {
                        // Reports that are sent as text, and mails that are returned in it.
                        groups.extend(report::in_text(&text));
                        marks.returned(&fields::fields(&text));
                    }
                    PartKind::Else => {}
                }
            }
        }
    }
    if groups.is_empty() && feedback.is_empty() && old::from_a_server(&head) {
        // Broken in its parts: what it says may still stand there.
        groups = report::in_text(&String::from_utf8_lossy(raw));
    }
    for field in groups.iter().flatten().chain(&feedback) {
        marks.reported(field);
    }
    if let Some((what, told)) = by_relay(&message) {
        told.envelope.iter().for_each(|mark| marks.add_envelope(mark));
        told.letters.iter().for_each(|mark| marks.add_letter(mark));
        told.links.iter().for_each(|mark| marks.add_link(mark));
        return Inbound { what, marks, message_id };
    }
    let what = what(&message, &head, &groups, &feedback);
    Inbound { what, marks, message_id }
}

/// Whether a text may be JSON.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with('{')
}

/// What a relay mails instead of posting.
fn by_relay(message: &Message<'_>) -> Option<(What, Marks)> {
    let text = message.parts.iter().find_map(|part| match &part.body {
        PartType::Text(text) if is_json(text) => Some(text),
        _ => None,
    })?;
    let events = crate::relay::ses_by_mail(text)?;
    let marks = events.first().map(|event| event.marks.clone()).unwrap_or_default();
    let complaint = events.iter().find(|event| matches!(event.kind, Kind::Complaint | Kind::OptOut));
    if let Some(complaint) = complaint {
        let recipients = events.iter().map(|event| event.recipient.clone()).collect();
        return Some((What::Complaint(Complaint { feedback: complaint.reason.clone(), kind: Some(complaint.kind), recipients }), marks));
    }
    let delivery = |event: crate::relay::Event| Delivery {
        recipient: Some(event.recipient),
        action: Action::Failed,
        status: event.status,
        reply: domain::bounce::reply_code(&event.reason),
        words: old::one_line(&event.reason),
        kind: event.kind,
    };
    Some((What::Report(events.into_iter().map(delivery).collect()), marks))
}

fn what(message: &Message<'_>, head: &[Field], groups: &[Vec<Field>], feedback: &[Field]) -> What {
    if let Some(complaint) = report::complaint(message, head, feedback) {
        return What::Complaint(complaint);
    }
    let mut human = human_text(message);
    if human.trim().is_empty() {
        human = fields::body(&String::from_utf8_lossy(&message.raw_message)).to_owned();
    }
    let told = report::deliveries(groups, &human);
    if !told.is_empty() {
        return What::Report(told);
    }
    if old::asks_to_leave(head) {
        return What::Complaint(Complaint { feedback: "opt-out".to_owned(), kind: Some(Kind::OptOut), recipients: Vec::new() });
    }
    let from_a_server = old::from_a_server(head);
    if !from_a_server && old::is_automatic(head) {
        return What::AutoReply;
    }
    let told = if from_a_server || old::subject_tells(head) { old::deliveries(head, &human) } else { Vec::new() };
    if told.is_empty() { What::Other } else { What::Report(told) }
}

/// What is written for people: all texts before the returned mail, tags left out.
fn human_text(message: &Message<'_>) -> String {
    let mut text = String::new();
    for part in &message.parts {
        match &part.body {
            PartType::Text(_) if kind_of(part) == PartKind::Text => text.push_str(&text_of(&part.body)),
            PartType::Html(html) if text.trim().is_empty() => text.push_str(&mail_parser::decoders::html::html_to_text(html)),
            _ => {}
        }
        text.push('\n');
    }
    text
}

fn start(message: &Message<'_>) -> usize {
    message.parts.first().map_or(0, |part| usize::try_from(part.offset_header).unwrap_or(usize::MAX))
}

fn text_of<'a>(body: &'a PartType<'_>) -> std::borrow::Cow<'a, str> {
    match body {
        PartType::Text(text) | PartType::Html(text) => std::borrow::Cow::Borrowed(text),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => String::from_utf8_lossy(bytes),
        PartType::Message(_) | PartType::Multipart(_) => std::borrow::Cow::Borrowed(""),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PartKind {
    Status,
    Feedback,
    Headers,
    Text,
    Else,
}

fn kind_of(part: &mail_parser::MessagePart<'_>) -> PartKind {
    let Some(content) = part.content_type() else { return PartKind::Text };
    let (main, sub) = (content.c_type.to_ascii_lowercase(), content.c_subtype.as_deref().unwrap_or_default().to_ascii_lowercase());
    match (main.as_str(), sub.as_str()) {
        ("message", "delivery-status" | "global-delivery-status") => PartKind::Status,
        ("message", "feedback-report") => PartKind::Feedback,
        ("text" | "message", "rfc822-headers" | "rfc822-header" | "global-headers") => PartKind::Headers,
        ("text", "html") => PartKind::Else,
        ("text", _) => PartKind::Text,
        _ => PartKind::Else,
    }
}

#[cfg(test)]
mod tests;
