//! Letters over SMTP to a server that misbehaves at every step.

use crate::desk::{Desk, header};
use crate::sink::{Does, Sink, Step, outbox};
use domain::edition::{Delivery, Edition, State, Tally};
use domain::reader::Standing;
use newsroom::deliver::{self, Sender};
use newsroom::edition::{AsReader, Settled};
use newsroom::{edition, subscribe};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::{Barrier, Notify};

async fn ready(store: store::Store, readers: usize) -> (Desk, Edition) {
    let desk = Desk::new(store).await;
    desk.publish("Drummer quits by fax", Some("Saltwater Choir")).await;
    desk.many_readers(readers).await;
    let edition = desk.release().await;
    (desk, edition)
}

/// Sends; every report of progress accounts for every letter.
async fn send(desk: &Desk, edition: &Edition, sender: &Sender, readers: usize) -> newsroom::Verb<Tally> {
    let all = i64::try_from(readers).unwrap();
    deliver::send(&desk.newsroom, edition.id, sender, &|tally| assert_eq!(tally.total(), all, "{tally:?}")).await
}

fn everybody(readers: usize) -> Vec<String> {
    let mut all: Vec<String> = (0..readers).map(|n| format!("reader-{n}@example.org")).collect();
    all.sort();
    all
}

testkit::both! {
    async fn every_letter_is_taken_once(store: Store) {
        let (desk, edition) = ready(store, 300).await;
        let sink = Sink::start(|_, _, _| Does::Well).await;
        let sender = desk.sender(sink.outbox()).await;
        // Two runs at once in one process, as `inkie edition send` beside the worker.
        let (one, two) = tokio::join!(send(&desk, &edition, &sender, 300), send(&desk, &edition, &sender, 300));
        one.unwrap();
        two.unwrap();
        assert_eq!(sink.recipients(), everybody(300));
        let tally = send(&desk, &edition, &sender, 300).await.unwrap();
        assert_eq!((tally.accepted, tally.total()), (300, 300));
        let ids: BTreeSet<String> = sink.taken().iter().map(|(_, letter)| header(letter, "Message-ID")[0].to_owned()).collect();
        assert_eq!(ids.len(), 300);
        assert_eq!(edition::find(&desk.newsroom, None).await.unwrap().state, State::Sent);
    }

    async fn not_now_waits_its_time_and_never_is_never(store: Store) {
        let (desk, edition) = ready(store, 30).await;
        let sink = Sink::start(|step, to, times| match (step, to, times) {
            (Step::Rcpt, "reader-1@example.org", 1) => Does::Says("451 4.7.1 greylisted"),
            (Step::Rcpt, "reader-2@example.org", _) => Does::Says("550 5.1.1 no such mailbox"),
            (Step::Data, "reader-3@example.org", 1) => Does::Says("452 4.3.1 too much"),
            (Step::Dot, "reader-4@example.org", 1) => Does::Says("451 4.3.0 later"),
            (Step::Dot, "reader-5@example.org", _) => Does::Says("554 5.7.1 no"),
            _ => Does::Well,
        })
        .await;
        let sender = desk.sender(sink.outbox()).await;
        for _ in 0..2 {
            let tally = send(&desk, &edition, &sender, 30).await.unwrap();
            assert_eq!((tally.accepted, tally.deferred, tally.failed, tally.open()), (25, 3, 2, 3), "before its time nothing is tried");
        }
        assert_eq!(desk.addresses(edition.id, Delivery::Failed).await, ["reader-2@example.org", "reader-5@example.org"]);
        desk.pass(61);
        let tally = send(&desk, &edition, &sender, 30).await.unwrap();
        assert_eq!((tally.accepted, tally.failed, tally.open()), (28, 2, 0));
        let letters = store::deliveries::list(&desk.read().await, edition.id, Delivery::Failed).await.unwrap();
        assert!(letters.iter().all(|letter| letter.attempts == 1 && letter.reply.starts_with("55")), "{letters:?}");
        assert_eq!(sink.recipients().len(), 28);
        // Whom a server does not know is never mailed again; what it thinks of us is not their fault.
        let standing = async |email: &str| store::readers::by_email_key(&desk.read().await, email).await.unwrap().unwrap().standing;
        assert_eq!(standing("reader-2@example.org").await, Standing::Suppressed);
        assert_eq!(standing("reader-5@example.org").await, Standing::Active);
        let view = edition::view(&desk.newsroom, &desk.act(), edition.name()).await.unwrap();
        assert_eq!(view.came_back, [], "both stand among the letters refused");
    }

    async fn a_lost_reply_at_the_dot_is_sent_once_more_the_same(store: Store) {
        let (desk, edition) = ready(store, 12).await;
        let sink = Sink::start(|step, to, times| match (step, to, times) {
            (Step::Dot, "reader-1@example.org", 1) => Does::KeepsAndCloses,
            (Step::Dot, "reader-2@example.org", 1) => Does::Closes,
            (Step::Dot, "reader-3@example.org", _) => Does::KeepsAndCloses,
            _ => Does::Well,
        })
        .await;
        let sender = desk.sender(sink.outbox()).await;
        let tally = send(&desk, &edition, &sender, 12).await.unwrap();
        assert_eq!((tally.accepted, tally.in_doubt, tally.open()), (11, 1, 0));
        assert_eq!(desk.addresses(edition.id, Delivery::InDoubt).await, ["reader-3@example.org"], "never twice by itself");
        assert_eq!(edition::find(&desk.newsroom, None).await.unwrap().state, State::Sent);
        let copies = |email: &str| sink.taken().into_iter().filter(|(to, _)| to == email).map(|(_, letter)| letter).collect::<Vec<_>>();
        for email in ["reader-1@example.org", "reader-3@example.org"] {
            assert_eq!(copies(email).len(), 2);
            assert_eq!(copies(email)[0], copies(email)[1], "the same to the byte");
        }
        assert_eq!(sink.recipients().len(), 12 + 2);
        assert_eq!(deliver::sent_again(&desk.newsroom, edition.id).await.unwrap(), 2, "of the accepted, readers 1 and 2");
        let third = desk.reader("reader-3@example.org").await.id;
        edition::settle(&desk.newsroom, &desk.act(), edition.name(), third, Settled::Done).await.unwrap();
        assert_eq!(deliver::sent_again(&desk.newsroom, edition.id).await.unwrap(), 2, "what a person settled was not sent again");
    }

    async fn held_a_lost_reply_at_the_dot_is_in_doubt_and_a_second_copy_is_the_first(store: Store) {
        let (desk, edition) = ready(store, 12).await;
        desk.hold_doubts().await;
        let sink = Sink::start(|step, to, times| match (step, to, times) {
            (Step::Dot, "reader-1@example.org", 1) => Does::KeepsAndCloses,
            (Step::Dot, "reader-2@example.org", 1) => Does::Closes,
            _ => Does::Well,
        })
        .await;
        let sender = desk.sender(sink.outbox()).await;
        for _ in 0..2 {
            let tally = send(&desk, &edition, &sender, 12).await.unwrap();
            assert_eq!((tally.accepted, tally.in_doubt, tally.open()), (10, 2, 0));
            desk.pass(24 * 3600);
        }
        assert_eq!(desk.addresses(edition.id, Delivery::InDoubt).await, ["reader-1@example.org", "reader-2@example.org"]);
        assert_eq!(sink.recipients().len(), 11);
        // A person decides to send those again, days later, after names have changed.
        newsroom::artists::rename(&desk.newsroom, &desk.act(), &"saltwater-choir".into(), "Fresh Water", None).await.unwrap();
        for email in ["reader-1@example.org", "reader-2@example.org"] {
            let reader = desk.reader(email).await.id;
            edition::settle(&desk.newsroom, &desk.act(), edition.name(), reader, Settled::Again).await.unwrap();
            let twice = edition::settle(&desk.newsroom, &desk.act(), edition.name(), reader, Settled::Done).await.unwrap_err().to_string();
            assert!(twice.contains("not in doubt"), "{twice}");
        }
        let later = desk.sender(sink.outbox()).await;
        let tally = send(&desk, &edition, &later, 12).await.unwrap();
        assert_eq!((tally.accepted, tally.open()), (12, 0));
        let copies: Vec<String> = sink.taken().into_iter().filter(|(to, _)| to == "reader-1@example.org").map(|(_, letter)| letter).collect();
        assert_eq!(copies.len(), 2);
        assert_eq!(copies[0], copies[1], "the same to the byte");
    }

    async fn what_breaks_before_the_dot_is_sent_again(store: Store) {
        let (desk, edition) = ready(store, 40).await;
        let sink = Sink::start(|step, to, times| match (step, to) {
            (Step::Rcpt, "reader-7@example.org") if times < 3 => Does::Closes,
            (Step::Data, "reader-8@example.org") if times < 2 => Does::Closes,
            (Step::Rcpt, "reader-9@example.org") if times < 3 => Does::SaysAndCloses("421 4.3.2 going down"),
            (Step::Data, "reader-10@example.org") if times < 2 => Does::Says("hello?"),
            _ => Does::Well,
        })
        .await;
        let sender = desk.sender(sink.outbox()).await;
        let tally = send(&desk, &edition, &sender, 40).await.unwrap();
        assert_eq!((tally.in_doubt, tally.failed, tally.accepted + tally.deferred), (0, 0, 40), "{tally:?}");
        for _ in 0..3 {
            desk.pass(61);
            send(&desk, &edition, &sender, 40).await.unwrap();
        }
        assert_eq!(desk.tally(edition.id).await.accepted, 40);
        assert_eq!(sink.recipients(), everybody(40));
    }

    async fn a_server_that_closes_between_letters_delays_none(store: Store) {
        let (desk, edition) = ready(store, 60).await;
        // Every third letter on, the server has had enough of the connection, politely or not.
        let sink = Sink::start(|step, _, times| match step {
            Step::Mail if times % 6 == 0 => Does::SaysAndCloses("421 4.7.0 enough"),
            Step::Mail if times % 6 == 3 => Does::Closes,
            _ => Does::Well,
        })
        .await;
        let sender = desk.sender(sink.outbox()).await;
        let tally = send(&desk, &edition, &sender, 60).await.unwrap();
        assert!(tally.accepted >= 50, "{tally:?}");
        desk.pass(61);
        for _ in 0..5 {
            send(&desk, &edition, &sender, 60).await.unwrap();
            desk.pass(61);
        }
        assert_eq!(sink.recipients(), everybody(60));
    }

    async fn a_server_that_is_away_loses_nothing(store: Store) {
        let (desk, edition) = ready(store, 150).await;
        let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let away = desk.sender(outbox(nobody)).await;
        for _ in 0..2 {
            let said = send(&desk, &edition, &away, 150).await.unwrap_err().to_string();
            assert!(said.contains("no mail server answers at 127.0.0.1"), "{said}");
            let tally = desk.tally(edition.id).await;
            assert_eq!((tally.pending, tally.claimed), (150, 0), "every letter is anybody's again: {tally:?}");
        }
        let sink = Sink::start(|_, _, _| Does::Well).await;
        let there = Sender { outbox: sink.outbox(), ..away };
        let tally = send(&desk, &edition, &there, 150).await.unwrap();
        assert_eq!((tally.accepted, tally.open()), (150, 0));
        assert_eq!(sink.recipients(), everybody(150));
    }

    async fn a_server_that_wants_nobody_loses_nothing(store: Store) {
        let (desk, edition) = ready(store, 50).await;
        let sink = Sink::start(|step, _, times| if step == Step::Banner && times <= 4 { Does::SaysAndCloses("421 4.3.2 full") } else { Does::Well }).await;
        let sender = desk.sender(sink.outbox()).await;
        let said = send(&desk, &edition, &sender, 50).await.unwrap_err().to_string();
        assert!(said.contains("421"), "{said}");
        assert_eq!((desk.tally(edition.id).await.pending, desk.tally(edition.id).await.total()), (50, 50));
        send(&desk, &edition, &sender, 50).await.unwrap();
        assert_eq!(sink.recipients(), everybody(50));
    }

    async fn who_leaves_while_their_letter_is_on_the_line_gets_none(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.sign_up("jo@example.org").await;
        desk.work().await;
        let confirm = desk.token("jo@example.org", "confirm").await;
        let token = subscribe::confirm(&desk.newsroom, &desk.act(), &confirm).await.unwrap();
        let edition = desk.release().await;
        let (reached, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (told, held) = (Arc::clone(&reached), Arc::clone(&go));
        let sink = Sink::start(move |step, _, _| {
            if step != Step::Data {
                return Does::Well;
            }
            told.notify_one();
            Does::Waits(Arc::clone(&held))
        })
        .await;
        let sender = desk.sender(sink.outbox()).await;
        let leaving = async {
            reached.notified().await;
            subscribe::leave(&desk.newsroom, &desk.act(), newsroom::token::Purpose::Preferences, &token).await.unwrap();
            go.notify_one();
        };
        let (sent, ()) = tokio::join!(send(&desk, &edition, &sender, 1), leaving);
        assert_eq!((sent.unwrap().suppressed, sink.taken().len()), (1, 0));
    }

    async fn who_leaves_while_their_letter_waits_in_hand_is_not_even_offered_one(store: Store) {
        let (desk, edition) = ready(store, 30).await;
        let (all_wait, go) = (Arc::new(Barrier::new(5)), Arc::new(Barrier::new(5)));
        let (told, held) = (Arc::clone(&all_wait), Arc::clone(&go));
        let sink = Sink::start(move |step, to, _| match to {
            "reader-20@example.org" if step == Step::Rcpt => panic!("a letter to {to} was begun"),
            "reader-0@example.org" | "reader-1@example.org" | "reader-2@example.org" | "reader-3@example.org" if step == Step::Rcpt => {
                Does::Meets(Arc::clone(&told), Arc::clone(&held))
            }
            _ => Does::Well,
        })
        .await;
        let sender = desk.sender(sink.outbox()).await;
        let leaving = async {
            all_wait.wait().await;
            let email = domain::email::Email::parse("reader-20@example.org").unwrap();
            newsroom::readers::suppress(&desk.newsroom, &desk.act(), &email, "asked by telephone").await.unwrap();
            desk.pass(1);
            go.wait().await;
        };
        let (sent, ()) = tokio::join!(send(&desk, &edition, &sender, 30), leaving);
        let tally = sent.unwrap();
        assert_eq!((tally.accepted, tally.suppressed, tally.open(), sink.taken().len()), (29, 1, 0, 29));
    }

    async fn a_hold_ends_the_sending_and_a_release_goes_on(store: Store) {
        let (desk, edition) = ready(store, 400).await;
        let (reached, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (told, held) = (Arc::clone(&reached), Arc::clone(&go));
        let sink = Sink::start(move |step, _, times| {
            if step == Step::Mail && times == 20 {
                told.notify_one();
                return Does::Waits(Arc::clone(&held));
            }
            Does::Well
        })
        .await;
        let sender = desk.sender(sink.outbox()).await;
        let holding = async {
            reached.notified().await;
            edition::hold(&desk.newsroom, &desk.act(), edition.id).await.unwrap();
            go.notify_one();
        };
        let (sent, ()) = tokio::join!(send(&desk, &edition, &sender, 400), holding);
        let tally = sent.unwrap();
        assert!(tally.pending > 150 && tally.claimed == 0 && tally.total() == 400, "{tally:?}");
        assert_eq!(edition::find(&desk.newsroom, None).await.unwrap().state, State::Held);
        edition::release(&desk.newsroom, &desk.act(), edition.id).await.unwrap();
        send(&desk, &edition, &sender, 400).await.unwrap();
        assert_eq!(sink.recipients(), everybody(400));
    }

    async fn a_story_withdrawn_in_the_middle_is_in_no_letter_begun_after(store: Store) {
        let desk = Desk::new(store).await;
        let wrong = desk.publish("Wrong band blamed for fax", None).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.many_readers(300).await;
        let edition = desk.release().await;
        let (reached, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (told, held) = (Arc::clone(&reached), Arc::clone(&go));
        let sink = Sink::start(move |step, to, times| match (step, to, times) {
            (Step::Dot, "reader-20@example.org" | "reader-280@example.org", 1) => Does::KeepsAndCloses,
            (Step::Mail, _, 60) => {
                told.notify_one();
                Does::Waits(Arc::clone(&held))
            }
            _ => Does::Well,
        })
        .await;
        let sender = desk.sender(sink.outbox()).await;
        let withdrawing = async {
            reached.notified().await;
            newsroom::stories::withdraw(&desk.newsroom, &desk.act(), wrong.id, "It was another band.").await.unwrap();
            let dotted = desk.tally(edition.id).await.dotting;
            go.notify_one();
            usize::try_from(dotted).unwrap()
        };
        let (sent, dotted) = tokio::join!(send(&desk, &edition, &sender, 300), withdrawing);
        assert_eq!(edition::find(&desk.newsroom, None).await.unwrap().state, State::Held, "it stops, and asks");
        let shown = edition::preview(&desk.newsroom, &desk.act(), edition.name(), &AsReader::default()).await.unwrap().unwrap();
        assert!(!shown.html.contains("Wrong band") && shown.stories == 1, "what is shown is what goes out from now on");
        let with = |taken: &[(String, String)]| taken.iter().filter(|(_, letter)| letter.contains("Wrong band")).count();
        let before = sink.taken();
        assert_eq!(with(&before), before.len());
        let tally = sent.unwrap();
        assert!(tally.pending > 100 && tally.in_doubt == 1 && dotted <= 4, "{tally:?}, {dotted}");
        edition::release(&desk.newsroom, &desk.act(), edition.id).await.unwrap();
        let tally = send(&desk, &edition, &sender, 300).await.unwrap();
        assert_eq!((tally.accepted, tally.in_doubt), (299, 1), "what is in doubt with it is not sent again");
        let after = sink.taken();
        assert_eq!((with(&after), after.len()), (before.len(), 301));
        let twice: Vec<_> = after.iter().filter(|(to, _)| to == "reader-280@example.org").map(|(_, letter)| letter).collect();
        assert!(twice.len() == 2 && twice[0] == twice[1], "begun without it and in doubt, it is sent once more, the same to the byte");
        assert!(after[before.len()..].iter().all(|(_, letter)| letter.contains("Drummer quits by fax")));
    }

    async fn a_process_that_is_told_to_end_finishes_what_is_on_its_way(store: Store) {
        let (desk, edition) = ready(store, 400).await;
        let (reached, go) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (told, held) = (Arc::clone(&reached), Arc::clone(&go));
        let sink = Sink::start(move |step, _, times| {
            if step == Step::Mail && times == 20 {
                told.notify_one();
                return Does::Waits(Arc::clone(&held));
            }
            Does::Well
        })
        .await;
        let sender = desk.sender(sink.outbox()).await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let worker = tokio::spawn(newsroom::worker::run(desk.newsroom.clone(), sender, async move { drop(stopped.await) }));
        reached.notified().await;
        stop.send(()).unwrap();
        tokio::task::yield_now().await;
        go.notify_one();
        worker.await.unwrap();
        let tally = desk.tally(edition.id).await;
        assert!(tally.pending > 150, "{tally:?}");
        assert_eq!((tally.claimed, tally.dotting, tally.in_doubt, tally.accepted), (0, 0, 0, i64::try_from(sink.taken().len()).unwrap()));
    }
}
