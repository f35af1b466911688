//! Stories at the desk: what stands beside what readers see, what keeps saves safe, who is in a story.

use super::{small_paper, write};
use domain::change::ChangeKind;
use domain::id::{StaffId, StoryId};
use domain::link::Span;
use domain::role::Role;
use domain::story::desk::{Assignment, OwnSave, Saving, Working};
use domain::story::note::Anchor;
use domain::story::{Draft, State};
use domain::time::Instant;
use store::desk::notes::NewNote;
use store::desk::queue::{QueueFilter, counts, list};
use store::desk::{notes, presence, previews, put, saves, working};
use store::stories::{self, NewStory};
use store::{Store, StoreError};
use testkit::{act, body, byline, minute, new_story, paper, slug};

async fn read(store: &Store, id: StoryId) -> Working {
    working(&store.read().await.unwrap(), id).await.unwrap().unwrap()
}

/// A story with a byline: live since minute 10, or a draft.
async fn add(store: &Store, headline: &str, live: bool) -> Working {
    let person = store::paper::people(&store.read().await.unwrap()).await.unwrap().first().unwrap().id;
    let mut new = new_story(headline, minute(10));
    new.draft.bylines = vec![byline(person)];
    if !live {
        let draft = Draft { dateline: None, ..new.draft };
        new = NewStory { state: State::Draft, address: None, live_since: None, draft, ..new };
    }
    let id = write(store, minute(0), async |tx| stories::create(tx, &new, "Imogen").await.unwrap().id).await;
    read(store, id).await
}

/// Saves a text as its writer does while typing.
async fn save(store: &Store, old: &Working, text: &str, who: &str, now: Instant) -> Working {
    let draft = Draft { body: body(text), ..old.draft().clone() };
    let actor = domain::act::Act::new(who, Role::Editor, now);
    let Saving::Changed { working, begins } = old.save(draft, old.story.revision, None, &actor).unwrap() else { unreachable!("the same") };
    write(store, now, async |tx| put(tx, old, &working, begins, who).await.unwrap()).await;
    let stored = read(store, old.story.id).await;
    assert_eq!(stored, *working, "what is stored is what was decided");
    stored
}

/// Does what an editor decided.
async fn step(store: &Store, old: &Working, new: &Working, now: Instant) -> Working {
    write(store, now, async |tx| put(tx, old, new, true, "Imogen Achterberg").await.unwrap()).await;
    let stored = read(store, old.story.id).await;
    assert_eq!(stored, *new);
    stored
}

async fn kinds_since(store: &Store, seq: i64) -> Vec<ChangeKind> {
    let changes = store::changes::since(&store.read().await.unwrap(), seq, 99).await.unwrap();
    changes.into_iter().map(|change| change.kind).collect()
}

async fn revisions(store: &Store, id: StoryId) -> Vec<(i64, String, String)> {
    let versions = stories::versions(&store.read().await.unwrap(), id).await.unwrap();
    versions.into_iter().map(|version| (version.revision, version.state, version.who)).collect()
}

testkit::both! {
    async fn saves_of_one_sitting_are_one_version_and_tell_no_reader(store: Store) {
        small_paper(&store).await;
        let draft = add(&store, "Draft", false).await;
        let seq = store::changes::last(&store.read().await.unwrap()).await.unwrap();
        let one = save(&store, &draft, "One.", "Wanda", minute(1)).await;
        let two = save(&store, &one, "One two.", "Wanda", minute(2)).await;
        let three = save(&store, &two, "One two three.", "Wanda", minute(3)).await;
        let other = save(&store, &three, "One two four.", "Edda", minute(4)).await;
        let told = revisions(&store, draft.story.id).await;
        let expected = [(5, "Edda"), (4, "Wanda"), (1, "Imogen")].map(|(n, who)| (n, "draft".to_owned(), who.to_owned()));
        assert_eq!(told, expected);
        assert!(kinds_since(&store, seq).await.iter().all(|kind| *kind == ChangeKind::Draft));
        let tx = store.begin(minute(5)).await.unwrap();
        let late = put(&tx, &two, &three, false, "Late").await;
        assert!(matches!(late, Err(StoreError::Conflict(_))), "{late:?}");
        drop(tx);
        assert_eq!(read(&store, draft.story.id).await, other);
    }

    async fn a_live_story_is_the_same_for_readers_until_it_is_updated(store: Store) {
        small_paper(&store).await;
        let live = add(&store, "Live", true).await;
        let seq = store::changes::last(&store.read().await.unwrap()).await.unwrap();
        let beside = save(&store, &live, "New words.", "Wanda", minute(20)).await;
        let beside = save(&store, &beside, "New words, more.", "Wanda", minute(21)).await;
        assert!(kinds_since(&store, seq).await.iter().all(|kind| *kind == ChangeKind::Draft));
        let seen = stories::by_address(&store.read().await.unwrap(), "/2026/11/20/live").await.unwrap().unwrap();
        assert_eq!((&seen.draft, seen.text_version, seen.revision), (&live.story.draft, 1, 3));
        let updated = step(&store, &beside, &beside.update(domain::story::desk::Update::Corrected("It was new."), &act(minute(22))).unwrap(), minute(22)).await;
        assert_eq!(kinds_since(&store, seq).await.last(), Some(&ChangeKind::Draft));
        assert!(kinds_since(&store, seq).await.contains(&ChangeKind::Story));
        assert_eq!(stories::by_id(&store.read().await.unwrap(), live.story.id).await.unwrap(), Some(updated.story.clone()));
        let told = revisions(&store, live.story.id).await;
        let expected = [(4, "live", "Imogen Achterberg"), (3, "pending", "Wanda"), (1, "live", "Imogen")];
        assert_eq!(told, expected.map(|(n, state, who)| (n, state.to_owned(), who.to_owned())));
        let before = stories::version(&store.read().await.unwrap(), live.story.id, 1).await.unwrap().unwrap();
        assert_eq!(before.draft, live.story.draft);
    }

    async fn a_correction_beside_a_new_version_leaves_both_whole(store: Store) {
        small_paper(&store).await;
        let live = add(&store, "Live", true).await;
        let beside = save(&store, &live, "New words.", "Wanda", minute(20)).await;
        let corrected = beside.story.correct("It was a telex.", &act(minute(21))).unwrap();
        write(&store, minute(21), async |tx| stories::save(tx, &corrected, 2, "Edda").await.unwrap()).await;
        let now = read(&store, live.story.id).await;
        assert_eq!((now.story.revision, now.pending.as_ref().unwrap().base, now.desk.written), (3, 3, 2));
        assert_eq!(now.pending.as_ref().unwrap().draft, beside.pending.unwrap().draft);
        let dropped = step(&store, &now, &now.discard(&act(minute(22))).unwrap(), minute(22)).await;
        assert_eq!((dropped.pending, dropped.story.draft, dropped.story.corrections.len()), (None, live.story.draft, 1));
        let told: Vec<_> = revisions(&store, live.story.id).await.into_iter().map(|(n, state, _)| (n, state)).collect();
        assert_eq!(told, [(4, "live".to_owned()), (2, "pending".to_owned()), (1, "live".to_owned())]);
    }

    async fn an_assignment_and_a_note_come_back(store: Store) {
        small_paper(&store).await;
        let draft = add(&store, "Draft", false).await;
        let asked = Assignment { writer: StaffId(7), deadline: Some(minute(600)), brief: "Ring the label.".to_owned() };
        let assigned = step(&store, &draft, &draft.assign(asked, &act(minute(1))).unwrap(), minute(1)).await;
        let submitted = step(&store, &assigned, &assigned.submit("Here.", &act(minute(2))).unwrap(), minute(2)).await;
        let back = step(&store, &submitted, &submitted.send_back("Who said so?", &act(minute(3))).unwrap(), minute(3)).await;
        let at = minute(900);
        let due = step(&store, &back, &back.publish(&paper().zone, Some(at), &act(minute(4))).unwrap(), minute(4)).await;
        assert_eq!((due.desk.note, due.story.state), (None, State::Scheduled { at }));
        assert_eq!(revisions(&store, draft.story.id).await.len(), 5);
    }

    async fn the_queue_finds_by_state_owner_section_words_and_day(store: Store) {
        small_paper(&store).await;
        add(&store, "Drummer quits", true).await;
        let draft = add(&store, "Fax Machine sold", false).await;
        let asked = Assignment { writer: StaffId(7), deadline: Some(minute(600)), brief: String::new() };
        step(&store, &draft, &draft.assign(asked, &act(minute(1))).unwrap(), minute(1)).await;
        let conn = store.read().await.unwrap();
        let find = async |filter: QueueFilter| -> Vec<String> {
            list(&conn, &filter, 9).await.unwrap().into_iter().map(|row| row.headline).collect()
        };
        let [live, mine] = ["Drummer quits", "Fax Machine sold"].map(ToOwned::to_owned);
        let all = QueueFilter::default();
        assert_eq!(find(all.clone()).await, [mine.clone(), live.clone()]);
        assert_eq!(find(QueueFilter { states: vec!["live".to_owned(), "withdrawn".to_owned()], ..all.clone() }).await, std::slice::from_ref(&live));
        assert_eq!(find(QueueFilter { owner: Some(StaffId(7)), ..all.clone() }).await, std::slice::from_ref(&mine));
        assert_eq!(find(QueueFilter { section: Some(slug("music")), ..all.clone() }).await, [""; 0]);
        assert_eq!(find(QueueFilter { among: Some(vec![draft.story.id]), ..all.clone() }).await, std::slice::from_ref(&mine));
        assert_eq!(find(QueueFilter { among: Some(Vec::new()), ..all.clone() }).await, [""; 0]);
        assert_eq!(find(QueueFilter { due: Some((minute(0), minute(601))), ..all.clone() }).await, std::slice::from_ref(&mine));
        assert_eq!(find(QueueFilter { due: Some((minute(601), minute(900))), ..all.clone() }).await, [""; 0]);
        assert_eq!(find(QueueFilter { live_from: Some(minute(5)), ..all.clone() }).await, std::slice::from_ref(&live));
        let first = list(&conn, &all, 1).await.unwrap().remove(0);
        assert_eq!((first.checks, first.words, first.pending), (0, 5, false));
        assert_eq!(find(QueueFilter { before: Some((first.saved_at, first.id)), ..all }).await, [live]);
        let counted = counts(&conn, None, minute(5)).await.unwrap();
        assert_eq!((counted.draft, counted.live_today, counted.sent_back), (1, 1, 0));
        assert_eq!(counts(&conn, Some(StaffId(8)), minute(5)).await.unwrap(), Default::default());
    }

    async fn refused_texts_are_kept_until_somebody_is_done_with_them(store: Store) {
        small_paper(&store).await;
        let draft = add(&store, "Draft", false).await;
        let id = draft.story.id;
        let mut mine = draft.story.clone();
        for (text, expected) in [("Mine", 1), ("Mine, more", 1)] {
            mine.draft.body = body(text);
            let number = write(&store, minute(2), async |tx| saves::put_aside(tx, &mine, "window-1", 1, "Wanda").await.unwrap()).await;
            assert_eq!(number, expected);
        }
        assert_eq!(write(&store, minute(3), async |tx| saves::put_aside(tx, &mine, "window-2", 1, "Igor").await.unwrap()).await, 2);
        let kept = saves::asides(&store.read().await.unwrap(), id).await.unwrap();
        assert_eq!(kept.iter().map(|aside| (aside.number, aside.who.as_str())).collect::<Vec<_>>(), [(1, "Wanda"), (2, "Igor")]);
        assert_eq!(kept[0].draft, mine.draft);
        assert!(write(&store, minute(4), async |tx| saves::done_with_aside(tx, id, 1).await.unwrap()).await);
        assert!(!write(&store, minute(4), async |tx| saves::done_with_aside(tx, id, 1).await.unwrap()).await);
        assert_eq!(saves::asides(&store.read().await.unwrap(), id).await.unwrap().len(), 1);
        assert!(saves::aside(&store.read().await.unwrap(), id, 1).await.unwrap().is_some(), "looked at, not destroyed");
        let again = write(&store, minute(5), async |tx| saves::put_aside(tx, &mine, "window-1", 1, "Wanda").await.unwrap()).await;
        assert_eq!(again, 3);
    }

    async fn the_last_save_of_a_window_is_known(store: Store) {
        small_paper(&store).await;
        let id = add(&store, "Draft", false).await.story.id;
        for save in [OwnSave { had: 1, revision: 2 }, OwnSave { had: 2, revision: 3 }] {
            write(&store, minute(1), async |tx| saves::note(tx, id, "window", save).await.unwrap()).await;
            assert_eq!(saves::own(&store.read().await.unwrap(), id, "window").await.unwrap(), Some(save));
        }
        assert_eq!(saves::own(&store.read().await.unwrap(), id, "other").await.unwrap(), None);
        assert_eq!(write(&store, minute(2), async |tx| saves::forget(tx, minute(2)).await.unwrap()).await, 1);
    }

    async fn the_first_holds_a_story_until_it_is_silent_or_taken_over(store: Store) {
        small_paper(&store).await;
        let id = add(&store, "Draft", false).await.story.id;
        let beat = async |client: &str, who: &str, now: Instant| write(&store, now, async |tx| presence::beat(tx, id, client, who).await.unwrap()).await;
        let who = async |now: Instant| -> Vec<String> {
            presence::present(&store.read().await.unwrap(), id, now).await.unwrap().into_iter().map(|one| one.who).collect()
        };
        let start = minute(1);
        beat("a", "Wanda", start).await;
        beat("b", "Edda", start.plus_seconds(1)).await;
        beat("a", "Wanda", start.plus_seconds(10)).await;
        assert_eq!(who(start.plus_seconds(11)).await, ["Wanda", "Edda"]);
        write(&store, start.plus_seconds(12), async |tx| presence::take(tx, id, "b").await.unwrap()).await;
        assert_eq!(who(start.plus_seconds(12)).await, ["Edda", "Wanda"]);
        let held = presence::holders(&store.read().await.unwrap(), &[id], start.plus_seconds(12)).await.unwrap();
        assert_eq!(held.iter().map(|one| one.client.as_str()).collect::<Vec<_>>(), ["b"]);
        assert_eq!(who(start.plus_seconds(41)).await, ["Edda"], "Wanda was silent for 31 seconds");
        beat("a", "Wanda", start.plus_seconds(41)).await;
        assert_eq!(who(start.plus_seconds(41)).await, ["Edda", "Wanda"], "she comes last");
        beat("b", "Edda", start.plus_seconds(80)).await;
        assert_eq!(who(start.plus_seconds(80)).await, ["Edda"]);
        write(&store, start.plus_seconds(81), async |tx| presence::leave(tx, id, "b").await.unwrap()).await;
        assert_eq!(who(start.plus_seconds(81)).await, [""; 0]);
        assert_eq!(write(&store, start.plus_seconds(82), async |tx| presence::forget(tx, start.plus_seconds(82)).await.unwrap()).await, 1);
    }

    async fn keys_to_previews_run_out_and_are_revoked(store: Store) {
        small_paper(&store).await;
        let id = add(&store, "Draft", false).await.story.id;
        write(&store, minute(1), async |tx| {
            assert_eq!(previews::put(tx, id, "hash-1", "Wanda", minute(100)).await.unwrap(), 1);
            assert_eq!(previews::put(tx, id, "hash-2", "Wanda", minute(50)).await.unwrap(), 2);
        })
        .await;
        let conn = store.read().await.unwrap();
        assert_eq!(previews::find(&conn, "hash-2", minute(49)).await.unwrap().unwrap().number, 2);
        assert_eq!(previews::find(&conn, "hash-2", minute(50)).await.unwrap(), None);
        assert_eq!(previews::list(&conn, id, minute(50)).await.unwrap().len(), 1);
        drop(conn);
        assert!(write(&store, minute(2), async |tx| previews::revoke(tx, id, 1).await.unwrap()).await);
        assert!(!write(&store, minute(2), async |tx| previews::revoke(tx, id, 1).await.unwrap()).await);
        assert_eq!(previews::find(&store.read().await.unwrap(), "hash-1", minute(3)).await.unwrap(), None);
    }

    async fn notes_keep_their_place_their_answers_and_who_resolved_them(store: Store) {
        small_paper(&store).await;
        let draft = add(&store, "Draft", false).await;
        let id = draft.story.id;
        let anchor = Anchor::of(draft.draft(), Span { block: 0, start: 0, end: 6 }).unwrap();
        write(&store, minute(1), async |tx| {
            assert_eq!(notes::put(tx, id, &NewNote { text: "Really?", reply_to: None, anchor: Some(&anchor) }, "Edda").await.unwrap(), 1);
            assert_eq!(notes::put(tx, id, &NewNote { text: "Yes.", reply_to: Some(1), anchor: None }, "Wanda").await.unwrap(), 2);
            notes::set_place(tx, id, 1, None).await.unwrap();
        })
        .await;
        let all = notes::list(&store.read().await.unwrap(), id).await.unwrap();
        assert_eq!((all[0].anchor.clone(), all[1].reply_to, all[1].anchor.clone()), (Some(Anchor { span: None, ..anchor.clone() }), Some(1), None));
        write(&store, minute(2), async |tx| {
            notes::set_place(tx, id, 1, anchor.span).await.unwrap();
            notes::set_resolved(tx, id, 1, Some("Edda")).await.unwrap();
        })
        .await;
        let all = notes::list(&store.read().await.unwrap(), id).await.unwrap();
        assert_eq!((all[0].anchor.clone(), all[0].resolved.clone()), (Some(anchor), Some((minute(2), "Edda".to_owned()))));
        assert_eq!(notes::anchored(&store.read().await.unwrap(), id).await.unwrap(), []);
        write(&store, minute(3), async |tx| notes::set_resolved(tx, id, 1, None).await.unwrap()).await;
        assert_eq!(notes::anchored(&store.read().await.unwrap(), id).await.unwrap().len(), 1);
    }
}
