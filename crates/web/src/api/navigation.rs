//! Sections, standing pages and their order; old addresses that lead on.

use crate::api::input::{Input, Path, Query, Whole};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::running_view::pages::{PageBody, page_body};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::body::Body;
use domain::id::PageId;
use domain::paper::Section;
use domain::role::Verb;
use domain::slug::Slug;
use newsroom::{navigation, redirects};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(sections, add_section))
        .routes(routes!(change_section, remove_section))
        .routes(routes!(arrange))
        .routes(routes!(pages, add_page))
        .routes(routes!(page, save_page, remove_page))
        .routes(routes!(list_redirects, add_redirect, remove_redirect))
        .routes(routes!(import_redirects))
}

fn slug(text: &str) -> Result<Slug, Problem> {
    Slug::parse(text).map_err(|_| Problem::absent(format!("there is no section “{text}”")))
}

/// A section.
#[derive(Debug, Serialize, ToSchema)]
struct SectionBody {
    slug: String,
    name: String,
    /// A line under its name on its front.
    description: String,
    position: i64,
}

impl SectionBody {
    fn of(section: Section) -> Self {
        Self { slug: section.slug.into(), name: section.name, description: section.description, position: section.position }
    }
}

/// The sections of an answer.
#[derive(Debug, Serialize, ToSchema)]
struct SectionsBody {
    sections: Vec<SectionBody>,
}

/// A section to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSection {
    name: String,
    /// The word in its address; made from the name when left out.
    #[serde(default)]
    slug: Option<String>,
    #[serde(default)]
    description: String,
}

/// What is to change of a section.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SectionChange {
    #[serde(default)]
    name: Option<String>,
    /// A new word for its address; the old one leads on.
    #[serde(default)]
    slug: Option<String>,
    #[serde(default)]
    description: Option<String>,
}

/// Where the stories of a section go.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Into {
    /// The section that takes them, by slug.
    into: String,
}

/// How many stories moved.
#[derive(Debug, Serialize, ToSchema)]
struct Moved {
    moved: u64,
}

/// The navigation's order.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct Order {
    /// Slugs of every section, and of the pages that stand among them.
    order: Vec<String>,
}

/// The sections, in the order of the navigation
#[utoipa::path(get, path = "/sections", tag = "paper", responses((status = 200, body = SectionsBody), (status = "default", body = ProblemBody)))]
async fn sections(State(app): State<App>, who: SignedIn) -> Result<Json<SectionsBody>, Problem> {
    who.act.allow(Verb::Look)?;
    let sections = store::paper::sections(&app.newsroom().store().read().await?).await?;
    Ok(Json(SectionsBody { sections: sections.into_iter().map(SectionBody::of).collect() }))
}

/// Add a section
#[utoipa::path(post, path = "/sections", tag = "paper", request_body = NewSection, responses((status = 201, body = SectionBody), (status = "default", body = ProblemBody)))]
async fn add_section(
    State(app): State<App>,
    who: SignedIn,
    Input(new): Input<NewSection>,
) -> Result<(StatusCode, Json<SectionBody>), Problem> {
    let section = navigation::add_section(app.newsroom(), &who.act, &new.name, new.slug.as_deref(), &new.description).await?;
    Ok((StatusCode::CREATED, Json(SectionBody::of(section))))
}

/// Rename a section, or change its address
#[utoipa::path(patch, path = "/sections/{slug}", tag = "paper", params(("slug" = String, Path)), request_body = SectionChange, responses((status = 200, body = SectionBody), (status = "default", body = ProblemBody)))]
async fn change_section(
    State(app): State<App>,
    who: SignedIn,
    Path(word): Path<String>,
    Input(change): Input<SectionChange>,
) -> Result<Json<SectionBody>, Problem> {
    let (name, new_slug, description) = (change.name.as_deref(), change.slug.as_deref(), change.description.as_deref());
    let section = navigation::change_section(app.newsroom(), &who.act, &slug(&word)?, name, new_slug, description).await?;
    Ok(Json(SectionBody::of(section)))
}

/// Take a section out; its stories go into another one, and so does its address
#[utoipa::path(delete, path = "/sections/{slug}", tag = "paper", params(("slug" = String, Path), Into), responses((status = 200, body = Moved), (status = "default", body = ProblemBody)))]
async fn remove_section(
    State(app): State<App>,
    who: SignedIn,
    Path(word): Path<String>,
    Query(into): Query<Into>,
) -> Result<Json<Moved>, Problem> {
    let moved = navigation::remove_section(app.newsroom(), &who.act, &slug(&word)?, &slug(&into.into)?).await?;
    Ok(Json(Moved { moved }))
}

/// Put the navigation in order
#[utoipa::path(put, path = "/navigation", tag = "paper", request_body = Order, responses((status = 200, body = Order), (status = "default", body = ProblemBody)))]
async fn arrange(State(app): State<App>, who: SignedIn, Input(wanted): Input<Order>) -> Result<Json<Order>, Problem> {
    let order = wanted.order.iter().map(|word| Slug::parse(word)).collect::<Result<Vec<_>, _>>()?;
    navigation::arrange(app.newsroom(), &who.act, &order).await?;
    Ok(Json(wanted))
}

/// The standing pages of an answer.
#[derive(Debug, Serialize, ToSchema)]
struct PagesBody {
    pages: Vec<PageBody>,
}

/// A standing page to add.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPage {
    title: String,
    /// The word in its address; made from the title when left out.
    #[serde(default)]
    slug: Option<String>,
    /// The document; one empty paragraph when left out.
    #[serde(default)]
    #[schema(value_type = Object)]
    body: Option<Value>,
}

/// A standing page as it is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SavedPage {
    /// The revision that it was made from.
    revision: i64,
    title: String,
    /// A new word for its address; the old one leads on.
    #[serde(default)]
    slug: Option<String>,
    /// The document, as stories have it.
    #[schema(value_type = Object)]
    body: Value,
}

/// Where a removed page's address leads.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LeadsTo {
    /// A path of the paper or an address; the front when left out.
    to: Option<String>,
}

fn document(value: &Value) -> Result<Body, Problem> {
    Body::from_json(value).map_err(|error| Problem::field("body", error.to_string()))
}

/// The standing pages
#[utoipa::path(get, path = "/pages", tag = "paper", responses((status = 200, body = PagesBody), (status = "default", body = ProblemBody)))]
async fn pages(State(app): State<App>, who: SignedIn) -> Result<Json<PagesBody>, Problem> {
    who.act.allow(Verb::Look)?;
    let pages = store::paper::pages(&app.newsroom().store().read().await?).await?;
    Ok(Json(PagesBody { pages: pages.iter().map(|page| page_body(page, &who.act)).collect() }))
}

/// Add a standing page
#[utoipa::path(post, path = "/pages", tag = "paper", request_body = NewPage, responses((status = 201, body = PageBody), (status = "default", body = ProblemBody)))]
async fn add_page(State(app): State<App>, who: SignedIn, Input(new): Input<NewPage>) -> Result<(StatusCode, Json<PageBody>), Problem> {
    let body = new.body.as_ref().map_or(Ok(Body { blocks: Vec::new() }), document)?;
    let page = navigation::add_page(app.newsroom(), &who.act, &new.title, new.slug.as_deref(), &body).await?;
    Ok((StatusCode::CREATED, Json(page_body(&page, &who.act))))
}

/// A standing page
#[utoipa::path(get, path = "/pages/{id}", tag = "paper", params(("id" = i64, Path)), responses((status = 200, body = PageBody), (status = "default", body = ProblemBody)))]
async fn page(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<PageBody>, Problem> {
    let page = navigation::page(app.newsroom(), &who.act, PageId(id)).await?;
    Ok(Json(page_body(&page, &who.act)))
}

/// Save a standing page; readers see it at once
#[utoipa::path(put, path = "/pages/{id}", tag = "paper", params(("id" = i64, Path)), request_body = SavedPage, responses((status = 200, body = PageBody), (status = "default", body = ProblemBody)))]
async fn save_page(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(saved): Input<SavedPage>,
) -> Result<Json<PageBody>, Problem> {
    let body = document(&saved.body)?;
    let (id, had) = (PageId(id), saved.revision);
    let page = navigation::save_page(app.newsroom(), &who.act, id, had, &saved.title, saved.slug.as_deref(), body).await?;
    Ok(Json(page_body(&page, &who.act)))
}

/// Take a standing page off the paper; its address leads on
#[utoipa::path(delete, path = "/pages/{id}", tag = "paper", params(("id" = i64, Path), LeadsTo), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn remove_page(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Query(leads): Query<LeadsTo>,
) -> Result<StatusCode, Problem> {
    navigation::remove_page(app.newsroom(), &who.act, PageId(id), leads.to.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// An old address and where it leads.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct RedirectBody {
    /// The old path, with its query if it had one.
    path: String,
    /// A path of the paper, or the address of another site.
    target: String,
}

/// The redirects of an answer.
#[derive(Debug, Serialize, ToSchema)]
struct RedirectsBody {
    /// By path.
    redirects: Vec<RedirectBody>,
    /// What to give as `after` for more of them.
    next: Option<String>,
}

/// Which redirects.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WhichRedirects {
    /// A piece of the old or the new address.
    q: Option<String>,
    /// Those after this path.
    after: Option<String>,
    /// How many at most, 1 to 200; 50 when not given.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Which redirect.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WhichRedirect {
    /// The old path.
    path: String,
}

/// What reading a table came to.
#[derive(Debug, Serialize, ToSchema)]
struct PageReadBody {
    done: usize,
    problems: Vec<LineBody>,
}

/// A line that could not be read.
#[derive(Debug, Serialize, ToSchema)]
struct LineBody {
    line: u64,
    problem: String,
}

/// Old addresses that lead on
#[utoipa::path(get, path = "/redirects", tag = "paper", params(WhichRedirects), responses((status = 200, body = RedirectsBody), (status = "default", body = ProblemBody)))]
async fn list_redirects(
    State(app): State<App>,
    who: SignedIn,
    Query(which): Query<WhichRedirects>,
) -> Result<Json<RedirectsBody>, Problem> {
    who.act.allow(Verb::Configure)?;
    let limit = which.limit.unwrap_or(50).clamp(1, 200);
    let conn = app.newsroom().store().read().await?;
    let (after, q) = (which.after.unwrap_or_default(), which.q.unwrap_or_default());
    let mut found = store::redirects::list(&conn, &after, q.trim(), limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| last.path.clone());
    let redirects = found.into_iter().map(|one| RedirectBody { path: one.path, target: one.target }).collect();
    Ok(Json(RedirectsBody { redirects, next }))
}

/// Lead an old address on
#[utoipa::path(post, path = "/redirects", tag = "paper", request_body = RedirectBody, responses((status = 201, body = RedirectBody), (status = "default", body = ProblemBody)))]
async fn add_redirect(
    State(app): State<App>,
    who: SignedIn,
    Input(new): Input<RedirectBody>,
) -> Result<(StatusCode, Json<RedirectBody>), Problem> {
    let made = redirects::add(app.newsroom(), &who.act, &new.path, &new.target).await?;
    Ok((StatusCode::CREATED, Json(RedirectBody { path: made.path, target: made.target })))
}

/// Forget a redirect
#[utoipa::path(delete, path = "/redirects", tag = "paper", params(WhichRedirect), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn remove_redirect(State(app): State<App>, who: SignedIn, Query(which): Query<WhichRedirect>) -> Result<StatusCode, Problem> {
    redirects::remove(app.newsroom(), &who.act, &which.path).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Read a table of redirects: the old address, the new one
///
/// At most 16 MB and 100,000 lines. It is stored in parts of 2,000 lines: of one that is broken off, the first parts
/// stand, and the same table sent again does the rest.
#[utoipa::path(post, path = "/redirects/import", tag = "paper", request_body(content = String, content_type = "text/csv"), responses((status = 200, body = PageReadBody), (status = "default", body = ProblemBody)))]
async fn import_redirects(State(app): State<App>, who: SignedIn, Whole(bytes): Whole<16>) -> Result<Json<PageReadBody>, Problem> {
    let read = redirects::import(app.newsroom(), &who.act, &bytes).await?;
    let problems = read.problems.into_iter().take(500).map(|(line, problem)| LineBody { line, problem }).collect();
    Ok(Json(PageReadBody { done: read.done, problems }))
}
