//! After an edition: corrections that the next one tells, what readers did by it, and later hours that have a plan of their own.

use crate::desk::{Desk, unfolded};
use crate::refused;
use crate::subscribe::chosen;
use domain::edition::{Answers, Edition, Name, Plan, State, Which};
use domain::id::EditionId;
use domain::reader::Choice;
use domain::story::Story;
use domain::story::desk::Update;
use domain::time::Day;
use newsroom::desk as story_desk;
use newsroom::edition::{self, AsReader, Goes};
use newsroom::subscribe::{self, Chosen, Press};
use newsroom::token::{Claim, Purpose, Secret};

const NOTE: &str = "It was a tram, not a bus.";
const EVENING: u16 = 18 * 60;

async fn last_letter(desk: &Desk, email: &str) -> String {
    unfolded(&desk.letter_to(email).await)
}

async fn tell(desk: &Desk, story: &Story) {
    story_desk::update_and_tell(&desk.newsroom, &desk.act(), story.id, Update::NoteAlone(NOTE)).await.unwrap();
}

/// The morning of a day of November 2026 comes, with a story of its own.
async fn morning(desk: &Desk, day: i8) {
    desk.turn_to(&format!("2026-11-{day}T06:00:00+11:00"));
    desk.publish(&format!("Story of the {day}th"), None).await;
    desk.turn_to(&format!("2026-11-{day}T06:30:00+11:00"));
    desk.work().await;
}

async fn choose(desk: &Desk, email: &str, chosen: Chosen) {
    let token = token(desk, email, Purpose::Preferences).await;
    subscribe::choose(&desk.newsroom, &desk.act(), &token, &chosen).await.unwrap();
}

async fn token(desk: &Desk, email: &str, purpose: Purpose) -> String {
    let claim = Claim { reader: desk.reader(email).await.key, issued: desk.now(), artist: None };
    Secret::new([7; 32]).token(purpose, &claim)
}

async fn answers(desk: &Desk, edition: EditionId) -> Answers {
    store::editions::answers(&desk.read().await, edition).await.unwrap()
}

async fn of_day(desk: &Desk, day: i8) -> Edition {
    edition::find(&desk.newsroom, Some(Name::of(Day::new(2026, 11, day).unwrap()))).await.unwrap()
}

testkit::both! {
    async fn a_correction_is_told_once_to_who_had_the_story(store: Store) {
        let desk = Desk::new(store).await;
        desk.admit("jo@example.org", Choice::General, &[]).await;
        let story = desk.publish("Band leaves by bus", None).await;
        desk.turn_to("2026-11-21T06:30:00+11:00");
        desk.work().await;
        desk.admit("new@example.org", Choice::General, &[]).await;
        desk.turn_to("2026-11-21T12:00:00+11:00");
        tell(&desk, &story).await;
        let filling = Name::of(edition::upcoming(&desk.newsroom, desk.now()).await.unwrap());
        let planned = edition::view(&desk.newsroom, &desk.act(), filling).await.unwrap();
        assert_eq!(planned.corrections.iter().map(|one| one.text.as_str()).collect::<Vec<_>>(), [NOTE]);
        morning(&desk, 22).await;
        let letter = last_letter(&desk, "jo@example.org").await;
        assert!(letter.contains("We got it wrong") && letter.contains("Band leaves by bus") && letter.matches(NOTE).count() == 2, "{letter}");
        let letter = last_letter(&desk, "new@example.org").await;
        assert!(letter.contains("Story of the 22th") && !letter.contains("We got it wrong"), "they had not read it");
        let copy = edition::copy(&desk.read().await, filling, None).await.unwrap().unwrap().into_string();
        assert!(copy.contains(NOTE));
        morning(&desk, 23).await;
        assert!(!last_letter(&desk, "jo@example.org").await.contains(NOTE), "once");
    }

    async fn a_correction_that_waits_is_taken_out_again(store: Store) {
        let desk = Desk::new(store).await;
        desk.admit("jo@example.org", Choice::General, &[]).await;
        let story = desk.publish("Band leaves by bus", None).await;
        morning(&desk, 21).await;
        tell(&desk, &story).await;
        let filling = Name::of(edition::upcoming(&desk.newsroom, desk.now()).await.unwrap());
        let waits = edition::view(&desk.newsroom, &desk.act(), filling).await.unwrap().corrections;
        edition::drop_correction(&desk.newsroom, &desk.act(), waits[0].id).await.unwrap();
        assert!(edition::view(&desk.newsroom, &desk.act(), filling).await.unwrap().corrections.is_empty());
        let twice = edition::drop_correction(&desk.newsroom, &desk.act(), waits[0].id).await;
        assert!(refused(twice).contains("does not wait"));
        morning(&desk, 22).await;
        assert!(!last_letter(&desk, "jo@example.org").await.contains("We got it wrong"));
        let newest = newsroom::stories::newest(&desk.newsroom, 9).await.unwrap();
        let shown = newest.iter().find(|one| one.id == story.id).unwrap();
        assert_eq!(shown.corrections.len(), 1, "it stays on the page");
    }

    async fn without_a_tick_nothing_is_told(store: Store) {
        let desk = Desk::new(store).await;
        desk.admit("jo@example.org", Choice::General, &[]).await;
        let story = desk.publish("Band leaves by bus", None).await;
        morning(&desk, 21).await;
        story_desk::update(&desk.newsroom, &desk.act(), story.id, Update::NoteAlone(NOTE)).await.unwrap();
        let said = story_desk::update_and_tell(&desk.newsroom, &desk.act(), story.id, Update::NewVersion).await;
        assert!(refused(said).contains("say what was wrong"));
        morning(&desk, 22).await;
        assert!(!last_letter(&desk, "jo@example.org").await.contains("We got it wrong"));
    }

    async fn held_and_composed_anew_it_is_still_told_once(store: Store) {
        let desk = Desk::new(store).await;
        desk.admit("jo@example.org", Choice::General, &[]).await;
        let story = desk.publish("Band leaves by bus", None).await;
        morning(&desk, 21).await;
        tell(&desk, &story).await;
        desk.turn_to("2026-11-22T05:00:00+11:00");
        desk.publish("Drummer quits by fax", None).await;
        let composed = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        edition::hold(&desk.newsroom, &desk.act(), composed.id).await.unwrap();
        edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        edition::release(&desk.newsroom, &desk.act(), composed.id).await.unwrap();
        edition::hold(&desk.newsroom, &desk.act(), composed.id).await.unwrap();
        edition::let_go(&desk.newsroom, &desk.act(), composed.name()).await.unwrap();
        desk.work().await;
        assert!(last_letter(&desk, "jo@example.org").await.contains(NOTE));
        morning(&desk, 23).await;
        assert!(!last_letter(&desk, "jo@example.org").await.contains(NOTE));
    }

    async fn what_was_withdrawn_is_not_corrected_any_more(store: Store) {
        let desk = Desk::new(store).await;
        desk.admit("jo@example.org", Choice::General, &[]).await;
        let (before, during) = (desk.publish("Band leaves by bus", None).await, desk.publish("Choir quits by fax", None).await);
        morning(&desk, 21).await;
        tell(&desk, &before).await;
        tell(&desk, &during).await;
        newsroom::stories::withdraw(&desk.newsroom, &desk.act(), before.id, "There was no band.").await.unwrap();
        desk.turn_to("2026-11-22T05:00:00+11:00");
        desk.publish("Drummer quits by fax", None).await;
        let edition = desk.release().await;
        newsroom::stories::withdraw(&desk.newsroom, &desk.act(), during.id, "There was no choir.").await.unwrap();
        assert_eq!(edition::find(&desk.newsroom, Some(edition.name())).await.unwrap().state, State::Held, "it stops, and asks");
        edition::let_go(&desk.newsroom, &desk.act(), edition.name()).await.unwrap();
        desk.work().await;
        let letter = last_letter(&desk, "jo@example.org").await;
        assert!(letter.contains("Drummer quits by fax") && !letter.contains(NOTE) && !letter.contains("We got it wrong"), "{letter}");
    }

    async fn every_hour_tells_it_to_its_own_readers(store: Store) {
        let desk = Desk::new(store).await;
        newsroom::paper::change(&desk.newsroom, &desk.act(), "later-hours", "18:00").await.unwrap();
        for email in ["morning@example.org", "evening@example.org"] {
            desk.admit(email, Choice::General, &[]).await;
        }
        choose(&desk, "evening@example.org", Chosen { hour: Some(EVENING), ..chosen() }).await;
        let story = desk.publish("Band leaves by bus", None).await;
        morning(&desk, 21).await;
        desk.turn_to("2026-11-21T12:00:00+11:00");
        tell(&desk, &story).await;
        desk.turn_to("2026-11-21T18:00:00+11:00");
        desk.work().await;
        assert!(!last_letter(&desk, "evening@example.org").await.contains(NOTE), "theirs had it right");
        morning(&desk, 22).await;
        assert!(last_letter(&desk, "morning@example.org").await.contains(NOTE));
        desk.turn_to("2026-11-22T18:00:00+11:00");
        desk.work().await;
        assert!(!last_letter(&desk, "evening@example.org").await.contains(NOTE), "nor had they the mistake");
    }

    async fn who_leaves_and_who_follows_is_counted_for_the_letter(store: Store) {
        let desk = Desk::new(store).await;
        for email in ["jo@example.org", "al@example.org", "bo@example.org", "cy@example.org"] {
            desk.admit(email, Choice::General, &[]).await;
        }
        desk.publish("Low voices", Some("Saltwater Choir")).await;
        morning(&desk, 21).await;
        let letter = last_letter(&desk, "jo@example.org").await;
        assert!(letter.contains("/artists/saltwater-choir/follow?from=2026-11-21"), "{letter}");
        let leave = desk.token("jo@example.org", "leave").await;
        morning(&desk, 23).await;
        let (first, second) = (of_day(&desk, 21).await, of_day(&desk, 23).await);
        for _ in 0..2 {
            subscribe::leave(&desk.newsroom, &desk.act(), Purpose::Leave, &leave).await.unwrap();
        }
        assert_eq!((answers(&desk, first.id).await.left, answers(&desk, second.id).await.left), (1, 0), "by a link of the first, once");
        let preferences = token(&desk, "al@example.org", Purpose::Preferences).await;
        subscribe::leave(&desk.newsroom, &desk.act(), Purpose::Preferences, &preferences).await.unwrap();
        assert_eq!(answers(&desk, second.id).await.left, 1, "within a day of it");
        // By a letter's link: at once in a remembered browser, else when the mailbox has said yes.
        let (device, artist) = (token(&desk, "bo@example.org", Purpose::Device).await, testkit::slug("saltwater-choir"));
        for _ in 0..2 {
            subscribe::follow_from(&desk.newsroom, &desk.act(), Purpose::Device, &device, &artist, Some(second.name())).await.unwrap();
        }
        assert_eq!(answers(&desk, second.id).await, Answers { left: 1, followed: 1 });
        let form = Press { edition: Some(first.name()), ..desk.filled_in("cy@example.org", Some("saltwater-choir"), "203.0.113.9") };
        desk.press(&form).await.unwrap();
        desk.work().await;
        assert_eq!(answers(&desk, first.id).await.followed, 0, "asked for, not made");
        let mailed = desk.token("cy@example.org", "follow").await;
        subscribe::follow_mailed(&desk.newsroom, &desk.act(), &mailed).await.unwrap();
        subscribe::follow_mailed(&desk.newsroom, &desk.act(), &mailed).await.unwrap();
        assert_eq!(answers(&desk, first.id).await, Answers { left: 1, followed: 1 });
        let seen = edition::view(&desk.newsroom, &desk.act(), first.name()).await.unwrap();
        assert_eq!(seen.answers, Answers { left: 1, followed: 1 });
    }

    async fn a_later_hour_is_arranged_looked_at_and_held_apart(store: Store) {
        let desk = Desk::new(store).await;
        newsroom::paper::change(&desk.newsroom, &desk.act(), "later-hours", "18:00").await.unwrap();
        desk.admit("evening@example.org", Choice::General, &[]).await;
        choose(&desk, "evening@example.org", Chosen { hour: Some(EVENING), ..chosen() }).await;
        let (one, two) = (desk.publish("Council keeps the venue", None).await, desk.publish("Tape echo", None).await);
        let day = Day::new(2026, 11, 21).unwrap();
        let (first, later) = (Name::of(day), Name { day, which: Which::Later(EVENING) });
        let plan = edition::view(&desk.newsroom, &desk.act(), first).await.unwrap().plan;
        let drop = |plan: Plan, id| Plan { dropped: vec![id], subject: "Morning".to_owned(), note: vec!["Hello.".to_owned()], ..plan };
        edition::arrange(&desk.newsroom, &desk.act(), drop(plan, one.id)).await.unwrap();
        let evening = edition::view(&desk.newsroom, &desk.act(), later).await.unwrap();
        assert_eq!((evening.plan.dropped.clone(), evening.plan.note.clone(), evening.subject.as_str()), (vec![one.id], vec!["Hello.".to_owned()], "Tape echo"), "as the day has it, but for the lines");
        let wanted = Plan { dropped: vec![two.id], subject: "Evening".to_owned(), ..evening.plan };
        edition::arrange(&desk.newsroom, &desk.act(), wanted).await.unwrap();
        assert_eq!(edition::view(&desk.newsroom, &desk.act(), first).await.unwrap().subject, "Morning");
        let preview = edition::preview(&desk.newsroom, &desk.act(), later, &AsReader::default()).await.unwrap().unwrap();
        assert!(preview.subject == "Evening" && preview.text.contains("Council keeps the venue") && !preview.text.contains("Tape echo"));
        let to = domain::email::Email::parse("desk@feedback.example").unwrap();
        desk.turn_to("2026-11-21T06:30:00+11:00");
        edition::send_test(&desk.newsroom, &desk.act(), later, &AsReader::default(), &to).await.unwrap();
        desk.work().await;
        assert!(last_letter(&desk, "desk@feedback.example").await.contains("[Test] Evening"));
        edition::hold_named(&desk.newsroom, &desk.act(), later).await.unwrap();
        let goes = async |name| edition::view(&desk.newsroom, &desk.act(), name).await.unwrap().goes;
        assert_eq!((goes(first).await, goes(later).await), (Goes::Gone, Goes::Held));
        desk.turn_to("2026-11-21T18:00:00+11:00");
        desk.work().await;
        assert!(edition::find(&desk.newsroom, Some(later)).await.is_err(), "held");
        edition::let_go(&desk.newsroom, &desk.act(), later).await.unwrap();
        desk.work().await;
        let letter = last_letter(&desk, "evening@example.org").await;
        assert!(letter.contains("Subject: Evening") && letter.contains("/newsletter/2026-11-21-1800"), "{letter}");
        let nowhere = Name { day, which: Which::Later(5) };
        assert!(edition::view(&desk.newsroom, &desk.act(), nowhere).await.is_err(), "the paper has no such hour");
    }
}
