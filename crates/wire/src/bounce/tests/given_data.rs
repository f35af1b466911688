//! Real bounces of many servers, with what others read in them. docs/bounces.md has every difference, with its reason;
//! the table there is compared with what is measured here.

use super::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

struct Corpus {
    folder: tempfile::TempDir,
    expected: BTreeMap<String, Vec<Expected>>,
}

#[derive(serde::Deserialize)]
struct Expected {
    status: String,
    reason: String,
    hard_bounce: bool,
    feedback_type: Option<String>,
}

#[expect(clippy::disallowed_methods, reason = "the given inputs lie where the environment says")]
fn corpus() -> Corpus {
    let data = PathBuf::from(std::env::var("INKIE_DATA").expect("INKIE_DATA names the folder of given inputs")).join("email");
    let folder = tempfile::tempdir().unwrap();
    assert!(Command::new("tar").arg("-C").arg(folder.path()).arg("-xf").arg(data.join("bounces.tar.xz")).status().unwrap().success());
    let expected = serde_json::from_slice(&std::fs::read(data.join("bounces.expected.json")).unwrap()).unwrap();
    Corpus { folder, expected }
}

impl Corpus {
    fn mail(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join("bounces/bsd").join(name)).unwrap()
    }
}

/// The addresses of a field, read in the plainest way, to hold ours against: without what is no address.
fn plainly(raw: &str, field: &str) -> Vec<String> {
    let lines = raw.lines().filter(|line| line.to_ascii_lowercase().starts_with(field));
    lines
        .filter_map(|line| line.split_once(':'))
        .map(|(_, value)| value.rsplit([';', ':']).next().unwrap_or_default().trim().trim_matches(['<', '>']).to_lowercase())
        .filter(|value| value.contains('@') && !value.contains([' ', '|', '/']))
        .collect()
}

/// The mails of a file: some hold two, one after the other.
fn mails(raw: &[u8]) -> Vec<Vec<u8>> {
    let text = raw.iter().map(|byte| char::from(*byte)).collect::<String>();
    let mut mails = vec![String::new()];
    for line in text.split_inclusive('\n') {
        let begins = line.starts_with("From MAILER-DAEMON ") && line.trim_end().ends_with(|c: char| c.is_ascii_digit());
        // Not where a head was pasted above its mail.
        if begins && mails.last().unwrap().to_ascii_lowercase().contains("final-recipient:") {
            mails.push(String::new());
        }
        mails.last_mut().unwrap().push_str(line);
    }
    mails.iter().map(|mail| mail.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect()).collect()
}

/// Whether the other reader wrote a status of its own where the mail has none: `5.0.9…`.
fn is_placeholder(status: &str) -> bool {
    ["4.0.9", "5.0.9"].iter().any(|begins| status.starts_with(begins) && status.len() == 7)
}

/// What `docs/bounces.md` tells: mail, what differs; its third column is the reason.
fn documented() -> BTreeMap<(String, String), String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/bounces.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (_, table) = text.split_once("## How well it is read").unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")).filter_map(|line| line.split_once('`'));
    rows.filter_map(|(mail, rest)| {
        let cells: Vec<&str> = rest.split('|').map(str::trim).collect();
        Some(((mail.to_owned(), (*cells.get(1)?).to_owned()), (*cells.get(2)?).to_owned()))
    })
    .collect()
}

#[test]
fn bounces_are_read_as_others_read_them() {
    let corpus = corpus();
    let (mut reports, mut right, mut weighed, mut agreed) = (0, 0, 0, 0);
    let mut differ = BTreeSet::new();
    for (name, expected) in &corpus.expected {
        let raw = corpus.mail(name);
        let text = String::from_utf8_lossy(&raw).into_owned();
        let mut told = Vec::new();
        for mail in mails(&raw) {
            if let What::Report(list) = read(&mail).what {
                told.extend(list);
            }
        }
        let mail = name.trim_end_matches(".eml");
        for (place, want) in expected.iter().enumerate().filter(|(_, want)| want.feedback_type.is_none()) {
            weighed += 1;
            let hard = told.get(place).is_some_and(|one| one.kind == Kind::Hard && one.action == Action::Failed);
            if hard == want.hard_bounce {
                agreed += 1;
            } else {
                let yes_no = |hard| if hard { "hard" } else { "not hard" };
                differ.insert((mail.to_owned(), format!("{} ({}), we say {}", yes_no(want.hard_bounce), want.reason, yes_no(hard))));
            }
        }
        if text.to_ascii_lowercase().contains("content-type: message/delivery-status") {
            reports += 1;
            let mut wanted = plainly(&text, "final-recipient");
            if wanted.is_empty() {
                wanted = plainly(&text, "original-recipient");
            }
            let recipients: Vec<String> = told.iter().filter_map(|one| one.recipient.clone()).map(|one| one.to_lowercase()).collect();
            let same = wanted.iter().take(expected.len()).eq(recipients.iter().take(wanted.len()).take(expected.len()));
            let statuses = expected.iter().enumerate().all(|(place, want)| {
                let got = told.get(place.min(told.len().saturating_sub(1))).and_then(|one| one.status);
                is_placeholder(&want.status) || got.is_some_and(|got| got.to_string() == want.status)
            });
            if !told.is_empty() && !recipients.is_empty() && same && statuses {
                right += 1;
            } else {
                let got: Vec<String> = told.iter().filter_map(|one| one.status).map(|status| status.to_string()).collect();
                let got = if got.is_empty() { "nothing".to_owned() } else { got.join(", ") };
                differ.insert((mail.to_owned(), format!("status {}, we say {got}", expected[0].status)));
            }
        }
    }
    println!("{right} of {reports} reports with recipient and status; {agreed} of {weighed} agree on hard");
    let documented = documented();
    let lines: Vec<String> = differ
        .iter()
        .map(|(mail, what)| format!("| `{mail}` | {what} | {} |", documented.get(&(mail.clone(), what.clone())).map_or("", String::as_str)))
        .collect();
    assert_eq!(documented.keys().cloned().collect::<BTreeSet<_>>(), differ, "the table in docs/bounces.md is to be:\n{}", lines.join("\n"));
    assert!(documented.values().all(|reason| reason.len() > 10), "each difference has its reason");
    assert!(reports > 100 && right * 100 >= reports * 98, "{right} of {reports}");
    assert!(weighed > 200 && agreed * 100 >= weighed * 95, "{agreed} of {weighed}");
    let said = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/bounces.md")).unwrap();
    for figure in [format!("{right} of {reports}"), format!("{agreed} of {weighed}")] {
        assert!(said.contains(&figure), "docs/bounces.md is to say {figure}");
    }
}

#[test]
fn complaints_and_answers_are_all_known() {
    let corpus = corpus();
    let mut complaints = 0;
    for (name, expected) in &corpus.expected {
        let Some(want) = expected.iter().find_map(|want| want.feedback_type.as_deref()) else { continue };
        complaints += 1;
        match read(&corpus.mail(name)).what {
            What::Complaint(complaint) => assert_eq!(complaint.feedback, want, "{name}"),
            other => panic!("{name}: {other:?}"),
        }
    }
    assert!(complaints >= 7, "{complaints}");
    for entry in std::fs::read_dir(corpus.folder.path().join("bounces/bsd")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.starts_with("arf-") {
            assert!(matches!(read(&corpus.mail(&name)).what, What::Complaint(_)), "{name}");
        }
    }
    for (name, expected) in &corpus.expected {
        let vacation = expected.iter().any(|want| want.reason == "vacation");
        assert_eq!(vacation, read(&corpus.mail(name)).what == What::AutoReply, "{name}");
    }
}

#[test]
fn changed_mails_are_read_without_a_panic() {
    let corpus = corpus();
    // A fixed run of chance: what failed once fails again.
    let mut chance = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |below: usize| {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        usize::try_from(chance % u64::try_from(below.max(1)).unwrap()).unwrap()
    };
    for name in corpus.expected.keys() {
        let raw = corpus.mail(name);
        for _ in 0..12 {
            let mut mail = raw.clone();
            for _ in 0..=draw(4) {
                let (from, length) = (draw(mail.len()), draw(200));
                let until = (from + length).min(mail.len());
                match draw(5) {
                    0 => mail.truncate(from),
                    1 => drop(mail.drain(from..until)),
                    2 => mail.iter_mut().take(until).skip(from).for_each(|byte| *byte ^= 0x80),
                    3 => {
                        let piece = mail[from..until].to_vec();
                        mail.splice(from..from, piece);
                    }
                    _ => drop(mail.splice(from..from, b"\r\n\r\n--\n:;<@>\xff\0".iter().copied())),
                }
            }
            drop(read(&mail));
        }
    }
}
