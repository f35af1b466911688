//! Postmark: JSON behind a login (documented under “Webhooks overview”, “Protecting your webhook”): it signs nothing.

use super::{Event, Heard, Post, RelayError, judged, text};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::bounce::Kind;
use serde_json::Value;
use subtle::ConstantTimeEq;

pub(super) fn hear(login: &str, post: &Post<'_>) -> Result<Heard, RelayError> {
    let said = (post.header)("authorization").unwrap_or_default();
    let said = said.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic")).map_or("", |(_, said)| said.trim());
    let said = STANDARD.decode(said).map_err(|_| RelayError::Forged)?;
    if !bool::from(said.as_slice().ct_eq(login.as_bytes())) {
        return Err(RelayError::Forged);
    }
    let posted: Value = serde_json::from_slice(post.body)?;
    Ok(Heard::Events(read(&posted).into_iter().collect()))
}

fn read(posted: &Value) -> Option<Event> {
    let kind = match text(posted, "/RecordType") {
        "SpamComplaint" => "SpamComplaint",
        "SubscriptionChange" if posted.pointer("/SuppressSending").and_then(Value::as_bool) == Some(true) => {
            match text(posted, "/SuppressionReason") {
                "ManualSuppression" => "Unsubscribe",
                other => other,
            }
        }
        "Bounce" => text(posted, "/Type"),
        _ => return None,
    };
    let recipient = [text(posted, "/Email"), text(posted, "/Recipient")].into_iter().find(|one| !one.is_empty()).unwrap_or_default();
    let words = [text(posted, "/Details"), text(posted, "/Description")].into_iter().find(|one| !one.is_empty()).unwrap_or_default();
    let judge = |verdict| {
        let (status, kind) = judged(None, words, recipient, verdict);
        (status, kind, words)
    };
    let (status, kind, reason) = match kind {
        "SpamComplaint" => (None, Kind::Complaint, "abuse"),
        "Unsubscribe" => (None, Kind::OptOut, "unsubscribed at the relay"),
        "HardBounce" | "BadEmailAddress" | "AddressChange" => judge(Kind::Hard),
        "SoftBounce" | "Transient" | "DnsError" | "Unknown" | "SMTPApiError" => judge(Kind::Soft),
        "Blocked" | "SpamNotification" | "DMARCPolicy" | "VirusNotification" | "ChallengeVerification" => (None, Kind::Ours, words),
        _ => return None,
    };
    // The report itself, where the account keeps it.
    let mut marks = crate::bounce::read(text(posted, "/Content").as_bytes()).marks;
    marks.add_letter(text(posted, "/Metadata/message-id"));
    let id = posted.pointer("/ID").and_then(Value::as_i64).map_or_else(|| text(posted, "/MessageID").to_owned(), |id| id.to_string());
    Some(Event { recipient: recipient.to_owned(), kind, status, reason: reason.to_owned(), marks, id })
}
