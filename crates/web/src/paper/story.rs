//! A story's page.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::body::Known;
use crate::paper::card::{Cards, Year};
use crate::paper::earlier::{self, ThreadView};
use crate::paper::facts;
use crate::paper::press::Press;
use crate::paper::view::{
    self, ArtistView, CardView, CorrectionView, DateView, Named, OpenGraph, OpenGraphImage, PageView, PictureView, ScoreView, escaped,
    filled,
};
use axum::http::StatusCode;
use domain::ad::Place;
use domain::id::StoryId;
use domain::link::{AutoLink, Strength};
use domain::story::{Part, State, Story};
use domain::time::Instant;
use serde::Serialize;
use store::stories::{CardFilter, cards};
use text::template::urls;

#[derive(Serialize)]
struct StoryPage {
    story: StoryView,
}

#[derive(Serialize)]
struct StoryView {
    headline: String,
    standfirst: Option<String>,
    artists: Vec<ArtistView>,
    kicker: Option<String>,
    section: Named,
    #[serde(rename = "type")]
    kind: &'static str,
    type_name: String,
    date: DateView,
    minutes: Option<usize>,
    advisory: Option<String>,
    score: Option<ScoreView>,
    url: String,
    modified: Option<DateView>,
    bylines: Vec<BylineView>,
    house_byline: bool,
    cover: Option<PictureView>,
    cover_place: &'static str,
    lang: Option<String>,
    body_before: String,
    body_after: String,
    corrections: Vec<CorrectionView>,
    threads: Vec<ThreadView>,
    previously: Vec<CardView>,
    more: Vec<MoreView>,
    follow: Option<FollowView>,
    sponsor: Option<SponsorView>,
    preview: bool,
}

#[derive(Serialize)]
struct SponsorView {
    name: String,
    link: Option<String>,
}

#[derive(Serialize)]
struct BylineView {
    name: String,
    url: Option<String>,
    role: &'static str,
    role_name: String,
}

#[derive(Serialize)]
struct MoreView {
    artist: ArtistView,
    cards: Vec<CardView>,
}

#[derive(Serialize)]
struct FollowView {
    name: String,
    slug: String,
}

/// So many stories stand under one artist's name, and so many artists get a block.
const MORE_CARDS: usize = 6;
const MORE_ARTISTS: usize = 3;

/// Renders the story of an address. One that was withdrawn says so; one that is not live yet is nowhere.
pub(crate) async fn page(press: &Press, address: &str) -> Result<Page, Fault> {
    let story = store::stories::by_address(&press.conn, address).await?.ok_or_else(Fault::not_found)?;
    match &story.state {
        State::Live => live(press, &story, address).await,
        State::Withdrawn { at, reason } => withdrawn(press, &story, *at, reason).await,
        State::Assigned | State::Draft | State::Submitted | State::Scheduled { .. } => Err(Fault::not_found()),
    }
}

async fn live(press: &Press, story: &Story, address: &str) -> Result<Page, Fault> {
    let draft = &story.draft;
    let named = Cards::named(press, draft.artists.iter(), draft.bylines.iter()).await?;
    let known = Known::of_story(press, story).await?;
    let view = view_of(press, story, address, &named, &known).await?;
    let mut page = PageView::open(press, "story", draft.headline.clone(), urls::story(address));
    page.description = filled(&draft.standfirst);
    page = page.with_ad(press, Place::Story, Some(&draft.section));
    page.section = Some(draft.section.as_str().to_owned());
    page.og = Some(open_graph(press, story, address));
    page.json_ld = Some(facts::of_story(press, story, &named, address));
    press.page("story.html", page, StoryPage { story: view })
}

/// The markup of a story's page as readers will see it, for who may see it before: under `address` when it is live, with
/// the automatic links that it would have.
pub(crate) async fn preview(press: &Press, story: &Story, address: &str, links: Vec<AutoLink>) -> Result<String, Fault> {
    let draft = &story.draft;
    let named = Cards::named(press, draft.artists.iter(), draft.bylines.iter()).await?;
    let known = Known::of(press, &draft.body, links).await?;
    let view = StoryView { preview: true, ..view_of(press, story, address, &named, &known).await? };
    let mut page = PageView::hidden(press, "story", draft.headline.clone(), address).with_ad(press, Place::Story, Some(&draft.section));
    page.section = Some(draft.section.as_str().to_owned());
    page.still = true;
    press.markup("story.html", page, StoryPage { story: view })
}

async fn view_of(press: &Press, story: &Story, address: &str, named: &Cards, known: &Known) -> Result<StoryView, Fault> {
    let draft = &story.draft;
    let html = known.page(press, &draft.body);
    let (threads, mut shown) = earlier::threads_of(press, story.id).await?;
    let before = earlier::of(press, story, &shown).await?;
    shown.extend(before.iter().map(|card| card.id));
    let follow = draft.artists.iter().find(|credit| credit.strength == Strength::Subject).and_then(|credit| {
        let artist = named.artist(credit.artist)?;
        Some(FollowView { name: credit.credited_as.clone(), slug: artist.slug.as_str().to_owned() })
    });
    Ok(StoryView {
        headline: draft.headline.clone(),
        standfirst: filled(&draft.standfirst),
        artists: named.credited(&draft.artists),
        kicker: None,
        section: press.matter.section_named(&draft.section),
        kind: draft.kind.word(),
        type_name: view::type_name(draft.kind, press),
        date: DateView::of(story.published(), press.now, press.zone()),
        minutes: Some(story.reading_minutes()),
        advisory: advisory(press, story),
        score: draft.body.score().map(ScoreView::of),
        url: urls::story(address),
        modified: modified(story).map(|at| DateView::of(at, press.now, press.zone())),
        house_byline: draft.bylines.iter().filter_map(|byline| named.person(byline.person)).any(|person| person.house),
        bylines: bylines(press, story, named),
        cover: draft.cover.as_ref().map(PictureView::of),
        cover_place: if draft.cover.as_ref().is_some_and(|cover| cover.width >= 1600) { "wide" } else { "column" },
        lang: None,
        body_before: html.before.into_string(),
        body_after: html.after.into_string(),
        corrections: corrections(press, story),
        previously: Cards::of(press, &before).await?.views(press, &before, Year::Said),
        threads,
        more: more(press, story, named, &shown).await?,
        follow,
        sponsor: draft.sponsor.as_ref().map(|sponsor| SponsorView { name: sponsor.name.clone(), link: sponsor.link.clone() }),
        preview: false,
    })
}

/// When it last changed for readers: only what they could have read otherwise counts, so corrections do, and nothing else.
fn modified(story: &Story) -> Option<Instant> {
    story.corrections.iter().map(|correction| correction.at).max()
}

fn advisory(press: &Press, story: &Story) -> Option<String> {
    let note = filled(&story.draft.advisory.note);
    match (view::advisory(&story.draft.advisory.kinds, press), note) {
        (Some(kinds), Some(note)) => Some(format!("{kinds}. {note}")),
        (kinds, note) => kinds.or(note),
    }
}

fn bylines(press: &Press, story: &Story, named: &Cards) -> Vec<BylineView> {
    let view = |byline: &domain::story::Byline| {
        let person = named.person(byline.person)?;
        let role_name = match byline.part {
            Part::Words => String::new(),
            part => press.theme.word_or(&format!("role.{}", part.word()), part.word()),
        };
        Some(BylineView { name: person.name.clone(), url: Some(urls::person(&person.slug)), role: byline.part.word(), role_name })
    };
    story.draft.bylines.iter().filter_map(view).collect()
}

fn corrections(press: &Press, story: &Story) -> Vec<CorrectionView> {
    let view = |correction: &domain::story::Correction| CorrectionView {
        at: DateView::of(correction.at, press.now, press.zone()),
        html: escaped(&correction.text),
        story: None,
    };
    story.corrections.iter().map(view).collect()
}

/// “More Run The Jewels”: other stories about each subject, three or six where there are that many.
async fn more(press: &Press, story: &Story, named: &Cards, shown: &[StoryId]) -> Result<Vec<MoreView>, Fault> {
    let mut blocks = Vec::new();
    let subjects = story.draft.artists.iter().filter(|credit| credit.strength == Strength::Subject);
    for credit in subjects.take(MORE_ARTISTS) {
        let Some(artist) = named.artist(credit.artist) else { continue };
        let filter = CardFilter {
            artist: Some(credit.artist),
            strengths: vec![Strength::Subject, Strength::Featured],
            exclude: std::iter::once(story.id).chain(shown.iter().copied()).collect(),
            ..CardFilter::default()
        };
        let mut found = cards(&press.conn, &filter, MORE_CARDS, 0).await?;
        if (4..MORE_CARDS).contains(&found.len()) {
            found.truncate(3);
        }
        if !found.is_empty() {
            let views = Cards::of(press, &found).await?.views(press, &found, Year::Said);
            let artist = ArtistView { name: credit.credited_as.clone(), url: urls::artist(&artist.slug) };
            blocks.push(MoreView { artist, cards: views });
        }
    }
    Ok(blocks)
}

/// The social card of a live story.
pub(crate) async fn card(press: &Press, address: &str) -> Result<Page, Fault> {
    let story = store::stories::by_address(&press.conn, address).await?.ok_or_else(Fault::not_found)?;
    Ok(Page::drawn("image/png", newsroom::card::of_story(&press.conn, story).await?))
}

fn open_graph(press: &Press, story: &Story, address: &str) -> OpenGraph {
    let image = OpenGraphImage {
        url: press.matter.site.absolute(&urls::card(address)),
        width: newsroom::card::WIDTH,
        height: newsroom::card::HEIGHT,
        alt: story.draft.headline.clone(),
    };
    OpenGraph {
        kind: "article",
        title: story.draft.headline.clone(),
        image: Some(image),
        published: Some(press.zone().rfc3339(story.published())),
        modified: modified(story).map(|at| press.zone().rfc3339(at)),
    }
}

#[derive(Serialize)]
struct GoneView {
    headline: Option<String>,
    at: Option<DateView>,
    reason: Option<String>,
    artists: Vec<ArtistView>,
}

async fn withdrawn(press: &Press, story: &Story, at: Instant, reason: &str) -> Result<Page, Fault> {
    let named = Cards::named(press, story.draft.artists.iter(), std::iter::empty()).await?;
    let view = GoneView {
        headline: filled(&story.draft.headline),
        at: Some(DateView::of(at, press.now, press.zone())),
        reason: filled(reason).map(|reason| format!("<p>{}</p>", escaped(&reason))),
        artists: named.credited(&story.draft.artists),
    };
    let page = PageView::hidden(press, "410", press.word("e410.title"), "/");
    press.page_with(StatusCode::GONE, "410.html", page, view)
}
