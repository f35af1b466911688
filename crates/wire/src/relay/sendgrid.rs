//! SendGrid: a list of events, signed with ECDSA over a time and the body (documented under “Signed Event Webhook”).

use super::{Event, Heard, Post, RelayError, fresh, judged, seconds, text};
use crate::bounce::Marks;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1, UnparsedPublicKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::bounce::{Kind, Status};
use serde_json::Value;

/// Bytes of a point of P-256 that is not compressed; a public key (RFC 5480) ends with it.
const POINT: usize = 65;

/// Reads a public key as SendGrid's page shows it.
pub(super) fn key(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text.trim()).ok().filter(|der| der.len() == 91 && der.get(91 - POINT) == Some(&4))
}

pub(super) fn hear(key: &[u8], post: &Post<'_>) -> Result<Heard, RelayError> {
    let header = |name: &str| (post.header)(&format!("x-twilio-email-event-webhook-{name}")).unwrap_or_default();
    let (time, seal) = (header("timestamp"), STANDARD.decode(header("signature")).map_err(|_| RelayError::Forged)?);
    let mut signed = time.clone().into_bytes();
    signed.extend_from_slice(post.body);
    let point = key.get(key.len().saturating_sub(POINT)..).unwrap_or_default();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_ASN1, point).verify(&signed, &seal).map_err(|_| RelayError::Forged)?;
    fresh(seconds(&time).ok_or(RelayError::Stale)?, post.now)?;
    let posted: Vec<Value> = serde_json::from_slice(post.body)?;
    Ok(Heard::Events(posted.iter().filter_map(read).collect()))
}

fn read(event: &Value) -> Option<Event> {
    let recipient = text(event, "/email").to_owned();
    let words = text(event, "/reason");
    let (status, kind, reason) = match text(event, "/event") {
        "spamreport" => (None, Kind::Complaint, "abuse"),
        "unsubscribe" | "group_unsubscribe" => (None, Kind::OptOut, "unsubscribed at the relay"),
        "bounce" => {
            // “blocked” is about us, or passes.
            let verdict = if text(event, "/type") == "blocked" { Kind::Soft } else { Kind::Hard };
            let (status, kind) = judged(Status::parse(text(event, "/status")), words, &recipient, verdict);
            (status, kind, words)
        }
        "dropped" => match words {
            "Bounced Address" | "Invalid" => (None, Kind::Hard, words),
            "Spam Reporting Address" => (None, Kind::Complaint, words),
            "Unsubscribed Address" => (None, Kind::OptOut, words),
            _ => return None,
        },
        _ => return None,
    };
    let mut marks = Marks::default();
    marks.add_letter(text(event, "/smtp-id"));
    Some(Event { recipient, kind, status, reason: reason.to_owned(), marks, id: text(event, "/sg_event_id").to_owned() })
}
