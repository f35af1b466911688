//! The life of a story: live, scheduled, corrected, withdrawn.

use crate::desk::Desk;
use domain::role::Role;
use domain::story::State;
use domain::story::desk::Update;
use newsroom::card::card;
use newsroom::desk as verbs;
use newsroom::intake::{self, Options};
use newsroom::{paper, stories};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn with_dateline(headline: &str, dateline: &str) -> String {
    format!("{headline}\n\n{dateline} | Staff Writer\n\nThe label has its own machine\n\nIt was his fax machine.\n")
}

testkit::both! {
    async fn publishing_twice_is_refused_and_changes_nothing(store: Store) {
        let desk = Desk::new(store).await;
        let live = desk.publish("Drummer quits by fax", None).await;
        assert_eq!(live.address.as_deref(), Some("/2026/11/20/drummer-quits-by-fax"));
        desk.pass(60);
        let said = stories::publish(&desk.newsroom, &desk.act(), live.id).await.unwrap_err().to_string();
        assert!(said.contains("live already"), "{said}");
        assert_eq!(stories::newest(&desk.newsroom, 9).await.unwrap(), [live]);
    }

    async fn a_verb_answers_after_its_change_was_applied(store: Store) {
        let desk = Desk::new(store).await;
        let told = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&told);
        desk.newsroom.on_change(Arc::new(move |changes| { counter.fetch_add(changes.len(), Ordering::SeqCst); }));
        let draft = desk.import(&desk.text("Drummer quits by fax", None)).await.story;
        let before = told.load(Ordering::SeqCst);
        stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap();
        assert!(told.load(Ordering::SeqCst) > before);
    }

    async fn a_live_story_has_a_card_and_a_draft_none(store: Store) {
        let desk = Desk::new(store).await;
        let draft = desk.import(&desk.text("Drummer quits by telex", None)).await.story;
        assert!(matches!(card(&desk.newsroom, draft.id).await, Err(newsroom::VerbError::Absent(_))));
        let live = desk.publish("Drummer quits by fax", None).await;
        let picture = card(&desk.newsroom, live.id).await.unwrap();
        assert!(picture.starts_with(b"\x89PNG"));
        assert_eq!(card(&desk.newsroom, live.id).await.unwrap(), picture);
    }

    async fn an_address_belongs_to_one_story(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        // Noon of the same day in Melbourne, written down as the evening before in Los Angeles: another story.
        let options = Options { zone: paper::zone("America/Los_Angeles").ok(), ..Options::default() };
        let text = with_dateline("Drummer quits by fax", "19 November 2026 | 5:00 pm");
        let other = intake::plain_story(&desk.newsroom, &desk.act(), "other.txt", &text, &options).await.unwrap().story;
        let said = stories::publish(&desk.newsroom, &desk.act(), other.id).await.unwrap_err().to_string();
        assert!(said.contains("/2026/11/20/drummer-quits-by-fax is taken by “Drummer quits by fax”"), "{said}");
        let states: Vec<_> = stories::newest(&desk.newsroom, 9).await.unwrap().iter().map(|story| story.state.word()).collect();
        assert_eq!(states, ["draft", "live"]);
    }

    async fn an_embargo_holds_until_its_instant(store: Store) {
        let desk = Desk::new(store).await;
        let draft = desk.import(&with_dateline("Drummer quits by fax", "21 November 2026 | 6:00 am")).await.story;
        let at = testkit::at("2026-11-21T06:00:00+11:00");
        let story = stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap();
        assert_eq!((&story.state, story.live_since), (&State::Scheduled { at }, None));
        for early in ["2026-11-20T14:00:01+11:00", "2026-11-21T05:59:59.999999+11:00"] {
            desk.turn_to(early);
            assert_eq!(newsroom::desk::flip_due(&desk.newsroom, &desk.act()).await.unwrap(), 0, "{early}");
        }
        desk.turn_to("2026-11-21T06:00:00+11:00");
        assert_eq!(newsroom::desk::flip_due(&desk.newsroom, &desk.act()).await.unwrap(), 1);
        assert_eq!(newsroom::desk::flip_due(&desk.newsroom, &desk.act()).await.unwrap(), 0);
        let live = stories::newest(&desk.newsroom, 1).await.unwrap().remove(0);
        assert_eq!((&live.state, live.live_since, live.address), (&State::Live, Some(at), story.address));
    }

    async fn correcting_and_withdrawing_say_what_happened(store: Store) {
        let desk = Desk::new(store).await;
        let live = desk.publish("Drummer quits by fax", None).await;
        assert!(verbs::update(&desk.newsroom, &desk.act(), live.id, Update::NoteAlone("  ")).await.is_err());
        desk.pass(60);
        let corrected = verbs::update(&desk.newsroom, &desk.act(), live.id, Update::NoteAlone("It was a telex.")).await.unwrap().story;
        assert_eq!((corrected.corrections.len(), corrected.updated), (1, desk.now()));
        assert!(stories::withdraw(&desk.newsroom, &desk.act(), live.id, "").await.is_err());
        let writer = stories::withdraw(&desk.newsroom, &desk.act_as(Role::Writer), live.id, "Not true.").await.unwrap_err().to_string();
        assert!(writer.contains("a writer may not withdraw"), "{writer}");
        let gone = stories::withdraw(&desk.newsroom, &desk.act(), live.id, "Not true.").await.unwrap();
        assert_eq!((gone.state.word(), &gone.address), ("withdrawn", &live.address));
        assert!(verbs::update(&desk.newsroom, &desk.act(), live.id, Update::NoteAlone("Again.")).await.is_err());
        assert!(stories::withdraw(&desk.newsroom, &desk.act(), live.id, "Not true.").await.is_err());
        let back = stories::publish(&desk.newsroom, &desk.act(), live.id).await.unwrap();
        assert_eq!((back.state, back.address), (State::Live, live.address));
    }

    async fn stories_are_found_by_number_address_and_slug(store: Store) {
        let desk = Desk::new(store).await;
        let live = desk.publish("Drummer quits by fax", None).await;
        for word in [live.id.to_string(), live.address.clone().unwrap(), "drummer-quits-by-fax".to_owned()] {
            assert_eq!(stories::find(&desk.newsroom, &word).await.unwrap(), live.id, "{word}");
        }
        for word in ["", "999", "/2026/11/20/nothing", "nothing", "No Slug!", "99999999999999999999"] {
            let said = stories::find(&desk.newsroom, word).await.unwrap_err().to_string();
            assert!(said.contains("`inkie stories` lists them"), "{word}: {said}");
        }
        desk.pass(24 * 3600);
        desk.publish("Drummer quits by fax", None).await;
        let several = stories::find(&desk.newsroom, "drummer-quits-by-fax").await.unwrap_err().to_string();
        assert!(several.contains(&live.id.to_string()) && several.contains("by its number"), "{several}");
    }
}
