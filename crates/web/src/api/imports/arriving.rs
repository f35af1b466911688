//! Sources at the desk: uploaded or taken from the server's folder, looked at, mapped, let go.

use super::ImportBody;
use crate::api::incoming::{Incoming, Takes};
use crate::api::input::{Input, Path, Query, Whole};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use newsroom::moving::{self, How, List, Mapping, Taught, Work};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(upload))
        .routes(routes!(lying, take_up))
        .routes(routes!(look))
        .routes(routes!(begin))
        .routes(routes!(dry))
        .routes(routes!(rows))
        .routes(routes!(mapping, put_mapping, change_mapping))
}

/// What an upload may be.
const TAKES: Takes = Takes {
    bytes: moving::LARGEST,
    unnamed: "source",
    instead: "lay it into the folder “imports” of the server's data directory, or bring it in with `inkie import`",
};

/// How it is read.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// The zone of times that name none, such as `Europe/Berlin`; the paper's when left out.
    zone: Option<String>,
    /// Whether pictures and sounds that did not come along are fetched from where they lay.
    #[serde(default)]
    fetch: bool,
}

/// Upload the export of another press; it is looked at, and nothing of it stored
///
/// The body is the file itself; its name stands in the header `x-file-name`, percent-encoded. What it is, its contents say.
#[utoipa::path(post, path = "/imports/uploads", tag = "imports", params(Asked, ("x-file-name" = Option<String>, Header, description = "The file's name, percent-encoded")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = ImportBody), (status = "default", body = ProblemBody)))]
async fn upload(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>, request: Request) -> Result<Response, Problem> {
    who.act.allow(domain::role::Verb::Import)?;
    let incoming = Incoming::receive(&app, request, &TAKES).await?;
    let moving =
        moving::arrive(app.newsroom(), &who.act, incoming.name(), incoming.path(), &How { zone: asked.zone, fetch: asked.fetch }).await?;
    Ok((StatusCode::CREATED, Json(ImportBody::of(&app, &moving))).into_response())
}

/// What may be chosen from.
#[derive(Debug, Serialize, ToSchema)]
struct SourcesBody {
    /// Names of files and folders.
    names: Vec<String>,
}

/// What lies in the folder `imports` of the server's data directory
#[utoipa::path(get, path = "/imports/sources", tag = "imports", responses((status = 200, body = SourcesBody), (status = "default", body = ProblemBody)))]
async fn lying(State(app): State<App>, who: SignedIn) -> Result<Json<SourcesBody>, Problem> {
    Ok(Json(SourcesBody { names: moving::lying(app.newsroom(), &who.act).await? }))
}

/// Something of the server's folder.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Taken {
    /// The name of a file or folder there.
    name: String,
    /// The name of a folder there with its pictures and sounds.
    uploads: Option<String>,
    /// The zone of times that name none; the paper's when left out.
    zone: Option<String>,
    /// Whether pictures and sounds that lie nowhere here are fetched from where they lay.
    #[serde(default)]
    fetch: bool,
}

/// Have something looked at that lies in the server's folder; nothing of it is stored
#[utoipa::path(post, path = "/imports/sources", tag = "imports", request_body = Taken, responses((status = 201, body = ImportBody), (status = "default", body = ProblemBody)))]
async fn take_up(State(app): State<App>, who: SignedIn, Input(taken): Input<Taken>) -> Result<Response, Problem> {
    let how = How { zone: taken.zone, fetch: taken.fetch };
    let moving = moving::take_up(app.newsroom(), &who.act, &taken.name, taken.uploads.as_deref(), &how).await?;
    Ok((StatusCode::CREATED, Json(ImportBody::of(&app, &moving))).into_response())
}

/// Have a source at the desk looked at again
#[utoipa::path(post, path = "/imports/{id}/look", tag = "imports", params(("id" = i64, Path)), responses((status = 202), (status = "default", body = ProblemBody)))]
async fn look(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    moving::set_going(app.newsroom(), &who.act, id, Work::Look).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Bring in what was looked at; how far it is says `GET /imports/{id}`
#[utoipa::path(post, path = "/imports/{id}/begin", tag = "imports", params(("id" = i64, Path)), responses((status = 202), (status = "default", body = ProblemBody)))]
async fn begin(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    moving::set_going(app.newsroom(), &who.act, id, Work::Begin).await?;
    Ok(StatusCode::ACCEPTED)
}

/// What the dry run of a source at the desk says in sum, as `inkie import --dry-run --json` does
#[utoipa::path(get, path = "/imports/{id}/dry", tag = "imports", params(("id" = i64, Path)), responses((status = 200, body = Object), (status = "default", body = ProblemBody)))]
async fn dry(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Response, Problem> {
    Ok(Json(moving::dry(app.newsroom(), &who.act, id).await?).into_response())
}

/// Which page.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Paged {
    /// Counted from 0.
    #[serde(default)]
    page: usize,
}

/// A page of a list of a dry run.
#[derive(Debug, Serialize, ToSchema)]
struct RowsBody {
    /// Entries as `inkie import --dry-run --json` tells them; of `notes` only line and text.
    #[schema(value_type = Vec<Object>)]
    rows: Vec<Value>,
    /// The next page; null behind the last.
    next: Option<usize>,
}

/// What comes, what is doubtful, what is lost, by item and line
#[utoipa::path(get, path = "/imports/{id}/dry/{list}", tag = "imports",
    params(("id" = i64, Path), ("list" = String, Path, description = "`comes`, `doubtful`, `lost` or `notes`"), Paged),
    responses((status = 200, body = RowsBody), (status = "default", body = ProblemBody)))]
async fn rows(
    State(app): State<App>,
    who: SignedIn,
    Path((id, list)): Path<(i64, String)>,
    Query(paged): Query<Paged>,
) -> Result<Json<RowsBody>, Problem> {
    let list = List::from_word(&list)
        .ok_or_else(|| Problem::absent(format!("there is no list “{list}”; there is {}", List::ALL.map(List::word).join(", "))))?;
    let rows: Vec<Value> = moving::rows(app.newsroom(), &who.act, id, list, paged.page).await?;
    let next = (rows.len() == moving::ROWS).then_some(paged.page.saturating_add(1));
    Ok(Json(RowsBody { rows, next }))
}

/// The media type of a mapping's file: TOML is text that people read and write.
const TOML: &str = "text/plain; charset=utf-8";

/// The mapping of an import as a file, to be kept and used again
#[utoipa::path(get, path = "/imports/{id}/mapping", tag = "imports", params(("id" = i64, Path)),
    responses((status = 200, description = "A mapping, as docs/import.md describes it", content_type = "text/plain", body = String), (status = "default", body = ProblemBody)))]
async fn mapping(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Response, Problem> {
    let file = moving::mapping(app.newsroom(), &who.act, id).await?.file()?;
    let mut response = Response::new(file.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(TOML));
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"mapping.toml\""));
    Ok(response)
}

/// Put a mapping's file in the place of the mapping, and look again; what it does not name is as proposed
#[utoipa::path(put, path = "/imports/{id}/mapping", tag = "imports", params(("id" = i64, Path)),
    request_body(content = String, content_type = "text/plain"), responses((status = 202), (status = "default", body = ProblemBody)))]
async fn put_mapping(State(app): State<App>, who: SignedIn, Path(id): Path<i64>, Whole(bytes): Whole<16>) -> Result<StatusCode, Problem> {
    let text = String::from_utf8(bytes).map_err(|_| Problem::unreadable("the mapping is no UTF-8 text"))?;
    let mapping = Mapping::read(&text)?;
    moving::map(app.newsroom(), &who.act, id, |_| mapping).await?;
    Ok(StatusCode::ACCEPTED)
}

/// A table of a mapping: what is named changes, the rest stays.
type Table = Option<BTreeMap<String, String>>;

/// What changes in a mapping.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MappingChange {
    /// The paper's address there, for an export that does not say it.
    address: Option<String>,
    /// The section of stories whose categories name none; empty: the paper's first.
    section: Option<String>,
    /// Who is credited where the source names nobody.
    byline: Option<String>,
    /// Whether what was thrown away there comes as a draft.
    trash: Option<bool>,
    /// Types there: `story`, `page` or `leave`.
    types: Table,
    /// Categories there: the section here, or nothing.
    sections: Table,
    /// Sections that are made: the last word of their address, and their name.
    new_sections: Table,
    /// Categories and tags there that say what kind of story it is.
    kinds: Table,
    /// Tags there: the artist's name here, or nothing.
    artists: Table,
    /// Authors there: the name here.
    bylines: Table,
    /// Names here that belong to nobody.
    house_bylines: Option<Vec<String>>,
    /// Fields there: `score/10`, `standfirst`, or nothing.
    fields: Table,
    /// Of saved pages: what was shown on some of them, in the place of what was shown before.
    taught: Option<Vec<TaughtBody>>,
}

/// What was shown on a saved page. Every text is as the page has it; what is left out is read as on any page.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TaughtBody {
    /// Its address, or the name of its file.
    page: String,
    #[serde(default)]
    headline: String,
    #[serde(default)]
    standfirst: String,
    /// The date as it is written, such as `27.03.2015`.
    #[serde(default)]
    date: String,
    /// The day that it means, `2015-03-27`.
    #[serde(default)]
    day: String,
    /// The score as it is written, such as `8/10`.
    #[serde(default)]
    score: String,
    /// The first words of the text.
    #[serde(default)]
    opening: String,
    /// Each byline's word, and who it stands for.
    #[serde(default)]
    bylines: BTreeMap<String, String>,
}

impl TaughtBody {
    fn read(self) -> Taught {
        let Self { page, headline, standfirst, date, day, score, opening, bylines } = self;
        Taught { page, headline, standfirst, date, day, score, opening, bylines }
    }
}

impl MappingChange {
    fn over(self, of: Mapping) -> Mapping {
        let over = |mut table: BTreeMap<String, String>, change: Table| {
            table.extend(change.unwrap_or_default());
            table
        };
        Mapping {
            address: self.address.unwrap_or(of.address),
            section: self.section.unwrap_or(of.section),
            byline: self.byline.unwrap_or(of.byline),
            trash: self.trash.unwrap_or(of.trash),
            types: over(of.types, self.types),
            sections: over(of.sections, self.sections),
            new_sections: over(of.new_sections, self.new_sections),
            kinds: over(of.kinds, self.kinds),
            artists: over(of.artists, self.artists),
            bylines: over(of.bylines, self.bylines),
            house_bylines: self.house_bylines.unwrap_or(of.house_bylines),
            fields: over(of.fields, self.fields),
            taught: self.taught.map_or(of.taught, |all| all.into_iter().map(TaughtBody::read).collect()),
        }
    }
}

/// Change the mapping of a source at the desk, and look again
#[utoipa::path(patch, path = "/imports/{id}/mapping", tag = "imports", params(("id" = i64, Path)), request_body = MappingChange, responses((status = 202), (status = "default", body = ProblemBody)))]
async fn change_mapping(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(change): Input<MappingChange>,
) -> Result<StatusCode, Problem> {
    moving::map(app.newsroom(), &who.act, id, |of| change.over(of)).await?;
    Ok(StatusCode::ACCEPTED)
}
