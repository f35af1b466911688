//! Sign-ups by people, machines and enemies: a test for each row of newsletter.md §6 that is decided here. The rows that are
//! seen on pages stand in the tests of the web.

use crate::desk::{Desk, header, unfolded};
use crate::heard::heard;
use crate::refused;
use crate::subscribe::chosen;
use domain::email::Email;
use domain::reader::{Choice, Reader, Standing};
use domain::role::Role;
use newsroom::subscribe::{self, Press, Pressed};
use newsroom::token::{Claim, Purpose, Secret};
use sha2::{Digest, Sha256};

const JO: &str = "jo@example.org";
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;

async fn mails_to(desk: &Desk, email: &str) -> usize {
    desk.work().await;
    desk.mailbox().await.iter().filter(|(item, _)| item.recipient == email).count()
}

async fn held(desk: &Desk) -> Vec<String> {
    let all = subscribe::held(&desk.newsroom, &desk.act()).await.unwrap();
    all.iter().map(|held| held.coupon.email.to_string()).collect()
}

/// What a browser does with the sum of a form.
fn solved(shown: &subscribe::FormToken) -> u32 {
    let hash = |number: u32| Sha256::digest(format!("{}{number}", shown.salt)).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    (0..=shown.most).find(|number| hash(*number) == shown.challenge).unwrap()
}

testkit::both! {
    async fn a1_one_confirmation_a_day_and_three_a_month_whoever_asks(store: Store) {
        let desk = Desk::new(store).await;
        for n in 0..20 {
            desk.sign_up_from(if n % 2 == 0 { JO } else { "JO@Example.ORG" }, None, &format!("203.{n}.113.9")).await;
            desk.pass(HOUR / 2);
        }
        assert_eq!(mails_to(&desk, JO).await, 1);
        let letter = desk.letter_to(JO).await;
        assert_eq!((header(&letter, "Form-Sub"), header(&letter, "Auto-Submitted")), (vec!["v=1"], vec!["auto-generated"]));
        // Forgotten by us, and still not written to: the count is kept under a key.
        let sender = desk.newsroom.store().begin(desk.now()).await.unwrap();
        let jo = desk.reader(JO).await;
        store::readers::erase(&sender, jo.id, &jo.email).await.unwrap();
        sender.commit().await.unwrap();
        let mut mails = 0;
        for _ in 0..29 {
            desk.pass(DAY);
            desk.sign_up(JO).await;
            mails = mails_to(&desk, JO).await;
        }
        assert_eq!(mails, 2, "two more: one was wiped from the mailbox with the reader");
        desk.pass(3 * DAY);
        desk.sign_up(JO).await;
        assert_eq!(mails_to(&desk, JO).await, 3, "the month is over for the first");
    }

    async fn a1_a_network_is_stopped_and_a_rush_waits_its_turn(store: Store) {
        let desk = Desk::new(store).await;
        for n in 0..40 {
            desk.sign_up_from(&format!("bomb-{n}@example.net"), None, &format!("198.51.100.{n}")).await;
            desk.sign_up_from(&format!("six-{n}@example.net"), None, &format!("2001:db8:7:{n:x}::1")).await;
        }
        desk.work().await;
        let to = async |begins: &str| desk.mailbox().await.iter().filter(|(item, _)| item.recipient.starts_with(begins)).count();
        assert_eq!((to("bomb").await, to("six").await), (30, 30), "of a /24, of a /48");
        // The whole world signs up within the hour, as after a programme on the radio.
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        for n in 0..5_000 {
            store::readers::record_signup(&tx, &format!("network-{n}"), "example.com").await.unwrap();
        }
        tx.commit().await.unwrap();
        desk.sign_up(JO).await;
        assert_eq!(mails_to(&desk, JO).await, 0, "queued, and nobody is told");
        desk.pass(HOUR + 1);
        assert_eq!(mails_to(&desk, JO).await, 1);
        // One provider's addresses wait for each other, and for nobody else.
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        for n in 0..1_000 {
            store::readers::record_signup(&tx, &format!("network-{n}"), "big.example").await.unwrap();
        }
        tx.commit().await.unwrap();
        desk.sign_up("al@big.example").await;
        desk.sign_up("al@small.example").await;
        assert_eq!((mails_to(&desk, "al@big.example").await, mails_to(&desk, "al@small.example").await), (0, 1));
        desk.pass(HOUR);
        assert_eq!(mails_to(&desk, "al@big.example").await, 1);
    }

    async fn a2_a_press_has_its_own_token_its_time_and_its_sum(store: Store) {
        let desk = Desk::new(store).await;
        let act = desk.act();
        let shown = subscribe::form_token(&desk.newsroom, &act);
        let form = Press { token: shown.token.clone(), ..desk.filled_in(JO, None, "203.0.113.9") };
        desk.pass(2);
        assert_eq!(desk.press(&form).await.unwrap(), Pressed::TooSoon);
        desk.pass(1);
        assert_eq!(desk.press(&form).await.unwrap(), Pressed::Taken);
        assert_eq!(desk.press(&form).await.unwrap(), Pressed::Taken, "pressed twice is once");
        let replayed = Press { email: "al@example.org".to_owned(), ..form.clone() };
        assert_eq!(desk.press(&replayed).await.unwrap(), Pressed::Stale, "a token is good for one address");
        let mut forged = desk.filled_in("al@example.org", None, "203.0.113.9");
        forged.token.replace_range(3..4, if forged.token.as_bytes()[3] == b'0' { "1" } else { "0" });
        assert_eq!(desk.press(&forged).await.unwrap(), Pressed::Stale);
        let of_another = Press { token: token_of_jo(&desk, Purpose::Leave).await, ..forged };
        assert_eq!(desk.press(&of_another).await.unwrap(), Pressed::Stale, "no other token presses");
        let late = desk.filled_in("late@example.org", None, "203.0.113.9");
        desk.pass(DAY);
        assert_eq!(desk.press(&late).await.unwrap(), Pressed::Stale);
        let conn = desk.read().await;
        assert_eq!(store::readers::coupons::next(&conn, desk.now()).await.unwrap().map(|coupon| coupon.email.to_string()), Some(JO.to_owned()));
        drop(conn);
        assert_eq!((mails_to(&desk, JO).await, mails_to(&desk, "al@example.org").await), (1, 0));
        // The sum is done, and what would be held without it goes.
        let shown = subscribe::form_token(&desk.newsroom, &desk.act());
        desk.pass(10);
        let done = Press { token: shown.token.clone(), work: Some(solved(&shown)), ..desk.filled_in("al@mailinator.com", None, "203.0.113.9") };
        assert_eq!(desk.press(&done).await.unwrap(), Pressed::Taken);
        assert_eq!((held(&desk).await.len(), mails_to(&desk, "al@mailinator.com").await), (0, 1));
    }

    async fn a2_what_looks_odd_waits_for_an_editor(store: Store) {
        let desk = Desk::new(store).await;
        let odd = [
            Press { trapped: true, ..desk.filled_in("trap@example.org", None, "203.0.113.1") },
            Press { is_person: false, ..desk.filled_in("robot@example.org", None, "203.0.114.1") },
            desk.filled_in("someone@mailinator.com", None, "203.0.115.1"),
            desk.filled_in("abuse@example.org", None, "203.0.116.1"),
        ];
        for form in &odd {
            assert_eq!(desk.press(form).await.unwrap(), Pressed::Taken, "and is told what everybody is");
        }
        desk.work().await;
        assert_eq!(desk.mailbox().await.len(), 0);
        assert_eq!(held(&desk).await, ["abuse@example.org", "someone@mailinator.com", "robot@example.org", "trap@example.org"]);
        let waiting = subscribe::held(&desk.newsroom, &desk.act_as(Role::Editor)).await.unwrap();
        let id = |email: &str| waiting.iter().find(|held| held.coupon.email.as_str() == email).unwrap().coupon.id;
        assert!(refused(subscribe::held(&desk.newsroom, &desk.act_as(Role::Writer)).await).contains("decide about sign-ups"));
        assert!(refused(subscribe::let_go(&desk.newsroom, &desk.act_as(Role::Writer), id("robot@example.org")).await).contains("sign-ups"));
        subscribe::let_go(&desk.newsroom, &desk.act_as(Role::Editor), id("robot@example.org")).await.unwrap();
        subscribe::drop_held(&desk.newsroom, &desk.act_as(Role::Editor), id("trap@example.org")).await.unwrap();
        assert!(subscribe::drop_held(&desk.newsroom, &desk.act(), id("trap@example.org")).await.is_err(), "dropped once");
        assert!(subscribe::let_go(&desk.newsroom, &desk.act(), id("robot@example.org")).await.is_err(), "let go once");
        assert_eq!((mails_to(&desk, "robot@example.org").await, mails_to(&desk, "trap@example.org").await), (1, 0));
        let log = store::audit::list(&desk.read().await, 9).await.unwrap();
        assert!(log.iter().any(|entry| entry.verb == "drop a sign-up") && log.iter().all(|entry| !entry.what.contains('@')), "{log:?}");
        // Nobody looked for a week: what is left is forgotten.
        desk.pass(8 * DAY);
        desk.work().await;
        assert_eq!(held(&desk).await, [""; 0]);
    }

    async fn a3_a_confirmation_says_nothing_that_was_typed(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        let form = Press { source: "Buy now: https://evil.example".to_owned(), ..desk.filled_in(JO, Some("saltwater-choir"), "203.0.113.9") };
        desk.press(&form).await.unwrap();
        desk.work().await;
        let letter = unfolded(&desk.letter_to(JO).await);
        assert!(letter.contains("Saltwater Choir") && !letter.contains("evil") && !letter.contains("Choir quits"), "{letter}");
        // The body does not even repeat the address: only the envelope and `To` have it.
        assert_eq!(letter.matches(JO).count(), 1, "{letter}");
    }

    async fn a4_known_and_unknown_addresses_run_the_same_statements(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        for (email, standing) in [("active@example.org", Standing::Active), ("left@example.org", Standing::Left), ("gone@example.org", Standing::Suppressed)] {
            desk.admit(email, Choice::General, &[]).await;
            let reader = desk.reader(email).await;
            let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
            store::readers::save(&tx, &Reader { standing, ..reader }).await.unwrap();
            tx.commit().await.unwrap();
        }
        newsroom::readers::suppress(&desk.newsroom, &desk.act(), &Email::parse("listed@example.org").unwrap(), "complained").await.unwrap();
        desk.sign_up("pending@example.org").await;
        desk.work().await;
        for artist in [None, Some("saltwater-choir")] {
            let mut told = Vec::new();
            for email in ["new@example.org", "pending@example.org", "active@example.org", "left@example.org", "gone@example.org", "listed@example.org"] {
                let form = desk.filled_in(email, artist, "203.0.113.200");
                told.push(heard("inkie::sql", async { assert_eq!(desk.press(&form).await.unwrap(), Pressed::Taken) }).await);
            }
            assert!(told[0].len() >= 4, "{told:#?}");
            assert!(told.iter().all(|statements| *statements == told[0]), "{told:#?}");
        }
    }

    async fn a6_a_letter_that_was_passed_on_can_only_leave_and_that_is_taken_back_by_mail(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.admit(JO, Choice::Both, &[]).await;
        desk.release().await;
        assert_eq!(mails_to(&desk, JO).await, 1);
        let leave = desk.token(JO, "leave").await;
        refused(subscribe::choose(&desk.newsroom, &desk.act(), &leave, &chosen()).await);
        refused(subscribe::follow(&desk.newsroom, &desk.act(), Purpose::Leave, &leave, &testkit::slug("saltwater-choir")).await);
        refused(subscribe::device_token(&desk.newsroom, &desk.act(), &leave).await);
        subscribe::ask_to_return(&desk.newsroom, &desk.act(), Purpose::Leave, &leave).await.unwrap();
        assert_eq!(mails_to(&desk, JO).await, 1, "nothing to take back");
        desk.pass(HOUR);
        subscribe::leave(&desk.newsroom, &desk.act(), Purpose::Leave, &leave).await.unwrap();
        for _ in 0..3 {
            subscribe::ask_to_return(&desk.newsroom, &desk.act(), Purpose::Leave, &leave).await.unwrap();
        }
        assert_eq!(mails_to(&desk, JO).await, 2, "once, however often a finder presses");
        assert_eq!(desk.reader(JO).await.standing, Standing::Left, "only a press in the mail brings them back");
        let back = desk.token(JO, "confirm").await;
        desk.pass(HOUR);
        subscribe::confirm(&desk.newsroom, &desk.act(), &back).await.unwrap();
        let reader = desk.reader(JO).await;
        assert_eq!((reader.standing, reader.choice), (Standing::Active, Choice::Both), "as they were");
        desk.pass(HOUR);
        subscribe::leave(&desk.newsroom, &desk.act(), Purpose::Leave, &leave).await.unwrap();
        desk.pass(DAY);
        subscribe::ask_to_return(&desk.newsroom, &desk.act(), Purpose::Leave, &leave).await.unwrap();
        assert_eq!(mails_to(&desk, JO).await, 2, "a day later they sign up as anybody does");
    }

    async fn a10_who_left_comes_back_by_a_fresh_confirmation_and_no_other_way(store: Store) {
        let desk = Desk::new(store).await;
        desk.admit(JO, Choice::Follows, &[]).await;
        let preferences = token_of_jo(&desk, Purpose::Preferences).await;
        let device = subscribe::device_token(&desk.newsroom, &desk.act(), &preferences).await.unwrap();
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        desk.pass(HOUR);
        subscribe::leave(&desk.newsroom, &desk.act(), Purpose::Preferences, &preferences).await.unwrap();
        let artist = testkit::slug("saltwater-choir");
        refused(subscribe::follow(&desk.newsroom, &desk.act(), Purpose::Device, &device, &artist).await);
        subscribe::choose(&desk.newsroom, &desk.act(), &preferences, &chosen()).await.unwrap();
        assert_eq!(desk.reader(JO).await.standing, Standing::Left, "no choice brings them back");
        desk.sign_up_from(JO, Some("saltwater-choir"), "203.0.113.9").await;
        assert_eq!((mails_to(&desk, JO).await, desk.reader(JO).await.standing), (1, Standing::Left));
        let fresh = desk.token(JO, "confirm").await;
        subscribe::confirm(&desk.newsroom, &desk.act(), &fresh).await.unwrap();
        let known = subscribe::look(&desk.newsroom, Purpose::Device, &device, desk.now()).await.unwrap();
        assert_eq!((known.standing, known.follows.len()), (Standing::Active, 1));
    }

    async fn a11_no_token_lies_in_the_store(store: Store) {
        let desk = Desk::new(store).await;
        desk.sign_up(JO).await;
        desk.sign_up_from("odd@mailinator.com", None, "203.0.113.7").await;
        let form = desk.filled_in("al@example.org", None, "203.0.113.7");
        desk.press(&form).await.unwrap();
        // The built-in mailbox keeps letters, and with them what is in them: it is for development, and left out here.
        desk.answer().await;
        let jo = desk.reader(JO).await;
        let claim = Claim { reader: jo.key.clone(), issued: desk.now(), artist: None };
        let mine = [Purpose::Confirm, Purpose::Leave, Purpose::Preferences, Purpose::Follow, Purpose::Device].map(|purpose| secret().token(purpose, &claim));
        let dir = tempfile::tempdir().unwrap();
        let files = store::blobs::Files::open(&dir.path().join("files")).unwrap();
        store::backup::export(&desk.newsroom.store().snapshot().await.unwrap(), &dir.path().join("out"), &files).await.unwrap();
        for entry in walk(&dir.path().join("out")) {
            let text = String::from_utf8_lossy(&std::fs::read(&entry).unwrap()).into_owned();
            for token in mine.iter().chain([&form.token]) {
                assert!(!text.contains(token.as_str()), "{}", entry.display());
            }
            assert!(!text.contains("mailinator"), "a coupon goes into no export: {}", entry.display());
        }
    }
}

fn walk(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found
}

/// The secret of the desk's paper: the chance that it was opened with.
fn secret() -> Secret {
    Secret::new([7; 32])
}

/// A token of Jo's, made as the paper makes it.
async fn token_of_jo(desk: &Desk, purpose: Purpose) -> String {
    let reader = store::readers::by_email_key(&desk.read().await, JO).await.unwrap();
    let key = reader.map_or_else(|| "0".repeat(32), |reader| reader.key);
    secret().token(purpose, &Claim { reader: key, issued: desk.now(), artist: None })
}

#[test]
fn a9_addresses_carry_no_line_breaks_and_no_nul() {
    for odd in [
        "jo@example.org\r\nBcc: al@example.org",
        "jo@example.org\nX: y",
        "jo\0@example.org",
        "jo@exa\rmple.org",
        "jo@example.org\0",
        "\"jo\"@example.org",
        "jo@[127.0.0.1]",
    ] {
        assert!(Email::parse(odd).is_err(), "{odd:?}");
    }
}
