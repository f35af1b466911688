//! Stories from outside: once in, never twice.

use crate::desk::Desk;
use crate::given_data::{agrees, load_artists};
use domain::role::Role;
use domain::story::State;
use newsroom::intake::{self, Options, Outcome};
use newsroom::{VerbError, stories};
use std::path::{Path, PathBuf};

async fn plain(desk: &Desk, text: &str, options: &Options) -> newsroom::Verb<intake::Report> {
    intake::plain_story(&desk.newsroom, &desk.act(), "story.txt", text, options).await
}

async fn count(desk: &Desk) -> usize {
    stories::newest(&desk.newsroom, 1_000).await.unwrap().len()
}

testkit::both! {
    async fn every_plain_story_of_the_demo_is_read_whole(store: Store) {
        let desk = Desk::new(store).await;
        let demo = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
        load_artists(&desk, &demo.join("artists.jsonl")).await;
        let mut files: Vec<PathBuf> = std::fs::read_dir(demo.join("plain")).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|path| path.extension().is_some_and(|ending| ending == "txt"));
        files.sort();
        assert_eq!(files.len(), 10);
        for story in files {
            agrees(&desk, &story, &story.with_extension("expected.json")).await;
        }
        assert_eq!(count(&desk).await, 10);
    }

    async fn a_changed_text_changes_the_story_and_makes_no_second_one(store: Store) {
        let desk = Desk::new(store).await;
        let text = desk.text("Drummer quits by fax", Some("Saltwater Choir"));
        let first = desk.import(&text).await;
        assert_eq!((first.outcome, &first.story.state), (Outcome::New, &State::Draft));
        assert_eq!(desk.import(&text).await.outcome, Outcome::Same);
        desk.pass(60);
        let changed = desk.import(&text.replace("stays where it is", "stays by the Saltwater Choir")).await;
        assert_eq!((changed.outcome, changed.story.id, changed.story.text_version), (Outcome::Changed, first.story.id, 2));
        assert_eq!(count(&desk).await, 1);
        let facts = stories::facts(&desk.newsroom, &changed.story).await.unwrap();
        assert_eq!(facts.links, [("Saltwater Choir".to_owned(), domain::link::Strength::Subject)]);
    }

    async fn a_live_story_stays_live_and_keeps_what_the_file_does_not_say(store: Store) {
        let desk = Desk::new(store).await;
        let text = "Drummer quits by fax\n\nStaff Writer\n\nIt was his fax machine, and it stays where it is.\n";
        let reviews = Options { section: Some(testkit::slug("reviews")), ..Options::default() };
        let draft = plain(&desk, text, &reviews).await.unwrap().story;
        let live = stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap();
        desk.pass(3600);
        assert_eq!(plain(&desk, text, &Options::default()).await.unwrap().outcome, Outcome::Same, "the file says nothing new");
        let changed = plain(&desk, &text.replace("stays", "remains"), &Options::default()).await.unwrap().story;
        assert_eq!((changed.id, &changed.state, &changed.address), (live.id, &State::Live, &live.address));
        assert_eq!((changed.draft.dateline, &changed.draft.section), (live.draft.dateline, &live.draft.section));
        assert_eq!(changed.updated, desk.now());
    }

    async fn an_archive_comes_in_live_and_on_its_own_day(store: Store) {
        let desk = Desk::new(store).await;
        let text = "Drummer quits by fax\n\n27 March 2015 | 11:29 am | Staff Writer\n\nThe label has its own machine\n\nIt was his fax machine.\n";
        let publish = Options { publish: true, ..Options::default() };
        let read = plain(&desk, text, &publish).await.unwrap();
        assert!(read.not_live.is_none());
        assert_eq!(read.story.address.as_deref(), Some("/2015/03/27/drummer-quits-by-fax"));
        assert_eq!(read.story.live_since, Some(testkit::at("2015-03-27T11:29:00+11:00")));
        assert_eq!(plain(&desk, text, &publish).await.unwrap().outcome, Outcome::Same);
        let berlin = Options { zone: newsroom::paper::zone("Europe/Berlin").ok(), ..publish };
        let moved = plain(&desk, text, &berlin).await.unwrap();
        assert_eq!((moved.outcome, moved.story.address), (Outcome::Changed, read.story.address), "an address stands");
    }

    async fn what_lacks_a_dateline_is_not_made_live_and_says_so(store: Store) {
        let desk = Desk::new(store).await;
        let read = plain(&desk, "Drummer quits by fax\n\nIt was his fax machine.\n", &Options { publish: true, ..Options::default() }).await.unwrap();
        assert!(read.not_live.unwrap().to_string().contains("stays a draft"));
        assert_eq!(read.story.state, State::Draft);
    }

    async fn a_section_that_is_not_there_is_refused_with_those_that_are(store: Store) {
        let desk = Desk::new(store).await;
        let text = desk.text("Drummer quits by fax", None);
        let said = plain(&desk, &text, &Options { section: Some(testkit::slug("gossip")), ..Options::default() }).await.unwrap_err().to_string();
        assert!(said.contains("“gossip”") && said.contains("news, reviews"), "{said}");
        assert_eq!(count(&desk).await, 0);
    }

    async fn what_is_no_story_is_refused_and_leaves_nothing(store: Store) {
        let desk = Desk::new(store).await;
        for (text, options) in [("", Options::default()), (" \n\n\t\n", Options::default())] {
            assert!(matches!(plain(&desk, text, &options).await, Err(VerbError::Unreadable(said)) if said.contains("story.txt")));
        }
        let by_contributor = intake::plain_story(&desk.newsroom, &desk.act_as(Role::Writer), "story.txt", "Drummer quits\n\nText.\n", &Options::default()).await;
        assert!(by_contributor.unwrap_err().to_string().contains("import stories"));
        assert_eq!(count(&desk).await, 0);
    }

    async fn two_imports_of_one_story_at_once_make_one(store: Store) {
        let desk = Desk::new(store).await;
        let text = desk.text("Drummer quits by fax", Some("Saltwater Choir"));
        let (options, one, two) = (Options::default(), desk.act(), desk.act());
        let import = |act| { let (desk, text, options) = (&desk, &text, &options); async move { intake::plain_story(&desk.newsroom, &act, "a.txt", text, options).await } };
        let (one, two) = tokio::join!(import(one), import(two));
        // The second may be told to come again; it never makes a second story.
        assert!(one.is_ok() || two.is_ok());
        assert_eq!(count(&desk).await, 1);
        assert_eq!(desk.import(&text).await.outcome, Outcome::Same);
    }

    async fn a_story_file_keeps_its_status_and_its_corrections(store: Store) {
        let desk = Desk::new(store).await;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo");
        let options = Options { folders: vec![folder.clone()], section: Some(testkit::slug("news")), ..Options::default() };
        let text = std::fs::read_to_string(folder.join("stories/002-drummer-quits-by-fax.md")).unwrap();
        let first = intake::story_file(&desk.newsroom, &desk.act(), "002.md", &text, &options).await;
        let first = first.unwrap();
        assert_eq!((first.outcome, first.story.state.word()), (Outcome::New, "live"));
        let again = intake::story_file(&desk.newsroom, &desk.act(), "002.md", &text, &options).await.unwrap();
        assert_eq!((again.outcome, again.story), (Outcome::Same, first.story));
    }
}
