//! Quotations: those that wait for an editor, what is said of them.

use crate::api::input::{Input, Path, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use domain::id::{ArtistId, StoryId};
use newsroom::quotations::{self, Ruling, Verdict, Waiting};
use serde::{Deserialize, Serialize};
use store::artists::Entry;
use store::quotes::Ruled;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(queue)).routes(routes!(of_story)).routes(routes!(decide))
}

/// A quotation.
#[derive(Debug, Serialize, ToSchema)]
struct QuotationBody {
    story: i64,
    /// The version of the text.
    version: i64,
    /// Its place among the quotations of that version, from 0.
    position: i64,
    speaker: Option<String>,
    /// The words, a paragraph each.
    paragraphs: Vec<String>,
    /// What gave it away.
    cue: String,
    /// `found` waits, `confirmed` is public, `rejected` is none.
    standing: &'static str,
    /// Who speaks, when that is an artist and confirmed.
    artist: Option<i64>,
}

impl QuotationBody {
    fn of(ruled: &Ruled) -> Self {
        Self {
            story: ruled.story.0,
            version: ruled.text_version,
            position: ruled.position,
            speaker: ruled.quote.speaker.clone(),
            paragraphs: ruled.quote.paragraphs.clone(),
            cue: ruled.quote.cue.clone(),
            standing: ruled.said.word(),
            artist: ruled.artist.map(|artist| artist.0),
        }
    }
}

/// An artist who may speak.
#[derive(Debug, Serialize, ToSchema)]
struct SpeakerBody {
    artist: i64,
    name: String,
    disambiguation: String,
    slug: String,
}

impl SpeakerBody {
    fn of(entry: &Entry) -> Self {
        let (name, disambiguation) = (entry.name.clone(), entry.disambiguation.clone());
        Self { artist: entry.artist.0, name, disambiguation, slug: entry.slug.to_string() }
    }
}

/// A quotation that waits.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingQuotationBody {
    #[serde(flatten)]
    quotation: QuotationBody,
    headline: String,
    state: &'static str,
    before: String,
    after: String,
    /// Which artists may speak, the likeliest first.
    candidates: Vec<SpeakerBody>,
}

impl WaitingQuotationBody {
    fn of(waiting: &Waiting) -> Self {
        Self {
            quotation: QuotationBody::of(&waiting.ruled),
            headline: waiting.headline.clone(),
            state: waiting.state,
            before: waiting.around.0.clone(),
            after: waiting.around.1.clone(),
            candidates: waiting.candidates.iter().map(|entry| SpeakerBody::of(entry)).collect(),
        }
    }
}

/// Some of the queue.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingQuotationsBody {
    quotations: Vec<WaitingQuotationBody>,
    /// How many wait in all.
    waiting: i64,
    /// What to give as `before` to go on; null at the end.
    next: Option<i64>,
}

/// A place in the queue.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The `next` of the answer before.
    before: Option<i64>,
    /// How many at most, 1 to 200; 30 when not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Quotations that wait for an editor, those of the newest stories first; stories are whole
#[utoipa::path(get, path = "/quotations", tag = "quotations", params(Wanted), responses((status = 200, body = WaitingQuotationsBody), (status = "default", body = ProblemBody)))]
async fn queue(State(app): State<App>, who: SignedIn, Query(wanted): Query<Wanted>) -> Result<Json<WaitingQuotationsBody>, Problem> {
    let page = quotations::queue(app.newsroom(), &who.act, wanted.before.map(StoryId), wanted.limit.unwrap_or(30)).await?;
    let quotations = page.waiting.iter().map(WaitingQuotationBody::of).collect();
    Ok(Json(WaitingQuotationsBody { quotations, waiting: page.total, next: page.next.map(|story| story.0) }))
}

/// The quotations of a story.
#[derive(Debug, Serialize, ToSchema)]
struct QuotationsBody {
    quotations: Vec<QuotationBody>,
}

/// The quotations of a story as readers have it, with what was said of them
#[utoipa::path(get, path = "/stories/{id}/quotations", tag = "quotations", params(("id" = i64, Path, description = "The story's number")), responses((status = 200, body = QuotationsBody), (status = "default", body = ProblemBody)))]
async fn of_story(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<QuotationsBody>, Problem> {
    let all = quotations::of_story(app.newsroom(), &who.act, StoryId(id)).await?;
    Ok(Json(QuotationsBody { quotations: all.iter().map(QuotationBody::of).collect() }))
}

/// One decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QuotationRulingInput {
    story: i64,
    /// Which of its quotations; without it all that wait in the story and have a speaker.
    position: Option<i64>,
    /// The version of the text that was looked at: a text that is another by now is not decided about.
    version: Option<i64>,
    /// `confirm`, `reject` or `reopen`.
    verdict: String,
    /// With `confirm`: who speaks, where that is said otherwise than found.
    speaker: Option<String>,
    /// With `confirm`: which artist that is; 0: none. The likeliest when not given.
    artist: Option<i64>,
}

/// Decisions, 200 at most.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct QuotationRulingsInput {
    decisions: Vec<QuotationRulingInput>,
}

/// What deciding came to.
#[derive(Debug, Serialize, ToSchema)]
struct QuotationsDecidedBody {
    /// How many quotations were decided about.
    quotations: usize,
}

fn ruling(input: QuotationRulingInput) -> Result<Ruling, Problem> {
    let verdict = match input.verdict.as_str() {
        "confirm" => Verdict::Confirm { speaker: input.speaker, artist: input.artist.map(|id| (id != 0).then_some(ArtistId(id))) },
        "reject" => Verdict::Reject,
        "reopen" => Verdict::Reopen,
        _ => return Err(Problem::field("verdict", "is “confirm”, “reject” or “reopen”")),
    };
    Ok(Ruling { story: StoryId(input.story), position: input.position, text_version: input.version, verdict })
}

/// Decides about quotations: one by one, or all that wait in a story
#[utoipa::path(post, path = "/quotations/decide", tag = "quotations", request_body = QuotationRulingsInput, responses((status = 200, body = QuotationsDecidedBody), (status = "default", body = ProblemBody)))]
async fn decide(
    State(app): State<App>,
    who: SignedIn,
    Input(input): Input<QuotationRulingsInput>,
) -> Result<Json<QuotationsDecidedBody>, Problem> {
    let rulings = input.decisions.into_iter().map(ruling).collect::<Result<Vec<_>, Problem>>()?;
    Ok(Json(QuotationsDecidedBody { quotations: quotations::decide(app.newsroom(), &who.act, &rulings).await? }))
}
