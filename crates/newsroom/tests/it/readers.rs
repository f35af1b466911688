//! Readers at the desk: brought in, found, given, erased, suppressed; nothing that undoes a person's own wish.

use crate::desk::Desk;
use domain::email::Email;
use domain::reader::import::Outcome;
use domain::reader::{Choice, LeaveReason, Standing};
use domain::role::Role;
use newsroom::readers::{self, Export, Import, Question, Report, Setup};
use newsroom::token::Purpose;
use newsroom::{VerbError, subscribe};

const PROOF: &str = "double opt-in at Mailchimp since 2014; export of 3 November";

async fn bring(desk: &Desk, list: &str, dry: bool) -> Report {
    let setup = Setup { file: "list.csv".to_owned(), proof: PROOF.to_owned(), columns: None, dry };
    let mut import = Import::start(&desk.newsroom, &desk.act(), setup).unwrap();
    for piece in list.as_bytes().chunks(1_000) {
        import.feed(piece).await.unwrap();
    }
    import.finish().await.unwrap()
}

fn counts(report: &Report) -> Vec<(Outcome, u64)> {
    Outcome::ALL.into_iter().map(|outcome| (outcome, report.of(outcome))).filter(|(_, n)| *n > 0).collect()
}

fn email(address: &str) -> Email {
    Email::parse(address).unwrap()
}

async fn standing(desk: &Desk, address: &str) -> Option<Standing> {
    store::readers::by_email_key(&desk.read().await, address).await.unwrap().map(|reader| reader.standing)
}

async fn audit(desk: &Desk) -> String {
    let entries = store::audit::list(&desk.read().await, 100).await.unwrap();
    entries.iter().map(|entry| format!("{} {} {}\n", entry.who, entry.verb, entry.what)).collect()
}

fn refused(answer: newsroom::Verb<impl Sized>) -> String {
    match answer {
        Err(VerbError::Refused(refusal)) => refusal.to_string(),
        Err(other) => panic!("not refused but {other}"),
        Ok(_) => panic!("not refused"),
    }
}

testkit::both! {
    async fn a_list_goes_in_and_nobody_who_left_comes_back(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        desk.admit("known@example.org", Choice::General, &[]).await;
        desk.admit("left@example.org", Choice::General, &[]).await;
        desk.sign_up("pending@example.org").await;
        desk.answer().await;
        let left = desk.reader("left@example.org").await;
        readers::set_left(&desk.newsroom, &desk.act(), left.id).await.unwrap();
        readers::suppress(&desk.newsroom, &desk.act(), &email("never@example.org"), "asked by letter").await.unwrap();
        let list = "email,status,created_at,follows,choice\n\
            new@example.org,active,2020-01-02,saltwater-choir; Nobody Known,both\n\
            NEW@example.org,active,2020-01-02,,\n\
            known@example.org,active,,,\n\
            left@example.org,active,,,\n\
            never@example.org,active,,,\n\
            pending@example.org,active,,,\n\
            gone@example.org,bounced,,,\n\
            old@example.org,unsubscribed,,,\n\
            old@example.org,active,,,\n\
            no address,active,,,\n\
            odd@example.org,perhaps,,,\n";
        let looked = bring(&desk, list, true).await;
        assert_eq!(store::readers::after(&desk.read().await, domain::id::ReaderId(0), 99).await.unwrap().len(), 3, "a look stores nothing");
        let expected = [
            (Outcome::Added, 1),
            (Outcome::Confirmed, 1),
            (Outcome::Known, 2),
            (Outcome::LeftThere, 1),
            (Outcome::GoneThere, 1),
            (Outcome::StaysLeft, 2),
            (Outcome::StaysSuppressed, 1),
        ];
        assert_eq!((counts(&looked), looked.broken_in_all, looked.import), (expected.to_vec(), 2, None));
        let done = bring(&desk, list, false).await;
        assert_eq!((counts(&done), done.broken_in_all, done.lines), (expected.to_vec(), 2, 11), "what was looked at is what happens");
        assert_eq!(done.broken.iter().map(|broken| broken.line).collect::<Vec<_>>(), [11, 12]);
        assert_eq!(done.unknown_artists, ["Nobody Known"]);
        let new = desk.reader("new@example.org").await;
        assert_eq!((new.standing, new.choice, new.consent.asked.rfc3339()), (Standing::Active, Choice::Both, "2020-01-02T00:00:00Z".to_owned()));
        let person = readers::one(&desk.newsroom, &desk.act(), new.id).await.unwrap();
        assert_eq!((person.import.unwrap().proof.as_str(), person.follows[0].slug.as_str()), (PROOF, "saltwater-choir"));
        for (address, expected) in [
            ("known@example.org", Standing::Active),
            ("left@example.org", Standing::Left),
            ("pending@example.org", Standing::Active),
            ("gone@example.org", Standing::Suppressed),
            ("old@example.org", Standing::Left),
        ] {
            assert_eq!(standing(&desk, address).await, Some(expected), "{address}");
        }
        assert_eq!(standing(&desk, "never@example.org").await, None);
        let before: Vec<_> = store::readers::after(&desk.read().await, domain::id::ReaderId(0), 99).await.unwrap();
        let again = bring(&desk, list, false).await;
        assert_eq!((again.of(Outcome::Added), again.of(Outcome::Confirmed)), (0, 0));
        assert_eq!(store::readers::after(&desk.read().await, domain::id::ReaderId(0), 99).await.unwrap(), before, "the same list again changes nothing");
        let lists = readers::overview(&desk.newsroom, &desk.act(), 2).await.unwrap().imports;
        assert_eq!(lists.last().unwrap().counts, store::readers::Counts { added: 2, known: 2, kept_out: 5, broken: 2 });
        assert!(audit(&desk).await.contains("import-1: 2 new of 11"), "{}", audit(&desk).await);
        assert!(!audit(&desk).await.contains('@'), "the log knows no addresses");
    }

    async fn a_list_needs_proof_an_owner_and_addresses(store: Store) {
        let desk = Desk::new(store).await;
        let setup = |proof: &str| Setup { file: "x.csv".to_owned(), proof: proof.to_owned(), columns: None, dry: false };
        assert!(refused(Import::start(&desk.newsroom, &desk.act(), setup(" bought "))).contains("proof"));
        assert!(refused(Import::start(&desk.newsroom, &desk.act_as(Role::Editor), setup(PROOF))).contains("change readers"));
        let mut import = Import::start(&desk.newsroom, &desk.act(), setup(PROOF)).unwrap();
        let said = import.feed(b"name,town\nJo,Fitzroy\n").await.unwrap_err().to_string();
        assert!(said.contains("x.csv, line 1: no column holds addresses"), "{said}");
        let import = Import::start(&desk.newsroom, &desk.act(), setup(PROOF)).unwrap();
        assert!(import.finish().await.unwrap_err().to_string().contains("nothing in it"));
    }

    async fn every_reader_comes_out_as_they_went_in(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        let list = "email,status,follows\n+jo@example.org,active,saltwater-choir\nal@example.org,unsubscribed,\n";
        bring(&desk, list, false).await;
        desk.admit("o'brien@example.org", Choice::Follows, &[]).await;
        let mut export = Export::start(&desk.newsroom, &desk.act()).await.unwrap();
        let mut table = String::new();
        while let Some(piece) = export.piece().await.unwrap() {
            table.push_str(&piece);
        }
        assert_eq!(table.lines().count(), 4, "{table}");
        assert!(table.contains("\r\n'+jo@example.org,active,general,saltwater-choir,"), "{table}");
        assert!(refused(Export::start(&desk.newsroom, &desk.act_as(Role::Editor)).await).contains("change readers"));
        // The table is a list of ours: it brings everybody back as they were, and nobody who left.
        for address in ["+jo@example.org", "al@example.org", "o'brien@example.org"] {
            readers::erase(&desk.newsroom, &desk.act(), &email(address), false).await.unwrap();
        }
        let report = bring(&desk, &table, false).await;
        assert_eq!((report.origin, report.broken_in_all), ("Inkie", 0));
        assert_eq!(counts(&report), [(Outcome::Added, 2), (Outcome::LeftThere, 1)]);
        assert_eq!((desk.reader("o'brien@example.org").await.choice, standing(&desk, "al@example.org").await), (Choice::Follows, Some(Standing::Left)));
        let jo = desk.reader("+jo@example.org").await;
        assert_eq!(readers::one(&desk.newsroom, &desk.act(), jo.id).await.unwrap().follows.len(), 1);
    }

    async fn who_is_erased_is_nowhere(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        desk.admit("jo@example.org", Choice::Both, &["saltwater-choir"]).await;
        desk.admit("al@example.org", Choice::General, &[]).await;
        let edition = desk.release().await;
        desk.work().await;
        let jo = desk.reader("jo@example.org").await;
        let given = readers::give(&desk.newsroom, &desk.act(), jo.id).await.unwrap();
        assert_eq!((given["address"].as_str(), given["letters"][0]["state"].as_str()), (Some("jo@example.org"), Some("accepted")));
        assert_eq!((given["follows"][0]["artist"].as_str(), given["letters"][0]["subject"].as_str()), (Some("Saltwater Choir"), Some("Choir quits by fax")));
        let before = desk.tally(edition.id).await;
        readers::erase(&desk.newsroom, &desk.act(), &jo.email, true).await.unwrap();
        assert_eq!(desk.tally(edition.id).await, before, "the edition still adds up");
        assert_eq!(standing(&desk, "jo@example.org").await, None);
        assert!(desk.mailbox().await.iter().all(|(item, _)| item.recipient != "jo@example.org"));
        assert!(audit(&desk).await.contains("erase a reader one person; a hash stays") && !audit(&desk).await.contains('@'));
        // Never again, whoever types the address: a coupon, an owner, a list.
        desk.sign_up("Jo@example.org").await;
        assert!(!subscribe::admit(&desk.newsroom, &desk.act(), jo.email.clone(), Choice::General, &[], "test").await.unwrap());
        bring(&desk, "email\njo@example.org\n", false).await;
        desk.work().await;
        assert_eq!(standing(&desk, "jo@example.org").await, None);
        assert!(desk.mailbox().await.iter().all(|(item, _)| item.recipient != "jo@example.org"));
        readers::erase(&desk.newsroom, &desk.act(), &email("al@example.org"), false).await.unwrap();
        assert_eq!(desk.tally(edition.id).await, before);
        assert!(refused(readers::erase(&desk.newsroom, &desk.act(), &email("al@example.org"), false).await).contains("nothing"));
        desk.sign_up("al@example.org").await;
        readers::erase(&desk.newsroom, &desk.act(), &email("al@example.org"), false).await.unwrap();
        desk.answer().await;
        assert_eq!(standing(&desk, "al@example.org").await, None, "a coupon on its way is forgotten too");
        desk.sign_up("al@example.org").await;
        desk.answer().await;
        assert_eq!(standing(&desk, "al@example.org").await, Some(Standing::Pending), "erased whole, they may come again");
    }

    async fn a_suppressed_address_gets_nothing_until_it_is_lifted_and_asks(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.admit("jo@example.org", Choice::General, &[]).await;
        desk.sign_up("al@example.org").await;
        desk.answer().await;
        let edition = desk.release().await;
        // Released, not begun; and a confirmation that waits.
        for address in ["jo@example.org", "al@example.org"] {
            readers::suppress(&desk.newsroom, &desk.act(), &email(address), "complained").await.unwrap();
        }
        assert_eq!(readers::suppress(&desk.newsroom, &desk.act(), &email("JO@example.org"), "again").await.unwrap(), readers::Suppressed::Already);
        desk.work().await;
        assert_eq!((desk.mailbox().await.len(), desk.tally(edition.id).await.suppressed), (0, 1));
        assert!(refused(readers::suppress(&desk.newsroom, &desk.act_as(Role::Editor), &email("x@example.org"), "no").await).contains("change readers"));
        assert!(refused(readers::suppress(&desk.newsroom, &desk.act(), &email("x@example.org"), " ").await).contains("reason"));
        let list = readers::suppressions(&desk.newsroom, &desk.act_as(Role::Editor), None, 9).await.unwrap();
        assert_eq!(list.iter().map(|entry| entry.reason.as_str()).collect::<Vec<_>>(), ["complained", "complained"]);
        readers::lift(&desk.newsroom, &desk.act(), Some(&email("jo@example.org")), None).await.unwrap();
        assert_eq!(standing(&desk, "jo@example.org").await, Some(Standing::Left), "only a confirmation of theirs brings them back");
        readers::lift(&desk.newsroom, &desk.act(), None, Some(list[0].id)).await.unwrap();
        assert_eq!(standing(&desk, "al@example.org").await, Some(Standing::Left));
        assert!(readers::lift(&desk.newsroom, &desk.act(), None, Some(list[0].id)).await.is_err());
        desk.pass(2 * 24 * 3_600);
        desk.sign_up("jo@example.org").await;
        desk.work().await;
        let token = desk.token("jo@example.org", "confirm").await;
        subscribe::confirm(&desk.newsroom, &desk.act(), &token).await.unwrap();
        assert_eq!(standing(&desk, "jo@example.org").await, Some(Standing::Active));
    }

    async fn readers_are_found_counted_and_changed_by_their_roles(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        desk.admit("jo@example.org", Choice::General, &[]).await;
        desk.admit("al@other.example", Choice::Both, &[]).await;
        let editor = desk.act_as(Role::Editor);
        let found = async |begins: &str, choice| {
            let question = Question { begins: begins.to_owned(), choice, limit: 10, ..Question::default() };
            let listed = readers::list(&desk.newsroom, &editor, &question).await.unwrap();
            listed.readers.iter().map(|reader| reader.email.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(found("", None).await, ["al@other.example", "jo@example.org"]);
        assert_eq!(found(" JO", None).await, ["jo@example.org"]);
        assert_eq!(found("@other", None).await, ["al@other.example"]);
        assert_eq!(found("o", Some(Choice::General)).await, [""; 0]);
        let listed = readers::list(&desk.newsroom, &editor, &Question { limit: 1, ..Question::default() }).await.unwrap();
        assert!(listed.more && listed.readers.len() == 1);
        let writer = desk.act_as(Role::Writer);
        assert!(refused(readers::list(&desk.newsroom, &writer, &Question::default()).await).contains("see readers"));
        assert!(refused(readers::overview(&desk.newsroom, &writer, 3).await).contains("see readers"));
        let jo = desk.reader("jo@example.org").await.id;
        assert!(refused(readers::one(&desk.newsroom, &writer, jo).await).contains("see readers"));
        for answer in [
            refused(readers::follow(&desk.newsroom, &editor, jo, &testkit::slug("saltwater-choir")).await),
            refused(readers::set_choice(&desk.newsroom, &editor, jo, Choice::Both).await),
            refused(readers::give(&desk.newsroom, &editor, jo).await),
            refused(readers::erase(&desk.newsroom, &editor, &email("jo@example.org"), true).await),
        ] {
            assert!(answer.contains("change readers"), "{answer}");
        }
        let owner = desk.act();
        readers::follow(&desk.newsroom, &owner, jo, &testkit::slug("saltwater-choir")).await.unwrap();
        readers::set_choice(&desk.newsroom, &owner, jo, Choice::Follows).await.unwrap();
        let person = readers::one(&desk.newsroom, &editor, jo).await.unwrap();
        assert_eq!((person.reader.choice, person.follows.len()), (Choice::Follows, 1));
        readers::unfollow(&desk.newsroom, &owner, jo, &testkit::slug("saltwater-choir")).await.unwrap();
        assert_eq!(readers::one(&desk.newsroom, &editor, jo).await.unwrap().follows.len(), 0);
        readers::set_left(&desk.newsroom, &owner, jo).await.unwrap();
        let overview = readers::overview(&desk.newsroom, &editor, 3).await.unwrap();
        assert_eq!((overview.standings.len(), overview.movement.len()), (2, 3));
        assert_eq!((overview.movement[0].joined, overview.movement[0].ended, overview.movement[1].joined), (2, 1, 0));
        assert_eq!(overview.left, [("asked the paper".to_owned(), 1)]);
    }

    async fn who_left_may_say_why_and_need_not(store: Store) {
        let desk = Desk::new(store).await;
        desk.sign_up("jo@example.org").await;
        desk.work().await;
        let token = subscribe::confirm(&desk.newsroom, &desk.act(), &desk.token("jo@example.org", "confirm").await).await.unwrap();
        subscribe::say_why(&desk.newsroom, &desk.act(), Purpose::Preferences, &token, LeaveReason::TooMany).await.unwrap();
        assert_eq!(desk.reader("jo@example.org").await.ended_why, "", "who stays says nothing");
        subscribe::leave(&desk.newsroom, &desk.act(), Purpose::Preferences, &token).await.unwrap();
        assert_eq!(desk.reader("jo@example.org").await.ended_why, "one press");
        subscribe::say_why(&desk.newsroom, &desk.act(), Purpose::Preferences, &token, LeaveReason::TooMany).await.unwrap();
        let overview = readers::overview(&desk.newsroom, &desk.act(), 1).await.unwrap();
        assert_eq!(overview.left, [("too many letters".to_owned(), 1)]);
    }

    /// Whatever a list holds, in whatever order and however often, nobody who left or is suppressed gets letters by it.
    async fn no_list_overwrites_an_end(store: Store) {
        let desk = Desk::new(store).await;
        let (mut left, mut suppressed) = (Vec::new(), Vec::new());
        for n in 0..30 {
            let address = format!("reader-{n}@example.org");
            desk.admit(&address, Choice::General, &[]).await;
            if n % 3 == 0 {
                let id = desk.reader(&address).await.id;
                readers::set_left(&desk.newsroom, &desk.act(), id).await.unwrap();
                left.push(address);
            } else if n % 3 == 1 {
                readers::suppress(&desk.newsroom, &desk.act(), &email(&address), "complained").await.unwrap();
                suppressed.push(address);
            }
        }
        let words = ["active", "", "unconfirmed", "unsubscribed", "bounced", "paid", "member"];
        let (mut seed, mut list) = (7_u64, "email,status,unsubscribed_at,confirmed_at\n".to_owned());
        for _ in 0..2_500 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let draw = usize::try_from(seed >> 33).unwrap();
            let (n, word) = (draw % 30, words[draw / 30 % words.len()]);
            let ended = if draw % 5 == 0 { "2031-01-01" } else { "" };
            let shouted = if draw % 2 == 0 { format!("READER-{n}@Example.org") } else { format!("reader-{n}@example.org") };
            list.push_str(&format!("{shouted},{word},{ended},2032-01-01T00:00:00Z\n"));
        }
        for dry in [true, false, false] {
            let report = bring(&desk, &list, dry).await;
            assert_eq!(Outcome::ALL.iter().map(|outcome| report.of(*outcome)).sum::<u64>(), 2_500);
        }
        for address in &left {
            assert_ne!(standing(&desk, address).await, Some(Standing::Active), "{address}");
        }
        for address in &suppressed {
            assert_eq!(standing(&desk, address).await, Some(Standing::Suppressed), "{address}");
        }
    }
}
