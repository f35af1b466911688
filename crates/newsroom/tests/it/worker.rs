//! What happens by itself.

use crate::desk::Desk;
use crate::sink::{Does, Sink, Step};
use domain::edition::State;
use newsroom::deliver::Sender;
use newsroom::outbox::Outbox;
use newsroom::worker::{Memory, round};
use newsroom::{edition, stories};
use std::time::Duration;

testkit::both! {
    async fn at_its_hour_the_edition_goes_out_once(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(3).await;
        let sender = desk.sender(Outbox::Mailbox).await;
        let mut memory = Memory::default();
        desk.turn_to("2026-11-21T06:29:59+11:00");
        round(&desk.newsroom, &sender, &mut memory).await.unwrap();
        assert_eq!(desk.mailbox().await.len(), 0);
        desk.turn_to("2026-11-21T06:30:00+11:00");
        for _ in 0..5 {
            round(&desk.newsroom, &sender, &mut memory).await.unwrap();
            desk.pass(600);
        }
        assert_eq!(desk.mailbox().await.len(), 3);
        let editions = edition::list(&desk.newsroom, 9).await.unwrap();
        assert_eq!((editions.len(), editions[0].state), (1, State::Sent));
    }

    async fn one_that_was_composed_by_hand_goes_out_at_the_hour(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(1).await;
        desk.turn_to("2026-11-21T05:00:00+11:00");
        edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        desk.work().await;
        assert_eq!(desk.mailbox().await.len(), 0);
        desk.turn_to("2026-11-21T06:31:00+11:00");
        desk.work().await;
        assert_eq!(desk.mailbox().await.len(), 1);
    }

    async fn an_hour_long_past_waits_for_a_person(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(1).await;
        desk.turn_to("2026-11-21T09:30:00+11:00");
        desk.work().await;
        assert_eq!((desk.mailbox().await.len(), edition::list(&desk.newsroom, 9).await.unwrap().len()), (0, 0));
        desk.release().await;
        desk.work().await;
        assert_eq!(desk.mailbox().await.len(), 1);
    }

    async fn a_held_edition_is_left_alone(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(1).await;
        desk.turn_to("2026-11-21T05:00:00+11:00");
        let composed = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        edition::hold(&desk.newsroom, &desk.act(), composed.id).await.unwrap();
        desk.turn_to("2026-11-21T06:31:00+11:00");
        desk.work().await;
        assert_eq!((desk.mailbox().await.len(), edition::find(&desk.newsroom, None).await.unwrap().state), (0, State::Held));
    }

    async fn scheduled_stories_flip_and_are_in_the_edition(store: Store) {
        let desk = Desk::new(store).await;
        let text = "Embargoed until six\n\n21 November 2026 | 6:00 am | Staff Writer\n\nSo it is\n\nIt was his fax machine.\n";
        let draft = desk.import(text).await.story;
        stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap();
        desk.readers(1).await;
        desk.turn_to("2026-11-21T06:30:00+11:00");
        desk.work().await;
        assert!(desk.letter_to("reader-0@example.org").await.contains("Embargoed until six"));
    }

    async fn a_confirmation_waits_for_its_server(store: Store) {
        let desk = Desk::new(store).await;
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let sender = desk.sender(crate::sink::outbox(nobody)).await;
        desk.sign_up("jo@example.org").await;
        let mut memory = Memory::default();
        round(&desk.newsroom, &sender, &mut memory).await.unwrap();
        let waiting = store::jobs::list(&desk.read().await, 9).await.unwrap();
        assert_eq!((waiting.len(), waiting[0].state, waiting[0].attempts), (1, store::jobs::JobState::Ready, 1));
        assert!(waiting[0].why.contains("no mail server answers"), "{waiting:?}");
        let sink = Sink::start(|step, _, times| if step == Step::Rcpt && times == 1 { Does::Says("451 4.7.1 greylisted") } else { Does::Well }).await;
        let sender = Sender { outbox: sink.outbox(), ..sender };
        for _ in 0..8 {
            round(&desk.newsroom, &sender, &mut memory).await.unwrap();
            desk.pass(60);
        }
        assert_eq!(sink.recipients(), ["jo@example.org"]);
        assert!(store::jobs::list(&desk.read().await, 9).await.unwrap().is_empty());
    }

    async fn a_confirmation_that_is_refused_is_given_up(store: Store) {
        let desk = Desk::new(store).await;
        let sink = Sink::start(|step, _, _| if step == Step::Rcpt { Does::Says("550 5.1.1 no such mailbox") } else { Does::Well }).await;
        let sender = desk.sender(sink.outbox()).await;
        desk.sign_up("jo@example.org").await;
        for _ in 0..3 {
            round(&desk.newsroom, &sender, &mut Memory::default()).await.unwrap();
            desk.pass(600);
        }
        let jobs = store::jobs::list(&desk.read().await, 9).await.unwrap();
        assert_eq!((jobs.len(), jobs[0].state, jobs[0].attempts), (1, store::jobs::JobState::Failed, 1), "{jobs:?}");
    }

    async fn nothing_waits_for_a_slow_mail_server(store: Store) {
        let desk = Desk::new(store).await;
        let text = "Embargoed until six\n\n21 November 2026 | 6:00 am | Staff Writer\n\nSo it is\n\nIt was his fax machine.\n";
        let draft = desk.import(text).await.story;
        stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap();
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(1).await;
        desk.release().await;
        let go = std::sync::Arc::new(tokio::sync::Notify::new());
        let held = std::sync::Arc::clone(&go);
        let sink = Sink::start(move |step, _, _| if step == Step::Data { Does::Waits(std::sync::Arc::clone(&held)) } else { Does::Well }).await;
        let sender = desk.sender(sink.outbox()).await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let worker = tokio::spawn(newsroom::worker::run(desk.newsroom.clone(), sender, async move { drop(stopped.await) }));
        tokio::time::sleep(Duration::from_millis(300)).await;
        desk.turn_to("2026-11-21T06:00:00+11:00");
        for _ in 0..40 {
            if stories::newest(&desk.newsroom, 9).await.unwrap().iter().all(domain::story::Story::is_live) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        assert!(stories::newest(&desk.newsroom, 9).await.unwrap().iter().all(domain::story::Story::is_live), "the story flips while a letter is on the line");
        go.notify_one();
        stop.send(()).unwrap();
        worker.await.unwrap();
    }
}
