//! A story at the desk: asked for, written, submitted, sent back, scheduled, live, updated, corrected, withdrawn.

use crate::desk::Desk;
use domain::act::Act;
use domain::body::{Block, Body, Inlines};
use domain::email::Email;
use domain::id::{StaffId, StoryId};
use domain::link::Span;
use domain::role::Role;
use domain::staff::{Staff, Standing};
use domain::story::checks::Code;
use domain::story::desk::{Assignment, Update, Working};
use domain::story::{Advisory, Kind, Part, State};
use newsroom::VerbError;
use newsroom::desk::{self as verbs, Beginning, Save, Saved, Written, WrittenByline};
use newsroom::queue::{self, Filter};

/// Somebody who works here, and their act.
pub(crate) async fn hire(desk: &Desk, name: &str, role: Role) -> StaffId {
    let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
    let staff = Staff {
        id: StaffId(0),
        email: Email::parse(&format!("{}@feedback.example", name.to_lowercase())).unwrap(),
        name: name.to_owned(),
        role,
        person: None,
        standing: Standing::Active,
        created: desk.now(),
        seen: None,
    };
    let id = store::staff::create(&tx, &staff).await.unwrap().id;
    tx.commit().await.unwrap();
    id
}

pub(crate) fn acts(desk: &Desk, name: &str, role: Role, id: StaffId) -> Act {
    Act { staff: Some(id), who: name.to_owned(), ..desk.act_as(role) }
}

pub(crate) fn written(headline: &str, paragraphs: &[&str]) -> Written {
    Written {
        headline: headline.to_owned(),
        standfirst: "He used the label’s own machine.".to_owned(),
        slug: None,
        section: testkit::slug("news"),
        kind: Kind::News,
        bylines: vec![WrittenByline { name: "Wanda Vale".to_owned(), house: false, part: Part::Words }],
        artists: Vec::new(),
        cover: None,
        advisory: Advisory::default(),
        body: Body { blocks: paragraphs.iter().map(|text| Block::Paragraph(Inlines::plain(*text))).collect() },
        placement: domain::edition::Placement::In,
        dateline: None,
        sponsor: None,
    }
}

/// Saves as a window does that read revision `had`.
pub(crate) async fn save(desk: &Desk, act: &Act, id: StoryId, had: i64, client: &str, written: Written) -> Saved {
    verbs::save(&desk.newsroom, act, &Save { story: id, had, client: client.to_owned(), written }).await.unwrap()
}

pub(crate) async fn saved(desk: &Desk, act: &Act, old: &Working, text: &[&str]) -> Working {
    match save(desk, act, old.story.id, old.story.revision, "window", written("Drummer quits by fax", text)).await {
        Saved::Stored(working) => *working,
        aside @ Saved::Aside { .. } => panic!("{aside:?}"),
    }
}

fn refused<T: std::fmt::Debug>(outcome: Result<T, VerbError>) -> String {
    match outcome {
        Err(VerbError::Refused(refusal)) => refusal.to_string(),
        other => panic!("not refused: {other:?}"),
    }
}

testkit::both! {
    async fn a_story_goes_from_the_assignment_to_the_correction(store: Store) {
        let desk = Desk::new(store).await;
        let (wanda, edda) = (hire(&desk, "Wanda", Role::Writer).await, hire(&desk, "Edda", Role::Editor).await);
        let writer = || acts(&desk, "Wanda", Role::Writer, wanda);
        let editor = || acts(&desk, "Edda", Role::Editor, edda);
        let assignment = Assignment { writer: wanda, deadline: Some(desk.now().plus_seconds(3_600)), brief: "Ring the label.".to_owned() };
        let beginning = Beginning { headline: "Drummer".to_owned(), assignment: Some(assignment.clone()), ..Beginning::default() };
        assert!(refused(verbs::create(&desk.newsroom, &writer(), beginning.clone()).await).contains("assign"));
        let asked = verbs::create(&desk.newsroom, &editor(), beginning).await.unwrap();
        assert_eq!((&asked.story.state, asked.desk.owner, &asked.desk.assignment), (&State::Assigned, Some(wanda), &Some(assignment)));
        let id = asked.story.id;
        let draft = saved(&desk, &writer(), &asked, &["It was his fax machine."]).await;
        assert_eq!((&draft.story.state, draft.story.draft.slug.as_str()), (&State::Draft, "drummer-quits-by-fax"));
        verbs::submit(&desk.newsroom, &writer(), id, "For Friday?").await.unwrap();
        let back = verbs::send_back(&desk.newsroom, &editor(), id, "Who said so?").await.unwrap();
        assert_eq!((back.story.state.word(), back.desk.note.as_deref()), ("draft", Some("Who said so?")));
        let again = saved(&desk, &writer(), &back, &["It was his fax machine, the label said."]).await;
        let submitted = verbs::submit(&desk.newsroom, &writer(), again.story.id, "").await.unwrap();
        assert!(refused(verbs::publish(&desk.newsroom, &writer(), id, None).await).contains("a writer may not publish"));
        let live = verbs::publish(&desk.newsroom, &editor(), submitted.story.id, None).await.unwrap();
        assert_eq!(live.story.address.as_deref(), Some("/2026/11/20/drummer-quits-by-fax"));
        let beside = saved(&desk, &writer(), &live, &["It was her fax machine, the label said."]).await;
        assert!(beside.pending.is_some());
        let seen = store::stories::by_id(&desk.read().await, id).await.unwrap().unwrap();
        assert_eq!(seen.draft, live.story.draft, "readers see nothing of it");
        let corrected = verbs::update(&desk.newsroom, &editor(), id, Update::Corrected("The machine was hers.")).await.unwrap();
        assert_eq!((corrected.story.corrections.len(), corrected.story.draft.body.word_count()), (1, 8));
        let listed = verbs::versions::list(&desk.newsroom, &editor(), id, None, 20).await.unwrap();
        let told: Vec<_> = listed.iter().map(|one| (one.state.as_str(), one.who.as_str(), one.added, one.removed)).collect();
        assert_eq!(told[0], ("live", "Edda", 0, 0));
        assert_eq!(told[1], ("pending", "Wanda", 1, 1), "{told:?}");
        assert_eq!(listed[0].correction.as_deref(), Some("The machine was hers."));
        let log: Vec<String> = store::audit::list(&desk.read().await, 9).await.unwrap().into_iter().map(|entry| entry.verb).collect();
        assert_eq!(log[..6], ["correct", "publish", "submit", "send back", "submit", "assign"].map(ToOwned::to_owned));
        verbs::withdraw(&desk.newsroom, &editor(), id, "Not his machine at all.").await.unwrap();
    }

    /// A note on a name, while a new version of the text waits that nobody has read yet.
    async fn a_note_alone_leaves_the_new_version_waiting(store: Store) {
        let desk = Desk::new(store).await;
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let begun = verbs::create(&desk.newsroom, &editor, Beginning::default()).await.unwrap();
        let id = saved(&desk, &editor, &begun, &["It was his fax machine."]).await.story.id;
        let live = verbs::publish(&desk.newsroom, &editor, id, None).await.unwrap();
        let unfit = Written { section: testkit::slug("nowhere"), ..written("Drummer quits by telex", &["Half a sent"]) };
        assert!(matches!(save(&desk, &editor, id, live.story.revision, "window", unfit).await, Saved::Stored(_)));
        let beside = verbs::read(&desk.newsroom, &editor, id).await.unwrap();
        let said = refused(verbs::update(&desk.newsroom, &editor, id, Update::Corrected("His name is Otto.")).await);
        assert!(said.contains("no such section"), "with the new version all of it is checked: {said}");
        verbs::update(&desk.newsroom, &editor, id, Update::NoteAlone("His name is Otto.")).await.unwrap();
        let noted = verbs::read(&desk.newsroom, &editor, id).await.unwrap();
        assert_eq!((&noted.story.draft, noted.story.corrections.len()), (&live.story.draft, 1));
        assert_eq!(noted.pending.map(|pending| pending.draft), beside.pending.map(|pending| pending.draft));
        // Whoever wrote in it goes on.
        let more = save(&desk, &editor, id, beside.story.revision, "window", written("Drummer quits by telex", &["Half a sentence."])).await;
        assert!(matches!(more, Saved::Stored(_)), "{more:?}");
        let shown = verbs::update(&desk.newsroom, &editor, id, Update::NewVersion).await.unwrap();
        assert_eq!((shown.story.corrections.len(), shown.story.draft.headline.as_str()), (1, "Drummer quits by telex"));
    }

    async fn a_scheduled_story_goes_live_with_what_was_written_last_and_its_links(store: Store) {
        let desk = Desk::new(store).await;
        desk.import(&desk.text("Gilt break up", Some("Gilt"))).await;
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let begun = verbs::create(&desk.newsroom, &editor, Beginning::default()).await.unwrap();
        let draft = saved(&desk, &editor, &begun, &["It was his fax machine."]).await;
        let at = desk.now().plus_seconds(600);
        let due = verbs::publish(&desk.newsroom, &editor, draft.story.id, Some(at)).await.unwrap();
        assert_eq!(due.story.state, State::Scheduled { at });
        let edited = saved(&desk, &editor, &due, &["It was the fax machine of Gilt."]).await;
        assert_eq!((edited.pending.clone(), edited.story.draft.dateline), (None, Some(at)));
        desk.pass(599);
        assert_eq!(verbs::flip_due(&desk.newsroom, &desk.act()).await.unwrap(), 0);
        desk.pass(1);
        assert_eq!(verbs::flip_due(&desk.newsroom, &desk.act()).await.unwrap(), 1);
        let live = verbs::read(&desk.newsroom, &editor, draft.story.id).await.unwrap();
        assert_eq!((live.story.is_live(), live.story.live_since), (true, Some(at)));
        let links = store::links::auto(&desk.read().await, live.story.id, live.story.text_version).await.unwrap();
        assert!(!links.is_empty(), "its text was linked as it went live");
        // Whoever had it open goes on from what they had.
        let beside = save(&desk, &editor, draft.story.id, edited.story.revision, "window", written("Drummer quits by telex", &["More."])).await;
        assert!(matches!(beside, Saved::Stored(working) if working.pending.is_some()));
    }

    async fn what_lacks_something_at_its_instant_holds_up_nobody(store: Store) {
        let desk = Desk::new(store).await;
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let at = desk.now().plus_seconds(60);
        let mut ids = Vec::new();
        for headline in ["One", "Two"] {
            let begun = verbs::create(&desk.newsroom, &editor, Beginning::default()).await.unwrap();
            save(&desk, &editor, begun.story.id, 1, "window", written(headline, &["Text."])).await;
            ids.push(verbs::publish(&desk.newsroom, &editor, begun.story.id, Some(at)).await.unwrap());
        }
        let bare = Written { bylines: Vec::new(), ..written("One", &["Text."]) };
        save(&desk, &editor, ids[0].story.id, ids[0].story.revision, "window", bare).await;
        desk.pass(60);
        assert_eq!(verbs::flip_due(&desk.newsroom, &desk.act()).await.unwrap(), 1);
        let fallen = verbs::read(&desk.newsroom, &editor, ids[0].story.id).await.unwrap();
        assert_eq!((fallen.story.state.word(), fallen.story.address.clone()), ("draft", None));
        assert!(fallen.desk.note.as_deref().unwrap().contains("20 November 2026 | 2:01 pm"), "{:?}", fallen.desk.note);
        assert_eq!(verbs::flip_due(&desk.newsroom, &desk.act()).await.unwrap(), 0, "and is not tried again");
        let page = queue::list(&desk.newsroom, &editor, &Filter { states: vec!["sent_back".to_owned()], limit: 9, ..Filter::default() }).await;
        assert_eq!(page.unwrap().rows.len(), 1);
    }

    async fn everybody_sees_and_touches_what_their_role_allows(store: Store) {
        let desk = Desk::new(store).await;
        let [contributor, writer, editor] = [Role::Contributor, Role::Writer, Role::Editor];
        let mut people = Vec::new();
        for (name, role) in [("Cora", contributor), ("Wanda", writer), ("Edda", editor)] {
            people.push(acts(&desk, name, role, hire(&desk, name, role).await));
        }
        let [cora, wanda, edda] = people.as_slice() else { unreachable!() };
        let own = verbs::create(&desk.newsroom, cora, Beginning::default()).await.unwrap();
        let id = own.story.id;
        saved(&desk, cora, &own, &["Words."]).await;
        assert!(refused(verbs::read(&desk.newsroom, wanda, id).await).contains("read this story"));
        let theirs = Save { story: id, had: 2, client: "w".to_owned(), written: written("Mine now", &["Mine."]) };
        assert!(refused(verbs::save(&desk.newsroom, wanda, &theirs).await).contains("write this story"));
        assert!(verbs::asides(&desk.newsroom, edda, id).await.unwrap().is_empty(), "what may not be written is not kept aside");
        assert!(refused(verbs::submit(&desk.newsroom, cora, id, "").await).contains("submit"));
        assert!(refused(verbs::previews::make(&desk.newsroom, cora, id, 1).await).contains("preview"));
        assert!(refused(verbs::presence::beat(&desk.newsroom, wanda, id, "w").await).contains("read"));
        assert!(refused(verbs::notes::write(&desk.newsroom, wanda, id, "Hm.", None, None).await).contains("notes"));
        for (who, seen) in [(cora, 1), (wanda, 0), (edda, 1)] {
            let page = queue::list(&desk.newsroom, who, &Filter { limit: 9, ..Filter::default() }).await.unwrap();
            assert_eq!((page.rows.len(), page.counts.draft), (seen, seen), "{}", who.who);
        }
        verbs::publish(&desk.newsroom, edda, id, None).await.unwrap();
        for outcome in [
            verbs::update(&desk.newsroom, wanda, id, Update::Corrected("No.")).await,
            verbs::withdraw(&desk.newsroom, wanda, id, "No.").await,
            verbs::unschedule(&desk.newsroom, wanda, id).await,
            verbs::send_back(&desk.newsroom, wanda, id, "No.").await,
            verbs::discard(&desk.newsroom, wanda, id).await,
            verbs::versions::restore(&desk.newsroom, wanda, id, 1).await,
        ] {
            assert!(refused(outcome).contains("a writer may not"));
        }
    }

    async fn the_queue_pages_searches_and_says_who_is_in_a_story(store: Store) {
        let desk = Desk::new(store).await;
        let edda = hire(&desk, "Edda", Role::Editor).await;
        let editor = acts(&desk, "Edda", Role::Editor, edda);
        for n in 0..5 {
            let beginning = Beginning { headline: format!("Story {n} of the fax"), ..Beginning::default() };
            verbs::create(&desk.newsroom, &editor, beginning).await.unwrap();
            desk.pass(1);
        }
        let all = Filter { limit: 2, ..Filter::default() };
        let (mut found, mut before) = (Vec::new(), None);
        for _ in 0..3 {
            let page = queue::list(&desk.newsroom, &editor, &Filter { before: before.clone(), ..all.clone() }).await.unwrap();
            found.extend(page.rows.iter().map(|row| row.story.headline.clone()));
            before = page.next;
        }
        assert_eq!(found, [4, 3, 2, 1, 0].map(|n| format!("Story {n} of the fax")));
        assert_eq!(before, None);
        let search = Filter { words: "FAX story 3".to_owned(), ..all.clone() };
        let page = queue::list(&desk.newsroom, &editor, &search).await.unwrap();
        assert_eq!(page.rows.len(), 1);
        let id = page.rows[0].story.id;
        assert_eq!((page.rows[0].owner.clone(), page.rows[0].holder.clone()), (Some((edda, "Edda".to_owned())), None));
        verbs::presence::beat(&desk.newsroom, &editor, id, "window").await.unwrap();
        let page = queue::list(&desk.newsroom, &acts(&desk, "Edda", Role::Editor, edda), &search).await.unwrap();
        assert_eq!(page.rows[0].holder.as_deref(), Some("Edda"));
        assert!(refused(queue::list(&desk.newsroom, &editor, &Filter { states: vec!["lost".to_owned()], ..all.clone() }).await).contains("lost"));
        assert!(refused(queue::list(&desk.newsroom, &editor, &Filter { before: Some("x".to_owned()), ..all }).await).contains("next"));
    }

    async fn what_is_due_today_goes_page_by_page_the_first_due_first(store: Store) {
        let desk = Desk::new(store).await;
        let (wanda, edda) = (hire(&desk, "Wanda", Role::Writer).await, hire(&desk, "Edda", Role::Editor).await);
        let editor = acts(&desk, "Edda", Role::Editor, edda);
        // Two are due at one instant; one goes live by itself; one is due the day after.
        for (n, hours) in [(0, 3), (1, 1), (2, 1), (3, 4), (4, 40)] {
            let assignment = Assignment { writer: wanda, deadline: Some(desk.now().plus_seconds(hours * 3_600)), brief: String::new() };
            let beginning = Beginning { headline: format!("Story {n}"), assignment: Some(assignment), ..Beginning::default() };
            verbs::create(&desk.newsroom, &editor, beginning).await.unwrap();
        }
        let begun = verbs::create(&desk.newsroom, &editor, Beginning::default()).await.unwrap();
        let draft = saved(&desk, &editor, &begun, &["It was his fax machine."]).await;
        verbs::publish(&desk.newsroom, &editor, draft.story.id, Some(desk.now().plus_seconds(2 * 3_600))).await.unwrap();
        let (mut found, mut before) = (Vec::new(), None);
        for left in (0..5).rev() {
            let page = queue::list(&desk.newsroom, &editor, &Filter { due_today: true, limit: 1, before, ..Filter::default() }).await.unwrap();
            found.extend(page.rows.iter().map(|row| row.story.headline.clone()));
            assert_eq!(page.next.is_some(), left > 0, "{found:?}");
            before = page.next;
        }
        assert_eq!(found, ["Story 1", "Story 2", "Drummer quits by fax", "Story 0", "Story 3"]);
    }

    async fn checks_name_what_was_looked_up_and_publishing_refuses_the_same(store: Store) {
        let desk = Desk::new(store).await;
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        desk.publish("Drummer quits by fax", None).await;
        let begun = verbs::create(&desk.newsroom, &editor, Beginning::default()).await.unwrap();
        let id = begun.story.id;
        let odd = Written { section: testkit::slug("nowhere"), ..written("Drummer quits by fax", &["“It never ends, he said.", "Plain."]) };
        save(&desk, &editor, id, 1, "window", odd).await;
        let found = verbs::checks::of(&desk.newsroom, &editor, id).await.unwrap();
        let codes: Vec<_> = found.iter().map(|check| (check.code, check.blocking)).collect();
        assert_eq!(codes, [(Code::Section, true), (Code::Address, true), (Code::Marks, false)]);
        assert!(refused(verbs::publish(&desk.newsroom, &editor, id, None).await).contains("is taken by “Drummer quits by fax”"));
        let other = Written { slug: Some(testkit::slug("other")), section: testkit::slug("nowhere"), ..written("Other", &["Plain."]) };
        save(&desk, &editor, id, 2, "window", other).await;
        assert!(refused(verbs::publish(&desk.newsroom, &editor, id, None).await).contains("no such section"));
    }

    async fn notes_follow_their_words(store: Store) {
        let desk = Desk::new(store).await;
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let begun = verbs::create(&desk.newsroom, &editor, Beginning::default()).await.unwrap();
        let id = begun.story.id;
        let draft = saved(&desk, &editor, &begun, &["It was his fax machine.", "Second."]).await;
        let fax = Span { block: 0, start: 11, end: 14 };
        let first = verbs::notes::write(&desk.newsroom, &editor, id, "Whose?", None, Some(fax)).await.unwrap();
        let answer = verbs::notes::write(&desk.newsroom, &editor, id, "His.", Some(first), None).await.unwrap();
        let place = async || verbs::notes::list(&desk.newsroom, &editor, id).await.unwrap()[0].anchor.clone().unwrap().span;
        let moved = saved(&desk, &editor, &draft, &["Before.", "It was really his fax machine.", "Second."]).await;
        assert_eq!(place().await, Some(Span { block: 1, start: 18, end: 21 }));
        let gone = saved(&desk, &editor, &moved, &["Before.", "It was really his machine.", "Second."]).await;
        assert_eq!(place().await, None, "its words are gone");
        saved(&desk, &editor, &gone, &["Before.", "Second, by fax."]).await;
        assert_eq!(place().await, Some(Span { block: 1, start: 11, end: 14 }), "and come back elsewhere");
        verbs::notes::resolve(&desk.newsroom, &editor, id, first, true).await.unwrap();
        let all = verbs::notes::list(&desk.newsroom, &editor, id).await.unwrap();
        assert_eq!((all[0].resolved.as_ref().map(|(_, who)| who.as_str()), all[1].number, all[1].reply_to), (Some("Edda"), answer, Some(first)));
        assert!(refused(verbs::notes::write(&desk.newsroom, &editor, id, "Hm.", Some(9), None).await).contains("no note number 9"));
        assert!(refused(verbs::notes::write(&desk.newsroom, &editor, id, "Hm.", None, Some(Span { block: 9, start: 0, end: 1 })).await).contains("words"));
    }
}
