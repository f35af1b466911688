//! Clips: what a pasted text is, and the clips that stories use.

use crate::api::input::{Input, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use domain::body::{Clip, Provider};
use domain::id::StoryId;
use domain::role::Verb;
use newsroom::clips::{self, Use, Wanted as Listing};
use serde::{Deserialize, Serialize};
use text::clip_address::{self, Pasted};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, recognise)).routes(routes!(mark))
}

/// What was pasted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PastedInput {
    /// An address, or the code of a player.
    text: String,
}

/// What it is: a clip or a link.
#[derive(Debug, Serialize, ToSchema)]
struct PastedBody {
    /// The attributes of a clip as the document has them; without a title, which nobody was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    clip: Option<Clip>,
    /// The address to link.
    #[serde(skip_serializing_if = "Option::is_none")]
    link: Option<String>,
    /// What to paste instead to have a clip, where one could be had.
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
}

/// Says what an address or a player's code is, without asking the network
#[utoipa::path(post, path = "/clips", tag = "stories", request_body = PastedInput, responses((status = 200, body = PastedBody), (status = "default", body = ProblemBody)))]
async fn recognise(who: SignedIn, Input(input): Input<PastedInput>) -> Result<Json<PastedBody>, Problem> {
    who.act.allow(Verb::Look)?;
    Ok(Json(match clip_address::read(&input.text)? {
        Pasted::Clip(clip) => PastedBody { clip: Some(clip), link: None, hint: None },
        Pasted::Link { href, hint } => PastedBody { clip: None, link: Some(href), hint },
    }))
}

/// Which clips.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// `unnamed`: without title or credit; `gone`: found gone; everything when not given.
    only: Option<String>,
    /// The `next` of the answer before.
    before: Option<i64>,
    /// How many at most, 1 to 200; 50 when not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// A clip where a story uses it.
#[derive(Debug, Serialize, ToSchema)]
struct ClipUseBody {
    story: i64,
    headline: String,
    state: String,
    /// The top-level block of its body.
    block: i64,
    /// `youtube`, `vimeo`, `soundcloud`, `spotify`, `apple_music`, `mixcloud`, `bandcamp`, `tiktok` or `instagram`.
    #[schema(value_type = String)]
    provider: Provider,
    id: String,
    title: String,
    credit: String,
    /// When somebody found it gone, in RFC 3339.
    gone: Option<String>,
    /// In how many stories it is used.
    uses: i64,
}

/// Some clips.
#[derive(Debug, Serialize, ToSchema)]
struct ClipsBody {
    clips: Vec<ClipUseBody>,
    /// What to give as `before` to go on; null at the end.
    next: Option<i64>,
}

/// The clips that stories use, newest stories first
#[utoipa::path(get, path = "/clips", tag = "stories", params(Wanted), responses((status = 200, body = ClipsBody), (status = "default", body = ProblemBody)))]
async fn list(State(app): State<App>, who: SignedIn, Query(wanted): Query<Wanted>) -> Result<Json<ClipsBody>, Problem> {
    let only = match wanted.only.as_deref() {
        None | Some("" | "all") => Listing::All,
        Some("unnamed") => Listing::Unnamed,
        Some("gone") => Listing::Gone,
        Some(_) => return Err(Problem::field("only", "is “unnamed” or “gone”")),
    };
    let page = clips::list(app.newsroom(), &who.act, only, wanted.before.map(StoryId), wanted.limit.unwrap_or(50)).await?;
    let body = |clip: &Use| ClipUseBody {
        story: clip.story.0,
        headline: clip.headline.clone(),
        state: clip.state.clone(),
        block: clip.position,
        provider: clip.provider,
        id: clip.id.clone(),
        title: clip.title.clone(),
        credit: clip.credit.clone(),
        gone: clip.gone.map(|at| at.rfc3339()),
        uses: clip.uses,
    };
    Ok(Json(ClipsBody { clips: page.clips.iter().map(body).collect(), next: page.next.map(|story| story.0) }))
}

/// Which clip, and whether it is gone.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GoneInput {
    #[schema(value_type = String)]
    provider: Provider,
    id: String,
    gone: bool,
}

/// How many stories use it.
#[derive(Debug, Serialize, ToSchema)]
struct GoneBody {
    stories: usize,
}

/// Notes that a clip is gone from its provider, or is there after all
#[utoipa::path(post, path = "/clips/gone", tag = "stories", request_body = GoneInput, responses((status = 200, body = GoneBody), (status = "default", body = ProblemBody)))]
async fn mark(State(app): State<App>, who: SignedIn, Input(input): Input<GoneInput>) -> Result<Json<GoneBody>, Problem> {
    Ok(Json(GoneBody { stories: clips::mark(app.newsroom(), &who.act, input.provider, &input.id, input.gone).await? }))
}
