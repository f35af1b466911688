//! Readers choose when: hours, days, pauses. Everybody is counted, nobody gets two letters of a day, nothing is missed.

use crate::desk::{Desk, unfolded};
use crate::refused;
use crate::subscribe::chosen;
use domain::edition::State;
use domain::reader::{Choice, Days, Quiet, Without};
use domain::time::{Day, Weekday};
use newsroom::edition;
use newsroom::subscribe::{self, Chosen};
use newsroom::token::{Claim, Purpose, Secret};
use std::collections::HashMap;

const EVENING: u16 = 18 * 60;

/// A paper with an evening hour.
async fn desk(store: store::Store) -> Desk {
    let desk = Desk::new(store).await;
    newsroom::paper::change(&desk.newsroom, &desk.act(), "later-hours", "18:00").await.unwrap();
    desk
}

async fn choose(desk: &Desk, email: &str, chosen: Chosen) -> newsroom::Verb<()> {
    let claim = Claim { reader: desk.reader(email).await.key, issued: desk.now(), artist: None };
    let token = Secret::new([7; 32]).token(Purpose::Preferences, &claim);
    subscribe::choose(&desk.newsroom, &desk.act(), &token, &chosen).await
}

fn day(year: i16, month: i8, day: i8) -> Day {
    Day::new(year, month, day).unwrap()
}

fn evening() -> Chosen {
    Chosen { hour: Some(EVENING), ..chosen() }
}

/// Works at an instant of November or December 2026 in the paper's zone.
async fn at(desk: &Desk, day: &str, hour: &str) {
    desk.turn_to(&format!("2026-{day}T{hour}:00+11:00"));
    desk.work().await;
}

/// Which of these headlines somebody's letters told, each letter apart, the oldest first.
async fn told<'a>(desk: &Desk, email: &str, headlines: &[&'a str]) -> Vec<Vec<&'a str>> {
    let letters = desk.mailbox().await;
    let own = letters.iter().filter(|(item, _)| item.recipient == email).map(|(_, raw)| unfolded(raw));
    own.map(|letter| headlines.iter().copied().filter(|headline| letter.contains(*headline)).collect()).collect()
}

/// Whoever is no letter of an edition is counted with a reason.
async fn adds_up(desk: &Desk, readers: i64) {
    let conn = desk.read().await;
    for edition in store::editions::list(&conn, 99).await.unwrap() {
        let freeze = store::deliveries::freezing(&conn, edition.id).await.unwrap();
        let excluded: i64 = freeze.excluded.iter().map(|(_, readers)| readers).sum();
        assert_eq!(freeze.prepared + excluded, readers, "{} {:?}: {freeze:?}", edition.day, edition.which);
        let known = |words: &str| Without::ALL.iter().any(|without| without.words() == words);
        assert!(freeze.excluded.iter().all(|(reason, _)| known(reason)), "{freeze:?}");
        assert_eq!(edition.state, State::Sent);
    }
}

const ALL: [&str; 5] = ["Friday noon story", "Saturday noon story", "Saturday night story", "Sunday noon story", "Sunday night story"];

testkit::both! {
    async fn each_hour_gets_what_is_live_by_then(store: Store) {
        let desk = desk(store).await;
        desk.publish(ALL[0], None).await;
        desk.admit("morning@example.org", Choice::General, &[]).await;
        desk.admit("evening@example.org", Choice::General, &[]).await;
        choose(&desk, "evening@example.org", evening()).await.unwrap();
        at(&desk, "11-21", "06:30").await;
        desk.turn_to("2026-11-21T12:00:00+11:00");
        desk.publish(ALL[1], None).await;
        at(&desk, "11-21", "17:59").await;
        assert_eq!((told(&desk, "morning@example.org", &ALL).await, told(&desk, "evening@example.org", &ALL).await.len()), (vec![vec![ALL[0]]], 0));
        at(&desk, "11-21", "18:00").await;
        assert_eq!(told(&desk, "evening@example.org", &ALL).await, [[ALL[0], ALL[1]]]);
        desk.turn_to("2026-11-21T20:00:00+11:00");
        desk.publish(ALL[2], None).await;
        at(&desk, "11-22", "06:30").await;
        at(&desk, "11-22", "18:00").await;
        assert_eq!(told(&desk, "morning@example.org", &ALL).await, [vec![ALL[0]], vec![ALL[1], ALL[2]]]);
        assert_eq!(told(&desk, "evening@example.org", &ALL).await, [vec![ALL[0], ALL[1]], vec![ALL[2]]]);
        adds_up(&desk, 2).await;
    }

    async fn who_moves_misses_nothing_and_gets_one_letter_a_day(store: Store) {
        let desk = desk(store).await;
        desk.publish(ALL[0], None).await;
        for reader in ["later@example.org", "earlier@example.org", "still@example.org"] {
            desk.admit(reader, Choice::General, &[]).await;
        }
        choose(&desk, "earlier@example.org", evening()).await.unwrap();
        choose(&desk, "still@example.org", evening()).await.unwrap();
        at(&desk, "11-21", "06:30").await;
        desk.turn_to("2026-11-21T12:00:00+11:00");
        desk.publish(ALL[1], None).await;
        // There and back again, and there: what was in their letter of the morning stays what it was.
        for hour in [Some(EVENING), None, Some(EVENING)] {
            choose(&desk, "later@example.org", Chosen { hour, ..chosen() }).await.unwrap();
        }
        at(&desk, "11-21", "18:00").await;
        assert_eq!(told(&desk, "later@example.org", &ALL).await, [[ALL[0]]], "one letter of a day");
        choose(&desk, "earlier@example.org", chosen()).await.unwrap();
        desk.turn_to("2026-11-21T20:00:00+11:00");
        desk.publish(ALL[2], None).await;
        at(&desk, "11-22", "06:30").await;
        desk.turn_to("2026-11-22T12:00:00+11:00");
        desk.publish(ALL[3], None).await;
        at(&desk, "11-22", "18:00").await;
        assert_eq!(told(&desk, "later@example.org", &ALL).await, [vec![ALL[0]], vec![ALL[1], ALL[2], ALL[3]]], "nothing is missed between");
        assert_eq!(told(&desk, "earlier@example.org", &ALL).await, [vec![ALL[0], ALL[1]], vec![ALL[2]]], "and nothing is told twice");
        assert_eq!(told(&desk, "still@example.org", &ALL).await, [vec![ALL[0], ALL[1]], vec![ALL[2], ALL[3]]]);
        desk.turn_to("2026-11-22T20:00:00+11:00");
        desk.publish(ALL[4], None).await;
        at(&desk, "11-23", "06:30").await;
        at(&desk, "11-23", "18:00").await;
        assert_eq!(told(&desk, "later@example.org", &ALL).await.last().unwrap(), &[ALL[4]], "from then on as everybody");
        assert_eq!(desk.reader("later@example.org").await.wishes.heard, None);
        adds_up(&desk, 3).await;
    }

    async fn days_pauses_and_quiet_days_are_kept_and_counted(store: Store) {
        let desk = desk(store).await;
        desk.publish(ALL[0], Some("Saltwater Choir")).await;
        let sundays = Chosen { days: Days::of(&[Weekday::Sunday]).unwrap(), ..chosen() };
        let paused = Chosen { paused_until: Some(day(2026, 11, 22)), ..chosen() };
        let follows = Chosen { choice: Choice::Follows, ..chosen() };
        let general = Chosen { quiet: Quiet::General, ..follows };
        for (reader, chosen) in [("sundays", sundays), ("paused", paused), ("follows", follows), ("general", general), ("all", chosen())] {
            desk.admit(&format!("{reader}@example.org"), Choice::General, &[]).await;
            choose(&desk, &format!("{reader}@example.org"), chosen).await.unwrap();
        }
        at(&desk, "11-21", "06:30").await;
        desk.publish(ALL[1], None).await;
        let letters = async |desk: &Desk| {
            let mut counts: HashMap<String, usize> = HashMap::new();
            for (item, _) in desk.mailbox().await {
                *counts.entry(item.recipient.split('@').next().unwrap().to_owned()).or_default() += 1;
            }
            let mut all: Vec<_> = counts.into_iter().collect();
            all.sort();
            all
        };
        let named = |all: &[(&str, usize)]| all.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect::<Vec<_>>();
        assert_eq!(letters(&desk).await, named(&[("all", 1), ("general", 1)]), "Saturday");
        let first = edition::find(&desk.newsroom, None).await.unwrap();
        let reasons = store::deliveries::freezing(&desk.read().await, first.id).await.unwrap().excluded;
        let expected = [(Without::OtherDay, 1), (Without::NothingForThem, 1), (Without::Paused, 1)].map(|(why, readers)| (why.words().to_owned(), readers));
        assert_eq!(reasons, expected);
        at(&desk, "11-22", "06:30").await;
        assert_eq!(letters(&desk).await, named(&[("all", 2), ("general", 2), ("paused", 1), ("sundays", 1)]), "it goes on by itself");
        adds_up(&desk, 5).await;
    }

    async fn a_member_s_followers_hear_of_the_group_and_of_nothing_former(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish(ALL[0], Some("Saltwater Choir")).await;
        let member = |name: &str| domain::artist::NewArtist { name: name.to_owned(), ..domain::artist::NewArtist::default() };
        let choir = store::artists::by_slug(&desk.read().await, &testkit::slug("saltwater-choir")).await.unwrap().unwrap();
        let mut ids = Vec::new();
        for name in ["Vera Static", "Old Drummer"] {
            ids.push(newsroom::artists::create(&desk.newsroom, &desk.act(), &member(name)).await.unwrap().id);
        }
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        store::artists::put_membership(&tx, domain::artist::Membership::undated(choir.id, ids[0], false)).await.unwrap();
        store::artists::put_membership(&tx, domain::artist::Membership::undated(choir.id, ids[1], true)).await.unwrap();
        tx.commit().await.unwrap();
        desk.admit("now@example.org", Choice::Follows, &["vera-static"]).await;
        desk.admit("then@example.org", Choice::Follows, &["old-drummer"]).await;
        at(&desk, "11-21", "06:30").await;
        assert_eq!((told(&desk, "now@example.org", &ALL).await.len(), told(&desk, "then@example.org", &ALL).await.len()), (1, 0));
    }

    async fn an_hour_is_one_of_the_papers_and_a_pause_ends(store: Store) {
        let desk = desk(store).await;
        desk.admit("jo@example.org", Choice::General, &[]).await;
        assert!(refused(choose(&desk, "jo@example.org", Chosen { hour: Some(700), ..chosen() }).await).contains("none of the paper’s"));
        let long = Chosen { paused_until: Some(day(2030, 1, 1)), ..chosen() };
        assert!(refused(choose(&desk, "jo@example.org", long).await).contains("longer than a year"));
        let past = Chosen { paused_until: Some(day(2026, 11, 20)), ..chosen() };
        assert!(refused(choose(&desk, "jo@example.org", past).await).contains("a day to come"));
        assert_eq!(desk.reader("jo@example.org").await.wishes.paused_until, None);
        // The paper gives the hour up: its readers get the first, all the same.
        choose(&desk, "jo@example.org", evening()).await.unwrap();
        newsroom::paper::change(&desk.newsroom, &desk.act(), "later-hours", "").await.unwrap();
        desk.publish(ALL[0], None).await;
        at(&desk, "11-21", "06:30").await;
        assert_eq!(told(&desk, "jo@example.org", &ALL).await, [[ALL[0]]]);
        for wrong in ["06:00", "6", "25:00", "07:00, 08:00, 09:00, 10:00, 11:00, 12:00, 13:00"] {
            assert!(newsroom::paper::change(&desk.newsroom, &desk.act(), "later-hours", wrong).await.is_err(), "{wrong}");
        }
    }

    async fn a_day_that_is_held_is_held_at_every_hour(store: Store) {
        let desk = desk(store).await;
        desk.publish(ALL[0], None).await;
        desk.admit("evening@example.org", Choice::General, &[]).await;
        desk.admit("morning@example.org", Choice::General, &[]).await;
        choose(&desk, "evening@example.org", evening()).await.unwrap();
        at(&desk, "11-21", "06:30").await;
        let held = domain::edition::Name::of(day(2026, 11, 21));
        edition::hold_named(&desk.newsroom, &desk.act(), held).await.unwrap();
        at(&desk, "11-21", "18:00").await;
        assert_eq!(told(&desk, "evening@example.org", &ALL).await.len(), 0);
        edition::let_go(&desk.newsroom, &desk.act(), held).await.unwrap();
        at(&desk, "11-21", "18:05").await;
        assert_eq!(told(&desk, "evening@example.org", &ALL).await, [[ALL[0]]]);
        adds_up(&desk, 2).await;
        assert!(refused(edition::hold_named(&desk.newsroom, &desk.act(), held).await).contains("has been sent"));
    }
}
