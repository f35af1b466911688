//! Amazon SES through SNS: JSON in JSON, signed with RSA (documented under “Verifying the signatures of Amazon SNS
//! messages”, signature version 2). The certificate is the keeper's to fetch: nothing is fetched from an address that
//! stands in a post.

use super::{Event, Heard, Post, RelayError, fresh, judged, text};
use crate::bounce::Marks;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::bounce::{Kind, Status};
use domain::time::Instant;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde_json::Value;
use webpki::EndEntityCert;

/// Reads the certificate of a PEM file.
pub(super) fn certificate(pem: &[u8]) -> Result<Vec<u8>, String> {
    let der = CertificateDer::from_pem_slice(pem).map_err(|error| format!("there is no certificate in it: {error}"))?;
    EndEntityCert::try_from(&der).map_err(|error| format!("the certificate cannot be read: {error}"))?;
    Ok(der.as_ref().to_vec())
}

pub(super) fn hear(topic: &str, certificate: &[u8], post: &Post<'_>) -> Result<Heard, RelayError> {
    let posted: Value = serde_json::from_slice(post.body).map_err(|_| RelayError::Forged)?;
    let kind = text(&posted, "/Type");
    let fields: &[&str] = match kind {
        "Notification" => &["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"],
        _ => &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
    };
    let mut signed = String::new();
    for field in fields {
        // A subject that was not given is not signed.
        if let Some(value) = posted.get(field).and_then(Value::as_str) {
            signed.extend([field, "\n", value, "\n"]);
        }
    }
    if text(&posted, "/SignatureVersion") != "2" || text(&posted, "/TopicArn") != topic {
        return Err(RelayError::Forged);
    }
    let seal = STANDARD.decode(text(&posted, "/Signature")).map_err(|_| RelayError::Forged)?;
    let der = CertificateDer::from(certificate);
    let known = EndEntityCert::try_from(&der).map_err(|_| RelayError::Forged)?;
    let rsa = webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256;
    known.verify_signature(rsa, signed.as_bytes(), &seal).map_err(|_| RelayError::Forged)?;
    let signed_at: jiff::Timestamp = text(&posted, "/Timestamp").parse().map_err(|_| RelayError::Stale)?;
    fresh(Instant::from_timestamp(signed_at), post.now)?;
    match kind {
        "Notification" => Ok(Heard::Events(notification(text(&posted, "/Message"), text(&posted, "/MessageId"))?)),
        "SubscriptionConfirmation" => Ok(Heard::Subscribe(text(&posted, "/SubscribeURL").to_owned())),
        _ => Ok(Heard::Events(Vec::new())),
    }
}

/// A notification that came by mail, where nothing is signed: its events, for those who find the reader by a token.
#[must_use]
pub fn unsigned(mail: &str) -> Option<Vec<Event>> {
    let read = |text: &str| serde_json::Deserializer::from_str(text.trim_start()).into_iter::<Value>().next()?.ok();
    // Mail servers break long lines, within a text too, and put a space before what follows.
    let posted = read(mail).or_else(|| read(&mail.replace("\r\n", "\n").replace("\n ", "").replace('\n', "")))?;
    (text(&posted, "/Type") == "Notification").then(|| notification(text(&posted, "/Message"), text(&posted, "/MessageId")).ok())?
}

fn notification(message: &str, id: &str) -> Result<Vec<Event>, RelayError> {
    let told: Value = match serde_json::from_str(message) {
        Ok(told) => told,
        // SNS says hello in plain words when a topic is joined to SES.
        Err(_) if message.starts_with("Successfully validated SNS topic") => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let marks = marks(&told);
    let list = |path: &str| told.pointer(path).and_then(Value::as_array).cloned().unwrap_or_default();
    let event = |recipient: &Value, kind, status, reason: &str| Event {
        recipient: text(recipient, "/emailAddress").to_owned(),
        kind,
        status,
        reason: reason.to_owned(),
        marks: marks.clone(),
        id: id.to_owned(),
    };
    let what = [text(&told, "/notificationType"), text(&told, "/eventType")].into_iter().find(|word| !word.is_empty());
    Ok(match what {
        Some("Bounce") => {
            let verdict = verdict(text(&told, "/bounce/bounceType"), text(&told, "/bounce/bounceSubType"));
            let bounced = list("/bounce/bouncedRecipients");
            let mut events = Vec::new();
            for recipient in &bounced {
                let words = text(recipient, "/diagnosticCode");
                let words =
                    words.split_once(';').filter(|(kind, _)| kind.eq_ignore_ascii_case("smtp")).map_or(words, |(_, rest)| rest).trim();
                let (status, kind) = judged(Status::parse(text(recipient, "/status")), words, text(recipient, "/emailAddress"), verdict);
                let reason = if words.is_empty() { text(&told, "/bounce/bounceSubType") } else { words };
                events.push(event(recipient, kind, status, reason));
            }
            events
        }
        Some("Complaint") if text(&told, "/complaint/complaintFeedbackType") == "not-spam" => Vec::new(),
        Some("Complaint") => {
            let feedback = text(&told, "/complaint/complaintFeedbackType");
            let feedback = if feedback.is_empty() { "abuse" } else { feedback };
            list("/complaint/complainedRecipients").iter().map(|one| event(one, Kind::Complaint, None, feedback)).collect()
        }
        _ => Vec::new(),
    })
}

fn verdict(kind: &str, subtype: &str) -> Kind {
    match (kind, subtype) {
        ("Permanent", "ContentRejected" | "AttachmentRejected") => Kind::Ours,
        ("Permanent", _) => Kind::Hard,
        (_, "ContentRejected" | "AttachmentRejected") => Kind::Ours,
        _ => Kind::Soft,
    }
}

fn marks(told: &Value) -> Marks {
    let mut marks = Marks::default();
    marks.add_envelope(text(told, "/mail/source"));
    marks.add_letter(text(told, "/mail/commonHeaders/messageId"));
    for header in told.pointer("/mail/headers").and_then(Value::as_array).into_iter().flatten() {
        let value = text(header, "/value");
        match text(header, "/name").to_ascii_lowercase().as_str() {
            "message-id" => marks.add_letter(value),
            "list-unsubscribe" => marks.add_link(value),
            "return-path" => marks.add_envelope(value),
            _ => {}
        }
    }
    marks
}
