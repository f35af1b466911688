//! An artist's works with what was made of them, and the page of one.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::card::{Cards, Year};
use crate::paper::facts;
use crate::paper::press::Press;
use crate::paper::view::{CardView, Named, PageView, ScoreView};
use domain::artist::Artist;
use domain::id::{ArtistId, WorkId};
use domain::slug::Slug;
use domain::story::Kind;
use domain::work::Work;
use serde::Serialize;
use std::collections::HashMap;
use store::stories::{cards_by_ids, of_work};
use store::works;
use text::template::urls;

/// A work where it is listed.
#[derive(Serialize)]
pub(super) struct WorkView {
    title: String,
    url: String,
    kind_name: String,
    year: Option<String>,
    /// What its newest review gave it.
    score: Option<ScoreView>,
    stories: usize,
}

/// So many works stand on an artist's page.
const LISTED: usize = 40;
/// So many stories stand on a work's page.
const STORIES: usize = 200;

/// An artist's works, the newest first, with the newest score of each.
pub(super) async fn of(press: &Press, artist: &Artist) -> Result<Vec<WorkView>, Fault> {
    let mut all = works::of_artist(&press.conn, artist.id).await?;
    all.truncate(LISTED);
    let others: Vec<ArtistId> = all.iter().map(Work::first_artist).filter(|first| *first != artist.id).collect();
    let mut slugs: HashMap<ArtistId, Slug> = HashMap::from([(artist.id, artist.slug.clone())]);
    if !others.is_empty() {
        slugs.extend(store::artists::by_ids(&press.conn, &others).await?.into_iter().map(|artist| (artist.id, artist.slug)));
    }
    let about = works::live_of(&press.conn, &all.iter().map(|work| work.id).collect::<Vec<_>>()).await?;
    let view = |work: &Work| {
        let own = || about.iter().filter(|one| one.work == work.id);
        let score = own().find(|one| one.kind == Kind::Review && one.score.is_some()).and_then(|one| one.score.as_ref());
        Some(WorkView {
            title: work.title.clone(),
            url: urls::work(slugs.get(&work.first_artist())?, &work.slug),
            kind_name: kind_name(press, work),
            year: work.released.year().map(|year| year.to_string()),
            score: score.map(ScoreView::of),
            stories: own().count(),
        })
    };
    Ok(all.iter().filter_map(view).collect())
}

fn kind_name(press: &Press, work: &Work) -> String {
    press.theme.word_or(&format!("work.{}", work.kind.word()), work.kind.word())
}

#[derive(Serialize)]
struct WorkPage {
    work: HeadView,
    reviews: Vec<CardView>,
    stories: Vec<CardView>,
    others: Vec<WorkView>,
}

#[derive(Serialize)]
struct HeadView {
    title: String,
    url: String,
    kind_name: String,
    released: Option<String>,
    artists: Vec<Named>,
    links: Vec<Named>,
    story_count: usize,
}

/// Renders the page of a work; one that was merged leads to what it became, as does one whose artist was.
pub(crate) async fn page(press: &Press, artist: &Slug, slug: &Slug) -> Result<Page, Fault> {
    let path = urls::work(artist, slug);
    // What a person merged, renamed or removed leads on from its own address, before anything is guessed.
    if let Some(target) = store::redirects::get(&press.conn, &path).await? {
        return Err(Fault::moved(target));
    }
    let found = store::artists::by_slug(&press.conn, artist).await?.ok_or_else(Fault::not_found)?;
    let work = works::at(&press.conn, found.id, slug).await?.ok_or_else(Fault::not_found)?;
    if let Some(into) = work.merged_into {
        return Err(Fault::moved(address(press, into).await?));
    }
    let stories = cards_by_ids(&press.conn, &of_work(&press.conn, work.id, STORIES).await?).await?;
    let named = Cards::of(press, &stories).await?;
    let (reviews, others): (Vec<_>, Vec<_>) = stories.iter().cloned().partition(|card| card.score.is_some());
    let artists: HashMap<ArtistId, Artist> =
        store::artists::by_ids(&press.conn, &work.artists).await?.into_iter().map(|artist| (artist.id, artist)).collect();
    let artists: Vec<Named> = work
        .artists
        .iter()
        .filter_map(|id| artists.get(id))
        .map(|artist| Named { name: artist.name.clone(), url: urls::artist(&artist.slug) })
        .collect();
    let names = artists.iter().map(|artist| artist.name.clone()).collect::<Vec<_>>().join(", ");
    let title = format!("{}: {}", names, work.title);
    let mut page = PageView::open(press, "work", title.clone(), path.clone());
    if stories.is_empty() {
        page.robots = Some("noindex");
    }
    page.json_ld = Some(facts::of_list(press, &title, &path, "", &stories));
    let rest: Vec<WorkView> = of(press, &found).await?.into_iter().filter(|other| other.url != path).collect();
    let head = HeadView {
        title: work.title.clone(),
        url: path,
        kind_name: kind_name(press, &work),
        released: Some(work.released.words()).filter(|words| !words.is_empty()),
        artists,
        links: outside(&work),
        story_count: stories.len(),
    };
    let view = WorkPage {
        work: head,
        reviews: named.views(press, &reviews, Year::Said),
        stories: named.views(press, &others, Year::Said),
        others: rest,
    };
    press.page("work.html", page, view)
}

fn outside(work: &Work) -> Vec<Named> {
    let what = if work.kind == domain::body::WorkKind::Song { "recording" } else { "release-group" };
    let link = |id: &String| Named { name: "MusicBrainz".to_owned(), url: format!("https://musicbrainz.org/{what}/{id}") };
    work.musicbrainz.iter().map(link).collect()
}

async fn address(press: &Press, work: WorkId) -> Result<String, Fault> {
    let work = works::by_id(&press.conn, work).await?.ok_or_else(Fault::not_found)?;
    let artist = store::artists::by_id(&press.conn, work.first_artist()).await?.ok_or_else(Fault::not_found)?;
    Ok(urls::work(&artist.slug, &work.slug))
}
