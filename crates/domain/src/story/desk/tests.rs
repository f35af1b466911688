use super::*;
use crate::body::{Block, Body, Inlines};
use crate::edition::Placement;
use crate::id::{PersonId, StoryId};
use crate::role::Role;
use crate::slug::Slug;
use crate::story::{Advisory, Byline, Kind, Part};
use crate::time::Zone;
use proptest::prelude::*;

const WRITER: StaffId = StaffId(7);

fn act(who: &str, role: Role, staff: i64, seconds: i64) -> Act {
    Act { staff: Some(StaffId(staff)), ..Act::new(who, role, Instant::from_micros(0).plus_seconds(seconds)) }
}

fn writer(seconds: i64) -> Act {
    act("Wanda", Role::Writer, WRITER.0, seconds)
}

fn editor(seconds: i64) -> Act {
    act("Edda", Role::Editor, 1, seconds)
}

fn draft(text: &str) -> Draft {
    Draft {
        headline: "Drummer quits by fax".to_owned(),
        standfirst: String::new(),
        slug: Slug::parse("drummer-quits-by-fax").unwrap(),
        section: Slug::parse("news").unwrap(),
        kind: Kind::News,
        bylines: vec![Byline { person: PersonId(1), part: Part::Words }],
        artists: Vec::new(),
        cover: None,
        advisory: Advisory::default(),
        body: Body { blocks: vec![Block::Paragraph(Inlines::plain(text))] },
        placement: Placement::In,
        dateline: None,
        sponsor: None,
    }
}

fn working() -> Working {
    let start = Instant::from_micros(0);
    let story = Story {
        id: StoryId(1),
        revision: 1,
        text_version: 1,
        draft: draft("It was his fax machine."),
        state: State::Draft,
        address: None,
        live_since: None,
        corrections: Vec::new(),
        source: None,
        created: start,
        updated: start,
    };
    let desk = Desk {
        owner: Some(WRITER),
        written: 1,
        began: Some(start),
        saved_at: Some(start),
        saved_by: "Wanda".to_owned(),
        ..Desk::default()
    };
    Working { story, desk, pending: None }
}

fn saved(old: &Working, text: &str, had: i64, act: &Act) -> (Working, bool) {
    match old.save(draft(text), had, None, act) {
        Ok(Saving::Changed { working, begins }) => (*working, begins),
        other => panic!("not saved: {other:?}"),
    }
}

fn live() -> Working {
    working().publish(&Zone::utc(), None, &editor(5)).unwrap()
}

#[test]
fn one_persons_saves_within_ten_minutes_are_one_version() {
    let (one, begins) = saved(&working(), "It was his fax.", 1, &writer(30));
    assert!(!begins);
    let (two, begins) = saved(&one, "It was her fax.", 2, &writer(VERSION_SECONDS - 1));
    assert!(!begins && two.desk.began == Some(Instant::from_micros(0)));
    let (three, begins) = saved(&two, "It was a fax.", 3, &writer(VERSION_SECONDS));
    assert!(begins && three.desk.began == Some(writer(VERSION_SECONDS).now));
    let (_, begins) = saved(&three, "It was no fax.", 4, &editor(VERSION_SECONDS + 1));
    assert!(begins, "another person");
    let submitted = three.submit("Please.", &writer(VERSION_SECONDS + 2)).unwrap();
    let (_, begins) = saved(&submitted, "It was no fax.", 5, &writer(VERSION_SECONDS + 3));
    assert!(begins, "another state");
}

#[test]
fn what_somebody_else_wrote_since_is_never_overwritten() {
    let (newer, _) = saved(&working(), "Hers.", 1, &editor(10));
    assert!(matches!(newer.save(draft("Mine."), 1, None, &writer(20)), Err(Refusal::Outdated { had: 1, newest: 2, .. })));
    assert!(matches!(newer.save(draft("Mine."), 3, None, &writer(20)), Err(Refusal::Outdated { .. })), "a revision to come");
    assert_eq!(newer.save(draft("Hers."), 1, None, &writer(20)), Ok(Saving::Same), "the same words are no conflict");
}

#[test]
fn a_save_whose_answer_was_lost_is_no_strangers() {
    let (first, _) = saved(&working(), "It was", 1, &writer(10));
    let own = Some(OwnSave { had: 1, revision: first.story.revision });
    assert_eq!(first.save(draft("It was"), 1, own, &writer(12)), Ok(Saving::Same));
    assert!(matches!(first.save(draft("It was a fax"), 1, own, &writer(14)), Ok(Saving::Changed { begins: false, .. })));
    let (stranger, _) = saved(&first, "Hers.", 2, &editor(20));
    assert!(matches!(stranger.save(draft("It was a fax"), 1, own, &writer(22)), Err(Refusal::Outdated { .. })));
}

#[test]
fn a_change_of_state_makes_no_writer_outdated() {
    let at = editor(1_000).now;
    let scheduled = working().publish(&Zone::utc(), Some(at), &editor(5)).unwrap();
    let flipped = scheduled.flip(&Zone::utc(), &Act::new("worker", Role::Owner, at)).unwrap();
    assert!(flipped.story.is_live());
    let (beside, _) = saved(&flipped, "One word more.", 1, &writer(1_001));
    assert!(beside.pending.is_some() && beside.story.draft == flipped.story.draft, "readers see what went live");
}

#[test]
fn a_text_whose_story_went_where_its_writer_may_not_follow_is_asked_to_be_kept() {
    let contributor = |seconds| act("Cora", Role::Contributor, WRITER.0, seconds);
    let scheduled = working().publish(&Zone::utc(), Some(editor(900).now), &editor(5)).unwrap();
    let gone = live().withdraw("Wrong band.", &editor(6)).unwrap();
    for (moved, state) in [(live(), "live"), (scheduled.clone(), "scheduled"), (gone, "withdrawn")] {
        let newest = moved.story.revision;
        let late = moved.save(draft("Typed on a train."), 1, None, &contributor(20));
        assert_eq!(late, Err(Refusal::Closed { state, newest }), "a contributor");
        let same = moved.save(draft("It was his fax machine."), 1, None, &contributor(20));
        assert_eq!(same, Ok(Saving::Same), "what stands already is no text to keep");
        let stranger = act("Cora", Role::Contributor, 99, 20);
        assert!(matches!(moved.save(draft("Mine."), 1, None, &stranger), Err(Refusal::NotAllowed { .. })), "it never was theirs");
    }
    let late = scheduled.save(draft("Typed on a train."), 1, None, &writer(20));
    assert!(matches!(late, Err(Refusal::Closed { state: "scheduled", .. })), "a writer: {late:?}");
}

#[test]
fn a_live_story_is_edited_beside_and_shown_on_update() {
    let live = live();
    let (beside, begins) = saved(&live, "It was her fax machine.", live.story.revision, &writer(10));
    assert!(begins);
    assert_eq!((beside.story.draft.clone(), beside.story.text_version), (live.story.draft.clone(), 1));
    assert_eq!((beside.text_version(), beside.pending.as_ref().unwrap().base), (2, live.story.revision));
    assert!(beside.update(Update::NewVersion, &writer(11)).is_err(), "a writer does not update");
    assert!(beside.update(Update::Corrected(" "), &editor(11)).is_err(), "an empty correction");
    let updated = beside.update(Update::Corrected("It was hers, not his."), &editor(12)).unwrap();
    assert_eq!((updated.story.text_version, updated.story.corrections.len(), updated.pending.clone()), (2, 1, None));
    assert_eq!((&updated.story.address, updated.story.updated), (&live.story.address, editor(12).now));
    assert!(updated.update(Update::NewVersion, &editor(13)).is_err(), "nothing to show");
}

#[test]
fn a_note_alone_shows_nothing_of_the_new_version_and_outdates_nobody() {
    let (beside, _) = saved(&live(), "It was her fax machine.", 2, &writer(10));
    let noted = beside.update(Update::NoteAlone("His name is Otto."), &editor(12)).unwrap();
    assert_eq!((&noted.story.draft, noted.story.corrections.len()), (&live().story.draft, 1));
    assert_eq!((&noted.pending, noted.story.updated), (&beside.pending, editor(12).now));
    let (more, _) = saved(&noted, "It was her own fax machine.", beside.story.revision, &writer(13));
    let shown = more.update(Update::NewVersion, &editor(14)).unwrap();
    assert_eq!((shown.story.corrections.len(), &shown.story.draft.body), (1, &draft("It was her own fax machine.").body));
    assert!(live().update(Update::NoteAlone(" "), &editor(12)).is_err() && live().update(Update::NoteAlone("x"), &writer(12)).is_err());
}

#[test]
fn discarding_leaves_what_readers_see_and_outdates_who_had_the_other() {
    let (beside, _) = saved(&live(), "Hers.", 2, &writer(10));
    let dropped = beside.discard(&editor(12)).unwrap();
    assert_eq!((dropped.pending.clone(), &dropped.story.draft), (None, &live().story.draft));
    assert!(matches!(dropped.save(draft("Hers!"), beside.story.revision, None, &writer(13)), Err(Refusal::Outdated { .. })));
}

#[test]
fn a_new_version_survives_that_its_story_is_withdrawn_and_comes_back_with_it() {
    let (beside, _) = saved(&live(), "Hers.", 2, &writer(10));
    let gone = beside.withdraw("Wrong band.", &editor(11)).unwrap();
    assert!(gone.pending.is_some() && gone.story.draft == live().story.draft, "the page that says 410 shows nothing new");
    let back = gone.publish(&Zone::utc(), None, &editor(12)).unwrap();
    assert_eq!((back.pending.clone(), back.story.draft.body.clone()), (None, draft("Hers.").body));
    assert_eq!(back.story.address, live().story.address);
}

#[test]
fn sent_back_is_a_draft_with_a_note() {
    let submitted = working().submit("For Friday.", &writer(5)).unwrap();
    assert_eq!((submitted.story.state.clone(), submitted.desk.note.as_deref()), (State::Submitted, Some("For Friday.")));
    assert!(submitted.send_back(" ", &editor(6)).is_err());
    assert!(working().send_back("No.", &editor(6)).is_err(), "it was not submitted");
    let back = submitted.send_back("Who said so?", &editor(6)).unwrap();
    assert_eq!((back.story.state.clone(), back.desk.note.as_deref()), (State::Draft, Some("Who said so?")));
}

#[test]
fn what_was_assigned_becomes_a_draft_with_its_first_words() {
    let mut asked = working();
    asked.story.state = State::Assigned;
    assert!(asked.submit("", &writer(1)).is_err());
    assert_eq!(saved(&asked, "Words.", 1, &writer(2)).0.story.state, State::Draft);
    let other = Assignment { writer: StaffId(9), deadline: None, brief: "Ring the label.".to_owned() };
    assert!(asked.assign(other.clone(), &writer(3)).is_err());
    assert_eq!(asked.assign(other, &editor(3)).unwrap().desk.owner, Some(StaffId(9)));
}

#[test]
fn scheduled_and_taken_off_leaves_no_trace_in_address_and_dateline() {
    let at = editor(86_400 * 3).now;
    let scheduled = working().publish(&Zone::utc(), Some(at), &editor(5)).unwrap();
    assert_eq!(
        (scheduled.story.state.clone(), scheduled.story.address.as_deref()),
        (State::Scheduled { at }, Some("/1970/01/04/drummer-quits-by-fax"))
    );
    let later = scheduled.publish(&Zone::utc(), Some(at.plus_seconds(86_400)), &editor(6)).unwrap();
    assert_eq!(later.story.address.as_deref(), Some("/1970/01/05/drummer-quits-by-fax"), "its address follows its day");
    let off = scheduled.unschedule(&editor(7)).unwrap();
    assert_eq!((off.story.state.clone(), off.story.address.clone(), off.story.draft.dateline), (State::Draft, None, None));
    assert!(scheduled.publish(&Zone::utc(), None, &editor(8)).unwrap().story.is_live(), "now means now");
    assert!(working().publish(&Zone::utc(), Some(editor(1).now), &editor(8)).is_err(), "a passed instant");
    assert!(scheduled.withdraw("No.", &editor(9)).is_err(), "its address would say that there is one");
}

#[test]
fn a_scheduled_story_that_lacks_something_at_its_instant_is_a_draft_that_says_so() {
    let at = editor(100).now;
    let scheduled = working().publish(&Zone::utc(), Some(at), &editor(5)).unwrap();
    let bare = Draft { headline: String::new(), ..scheduled.story.draft.clone() };
    let Ok(Saving::Changed { working: bare, .. }) = scheduled.save(bare, 2, None, &editor(50)) else { panic!("not saved") };
    let fallen = bare.flip(&Zone::utc(), &Act::new("worker", Role::Owner, at)).unwrap();
    assert_eq!((fallen.story.state.clone(), fallen.story.address.clone()), (State::Draft, None));
    assert!(fallen.desk.note.as_deref().unwrap().contains("headline"), "{:?}", fallen.desk.note);
}

/// What each role may do with a story of its own and with another's, verb by verb.
#[test]
fn who_may_do_what_with_whose_story() {
    let all = |own: bool, role: Role| {
        let actor = act("A", role, if own { WRITER.0 } else { 99 }, 10);
        let rights = working().rights(&actor);
        let on_paper = live().may_write(&actor).is_ok();
        let due = working().publish(&Zone::utc(), Some(editor(900).now), &editor(5)).unwrap().may_write(&actor).is_ok();
        [
            working().may_read(&actor).is_ok(),
            rights.write,
            rights.annotate,
            rights.submit,
            rights.share,
            on_paper,
            rights.assign,
            rights.send_back,
            rights.publish,
            rights.correct,
            rights.withdraw,
            due,
        ]
    };
    for role in [Role::Contributor, Role::Writer] {
        assert_eq!(all(false, role), [false; 12], "{role:?}");
    }
    let [yes, no] = [true, false];
    assert_eq!(all(true, Role::Contributor), [yes, yes, yes, no, no, no, no, no, no, no, no, no]);
    assert_eq!(all(true, Role::Writer), [yes, yes, yes, yes, yes, yes, no, no, no, no, no, no]);
    for role in [Role::Editor, Role::Owner] {
        assert_eq!(all(false, role), [true; 12], "{role:?}");
    }
}

proptest! {
    /// However saves are spread over people and time, a version holds one person's saves and spans ten minutes at most,
    /// and the last text stands.
    #[test]
    fn versions_hold_one_persons_ten_minutes(steps in prop::collection::vec((0..3_usize, 0..900_i64, 0..6_usize), 1..40)) {
        let people = ["Wanda", "Edda", "Igor"];
        let mut working = working();
        let mut clock = 0;
        let mut version: Vec<(usize, i64)> = vec![(0, 0)];
        for (who, pause, text) in steps {
            clock += pause;
            let actor = act(people[who], Role::Editor, who as i64, clock);
            let text = format!("Text {text}");
            match working.save(draft(&text), working.story.revision, None, &actor).unwrap() {
                Saving::Same => prop_assert_eq!(working.draft(), &draft(&text)),
                Saving::Changed { working: new, begins } => {
                    if begins {
                        version.clear();
                    }
                    version.push((who, clock));
                    prop_assert_eq!(new.draft(), &draft(&text));
                    prop_assert_eq!(new.story.revision, working.story.revision + 1);
                    working = *new;
                }
            }
            let (first, began) = version[0];
            prop_assert!(version.iter().all(|(who, at)| *who == first && *at < began + VERSION_SECONDS));
        }
    }
}
