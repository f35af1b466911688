use super::*;
use proptest::prelude::*;

fn at(second: i64) -> Instant {
    Instant::from_micros(0).plus_seconds(second)
}

fn story(id: i64, live_from: i64) -> Candidate {
    Candidate { story: StoryId(id), live_from: at(live_from), kind: Kind::News, pictured: false, scored: false, lead: false }
}

fn slot(place: usize, story: i64, until: Option<i64>) -> Slot {
    Slot { place, story: StoryId(story), until: until.map(at) }
}

fn layout(from: i64, slots: Vec<Slot>) -> Layout {
    Layout { from: at(from), slots }
}

/// Everything that stands on a front.
fn shown(front: &Front) -> Vec<i64> {
    front.lead.iter().chain(&front.seconds).chain(&front.river).chain(&front.rail).map(|story| story.0).collect()
}

#[test]
fn without_a_layout_time_decides() {
    let mut stories: Vec<Candidate> = (1..=30).map(|id| story(id, id)).collect();
    stories[27].pictured = true;
    stories[24].kind = Kind::Feature;
    stories[10].scored = true;
    let front = lay_out(&[], &stories, at(100));
    assert_eq!((front.lead, front.seconds.as_slice()), (Some(StoryId(28)), [StoryId(25), StoryId(30)].as_slice()));
    assert_eq!(front.river.first(), Some(&StoryId(29)));
    assert_eq!((front.rail.as_slice(), front.more, front.until), ([StoryId(11)].as_slice(), true, None));
}

#[test]
fn a_marked_lead_tops_the_front_for_a_day_and_a_half() {
    let stories = [story(1, 10), Candidate { lead: true, ..story(2, 0) }, story(3, 20)];
    assert_eq!(lay_out(&[], &stories, at(LEAD_SECONDS - 1)).lead, Some(StoryId(2)));
    assert_eq!(lay_out(&[], &stories, at(LEAD_SECONDS - 1)).until, Some(at(LEAD_SECONDS)));
    assert_eq!(lay_out(&[], &stories, at(LEAD_SECONDS)).lead, Some(StoryId(3)));
}

#[test]
fn a_layout_takes_effect_at_its_instant_and_a_pin_ends_at_its_own() {
    let stories: Vec<Candidate> = (1..=20).map(|id| story(id, id)).collect();
    let layouts = [layout(30, vec![slot(0, 3, None)]), layout(100, vec![slot(0, 4, Some(200)), slot(5, 5, None)])];
    assert_eq!(lay_out(&layouts, &stories, at(29)).lead, Some(StoryId(20)));
    let first = lay_out(&layouts, &stories, at(30));
    assert_eq!((first.lead, first.until), (Some(StoryId(3)), Some(at(100))));
    assert_eq!(lay_out(&layouts, &stories, at(99)).lead, Some(StoryId(3)));
    let second = lay_out(&layouts, &stories, at(100));
    assert_eq!((second.lead, second.river.get(2), second.until), (Some(StoryId(4)), Some(&StoryId(5)), Some(at(200))));
    let unpinned = lay_out(&layouts, &stories, at(200));
    assert_eq!((unpinned.lead, unpinned.river.get(2), unpinned.until), (Some(StoryId(20)), Some(&StoryId(5)), None));
}

#[test]
fn what_is_not_live_leaves_its_place_and_nothing_else_moves() {
    let stories: Vec<Candidate> = (1..=20).map(|id| story(id, id)).chain([story(99, 500)]).collect();
    let layouts = [layout(0, vec![slot(0, 77, None), slot(1, 99, None), slot(2, 2, None)])];
    let front = lay_out(&layouts, &stories, at(100));
    assert_eq!((front.lead, front.seconds.as_slice()), (Some(StoryId(20)), [StoryId(19), StoryId(2)].as_slice()));
    assert_eq!((front.by_hand.as_slice(), front.until), ([2].as_slice(), Some(at(500))));
    let after = lay_out(&layouts, &stories, at(500));
    assert_eq!(after.seconds, [StoryId(99), StoryId(2)]);
}

#[test]
fn a_layout_that_cannot_stand_is_refused() {
    let refused = |slots| layout(10, slots).checked().unwrap_err().to_string();
    assert!(refused(vec![slot(PLACES, 1, None)]).contains("places 0 to 14"));
    assert!(refused(vec![slot(1, 1, None), slot(1, 2, None)]).contains("two stories"));
    assert!(refused(vec![slot(1, 1, None), slot(2, 1, None)]).contains("two places"));
    assert!(refused(vec![slot(1, 1, Some(10))]).contains("before the layout begins"));
    let sorted = layout(10, vec![slot(3, 1, None), slot(0, 2, Some(11))]).checked().unwrap();
    assert_eq!(sorted.slots.iter().map(|slot| slot.place).collect::<Vec<_>>(), [0, 3]);
}

fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (1..60_i64, 0..200_i64, any::<(bool, bool, bool)>(), prop::sample::select(Kind::ALL.to_vec()));
    let one =
        one.prop_map(|(id, live_from, (pictured, scored, lead), kind)| Candidate { pictured, scored, lead, kind, ..story(id, live_from) });
    prop::collection::vec(one, 0..70)
}

fn layouts() -> impl Strategy<Value = Vec<Layout>> {
    let slots = prop::collection::vec((0..20_usize, 1..70_i64, prop::option::of(0..200_i64)), 0..20);
    let one = (0..200_i64, slots);
    let one =
        one.prop_map(|(from, slots)| layout(from, slots.into_iter().map(|(place, story, until)| slot(place, story, until)).collect()));
    prop::collection::vec(one, 0..4)
}

proptest! {
    #[test]
    fn a_front_shows_only_what_is_live_each_once_and_is_full_when_it_can_be(
        stories in candidates(), layouts in layouts(), now in 0..220_i64
    ) {
        let now = at(now);
        let front = lay_out(&layouts, &stories, now);
        let shown = shown(&front);
        let mut once = shown.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), shown.len(), "a story stands twice");
        for id in &shown {
            prop_assert!(stories.iter().any(|one| one.story.0 == *id && one.live_from <= now), "{} is not live", id);
        }
        let live: BTreeSet<StoryId> = stories.iter().filter(|one| one.live_from <= now).map(|one| one.story).collect();
        if live.len() > PLACES + RAIL {
            prop_assert!(front.lead.is_some());
            prop_assert_eq!((front.seconds.len(), front.river.len()), (SECONDS, RIVER));
        }
        if let Some(holding) = holding(&layouts, now) {
            for place in &front.by_hand {
                let opening = front.lead.iter().chain(&front.seconds).copied().collect::<Vec<_>>();
                if front.seconds.len() == SECONDS && *place <= SECONDS {
                    prop_assert!(holding.slots.iter().any(|slot| slot.place == *place && Some(&slot.story) == opening.get(*place)));
                }
            }
        }
    }

    #[test]
    fn a_front_stays_the_same_until_its_instant(stories in candidates(), layouts in layouts(), now in 0..220_i64, later in 0..220_i64) {
        let front = lay_out(&layouts, &stories, at(now));
        let again = lay_out(&layouts, &stories, at(now + later));
        if front.until.is_none_or(|until| at(now + later) < until) {
            prop_assert_eq!(front, again);
        }
    }
}
