//! Finding stories: what readers search, and what the desk does, each in an index of its own that follows the feed of
//! changes. What was acknowledged is found by the next question of this node.

mod entry;
mod resolve;
mod shelf;

pub use shelf::{Progress, keep};

use crate::{Newsroom, Verb, beside_others};
use domain::id::{ArtistId, StaffId, StoryId};
use domain::story::Card;
use search::query::{Note, Query};
use search::{Order, Shelf as Choices, Snippet, Tally, Wanted};
use shelf::{Shelf, Which};
use std::path::Path;
use store::artists::Entry;
use tokio::sync::Semaphore;

/// Questions that are answered at once: more would only wait for the same cores.
const AT_ONCE: usize = 4;

/// So far an answer can be turned through.
pub const MOST: usize = 1_000;

/// Stories that one list of the desk is made from.
const MOST_OF_THE_DESK: usize = 10_000;

/// Artists that are looked through for those that stories speak of: so many names have a word of two letters’ begin in the
/// longest list of names that there is.
const MOST_BEGUN: usize = 20_000;

/// What a reader asks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// What was typed; see [`Query`].
    pub typed: String,
    /// What was chosen beside it.
    pub choices: Choices,
    /// What comes first.
    pub order: Order,
    /// How many answers are passed over, [`MOST`] at most.
    pub offset: usize,
    /// How many are wanted.
    pub limit: usize,
}

/// What is answered.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// The stories, each with the place where it speaks of what was asked.
    pub stories: Vec<(Card, Option<Snippet>)>,
    /// How many there are, and on which shelves.
    pub tally: Tally,
    /// What was left out.
    pub notes: Vec<Note>,
    /// The question with words that stand in more stories.
    pub respelt: Option<String>,
    /// Nothing was found as it was typed: these are the answers to `respelt`.
    pub loosely: bool,
    /// The index is being made: these are the answers so far.
    pub progress: Option<Progress>,
    /// Whether it was words alone, without signs and filters.
    pub plain: bool,
}

/// The indexes of a node.
#[derive(Default)]
pub(crate) struct Finder {
    public: Shelf,
    desk: Shelf,
    permits: Permits,
}

struct Permits(Semaphore);

impl Default for Permits {
    fn default() -> Self {
        Self(Semaphore::new(AT_ONCE))
    }
}

impl Finder {
    fn shelf(&self, which: Which) -> &Shelf {
        match which {
            Which::Public => &self.public,
            Which::Desk => &self.desk,
        }
    }

    /// Notes what changed.
    pub(crate) fn note(&self, changes: &[domain::change::Change]) {
        for which in Which::ALL {
            self.shelf(which).note(which, changes);
        }
    }
}

/// Has indexes kept in a folder that is for them alone. Without one nothing is found: commands that search for nothing
/// need none.
pub fn keep_in(newsroom: &Newsroom, folder: &Path) {
    for which in Which::ALL {
        newsroom.finder().shelf(which).keep_in(folder.to_owned());
    }
}

/// What readers find: stories that are live, as the database has them now.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn public(newsroom: &Newsroom, question: &Question) -> Verb<Answer> {
    let query = Query::read(&question.typed);
    let (plain, typed) = (query.is_plain(), question.typed.clone());
    let mut wanted = resolve::names(newsroom, query).await?;
    let mut notes = std::mem::take(&mut wanted.query.notes);
    wanted = Wanted {
        shelf: question.choices.clone(),
        order: question.order,
        offset: question.offset.min(MOST),
        limit: question.limit.min(MOST - question.offset.min(MOST)),
        snippets: true,
        ..wanted
    };
    let (found, progress) = ask(newsroom, Which::Public, wanted).await?;
    notes.extend(found.notes);
    let ids: Vec<StoryId> = found.hits.iter().map(|hit| StoryId(hit.story)).collect();
    // Read anew: what the database says is not live is not shown, whatever an index may still have.
    let cards = store::stories::cards_by_ids(&newsroom.store().read().await?, &ids).await?;
    let mut snippets: std::collections::HashMap<i64, Option<Snippet>> =
        found.hits.into_iter().map(|hit| (hit.story, hit.snippet)).collect();
    let stories = cards.into_iter().map(|card| (snippets.remove(&card.id.0).flatten(), card)).map(|(snippet, card)| (card, snippet));
    let respelt = (!found.respelt.is_empty()).then(|| Query::respelt(&typed, &found.respelt));
    Ok(Answer { stories: stories.collect(), tally: found.tally, notes, respelt, loosely: found.loosely, progress, plain })
}

/// Artists of whose names a word begins as typed and of whom live stories speak, most stories first.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub async fn artists(newsroom: &Newsroom, typed: &str, limit: usize) -> Verb<Vec<Entry>> {
    let everybody = newsroom.everybody_at_hand().await?;
    let found: Vec<ArtistId> = beside_others(|| everybody.directory.search(typed)).into_iter().take(MOST_BEGUN).collect();
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let key = text::fold::key(typed);
    Ok(store::artists::spoken_of(&newsroom.store().read().await?, &found, &key, limit).await?)
}

/// The stories of any state in which the desk finds what was typed, the last saved first; of one owner alone, where only
/// that one's may be seen. Who asks looks at the rows again.
pub(crate) async fn of_the_desk(
    newsroom: &Newsroom,
    typed: &str,
    owner: Option<StaffId>,
    states: &[String],
    until: Option<i64>,
) -> Verb<(Vec<StoryId>, Option<Progress>)> {
    let wanted = resolve::names(newsroom, Query::read(typed)).await?;
    let wanted = Wanted {
        owner: owner.map(|owner| owner.0),
        states: states.to_vec(),
        since_until: until,
        begins: true,
        order: Order::Newest,
        limit: MOST_OF_THE_DESK,
        ..wanted
    };
    let (found, progress) = ask(newsroom, Which::Desk, wanted).await?;
    Ok((found.hits.into_iter().map(|hit| StoryId(hit.story)).collect(), progress))
}

async fn ask(newsroom: &Newsroom, which: Which, wanted: Wanted) -> Verb<(search::Found, Option<Progress>)> {
    let shelf = newsroom.finder().shelf(which);
    let (index, progress) = shelf.at_hand(newsroom, which).await?;
    let Some(index) = index else { return Ok((search::Found::default(), progress)) };
    let _permit = newsroom.finder().permits.0.acquire().await.ok();
    match beside_others(|| index.ask(&wanted)) {
        Ok(found) => Ok((found, progress)),
        Err(error) => {
            shelf.give_up(&index, &error);
            newsroom.wake();
            Ok((search::Found::default(), Some(Progress::default())))
        }
    }
}
