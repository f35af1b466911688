//! Bounces and complaints: whoever is gone or complained is never mailed again, nobody else is touched, and no word of a
//! stranger counts.

use crate::desk::Desk;
use domain::bounce::Kind;
use domain::edition::Edition;
use domain::email::Email;
use domain::reader::{Choice, Reader, Standing};
use domain::role::Role;
use newsroom::bounce::{self, Handled, Taken, Told};
use newsroom::token::{Envelope, Secret};
use store::bounces::Filter;
use wire::bounce::Marks;

const WHO: &str = "jo@example.org";

/// The secret of [`Desk`].
pub(crate) fn secret() -> Secret {
    Secret::new([7; 32])
}

/// The address that a letter to a reader was sent from.
pub(crate) fn sent_from(desk: &Desk, reader: &Reader, edition: Option<&Edition>) -> String {
    let envelope = Envelope::at(reader.id, edition.map(|edition| edition.id), desk.now());
    secret().envelope_sender(&Email::parse("b@bounces.example").unwrap(), envelope)
}

/// A report as Postfix writes it.
pub(crate) fn report(to: &str, action: &str, status: &str, said: &str, returned: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example.net (Mail Delivery System)\r\nTo: {to}\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Auto-Submitted: auto-replied\r\nMessage-ID: <20261120.1@mx.example.net>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"xx\"\r\n\r\n\
         --xx\r\nContent-Type: text/plain\r\n\r\nI'm sorry to have to inform you.\r\n\r\n\
         --xx\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n\
         Final-Recipient: rfc822; {WHO}\r\nAction: {action}\r\nStatus: {status}\r\nDiagnostic-Code: smtp; {said}\r\n\r\n\
         --xx\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned}\r\n\r\n--xx--\r\n"
    )
}

pub(crate) fn gone(to: &str) -> String {
    report(to, "failed", "5.1.1", "550 5.1.1 <jo@example.org>: Recipient address rejected: User unknown", "Subject: Today")
}

fn complaint(returned: &str) -> String {
    format!(
        "From: fbl@provider.example\r\nTo: fbl@bounces.example\r\nSubject: Abuse\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=feedback-report; boundary=\"xx\"\r\n\r\n\
         --xx\r\nContent-Type: text/plain\r\n\r\nA complaint.\r\n\r\n\
         --xx\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: x/1\r\nVersion: 1\r\n\
         Original-Rcpt-To: redacted@provider.example\r\n\r\n\
         --xx\r\nContent-Type: message/rfc822\r\n\r\n{returned}\r\n\r\nbody\r\n--xx--\r\n"
    )
}

async fn taken(desk: &Desk, mail: &str) -> Option<Taken> {
    match bounce::take_mail(&desk.newsroom, &desk.act(), mail.as_bytes(), &[], "imap").await.unwrap() {
        Handled::Taken(taken) => Some(taken),
        Handled::Nothing => None,
        Handled::Other => panic!("not read: {mail}"),
    }
}

async fn sums(desk: &Desk, edition: &Edition) -> Vec<store::bounces::Sum> {
    newsroom::edition::view(&desk.newsroom, &desk.act(), edition.name()).await.unwrap().came_back
}

/// A paper with one reader, and their letter of today as it was mailed.
async fn begun(store: store::Store) -> (Desk, Reader, Edition, String) {
    let desk = Desk::new(store).await;
    desk.publish("Choir quits by fax", None).await;
    desk.admit(WHO, Choice::General, &[]).await;
    let edition = desk.release().await;
    desk.work().await;
    let letters = store::mailbox::list(&desk.read().await, 1).await.unwrap();
    let (_, raw) = store::mailbox::get(&desk.read().await, letters[0].id).await.unwrap().unwrap();
    let raw = String::from_utf8(raw).unwrap();
    let head = raw.split("\r\n\r\n").next().unwrap().to_owned();
    let reader = desk.reader(WHO).await;
    (desk, reader, edition, head)
}

async fn told(desk: &Desk) -> Vec<(Kind, String, Option<i64>)> {
    let list = bounce::list(&desk.newsroom, &desk.act(), Filter::default(), 50).await.unwrap().bounces;
    list.into_iter().map(|one| (one.bounce.kind, one.bounce.status, one.bounce.edition.map(|id| id.0))).collect()
}

async fn standing(desk: &Desk) -> (Standing, String) {
    let reader = desk.reader(WHO).await;
    (reader.standing, reader.ended_why)
}

/// Without the lines of a field, its continuation lines too.
fn without(head: &str, field: &str) -> String {
    let mut kept = Vec::new();
    let mut dropping = false;
    for line in head.split("\r\n") {
        dropping = if line.starts_with([' ', '\t']) { dropping } else { line.to_lowercase().starts_with(&field.to_lowercase()) };
        if !dropping {
            kept.push(line);
        }
    }
    kept.join("\r\n")
}

testkit::both! {
    async fn who_is_gone_is_never_mailed_again(store: Store) {
        let (desk, reader, edition, _) = begun(store).await;
        let mail = gone(&sent_from(&desk, &reader, Some(&edition)));
        assert_eq!(taken(&desk, &mail).await, Some(Taken::Suppressed));
        assert_eq!(standing(&desk).await, (Standing::Suppressed, "bounced 5.1.1".to_owned()));
        assert_eq!(told(&desk).await, [(Kind::Hard, "5.1.1".to_owned(), Some(edition.id.0))]);
        assert_eq!(taken(&desk, &mail).await, Some(Taken::Again), "the same report twice counts once");
        assert_eq!(told(&desk).await.len(), 1);
        let told_of = sums(&desk, &edition).await;
        assert_eq!((told_of.len(), told_of[0].letters, told_of[0].reason.as_str()), (1, 1, "550 5.1.1 … Recipient address rejected: User unknown"));
        let audit = store::audit::list(&desk.read().await, 1).await.unwrap();
        assert_eq!((audit[0].verb.as_str(), audit[0].what.as_str()), ("suppress a reader", format!("reader {}: bounced 5.1.1", reader.id).as_str()));
        let listed = newsroom::readers::suppressions(&desk.newsroom, &desk.act(), None, 9).await.unwrap();
        assert_eq!((listed[0].email.as_deref(), listed[0].reason.as_str()), (Some(WHO), "bounced 5.1.1"));
        newsroom::readers::erase(&desk.newsroom, &desk.act(), &Email::parse(WHO).unwrap(), false).await.unwrap();
        let list = bounce::list(&desk.newsroom, &desk.act(), Filter::default(), 9).await.unwrap().bounces;
        assert_eq!((list[0].bounce.reader, list[0].bounce.reason.as_str(), list[0].email.as_ref()), (None, "", None), "a sum is left");
        assert_eq!(sums(&desk, &edition).await[0].letters, 1);
    }

    async fn a_letter_comes_back_to_an_address_of_its_own(store: Store) {
        let desk = Desk::new(store).await;
        newsroom::paper::change(&desk.newsroom, &desk.act(), "bounces-to", "b@bounces.example").await.unwrap();
        for wrong in ["b+x@bounces.example", "a-name-of-more-than-twenty@bounces.example", "bounces"] {
            assert!(newsroom::paper::change(&desk.newsroom, &desk.act(), "bounces-to", wrong).await.is_err(), "{wrong}");
        }
        desk.publish("Choir quits by fax", None).await;
        desk.admit(WHO, Choice::General, &[]).await;
        desk.sign_up("new@example.org").await;
        let edition = desk.release().await;
        desk.work().await;
        let reader = desk.reader(WHO).await;
        let items = store::mailbox::list(&desk.read().await, 9).await.unwrap();
        let sender = |to: &str| items.iter().find(|item| item.recipient == to).unwrap().sender.clone();
        assert_eq!(sender(WHO), sent_from(&desk, &reader, Some(&edition)));
        assert_eq!(sender("new@example.org"), sent_from(&desk, &desk.reader("new@example.org").await, None), "the confirmation, too");
        assert_eq!(taken(&desk, &gone(&sender("new@example.org"))).await, Some(Taken::Suppressed), "who never was is not asked again");
        assert_eq!(taken(&desk, &gone(&sender(WHO))).await, Some(Taken::Suppressed));
    }

    async fn what_is_no_end_ends_nothing(store: Store) {
        let (desk, reader, edition, _) = begun(store).await;
        let to = sent_from(&desk, &reader, Some(&edition));
        for (action, status, said, expected) in [
            ("failed", "5.2.2", "552 5.2.2 mailbox full", Some(Taken::Noted)),
            ("failed", "5.7.1", "550 5.7.1 blocked for spam", Some(Taken::Noted)),
            ("failed", "5.7.26", "550 5.7.26 unauthenticated", Some(Taken::Again)),
            ("delayed", "4.4.1", "connection timed out", None),
            ("delivered", "2.1.5", "250 2.1.5 ok", None),
        ] {
            assert_eq!(taken(&desk, &report(&to, action, status, said, "")).await, expected, "{status}");
        }
        let away = format!("From: {WHO}\r\nTo: {to}\r\nSubject: Away until Monday\r\nAuto-Submitted: auto-replied\r\n\r\nuser unknown, mailbox does not exist\r\n");
        assert_eq!(taken(&desk, &away).await, None);
        assert_eq!(standing(&desk).await.0, Standing::Active);
        assert_eq!(told(&desk).await.into_iter().map(|(kind, ..)| kind).collect::<Vec<_>>(), [Kind::Ours, Kind::Soft]);
    }

    async fn forged_tokens_change_nothing(store: Store) {
        let (desk, reader, edition, head) = begun(store).await;
        let good = sent_from(&desk, &reader, Some(&edition));
        let before = (standing(&desk).await, store::audit::list(&desk.read().await, 99).await.unwrap());
        let other = Secret::new([8; 32]).envelope_sender(&Email::parse("b@bounces.example").unwrap(), Envelope::at(reader.id, None, desk.now()));
        let old = Envelope { day: Envelope::at(reader.id, None, desk.now()).day - 200, ..Envelope::at(reader.id, None, desk.now()) };
        let old = secret().envelope_sender(&Email::parse("b@bounces.example").unwrap(), old);
        let nobody = Envelope { reader: domain::id::ReaderId(999), ..Envelope::at(reader.id, None, desk.now()) };
        let nobody = secret().envelope_sender(&Email::parse("b@bounces.example").unwrap(), nobody);
        let changed = good.replace("@bounces", if good.contains("q@bounces") { "a@bounces" } else { "q@bounces" }).replacen("+a", "+", 1);
        for to in [WHO, "b@bounces.example", &other, &old, &nobody, &changed, good.split_at(20).0] {
            assert_eq!(taken(&desk, &gone(to)).await, Some(Taken::NotOurs), "{to}");
            assert_eq!(taken(&desk, &complaint(&format!("Return-Path: <{to}>\r\nSubject: x"))).await, Some(Taken::NotOurs), "{to}");
        }
        // Whoever was forwarded the letter knows its link to leave: no bounce is believed for that.
        let link = without(&head, "message-id");
        assert_eq!(taken(&desk, &report("b@bounces.example", "failed", "5.1.1", "550 5.1.1 user unknown", &link)).await, Some(Taken::NotOurs));
        assert_eq!((standing(&desk).await, store::audit::list(&desk.read().await, 99).await.unwrap()), before);
        assert!(told(&desk).await.is_empty());
    }

    async fn who_complains_is_suppressed_at_once(store: Store) {
        let (desk, reader, edition, head) = begun(store).await;
        assert!(!head.contains("Return-Path") && head.contains("List-Unsubscribe:"), "{head}");
        let redacted = without(&without(&head, "to:"), "from:");
        assert_eq!(taken(&desk, &complaint(&redacted)).await, Some(Taken::Suppressed));
        assert_eq!(standing(&desk).await, (Standing::Suppressed, "complained".to_owned()));
        assert_eq!(told(&desk).await, [(Kind::Complaint, String::new(), Some(edition.id.0))]);
        assert_eq!(taken(&desk, &complaint(&format!("Return-Path: <{}>\r\n{head}", sent_from(&desk, &reader, Some(&edition))))).await, Some(Taken::Again));
    }

    async fn the_link_alone_can_do_what_the_link_does(store: Store) {
        let (desk, _, _, head) = begun(store).await;
        assert_eq!(taken(&desk, &complaint(&without(&head, "message-id"))).await, Some(Taken::Left));
        assert_eq!(standing(&desk).await.0, Standing::Left, "they may come back");
    }

    async fn a_signed_relay_is_believed_on_the_address(store: Store) {
        let (desk, reader, edition, _) = begun(store).await;
        let mut marks = Marks::default();
        marks.add_letter(&format!("<{}@feedback.example>", secret().letter_id(edition.id, &reader.key)));
        let told = Told {
            marks,
            vouched: Some(Email::parse(WHO).unwrap()),
            kind: Kind::Hard,
            status: None,
            reason: "General".to_owned(),
            via: "mailgun",
            report: "1".to_owned(),
        };
        assert_eq!(bounce::take(&desk.newsroom, &desk.act(), &Told { vouched: None, ..told.clone() }).await.unwrap(), Taken::NotOurs);
        assert_eq!(bounce::take(&desk.newsroom, &desk.act(), &told).await.unwrap(), Taken::Suppressed);
        let list = bounce::list(&desk.newsroom, &desk.act(), Filter { edition: Some(edition.id), ..Filter::default() }, 9).await.unwrap();
        assert_eq!((list.bounces.len(), list.bounces[0].day, list.bounces[0].bounce.via.as_str()), (1, Some(edition.day), "mailgun"));
    }

    async fn two_weeks_of_a_full_mailbox_are_told_and_nobody_is_dropped(store: Store) {
        let (desk, reader, _, _) = begun(store).await;
        for day in 0..14 {
            assert!(bounce::failing(&desk.newsroom, &desk.act()).await.unwrap().is_empty(), "{day}");
            let mail = report(&sent_from(&desk, &reader, None), "failed", "5.2.2", "552 5.2.2 mailbox full", "").replace("20261120.1", &format!("{day}"));
            assert_eq!(taken(&desk, &mail).await, Some(Taken::Noted), "{day}");
            desk.pass(86_400);
        }
        let failing = bounce::failing(&desk.newsroom, &desk.act()).await.unwrap();
        assert_eq!((failing.len(), failing[0].reader.email.as_str()), (1, WHO));
        let person = newsroom::readers::one(&desk.newsroom, &desk.act(), reader.id).await.unwrap();
        assert_eq!((person.bounces.len(), person.failing), (14, Some(failing[0].since)));
        assert_eq!(standing(&desk).await.0, Standing::Active);
        let refused = crate::refused(bounce::list(&desk.newsroom, &desk.act_as(Role::Writer), Filter::default(), 9).await);
        assert!(refused.contains("see readers"), "{refused}");
    }
}
