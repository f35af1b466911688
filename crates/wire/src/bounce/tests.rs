use super::*;
use proptest::prelude::*;

mod given_data;

fn report(status: &str, said: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\nTo: b+token@bounces.example\nSubject: Returned\nMIME-Version: 1.0\n\
         Content-Type: multipart/report; boundary=xx\n\n--xx\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\
         Original-Envelope-Id: envelope-1\n\nFinal-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: {status}\n\
         Diagnostic-Code: smtp; {said}\n\n--xx\nContent-Type: text/rfc822-headers\n\nReturn-Path: <b+sent@bounces.example>\n\
         Message-ID: <letter@feedback.example>\nList-Unsubscribe: <mailto:x>,\n <https://feedback.example/leave/token>\n\n--xx--\n"
    )
}

fn one(raw: &str) -> Delivery {
    match read(raw.as_bytes()).what {
        What::Report(list) if list.len() == 1 => list[0].clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_report_is_read_with_its_marks() {
    let read = read(report("5.1.1", "550 5.1.1 <jo@example.org>: user unknown").as_bytes());
    let delivery = match &read.what {
        What::Report(list) => &list[0],
        other => panic!("{other:?}"),
    };
    assert_eq!(
        (delivery.recipient.as_deref(), delivery.action, delivery.kind, delivery.reply),
        (Some("jo@example.org"), Action::Failed, Kind::Hard, Some(550))
    );
    assert_eq!(read.marks.envelope, ["b+token@bounces.example", "<b+sent@bounces.example>", "envelope-1"]);
    assert_eq!(read.marks.letters, ["letter@feedback.example"]);
    assert_eq!(read.marks.links, ["<mailto:x>, <https://feedback.example/leave/token>"]);
}

#[test]
fn the_server_that_refused_is_heard_before_the_one_that_reports() {
    let status = |reported, said| one(&report(reported, said)).status.unwrap().to_string();
    assert_eq!(status("5.0.0", "550 5.7.1 no"), "5.7.1");
    assert_eq!(status("5.1.1", "552 5.2.2 over quota"), "5.2.2");
    assert_eq!(status("5.1.1", "550 no"), "5.1.1");
    assert_eq!(status("5.1.1", "550 5.0.0 no"), "5.1.1");
    assert_eq!(status("4.4.7", "450 4.2.2 over quota"), "4.2.2");
    assert_eq!(status("5.0.0 (permanent failure)", "x"), "5.0.0");
    assert_eq!(one(&report("5.7.1", "553 Invalid recipient jo@example.org")).kind, Kind::Hard, "a 7 that it did not say");
}

#[test]
fn a_filter_that_reads_the_whole_letter_is_no_missing_mailbox() {
    let with = |text: &str, said: &str| {
        report("5.0.0", said)
            .replace("--xx\nContent-Type: message", &format!("--xx\nContent-Type: text/plain\n\n{text}\n--xx\nContent-Type: message"))
    };
    let postfix = "<jo@example.org>: host mx said: 550 Unknown user (in reply to end of DATA command)";
    assert_eq!(one(&with(postfix, "550 Unknown user jo@example.org")).kind, Kind::Soft);
    assert_eq!(one(&with(postfix, "550 5.1.1 Unknown user")).kind, Kind::Hard);
    assert_eq!(one(&with("in reply to RCPT TO command", "550 Unknown user jo@example.org")).kind, Kind::Hard);
    assert_eq!(one(&with("", "550 : User unknown")).kind, Kind::Soft, "the answer to RCPT names its address");
}

#[test]
fn old_bounces_are_read_where_servers_wrote_them() {
    let qmail = "From: MAILER-DAEMON@mx.example\nTo: b+token@bounces.example\nSubject: failure notice\n\nHi. This is the qmail-send program.\n\
        I'm afraid I wasn't able to deliver your message to the following addresses.\n\n<jo@example.org>:\n192.0.2.1 does not like recipient.\n\
        Remote host said: 550 5.1.1 unknown user\nGiving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\n\
        Return-Path: <b+sent@bounces.example>\nMessage-ID: <letter@feedback.example>\nTo: other@example.org\n";
    let delivery = one(qmail);
    assert_eq!((delivery.recipient.as_deref(), delivery.kind), (Some("jo@example.org"), Kind::Hard));
    assert_eq!(read(qmail.as_bytes()).marks.letters, ["letter@feedback.example"]);
    let person = qmail.replace("MAILER-DAEMON@mx.example", "jo@example.org").replace("failure notice", "Fwd: failure notice");
    assert_eq!(read(person.as_bytes()).what, What::Other, "what somebody passes on is no word of a server");
    let late = qmail.replace("failure notice", "Warning: message delayed");
    assert_eq!(one(&late).action, Action::Delayed);
}

#[test]
fn who_is_away_is_not_gone() {
    for head in ["Auto-Submitted: auto-replied", "Auto-Submitted: Auto-Replied (vacation)", "X-Autoreply: yes", "Precedence: auto_reply"] {
        let mail = format!(
            "From: jo@example.org\nTo: b+token@bounces.example\nSubject: Re: Today\n{head}\n\nThis mailbox does not exist on Mondays. 550 5.1.1 user unknown\n"
        );
        assert_eq!(read(mail.as_bytes()).what, What::AutoReply, "{head}");
    }
    assert_eq!(read(b"From: jo@example.org\nSubject: Re: Today\n\nI liked it.\n").what, What::Other);
}

#[test]
fn complaints_are_told_from_reports_about_signatures() {
    let kind = |feedback: &str| {
        let mail = format!(
            "From: fbl@x\nSubject: x\nContent-Type: multipart/report; boundary=xx\n\n--xx\nContent-Type: message/feedback-report\n\n\
             Feedback-Type: {feedback}\nOriginal-Mail-From: <b+sent@bounces.example>\n\n--xx--\n"
        );
        match read(mail.as_bytes()) {
            Inbound { what: What::Complaint(complaint), marks, .. } => {
                assert_eq!(marks.envelope, ["<b+sent@bounces.example>"]);
                complaint.kind
            }
            other => panic!("{other:?}"),
        }
    };
    assert_eq!([kind("abuse"), kind("Fraud"), kind("other")], [Some(Kind::Complaint); 3]);
    assert_eq!([kind("auth-failure"), kind("not-spam")], [None; 2]);
    assert_eq!(kind("opt-out"), Some(Kind::OptOut));
}

proptest! {
    #[test]
    fn no_mail_makes_it_panic(raw: Vec<u8>) {
        drop(read(&raw));
    }

    #[test]
    fn no_report_makes_it_panic(status in "\\PC*", said in "\\PC*", place in 0_usize..900, with in proptest::collection::vec(any::<u8>(), 0..40)) {
        let mut raw = report(&status, &said).into_bytes();
        let place = place.min(raw.len());
        raw.splice(place..place, with);
        drop(read(&raw));
    }

    #[test]
    fn no_notice_makes_it_panic(text in "(<|>|@|:|\\.|5\\.1\\.1|550 |jo@x\\.y|ü|\\n|[a-z ]){0,200}") {
        drop(read(format!("From: MAILER-DAEMON\nSubject: failure notice\n\n{text}").as_bytes()));
    }
}
