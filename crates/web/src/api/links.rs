//! Links to artists: what a text that is being written suggests, what persons decide, the queue of what is doubtful.

mod shapes;

use crate::api::input::{Input, Path, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use domain::body::Body;
use domain::id::{ArtistId, StoryId};
use domain::link::Strength;
use newsroom::links::{self, Ruling, Verdict};
use newsroom::relink;
use newsroom::suggest::{self, LineEntry};
use serde::Deserialize;
use shapes::{
    AnewBody, DecideInput, DecidedBody, InDoubtBody, QueueBody, RejectionInput, RulingInput, StoryLinksBody, SuggestionsBody, WritingInput,
};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(suggestions))
        .routes(routes!(of_story))
        .routes(routes!(reject))
        .routes(routes!(take_back))
        .routes(routes!(queue))
        .routes(routes!(in_doubt))
        .routes(routes!(decide))
        .routes(routes!(anew))
        .routes(routes!(link_anew))
}

fn strength(word: &str) -> Result<Strength, Problem> {
    Strength::from_word(word).ok_or_else(|| Problem::field("strength", "is “subject”, “featured”, “mentioned” or “former”"))
}

/// What the words of a text suggest while it is written: links, the artist line, speakers, loose quotation marks, advisories
#[utoipa::path(post, path = "/stories/{id}/suggestions", tag = "stories", params(("id" = i64, Path, description = "The story's number")), request_body = WritingInput, responses((status = 200, body = SuggestionsBody), (status = "default", body = ProblemBody)))]
async fn suggestions(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<WritingInput>,
) -> Result<Json<SuggestionsBody>, Problem> {
    let entry = |entry: shapes::LineInput| {
        let strength = strength(&entry.strength)?;
        Ok(LineEntry { artist: entry.artist.map(ArtistId), credited_as: entry.credited_as, strength })
    };
    let text = suggest::Text {
        headline: input.headline,
        standfirst: input.standfirst,
        body: Body::from_json_in_progress(&input.body),
        line: input.artists.into_iter().map(entry).collect::<Result<_, Problem>>()?,
    };
    let found = suggest::read(app.newsroom(), &who.act, StoryId(id), &text).await?;
    Ok(Json(SuggestionsBody::of(&found)))
}

/// The links laid over a story, artist by artist, rejected ones too
#[utoipa::path(get, path = "/stories/{id}/links", tag = "stories", params(("id" = i64, Path, description = "The story's number")), responses((status = 200, body = StoryLinksBody), (status = "default", body = ProblemBody)))]
async fn of_story(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<StoryLinksBody>, Problem> {
    Ok(Json(StoryLinksBody::of(&links::of_story(app.newsroom(), &who.act, StoryId(id)).await?)))
}

async fn one(app: &App, who: &SignedIn, story: i64, artist: i64, verdict: Verdict) -> Result<Json<DecidedBody>, Problem> {
    let ruling = Ruling { story: Some(StoryId(story)), artist: ArtistId(artist), verdict };
    Ok(Json(DecidedBody { stories: links::decide(app.newsroom(), &who.act, &[ruling]).await? }))
}

/// Says that the story does not mean an artist, for good
#[utoipa::path(post, path = "/stories/{id}/rejections", tag = "stories", params(("id" = i64, Path, description = "The story's number")), request_body = RejectionInput, responses((status = 200, body = DecidedBody), (status = "default", body = ProblemBody)))]
async fn reject(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<RejectionInput>,
) -> Result<Json<DecidedBody>, Problem> {
    one(&app, &who, id, input.artist, Verdict::Reject).await
}

/// Takes back what was said of an artist in the story
#[utoipa::path(delete, path = "/stories/{id}/rejections/{artist}", tag = "stories", params(("id" = i64, Path, description = "The story's number"), ("artist" = i64, Path, description = "The artist's number")), responses((status = 200, body = DecidedBody), (status = "default", body = ProblemBody)))]
async fn take_back(State(app): State<App>, who: SignedIn, Path((id, artist)): Path<(i64, i64)>) -> Result<Json<DecidedBody>, Problem> {
    one(&app, &who, id, artist, Verdict::Forget).await
}

/// Which links.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// `doubtful`: only those are a queue.
    standing: Option<String>,
    /// Only those to one artist.
    artist: Option<i64>,
    /// The `next` of the answer before.
    before: Option<i64>,
    /// How many at most, 1 to 100; 30 when not given.
    #[param(minimum = 1, maximum = 100)]
    limit: Option<usize>,
}

/// Doubtful links over all stories, newest stories first
#[utoipa::path(get, path = "/links", tag = "artists", params(Wanted), responses((status = 200, body = QueueBody), (status = "default", body = ProblemBody)))]
async fn queue(State(app): State<App>, who: SignedIn, Query(wanted): Query<Wanted>) -> Result<Json<QueueBody>, Problem> {
    if wanted.standing.as_deref().is_some_and(|standing| standing != "doubtful") {
        return Err(Problem::field("standing", "is “doubtful”; the links of one story stand at /stories/{id}/links"));
    }
    let (artist, before) = (wanted.artist.map(ArtistId), wanted.before.map(StoryId));
    Ok(Json(QueueBody::of(&links::queue(app.newsroom(), &who.act, artist, before, wanted.limit.unwrap_or(30)).await?)))
}

/// The artists who wait in the most stories
#[utoipa::path(get, path = "/links/artists", tag = "artists", responses((status = 200, body = InDoubtBody), (status = "default", body = ProblemBody)))]
async fn in_doubt(State(app): State<App>, who: SignedIn) -> Result<Json<InDoubtBody>, Problem> {
    Ok(Json(InDoubtBody::of(&links::in_doubt(app.newsroom(), &who.act, 100).await?)))
}

/// Decides about links: one by one, or an artist in every story in which they wait
#[utoipa::path(post, path = "/links/decide", tag = "artists", request_body = DecideInput, responses((status = 200, body = DecidedBody), (status = "default", body = ProblemBody)))]
async fn decide(State(app): State<App>, who: SignedIn, Input(input): Input<DecideInput>) -> Result<Json<DecidedBody>, Problem> {
    let rulings = input.decisions.iter().map(ruling).collect::<Result<Vec<_>, Problem>>()?;
    Ok(Json(DecidedBody { stories: links::decide(app.newsroom(), &who.act, &rulings).await? }))
}

/// How far the archive is linked anew since artists changed, the newest first
#[utoipa::path(get, path = "/links/anew", tag = "artists", responses((status = 200, body = AnewBody), (status = "default", body = ProblemBody)))]
async fn anew(State(app): State<App>, who: SignedIn) -> Result<Json<AnewBody>, Problem> {
    Ok(Json(AnewBody::of(&relink::progress(app.newsroom(), &who.act, 20).await?)))
}

/// Asks that every story be linked anew; what waits already is not asked twice
#[utoipa::path(post, path = "/links/anew", tag = "artists", responses((status = 200, body = AnewBody), (status = "default", body = ProblemBody)))]
async fn link_anew(State(app): State<App>, who: SignedIn) -> Result<Json<AnewBody>, Problem> {
    relink::everything(app.newsroom(), &who.act).await?;
    Ok(Json(AnewBody::of(&relink::progress(app.newsroom(), &who.act, 20).await?)))
}

fn ruling(input: &RulingInput) -> Result<Ruling, Problem> {
    let verdict = match input.verdict.as_str() {
        "accept" => Verdict::Accept(input.strength.as_deref().map(strength).transpose()?),
        "reject" => Verdict::Reject,
        "forget" => Verdict::Forget,
        "instead" => match input.instead {
            Some(other) => Verdict::Instead(ArtistId(other)),
            None => return Err(Problem::field("instead", "names the artist who is meant")),
        },
        _ => return Err(Problem::field("verdict", "is “accept”, “reject”, “instead” or “forget”")),
    };
    Ok(Ruling { story: input.story.map(StoryId), artist: ArtistId(input.artist), verdict })
}
