//! Readers come, choose and leave; strangers get nowhere.

use crate::desk::{Desk, header, unfolded};
use crate::refused;
use domain::reader::{Choice, Days, Quiet, Standing};
use newsroom::subscribe::{self, Chosen, Preferences};
use newsroom::token::Purpose;

const JO: &str = "jo@example.org";
const DAY: i64 = 24 * 3600;

async fn confirmed(desk: &Desk, email: &str) {
    desk.sign_up(email).await;
    desk.work().await;
    let token = desk.token(email, "confirm").await;
    subscribe::confirm(&desk.newsroom, &desk.act(), &token).await.unwrap();
}

/// What everybody has who chose nothing.
pub(crate) fn chosen() -> Chosen {
    Chosen { choice: Choice::General, quiet: Quiet::Nothing, hour: None, days: Days::ALL, specials: false, paused_until: None }
}

async fn look(desk: &Desk, purpose: Purpose, token: &str) -> newsroom::Verb<Preferences> {
    subscribe::look(&desk.newsroom, purpose, token, desk.now()).await
}

async fn mails_to(desk: &Desk, email: &str) -> usize {
    desk.work().await;
    desk.mailbox().await.iter().filter(|(item, _)| item.recipient == email).count()
}

testkit::both! {
    async fn who_has_not_confirmed_gets_nothing_but_the_confirmation(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.sign_up(JO).await;
        assert_eq!(mails_to(&desk, JO).await, 1);
        let letter = desk.letter_to(JO).await;
        assert_eq!((header(&letter, "Auto-Submitted"), header(&letter, "List-Unsubscribe").len()), (vec!["auto-generated"], 0));
        assert!(!unfolded(&letter).contains("Drummer"), "a confirmation promotes nothing");
        desk.turn_to("2026-11-21T06:30:00+11:00");
        assert_eq!(mails_to(&desk, JO).await, 1);
        assert_eq!(desk.reader(JO).await.standing, Standing::Pending);
    }

    async fn looking_changes_nothing(store: Store) {
        let desk = Desk::new(store).await;
        desk.sign_up(JO).await;
        desk.work().await;
        let (token, before) = (desk.token(JO, "confirm").await, desk.reader(JO).await);
        let seq = desk.newsroom.catch_up().await.unwrap();
        for _ in 0..3 {
            assert_eq!(look(&desk, Purpose::Confirm, &token).await.unwrap().standing, Standing::Pending);
        }
        assert_eq!((desk.reader(JO).await, desk.newsroom.catch_up().await.unwrap()), (before, seq));
    }

    async fn confirming_twice_is_once_and_follows_the_artist_of_the_page(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        desk.sign_up_from(JO, Some("saltwater-choir"), "203.0.113.9").await;
        desk.work().await;
        let token = desk.token(JO, "confirm").await;
        let preferences = subscribe::confirm(&desk.newsroom, &desk.act(), &token).await.unwrap();
        let first = desk.reader(JO).await;
        desk.pass(60);
        subscribe::confirm(&desk.newsroom, &desk.act(), &token).await.unwrap();
        assert_eq!(desk.reader(JO).await, first);
        let shown = look(&desk, Purpose::Preferences, &preferences).await.unwrap();
        assert_eq!((shown.standing, shown.follows[0].slug.as_str(), shown.follows.len()), (Standing::Active, "saltwater-choir", 1));
        subscribe::choose(&desk.newsroom, &desk.act(), &preferences, &Chosen { choice: Choice::Both, ..chosen() }).await.unwrap();
        subscribe::unfollow(&desk.newsroom, &desk.act(), Purpose::Preferences, &preferences, &testkit::slug("saltwater-choir")).await.unwrap();
        let shown = look(&desk, Purpose::Preferences, &preferences).await.unwrap();
        assert_eq!((shown.choice, shown.follows.len()), (Choice::Both, 0));
        assert!(subscribe::follow(&desk.newsroom, &desk.act(), Purpose::Preferences, &preferences, &testkit::slug("nobody")).await.is_err());
    }

    async fn tokens_run_out_and_are_not_forged(store: Store) {
        let desk = Desk::new(store).await;
        desk.sign_up(JO).await;
        desk.work().await;
        let token = desk.token(JO, "confirm").await;
        desk.pass(7 * DAY - 60);
        assert!(look(&desk, Purpose::Confirm, &token).await.is_ok());
        desk.pass(120);
        for said in [refused(look(&desk, Purpose::Confirm, &token).await), refused(subscribe::confirm(&desk.newsroom, &desk.act(), &token).await)] {
            assert!(said.contains("has run out"), "{said}");
        }
        let mut forged = token.clone();
        forged.replace_range(5..6, if token.as_bytes()[5] == b'0' { "1" } else { "0" });
        for odd in [forged.as_str(), "", "x", token.trim_start_matches('c')] {
            let said = refused(subscribe::confirm(&desk.newsroom, &desk.act(), odd).await);
            assert!(said.contains("not whole"), "{said}");
        }
        assert_eq!(desk.reader(JO).await.standing, Standing::Pending);
    }

    async fn a_token_of_one_purpose_is_no_other(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        confirmed(&desk, JO).await;
        desk.turn_to("2026-11-21T06:30:00+11:00");
        desk.work().await;
        let leave = desk.token(JO, "leave").await;
        assert!(look(&desk, Purpose::Leave, &leave).await.is_ok());
        for purpose in [Purpose::Preferences, Purpose::Confirm] {
            refused(look(&desk, purpose, &leave).await);
        }
        refused(subscribe::choose(&desk.newsroom, &desk.act(), &leave, &Chosen { choice: Choice::Follows, ..chosen() }).await);
        refused(subscribe::confirm(&desk.newsroom, &desk.act(), &leave).await);
        assert_eq!(desk.reader(JO).await.choice, Choice::General);
    }

    async fn who_holds_a_letter_has_the_way_to_the_preferences_mailed(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        confirmed(&desk, JO).await;
        desk.turn_to("2026-11-21T06:30:00+11:00");
        assert_eq!(mails_to(&desk, JO).await, 2);
        let leave = desk.token(JO, "leave").await;
        for _ in 0..3 {
            subscribe::ask_for_preferences(&desk.newsroom, &desk.act(), &leave).await.unwrap();
        }
        assert_eq!(mails_to(&desk, JO).await, 3, "once in ten minutes, however often a finder presses");
        let preferences = desk.token(JO, "preferences").await;
        assert_ne!(preferences, leave);
        assert_eq!(look(&desk, Purpose::Preferences, &preferences).await.unwrap().email.as_str(), JO);
        desk.pass(DAY + 1);
        assert!(refused(look(&desk, Purpose::Preferences, &preferences).await).contains("run out"));
        assert!(look(&desk, Purpose::Leave, &leave).await.is_ok(), "leaving works as long as the paper does");
    }

    async fn one_address_gets_one_mail_a_day_whoever_asks(store: Store) {
        let desk = Desk::new(store).await;
        for n in 0..5 {
            desk.sign_up_from(if n % 2 == 0 { JO } else { "JO@Example.ORG" }, None, &format!("203.0.113.{n}")).await;
            desk.pass(60);
        }
        assert_eq!(mails_to(&desk, JO).await, 1);
        desk.pass(DAY);
        desk.sign_up(JO).await;
        assert_eq!(mails_to(&desk, JO).await, 2);
        confirmed(&desk, "al@example.org").await;
        desk.pass(DAY);
        desk.sign_up("al@example.org").await;
        desk.sign_up("al@example.org").await;
        assert_eq!(mails_to(&desk, "al@example.org").await, 2, "a reader is reminded once");
        let reminder = desk.token("al@example.org", "preferences").await;
        assert!(look(&desk, Purpose::Preferences, &reminder).await.is_ok());
    }

    async fn who_left_comes_back_by_confirming_and_never_by_an_old_link(store: Store) {
        let desk = Desk::new(store).await;
        confirmed(&desk, JO).await;
        let (confirm, reader) = (desk.token(JO, "confirm").await, desk.reader(JO).await);
        let token = subscribe::confirm(&desk.newsroom, &desk.act(), &confirm).await.unwrap();
        desk.pass(60);
        subscribe::leave(&desk.newsroom, &desk.act(), Purpose::Preferences, &token).await.unwrap();
        subscribe::leave(&desk.newsroom, &desk.act(), Purpose::Preferences, &token).await.unwrap();
        let left = desk.reader(JO).await;
        assert_eq!((left.standing, left.id), (Standing::Left, reader.id));
        assert!(refused(subscribe::confirm(&desk.newsroom, &desk.act(), &confirm).await).contains("has left"));
        assert!(!subscribe::admit(&desk.newsroom, &desk.act(), left.email.clone(), Choice::General, &[], "list").await.unwrap());
        assert_eq!(desk.reader(JO).await.standing, Standing::Left, "an import brings nobody back");
        desk.pass(DAY);
        desk.sign_up(JO).await;
        assert_eq!(desk.reader(JO).await.standing, Standing::Left);
        desk.work().await;
        let fresh = desk.token(JO, "confirm").await;
        subscribe::confirm(&desk.newsroom, &desk.act(), &fresh).await.unwrap();
        assert_eq!(desk.reader(JO).await.standing, Standing::Active);
    }

    async fn a_suppressed_mailbox_is_left_alone(store: Store) {
        let desk = Desk::new(store).await;
        confirmed(&desk, JO).await;
        let (token, reader) = (desk.token(JO, "confirm").await, desk.reader(JO).await);
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        store::readers::save(&tx, &domain::reader::Reader { standing: Standing::Suppressed, ..reader }).await.unwrap();
        tx.commit().await.unwrap();
        desk.pass(3 * DAY);
        desk.sign_up(JO).await;
        assert_eq!(mails_to(&desk, JO).await, 1);
        assert!(refused(subscribe::confirm(&desk.newsroom, &desk.act(), &token).await).contains("refused our mail"));
    }

    async fn the_answer_never_tells_who_is_known(store: Store) {
        let desk = Desk::new(store).await;
        confirmed(&desk, JO).await;
        // `sign_up` gives nothing but done: known, unknown, pending and over budget look the same.
        for email in [JO, "new@example.org", "new@example.org"] {
            desk.sign_up(email).await;
        }
        for n in 0..40 {
            desk.sign_up_from(&format!("bomb-{n}@example.net"), None, "198.51.100.7").await;
        }
        desk.work().await;
        let bombs = desk.mailbox().await.iter().filter(|(item, _)| item.recipient.starts_with("bomb")).count();
        assert_eq!(bombs, 30, "the budget of a network");
        assert!(refused(desk.press(&desk.filled_in("nobody", None, "127.0.0.1")).await).contains("no @"));
    }

    async fn two_sign_ups_of_one_address_at_once_are_one(store: Store) {
        let desk = Desk::new(store).await;
        let forms: Vec<_> = (0..6).map(|_| desk.filled_in(JO, None, "203.0.113.9")).collect();
        let ask = |form| desk.press(form);
        let [a, b, c, d, e, f] = &forms[..] else { unreachable!() };
        let answers = tokio::join!(ask(a), ask(b), ask(c), ask(d), ask(e), ask(f));
        for answer in [answers.0, answers.1, answers.2, answers.3, answers.4, answers.5] {
            answer.unwrap();
        }
        assert_eq!(mails_to(&desk, JO).await, 1);
    }
}
