//! The release of an edition: what its letters say, rendered once, and one row for every reader.

use super::special;
use super::{check, corrections, lines, plan_of};
use crate::mail::{EditionMail, FrozenEdition, Matter};
use crate::stories::load;
use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::change::ChangeKind;
use domain::edition::{Contents, Edition, Selection, State, letter_for};
use domain::id::{ArtistId, EditionId, ReaderId, StoryId};
use domain::paper::Paper;
use domain::reader::Without;
use domain::refusal::Refusal;
use domain::time::Instant;
use std::collections::HashMap;
use store::deliveries::Listener;
use store::{Conn, artists, deliveries, editions, links, stories};

/// Readers whose letters are written down in one transaction: some thousands, so that the desk can save in between.
const FREEZE_BATCH: usize = 4_000;

/// Writes down what the letters will say, and the instant that all of them are dated with.
pub(super) async fn content_of(newsroom: &Newsroom, act: &Act, edition: &Edition, known: Option<EditionId>) -> Verb<Edition> {
    let paper = crate::paper::get(newsroom).await?;
    // Before the transaction: nobody else is to wait for templates.
    let mail = EditionMail::compile()?;
    let tx = newsroom.begin(act.now).await?;
    if edition.which.is_special() {
        special::check_alone(&tx, edition, known, act.now).await?;
    }
    let turned = editions::turn(&tx, edition.id, edition.state, State::Freezing).await?;
    let edition = editions::by_id(&tx, edition.id).await?.unwrap_or_else(|| edition.clone());
    if !turned {
        return Ok(edition);
    }
    let (edition, frozen) = content(&tx, &paper, &mail, edition, act.now).await?;
    editions::put_parts(&tx, edition.id, &frozen.written()?).await?;
    editions::save(&tx, &edition).await?;
    corrections::told(&tx, &edition, &frozen.corrections).await?;
    tx.change(ChangeKind::Edition, edition.id.0);
    store::audit::append(&tx, act, "release the edition", &edition.name().to_string()).await?;
    newsroom.commit(tx).await?;
    Ok(edition)
}

/// An edition as it would be released now, with what its letters say. Nothing is stored.
///
/// # Errors
/// [`crate::VerbError::Refused`] when none of its stories is live, or the paper lacks what the law asks for.
pub(crate) async fn content(
    conn: &Conn,
    paper: &Paper,
    mail: &EditionMail,
    edition: Edition,
    now: Instant,
) -> Verb<(Edition, FrozenEdition)> {
    check(paper)?;
    let (mut live, mut own) = (Vec::new(), 0);
    for (place, id) in edition.stories.iter().enumerate() {
        let story = load(conn, *id).await?;
        if story.is_live() {
            live.push(story);
            own += usize::from(place < edition.own);
        }
    }
    let Some(lead) = live.first() else {
        return Err(Refusal::State("no story of this edition is live any more; compose it again".to_owned()).into());
    };
    let plan = plan_of(conn, edition.name()).await?;
    let (subject, preheader) = lines(&plan, &lead.draft.headline, &lead.draft.standfirst, paper);
    let stories = live.iter().map(|story| story.id).collect();
    let edition = Edition { state: State::Freezing, subject, preheader, stories, own, released: Some(now), ..edition };
    let corrections = corrections::of(conn, edition.name()).await?;
    let matter = Matter { note: &plan.note, stories: &live, corrections: &corrections };
    let frozen = mail.freeze(conn, paper, &edition, &matter).await?;
    Ok((edition, frozen))
}

/// Writes one row for each reader, batch after batch, until eligible = prepared + excluded.
pub(super) async fn audience(newsroom: &Newsroom, act: &Act, edition: &Edition) -> Verb<()> {
    let conn = newsroom.store().read().await?;
    let stored = editions::parts(&conn, edition.id).await?.unwrap_or_default();
    let frozen = FrozenEdition::read(&stored, edition.name())?;
    let later_hours = crate::paper::get(newsroom).await?.later_hours;
    let asked = Asked::new(&conn, edition, &frozen, later_hours).await?;
    let mut through = ReaderId(deliveries::freezing(&conn, edition.id).await?.through);
    loop {
        let tx = newsroom.begin(act.now).await?;
        editions::lock_day(&tx, edition.day).await?;
        deliveries::lock_audience(&tx).await?;
        // Read within the write: who is erased in between has no letter.
        let batch = deliveries::audience(&tx, through, FREEZE_BATCH).await?;
        let Some(last) = batch.last().map(|listener| listener.reader) else { return Ok(()) };
        if deliveries::freezing(&tx, edition.id).await?.through > through.0 {
            // Somebody else freezes it too, and was faster.
            through = ReaderId(deliveries::freezing(&tx, edition.id).await?.through);
            continue;
        }
        let Answers { letters, excluded, caught_up } = asked.answers(&tx, &batch, through, last).await?;
        deliveries::freeze(&tx, edition.id, &letters, &excluded, last).await?;
        deliveries::caught_up(&tx, &caught_up).await?;
        newsroom.commit(tx).await?;
        through = last;
    }
}

/// What decides about every reader of an edition.
pub(crate) struct Asked<'a> {
    edition: &'a Edition,
    later_hours: Vec<u16>,
    follows: HashMap<ReaderId, Selection>,
    /// When each of its stories came onto the paper.
    published: Vec<Instant>,
    /// Specials that told one of its stories, and which.
    told: Vec<Carrier>,
    /// Editions that carried a story before it was corrected, and which of this one's corrections that is.
    corrected: Vec<Carrier>,
}

/// An edition whose letters decide about those of another.
pub(super) struct Carrier {
    /// Which.
    pub(super) edition: EditionId,
    /// The story there.
    pub(super) there: Selection,
    /// What follows from it here.
    pub(super) here: Selection,
}

/// What became of some readers in a row.
#[derive(Default)]
pub(crate) struct Answers {
    /// Who gets a letter, and what is in it.
    pub(crate) letters: Vec<(ReaderId, Contents)>,
    /// How many get none, by reason.
    pub(crate) excluded: Vec<(Without, i64)>,
    /// Who need not be told any more what they would have missed.
    caught_up: Vec<ReaderId>,
}

impl<'a> Asked<'a> {
    /// Reads all that is the same for every reader.
    pub(crate) async fn new(conn: &Conn, edition: &'a Edition, frozen: &FrozenEdition, later_hours: Vec<u16>) -> Verb<Self> {
        let is_special = edition.which.is_special();
        Ok(Self {
            edition,
            later_hours,
            // A special is for whoever chose specials, whomever they follow.
            follows: if is_special { HashMap::new() } else { follow_masks(conn, edition).await? },
            published: published(conn, edition).await?,
            told: if is_special { Vec::new() } else { special::that_told(conn, edition).await? },
            corrected: corrections::carriers(conn, edition, &frozen.corrections).await?,
        })
    }

    /// Decides about the readers after `after`, up to `last`.
    pub(crate) async fn answers(&self, conn: &Conn, batch: &[Listener], after: ReaderId, last: ReaderId) -> Verb<Answers> {
        let had_today = deliveries::had_today(conn, self.edition.day, self.edition.id, after, last).await?;
        let told = masks(conn, &self.told, after, last).await?;
        let corrected = masks(conn, &self.corrected, after, last).await?;
        let of = |masks: &HashMap<ReaderId, Selection>, reader| masks.get(&reader).copied().unwrap_or_default();
        let mut excluded = Without::ALL.map(|why| (why, 0_i64));
        let mut answers = Answers { letters: Vec::with_capacity(batch.len()), ..Answers::default() };
        for listener in batch {
            let reader = listener.reader;
            let letter = self.letter(listener, had_today.contains(&reader), of(&told, reader));
            let heard = listener.wishes.heard.is_some() && !self.edition.which.is_special();
            if heard && matches!(letter, Ok(_) | Err(Without::NothingForThem)) {
                answers.caught_up.push(reader);
            }
            match letter {
                Ok(contents) => answers.letters.push((reader, Contents { corrected: of(&corrected, reader), ..contents })),
                Err(why) => excluded.iter_mut().filter(|(reason, _)| *reason == why).for_each(|(_, readers)| *readers += 1),
            }
        }
        answers.excluded = excluded.into();
        Ok(answers)
    }

    /// One reader's letter, or why there is none.
    fn letter(&self, listener: &Listener, had_today: bool, told: Selection) -> Result<Contents, Without> {
        let wishes = &listener.wishes;
        if let Some(why) = wishes.without(self.edition.name(), &self.later_hours, had_today) {
            return Err(why);
        }
        let own = Selection::all(self.edition.own);
        if self.edition.which.is_special() {
            return Ok(Contents::of(own));
        }
        let new = match wishes.heard {
            None => own,
            Some(heard) => {
                let places = self.published.iter().enumerate().filter(|(_, published)| **published > heard);
                places.fold(Selection(0), |new, (place, _)| new.with(place))
            }
        };
        let followed = self.follows.get(&listener.reader).copied().unwrap_or(Selection(0));
        letter_for(listener.choice, wishes.quiet, followed, new.without(told)).ok_or(Without::NothingForThem)
    }
}

async fn masks(conn: &Conn, carriers: &[Carrier], after: ReaderId, last: ReaderId) -> Verb<HashMap<ReaderId, Selection>> {
    let mut masks: HashMap<ReaderId, Selection> = HashMap::new();
    for carrier in carriers {
        for reader in deliveries::had(conn, carrier.edition, carrier.there, after, last).await? {
            masks.entry(reader).or_default().0 |= carrier.here.0;
        }
    }
    Ok(masks)
}

async fn published(conn: &Conn, edition: &Edition) -> Verb<Vec<Instant>> {
    let mut published = Vec::with_capacity(edition.stories.len());
    for id in &edition.stories {
        let story = stories::by_id(conn, *id).await?;
        published.push(story.and_then(|story| story.live_since).unwrap_or(edition.composed));
    }
    Ok(published)
}

/// For each reader who follows an artist of this edition, which of its stories are about one: the story-major pass of
/// newsletter.md §7. A follower of a member hears of the group they are in, and of nothing they were in once.
async fn follow_masks(conn: &Conn, edition: &Edition) -> Verb<HashMap<ReaderId, Selection>> {
    let places = places_of(conn, &edition.stories).await?;
    let mut ids: Vec<_> = places.keys().copied().collect();
    ids.sort_unstable();
    let mut masks: HashMap<ReaderId, Selection> = HashMap::new();
    let mut take = |reader, artist| {
        let mask = masks.entry(reader).or_insert(Selection(0));
        mask.0 |= places.get(&artist).map_or(0, |places| places.0);
    };
    deliveries::followed(conn, &ids, &mut take).await?;
    Ok(masks)
}

/// For each artist whose followers hear of an edition, which of its stories they hear of.
pub(super) async fn places_of(conn: &Conn, stories: &[StoryId]) -> Verb<HashMap<ArtistId, Selection>> {
    let mut places: HashMap<ArtistId, Selection> = HashMap::new();
    for (place, story) in stories.iter().enumerate() {
        for (artist, strength) in links::story_artists(conn, *story).await? {
            if !strength.counts_for_followers() {
                continue;
            }
            let members = artists::members_of(conn, artist).await?;
            let current = members.into_iter().filter(|membership| !membership.ended).map(|membership| membership.member);
            for artist in std::iter::once(artist).chain(current) {
                let mask = places.entry(artist).or_insert(Selection(0));
                *mask = mask.with(place);
            }
        }
    }
    Ok(places)
}
