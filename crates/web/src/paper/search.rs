//! Search: a form that works without script, and what it finds.

use crate::app::App;
use crate::http::answer::{HTML, once};
use crate::http::fault::Fault;
use crate::http::peer::subscriber;
use crate::paper::card::{Cards, Year};
use crate::paper::dispatch::{Asked, is_person};
use crate::paper::press::Press;
use crate::paper::view::{CardView, Named, PageView, Pages};
use axum::http::StatusCode;
use axum::response::Response;
use domain::slug::Slug;
use domain::story::Card;
use serde::Serialize;
use store::stories::{CardFilter, count};
use text::template::urls;

#[derive(Serialize)]
struct SearchView {
    query: String,
    results: Vec<ResultView>,
    artists: Vec<ArtistHit>,
    total: usize,
    took: Option<String>,
    sections: Vec<SectionChoice>,
    sort: &'static str,
    pages: Option<Pages>,
    suggestion: Option<String>,
}

#[derive(Serialize)]
struct ResultView {
    #[serde(flatten)]
    card: CardView,
    snippet_html: Option<String>,
}

#[derive(Serialize)]
struct ArtistHit {
    #[serde(flatten)]
    artist: Named,
    count: usize,
}

#[derive(Serialize)]
struct SectionChoice {
    name: String,
    slug: String,
    here: bool,
    count: usize,
}

const PER_PAGE: usize = 20;
/// So many of the newest hits are counted and turned through; more words find fewer.
const MOST: usize = 300;
/// The longest question, in characters.
const LONGEST: usize = 200;

/// Answers a search; without words, the form.
pub(crate) async fn page(app: &App, asked: &Asked) -> Result<Response, Fault> {
    let query: String = asked.query.word("q").unwrap_or_default().chars().take(LONGEST).collect();
    let words = text::fold::search_words(&query);
    if !words.is_empty() && !app.searches().take(subscriber(asked.client), app.now()) {
        return Err(Fault::too_many());
    }
    let section = asked.query.word("section").and_then(|slug| Slug::parse(slug).ok());
    let newest_first = asked.query.get("sort") == Some("new");
    let number = asked.query.word("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).clamp(1, MOST);
    let press = Press::start(app).await?;
    let view = find(&press, query.clone(), &words, section.as_ref(), newest_first, number).await?;
    if view.total == 0 && section.is_none() && !words.is_empty() && view.artists.is_empty() && is_person(&asked.headers) {
        app.newsroom().counts().vain(&query, &text::fold::key(&query), app.now());
    }
    let mut page = PageView::hidden(&press, "search", press.word("search.title"), urls::SEARCH);
    page.query = query;
    let markup = press.markup("search.html", page, view)?;
    Ok(once(StatusCode::OK, HTML, markup, &asked.wants))
}

async fn find(
    press: &Press,
    query: String,
    words: &[String],
    section: Option<&Slug>,
    newest_first: bool,
    number: usize,
) -> Result<SearchView, Fault> {
    let found = if words.is_empty() { Vec::new() } else { store::stories::search(&press.conn, words, MOST, 0).await? };
    let sections = choices(press, &found, section);
    let mut of_section: Vec<Card> = found.into_iter().filter(|card| section.is_none_or(|section| card.section == *section)).collect();
    if !newest_first {
        // Stable: within each rank the newest stays first.
        of_section.sort_by_key(|card| rank(card, words));
    }
    let total = of_section.len();
    let shown: Vec<Card> = of_section.into_iter().skip((number - 1) * PER_PAGE).take(PER_PAGE).collect();
    let named = Cards::of(press, &shown).await?;
    let results = named.views(press, &shown, Year::Said).into_iter().map(|card| ResultView { card, snippet_html: None });
    let list = urls::search(&query, section, newest_first);
    Ok(SearchView {
        results: results.collect(),
        artists: artists(press, &query).await?,
        total,
        took: None,
        sections,
        sort: if newest_first { "new" } else { "best" },
        pages: Pages::of(&list, number, PER_PAGE, total),
        suggestion: None,
        query,
    })
}

/// What is in the headline or the artist line comes before what is in the text.
fn rank(card: &Card, words: &[String]) -> u8 {
    let credits: Vec<&str> = card.artists.iter().map(|credit| credit.credited_as.as_str()).collect();
    let head = text::fold::search_words(&format!("{} {}", card.headline, credits.join(" ")));
    let begins = |text: &[String]| words.iter().all(|word| text.iter().any(|other| other.starts_with(word.as_str())));
    if begins(&head) {
        0
    } else if begins(&text::fold::search_words(&card.standfirst)) {
        1
    } else {
        2
    }
}

fn choices(press: &Press, found: &[Card], here: Option<&Slug>) -> Vec<SectionChoice> {
    let choice = |section: &domain::paper::Section| SectionChoice {
        name: section.name.clone(),
        slug: section.slug.as_str().to_owned(),
        here: here == Some(&section.slug),
        count: found.iter().filter(|card| card.section == section.slug).count(),
    };
    press.matter.sections.iter().map(choice).collect()
}

/// The artists whose name or alias is just this.
async fn artists(press: &Press, query: &str) -> Result<Vec<ArtistHit>, Fault> {
    let key = text::fold::key(query);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits = Vec::new();
    for artist in store::artists::by_key(&press.conn, &key).await? {
        let count = count(&press.conn, &CardFilter { artist: Some(artist.id), ..CardFilter::default() }).await?;
        hits.push(ArtistHit { artist: Named { url: urls::artist(&artist.slug), name: artist.name }, count });
    }
    Ok(hits)
}
