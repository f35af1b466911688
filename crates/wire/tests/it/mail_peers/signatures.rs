//! Signatures, to dkimpy, mailauth, Mail::DKIM and authheaders with keys that are handed to them.

use domain::email::Email;
use domain::time::Instant;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use testkit::peer::{script, tool};
use wire::dkim::{Key, Signer};
use wire::message::Message;

fn at() -> Instant {
    Instant::from_micros(1_795_000_000_000_000)
}

fn letter(text: &str) -> Vec<u8> {
    let email = |text: &str| Email::parse(text).unwrap();
    let headers = [
        ("List-Id", "\"The Feedback\" <daily.feedback.example>".to_owned()),
        ("List-Unsubscribe", "<mailto:desk@feedback.example?subject=leave>, <https://feedback.example/newsletter/leave/abc>".to_owned()),
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
        ("Feedback-ID", "20261128:daily:feedback-example:inkie".to_owned()),
    ];
    Message {
        from_name: "The Feedback",
        from: &email("desk@feedback.example"),
        to: &email("reader@example.org"),
        subject: "“Nobody tells you the van is the career”, and a subject that is long enough to be folded over lines",
        date: at(),
        message_id: "0123456789abcdef@feedback.example",
        headers: &headers,
        text,
        html: "<p>Grüße</p>",
    }
    .to_bytes()
    .unwrap()
}

fn piped(command: &mut Command, mail: &[u8]) -> String {
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(mail).unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

struct Receiver {
    record: String,
    folder: tempfile::TempDir,
}

#[derive(Debug, PartialEq)]
struct Words {
    dkimpy: bool,
    mailauth: String,
    mail_dkim: String,
    authheaders: String,
}

impl Receiver {
    fn new(key: &Key) -> Self {
        Self { record: key.record().unwrap(), folder: tempfile::tempdir().unwrap() }
    }

    fn ask(&self, mail: &[u8]) -> Words {
        let python = piped(
            Command::new(tool("venv/bin/python")).arg(script("verify.py")).arg(self.zone().to_string()).args([
                "192.0.2.7",
                "feedback.example",
                "feedback.example",
            ]),
            mail,
        );
        let python: Value = serde_json::from_str(python.lines().last().unwrap()).unwrap();
        let perl = piped(Command::new("perl").arg(script("verify.pl")).arg(&self.record), mail);
        Words {
            dkimpy: python["dkimpy"].as_bool().unwrap(),
            mailauth: self.mailauth(mail),
            mail_dkim: perl.trim().to_owned(),
            authheaders: python["results"].as_str().unwrap().split_whitespace().collect::<Vec<_>>().join(" "),
        }
    }

    fn zone(&self) -> Value {
        json!({
            "inkie._domainkey.feedback.example": self.record,
            "feedback.example": "v=spf1 ip4:192.0.2.7 -all",
            "_dmarc.feedback.example": "v=DMARC1; p=reject; adkim=s; aspf=s",
        })
    }

    /// mailauth takes its DNS from a file and asks nobody.
    fn mailauth(&self, mail: &[u8]) -> String {
        let zone = self.zone();
        let cache: serde_json::Map<String, Value> =
            zone.as_object().unwrap().iter().map(|(name, text)| (name.clone(), json!({ "TXT": [[text]] }))).collect();
        let (cached, path) = (self.folder.path().join("dns.json"), self.folder.path().join("mail.eml"));
        std::fs::write(&cached, Value::Object(cache).to_string()).unwrap();
        std::fs::write(&path, mail).unwrap();
        let arguments: [&Path; 4] = ["report".as_ref(), "--dns-cache".as_ref(), &cached, &path];
        let report = piped(
            Command::new("node").arg(tool("node_modules/mailauth/bin/mailauth.js")).args(arguments).args([
                "--client-ip",
                "192.0.2.7",
                "--sender",
                "b@feedback.example",
                "--helo",
                "feedback.example",
                "--mta",
                "receiver.example",
            ]),
            &[],
        );
        let report: Value = serde_json::from_str(&report).unwrap();
        let result = |found: &Value| found["status"]["result"].as_str().unwrap_or("nothing").to_owned();
        format!("dkim={} spf={} dmarc={}", result(&report["dkim"]["results"][0]), result(&report["spf"]), result(&report["dmarc"]))
    }
}

#[test]
fn three_strangers_verify_what_is_signed_and_see_it_aligned() {
    let key = Key::generate().unwrap();
    let signer = Signer::new("feedback.example", "inkie", &Key::from_pkcs8(key.to_pkcs8().to_vec())).unwrap();
    let receiver = Receiver::new(&key);
    for text in ["Grüße – …\n.\n  two  spaces, a trailing one \n\n\n", "", &"A line that is repeated often. ".repeat(2_000)] {
        let signed = signer.signed(letter(text), at()).unwrap();
        let words = receiver.ask(&signed);
        assert!(words.dkimpy && words.mail_dkim == "pass" && words.mailauth == "dkim=pass spf=pass dmarc=pass", "{words:?}");
        for part in ["dkim=pass", "spf=pass", "dmarc=pass"] {
            assert!(words.authheaders.contains(part), "{words:?}");
        }
    }
}

#[test]
fn what_was_changed_on_the_way_is_noticed_by_all() {
    let key = Key::generate().unwrap();
    let signed = Signer::new("feedback.example", "inkie", &key).unwrap().signed(letter("Hello"), at()).unwrap();
    let receiver = Receiver::new(&key);
    let signed = String::from_utf8(signed).unwrap();
    let changes = [
        signed.replace("Hello", "Hullo"),
        signed.replace("One-Click", "Two-Click"),
        signed.replace("newsletter/leave/abc", "newsletter/leave/abd"),
        signed.replacen("To: ", "From: other@feedback.example\r\nTo: ", 1),
    ];
    for (index, changed) in changes.iter().enumerate() {
        assert_ne!(*changed, signed, "{index}");
        let words = receiver.ask(changed.as_bytes());
        assert!(!words.dkimpy && words.mail_dkim.starts_with("fail") && !words.mailauth.contains("dkim=pass"), "{index}: {words:?}");
    }
}

#[test]
fn the_same_letter_is_signed_the_same() {
    let key = Key::generate().unwrap();
    let signer = Signer::new("feedback.example", "inkie", &key).unwrap();
    let first = signer.sign(&letter("Hello"), at()).unwrap();
    assert_eq!(first, signer.sign(&letter("Hello"), at()).unwrap());
    assert_ne!(first, signer.sign(&letter("Hello"), at().plus_seconds(1)).unwrap());
    let header = String::from_utf8(first).unwrap();
    assert!(header.lines().all(|line| line.len() <= 78), "{header}");
    for name in ["from:from:", "list-unsubscribe:", "list-unsubscribe-post:", "feedback-id"] {
        assert!(header.contains(name), "{name}: {header}");
    }
    assert!(!format!("{key:?}{signer:?}").contains("48, 130"), "a private key is shown nowhere");
    assert!(Signer::new("feedback.example", "inkie", &Key::from_pkcs8(b"x".to_vec())).is_err());
}
