//! Mailgun: JSON, with an HMAC over a time and a token in it (documented under Webhooks, “Securing webhooks”).

use super::{Event, Heard, Post, RelayError, fresh, judged, seconds, text};
use crate::bounce::Marks;
use aws_lc_rs::hmac;
use domain::bounce::{Kind, Status};
use serde_json::Value;

pub(super) fn hear(key: &str, post: &Post<'_>) -> Result<Heard, RelayError> {
    let posted: Value = serde_json::from_slice(post.body).map_err(|_| RelayError::Forged)?;
    let (time, token) = (text(&posted, "/signature/timestamp"), text(&posted, "/signature/token"));
    let seal = unhex(text(&posted, "/signature/signature")).ok_or(RelayError::Forged)?;
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes());
    hmac::verify(&key, format!("{time}{token}").as_bytes(), &seal).map_err(|_| RelayError::Forged)?;
    fresh(seconds(time).ok_or(RelayError::Stale)?, post.now)?;
    let event = posted.pointer("/event-data").ok_or_else(|| RelayError::Unreadable("there is no event-data".to_owned()))?;
    Ok(Heard::Events(read(event).into_iter().collect()))
}

fn read(event: &Value) -> Option<Event> {
    let recipient = text(event, "/recipient").to_owned();
    let words = [text(event, "/delivery-status/message"), text(event, "/delivery-status/description")];
    let words = words.into_iter().find(|words| !words.is_empty()).unwrap_or_default();
    let status = Status::parse(text(event, "/delivery-status/enhanced-code"));
    let (status, kind, reason) = match (text(event, "/event"), text(event, "/reason")) {
        ("complained", _) | ("failed", "suppress-complaint") => (None, Kind::Complaint, "abuse"),
        ("unsubscribed", _) | ("failed", "suppress-unsubscribe") => (None, Kind::OptOut, "unsubscribed at the relay"),
        ("failed", "suppress-bounce") => (status, Kind::Hard, "bounced before"),
        ("failed", _) if text(event, "/severity") == "permanent" => {
            let soft = text(event, "/delivery-status/bounce-type") == "soft";
            let (status, kind) = judged(status, words, &recipient, if soft { Kind::Soft } else { Kind::Hard });
            (status, kind, words)
        }
        // Temporary failures are tried on by the relay.
        _ => return None,
    };
    let mut marks = Marks::default();
    marks.add_envelope(text(event, "/envelope/sender"));
    marks.add_letter(text(event, "/message/headers/message-id"));
    Some(Event { recipient, kind, status, reason: reason.to_owned(), marks, id: text(event, "/id").to_owned() })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let pairs = text.as_bytes().chunks_exact(2);
    let whole = pairs.remainder().is_empty() && text.len() == 64;
    let byte = |pair: &[u8]| std::str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    pairs.map(byte).collect::<Option<Vec<u8>>>().filter(|_| whole)
}
