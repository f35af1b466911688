//! Artists: lists, one with all that is said of them, made, changed, merged, split, joined.

mod shapes;

use crate::api::input::{Input, Path, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::artist::NewArtist;
use domain::id::{ArtistId, StoryId};
use newsroom::artists::{self, Change, Doubled, Follows, Split, Which};
use serde::Deserialize;
use shapes::{
    AliasInput, ArtistBody, ArtistsBody, ChangeInput, DoubledBody, MemberInput, MergeBody, MergeInput, NewInput, SheetBody, SplitBody,
    SplitInput, kind, listing,
};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(doubled))
        .routes(routes!(sheet, change))
        .routes(routes!(add_alias, remove_alias))
        .routes(routes!(merge))
        .routes(routes!(merge_preview))
        .routes(routes!(split))
        .routes(routes!(join, part))
}

/// How many artists when nobody says.
const USUAL: usize = 50;

/// Which artists.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wanted {
    /// The begin of any word of a name or another name. Without it everybody is listed, in the order of the alphabet.
    q: Option<String>,
    /// Only those of a letter of the paper's alphabet (`a`, `å`, `cyrl` for Cyrillic), or `#`; without `q`.
    letter: Option<String>,
    /// Only those of whom no story speaks; without `q`.
    #[serde(default)]
    without_stories: bool,
    /// The `next` of the answer before.
    #[param(minimum = 0)]
    from: Option<i64>,
    /// How many at most, 1 to 200; 50 when not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Artists whose name or another name has a word that begins so, or everybody
#[utoipa::path(get, path = "/artists", tag = "artists", params(Wanted), responses((status = 200, body = ArtistsBody), (status = "default", body = ProblemBody)))]
async fn list(State(app): State<App>, who: SignedIn, Query(wanted): Query<Wanted>) -> Result<Json<ArtistsBody>, Problem> {
    let listing = listing(wanted.letter.as_deref(), wanted.without_stories)?;
    let (typed, limit) = (wanted.q.unwrap_or_default(), wanted.limit.unwrap_or(USUAL));
    let page = artists::list(app.newsroom(), &who.act, &typed, &listing, wanted.from.unwrap_or(0), limit).await?;
    Ok(Json(ArtistsBody::of(page)))
}

/// A place in a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Place {
    /// The `next` of the answer before.
    #[param(minimum = 0)]
    from: Option<i64>,
    /// How many at most, 1 to 200; 50 when not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Names that several artists share
#[utoipa::path(get, path = "/artists/doubled", tag = "artists", params(Place), responses((status = 200, body = DoubledBody), (status = "default", body = ProblemBody)))]
async fn doubled(State(app): State<App>, who: SignedIn, Query(place): Query<Place>) -> Result<Json<DoubledBody>, Problem> {
    let found = Doubled::list(app.newsroom(), &who.act, place.from.unwrap_or(0), place.limit.unwrap_or(USUAL)).await?;
    Ok(Json(DoubledBody::of(found)))
}

/// Makes an artist. Who has the name of another needs a few words that tell them apart
#[utoipa::path(post, path = "/artists", tag = "artists", request_body = NewInput, responses((status = 201, body = ArtistBody), (status = "default", body = ProblemBody)))]
async fn create(State(app): State<App>, who: SignedIn, Input(input): Input<NewInput>) -> Result<(StatusCode, Json<ArtistBody>), Problem> {
    let new = NewArtist {
        name: input.name,
        sort_name: input.sort_name,
        kind: input.kind.as_deref().map(kind).transpose()?.unwrap_or_default(),
        aliases: input.aliases,
        disambiguation: input.disambiguation,
        musicbrainz: input.musicbrainz,
        wikidata: input.wikidata,
        members: Vec::new(),
        links: input.links,
    };
    let artist = artists::create(app.newsroom(), &who.act, &new).await?;
    Ok((StatusCode::CREATED, Json(ArtistBody::of(&artist))))
}

/// An artist with all that is said of them
#[utoipa::path(get, path = "/artists/{id}", tag = "artists", params(("id" = i64, Path, description = "The artist's number")), responses((status = 200, body = SheetBody), (status = "default", body = ProblemBody)))]
async fn sheet(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<SheetBody>, Problem> {
    Ok(Json(SheetBody::of(&artists::sheet(app.newsroom(), &who.act, &artist(id)).await?)))
}

fn artist(id: i64) -> Which {
    Which::Id(ArtistId(id))
}

/// Changes an artist; what is not named stays. Another name makes the old one an alias and redirects the old address
#[utoipa::path(patch, path = "/artists/{id}", tag = "artists", params(("id" = i64, Path, description = "The artist's number")), request_body = ChangeInput, responses((status = 200, body = ArtistBody), (status = "default", body = ProblemBody)))]
async fn change(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<ChangeInput>,
) -> Result<Json<ArtistBody>, Problem> {
    let change = Change {
        name: input.name,
        sort_name: input.sort_name,
        kind: input.kind.as_deref().map(kind).transpose()?,
        disambiguation: input.disambiguation,
        aliases: input.aliases.map(shapes::Names::list),
        musicbrainz: input.musicbrainz,
        wikidata: input.wikidata,
        links: input.links.map(shapes::Names::list),
    };
    Ok(Json(ArtistBody::of(&artists::edit(app.newsroom(), &who.act, &artist(id), &change).await?)))
}

/// Adds a name by which texts may mean the artist
#[utoipa::path(post, path = "/artists/{id}/aliases", tag = "artists", params(("id" = i64, Path, description = "The artist's number")), request_body = AliasInput, responses((status = 200, body = ArtistBody), (status = "default", body = ProblemBody)))]
async fn add_alias(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<AliasInput>,
) -> Result<Json<ArtistBody>, Problem> {
    Ok(Json(ArtistBody::of(&artists::alias(app.newsroom(), &who.act, &artist(id), &input.name, true).await?)))
}

/// Takes such a name away
#[utoipa::path(delete, path = "/artists/{id}/aliases", tag = "artists", params(("id" = i64, Path, description = "The artist's number")), request_body = AliasInput, responses((status = 200, body = ArtistBody), (status = "default", body = ProblemBody)))]
async fn remove_alias(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<AliasInput>,
) -> Result<Json<ArtistBody>, Problem> {
    Ok(Json(ArtistBody::of(&artists::alias(app.newsroom(), &who.act, &artist(id), &input.name, false).await?)))
}

/// Merges the artist into another: stories, links, follows and memberships move, the old address redirects
#[utoipa::path(post, path = "/artists/{id}/merge", tag = "artists", params(("id" = i64, Path, description = "The artist that goes")), request_body = MergeInput, responses((status = 200, body = ArtistBody), (status = "default", body = ProblemBody)))]
async fn merge(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<MergeInput>,
) -> Result<Json<ArtistBody>, Problem> {
    Ok(Json(ArtistBody::of(&artists::merge(app.newsroom(), &who.act, &artist(id), &artist(input.into)).await?)))
}

/// Into whom.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Into {
    /// The artist that stays.
    into: i64,
}

/// What a merge would move
#[utoipa::path(get, path = "/artists/{id}/merge-preview", tag = "artists", params(("id" = i64, Path, description = "The artist that goes"), Into), responses((status = 200, body = MergeBody), (status = "default", body = ProblemBody)))]
async fn merge_preview(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Query(query): Query<Into>,
) -> Result<Json<MergeBody>, Problem> {
    Ok(Json(MergeBody::of(&artists::merge_preview(app.newsroom(), &who.act, &artist(id), &artist(query.into)).await?)))
}

/// Splits a record that is two artists: a new one takes the chosen stories
#[utoipa::path(post, path = "/artists/{id}/split", tag = "artists", params(("id" = i64, Path, description = "The artist that is two")), request_body = SplitInput, responses((status = 201, body = SplitBody), (status = "default", body = ProblemBody)))]
async fn split(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<SplitInput>,
) -> Result<(StatusCode, Json<SplitBody>), Problem> {
    let follows = match input.follows.as_deref() {
        None | Some("") => Follows::Stay,
        Some(word) => Follows::from_word(word).ok_or_else(|| Problem::field("follows", "is “stay”, “both” or “move”"))?,
    };
    let split = Split {
        name: input.name,
        disambiguation: input.disambiguation,
        old_disambiguation: input.old_disambiguation,
        kind: input.kind.as_deref().filter(|word| !word.is_empty()).map(kind).transpose()?,
        stories: input.stories.numbers()?.into_iter().map(StoryId).collect(),
        aliases: input.aliases.list(),
        follows,
    };
    let (stays, new) = artists::split(app.newsroom(), &who.act, &artist(id), &split).await?;
    Ok((StatusCode::CREATED, Json(SplitBody { id: new.id.0, stays: ArtistBody::of(&stays), new: ArtistBody::of(&new) })))
}

/// Says that somebody is or was in a group
#[utoipa::path(put, path = "/artists/{id}/members/{member}", tag = "artists", params(("id" = i64, Path, description = "The group"), ("member" = i64, Path, description = "Who is in it")), request_body = MemberInput, responses((status = 200, body = SheetBody), (status = "default", body = ProblemBody)))]
async fn join(
    State(app): State<App>,
    who: SignedIn,
    Path((id, member)): Path<(i64, i64)>,
    Input(input): Input<MemberInput>,
) -> Result<Json<SheetBody>, Problem> {
    artists::join(app.newsroom(), &who.act, &artist(id), &artist(member), input.time()?).await?;
    Ok(Json(SheetBody::of(&artists::sheet(app.newsroom(), &who.act, &artist(id)).await?)))
}

/// Takes somebody out of a group, as if they had never been in it
#[utoipa::path(delete, path = "/artists/{id}/members/{member}", tag = "artists", params(("id" = i64, Path, description = "The group"), ("member" = i64, Path, description = "Who is not in it")), responses((status = 200, body = SheetBody), (status = "default", body = ProblemBody)))]
async fn part(State(app): State<App>, who: SignedIn, Path((id, member)): Path<(i64, i64)>) -> Result<Json<SheetBody>, Problem> {
    artists::part(app.newsroom(), &who.act, &artist(id), &artist(member)).await?;
    Ok(Json(SheetBody::of(&artists::sheet(app.newsroom(), &who.act, &artist(id)).await?)))
}
