//! What can be done with a story: each takes the old one and gives the new one, or a refusal.

use super::{Correction, Draft, Source, Sponsor, State, Story, address};
use crate::act::Act;
use crate::artist::MAX_NAME;
use crate::id::StoryId;
use crate::refusal::Refusal;
use crate::role::Verb;
use crate::time::{Instant, Zone};

/// The outcome of saving a draft over a story.
#[derive(Debug, Clone, PartialEq)]
pub enum Revision {
    /// Nothing differs: nothing is written.
    Same,
    /// The story with the draft in it.
    Changed(Box<Story>),
}

/// The longest headline, in characters.
const MAX_HEADLINE: usize = 300;
/// The longest standfirst, in characters.
const MAX_STANDFIRST: usize = 1_000;
/// The most blocks in a body.
const MAX_BLOCKS: usize = 5_000;
/// The most pieces in a body: paragraphs, items, cells, tracks, dates. A page with more would not be read by anybody.
const MAX_PIECES: usize = 20_000;
/// The most letters in a body: some five novels.
const MAX_LETTERS: usize = 2_000_000;
/// The most credits: a page that names more people is a masthead.
const MAX_BYLINES: usize = 50;
/// The most artists of an artist line: the whole bill of a festival.
const MAX_ARTISTS: usize = 200;
/// The longest note of an advisory, in characters: it stands before a story and is none.
const MAX_ADVISORY: usize = 1_000;
/// The years that a dateline may name; an address needs four digits.
pub const YEARS: std::ops::RangeInclusive<i16> = 1000..=9000;
/// The longest name of a sponsor, in characters.
const MAX_SPONSOR: usize = 120;
/// The longest correction note, in characters.
const MAX_NOTE: usize = 5_000;

/// Puts a draft into a story that was read at `had`.
///
/// # Errors
/// [`Refusal::Outdated`] when somebody saved in between, [`Refusal::Field`] when the draft cannot be stored.
pub fn revise(story: &Story, draft: Draft, had: i64, act: &Act) -> Result<Revision, Refusal> {
    act.allow(Verb::Write)?;
    if story.is_live() {
        act.allow(Verb::Correct)?;
    }
    if had != story.revision {
        return Err(Refusal::Outdated { what: "story", had, newest: story.revision });
    }
    draft.check()?;
    if draft == story.draft {
        return Ok(Revision::Same);
    }
    let text_changed =
        draft.headline != story.draft.headline || draft.standfirst != story.draft.standfirst || draft.body != story.draft.body;
    Ok(Revision::Changed(Box::new(Story {
        revision: story.revision + 1,
        text_version: story.text_version + i64::from(text_changed),
        updated: if story.is_live() { act.now } else { story.updated },
        draft,
        ..story.clone()
    })))
}

impl Draft {
    /// Checks what every stored draft must be, live or not.
    ///
    /// # Errors
    /// [`Refusal::Field`].
    pub fn check(&self) -> Result<(), Refusal> {
        let too_long = |text: &str, most: usize| text.chars().count() > most;
        if too_long(&self.headline, MAX_HEADLINE) {
            return Err(Refusal::field("headline", format!("longer than {MAX_HEADLINE} characters")));
        }
        if self.headline.chars().any(char::is_control) {
            return Err(Refusal::field("headline", "has more than one line, or a control character"));
        }
        if self.standfirst.chars().any(char::is_control) {
            return Err(Refusal::field("standfirst", "has more than one line, or a control character"));
        }
        if too_long(&self.standfirst, MAX_STANDFIRST) {
            return Err(Refusal::field("standfirst", format!("longer than {MAX_STANDFIRST} characters")));
        }
        self.check_facts()?;
        if self.body.blocks.len() > MAX_BLOCKS {
            return Err(Refusal::field("body", format!("has more than {MAX_BLOCKS} blocks")));
        }
        let (pieces, letters) = self.body.size();
        if pieces > MAX_PIECES || letters > MAX_LETTERS {
            let most = format!("{MAX_PIECES} paragraphs, items, cells and tracks, {MAX_LETTERS} letters");
            return Err(Refusal::field("body", format!("is too large for one story ({pieces} pieces, {letters} letters; at most {most})")));
        }
        let years = self.dateline.map(|at| Zone::utc().day(at).year());
        if years.is_some_and(|year| !YEARS.contains(&year)) {
            return Err(Refusal::field("date", "lies outside the years 1000 to 9000; is it mistyped?"));
        }
        self.sponsor.as_ref().map_or(Ok(()), Sponsor::check)
    }

    /// Who is credited, who it is about, what is said before: as many as one story can have.
    fn check_facts(&self) -> Result<(), Refusal> {
        if self.bylines.len() > MAX_BYLINES {
            return Err(Refusal::field("bylines", format!("more than {MAX_BYLINES}; credit a house byline for everybody")));
        }
        if self.artists.len() > MAX_ARTISTS {
            return Err(Refusal::field(
                "artists",
                format!("more than {MAX_ARTISTS} in one artist line; names in the text are found by themselves"),
            ));
        }
        let odd = |name: &str| name.chars().count() > MAX_NAME || name.chars().any(char::is_control);
        if self.artists.iter().any(|credit| odd(&credit.credited_as)) {
            return Err(Refusal::field("artists", format!("a name is longer than {MAX_NAME} characters, or not one line")));
        }
        if self.advisory.note.chars().count() > MAX_ADVISORY {
            return Err(Refusal::field("advisory", format!("a note longer than {MAX_ADVISORY} characters; say the rest in the story")));
        }
        Ok(())
    }

    /// Checks what a story must have before readers see it.
    ///
    /// # Errors
    /// [`Refusal::Field`] for the first thing missing.
    pub fn check_to_publish(&self) -> Result<(), Refusal> {
        self.check_to_be_read()?;
        self.check_pictures()
    }

    /// Checks that there is something to read, by somebody.
    fn check_to_be_read(&self) -> Result<(), Refusal> {
        self.check()?;
        if self.headline.trim().is_empty() {
            return Err(Refusal::field("headline", "a story needs a headline before it goes live"));
        }
        if self.bylines.is_empty() {
            return Err(Refusal::field("byline", "say who wrote it, or use a house byline such as Staff Writer"));
        }
        if self.body.blocks.is_empty() {
            return Err(Refusal::field("body", "there is no text yet"));
        }
        Ok(())
    }

    /// Checks that every picture is credited and described.
    fn check_pictures(&self) -> Result<(), Refusal> {
        for picture in self.body.pictures().chain(&self.cover) {
            if picture.credit.trim().is_empty() {
                return Err(Refusal::field("picture", format!("{} has no credit", picture.media.as_str())));
            }
            if picture.alt.trim().is_empty() && !picture.decorative {
                return Err(Refusal::field(
                    "picture",
                    format!("{} has no alternative text; describe it, or say that it is decorative", picture.media.as_str()),
                ));
            }
        }
        Ok(())
    }
}

impl Sponsor {
    /// Checks what a sponsor must be.
    ///
    /// # Errors
    /// [`Refusal::Field`].
    pub fn check(&self) -> Result<(), Refusal> {
        if self.name.trim().is_empty() {
            return Err(Refusal::field("sponsor", "say who paid for the story, or leave the sponsor out"));
        }
        if self.name.chars().count() > MAX_SPONSOR || self.name.chars().any(char::is_control) {
            return Err(Refusal::field("sponsor", format!("longer than {MAX_SPONSOR} characters, or not one line")));
        }
        if self.link.as_deref().is_some_and(|link| !crate::web_address::is_outward(link)) {
            return Err(Refusal::field("sponsor link", "is no address of another site; write it as https://sponsor.example"));
        }
        Ok(())
    }
}

impl Story {
    /// A draft that is nowhere yet, brought in from outside. It has no number before it is stored.
    #[must_use]
    pub fn begun(draft: Draft, source: Option<Source>, act: &Act) -> Self {
        Self {
            id: StoryId(0),
            revision: 1,
            text_version: 1,
            draft,
            state: State::Draft,
            address: None,
            live_since: None,
            corrections: Vec::new(),
            source,
            created: act.now,
            updated: act.now,
        }
    }

    /// Makes the story live. A dateline in the past is kept (an archive that is imported); one in the future schedules it.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, something is missing, or it is live already.
    pub fn publish(&self, zone: &Zone, act: &Act) -> Result<Self, Refusal> {
        act.allow(Verb::Publish)?;
        if self.is_live() {
            return Err(Refusal::State(format!("“{}” is live already", self.draft.headline)));
        }
        self.draft.check_to_publish()?;
        Ok(self.put_on_the_paper(zone, act))
    }

    fn put_on_the_paper(&self, zone: &Zone, act: &Act) -> Self {
        let at = self.draft.dateline.unwrap_or(act.now);
        let state = if at > act.now { State::Scheduled { at } } else { State::Live };
        let address = self.address.clone().unwrap_or_else(|| address(zone, at, &self.draft.slug));
        Self {
            revision: self.revision + 1,
            draft: Draft { dateline: Some(at), ..self.draft.clone() },
            updated: if state == State::Live { self.updated_for_readers(at, act.now) } else { self.updated },
            live_since: if state == State::Live { self.live_since.or(Some(act.now)) } else { self.live_since },
            state,
            address: Some(address),
            ..self.clone()
        }
    }

    /// Makes a story live that ran on its dateline's day already: an archive comes in, and tops no front and no edition.
    ///
    /// # Errors
    /// As [`Story::publish`].
    pub fn publish_from_archive(&self, zone: &Zone, act: &Act) -> Result<Self, Refusal> {
        let story = self.publish(zone, act)?;
        let live_since = if story.is_live() { story.draft.dateline } else { story.live_since };
        Ok(Self { live_since, ..story })
    }

    /// As [`Story::publish_from_archive`], for a story that readers have read elsewhere already: a picture that nobody is
    /// credited for, or that nobody described, does not take it from them. Whoever brings it in tells of such pictures.
    ///
    /// # Errors
    /// As [`Story::publish`].
    pub fn publish_from_elsewhere(&self, zone: &Zone, act: &Act) -> Result<Self, Refusal> {
        act.allow(Verb::Import)?;
        if self.is_live() {
            return Err(Refusal::State(format!("“{}” is live already", self.draft.headline)));
        }
        self.draft.check_to_be_read()?;
        let story = self.put_on_the_paper(zone, act);
        let live_since = if story.is_live() { story.draft.dateline } else { story.live_since };
        Ok(Self { live_since, ..story })
    }

    /// A story that comes back from being withdrawn changed now; one that goes live for the first time, at its dateline.
    fn updated_for_readers(&self, dateline: Instant, now: Instant) -> Instant {
        if matches!(self.state, State::Withdrawn { .. }) { now } else { dateline }
    }

    /// A scheduled story whose instant has come goes live.
    ///
    /// # Errors
    /// [`Refusal::State`] before its instant, or when it is not scheduled.
    pub fn flip(&self, now: Instant) -> Result<Self, Refusal> {
        match self.state {
            State::Scheduled { at } if at <= now => {
                Ok(Self { revision: self.revision + 1, state: State::Live, updated: at, live_since: Some(at), ..self.clone() })
            }
            _ => Err(Refusal::State(format!("“{}” is not due", self.draft.headline))),
        }
    }

    /// Adds a correction note to a live story.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, the note is empty, or it is not live.
    pub fn correct(&self, note: &str, act: &Act) -> Result<Self, Refusal> {
        act.allow(Verb::Correct)?;
        if !self.is_live() {
            return Err(Refusal::State(format!("“{}” is not live; change it without a note", self.draft.headline)));
        }
        if note.trim().is_empty() {
            return Err(Refusal::field("correction", "say what was wrong and what is right"));
        }
        if note.chars().count() > MAX_NOTE {
            return Err(Refusal::field("correction", format!("longer than {MAX_NOTE} characters")));
        }
        if self.corrections.last().is_some_and(|last| last.text == note.trim()) {
            return Err(Refusal::State("the story has this correction already".to_owned()));
        }
        let mut corrections = self.corrections.clone();
        corrections.push(Correction { at: act.now, text: note.trim().to_owned() });
        Ok(Self { revision: self.revision + 1, corrections, updated: act.now, ..self.clone() })
    }

    /// Takes a live story down, with the reason that readers are shown. A scheduled one is taken off the schedule: to
    /// say at its address that it was withdrawn would say that there is one.
    ///
    /// # Errors
    /// [`Refusal`] when the role may not, no reason is given or too long a one, or it is not live.
    pub fn withdraw(&self, reason: &str, act: &Act) -> Result<Self, Refusal> {
        act.allow(Verb::Withdraw)?;
        if let State::Scheduled { .. } = self.state {
            return Err(Refusal::State(format!("“{}” is not on the paper yet; take it off the schedule", self.draft.headline)));
        }
        if !self.is_live() {
            return Err(Refusal::State(format!("“{}” is not on the paper", self.draft.headline)));
        }
        if reason.trim().is_empty() {
            return Err(Refusal::field("reason", "readers who follow an old link are told why; say it in a sentence"));
        }
        if reason.trim().chars().count() > MAX_NOTE {
            return Err(Refusal::field("reason", format!("longer than {MAX_NOTE} characters")));
        }
        let state = State::Withdrawn { at: act.now, reason: reason.trim().to_owned() };
        Ok(Self { revision: self.revision + 1, state, updated: act.now, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::{Block, Body, Inlines};
    use crate::id::{ArtistId, PersonId};
    use crate::link::Strength;
    use crate::role::Role;
    use crate::slug::Slug;
    use crate::story::{Advisory, ArtistCredit, Byline, Kind, Part};

    fn editor(now: i64) -> Act {
        Act::new("Imogen Achterberg", Role::Editor, Instant::from_micros(now))
    }

    fn story() -> Story {
        let draft = Draft {
            headline: "Drummer quits by fax".to_owned(),
            standfirst: String::new(),
            slug: Slug::parse("drummer-quits-by-fax").unwrap(),
            section: Slug::parse("news").unwrap(),
            kind: Kind::News,
            bylines: vec![Byline { person: PersonId(1), part: Part::Words }],
            artists: Vec::new(),
            cover: None,
            advisory: Advisory::default(),
            body: Body { blocks: vec![Block::Paragraph(Inlines::plain("It was his fax machine."))] },
            placement: crate::edition::Placement::In,
            dateline: None,
            sponsor: None,
        };
        Story { id: StoryId(1), ..Story::begun(draft, None, &editor(0)) }
    }

    #[test]
    fn publishing_fixes_the_dateline_and_the_address() {
        let live = story().publish(&Zone::utc(), &editor(5)).unwrap();
        assert!(live.is_live());
        assert_eq!(live.draft.dateline, Some(Instant::from_micros(5)));
        assert_eq!(live.address.as_deref(), Some("/1970/01/01/drummer-quits-by-fax"));
        assert!(live.publish(&Zone::utc(), &editor(6)).is_err());
    }

    #[test]
    fn an_old_dateline_that_is_published_now_is_new_on_the_paper() {
        let mut old = story();
        old.draft.dateline = Some(Instant::from_micros(2));
        assert_eq!(old.publish(&Zone::utc(), &editor(500)).unwrap().live_since, Some(Instant::from_micros(500)));
        assert_eq!(old.publish_from_archive(&Zone::utc(), &editor(500)).unwrap().live_since, Some(Instant::from_micros(2)));
    }

    #[test]
    fn a_dateline_to_come_schedules_and_never_flips_early() {
        let mut early = story();
        early.draft.dateline = Some(Instant::from_micros(100));
        let scheduled = early.publish(&Zone::utc(), &editor(5)).unwrap();
        assert!(!scheduled.is_live());
        assert!(scheduled.flip(Instant::from_micros(99)).is_err());
        assert!(scheduled.flip(Instant::from_micros(100)).unwrap().is_live());
    }

    #[test]
    fn what_readers_need_is_asked_for() {
        for spoil in
            [|s: &mut Story| s.draft.headline.clear(), |s: &mut Story| s.draft.bylines.clear(), |s: &mut Story| s.draft.body.blocks.clear()]
        {
            let mut bare = story();
            spoil(&mut bare);
            assert!(matches!(bare.publish(&Zone::utc(), &editor(5)), Err(Refusal::Field { .. })));
        }
    }

    #[test]
    fn one_story_has_no_more_than_a_story_can_have() {
        let draft = story().draft;
        let credit = |name: &str| ArtistCredit { artist: ArtistId(1), credited_as: name.to_owned(), strength: Strength::Subject };
        let with = |change: &dyn Fn(&mut Draft)| {
            let mut draft = draft.clone();
            change(&mut draft);
            draft.check()
        };
        assert_eq!(with(&|draft| draft.bylines = vec![draft.bylines[0].clone(); MAX_BYLINES]), Ok(()));
        assert_eq!(with(&|draft| draft.artists = vec![credit("Gilt"); MAX_ARTISTS]), Ok(()));
        assert_eq!(with(&|draft| draft.advisory.note = "é".repeat(MAX_ADVISORY)), Ok(()));
        let field = |refused: Result<(), Refusal>| match refused {
            Err(Refusal::Field { field, .. }) => field,
            other => panic!("{other:?}"),
        };
        assert_eq!(field(with(&|draft| draft.bylines = vec![draft.bylines[0].clone(); MAX_BYLINES + 1])), "bylines");
        assert_eq!(field(with(&|draft| draft.artists = vec![credit("Gilt"); MAX_ARTISTS + 1])), "artists");
        assert_eq!(field(with(&|draft| draft.artists = vec![credit(&"x".repeat(MAX_NAME + 1))])), "artists");
        assert_eq!(field(with(&|draft| draft.artists = vec![credit("Gi\u{0}lt")])), "artists");
        assert_eq!(field(with(&|draft| draft.advisory.note = "x".repeat(MAX_ADVISORY + 1))), "advisory");
    }

    #[test]
    fn a_writer_does_not_publish() {
        let writer = Act::new("W", Role::Writer, Instant::from_micros(5));
        assert!(matches!(story().publish(&Zone::utc(), &writer), Err(Refusal::NotAllowed { .. })));
    }

    #[test]
    fn an_outdated_save_is_refused_and_a_same_one_writes_nothing() {
        let old = story();
        assert_eq!(revise(&old, old.draft.clone(), 1, &editor(5)), Ok(Revision::Same));
        assert!(matches!(revise(&old, old.draft.clone(), 0, &editor(5)), Err(Refusal::Outdated { .. })));
        let mut draft = old.draft.clone();
        draft.kind = Kind::Feature;
        let Ok(Revision::Changed(new)) = revise(&old, draft, 1, &editor(5)) else { panic!("not saved") };
        assert_eq!((new.revision, new.text_version), (2, 1), "a change of type is no new text");
    }

    #[test]
    fn withdrawing_needs_a_reason_and_a_live_story() {
        let live = story().publish(&Zone::utc(), &editor(5)).unwrap();
        assert!(live.withdraw(" ", &editor(6)).is_err());
        assert!(story().withdraw("Wrong band.", &editor(6)).is_err());
        let gone = live.withdraw("Wrong band.", &editor(6)).unwrap();
        assert_eq!(gone.publish(&Zone::utc(), &editor(9)).unwrap().updated, Instant::from_micros(9));
    }
}
