//! Search: a form that works without script, what it finds, and what narrows it. The same answers are data in
//! the API, which asks through [`question`].

use crate::app::App;
use crate::http::answer::{HTML, once};
use crate::http::fault::Fault;
use crate::http::peer::subscriber;
use crate::paper::card::{Cards, Year};
use crate::paper::dispatch::{Asked, is_person};
use crate::paper::press::Press;
use crate::paper::view::{CardView, Named, PageView, Pages, type_name};
use axum::http::StatusCode;
use axum::response::Response;
use domain::story::{Card, Kind};
use newsroom::find::{self, Answer, MOST, Question};
use search::query::Note;
use search::{Order, Shelf, Snippet, Tally};
use serde::Serialize;
use text::render::marked;
use text::template::urls::{self, Narrowed};

#[derive(Serialize)]
struct SearchView {
    query: String,
    results: Vec<ResultView>,
    artists: Vec<ArtistHit>,
    total: usize,
    sections: Vec<Choice>,
    types: Vec<Choice>,
    years: Vec<Choice>,
    /// Where everything is that the choices leave out.
    all_url: Option<String>,
    sort: &'static str,
    best_url: String,
    new_url: String,
    notes: Vec<NoteView>,
    /// How much of the archive can be searched, in hundredths, while its index is made.
    building: Option<usize>,
    pages: Option<Pages>,
    suggestion: Option<Suggestion>,
    loosely: bool,
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
    count: i64,
}

#[derive(Serialize)]
struct Choice {
    name: String,
    /// Where it leads: chosen, or, when it is chosen, given up again.
    url: String,
    here: bool,
    count: usize,
}

#[derive(Serialize)]
struct NoteView {
    word: &'static str,
    part: String,
}

#[derive(Serialize)]
struct Suggestion {
    text: String,
    url: String,
}

const PER_PAGE: usize = 20;
/// Names above the answers.
const NAMES: usize = 4;
/// The longest question, in characters: more than is read, so that the page can say so.
const LONGEST: usize = 2 * search::query::LONGEST;

/// What an address asks, and the page of it.
pub(crate) fn question(typed: &str, section: Option<&str>, kind: Option<&str>, year: Option<&str>, newest: bool) -> Question {
    let year = year.filter(|year| year.len() == 4).and_then(|year| year.parse().ok());
    Question {
        typed: typed.chars().take(LONGEST).collect(),
        choices: Shelf { section: section.map(str::to_owned), kind: kind.and_then(Kind::from_word), year },
        order: if newest { Order::Newest } else { Order::Best },
        offset: 0,
        limit: PER_PAGE,
    }
}

/// Answers a search; without words, the form.
pub(crate) async fn page(app: &App, asked: &Asked) -> Result<Response, Fault> {
    let word = |name: &str| asked.query.word(name);
    let mut question = question(word("q").unwrap_or_default(), word("section"), word("type"), word("year"), word("sort") == Some("new"));
    if !question.typed.is_empty() && !app.searches().take(subscriber(asked.client), app.now()) {
        return Err(Fault::too_many());
    }
    let number = word("page").and_then(|page| page.parse::<usize>().ok()).unwrap_or(1).clamp(1, MOST / PER_PAGE);
    question.offset = (number - 1) * PER_PAGE;
    let answer = if question.typed.is_empty() { Answer::default() } else { find::public(app.newsroom(), &question).await? };
    let artists = if answer.plain && number == 1 { find::artists(app.newsroom(), &question.typed, NAMES).await? } else { Vec::new() };
    let nothing = answer.tally.total == 0 || answer.loosely;
    let whole = question.choices == Shelf::default() && answer.progress.is_none();
    if nothing && whole && artists.is_empty() && !question.typed.is_empty() && is_person(&asked.headers) {
        app.newsroom().counts().vain(&question.typed, &text::fold::key(&question.typed), app.now());
    }
    let press = Press::start(app).await?;
    let mut page = PageView::hidden(&press, "search", press.word("search.title"), urls::SEARCH);
    page.query.clone_from(&question.typed);
    let artists = artists
        .into_iter()
        .map(|entry| ArtistHit { artist: Named { url: urls::artist(&entry.slug), name: entry.name }, count: entry.stories });
    let view = view(&press, &question, answer, artists.collect(), number).await?;
    let markup = press.markup("search.html", page, view)?;
    Ok(once(StatusCode::OK, HTML, markup, &asked.wants))
}

async fn view(press: &Press, question: &Question, answer: Answer, artists: Vec<ArtistHit>, number: usize) -> Result<SearchView, Fault> {
    let (cards, snippets): (Vec<Card>, Vec<Option<Snippet>>) = answer.stories.into_iter().unzip();
    let views = Cards::of(press, &cards).await?.views(press, &cards, Year::Said);
    let results = views.into_iter().zip(snippets).map(|(card, snippet)| ResultView { card, snippet_html: snippet.map(html) });
    let narrowed = narrowed(question);
    let to = |narrowed: &Narrowed| urls::search(&question.typed, narrowed);
    let suggestion = answer.respelt.map(|text| Suggestion { url: urls::search(&text, &narrowed), text });
    let everything = Narrowed { newest_first: narrowed.newest_first, ..Narrowed::default() };
    Ok(SearchView {
        results: results.collect(),
        artists,
        total: answer.tally.total,
        sections: sections(press, question, &answer.tally),
        types: types(press, question, &answer.tally),
        years: years(question, &answer.tally),
        all_url: (narrowed != everything).then(|| to(&everything)),
        sort: if narrowed.newest_first { "new" } else { "best" },
        best_url: to(&Narrowed { newest_first: false, ..narrowed.clone() }),
        new_url: to(&Narrowed { newest_first: true, ..narrowed.clone() }),
        notes: answer.notes.iter().map(NoteView::of).collect(),
        building: answer.progress.map(find::Progress::percent),
        pages: Pages::of(&to(&narrowed), number, PER_PAGE, answer.tally.total.min(MOST)),
        suggestion,
        loosely: answer.loosely,
        query: question.typed.clone(),
    })
}

fn html(snippet: Snippet) -> String {
    marked(snippet.iter().map(|piece| (piece.text.as_str(), piece.marked))).into_string()
}

fn narrowed(question: &Question) -> Narrowed {
    let Shelf { section, kind, year } = question.choices.clone();
    Narrowed { section, kind, year, newest_first: question.order == Order::Newest }
}

/// A choice, unless nothing would be found by it.
fn choice(question: &Question, name: String, count: usize, here: bool, choose: impl FnOnce(&mut Narrowed)) -> Option<Choice> {
    let mut to = narrowed(question);
    choose(&mut to);
    (count > 0 || here).then(|| Choice { name, url: urls::search(&question.typed, &to), here, count })
}

fn sections(press: &Press, question: &Question, tally: &Tally) -> Vec<Choice> {
    let one = |section: &domain::paper::Section| {
        let slug = section.slug.as_str();
        let here = question.choices.section.as_deref() == Some(slug);
        let count = tally.sections.get(slug).copied().unwrap_or(0);
        choice(question, section.name.clone(), count, here, |to| to.section = (!here).then(|| slug.to_owned()))
    };
    press.matter.sections.iter().filter_map(one).collect()
}

fn types(press: &Press, question: &Question, tally: &Tally) -> Vec<Choice> {
    let one = |kind: Kind| {
        let here = question.choices.kind == Some(kind);
        let count = tally.kinds.iter().find(|(one, _)| *one == kind).map_or(0, |(_, many)| *many);
        choice(question, type_name(kind, press), count, here, |to| to.kind = (!here).then_some(kind))
    };
    Kind::ALL.into_iter().filter_map(one).collect()
}

/// The newest first.
fn years(question: &Question, tally: &Tally) -> Vec<Choice> {
    let chosen = question.choices.year.filter(|year| !tally.years.contains_key(year)).map(|year| (year, 0));
    let all = tally.years.iter().rev().map(|(year, many)| (*year, *many)).chain(chosen);
    let one = |(year, many): (i16, usize)| {
        let here = question.choices.year == Some(year);
        choice(question, year.to_string(), many, here, |to| to.year = (!here).then_some(year))
    };
    all.filter_map(one).collect()
}

impl NoteView {
    fn of(note: &Note) -> Self {
        let (word, part) = note.parts();
        Self { word, part: part.to_owned() }
    }
}
