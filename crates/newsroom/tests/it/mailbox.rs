//! Letters: exactly one per reader, the same to the byte at every try.

use crate::desk::{Desk, header};
use domain::edition::Delivery;
use newsroom::deliver::{self, Sender};
use newsroom::outbox::Outbox;
use newsroom::subscribe;
use newsroom::token::Purpose;
use std::collections::BTreeSet;

fn wanted(limit: usize) -> store::deliveries::Wanted {
    store::deliveries::Wanted {
        limit,
        in_doubt: domain::edition::InDoubt::Hold,
        withdrawn: domain::edition::Selection(0),
        after: Some(domain::id::ReaderId(0)),
    }
}

testkit::both! {
    async fn one_letter_a_reader_however_often_and_by_however_many_it_is_sent(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.many_readers(450).await;
        let edition = desk.release().await;
        let sender = desk.sender(Outbox::Mailbox).await;
        // Another process that lives beside this one.
        let beside = Sender { epoch: deliver::begin_epoch(&desk.newsroom, desk.now(), "beside", false).await.unwrap(), ..sender.clone() };
        let progress = |tally: &domain::edition::Tally| assert_eq!(tally.total(), 450, "{tally:?}");
        let send = |sender| deliver::send(&desk.newsroom, edition.id, sender, &progress);
        let (one, two, three) = tokio::join!(send(&sender), send(&sender), send(&beside));
        for ended in [one, two, three] {
            ended.unwrap();
        }
        let tally = deliver::send(&desk.newsroom, edition.id, &sender, &progress).await.unwrap();
        assert_eq!((tally.accepted, tally.total()), (450, 450));
        let letters = desk.mailbox().await;
        let readers: BTreeSet<&str> = letters.iter().map(|(item, _)| item.recipient.as_str()).collect();
        let ids: BTreeSet<&str> = letters.iter().map(|(_, letter)| header(letter, "Message-ID")[0]).collect();
        assert_eq!((letters.len(), readers.len(), ids.len()), (450, 450, 450));
    }

    async fn every_header_stands_once(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax — “again”", None).await;
        desk.readers(1).await;
        let edition = desk.release().await;
        let sender = desk.sender(Outbox::Mailbox).await;
        deliver::send(&desk.newsroom, edition.id, &sender, &|_| {}).await.unwrap();
        let letter = desk.letter_to("reader-0@example.org").await;
        let once = [
            "From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
            "List-Help", "List-Archive", "Feedback-ID", "X-Auto-Response-Suppress",
        ];
        for name in once {
            assert_eq!(header(&letter, name).len(), 1, "{name} in {letter}");
        }
        assert!(header(&letter, "To")[0].contains("reader-0@example.org"));
        assert_eq!(header(&letter, "Date"), ["Fri, 20 Nov 2026 03:00:00 +0000"]);
        assert_eq!(header(&letter, "List-Unsubscribe-Post"), ["List-Unsubscribe=One-Click"]);
        assert!(letter.lines().all(|line| line.len() <= 998) && !letter.replace("\r\n", "").contains(['\r', '\n', '\0']));
        assert!(letter.contains("text/plain") && letter.contains("text/html"));
        let token = desk.token("reader-0@example.org", "leave").await;
        assert!(subscribe::look(&desk.newsroom, Purpose::Leave, &token, desk.now()).await.is_ok());
    }

    async fn who_leaves_before_their_letter_begins_gets_none(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.sign_up("jo@example.org").await;
        desk.work().await;
        let confirm = desk.token("jo@example.org", "confirm").await;
        let token = subscribe::confirm(&desk.newsroom, &desk.act(), &confirm).await.unwrap();
        desk.readers(2).await;
        let edition = desk.release().await;
        subscribe::leave(&desk.newsroom, &desk.act(), Purpose::Preferences, &token).await.unwrap();
        let sender = desk.sender(Outbox::Mailbox).await;
        let tally = deliver::send(&desk.newsroom, edition.id, &sender, &|_| {}).await.unwrap();
        assert_eq!((tally.accepted, tally.suppressed, tally.total()), (2, 1, 3));
        assert_eq!(desk.addresses(edition.id, Delivery::Suppressed).await, ["jo@example.org"]);
        assert_eq!(desk.mailbox().await.iter().filter(|(item, _)| item.recipient == "jo@example.org").count(), 1, "the confirmation alone");
    }

    async fn nothing_is_sent_to_nowhere(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(1).await;
        let edition = desk.release().await;
        let sender = desk.sender(Outbox::Unset).await;
        let said = deliver::send(&desk.newsroom, edition.id, &sender, &|_| {}).await.unwrap_err().to_string();
        assert!(said.contains("--smtp smtp://host:port"), "{said}");
        assert_eq!(desk.tally(edition.id).await.pending, 1);
    }

    async fn what_a_dead_process_had_in_hand_is_taken_up(store: Store) {
        let desk = Desk::new(store).await;
        desk.hold_doubts().await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(4).await;
        let edition = desk.release().await;
        let dead = desk.sender(Outbox::Mailbox).await;
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        let claimed = store::deliveries::claim(&tx, edition.id, dead.epoch, &mut wanted(3)).await.unwrap();
        store::deliveries::dotting(&tx, edition.id, dead.epoch, &[claimed[0].letter.reader]).await.unwrap();
        tx.commit().await.unwrap();
        // Another that may be alive takes nothing up before the first has been silent for a minute.
        deliver::begin_epoch(&desk.newsroom, desk.now(), "beside", false).await.unwrap();
        assert_eq!((desk.tally(edition.id).await.claimed, desk.tally(edition.id).await.dotting), (2, 1));
        desk.pass(deliver::SILENT_SECONDS + 1);
        let epoch = deliver::begin_epoch(&desk.newsroom, desk.now(), "later", false).await.unwrap();
        let tally = desk.tally(edition.id).await;
        assert_eq!((tally.pending, tally.in_doubt, tally.total()), (3, 1, 4));
        let tally = deliver::send(&desk.newsroom, edition.id, &Sender { epoch, ..dead }, &|_| {}).await.unwrap();
        assert_eq!((tally.accepted, tally.in_doubt), (3, 1));
        assert_eq!(desk.addresses(edition.id, Delivery::InDoubt).await, [claimed[0].email.as_str()]);
        assert_eq!(desk.mailbox().await.len(), 3, "what is in doubt is not sent again by itself");
    }

    async fn a_process_that_starts_again_at_its_place_waits_for_nobody(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(2).await;
        let edition = desk.release().await;
        let begin = |who| deliver::begin_epoch(&desk.newsroom, desk.now(), who, false);
        let (dead, beside) = (begin("here").await.unwrap(), begin("there").await.unwrap());
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        for epoch in [dead, beside] {
            assert_eq!(store::deliveries::claim(&tx, edition.id, epoch, &mut wanted(1)).await.unwrap().len(), 1);
        }
        tx.commit().await.unwrap();
        begin("here").await.unwrap();
        let tally = desk.tally(edition.id).await;
        assert_eq!((tally.pending, tally.claimed), (1, 1), "the other place keeps what it has in hand");
    }
}
