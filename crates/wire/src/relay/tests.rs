//! Posts as the relays document them, signed with keys of our own: believed whole, and in no other way.

use super::*;
use aws_lc_rs::hmac;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256, PublicKeyData, RsaKeySize, SigningKey};
use serde_json::json;

const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:bounces";

fn now() -> Instant {
    Instant::from_micros(1_795_000_000_000_000)
}

fn later(seconds: i64) -> Instant {
    now().plus_seconds(seconds)
}

fn no_file(_: &str) -> Result<Vec<u8>, String> {
    Err("no file".to_owned())
}

fn heard(key: &Key, body: &[u8], headers: &[(&str, String)], at: Instant) -> Result<Heard, RelayError> {
    let header = |name: &str| headers.iter().find(|(other, _)| *other == name).map(|(_, value)| value.clone());
    hear(key, &Post { header: &header, body, now: at })
}

fn events(heard: Result<Heard, RelayError>) -> Vec<Event> {
    match heard.unwrap() {
        Heard::Events(events) => events,
        Heard::Subscribe(url) => panic!("{url}"),
    }
}

/// Every body but the one that was signed.
fn changed(body: &[u8]) -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = (0..body.len()).step_by(7).map(|place| [&body[..place], b"~", &body[place + 1..]].concat()).collect();
    all.extend([Vec::new(), b"null".to_vec(), b"[]".to_vec(), b"{}".to_vec(), vec![0xff; 9]]);
    all
}

fn mailgun(event: &Value, key: &str, time: &str) -> Vec<u8> {
    let token = "a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0";
    let seal = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key.as_bytes()), format!("{time}{token}").as_bytes());
    let seal: String = seal.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "signature": { "timestamp": time, "token": token, "signature": seal }, "event-data": event }).to_string().into_bytes()
}

#[test]
fn mailgun_is_believed_by_its_hmac() {
    let key = Key::parse(Relay::Mailgun, "key-1", no_file).unwrap();
    let event = json!({
        "event": "failed", "severity": "permanent", "reason": "bounce", "id": "G9Bn5sl1TC6nu79C8C0bwg", "recipient": "jo@example.org",
        "delivery-status": { "code": 550, "message": "5.1.1 The email account that you tried to reach does not exist", "enhanced-code": "5.1.1" },
        "message": { "headers": { "message-id": "abc@feedback.example" } }, "envelope": { "sender": "b+token@bounces.example" },
    });
    let time = (now().micros() / 1_000_000).to_string();
    let told = events(heard(&key, &mailgun(&event, "key-1", &time), &[], later(60)));
    assert_eq!(
        (told[0].kind, told[0].recipient.as_str(), told[0].status.unwrap().to_string().as_str()),
        (Kind::Hard, "jo@example.org", "5.1.1")
    );
    assert_eq!(
        (told[0].marks.letters.as_slice(), told[0].marks.envelope.as_slice()),
        (["abc@feedback.example".to_owned()].as_slice(), ["b+token@bounces.example".to_owned()].as_slice())
    );
    assert_eq!(heard(&key, &mailgun(&event, "key-2", &time), &[], now()), Err(RelayError::Forged));
    assert_eq!(heard(&key, &mailgun(&event, "key-1", &time), &[], later(LATE_SECONDS + 1)), Err(RelayError::Stale));
    assert_eq!(heard(&key, &mailgun(&event, "key-1", &time), &[], later(-400)), Err(RelayError::Stale));
    let kind = |event: Value| events(heard(&key, &mailgun(&event, "key-1", &time), &[], now())).first().map(|event| event.kind);
    assert_eq!(kind(json!({ "event": "complained", "recipient": "jo@example.org" })), Some(Kind::Complaint));
    assert_eq!(kind(json!({ "event": "unsubscribed", "recipient": "jo@example.org" })), Some(Kind::OptOut));
    assert_eq!(kind(json!({ "event": "failed", "severity": "temporary", "delivery-status": { "message": "5.1.1 user unknown" } })), None);
    assert_eq!(
        kind(json!({ "event": "failed", "severity": "permanent", "delivery-status": { "message": "552 5.2.2 mailbox full" } })),
        Some(Kind::Soft)
    );
    assert_eq!(
        kind(json!({ "event": "failed", "severity": "permanent", "delivery-status": { "message": "550 5.7.1 blocked" } })),
        Some(Kind::Ours)
    );
    assert_eq!(kind(json!({ "event": "delivered" })), None);
}

#[test]
fn postmark_is_believed_by_its_login() {
    let key = Key::parse(Relay::Postmark, "inkie:correct horse battery", no_file).unwrap();
    assert!(Key::parse(Relay::Postmark, "inkie:short", no_file).is_err());
    let login = |login: &str| [("authorization", format!("Basic {}", STANDARD.encode(login)))];
    let body = json!({
        "RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 42, "Email": "jo@example.org", "From": "desk@feedback.example",
        "Details": "smtp;550 5.1.1 unknown user", "Description": "The server was unable to deliver your message", "Inactive": true,
        "Content": "Return-Path: <>\r\nTo: b+token@bounces.example\r\nSubject: Undelivered\r\n\r\nMessage-ID: <abc@feedback.example>\r\n",
    })
    .to_string();
    let told = events(heard(&key, body.as_bytes(), &login("inkie:correct horse battery"), now()));
    assert_eq!(
        (told[0].kind, told[0].id.as_str(), told[0].marks.letters.as_slice()),
        (Kind::Hard, "42", ["abc@feedback.example".to_owned()].as_slice())
    );
    for wrong in ["inkie:correct horse batterz", "inkie:", "", "x"] {
        assert_eq!(heard(&key, body.as_bytes(), &login(wrong), now()), Err(RelayError::Forged), "{wrong}");
    }
    assert_eq!(heard(&key, body.as_bytes(), &[], now()), Err(RelayError::Forged));
    let kind = |body: Value| {
        events(heard(&key, body.to_string().as_bytes(), &login("inkie:correct horse battery"), now())).first().map(|event| event.kind)
    };
    assert_eq!(kind(json!({ "RecordType": "SpamComplaint", "Type": "SpamComplaint", "Email": "jo@example.org" })), Some(Kind::Complaint));
    assert_eq!(kind(json!({ "RecordType": "Bounce", "Type": "SoftBounce", "Details": "5.1.1 user unknown" })), Some(Kind::Soft));
    assert_eq!(kind(json!({ "RecordType": "Bounce", "Type": "AutoResponder" })), None);
    assert_eq!(
        kind(
            json!({ "RecordType": "SubscriptionChange", "SuppressSending": true, "SuppressionReason": "ManualSuppression", "Recipient": "jo@example.org" })
        ),
        Some(Kind::OptOut)
    );
    assert_eq!(kind(json!({ "RecordType": "SubscriptionChange", "SuppressSending": false, "SuppressionReason": null })), None);
    assert_eq!(kind(json!({ "RecordType": "Open" })), None);
}

#[test]
fn sendgrid_is_believed_by_its_signature() {
    let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let key = Key::parse(Relay::SendGrid, &STANDARD.encode(pair.subject_public_key_info()), no_file).unwrap();
    assert!(Key::parse(Relay::SendGrid, "MFkwEwYH", no_file).is_err());
    let body = json!([
        { "email": "jo@example.org", "event": "bounce", "type": "bounce", "status": "5.0.0", "reason": "550 No such user here", "smtp-id": "<abc@feedback.example>", "sg_event_id": "e1" },
        { "email": "ab@example.org", "event": "bounce", "type": "blocked", "reason": "550 5.7.1 spam" },
        { "email": "cd@example.org", "event": "spamreport" },
        { "email": "ef@example.org", "event": "dropped", "reason": "Unsubscribed Address" },
        { "email": "gh@example.org", "event": "open" },
        { "email": "ij@example.org", "event": "deferred", "response": "450 user unknown" },
    ])
    .to_string();
    let time = (now().micros() / 1_000_000).to_string();
    let sign = |time: &str, body: &str, pair: &KeyPair| {
        let seal = STANDARD.encode(pair.sign(format!("{time}{body}").as_bytes()).unwrap());
        [("x-twilio-email-event-webhook-timestamp", time.to_owned()), ("x-twilio-email-event-webhook-signature", seal)]
    };
    let signed = sign(&time, &body, &pair);
    let told = events(heard(&key, body.as_bytes(), &signed, now()));
    assert_eq!(told.iter().map(|event| event.kind).collect::<Vec<_>>(), [Kind::Hard, Kind::Ours, Kind::Complaint, Kind::OptOut]);
    assert_eq!((told[0].marks.letters.as_slice(), told[0].id.as_str()), (["abc@feedback.example".to_owned()].as_slice(), "e1"));
    for body in changed(body.as_bytes()) {
        assert_eq!(heard(&key, &body, &signed, now()), Err(RelayError::Forged));
    }
    assert_eq!(heard(&key, body.as_bytes(), &[], now()), Err(RelayError::Forged));
    let other = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    assert_eq!(heard(&key, body.as_bytes(), &sign(&time, &body, &other), now()), Err(RelayError::Forged));
    assert_eq!(heard(&key, body.as_bytes(), &signed, later(LATE_SECONDS + 1)), Err(RelayError::Stale));
    let moved = [("x-twilio-email-event-webhook-timestamp", "1795000001".to_owned()), signed[1].clone()];
    assert_eq!(heard(&key, body.as_bytes(), &moved, now()), Err(RelayError::Forged), "the time is signed too");
}

struct Sns {
    pair: KeyPair,
    key: Key,
}

impl Sns {
    fn new() -> Self {
        let pair = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let pem = CertificateParams::new(vec!["sns.amazonaws.com".to_owned()]).unwrap().self_signed(&pair).unwrap().pem();
        let key = Key::parse(Relay::Ses, &format!("{TOPIC}@sns.pem"), |_| Ok(pem.into_bytes())).unwrap();
        Self { pair, key }
    }

    fn post(&self, kind: &str, message: &str, topic: &str) -> Vec<u8> {
        let (id, time, url, token) = (
            "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
            "2026-11-18T10:26:40.000Z",
            "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription",
            "2336",
        );
        let signed = if kind == "Notification" {
            format!("Message\n{message}\nMessageId\n{id}\nTimestamp\n{time}\nTopicArn\n{topic}\nType\n{kind}\n")
        } else {
            format!(
                "Message\n{message}\nMessageId\n{id}\nSubscribeURL\n{url}\nTimestamp\n{time}\nToken\n{token}\nTopicArn\n{topic}\nType\n{kind}\n"
            )
        };
        let seal = STANDARD.encode(self.pair.sign(signed.as_bytes()).unwrap());
        let mut posted = json!({ "Type": kind, "MessageId": id, "TopicArn": topic, "Message": message, "Timestamp": time,
            "SignatureVersion": "2", "Signature": seal, "SigningCertURL": "https://evil.example/cert.pem" });
        if kind != "Notification" {
            posted["SubscribeURL"] = json!(url);
            posted["Token"] = json!(token);
        }
        posted.to_string().into_bytes()
    }
}

#[test]
fn ses_is_believed_by_the_certificate_and_the_topic() {
    let sns = Sns::new();
    let at = Instant::from_timestamp("2026-11-18T10:27:00Z".parse().unwrap());
    let message = json!({
        "notificationType": "Bounce",
        "bounce": { "bounceType": "Permanent", "bounceSubType": "General", "feedbackId": "f", "bouncedRecipients": [
            { "emailAddress": "jo@example.org", "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1 <jo@example.org>: user unknown" } ] },
        "mail": { "source": "b+token@bounces.example", "messageId": "0000014", "destination": ["jo@example.org"],
            "headers": [{ "name": "Message-ID", "value": "<abc@feedback.example>" }, { "name": "List-Unsubscribe", "value": "<https://x/leave/t>" }] },
    })
    .to_string();
    let body = sns.post("Notification", &message, TOPIC);
    let told = events(heard(&sns.key, &body, &[], at));
    assert_eq!((told.len(), told[0].kind, told[0].recipient.as_str()), (1, Kind::Hard, "jo@example.org"));
    let marks = Marks {
        envelope: vec!["b+token@bounces.example".to_owned()],
        letters: vec!["abc@feedback.example".to_owned()],
        links: vec!["<https://x/leave/t>".to_owned()],
    };
    assert_eq!(told[0].marks, marks);
    assert_eq!(
        heard(&sns.key, &sns.post("Notification", &message, "arn:aws:sns:eu-west-1:666:bounces"), &[], at),
        Err(RelayError::Forged),
        "somebody else's topic"
    );
    assert_eq!(heard(&sns.key, &Sns::new().post("Notification", &message, TOPIC), &[], at), Err(RelayError::Forged), "somebody else's key");
    assert_eq!(heard(&sns.key, &body, &[], at.plus_seconds(LATE_SECONDS + 60)), Err(RelayError::Stale));
    let first = String::from_utf8(body.clone()).unwrap().replace("\"SignatureVersion\":\"2\"", "\"SignatureVersion\":\"1\"");
    assert_eq!(heard(&sns.key, first.as_bytes(), &[], at), Err(RelayError::Forged));
    for body in changed(&body) {
        // A change outside of what is signed, as in the address of the certificate, changes nothing that is read.
        let answer = heard(&sns.key, &body, &[], at);
        assert!(
            answer == Err(RelayError::Forged) || answer == heard(&sns.key, &sns.post("Notification", &message, TOPIC), &[], at),
            "{answer:?}"
        );
    }
    let asked = heard(&sns.key, &sns.post("SubscriptionConfirmation", "You have chosen to subscribe", TOPIC), &[], at);
    assert!(matches!(asked, Ok(Heard::Subscribe(url)) if url.starts_with("https://sns.eu-west-1.amazonaws.com/")));
}

#[test]
fn ses_says_what_came_back() {
    let sns = Sns::new();
    let at = Instant::from_timestamp("2026-11-18T10:27:00Z".parse().unwrap());
    let kind = |message: Value| {
        let body = sns.post("Notification", &message.to_string(), TOPIC);
        events(heard(&sns.key, &body, &[], at)).first().map(|event| event.kind)
    };
    let bounce = |class: &str, sub: &str, recipient: Value| json!({ "eventType": "Bounce", "bounce": { "bounceType": class, "bounceSubType": sub, "bouncedRecipients": [recipient] } });
    assert_eq!(kind(bounce("Permanent", "OnAccountSuppressionList", json!({ "emailAddress": "jo@example.org" }))), Some(Kind::Hard));
    assert_eq!(kind(bounce("Transient", "MailboxFull", json!({ "emailAddress": "jo@example.org" }))), Some(Kind::Soft));
    assert_eq!(
        kind(bounce("Transient", "General", json!({ "diagnosticCode": "smtp; 550 5.1.1 user unknown" }))),
        Some(Kind::Soft),
        "never harder than the relay"
    );
    assert_eq!(
        kind(bounce("Permanent", "General", json!({ "status": "5.7.1", "diagnosticCode": "smtp; 550 5.7.1 blocked" }))),
        Some(Kind::Ours)
    );
    let complaint = |feedback: Value| json!({ "notificationType": "Complaint", "complaint": { "complainedRecipients": [{ "emailAddress": "jo@example.org" }], "complaintFeedbackType": feedback } });
    assert_eq!(kind(complaint(json!("abuse"))), Some(Kind::Complaint));
    assert_eq!(kind(complaint(Value::Null)), Some(Kind::Complaint));
    assert_eq!(kind(complaint(json!("not-spam"))), None);
    assert_eq!(kind(json!({ "notificationType": "Delivery" })), None);
}

proptest::proptest! {
    #[test]
    fn no_post_makes_it_panic(body: Vec<u8>, time: String, seal: String) {
        let headers = [
            ("x-twilio-email-event-webhook-timestamp", time.clone()),
            ("x-twilio-email-event-webhook-signature", STANDARD.encode(&seal)),
            ("authorization", format!("Basic {}", STANDARD.encode("inkie:correct horse battery"))),
        ];
        for key in [Key::Mailgun(seal.clone()), Key::Postmark("inkie:correct horse battery".to_owned()), Key::SendGrid(vec![4; 91])] {
            drop(heard(&key, &body, &headers, now()));
        }
        drop(ses_by_mail(&String::from_utf8_lossy(&body)));
    }
}
