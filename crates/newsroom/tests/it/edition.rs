//! The edition: what is in it, for whom, and what stays as it was when it was released.

use crate::desk::Desk;
use crate::heard::heard;
use domain::act::Act;
use domain::edition::State;
use domain::reader::Choice;
use domain::role::Role;
use domain::story::Story;
use newsroom::intake::{self, Options};
use newsroom::outbox::Outbox;
use newsroom::{deliver, edition, stories};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

async fn headlines(desk: &Desk) -> Vec<String> {
    let edition = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
    let mut headlines = Vec::new();
    for id in edition.stories {
        headlines.push(store::stories::by_id(&desk.read().await, id).await.unwrap().unwrap().draft.headline);
    }
    headlines
}

async fn send(desk: &Desk, id: domain::id::EditionId) {
    let sender = desk.sender(Outbox::Mailbox).await;
    deliver::send(&desk.newsroom, id, &sender, &|_| {}).await.unwrap();
}

async fn archive(desk: &Desk, headline: &str, dateline: &str, publish: bool) -> Story {
    let text = format!("{headline}\n\n{dateline} | Staff Writer\n\nThe label has its own machine\n\nIt was his fax machine.\n");
    let options = Options { publish, ..Options::default() };
    intake::plain_story(&desk.newsroom, &desk.act(), "old.txt", &text, &options).await.unwrap().story
}

testkit::both! {
    async fn it_carries_what_went_live_since_the_last_one(store: Store) {
        let desk = Desk::new(store).await;
        let nothing = edition::compose(&desk.newsroom, &desk.act()).await.unwrap_err().to_string();
        assert!(nothing.contains("nothing is sent"), "{nothing}");
        desk.publish("Drummer quits by fax", None).await;
        desk.pass(60);
        desk.publish("Council keeps the venue", None).await;
        assert_eq!(headlines(&desk).await, ["Council keeps the venue", "Drummer quits by fax"]);
        desk.pass(60);
        desk.publish("Tape echo", None).await;
        assert_eq!(headlines(&desk).await.len(), 3, "composed again while it is not released");
        desk.readers(1).await;
        let edition = desk.release().await;
        let again = edition::compose(&desk.newsroom, &desk.act()).await.unwrap_err().to_string();
        assert!(again.contains("is sending already"), "{again}");
        send(&desk, edition.id).await;
        assert!(edition::release(&desk.newsroom, &desk.act(), edition.id).await.unwrap_err().to_string().contains("has been sent"));
        desk.pass(24 * 3600);
        let quiet = edition::compose(&desk.newsroom, &desk.act()).await.unwrap_err().to_string();
        assert!(quiet.contains("since the last edition"), "{quiet}");
        // An old dateline that is published now is news; an archive that comes in is not.
        let old = archive(&desk, "Founding member returns", "1 March 2015 | 9:00 am", false).await;
        stories::publish(&desk.newsroom, &desk.act(), old.id).await.unwrap();
        archive(&desk, "Obituary of a PA", "2 March 2015 | 9:00 am", true).await;
        assert_eq!(headlines(&desk).await, ["Founding member returns"]);
    }

    async fn what_was_composed_and_never_released_is_in_the_next(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Council keeps the venue", None).await;
        send(&desk, desk.release().await.id).await;
        desk.pass(24 * 3600);
        desk.publish("Drummer quits by fax", None).await;
        assert_eq!(headlines(&desk).await, ["Drummer quits by fax"]);
        desk.pass(24 * 3600);
        desk.publish("Tape echo", None).await;
        assert_eq!(headlines(&desk).await, ["Tape echo", "Drummer quits by fax"]);
    }

    async fn what_is_due_at_its_hour_is_in_it_though_nothing_flipped_it_yet(store: Store) {
        let desk = Desk::new(store).await;
        let story = archive(&desk, "Embargoed until six", "21 November 2026 | 6:00 am", false).await;
        stories::publish(&desk.newsroom, &desk.act(), story.id).await.unwrap();
        desk.publish("Drummer quits by fax", None).await;
        desk.turn_to("2026-11-21T06:30:00+11:00");
        assert_eq!(headlines(&desk).await, ["Embargoed until six", "Drummer quits by fax"]);
    }

    async fn a_story_that_was_stored_a_moment_late_is_in_the_next(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Tape echo", None).await;
        let draft = desk.import(&desk.text("Drummer quits by fax", None)).await.story;
        let asked = desk.act();
        desk.pass(2);
        let edition = desk.release().await;
        // The verb read the clock before the edition was composed and committed after it.
        stories::publish(&desk.newsroom, &asked, draft.id).await.unwrap();
        send(&desk, edition.id).await;
        desk.pass(24 * 3600);
        assert_eq!(headlines(&desk).await, ["Drummer quits by fax"]);
    }

    async fn it_needs_an_address_on_paper_a_sender_and_an_editor(store: Store) {
        let desk = Desk::bare(store).await;
        desk.found(&domain::paper::Paper { postal_address: " ".to_owned(), ..testkit::paper() }).await;
        desk.publish("Drummer quits by fax", None).await;
        let said = edition::compose(&desk.newsroom, &desk.act()).await.unwrap_err().to_string();
        assert!(said.contains("postal-address"), "{said}");
        newsroom::paper::change(&desk.newsroom, &desk.act(), "postal-address", "1 Lane").await.unwrap();
        let writer: Act = desk.act_as(Role::Writer);
        assert!(edition::compose(&desk.newsroom, &writer).await.unwrap_err().to_string().contains("run the edition"));
        let edition = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        newsroom::paper::change(&desk.newsroom, &desk.act(), "postal-address", "").await.unwrap();
        assert!(edition::release(&desk.newsroom, &desk.act(), edition.id).await.is_err(), "not even when it went away since");
    }

    async fn every_reader_gets_what_they_chose(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        desk.pass(60);
        desk.publish("Council keeps the venue", None).await;
        desk.pass(60);
        desk.publish("Static on the night bus", Some("Vera Static")).await;
        desk.admit("general@example.org", Choice::General, &[]).await;
        desk.admit("both@example.org", Choice::Both, &["saltwater-choir"]).await;
        desk.admit("follows@example.org", Choice::Follows, &["saltwater-choir"]).await;
        desk.admit("nobody@example.org", Choice::Follows, &[]).await;
        let edition = desk.release().await;
        assert_eq!(edition.subject, "Static on the night bus");
        send(&desk, edition.id).await;
        let (static_, council, choir) = ("Static on the night bus", "Council keeps the venue", "Choir quits by fax");
        assert_eq!(told(&desk, "general@example.org").await, [static_, council, choir]);
        assert_eq!(told(&desk, "both@example.org").await, [choir, static_, council]);
        assert_eq!(told(&desk, "follows@example.org").await, [choir]);
        assert!(desk.mailbox().await.iter().all(|(item, _)| item.recipient != "nobody@example.org"));
        let freeze = store::deliveries::freezing(&desk.read().await, edition.id).await.unwrap();
        let excluded: i64 = freeze.excluded.iter().map(|(_, readers)| readers).sum();
        assert_eq!((freeze.prepared, excluded), (3, 1), "eligible = prepared + excluded");
        assert_eq!(edition::find(&desk.newsroom, None).await.unwrap().state, State::Sent);
    }

    async fn what_is_heavy_is_rendered_once_whatever_the_number_of_readers(store: Store) {
        let desk = Desk::new(store).await;
        for n in 0..6 {
            desk.publish(&format!("Choir quits by fax number {n}"), Some("Saltwater Choir")).await;
        }
        desk.many_readers(40).await;
        desk.admit("follows@example.org", Choice::Follows, &["saltwater-choir"]).await;
        let rendered = Box::pin(heard("inkie::render", async {
            let edition = desk.release().await;
            send(&desk, edition.id).await;
            assert_eq!(desk.tally(edition.id).await.accepted, 41);
        }))
        .await;
        let heavy = rendered.iter().filter(|template| template.contains(".html")).count();
        assert!((6..=6 + 4).contains(&heavy), "{rendered:#?}");
    }

    async fn freezing_goes_on_where_it_stopped(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.many_readers(4_500).await;
        let edition = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        // The first batch is committed, then the process goes.
        let seen = Arc::new(AtomicBool::new(false));
        let watch = async {
            while store::deliveries::freezing(&desk.read().await, edition.id).await.unwrap().prepared == 0 {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
            seen.store(true, Ordering::SeqCst);
        };
        let act = desk.act();
        tokio::select! {
            biased;
            () = watch => {}
            _ = edition::release(&desk.newsroom, &act, edition.id) => {}
        }
        let released = edition::find(&desk.newsroom, None).await.unwrap();
        assert!(matches!(released.state, State::Freezing | State::Sending), "{released:?}");
        desk.pass(60);
        let gone_on = edition::release(&desk.newsroom, &desk.act(), edition.id).await.unwrap();
        assert_eq!((gone_on.state, gone_on.released), (State::Sending, released.released), "dated once");
        let tally = desk.tally(edition.id).await;
        let freeze = store::deliveries::freezing(&desk.read().await, edition.id).await.unwrap();
        assert_eq!((tally.pending, tally.total(), freeze.prepared), (4_500, 4_500, 4_500));
    }

    async fn what_is_frozen_stays_as_it_was(store: Store) {
        let desk = Desk::new(store).await;
        let kept = desk.publish("Drummer quits by fax", None).await;
        desk.pass(60);
        let gone = desk.publish("Tape echo", None).await;
        desk.readers(1).await;
        let edition = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        stories::withdraw(&desk.newsroom, &desk.act(), gone.id, "Not true.").await.unwrap();
        let edition = edition::release(&desk.newsroom, &desk.act(), edition.id).await.unwrap();
        assert_eq!((edition.stories.as_slice(), edition.subject.as_str()), (&[kept.id][..], "Drummer quits by fax"));
        newsroom::paper::change(&desk.newsroom, &desk.act(), "name", "Another Paper").await.unwrap();
        desk.pass(3600);
        send(&desk, edition.id).await;
        assert_eq!(told(&desk, "reader-0@example.org").await, ["Drummer quits by fax"]);
        assert!(!desk.letter_to("reader-0@example.org").await.contains("Another Paper"));
    }

    async fn an_edition_of_nothing_live_is_not_released(store: Store) {
        let desk = Desk::new(store).await;
        let story = desk.publish("Drummer quits by fax", None).await;
        let edition = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        stories::withdraw(&desk.newsroom, &desk.act(), story.id, "Not true.").await.unwrap();
        let said = edition::release(&desk.newsroom, &desk.act(), edition.id).await.unwrap_err().to_string();
        assert!(said.contains("compose it again"), "{said}");
    }

    async fn held_means_held_and_goes_on_when_told(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(3).await;
        let edition = desk.release().await;
        edition::hold(&desk.newsroom, &desk.act(), edition.id).await.unwrap();
        send(&desk, edition.id).await;
        desk.work().await;
        assert_eq!((desk.mailbox().await.len(), desk.tally(edition.id).await.pending), (0, 3));
        let said = edition::compose(&desk.newsroom, &desk.act()).await.unwrap_err().to_string();
        assert!(said.contains("held in the middle"), "{said}");
        edition::release(&desk.newsroom, &desk.act(), edition.id).await.unwrap();
        send(&desk, edition.id).await;
        assert_eq!(desk.mailbox().await.len(), 3);
        assert!(edition::hold(&desk.newsroom, &desk.act(), edition.id).await.unwrap_err().to_string().contains("has been sent"));
    }

    async fn a_hold_in_the_middle_of_freezing_is_not_overrun(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.many_readers(6_500).await;
        let edition = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        let (release, hold) = (desk.act(), desk.act());
        let holding = async {
            while store::deliveries::freezing(&desk.read().await, edition.id).await.unwrap().prepared == 0 {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
            edition::hold(&desk.newsroom, &hold, edition.id).await
        };
        let (released, held) = tokio::join!(edition::release(&desk.newsroom, &release, edition.id), holding);
        held.unwrap();
        drop(released);
        send(&desk, edition.id).await;
        assert_eq!(edition::find(&desk.newsroom, None).await.unwrap().state, State::Held);
        assert_eq!(desk.mailbox().await.len(), 0);
        edition::release(&desk.newsroom, &desk.act(), edition.id).await.unwrap();
        assert_eq!(desk.tally(edition.id).await.pending, 6_500);
    }

    async fn two_releases_at_once_freeze_it_once(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.many_readers(2_500).await;
        let edition = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        let one = desk.act();
        desk.pass(1);
        let two = desk.act();
        let (one, two) = tokio::join!(edition::release(&desk.newsroom, &one, edition.id), edition::release(&desk.newsroom, &two, edition.id));
        assert!(one.is_ok() || two.is_ok(), "{one:?} {two:?}");
        let freeze = store::deliveries::freezing(&desk.read().await, edition.id).await.unwrap();
        assert_eq!((freeze.prepared, desk.tally(edition.id).await.total()), (2_500, 2_500));
    }
}

/// The headlines in the newest letter to somebody, in order.
async fn told(desk: &Desk, email: &str) -> Vec<&'static str> {
    let letter = crate::desk::unfolded(&desk.letter_to(email).await);
    let (_, text) = letter.split_once("\r\n\r\n").unwrap();
    let text = text.split("text/html").next().unwrap_or(text);
    let known = ["Static on the night bus", "Council keeps the venue", "Choir quits by fax", "Drummer quits by fax", "Tape echo"];
    let mut found: Vec<(usize, &str)> = known.into_iter().filter_map(|headline| Some((text.find(headline)?, headline))).collect();
    found.sort_unstable();
    found.into_iter().map(|(_, headline)| headline).collect()
}
