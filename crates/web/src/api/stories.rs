//! Stories at the desk.

mod drafts;
mod presence;
mod verbs;

use crate::api::input::{Input, Path, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::story_view::{self, StoryBody};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::{StaffId, StoryId};
use domain::slug::Slug;
use domain::story::desk::{Assignment, Working};
use domain::story::{Kind, State as Standing};
use domain::time::{Instant, Zone};
use newsroom::desk::{self, Beginning};
use newsroom::queue::{self, Filter, Row};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read))
        .merge(drafts::routes())
        .merge(verbs::routes())
        .merge(presence::routes())
}

/// The paper's zone: what a person types is a time there.
async fn zone(app: &App) -> Result<Zone, Problem> {
    Ok(newsroom::paper::get(app.newsroom()).await?.zone)
}

/// Reads an instant as a person or a program says it.
fn instant(zone: &Zone, field: &str, text: &str) -> Result<Instant, Problem> {
    zone.read(text).map_err(|error| Problem::field(field, error.to_string()))
}

/// Reads a word of a closed list.
fn word<T>(field: &str, text: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T, Problem> {
    read(text).ok_or_else(|| Problem::field(field, format!("“{text}” is not a word that is known here")))
}

/// Answers with the story as it stands after a verb.
async fn answer(app: &App, who: &SignedIn, working: &Working) -> Result<Json<StoryBody>, Problem> {
    let conn = app.newsroom().store().read().await?;
    Ok(Json(story_view::of(&conn, &who.act, working).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
struct Asked {
    /// `assigned`, `draft`, `submitted`, `scheduled`, `live`, `withdrawn`, several with commas between; or `sent_back` or
    /// `live_today` alone.
    state: Option<String>,
    /// Only one's own.
    #[serde(default)]
    mine: bool,
    /// A section, by slug.
    section: Option<String>,
    /// A member of staff, by number.
    writer: Option<i64>,
    /// Words that headline or text must have.
    #[serde(default)]
    q: String,
    /// `today`: what is due today or late, first due first.
    due: Option<String>,
    /// Only live stories with a version that readers do not see yet.
    #[serde(default)]
    pending: bool,
    /// How many at most; 50 when not said, 200 at most.
    limit: Option<usize>,
    /// Where the last page ended: its `next`.
    before: Option<String>,
}

/// Stories in whatever state.
#[derive(Debug, Serialize, ToSchema)]
struct StoriesBody {
    stories: Vec<RowBody>,
    /// What to ask for the next page with, as `before`.
    next: Option<String>,
    counts: StateCountsBody,
}

/// How many stories stand where, of all that who asks may read.
#[derive(Debug, Serialize, ToSchema)]
struct StateCountsBody {
    assigned: usize,
    draft: usize,
    submitted: usize,
    scheduled: usize,
    live_today: usize,
    sent_back: usize,
}

/// A story in a list.
#[derive(Debug, Serialize, ToSchema)]
struct RowBody {
    id: i64,
    headline: String,
    /// The artist line, as it is printed.
    artist_line: String,
    /// Whose it is.
    owner: Option<OwnerBody>,
    state: RowStateBody,
    /// Whether a version stands beside what readers see.
    pending: bool,
    section: String,
    kind: &'static str,
    /// Its path, once it is fixed.
    address: Option<String>,
    /// By when it was asked for.
    deadline: Option<String>,
    /// What was asked for.
    brief: Option<String>,
    /// What it is sorted by.
    at: String,
    /// When it was last saved, or moved to another state.
    updated: String,
    words: usize,
    /// How many things stand in the way of its going live that need no looking up.
    checks: usize,
    /// Who has it open and writes.
    holder: Option<String>,
}

/// A member of staff.
#[derive(Debug, Serialize, ToSchema)]
struct OwnerBody {
    id: i64,
    name: String,
}

/// Where a story stands.
#[derive(Debug, Serialize, ToSchema)]
struct RowStateBody {
    name: &'static str,
    /// When it goes live by itself, or was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<String>,
    /// What was said when it was last submitted or sent back.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl RowBody {
    fn of(row: Row) -> Self {
        let story = row.story;
        let at = match story.state {
            Standing::Scheduled { at } | Standing::Withdrawn { at, .. } => Some(at.rfc3339()),
            _ => None,
        };
        Self {
            id: story.id.0,
            headline: story.headline,
            artist_line: row.artist_line,
            owner: row.owner.map(|(id, name)| OwnerBody { id: id.0, name }),
            state: RowStateBody { name: story.state.word(), at, note: story.note },
            pending: story.pending,
            section: story.section.to_string(),
            kind: story.kind.word(),
            address: story.address,
            deadline: story.deadline.map(Instant::rfc3339),
            brief: story.brief,
            at: row.at.rfc3339(),
            updated: story.saved_at.rfc3339(),
            words: story.words,
            checks: story.checks,
            holder: row.holder,
        }
    }
}

/// How many rows a list has when nobody said how many.
const ROWS: usize = 50;

/// Stories that who asks may read, the last saved first
#[utoipa::path(get, path = "/stories", tag = "stories", params(Asked), responses((status = 200, body = StoriesBody), (status = "default", body = ProblemBody)))]
async fn list(State(app): State<App>, who: SignedIn, Query(asked): Query<Asked>) -> Result<Json<StoriesBody>, Problem> {
    let due_today = match asked.due.as_deref() {
        None | Some("") => false,
        Some(due) => word("due", due, |due| (due == "today").then_some(true))?,
    };
    let filter = Filter {
        states: asked.state.iter().flat_map(|states| states.split(',')).filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        mine: asked.mine,
        writer: asked.writer.map(StaffId),
        section: asked.section.filter(|slug| !slug.is_empty()).map(|slug| Slug::parse(&slug)).transpose()?,
        words: asked.q,
        due_today,
        pending: asked.pending,
        limit: asked.limit.unwrap_or(ROWS),
        before: asked.before.filter(|before| !before.is_empty()),
    };
    let page = queue::list(app.newsroom(), &who.act, &filter).await?;
    let counts = StateCountsBody {
        assigned: page.counts.assigned,
        draft: page.counts.draft,
        submitted: page.counts.submitted,
        scheduled: page.counts.scheduled,
        live_today: page.counts.live_today,
        sent_back: page.counts.sent_back,
    };
    Ok(Json(StoriesBody { stories: page.rows.into_iter().map(RowBody::of).collect(), next: page.next, counts }))
}

/// What a new story begins with.
#[derive(Debug, Deserialize, ToSchema)]
struct BeginningInput {
    /// `news`, `feature`, `interview`, `review`, `live-review`, `premiere`, `tour`, `list` or `obituary`.
    kind: Option<String>,
    /// A section, by slug; the first when not said.
    section: Option<String>,
    #[serde(default)]
    headline: String,
    assignment: Option<AssignmentInput>,
}

/// What somebody is asked for.
#[derive(Debug, Deserialize, ToSchema)]
struct AssignmentInput {
    /// A member of staff, by number.
    writer: i64,
    /// By when: a time in the paper's zone (`2026-11-20T11:29`), or RFC 3339.
    deadline: Option<String>,
    #[serde(default)]
    brief: String,
}

impl AssignmentInput {
    fn read(self, zone: &Zone) -> Result<Assignment, Problem> {
        let deadline = self.deadline.filter(|text| !text.is_empty()).map(|text| instant(zone, "deadline", &text)).transpose()?;
        Ok(Assignment { writer: StaffId(self.writer), deadline, brief: self.brief.trim().to_owned() })
    }
}

/// Begin a story, one's own or one that somebody is asked for
#[utoipa::path(post, path = "/stories", tag = "stories", request_body = BeginningInput,
    responses((status = 201, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn create(
    State(app): State<App>,
    who: SignedIn,
    Input(input): Input<BeginningInput>,
) -> Result<(StatusCode, Json<StoryBody>), Problem> {
    let zone = zone(&app).await?;
    let beginning = Beginning {
        kind: input.kind.map(|kind| word("kind", &kind, Kind::from_word)).transpose()?,
        section: input.section.filter(|slug| !slug.is_empty()).map(|slug| Slug::parse(&slug)).transpose()?,
        headline: input.headline,
        assignment: input.assignment.map(|assignment| assignment.read(&zone)).transpose()?,
    };
    let working = desk::create(app.newsroom(), &who.act, beginning).await?;
    Ok((StatusCode::CREATED, answer(&app, &who, &working).await?))
}

/// A story as it is being written
#[utoipa::path(get, path = "/stories/{id}", tag = "stories", params(("id" = i64, Path)),
    responses((status = 200, body = StoryBody), (status = "default", body = ProblemBody)))]
async fn read(State(app): State<App>, who: SignedIn, Path(id): Path<i64>) -> Result<Json<StoryBody>, Problem> {
    let working = desk::read(app.newsroom(), &who.act, StoryId(id)).await?;
    answer(&app, &who, &working).await
}
