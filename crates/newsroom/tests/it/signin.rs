//! The ways in, and how each closes behind whoever went through it.

use crate::desk::{Desk, unfolded};
use crate::refused;
use domain::role::{Role, Scope};
use domain::staff::limits::Attempt;
use domain::staff::{Purpose, Standing, totp};
use newsroom::VerbError;
use newsroom::account::{self, NewToken};
use newsroom::outbox::Outbox;
use newsroom::signin::{self, Look, Opened, Typed};
use newsroom::worker::{Memory, round};
use std::time::{Duration, Instant as Stopwatch};

const VERA: &str = "vera.lindqvist@feedback.example";
const PHONE: &str = "Safari on an iPhone";
const DAY: i64 = 24 * 3600;

async fn enter(desk: &Desk, token: &str) -> newsroom::Verb<Opened> {
    signin::enter(&desk.newsroom, &desk.visitor("203.0.113.9"), token, PHONE).await
}

async fn look(desk: &Desk, token: &str) -> newsroom::Verb<Look> {
    signin::look(&desk.newsroom, token, desk.now()).await
}

async fn mailed_link(desk: &Desk, email: &str) -> String {
    signin::ask_for_link(&desk.newsroom, &desk.visitor("203.0.113.9"), email).await.unwrap();
    desk.work().await;
    desk.desk_link(VERA).await
}

async fn whose(desk: &Desk, token: &str) -> Option<String> {
    signin::session(&desk.newsroom, token, desk.now()).await.unwrap().map(|found| found.staff.name)
}

testkit::both! {
    async fn the_first_link_makes_the_owner_and_no_second(store: Store) {
        let desk = Desk::new(store).await;
        let older = signin::first_link(&desk.newsroom, &desk.act()).await.unwrap().unwrap();
        let link = signin::first_link(&desk.newsroom, &desk.act()).await.unwrap().unwrap();
        assert!(refused(look(&desk, &older).await).contains("newer one"), "only the newest is good");
        let shown = look(&desk, &link).await.unwrap();
        assert_eq!((shown.purpose, shown.staff.is_none()), (Purpose::Found, true));
        let found = async |link: &str, name: &str, email: &str| {
            signin::found(&desk.newsroom, &desk.visitor("203.0.113.9"), link, name, email, PHONE).await
        };
        assert!(refused(enter(&desk, &link).await).contains("who you are"));
        assert!(refused(found(&link, " ", VERA).await).contains("name"));
        assert!(refused(found(&link, "Vera", "vera").await).contains("no @"));
        let opened = found(&link, "Vera Lindqvist", VERA).await.unwrap();
        assert_eq!((opened.staff.role, opened.staff.standing), (Role::Owner, Standing::Active));
        assert_eq!(whose(&desk, &opened.token).await.as_deref(), Some("Vera Lindqvist"));
        refused(found(&link, "Mallory", "mallory@example.org").await);
        refused(found(&older, "Mallory", "mallory@example.org").await);
        assert_eq!(signin::first_link(&desk.newsroom, &desk.act()).await.unwrap(), None);
    }

    async fn of_two_who_press_the_first_link_at_once_one_owns_the_paper(store: Store) {
        let desk = Desk::new(store).await;
        let link = signin::first_link(&desk.newsroom, &desk.act()).await.unwrap().unwrap();
        let press = async |name: &str, email: &str| {
            signin::found(&desk.newsroom, &desk.visitor("203.0.113.9"), &link, name, email, PHONE).await.is_ok()
        };
        let (one, other) = tokio::join!(press("Vera", VERA), press("Mallory", "mallory@example.org"));
        assert!(one != other, "{one} {other}");
        assert_eq!(store::staff::list(&desk.read().await).await.unwrap().len(), 1);
    }

    async fn a_mailed_link_is_looked_at_freely_and_used_once(store: Store) {
        let desk = Desk::new(store).await;
        desk.hire("Vera Lindqvist", Role::Writer).await;
        let link = mailed_link(&desk, "  Vera.Lindqvist@Feedback.example ").await;
        for _ in 0..3 {
            assert_eq!(look(&desk, &link).await.unwrap().staff.unwrap().name, "Vera Lindqvist", "scanners of mail open every link");
        }
        let opened = enter(&desk, &link).await.unwrap();
        assert_eq!(whose(&desk, &opened.token).await.as_deref(), Some("Vera Lindqvist"));
        assert!(refused(enter(&desk, &link).await).contains("works once") || refused(look(&desk, &link).await).contains("Each works once"));
        assert!(whose(&desk, &link).await.is_none(), "a link is no session");
        assert!(refused(look(&desk, &opened.token).await).contains("not whole"), "nor a session a link");
    }

    async fn of_two_who_press_at_once_one_is_too_late(store: Store) {
        let desk = Desk::new(store).await;
        desk.hire("Vera Lindqvist", Role::Writer).await;
        let link = mailed_link(&desk, VERA).await;
        let (one, other) = tokio::join!(enter(&desk, &link), enter(&desk, &link));
        assert!(one.is_ok() != other.is_ok());
    }

    async fn links_run_out_and_are_not_forged(store: Store) {
        let desk = Desk::new(store).await;
        desk.hire("Vera Lindqvist", Role::Writer).await;
        let link = mailed_link(&desk, VERA).await;
        for odd in ["", "x", link.get(1..).unwrap(), &format!("{link}0"), &link.to_uppercase(), "ü"] {
            assert!(refused(enter(&desk, odd).await).contains("not whole"), "{odd}");
        }
        desk.pass(15 * 60 - 1);
        assert!(look(&desk, &link).await.is_ok());
        desk.pass(1);
        assert!(refused(look(&desk, &link).await).contains("run out"));
        assert!(refused(enter(&desk, &link).await).contains("run out"));
        assert!(!signin::anybody_in(&desk.newsroom, desk.now()).await.unwrap());
    }

    async fn asking_tells_nobody_who_works_here(store: Store) {
        let desk = Desk::new(store).await;
        desk.hire("Vera Lindqvist", Role::Writer).await;
        desk.dismissed("Mallory Gone").await;
        for email in [VERA, "mallory.gone@feedback.example", "nobody@example.org"] {
            let before = (desk.jobs_waiting().await, desk.newsroom.catch_up().await.unwrap());
            signin::ask_for_link(&desk.newsroom, &desk.visitor("203.0.113.9"), email).await.unwrap();
            let after = (desk.jobs_waiting().await, desk.newsroom.catch_up().await.unwrap());
            assert_eq!(after, (before.0 + 1, before.1), "{email}");
            assert_eq!(desk.tries(Attempt::Link, email).await, 1, "{email}");
        }
        desk.work().await;
        let letters: Vec<String> = desk.mailbox().await.into_iter().map(|(item, _)| item.recipient).collect();
        assert_eq!(letters, [VERA]);
        assert!(refused(signin::ask_for_link(&desk.newsroom, &desk.visitor("203.0.113.9"), "nobody").await).contains("no @"));
    }

    async fn a_mail_that_is_tried_again_carries_the_same_link(store: Store) {
        let desk = Desk::new(store).await;
        desk.hire("Vera Lindqvist", Role::Writer).await;
        signin::ask_for_link(&desk.newsroom, &desk.visitor("203.0.113.9"), VERA).await.unwrap();
        let unset = desk.sender(Outbox::Unset).await;
        round(&desk.newsroom, &unset, &mut Memory::default()).await.unwrap();
        desk.pass(61);
        desk.work().await;
        let link = desk.desk_link(VERA).await;
        assert!(enter(&desk, &link).await.is_ok());
    }

    async fn tries_are_counted_in_the_database(store: Store) {
        let desk = Desk::new(store).await;
        desk.hire("Vera Lindqvist", Role::Writer).await;
        let ask = async |email: &str, from: &str| signin::ask_for_link(&desk.newsroom, &desk.visitor(from), email).await;
        for n in 0..5 {
            ask(VERA, &format!("203.0.{n}.9")).await.unwrap();
        }
        assert!(refused(ask(VERA, "203.0.99.9").await).contains("60 minutes"), "one mailbox, from anywhere");
        assert!(refused(ask(&VERA.to_uppercase(), "203.0.99.9").await).contains("60 minutes"), "however it is written");
        for n in 0..30 {
            ask(&format!("n{n}@example.org"), "198.51.100.7").await.unwrap();
        }
        assert!(refused(ask("another@example.org", "198.51.100.8").await).contains("60 minutes"), "one network, whatever address");
        assert!(ask("another@example.org", "198.51.101.7").await.is_ok(), "the next network may");
        desk.pass(3_601);
        assert!(ask(VERA, "203.0.99.9").await.is_ok());
        desk.pass(DAY + 1);
        desk.work().await;
        assert_eq!(desk.tries(Attempt::Link, VERA).await, 0, "old counts are forgotten");
    }

    async fn passwords_are_not_guessed(store: Store) {
        let desk = Desk::new(store).await;
        let (vera, phone) = desk.with_keys("Vera Lindqvist", Role::Editor).await;
        let attempt = async |email: &str, password: &str, code: &str, from: &str| {
            signin::enter_with_password(&desk.newsroom, &desk.visitor(from), &Typed { email, password, code }, PHONE).await
        };
        let mut said = std::collections::BTreeSet::new();
        for (n, (email, password, code)) in [
            (VERA, "wrong wrong wrong", phone.code(&desk).as_str()),
            (VERA, desk.password(), "000000"),
            (VERA, desk.password(), ""),
            (VERA, "", ""),
            ("nobody@example.org", desk.password(), phone.code(&desk).as_str()),
            ("nobody", desk.password(), phone.code(&desk).as_str()),
        ].into_iter().enumerate() {
            said.insert(refused(attempt(email, password, code, &format!("203.0.{n}.9")).await));
        }
        assert_eq!(said.len(), 1, "one answer for all: {said:?}");
        for n in 4..10 {
            refused(attempt(VERA, "wrong wrong wrong", "000000", &format!("198.51.{n}.9")).await);
        }
        assert!(refused(attempt(VERA, desk.password(), &phone.code(&desk), "192.0.2.1").await).contains("15 minutes"), "the right one too");
        desk.pass(901);
        let opened = attempt("Vera.Lindqvist@Feedback.EXAMPLE", desk.password(), &phone.code(&desk), "192.0.2.1").await.unwrap();
        assert_eq!(opened.staff.id, vera.id);
        for _ in 0..12 {
            desk.pass(30);
            assert!(attempt(VERA, desk.password(), &phone.code(&desk), "192.0.2.1").await.is_ok(), "who gets in is not counted");
        }
    }

    async fn a_code_is_good_once(store: Store) {
        let desk = Desk::new(store).await;
        let (_, phone) = desk.with_keys("Vera Lindqvist", Role::Editor).await;
        let attempt = async |code: &str| {
            let typed = Typed { email: VERA, password: desk.password(), code };
            signin::enter_with_password(&desk.newsroom, &desk.visitor("203.0.113.9"), &typed, PHONE).await
        };
        desk.pass(60);
        let code = phone.code(&desk);
        let (one, other) = tokio::join!(attempt(&code), attempt(&code));
        assert!(one.is_ok() != other.is_ok(), "of two who show the same code one is too late");
        refused(attempt(&code).await);
        desk.pass(30);
        assert!(attempt(&phone.code(&desk)).await.is_ok());
        let recovery = phone.recovery[3].to_uppercase().replace('-', " ");
        assert!(attempt(&recovery).await.is_ok(), "a recovery code, however it is written");
        refused(attempt(&recovery).await);
        assert!(attempt(&phone.recovery[4]).await.is_ok());
    }

    async fn a_password_alone_never_suffices(store: Store) {
        let desk = Desk::new(store).await;
        let (vera, _) = desk.with_keys("Vera Lindqvist", Role::Editor).await;
        // The telephone is gone from the row, as no verb leaves it.
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        store::staff::keys::begin_totp(&tx, vera.id, b"12345678901234567890").await.unwrap();
        tx.commit().await.unwrap();
        let unfinished = totp::code(b"12345678901234567890", totp::step(desk.now()));
        for code in ["", "000000", &unfinished] {
            let typed = Typed { email: VERA, password: desk.password(), code };
            refused(signin::enter_with_password(&desk.newsroom, &desk.visitor("203.0.113.9"), &typed, PHONE).await);
        }
    }

    async fn an_unknown_address_takes_as_long_as_a_known_one(store: Store) {
        let desk = Desk::new(store).await;
        desk.with_keys("Vera Lindqvist", Role::Editor).await;
        let (mut known, mut unknown) = (Duration::MAX, Duration::MAX);
        for n in 0..5 {
            for (email, best) in [(VERA, &mut known), ("nobody@example.org", &mut unknown)] {
                let typed = Typed { email, password: "wrong wrong wrong", code: "000000" };
                let began = Stopwatch::now();
                refused(signin::enter_with_password(&desk.newsroom, &desk.visitor(&format!("203.0.{n}.9")), &typed, PHONE).await);
                *best = began.elapsed().min(*best);
            }
        }
        assert!(known < unknown * 2 && unknown < known * 2, "{known:?} {unknown:?}");
    }

    async fn a_session_slides_for_thirty_days(store: Store) {
        let desk = Desk::new(store).await;
        desk.hire("Vera Lindqvist", Role::Writer).await;
        let opened = enter(&desk, &mailed_link(&desk, VERA).await).await.unwrap();
        for _ in 0..5 {
            desk.pass(30 * DAY - 1);
            assert!(whose(&desk, &opened.token).await.is_some());
        }
        desk.pass(30 * DAY);
        assert!(whose(&desk, &opened.token).await.is_none());
        desk.work().await;
        for odd in ["", "x", opened.token.get(1..).unwrap(), "ü"] {
            assert!(whose(&desk, odd).await.is_none(), "{odd}");
        }
    }

    async fn looking_at_a_session_often_writes_seldom(store: Store) {
        let desk = Desk::new(store).await;
        desk.hire("Vera Lindqvist", Role::Writer).await;
        let opened = enter(&desk, &mailed_link(&desk, VERA).await).await.unwrap();
        let seen = async || {
            let id = signin::session(&desk.newsroom, &opened.token, desk.now()).await.unwrap().unwrap().staff.id;
            store::staff::sessions::of_staff(&desk.read().await, id, testkit::minute(0)).await.unwrap()[0].seen
        };
        let first = desk.now();
        desk.pass(9 * 60);
        assert_eq!(seen().await, first);
        desk.pass(60);
        assert_eq!(seen().await, desk.now());
    }

    async fn the_log_says_who_came_in_and_from_where(store: Store) {
        let desk = Desk::new(store).await;
        let vera = desk.hire("Vera Lindqvist", Role::Writer).await;
        let opened = enter(&desk, &mailed_link(&desk, VERA).await).await.unwrap();
        let session = signin::session(&desk.newsroom, &opened.token, desk.now()).await.unwrap().unwrap().session;
        signin::sign_out(&desk.newsroom, &desk.act_of(&vera), session).await.unwrap();
        signin::sign_out(&desk.newsroom, &desk.act_of(&vera), session).await.unwrap();
        assert!(whose(&desk, &opened.token).await.is_none());
        let log = store::audit::list(&desk.read().await, 2).await.unwrap();
        let said: Vec<_> = log.iter().map(|entry| (entry.verb.as_str(), entry.who.as_str(), entry.staff, entry.origin.as_str(), entry.what.as_str())).collect();
        let id = Some(vera.id);
        assert_eq!(
            said,
            [
                ("sign out", "Vera Lindqvist", id, "198.51.100.7", ""),
                ("sign in", "Vera Lindqvist", id, "203.0.113.9", "by a link, on Safari on an iPhone"),
            ]
        );
    }

    async fn the_mails_say_who_asks_and_for_how_long(store: Store) {
        let desk = Desk::new(store).await;
        desk.hire("Vera Lindqvist", Role::Writer).await;
        mailed_link(&desk, VERA).await;
        let letter = unfolded(&desk.letter_to(VERA).await);
        assert!(letter.contains("15 minutes") && letter.contains("Feedback") && !letter.contains("sign_in."), "{letter}");
    }
}

#[test]
fn what_opens_a_door_is_nowhere_in_the_database() {
    testkit::with_scratch(async |scratch| {
        let file = scratch.sqlite_file();
        let store = store::Store::open(&store::Location::Sqlite(file.clone())).await.unwrap();
        store.migrate().await.unwrap();
        let desk = Desk::new(store).await;
        let (vera, phone) = desk.with_keys("Vera Lindqvist", Role::Owner).await;
        let link = signin::link_for(&desk.newsroom, &desk.act(), VERA).await.unwrap().0;
        let opened = enter(&desk, &link).await.unwrap();
        let new = NewToken { name: "list".to_owned(), scopes: [Scope::Read].into_iter().collect(), days: None };
        let token = account::make_token(&desk.newsroom, &desk.act_of(&vera), &new).await.unwrap().1;
        let mut bytes = std::fs::read(&file).unwrap();
        bytes.extend(std::fs::read(file.with_extension("db-wal")).unwrap_or_default());
        let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
        assert!(has(PHONE) && has(VERA), "these bytes are the database");
        for secret in [&link, &opened.token, &token, desk.password(), &phone.recovery[0], &phone.recovery[0].replace('-', "")] {
            assert!(!has(secret), "{secret}");
        }
    });
}

#[test]
fn a_link_that_does_not_exist_is_refused_and_absent_is_not_said() {
    testkit::on_sqlite(async |store| {
        let desk = Desk::new(store).await;
        assert!(matches!(look(&desk, "0123456789abcdef0123456789abcdef").await, Err(VerbError::Refused(_))));
    });
}
