//! Running the paper: the front by hand, sections, pages, redirects, ads, settings, counts.

use crate::desk::Desk;
use domain::ad::Place;
use domain::body::MediaKey;
use domain::front::Slot;
use domain::id::{AdId, StoryId};
use domain::refusal::Refusal;
use domain::role::Role;
use domain::story::State;
use newsroom::counts::Told;
use newsroom::outbox::Outbox;
use newsroom::{VerbError, ads, counts, front, mail_server, navigation, paper, redirects};
use store::ads::Tally;
use store::media::MediaRow;
use testkit::{at, body, slug};

fn slot(place: usize, story: StoryId) -> Slot {
    Slot { place, story, until: None }
}

async fn shown(desk: &Desk) -> Vec<StoryId> {
    let laid = front::now(&desk.read().await, desk.now()).await.unwrap();
    laid.front.lead.into_iter().chain(laid.front.seconds).chain(laid.front.river).collect()
}

async fn put_picture(desk: &Desk, letter: &str) -> MediaKey {
    let key = MediaKey::parse(&format!("{}.png", letter.repeat(64))).unwrap();
    let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
    let row = MediaRow { mime: "image/png".to_owned(), width: 600, height: 400, ..testkit::media(&key, desk.now()) };
    store::media::put(&tx, &row, "amps").await.unwrap();
    tx.commit().await.unwrap();
    key
}

fn wish(media: &MediaKey) -> ads::Wish {
    ads::Wish {
        name: "Amps".to_owned(),
        media: media.as_str().to_owned(),
        alt: "Amplifiers".to_owned(),
        link: "https://amps.example".to_owned(),
        places: vec!["front".to_owned(), "story".to_owned()],
        sections: vec!["reviews".to_owned()],
        from: at("2026-11-20T00:00:00+11:00"),
        until: at("2026-12-01T00:00:00+11:00"),
    }
}

fn is_outdated<T>(result: Result<T, VerbError>) -> bool {
    matches!(result, Err(VerbError::Refused(Refusal::Outdated { .. })))
}

testkit::both! {
    async fn a_front_is_laid_out_now_and_for_later(store: Store) {
        let desk = Desk::new(store).await;
        let mut stories = Vec::new();
        for headline in ["One", "Two", "Three"] {
            stories.push(desk.publish(headline, None).await.id);
            desk.pass(60);
        }
        let [one, two, three] = stories[..] else { panic!() };
        assert_eq!(shown(&desk).await, [three, two, one]);
        let editor = desk.act_as(Role::Editor);
        let now = front::lay_out(&desk.newsroom, &editor, None, None, vec![slot(0, one)]).await.unwrap();
        assert_eq!(shown(&desk).await, [one, three, two]);
        assert!(is_outdated(front::lay_out(&desk.newsroom, &editor, None, None, vec![slot(0, two)]).await), "nobody overwrites unseen");

        let later = at("2026-11-20T18:00:00+11:00");
        let planned = front::lay_out(&desk.newsroom, &editor, None, Some(later), vec![slot(0, two)]).await.unwrap();
        assert!(is_outdated(front::lay_out(&desk.newsroom, &editor, None, Some(later), vec![]).await));
        let moved = front::lay_out(&desk.newsroom, &editor, Some(planned.id), Some(later.plus_seconds(60)), vec![slot(0, two)]).await.unwrap();
        assert_eq!(store::front::to_come(&desk.read().await, desk.now()).await.unwrap(), std::slice::from_ref(&moved));
        assert_eq!(shown(&desk).await, [one, three, two]);
        let then = front::at(&desk.read().await, desk.now(), later.plus_seconds(60)).await.unwrap();
        assert_eq!(then.front.lead, Some(two));
        desk.turn_to("2026-11-20T18:00:59+11:00");
        assert_eq!(shown(&desk).await, [one, three, two]);
        desk.turn_to("2026-11-20T18:01:00+11:00");
        assert_eq!(shown(&desk).await, [two, three, one]);

        newsroom::stories::withdraw(&desk.newsroom, &desk.act(), two, "The wrong band.").await.unwrap();
        assert_eq!(shown(&desk).await, [three, one], "what is withdrawn falls out by itself");
        let again = front::lay_out(&desk.newsroom, &desk.act(), Some(moved.id), None, vec![slot(0, two)]).await;
        assert!(again.unwrap_err().to_string().contains("withdrawn"));
        assert!(front::give_up(&desk.newsroom, &desk.act(), now.id).await.is_err());
        let far = at("2026-11-22T18:00:00+11:00");
        let far = front::lay_out(&desk.newsroom, &desk.act(), None, Some(far), vec![]).await.unwrap();
        front::give_up(&desk.newsroom, &desk.act(), far.id).await.unwrap();
        assert!(front::lay_out(&desk.newsroom, &desk.act(), None, Some(desk.now()), vec![]).await.is_err(), "the past is over");
    }

    async fn an_embargoed_story_is_placed_and_not_seen(store: Store) {
        let desk = Desk::new(store).await;
        let live = desk.publish("Live", None).await.id;
        let instant = "2026-11-20T16:00:00+11:00";
        let text = "Secret album\n\n20 November 2026 | 4:00 pm | Staff Writer\n\nNobody knows\n\nIt is loud.\n";
        let draft = desk.import(text).await.story;
        let scheduled = newsroom::stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap();
        assert!(matches!(scheduled.state, State::Scheduled { .. }), "{:?}", scheduled.state);
        front::lay_out(&desk.newsroom, &desk.act(), None, None, vec![slot(0, scheduled.id)]).await.unwrap();
        let laid = front::now(&desk.read().await, desk.now()).await.unwrap();
        assert_eq!((laid.front.lead, laid.all().len()), (Some(live), 1));
        assert!(laid.card(scheduled.id).is_none());
        let then = front::at(&desk.read().await, desk.now(), at(instant)).await.unwrap();
        assert_eq!((then.front.lead, then.front.by_hand.as_slice()), (Some(scheduled.id), [0].as_slice()));
        assert_eq!(front::at(&desk.read().await, desk.now(), at(instant).plus_seconds(-1)).await.unwrap().front.lead, Some(live));
        desk.turn_to(instant);
        desk.work().await;
        assert_eq!(shown(&desk).await, [scheduled.id, live]);
    }

    async fn sections_are_renamed_merged_and_arranged(store: Store) {
        let desk = Desk::new(store).await;
        let story = desk.publish("One", None).await;
        let key = put_picture(&desk, "a").await;
        let ad = ads::add(&desk.newsroom, &desk.act(), ads::Wish { sections: vec!["news".to_owned()], ..wish(&key) }).await.unwrap();
        let gigs = navigation::add_section(&desk.newsroom, &desk.act(), " Gigs ", None, "Who plays where").await.unwrap();
        assert_eq!((gigs.slug.as_str(), gigs.name.as_str(), gigs.position), ("gigs", "Gigs", 2));
        for taken in ["Search", "News", "2015", "!!"] {
            assert!(navigation::add_section(&desk.newsroom, &desk.act(), taken, None, "").await.is_err(), "{taken}");
        }
        let news = slug("news");
        let changed = navigation::change_section(&desk.newsroom, &desk.act(), &news, Some("Stories"), Some("stories"), None).await.unwrap();
        assert_eq!(changed.slug, slug("stories"));
        let conn = desk.read().await;
        assert_eq!(store::stories::by_id(&conn, story.id).await.unwrap().unwrap().draft.section, slug("stories"));
        assert_eq!(store::redirects::get(&conn, "/news").await.unwrap().as_deref(), Some("/stories"));
        assert_eq!(store::redirects::get(&conn, "/news/feed.xml").await.unwrap().as_deref(), Some("/stories/feed.xml"));
        assert_eq!(store::ads::get(&conn, ad.id).await.unwrap().unwrap().draft.sections, [slug("stories")]);
        drop(conn);
        assert_eq!(navigation::remove_section(&desk.newsroom, &desk.act(), &slug("stories"), &slug("gigs")).await.unwrap(), 1);
        let conn = desk.read().await;
        assert_eq!(store::redirects::get(&conn, "/news").await.unwrap().as_deref(), Some("/gigs"), "in one step");
        drop(conn);
        assert!(navigation::remove_section(&desk.newsroom, &desk.act(), &slug("gigs"), &slug("gigs")).await.is_err());
        // What leads elsewhere may be a section again.
        navigation::add_section(&desk.newsroom, &desk.act(), "News", None, "").await.unwrap();
        assert_eq!(store::redirects::get(&desk.read().await, "/news").await.unwrap(), None);

        let page = navigation::add_page(&desk.newsroom, &desk.act_as(Role::Editor), "About us", None, &body("Us.")).await.unwrap();
        let order: Vec<_> = ["gigs", "about-us", "news", "reviews"].map(slug).to_vec();
        navigation::arrange(&desk.newsroom, &desk.act(), &order).await.unwrap();
        let conn = desk.read().await;
        assert_eq!(store::paper::sections(&conn).await.unwrap().iter().map(|section| section.slug.to_string()).collect::<Vec<_>>(), ["gigs", "news", "reviews"]);
        assert_eq!(store::paper::page_by_id(&conn, page.id).await.unwrap().unwrap().position, Some(1));
    }

    async fn a_page_is_changed_by_one_at_a_time_and_its_address_lives_on(store: Store) {
        let desk = Desk::new(store).await;
        let act = desk.act_as(Role::Editor);
        let page = navigation::add_page(&desk.newsroom, &act, "About", None, &body("Us.")).await.unwrap();
        let saved = navigation::save_page(&desk.newsroom, &act, page.id, 1, "About", Some("about-us"), body("All of us.")).await.unwrap();
        assert_eq!((saved.revision, saved.slug.as_str()), (2, "about-us"));
        assert!(is_outdated(navigation::save_page(&desk.newsroom, &act, page.id, 1, "About", None, body("Others.")).await));
        assert_eq!(navigation::save_page(&desk.newsroom, &act, page.id, 2, "About", None, body("All of us.")).await.unwrap().revision, 2);
        assert!(navigation::save_page(&desk.newsroom, &act, page.id, 2, "About", Some("reviews"), body("x")).await.is_err());
        navigation::remove_page(&desk.newsroom, &act, page.id, Some("/contact")).await.unwrap();
        let conn = desk.read().await;
        for old in ["/about", "/about-us"] {
            assert_eq!(store::redirects::get(&conn, old).await.unwrap().as_deref(), Some("/contact"), "{old}");
        }
    }

    async fn redirects_come_as_a_table_and_never_go_round(store: Store) {
        let desk = Desk::new(store).await;
        let story = desk.publish("One", None).await;
        let address = story.address.unwrap();
        let table = format!("old,new\n/2009/one,{address}\n\"/a,b\",https://feedback.example/2009/one\n{address},/news\n/news,/x\n/x\n/loop,/loop/\n/2009/one-two,javascript:1\n");
        let read = redirects::import(&desk.newsroom, &desk.act(), table.as_bytes()).await.unwrap();
        assert_eq!(read.done, 2);
        assert_eq!(read.problems.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 5, 6, 7, 8]);
        let conn = desk.read().await;
        assert_eq!(store::redirects::get(&conn, "/a,b").await.unwrap().as_deref(), Some(address.as_str()), "in one step");
        drop(conn);
        redirects::add(&desk.newsroom, &desk.act(), "/b", "/a,b").await.unwrap();
        let round = redirects::add(&desk.newsroom, &desk.act(), "/c", "/b").await.unwrap();
        assert_eq!(round.target, address);
        redirects::add(&desk.newsroom, &desk.act(), "/d", "/e").await.unwrap();
        assert!(redirects::add(&desk.newsroom, &desk.act(), "/e", "/d").await.is_err());
        redirects::remove(&desk.newsroom, &desk.act(), "/d").await.unwrap();
        assert!(redirects::remove(&desk.newsroom, &desk.act(), "/d").await.is_err());
        assert!(redirects::import(&desk.newsroom, &desk.act(), b"").await.is_err());
    }

    /// Stored in parts: somebody who saves in between is not kept waiting for the whole.
    async fn a_long_table_of_redirects_is_stored_in_parts(store: Store) {
        let desk = Desk::new(store).await;
        let mut table = String::from("old,new\n");
        for n in 0..4_500 {
            // One-word paths are held against sections and pages.
            table += &if n == 4_400 { "/news,/elsewhere\n".to_owned() } else { format!("/old-{n},/2015/03/27/story-{n}\n") };
        }
        let read = redirects::import(&desk.newsroom, &desk.act(), table.as_bytes()).await.unwrap();
        assert_eq!((read.done, read.problems.len(), read.problems[0].0), (4_499, 1, 4_402));
        let conn = desk.read().await;
        assert_eq!(store::redirects::get(&conn, "/old-4499").await.unwrap().as_deref(), Some("/2015/03/27/story-4499"));
        let log = store::audit::list(&conn, 9).await.unwrap();
        let parts: Vec<_> = log.iter().filter(|entry| entry.verb == "import redirects").map(|entry| entry.what.as_str()).collect();
        assert_eq!(parts, ["499", "2000", "2000"], "each part says in the log what it did");
        drop(conn);
        let again = redirects::import(&desk.newsroom, &desk.act(), table.as_bytes()).await.unwrap();
        assert_eq!(again, read, "the same table again does no harm");
    }

    async fn an_ad_is_looked_up_stopped_and_counted(store: Store) {
        let desk = Desk::new(store).await;
        let key = put_picture(&desk, "b").await;
        let ad = ads::add(&desk.newsroom, &desk.act_as(Role::Editor), wish(&key)).await.unwrap();
        assert_eq!((ad.draft.width, ad.draft.height), (600, 400));
        for (field, wrong) in [
            ("media", ads::Wish { media: "c".repeat(64) + ".png", ..wish(&key) }),
            ("sections", ads::Wish { sections: vec!["gigs".to_owned()], ..wish(&key) }),
            ("places", ads::Wish { places: vec!["roof".to_owned()], ..wish(&key) }),
            ("link", ads::Wish { link: "amps".to_owned(), ..wish(&key) }),
        ] {
            let refused = ads::add(&desk.newsroom, &desk.act(), wrong).await.unwrap_err().to_string();
            assert!(refused.starts_with(field), "{refused}");
        }
        let stopped = ads::stop(&desk.newsroom, &desk.act(), ad.id, true).await.unwrap();
        assert!(is_outdated(ads::change(&desk.newsroom, &desk.act(), ad.id, 1, wish(&key)).await));
        ads::change(&desk.newsroom, &desk.act(), ad.id, stopped.revision, ads::Wish { name: "Amps 2".to_owned(), ..wish(&key) }).await.unwrap();
        desk.newsroom.counts().page("/", &[(ad.id, Place::Front)], desk.now());
        desk.newsroom.counts().ad(ad.id, Place::Front, Told::Seen, desk.now());
        desk.newsroom.counts().ad(AdId(77), Place::Front, Told::Followed, desk.now());
        counts::flush(&desk.newsroom, desk.now()).await.unwrap();
        let (counted, days) = ads::one(&desk.newsroom, &desk.act(), ad.id).await.unwrap();
        let tally = Tally { carried: 1, seen: 1, followed: 0 };
        assert_eq!((counted.total, days), (tally, vec![(testkit::paper().zone.day(desk.now()), Place::Front, tally)]));
        assert_eq!(ads::list(&desk.newsroom, &desk.act(), 9).await.unwrap(), [counted]);
        ads::remove(&desk.newsroom, &desk.act(), ad.id).await.unwrap();
        assert!(ads::one(&desk.newsroom, &desk.act(), ad.id).await.is_err());
    }

    async fn what_is_read_is_summed_and_names_nobody(store: Store) {
        let desk = Desk::new(store).await;
        let address = desk.publish("Drummer quits by fax", None).await.address.unwrap();
        for _ in 0..3 {
            desk.newsroom.counts().page(&address, &[], desk.now());
        }
        desk.newsroom.counts().page("/", &[], desk.now());
        desk.newsroom.counts().vain("Gilt tour", "gilt tour", desk.now());
        desk.newsroom.counts().vain("me@home.example", "me home example", desk.now());
        let told = async || {
            let today = counts::today(&desk.newsroom, &desk.act_as(Role::Contributor), 9).await.unwrap();
            let pages: Vec<_> = today.pages.iter().map(|page| (page.path.clone(), page.headline.clone(), page.reads)).collect();
            (today.reads, pages, today.vain)
        };
        let expected = (
            4,
            vec![(address.clone(), Some("Drummer quits by fax".to_owned()), 3), ("/".to_owned(), None, 1)],
            vec![("gilt tour".to_owned(), 1)],
        );
        assert_eq!(told().await, expected, "before it is stored");
        desk.work().await;
        assert_eq!(told().await, expected, "and after");
        desk.newsroom.counts().page(&address, &[], desk.now());
        assert_eq!(told().await.0, 5);
        assert_eq!(desk.newsroom.counts().now(desk.now(), 9).reads, 5);
        desk.turn_to("2026-11-21T09:00:00+11:00");
        assert_eq!(told().await, (0, vec![], expected.2), "yesterday is over");
    }

    async fn settings_change_together_or_not_at_all(store: Store) {
        let desk = Desk::new(store).await;
        let change = async |values: &[(&str, &str)]| paper::change_all(&desk.newsroom, &desk.act(), values).await;
        assert!(change(&[("tagline", "New"), ("spot", "red")]).await.is_err());
        assert_eq!(paper::get(&desk.newsroom).await.unwrap().tagline, testkit::paper().tagline);
        let key = put_picture(&desk, "d").await;
        change(&[("tagline", "New"), ("spot", "#0047FF"), ("logo", key.as_str()), ("smtp", "smtp://127.0.0.1:2525")]).await.unwrap();
        let paper = paper::get(&desk.newsroom).await.unwrap();
        assert_eq!((paper.tagline.as_str(), paper.spot.as_str(), paper.logo.as_ref()), ("New", "#0047ff", Some(&key)));
        assert!(change(&[("logo", &format!("{}.png", "e".repeat(64)))]).await.is_err(), "no such picture");
        assert!(change(&[("smtp", "smtp://")]).await.is_err());
        let outbox = Outbox::Unset.holding(&desk.newsroom).await.unwrap();
        assert!(matches!(outbox, Outbox::Smtp { way, .. } if way.to_string() == "smtp://127.0.0.1:2525"));
        assert!(matches!(Outbox::Mailbox.holding(&desk.newsroom).await.unwrap(), Outbox::Mailbox), "the process's own goes before");
    }

    async fn a_test_mail_says_what_the_server_said(store: Store) {
        let desk = Desk::new(store).await;
        let to = domain::email::Email::parse("imogen@feedback.example").unwrap();
        let unset = mail_server::try_out(&desk.newsroom, &desk.act(), &Outbox::Unset, &to).await;
        assert!(unset.unwrap_err().to_string().contains("no mail server is set"));
        let lies = mail_server::try_out(&desk.newsroom, &desk.act(), &Outbox::Mailbox, &to).await.unwrap();
        assert!(lies.accepted && desk.letter_to("imogen@feedback.example").await.contains("Subject: A test from the desk of Feedback"));
        let dead = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        paper::change(&desk.newsroom, &desk.act(), "smtp", &format!("smtp://127.0.0.1:{dead}")).await.unwrap();
        let refused = mail_server::try_out(&desk.newsroom, &desk.act(), &Outbox::Unset, &to).await.unwrap();
        assert!(!refused.accepted && refused.answer.contains("no mail server answers"), "{}", refused.answer);
        assert!(mail_server::try_out(&desk.newsroom, &desk.act_as(Role::Editor), &Outbox::Mailbox, &to).await.is_err());
    }

    async fn each_role_runs_what_it_may(store: Store) {
        let desk = Desk::new(store).await;
        let key = put_picture(&desk, "f").await;
        let denied = |result: Result<(), VerbError>| matches!(result, Err(VerbError::Refused(Refusal::NotAllowed { .. })));
        for role in Role::ALL {
            let act = desk.act_as(role);
            let owner = role == Role::Owner;
            let editor = role >= Role::Editor;
            let word = role.word();
            assert_eq!(denied(front::lay_out(&desk.newsroom, &act, None, None, vec![slot(99, StoryId(1))]).await.map(drop)), !editor, "{word}");
            assert_eq!(denied(front::give_up(&desk.newsroom, &act, domain::id::LayoutId(9)).await), !editor, "{word}");
            assert_eq!(denied(navigation::add_page(&desk.newsroom, &act, word, None, &body("x")).await.map(drop)), !editor, "{word}");
            assert_eq!(denied(ads::add(&desk.newsroom, &act, wish(&key)).await.map(drop)), !editor, "{word}");
            assert_eq!(denied(ads::list(&desk.newsroom, &act, 1).await.map(drop)), !editor, "{word}");
            assert_eq!(denied(navigation::add_section(&desk.newsroom, &act, &format!("S {word}"), None, "").await.map(drop)), !owner, "{word}");
            assert_eq!(denied(navigation::arrange(&desk.newsroom, &act, &[]).await), !owner, "{word}");
            assert_eq!(denied(redirects::add(&desk.newsroom, &act, &format!("/{word}"), "/x").await.map(drop)), !owner, "{word}");
            assert_eq!(denied(paper::change(&desk.newsroom, &act, "tagline", word).await.map(drop)), !owner, "{word}");
        }
    }
}
