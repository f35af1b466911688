//! Readers: found, counted, brought in and out, given, erased, suppressed.

use crate::api::input::{Input, Path, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::edition_view::ReasonView;
use crate::reader_view::{OverviewView, PersonView, ReadersPage, SuppressionView};
use axum::Json;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use domain::email::Email;
use domain::id::ReaderId;
use domain::reader::import::Outcome;
use domain::reader::{Choice, Standing};
use domain::slug::Slug;
use futures_util::StreamExt as _;
use newsroom::readers::{self as verbs, Export, Import, Question, Report, Setup};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The longest list that is brought in at once: some millions of readers.
const LONGEST_LIST: usize = 512 * 1024 * 1024;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(overview))
        .routes(routes!(one, change))
        .routes(routes!(follow))
        .routes(routes!(unfollow))
        .routes(routes!(give))
        .routes(routes!(erase))
        .routes(routes!(import))
        .routes(routes!(export))
        .routes(routes!(suppressions, suppress))
        .routes(routes!(lift))
}

/// Which readers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The beginning of an address, or of a domain after an @.
    begins: Option<String>,
    /// `pending`, `active`, `left` or `suppressed`.
    standing: Option<String>,
    /// `general`, `follows` or `both`.
    choice: Option<String>,
    /// The way they came: `coupon`, `artist`, `import-3`.
    source: Option<String>,
    /// Who follow this artist: the last word of their address. The answer says how many there are.
    follows: Option<String>,
    /// Who came before this one.
    before: Option<i64>,
    /// How many; 200 at most.
    limit: Option<usize>,
}

fn word<T>(given: Option<&str>, field: &str, read: impl Fn(&str) -> Option<T>, known: &str) -> Result<Option<T>, Problem> {
    let given = given.filter(|word| !word.is_empty());
    given.map(|word| read(word).ok_or_else(|| Problem::field(field, format!("there is no “{word}”; there is {known}")))).transpose()
}

/// Readers, who came last first; by address when its beginning is given
#[utoipa::path(get, path = "/readers", tag = "readers", params(Which), responses((status = 200, body = ReadersPage), (status = "default", body = ProblemBody)))]
async fn list(who: SignedIn, State(app): State<App>, Query(which): Query<Which>) -> Result<Json<ReadersPage>, Problem> {
    let question = Question {
        begins: which.begins.unwrap_or_default(),
        standing: word(which.standing.as_deref(), "standing", Standing::from_word, "pending, active, left, suppressed")?,
        choice: word(which.choice.as_deref(), "choice", Choice::from_word, "general, follows, both")?,
        source: which.source.filter(|source| !source.is_empty()),
        follows: which.follows.as_deref().filter(|word| !word.is_empty()).map(artist).transpose()?,
        before: which.before.map(ReaderId),
        limit: which.limit.unwrap_or(50),
    };
    Ok(Json(ReadersPage::of(&verbs::list(app.newsroom(), &who.act, &question).await?)))
}

/// How far back.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Days {
    /// How many days; 366 at most.
    days: Option<usize>,
}

/// The readers in numbers: standings, choices, sources, comings and goings by day, why they left
#[utoipa::path(get, path = "/readers/overview", tag = "readers", params(Days), responses((status = 200, body = OverviewView), (status = "default", body = ProblemBody)))]
async fn overview(who: SignedIn, State(app): State<App>, Query(query): Query<Days>) -> Result<Json<OverviewView>, Problem> {
    let overview = verbs::overview(app.newsroom(), &who.act, query.days.unwrap_or(30)).await?;
    Ok(Json(OverviewView::of(&overview)))
}

async fn person(app: &App, who: &SignedIn, id: i64) -> Result<Json<PersonView>, Problem> {
    Ok(Json(PersonView::of(&verbs::one(app.newsroom(), &who.act, ReaderId(id)).await?)))
}

/// One reader with all that is known
#[utoipa::path(get, path = "/readers/{id}", tag = "readers", params(("id" = i64, Path)), responses((status = 200, body = PersonView), (status = "default", body = ProblemBody)))]
async fn one(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<Json<PersonView>, Problem> {
    person(&app, &who, id).await
}

/// What is changed at a reader's request.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReaderChange {
    /// `general`, `follows` or `both`.
    choice: Option<String>,
    /// They asked us to let them leave.
    #[serde(default)]
    leave: bool,
}

/// ReaderChange what a reader gets, or let them leave, at their request
#[utoipa::path(patch, path = "/readers/{id}", tag = "readers", params(("id" = i64, Path)), request_body = ReaderChange, responses((status = 200, body = PersonView), (status = "default", body = ProblemBody)))]
async fn change(
    who: SignedIn,
    State(app): State<App>,
    Path(id): Path<i64>,
    Input(wanted): Input<ReaderChange>,
) -> Result<Json<PersonView>, Problem> {
    if let Some(choice) = word(wanted.choice.as_deref(), "choice", Choice::from_word, "general, follows, both")? {
        verbs::set_choice(app.newsroom(), &who.act, ReaderId(id), choice).await?;
    }
    if wanted.leave {
        verbs::set_left(app.newsroom(), &who.act, ReaderId(id)).await?;
    }
    person(&app, &who, id).await
}

/// Whom a reader is to follow.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Follow {
    /// The last word of the artist's address.
    artist: String,
}

fn artist(word: &str) -> Result<Slug, Problem> {
    Slug::parse(word.trim()).map_err(|_| Problem::field("artist", "name an artist by the last word of their address: run-the-jewels"))
}

/// Have a reader follow an artist, at their request
#[utoipa::path(post, path = "/readers/{id}/follows", tag = "readers", params(("id" = i64, Path)), request_body = Follow, responses((status = 200, body = PersonView), (status = "default", body = ProblemBody)))]
async fn follow(
    who: SignedIn,
    State(app): State<App>,
    Path(id): Path<i64>,
    Input(wanted): Input<Follow>,
) -> Result<Json<PersonView>, Problem> {
    verbs::follow(app.newsroom(), &who.act, ReaderId(id), &artist(&wanted.artist)?).await?;
    person(&app, &who, id).await
}

/// Have a reader follow an artist no more
#[utoipa::path(delete, path = "/readers/{id}/follows/{artist}", tag = "readers", params(("id" = i64, Path), ("artist" = String, Path)), responses((status = 200, body = PersonView), (status = "default", body = ProblemBody)))]
async fn unfollow(who: SignedIn, State(app): State<App>, Path((id, slug)): Path<(i64, String)>) -> Result<Json<PersonView>, Problem> {
    verbs::unfollow(app.newsroom(), &who.act, ReaderId(id), &artist(&slug)?).await?;
    person(&app, &who, id).await
}

fn download(kind: &'static str, name: &'static str, body: Body) -> Response {
    let mut response = Response::new(body);
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static(name));
    response
}

/// Everything that we hold about a reader, as a file to give to them
#[utoipa::path(post, path = "/readers/{id}/give", tag = "readers", params(("id" = i64, Path)), responses((status = 200, description = "JSON, to be kept as a file", content_type = "application/json", body = Object), (status = "default", body = ProblemBody)))]
async fn give(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<Response, Problem> {
    let all = verbs::give(app.newsroom(), &who.act, ReaderId(id)).await?;
    let text = serde_json::to_string_pretty(&all).unwrap_or_default();
    Ok(download("application/json", "attachment; filename=\"what-we-hold.json\"", Body::from(text)))
}

/// How a reader is forgotten.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Erasure {
    /// Keep a keyed hash, so that the address is never mailed again.
    #[serde(default)]
    suppress: bool,
}

/// Forget a reader: address, follows, what ties letters to them
#[utoipa::path(post, path = "/readers/{id}/erase", tag = "readers", params(("id" = i64, Path)), request_body = Erasure, responses((status = 204), (status = "default", body = ProblemBody)))]
async fn erase(who: SignedIn, State(app): State<App>, Path(id): Path<i64>, Input(wanted): Input<Erasure>) -> Result<StatusCode, Problem> {
    let found = verbs::one(app.newsroom(), &who.act, ReaderId(id)).await?;
    verbs::erase(app.newsroom(), &who.act, &found.reader.email, wanted.suppress).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How a list is read.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct HowToRead {
    /// What the file is called.
    file: Option<String>,
    /// Where the proof is that these people asked for it. Needed to store anything.
    proof: Option<String>,
    /// What its columns mean, in order, parted by commas; what their headers say when left out.
    columns: Option<String>,
    /// Only look: nothing is stored.
    #[serde(default)]
    look: bool,
}

/// A column of a list.
#[derive(Debug, Serialize, ToSchema)]
struct ColumnView {
    /// As the file names it; empty when it has no header.
    header: String,
    /// `email`, `standing`, `subscribed`, `disabled`, `asked`, `confirmed`, `left_at`, `left_why`, `gone_at`, `gone_why`, `choice`,
    /// `follows` or `nothing`.
    meaning: &'static str,
}

/// A line that cannot be read.
#[derive(Debug, Serialize, ToSchema)]
struct BrokenView {
    line: u64,
    problem: String,
}

/// What became of a line.
#[derive(Debug, Serialize, ToSchema)]
struct SampleView {
    email: String,
    /// As the keys of `outcomes`.
    outcome: &'static str,
}

/// What became of a list, or would.
#[derive(Debug, Serialize, ToSchema)]
struct ReportView {
    /// Its number; null when nothing was stored.
    import: Option<i64>,
    /// The program that wrote it.
    origin: &'static str,
    columns: Vec<ColumnView>,
    /// Lines that were read.
    lines: u64,
    /// How many came to what: `added`, `confirmed`, `known`, `unconfirmed`, `left_there`, `gone_there`, `stays_left`, `stays_suppressed`.
    outcomes: Vec<ReasonView>,
    /// The first lines that cannot be read; the rest goes in.
    broken: Vec<BrokenView>,
    broken_in_all: u64,
    /// Artists whom the paper does not know.
    unknown_artists: Vec<String>,
    /// The first lines.
    sample: Vec<SampleView>,
}

impl ReportView {
    fn of(report: &Report) -> Self {
        let count = |outcome: Outcome| i64::try_from(report.of(outcome)).unwrap_or(i64::MAX);
        Self {
            import: report.import,
            origin: report.origin,
            columns: report
                .columns
                .iter()
                .map(|(header, meaning)| ColumnView { header: header.clone(), meaning: meaning.word() })
                .collect(),
            lines: report.lines,
            outcomes: Outcome::ALL
                .into_iter()
                .filter(|outcome| report.of(*outcome) > 0)
                .map(|outcome| ReasonView { reason: outcome.word().to_owned(), readers: count(outcome) })
                .collect(),
            broken: report.broken.iter().map(|one| BrokenView { line: one.line, problem: one.problem.clone() }).collect(),
            broken_in_all: report.broken_in_all,
            unknown_artists: report.unknown_artists.clone(),
            sample: report
                .sample
                .iter()
                .map(|(email, outcome)| SampleView { email: email.as_str().to_owned(), outcome: outcome.word() })
                .collect(),
        }
    }
}

/// Bring in a list of readers (CSV from Mailchimp, listmonk, Ghost, Substack, Buttondown or any table with addresses), or look what would become of it
#[utoipa::path(post, path = "/readers/import", tag = "readers", params(HowToRead), request_body(content_type = "text/csv", content = String), responses((status = 200, body = ReportView), (status = "default", body = ProblemBody)))]
async fn import(
    who: SignedIn,
    State(app): State<App>,
    Query(how): Query<HowToRead>,
    request: Request,
) -> Result<Json<ReportView>, Problem> {
    let columns = how.columns.filter(|words| !words.is_empty());
    let setup = Setup {
        file: how.file.filter(|name| !name.is_empty()).unwrap_or_else(|| "list.csv".to_owned()).chars().take(200).collect(),
        proof: how.proof.unwrap_or_default(),
        columns: columns.map(|words| words.split(',').map(|word| word.trim().to_owned()).collect()),
        dry: how.look,
    };
    let mut import = Import::start(app.newsroom(), &who.act, setup)?;
    let mut body = request.into_body().into_data_stream();
    let mut taken = 0_usize;
    while let Some(piece) = body.next().await {
        let piece =
            piece.map_err(|_| Problem::unreadable("the list broke off on its way; send it again, what was stored stays as it is"))?;
        taken += piece.len();
        if taken > LONGEST_LIST {
            return Err(Problem::too_large(format!("a list of more than {} MB is not taken; part it", LONGEST_LIST / (1024 * 1024))));
        }
        import.feed(&piece).await?;
    }
    Ok(Json(ReportView::of(&import.finish().await?)))
}

/// Every reader as a table (CSV), to be kept as a file
#[utoipa::path(post, path = "/readers/export", tag = "readers", responses((status = 200, description = "A table", content_type = "text/csv", body = String), (status = "default", body = ProblemBody)))]
async fn export(who: SignedIn, State(app): State<App>) -> Result<Response, Problem> {
    let export = Export::start(app.newsroom(), &who.act).await?;
    let pieces = futures_util::stream::unfold(Some(export), |export| async {
        let mut export = export?;
        match export.piece().await {
            Ok(Some(piece)) => Some((Ok(piece), Some(export))),
            Ok(None) => None,
            // The browser sees a file that broke off, not one that looks whole.
            Err(error) => Some((Err(std::io::Error::other(error.to_string())), None)),
        }
    });
    Ok(download("text/csv; charset=utf-8", "attachment; filename=\"readers.csv\"", Body::from_stream(pieces)))
}

/// A part of the suppression list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Part {
    /// Before this entry.
    before: Option<i64>,
    /// How many; 200 at most.
    limit: Option<usize>,
}

/// The suppression list.
#[derive(Debug, Serialize, ToSchema)]
struct Suppressions {
    suppressions: Vec<SuppressionView>,
}

/// The suppression list, the newest first
#[utoipa::path(get, path = "/suppressions", tag = "readers", params(Part), responses((status = 200, body = Suppressions), (status = "default", body = ProblemBody)))]
async fn suppressions(who: SignedIn, State(app): State<App>, Query(part): Query<Part>) -> Result<Json<Suppressions>, Problem> {
    let list = verbs::suppressions(app.newsroom(), &who.act, part.before, part.limit.unwrap_or(100)).await?;
    Ok(Json(Suppressions { suppressions: list.iter().map(SuppressionView::of).collect() }))
}

/// An address that is never mailed again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSuppression {
    email: String,
    /// Why, in one line.
    reason: String,
}

/// Never mail an address again
#[utoipa::path(post, path = "/suppressions", tag = "readers", request_body = NewSuppression, responses((status = 204), (status = "default", body = ProblemBody)))]
async fn suppress(who: SignedIn, State(app): State<App>, Input(new): Input<NewSuppression>) -> Result<Response, Problem> {
    let email = Email::parse(&new.email).map_err(|refusal| Problem::field("email", refusal.to_string()))?;
    verbs::suppress(app.newsroom(), &who.act, &email, &new.reason).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Take an entry off the suppression list
#[utoipa::path(delete, path = "/suppressions/{id}", tag = "readers", params(("id" = i64, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn lift(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    verbs::lift(app.newsroom(), &who.act, None, Some(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
