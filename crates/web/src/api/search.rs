//! What readers search, as data, for anybody: the same answers as the page's.

use crate::api::input::Query;
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::http::peer::subscriber;
use crate::paper::search::question;
use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use domain::story::Card;
use newsroom::find::{self, MOST};
use search::Snippet;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::net::IpAddr;
use text::template::urls;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(stories)).routes(routes!(artists))
}

/// Who asks: nobody in particular, but how often.
struct Anybody(IpAddr);

impl FromRequestParts<App> for Anybody {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self(subscriber(crate::door::client(app, parts))))
    }
}

/// What is searched.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// Words, “exact phrases”, beginnings*, -not, and `artist:` `section:` `by:` `type:` `after:` `before:` `score:` `said:`.
    q: String,
    /// A section, by slug.
    section: Option<String>,
    /// `news`, `feature`, `interview`, `review`, `live-review`, `premiere`, `tour`, `list` or `obituary`.
    r#type: Option<String>,
    /// A year of four digits.
    year: Option<String>,
    /// `best`, which it is when not said, or `new`.
    sort: Option<String>,
    /// How many answers are passed over, 1,000 at most.
    #[serde(default)]
    #[param(maximum = 1000)]
    offset: usize,
    /// How many answers, 1 to 50; 20 when not said.
    #[param(minimum = 1, maximum = 50)]
    limit: Option<usize>,
}

/// An answer.
#[derive(Debug, Serialize, ToSchema)]
struct SearchBody {
    /// How many stories there are.
    total: usize,
    results: Vec<ResultBody>,
    facets: FacetsBody,
    /// Parts of the question that were left out.
    notes: Vec<SearchNoteBody>,
    /// The question with words that stand in more stories.
    suggestion: Option<String>,
    /// Nothing was found as it was typed: these are the answers to `suggestion`.
    loosely: bool,
    /// The index is being made: so many hundredths of the archive were searched.
    building: Option<usize>,
}

/// A story.
#[derive(Debug, Serialize, ToSchema)]
struct ResultBody {
    /// Its path on the paper.
    url: String,
    headline: String,
    standfirst: String,
    section: String,
    r#type: &'static str,
    /// RFC 3339.
    published: String,
    artists: Vec<String>,
    score: Option<ScoreBody>,
    /// Where in its text it speaks of what was asked; the pieces put together are the words.
    snippet: Option<Vec<SnippetPieceBody>>,
}

/// A review's score.
#[derive(Debug, Serialize, ToSchema)]
struct ScoreBody {
    value: f64,
    out_of: f64,
}

/// A piece of a snippet.
#[derive(Debug, Serialize, ToSchema)]
struct SnippetPieceBody {
    text: String,
    marked: bool,
}

/// How many answers another choice would leave; of each the other two hold.
#[derive(Debug, Serialize, ToSchema)]
struct FacetsBody {
    sections: HashMap<String, usize>,
    types: HashMap<String, usize>,
    years: HashMap<String, usize>,
}

/// Something that was left out.
#[derive(Debug, Serialize, ToSchema)]
struct SearchNoteBody {
    /// `too_long`, `too_many`, `nothing`, `day`, `kind`, `score`, `short`, `vague`, `artist`, `person` or `section`.
    about: &'static str,
    /// The part of the question.
    part: String,
}

/// Stories on the paper in which something stands
#[utoipa::path(get, path = "/search", tag = "search", security(()), params(Asked), responses((status = 200, body = SearchBody), (status = "default", body = ProblemBody)))]
async fn stories(State(app): State<App>, who: Anybody, Query(asked): Query<Asked>) -> Result<Json<SearchBody>, Problem> {
    if !app.searches().take(who.0, app.now()) {
        return Err(Problem::too_many("that was asked too often; wait a minute"));
    }
    let newest = asked.sort.as_deref() == Some("new");
    let mut question = question(&asked.q, asked.section.as_deref(), asked.r#type.as_deref(), asked.year.as_deref(), newest);
    question.offset = asked.offset.min(MOST);
    question.limit = asked.limit.unwrap_or(question.limit).clamp(1, 50);
    let answer = find::public(app.newsroom(), &question).await?;
    Ok(Json(SearchBody {
        total: answer.tally.total,
        results: answer.stories.into_iter().map(result).collect(),
        facets: FacetsBody {
            sections: answer.tally.sections.into_iter().collect(),
            types: answer.tally.kinds.into_iter().map(|(kind, many)| (kind.word().to_owned(), many)).collect(),
            years: answer.tally.years.into_iter().map(|(year, many)| (year.to_string(), many)).collect(),
        },
        notes: answer
            .notes
            .iter()
            .map(search::query::Note::parts)
            .map(|(about, part)| SearchNoteBody { about, part: part.to_owned() })
            .collect(),
        suggestion: answer.respelt,
        loosely: answer.loosely,
        building: answer.progress.map(find::Progress::percent),
    }))
}

fn result((card, snippet): (Card, Option<Snippet>)) -> ResultBody {
    let pieces = |snippet: Snippet| snippet.into_iter().map(|piece| SnippetPieceBody { text: piece.text, marked: piece.marked }).collect();
    ResultBody {
        url: urls::story(&card.address),
        headline: card.headline,
        standfirst: card.standfirst,
        section: card.section.as_str().to_owned(),
        r#type: card.kind.word(),
        published: card.published.rfc3339(),
        artists: card.artists.into_iter().map(|credit| credit.credited_as).collect(),
        score: card.score.map(|score| ScoreBody { value: score.value, out_of: score.out_of }),
        snippet: snippet.map(pieces),
    }
}

/// What is being typed.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Typed {
    /// The begin of any word of a name.
    q: String,
}

/// Artists, while somebody types.
#[derive(Debug, Serialize, ToSchema)]
struct NamesBody {
    /// Whoever is called just so first, then by how many stories speak of them.
    artists: Vec<NameBody>,
}

/// An artist.
#[derive(Debug, Serialize, ToSchema)]
struct NameBody {
    name: String,
    /// The page.
    url: String,
    /// How many stories on the paper.
    stories: i64,
}

/// Names of an answer.
const NAMES: usize = 8;

/// Artists with stories on the paper of whose name a word begins so
#[utoipa::path(get, path = "/search/artists", tag = "search", security(()), params(Typed), responses((status = 200, body = NamesBody), (status = "default", body = ProblemBody)))]
async fn artists(State(app): State<App>, who: Anybody, Query(typed): Query<Typed>) -> Result<Json<NamesBody>, Problem> {
    if !app.typings().take(who.0, app.now()) {
        return Err(Problem::too_many("that was asked too often; wait a minute"));
    }
    let typed: String = typed.q.chars().take(search::query::LONGEST).collect();
    let found = find::artists(app.newsroom(), &typed, NAMES).await?;
    let artists = found.into_iter().map(|entry| NameBody { url: urls::artist(&entry.slug), name: entry.name, stories: entry.stories });
    Ok(Json(NamesBody { artists: artists.collect() }))
}
