//! Earlier coverage on a story's page: what has much in common with it, and the threads that a person made.

use crate::http::fault::Fault;
use crate::paper::card::{Cards, Year};
use crate::paper::press::Press;
use crate::paper::view::CardView;
use domain::id::StoryId;
use domain::link::Strength;
use domain::story::{Card, Story};
use domain::thread::{Tie, previously};
use domain::time::Instant;
use domain::work::About;
use serde::Serialize;
use store::stories::{cards_by_ids, earlier_of};
use store::{gigs, links, threads, works};

/// A thread with its other stories.
#[derive(Serialize)]
pub(super) struct ThreadView {
    name: String,
    about: Option<String>,
    cards: Vec<CardView>,
}

/// Stories in the box.
const MOST: usize = 4;
/// So many artists are asked for what was told of them, the strongest first, and so many of the stories of each are looked at.
const ARTISTS: usize = 6;
const LOOKED_AT: usize = 60;
/// So many stories of a thread are shown.
const OF_A_THREAD: usize = 8;

/// The earlier stories that have most in common with one, but for those that a thread shows already.
pub(super) async fn of(press: &Press, story: &Story, shown: &[StoryId]) -> Result<Vec<Card>, Fault> {
    let Some(since) = story.live_since.filter(|_| story.is_live()) else { return Ok(Vec::new()) };
    let mut ties: Vec<(StoryId, Instant, Tie)> = Vec::new();
    let mut artists = links::story_artists(&press.conn, story.id).await?;
    artists.sort_by_key(|(_, strength)| *strength);
    for (artist, here) in artists.into_iter().filter(|(_, strength)| *strength != Strength::Former).take(ARTISTS) {
        for (other, at, there) in earlier_of(&press.conn, artist, since, LOOKED_AT).await? {
            ties.push((other, at, Tie::Artist(artist, here, there)));
        }
    }
    let own: Vec<_> = works::of_story(&press.conn, story.id).await?;
    let own: Vec<_> = own.into_iter().filter(|(_, about)| *about != About::Denied).map(|(work, _)| work).collect();
    for one in works::live_of(&press.conn, &own).await? {
        ties.push((one.story, one.published, Tie::Work(one.work.0)));
    }
    for (place, night) in gigs::of_story(&press.conn, story.id).await?.iter().enumerate().take(ARTISTS) {
        for other in gigs::same_night(&press.conn, night, LOOKED_AT).await? {
            ties.push((other.story, other.since.unwrap_or(since), Tie::Night(place)));
        }
    }
    ties.retain(|(other, at, _)| *other != story.id && *at < since && !shown.contains(other));
    Ok(cards_by_ids(&press.conn, &previously(&ties, MOST)).await?)
}

/// The threads that a story is in, with their other live stories, the newest first.
pub(super) async fn threads_of(press: &Press, story: StoryId) -> Result<(Vec<ThreadView>, Vec<StoryId>), Fault> {
    let (mut views, mut shown) = (Vec::new(), Vec::new());
    for thread in threads::of_story(&press.conn, story).await? {
        let mut ids = threads::live(&press.conn, thread.id, OF_A_THREAD + 1).await?;
        ids.retain(|id| *id != story);
        ids.truncate(OF_A_THREAD);
        if ids.is_empty() {
            continue;
        }
        let cards = cards_by_ids(&press.conn, &ids).await?;
        let named = Cards::of(press, &cards).await?;
        let about = Some(thread.about).filter(|about| !about.is_empty());
        views.push(ThreadView { name: thread.name, about, cards: named.views(press, &cards, Year::Said) });
        shown.extend(ids);
    }
    Ok((views, shown))
}
