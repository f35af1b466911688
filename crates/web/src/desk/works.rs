//! A work at the desk: its facts, the stories about it, merging and removing it.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::extract::Path;
use axum::response::Response;
use domain::body::WorkKind;
use domain::id::{ArtistId, WorkId};
use domain::role::Verb;
use domain::work::{About, Work};
use newsroom::artists::Which as Who;
use newsroom::works;
use serde::Serialize;

/// A work where it is listed.
#[derive(Serialize)]
pub(super) struct WorkRow {
    id: i64,
    title: String,
    kind: &'static str,
    released: String,
    stories: usize,
}

impl WorkRow {
    /// An artist's works, the newest first.
    pub(super) async fn of_artist(desk: &Desk, artist: ArtistId) -> Result<Vec<Self>, Fault> {
        let all = works::of_artist(desk.press.app.newsroom(), &desk.act, &Who::Id(artist)).await?;
        Ok(all.iter().map(|(work, stories)| Self::of(work, *stories)).collect())
    }

    fn of(work: &Work, stories: usize) -> Self {
        Self { id: work.id.0, title: work.title.clone(), kind: work.kind.word(), released: work.released.to_string(), stories }
    }
}

#[derive(Serialize)]
struct ArtistView {
    id: i64,
    name: String,
}

#[derive(Serialize)]
struct StoryView {
    id: i64,
    headline: String,
    state: &'static str,
    how: &'static str,
    denied: bool,
}

#[derive(Serialize)]
struct SheetView {
    work: WorkRow,
    musicbrainz: String,
    address: String,
    artists: Vec<ArtistView>,
    became: Option<WorkRow>,
    stories: Vec<StoryView>,
    kinds: Vec<&'static str>,
    /// Other works of its first artist, to merge it into.
    others: Vec<WorkRow>,
    may_edit: bool,
}

/// One work.
pub(super) async fn one(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom().clone();
    let sheet = works::sheet(&newsroom, &desk.act, &WorkId(id).into()).await?;
    let may_edit = desk.act.role.may(Verb::EditArtists) && sheet.became.is_none();
    let mut others = if may_edit { WorkRow::of_artist(&desk, sheet.work.first_artist()).await? } else { Vec::new() };
    others.retain(|other| other.id != id);
    let story = |story: &works::StoryAbout| StoryView {
        id: story.id.0,
        headline: story.headline.clone(),
        state: story.state,
        how: story.about.word(),
        denied: story.about == About::Denied,
    };
    let view = SheetView {
        work: WorkRow::of(&sheet.work, sheet.stories.len()),
        musicbrainz: sheet.work.musicbrainz.clone().unwrap_or_default(),
        address: sheet.address.clone(),
        artists: sheet.artists.iter().map(|artist| ArtistView { id: artist.id.0, name: artist.name.clone() }).collect(),
        became: sheet.became.as_ref().map(|became| WorkRow::of(became, 0)),
        stories: sheet.stories.iter().map(story).collect(),
        kinds: WorkKind::ALL.iter().map(|kind| kind.word()).collect(),
        others,
        may_edit,
    };
    let frame = Frame { title: sheet.work.title.clone(), ..Frame::new(&desk, "work", "artists") };
    desk.page(frame, view).await
}
