//! Whole papers from other presses: brought to the desk, how far each got, what is to be looked at, paused, resumed, taken out again.

mod arriving;

use crate::api::input::{Input, Path, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use newsroom::moving::{self, Shown, Work};
use serde::{Deserialize, Serialize};
use store::movings::{Moved, Moving};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one, discard))
        .routes(routes!(findings))
        .routes(routes!(settle))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(take_out))
        .merge(arriving::routes())
}

/// So many of what.
#[derive(Debug, Serialize, ToSchema)]
struct CountBody {
    what: String,
    count: u64,
}

/// How far a reading is.
#[derive(Debug, Serialize, ToSchema)]
struct ReadingBody {
    done: u64,
    /// 0 while they are counted.
    total: u64,
}

/// An import of a whole paper.
#[derive(Debug, Serialize, ToSchema)]
struct ImportBody {
    id: i64,
    /// The program that wrote it, and the paper's address there: `wordpress:paper.example`.
    system: String,
    title: String,
    /// What it came as: the name of its file or folder.
    name: String,
    /// `looking`, `looked`, `unreadable`, `running`, `paused`, `done` or `taken-out`.
    state: &'static str,
    /// Entries that are done.
    done: u64,
    /// Of so many; 0 while they are counted.
    total: u64,
    /// Entries that were read of those, while this server reads to look or to count; null when it does not.
    reading: Option<ReadingBody>,
    /// Why it stopped, when it did.
    why: String,
    /// What became of the entries: `new`, `changed`, `same`, `kept`, `file`, `refused`, or why they stay there.
    outcomes: Vec<CountBody>,
    who: String,
    /// When it began, in RFC 3339.
    began: String,
}

impl ImportBody {
    fn of(app: &App, moving: &Moving) -> Self {
        Self {
            id: moving.id,
            system: moving.system.clone(),
            title: moving.title.clone(),
            name: moving::name_of(moving),
            reading: moving::at_work(app.newsroom(), moving.id).map(|(done, total)| ReadingBody { done, total }),
            why: moving.why.clone(),
            state: moving.state.word(),
            done: moving.after_place,
            total: moving.total,
            outcomes: moving.counts.iter().map(|(what, count)| CountBody { what: what.clone(), count: *count }).collect(),
            who: moving.who.clone(),
            began: moving.began.rfc3339(),
        }
    }
}

/// The imports.
#[derive(Debug, Serialize, ToSchema)]
struct ImportsBody {
    imports: Vec<ImportBody>,
}

/// The imports of whole papers, the newest first
#[utoipa::path(get, path = "/imports", tag = "imports", responses((status = 200, body = ImportsBody), (status = "default", body = ProblemBody)))]
async fn list(who: SignedIn, State(app): State<App>) -> Result<Json<ImportsBody>, Problem> {
    let imports = moving::list(app.newsroom(), &who.act, 200).await?;
    Ok(Json(ImportsBody { imports: imports.iter().map(|moving| ImportBody::of(&app, moving)).collect() }))
}

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Entries {
    /// The `next` of the answer before.
    #[serde(default)]
    after: u64,
}

/// What became of an entry.
#[derive(Debug, Serialize, ToSchema)]
struct EntryBody {
    /// Its place in the source, from 1.
    place: u64,
    /// Its line there; 0 when the source has none.
    line: u64,
    foreign_id: String,
    kind: String,
    title: String,
    outcome: String,
    story: Option<i64>,
    page: Option<i64>,
}

impl EntryBody {
    fn of(moved: &Moved) -> Self {
        Self {
            place: moved.place,
            line: moved.line,
            foreign_id: moved.foreign_id.clone(),
            kind: moved.kind.clone(),
            title: moved.title.clone(),
            outcome: moved.outcome.clone(),
            story: moved.story.map(|story| story.0),
            page: moved.page.map(|page| page.0),
        }
    }
}

/// One import.
#[derive(Debug, Serialize, ToSchema)]
struct ImportSheetBody {
    import: ImportBody,
    /// How much of what kind is to be looked at.
    findings: Vec<CountBody>,
    entries: Vec<EntryBody>,
    /// For the next entries; null at the end.
    next: Option<u64>,
}

/// Entries of one answer.
const ENTRIES: usize = 200;

/// One import: how far it got, what is to be looked at, and what became of its entries
#[utoipa::path(get, path = "/imports/{id}", tag = "imports", params(("id" = i64, Path), Entries), responses((status = 200, body = ImportSheetBody), (status = "default", body = ProblemBody)))]
async fn one(
    who: SignedIn,
    State(app): State<App>,
    Path(id): Path<i64>,
    Query(which): Query<Entries>,
) -> Result<Json<ImportSheetBody>, Problem> {
    let (moving, counts, entries) = moving::progress(app.newsroom(), &who.act, id, which.after, ENTRIES).await?;
    Ok(Json(ImportSheetBody {
        import: ImportBody::of(&app, &moving),
        findings: counts.into_iter().map(|(what, count)| CountBody { what, count }).collect(),
        next: entries.last().filter(|_| entries.len() == ENTRIES).map(|last| last.place),
        entries: entries.iter().map(EntryBody::of).collect(),
    }))
}

/// Which findings.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Of this kind only: `shortcode`, `card`, `player`, `form`, `script`, `picture`, `credit`, `link`, `markup`, `entry`.
    about: Option<String>,
    /// The `next` of the answer before.
    #[serde(default)]
    after: i64,
}

/// Something to look at.
#[derive(Debug, Serialize, ToSchema)]
struct FindingBody {
    id: i64,
    /// The place of its entry.
    place: u64,
    about: String,
    text: String,
    story: Option<i64>,
    headline: String,
}

impl FindingBody {
    fn of(shown: Shown) -> Self {
        let finding = shown.finding;
        Self {
            id: finding.id,
            place: finding.place,
            about: finding.about,
            text: finding.text,
            story: finding.story.map(|story| story.0),
            headline: shown.headline,
        }
    }
}

/// What is to be looked at.
#[derive(Debug, Serialize, ToSchema)]
struct FindingsBody {
    findings: Vec<FindingBody>,
    /// For the next ones; null at the end.
    next: Option<i64>,
}

/// What is still to be looked at of an import
#[utoipa::path(get, path = "/imports/{id}/findings", tag = "imports", params(("id" = i64, Path), Which), responses((status = 200, body = FindingsBody), (status = "default", body = ProblemBody)))]
async fn findings(
    who: SignedIn,
    State(app): State<App>,
    Path(id): Path<i64>,
    Query(which): Query<Which>,
) -> Result<Json<FindingsBody>, Problem> {
    let shown = moving::findings(app.newsroom(), &who.act, id, which.about.as_deref(), which.after, ENTRIES).await?;
    let next = shown.last().filter(|_| shown.len() == ENTRIES).map(|last| last.finding.id);
    Ok(Json(FindingsBody { findings: shown.into_iter().map(FindingBody::of).collect(), next }))
}

/// What was looked at: some findings, or all of a kind.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LookedAt {
    /// Findings by number.
    #[serde(default)]
    ids: Vec<i64>,
    /// All of this kind.
    about: Option<String>,
    /// Of this kind only those that say this.
    text: Option<String>,
    /// Those of `ids` are to be looked at after all.
    #[serde(default)]
    again: bool,
}

/// How many were open and are not now; with `again`, the other way round.
#[derive(Debug, Serialize, ToSchema)]
struct SettledBody {
    settled: u64,
}

/// Say that findings were looked at
#[utoipa::path(post, path = "/imports/{id}/findings/settled", tag = "imports", params(("id" = i64, Path)), request_body = LookedAt, responses((status = 200, body = SettledBody), (status = "default", body = ProblemBody)))]
async fn settle(
    who: SignedIn,
    State(app): State<App>,
    Path(id): Path<i64>,
    Input(looked): Input<LookedAt>,
) -> Result<Json<SettledBody>, Problem> {
    let (newsroom, act) = (app.newsroom(), &who.act);
    if looked.again {
        return Ok(Json(SettledBody { settled: moving::reopen(newsroom, act, id, &looked.ids).await? }));
    }
    let mut settled = moving::settle(newsroom, act, id, &looked.ids).await?;
    if let Some(about) = &looked.about {
        settled += match &looked.text {
            Some(text) => moving::settle_same(newsroom, act, id, about, text).await?,
            None => moving::settle_all(newsroom, act, id, about).await?,
        };
    }
    Ok(Json(SettledBody { settled }))
}

/// Have an import stop after its batch
#[utoipa::path(post, path = "/imports/{id}/pause", tag = "imports", params(("id" = i64, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn pause(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    moving::pause(app.newsroom(), &who.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Go on with an import that was paused or broke off; how far it is says `GET /imports/{id}`
#[utoipa::path(post, path = "/imports/{id}/resume", tag = "imports", params(("id" = i64, Path)), responses((status = 202), (status = "default", body = ProblemBody)))]
async fn resume(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    moving::set_going(app.newsroom(), &who.act, id, Work::Resume).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Let a source at the desk go, of which nothing is stored
#[utoipa::path(delete, path = "/imports/{id}", tag = "imports", params(("id" = i64, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn discard(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    moving::discard(app.newsroom(), &who.act, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A story that stays though its import was taken out.
#[derive(Debug, Serialize, ToSchema)]
struct StayBody {
    headline: String,
    why: &'static str,
}

/// What taking an import out came to.
#[derive(Debug, Serialize, ToSchema)]
struct TakenOutBody {
    stories: u64,
    pages: u64,
    addresses: u64,
    stay: Vec<StayBody>,
}

/// Take an import out again, but for stories that were changed since
#[utoipa::path(post, path = "/imports/{id}/take-out", tag = "imports", params(("id" = i64, Path)), responses((status = 200, body = TakenOutBody), (status = "default", body = ProblemBody)))]
async fn take_out(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<Json<TakenOutBody>, Problem> {
    let out = moving::take_out(app.newsroom(), &who.act, id).await?;
    let stay = out.stay.into_iter().map(|(headline, why)| StayBody { headline, why }).collect();
    Ok(Json(TakenOutBody { stories: out.stories, pages: out.pages, addresses: out.addresses, stay }))
}
