//! What is done with stories: found, stored, published, corrected, withdrawn, flipped at their instant.

use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::id::StoryId;
use domain::link::Strength;
use domain::paper::Person;
use domain::quote::Quote;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::story::{Draft, Part, Revision, Source, Story, revise};
use store::{Conn, StoreError, Tx, paper as stored, stories};
use text::fold;

/// What saving an imported story came to.
#[derive(Debug, Clone, PartialEq)]
pub enum Saved {
    /// It was not known.
    New(Story),
    /// It was known from the same source and differs now.
    Changed(Story),
    /// It was known and is the same.
    Same(Story),
}

impl Saved {
    /// The story as it is stored now.
    #[must_use]
    pub fn story(&self) -> &Story {
        match self {
            Self::New(story) | Self::Changed(story) | Self::Same(story) => story,
        }
    }
}

/// Finds a story by its number, its address or its slug.
///
/// # Errors
/// [`VerbError::Absent`] when there is none, [`VerbError::Refused`] when a slug is that of several.
pub async fn find(newsroom: &Newsroom, word: &str) -> Verb<StoryId> {
    let conn = newsroom.store().read().await?;
    let absent = || VerbError::Absent(format!("there is no story “{word}”; `inkie stories` lists them"));
    if let Ok(number) = word.parse() {
        return stories::by_id(&conn, StoryId(number)).await?.map(|story| story.id).ok_or_else(absent);
    }
    if word.starts_with('/') {
        return stories::by_address(&conn, word).await?.map(|story| story.id).ok_or_else(absent);
    }
    let slug = Slug::parse(word).map_err(|_| absent())?;
    match stories::by_slug(&conn, &slug).await?.as_slice() {
        [] => Err(absent()),
        [one] => Ok(*one),
        several => {
            let numbers = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            Err(Refusal::State(format!("several stories have the slug “{word}”; name one by its number: {numbers}")).into())
        }
    }
}

/// Stores a draft that came from outside: over the story of the same source, or as a new one.
pub(crate) async fn save_from(tx: &Tx, act: &Act, draft: Draft, source: &Source) -> Verb<Saved> {
    act.allow(Right::Import)?;
    draft.check()?;
    let Some(old) = stories::by_source(tx, &source.system, &source.foreign_id).await? else {
        let new = Story::begun(draft, Some(source.clone()), act).into();
        return Ok(Saved::New(stories::create(tx, &new, &act.who).await?));
    };
    // The slug of a story that has an address stands: links to it must go on working.
    let slug = if old.address.is_some() { old.draft.slug.clone() } else { draft.slug.clone() };
    // A file without a date says nothing against the day on which the story went live.
    let dateline = draft.dateline.or(old.draft.dateline);
    match revise(&old, Draft { slug, dateline, ..draft }, old.revision, act)? {
        Revision::Same => Ok(Saved::Same(old)),
        Revision::Changed(story) => {
            save(tx, &story, old.revision, act).await?;
            Ok(Saved::Changed(*story))
        }
    }
}

/// Saves a story over the revision that was read.
pub(crate) async fn save(tx: &Tx, story: &Story, had: i64, act: &Act) -> Verb<()> {
    match stories::save(tx, story, had, &act.who).await {
        Err(StoreError::Conflict(_)) => Err(Refusal::Outdated { what: "story", had, newest: had + 1 }.into()),
        other => Ok(other?),
    }
}

/// The story of a number.
pub(crate) async fn load(conn: &Conn, id: StoryId) -> Verb<Story> {
    stories::by_id(conn, id).await?.ok_or_else(|| VerbError::Absent(format!("there is no story number {id}")))
}

/// The newest stories in any state.
///
/// # Errors
/// [`VerbError::Store`].
pub async fn newest(newsroom: &Newsroom, limit: usize) -> Verb<Vec<Story>> {
    let conn = newsroom.store().read().await?;
    let mut all = Vec::new();
    for id in stories::newest(&conn, limit).await? {
        all.extend(stories::by_id(&conn, id).await?);
    }
    Ok(all)
}

/// What is stored around a story, with names instead of numbers.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Credits: name, whether it is a house byline, part.
    pub bylines: Vec<(String, bool, Part)>,
    /// The subjects of the artist line, as printed.
    pub subjects: Vec<String>,
    /// Who it speaks of, strongest first, as the story spells them where it does.
    pub links: Vec<(String, Strength)>,
    /// Who said what.
    pub quotes: Vec<Quote>,
}

/// Looks up what is stored around a story.
///
/// # Errors
/// [`VerbError::Store`].
pub async fn facts(newsroom: &Newsroom, story: &Story) -> Verb<Facts> {
    let conn = newsroom.store().read().await?;
    let draft = &story.draft;
    let people = stored::people_by_ids(&conn, &draft.bylines.iter().map(|byline| byline.person).collect::<Vec<_>>()).await?;
    let bylines = draft.bylines.iter().filter_map(|byline| {
        let person = people.iter().find(|person| person.id == byline.person)?;
        Some((person.name.clone(), person.house, byline.part))
    });
    let links = named_links(&conn, story).await?;
    let subjects = draft.artists.iter().filter(|credit| credit.strength == Strength::Subject);
    Ok(Facts {
        bylines: bylines.collect(),
        subjects: subjects.map(|credit| credit.credited_as.clone()).collect(),
        links,
        quotes: store::quotes::of_story(&conn, story.id, story.text_version).await?,
    })
}

/// Whom a story speaks of, under the names that it prints: as credited, else as the longest span in the text has it.
async fn named_links(conn: &Conn, story: &Story) -> Verb<Vec<(String, Strength)>> {
    let spans = store::links::auto(conn, story.id, story.text_version).await?;
    let mut links = Vec::new();
    for (id, strength) in store::links::story_artists(conn, story.id).await? {
        let credited = story.draft.artists.iter().find(|credit| credit.artist == id).map(|credit| credit.credited_as.clone());
        let in_text = spans.iter().filter(|link| link.artist == id).filter_map(|link| story.draft.spelt(&link.span));
        let printed = credited.or_else(|| in_text.max_by_key(String::len));
        let artist = store::artists::by_id(conn, id).await?;
        links.extend(printed.or_else(|| artist.map(|artist| artist.name)).map(|name| (name, strength)));
    }
    links.sort_by_key(|(_, strength)| *strength);
    Ok(links)
}

/// Makes a story live, or schedules it when its dateline is to come.
///
/// # Errors
/// [`VerbError::Refused`] with what is missing.
pub async fn publish(newsroom: &Newsroom, act: &Act, id: StoryId) -> Verb<Story> {
    Ok(crate::desk::publish(newsroom, act, id, None).await?.story)
}

/// Refuses an address that another story has.
pub(crate) async fn check_address(tx: &Tx, story: &Story) -> Verb<()> {
    let Some(address) = &story.address else { return Ok(()) };
    match stories::by_address(tx, address).await? {
        Some(other) if other.id != story.id => Err(Refusal::Taken { address: address.clone(), by: other.draft.headline }.into()),
        _ => Ok(()),
    }
}

/// Takes a story down; its address answers with the reason from now on.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn withdraw(newsroom: &Newsroom, act: &Act, id: StoryId, reason: &str) -> Verb<Story> {
    Ok(crate::desk::withdraw(newsroom, act, id, reason).await?.story)
}

/// The longest byline, in characters.
const MAX_BYLINE: usize = 200;

/// Refuses what is no name in a byline.
pub(crate) fn check_byline(name: &str) -> Result<(), Refusal> {
    let name = name.trim();
    if name.chars().count() > MAX_BYLINE || name.chars().any(char::is_control) {
        return Err(Refusal::field("byline", format!("longer than {MAX_BYLINE} characters, or not one line")));
    }
    Ok(())
}

/// The person of a byline, made when unknown.
pub(crate) async fn person(tx: &Tx, name: &str, house: bool) -> Verb<Person> {
    check_byline(name)?;
    let name = name.trim();
    let slug = fold::slug(name).ok_or_else(|| Refusal::field("byline", format!("“{name}” is no name")))?;
    let new = stored::NewPerson { name: name.to_owned(), name_key: fold::key(name), slug, house, bio: String::new() };
    Ok(stored::put_person(tx, &new).await?)
}
