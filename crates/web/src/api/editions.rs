//! Editions: what fills up, what goes, and how far it is.

use crate::api::input::{Input, Path, Query};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::edition_view::{EditionRow, EditionView, ProgressView};
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::edition::{Delivery, Name, Plan};
use domain::id::{EditionId, ReaderId, StoryId};
use domain::reader::Choice;
use domain::refusal::Refusal;
use domain::slug::Slug;
use newsroom::edition::{self as verbs, AsReader};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one, arrange, discard))
        .routes(routes!(special))
        .routes(routes!(drop_correction))
        .routes(routes!(hold))
        .routes(routes!(let_go))
        .routes(routes!(release))
        .routes(routes!(progress))
        .routes(routes!(letters))
        .routes(routes!(settle))
        .routes(routes!(letter))
        .routes(routes!(test))
}

fn name(text: &str) -> Result<Name, Problem> {
    text.parse().map_err(|refusal: Refusal| Problem::absent(refusal.to_string()))
}

/// How many.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Limit {
    /// How many; 100 at most.
    limit: Option<usize>,
}

/// The newest editions.
#[derive(Debug, Serialize, ToSchema)]
struct Editions {
    /// The day of the edition that fills up now.
    upcoming: String,
    /// The newest first.
    editions: Vec<EditionRow>,
}

/// The newest editions, and where their letters are
#[utoipa::path(get, path = "/editions", tag = "editions", params(Limit), responses((status = 200, body = Editions), (status = "default", body = ProblemBody)))]
async fn list(who: SignedIn, State(app): State<App>, Query(query): Query<Limit>) -> Result<Json<Editions>, Problem> {
    let found = verbs::with_progress(app.newsroom(), &who.act, query.limit.unwrap_or(30).clamp(1, 100)).await?;
    let upcoming = verbs::upcoming(app.newsroom(), who.act.now).await?;
    Ok(Json(Editions { upcoming: upcoming.to_string(), editions: found.iter().map(EditionRow::of).collect() }))
}

async fn shown(app: &App, who: &SignedIn, name: Name) -> Result<Json<EditionView>, Problem> {
    Ok(Json(EditionView::of(&verbs::view(app.newsroom(), &who.act, name).await?)))
}

/// An edition, as it is or as it would be
#[utoipa::path(get, path = "/editions/{edition}", tag = "editions", params(("edition" = String, Path, description = "2015-03-27; of a later hour 2015-03-27-1800, of a special 2015-03-27-special-1")), responses((status = 200, body = EditionView), (status = "default", body = ProblemBody)))]
async fn one(who: SignedIn, State(app): State<App>, Path(of): Path<String>) -> Result<Json<EditionView>, Problem> {
    shown(&app, &who, name(&of)?).await
}

/// How an edition is to be.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Arrangement {
    /// The revision that this was made from.
    revision: i64,
    /// Numbers of stories in order, the lead first. Stories that are not named follow as they would by themselves.
    #[serde(default)]
    order: Vec<i64>,
    /// Numbers of stories that are left out.
    #[serde(default)]
    dropped: Vec<i64>,
    /// Empty: the lead's headline.
    #[serde(default)]
    subject: String,
    /// Empty: the lead's standfirst.
    #[serde(default)]
    preheader: String,
    /// A note from the editor; blank lines part paragraphs.
    #[serde(default)]
    note: String,
}

/// Turn an edition about: order, stories left out, subject, preheader, note
#[utoipa::path(put, path = "/editions/{edition}", tag = "editions", params(("edition" = String, Path)), request_body = Arrangement, responses((status = 200, body = EditionView), (status = "default", body = ProblemBody)))]
async fn arrange(
    who: SignedIn,
    State(app): State<App>,
    Path(of): Path<String>,
    Input(wanted): Input<Arrangement>,
) -> Result<Json<EditionView>, Problem> {
    let name = name(&of)?;
    let plan = Plan {
        revision: wanted.revision,
        order: wanted.order.into_iter().map(StoryId).collect(),
        dropped: wanted.dropped.into_iter().map(StoryId).collect(),
        subject: wanted.subject,
        preheader: wanted.preheader,
        note: vec![wanted.note],
        ..Plan::empty(name)
    };
    verbs::arrange(app.newsroom(), &who.act, plan).await?;
    shown(&app, &who, name).await
}

/// Hold an edition: it does not go by itself, and no letter is begun
#[utoipa::path(post, path = "/editions/{edition}/hold", tag = "editions", params(("edition" = String, Path)), responses((status = 200, body = EditionView), (status = "default", body = ProblemBody)))]
async fn hold(who: SignedIn, State(app): State<App>, Path(of): Path<String>) -> Result<Json<EditionView>, Problem> {
    let name = name(&of)?;
    verbs::hold_named(app.newsroom(), &who.act, name).await?;
    shown(&app, &who, name).await
}

/// Let a held edition go: by itself at its hour, or on where its letters stopped
#[utoipa::path(post, path = "/editions/{edition}/let-go", tag = "editions", params(("edition" = String, Path)), responses((status = 200, body = EditionView), (status = "default", body = ProblemBody)))]
async fn let_go(who: SignedIn, State(app): State<App>, Path(of): Path<String>) -> Result<Json<EditionView>, Problem> {
    let name = name(&of)?;
    verbs::let_go(app.newsroom(), &who.act, name).await?;
    shown(&app, &who, name).await
}

/// How an edition is sent.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Sending {
    /// Of a special soon after another: the number of that one, for whoever knows of it.
    #[serde(default)]
    known: Option<i64>,
}

/// Send an edition now
#[utoipa::path(post, path = "/editions/{edition}/release", tag = "editions", params(("edition" = String, Path)), request_body = Sending, responses((status = 200, body = EditionView), (status = "default", body = ProblemBody)))]
async fn release(
    who: SignedIn,
    State(app): State<App>,
    Path(of): Path<String>,
    Input(sending): Input<Sending>,
) -> Result<Json<EditionView>, Problem> {
    let name = name(&of)?;
    verbs::release_named(app.newsroom(), &who.act, name, sending.known.map(EditionId)).await?;
    shown(&app, &who, name).await
}

/// What a special is made of.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SpecialInput {
    /// The number of a story that readers see.
    story: i64,
    /// Empty: its headline.
    #[serde(default)]
    subject: String,
    /// Empty: its standfirst.
    #[serde(default)]
    preheader: String,
    /// A note from the editor; blank lines part paragraphs.
    #[serde(default)]
    note: String,
}

/// Make a special about a story, for the readers who chose specials; it waits to be looked at and released
#[utoipa::path(post, path = "/editions/specials", tag = "editions", request_body = SpecialInput, responses((status = 200, body = EditionView), (status = "default", body = ProblemBody)))]
async fn special(who: SignedIn, State(app): State<App>, Input(wanted): Input<SpecialInput>) -> Result<Json<EditionView>, Problem> {
    let lines = verbs::Special { subject: wanted.subject, preheader: wanted.preheader, note: vec![wanted.note] };
    let made = verbs::special(app.newsroom(), &who.act, StoryId(wanted.story), lines).await?;
    shown(&app, &who, made.name()).await
}

/// Drop a special that was not released
#[utoipa::path(delete, path = "/editions/{edition}", tag = "editions", params(("edition" = String, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn discard(who: SignedIn, State(app): State<App>, Path(of): Path<String>) -> Result<StatusCode, Problem> {
    verbs::discard(app.newsroom(), &who.act, name(&of)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a correction out of the next edition; it stays on the page
#[utoipa::path(delete, path = "/editions/corrections/{correction}", tag = "editions", params(("correction" = i64, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn drop_correction(who: SignedIn, State(app): State<App>, Path(correction): Path<i64>) -> Result<StatusCode, Problem> {
    verbs::drop_correction(app.newsroom(), &who.act, correction).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How far an edition is.
#[derive(Debug, Serialize, ToSchema)]
struct HowFar {
    /// `composed`, `freezing`, `sending`, `sent` or `held`.
    state: &'static str,
    progress: ProgressView,
}

/// How far an edition is; the numbers add up to the audience
#[utoipa::path(get, path = "/editions/{edition}/progress", tag = "editions", params(("edition" = String, Path)), responses((status = 200, body = HowFar), (status = "default", body = ProblemBody)))]
async fn progress(who: SignedIn, State(app): State<App>, Path(of): Path<String>) -> Result<Json<HowFar>, Problem> {
    let (edition, progress) = verbs::progress(app.newsroom(), &who.act, name(&of)?).await?;
    Ok(Json(HowFar { state: edition.state.word(), progress: ProgressView::of(&progress) }))
}

/// Which letters.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct WhichLetters {
    /// `pending`, `claimed`, `dotting`, `accepted`, `deferred`, `failed`, `in_doubt` or `suppressed`.
    state: String,
    /// The reader after whom to go on.
    after: Option<i64>,
    /// How many; 500 at most.
    limit: Option<usize>,
}

/// A letter, and what was said of it.
#[derive(Debug, Serialize, ToSchema)]
struct SentLetter {
    /// The reader's number.
    reader: i64,
    email: String,
    attempts: i64,
    /// The last reply of the next hop.
    reply: String,
}

/// Letters in one state.
#[derive(Debug, Serialize, ToSchema)]
struct SentLetters {
    letters: Vec<SentLetter>,
}

/// Letters of an edition in one state: where they go, and what was said
#[utoipa::path(get, path = "/editions/{edition}/letters", tag = "editions", params(("edition" = String, Path), WhichLetters), responses((status = 200, body = SentLetters), (status = "default", body = ProblemBody)))]
async fn letters(
    who: SignedIn,
    State(app): State<App>,
    Path(of): Path<String>,
    Query(query): Query<WhichLetters>,
) -> Result<Json<SentLetters>, Problem> {
    let state = Delivery::from_word(&query.state)
        .ok_or_else(|| Problem::field("state", format!("there is no state “{}” of letters", query.state)))?;
    let after = ReaderId(query.after.unwrap_or(0));
    let found = verbs::letters(app.newsroom(), &who.act, name(&of)?, state, after, query.limit.unwrap_or(100)).await?;
    let told = |(letter, email): &verbs::Sent| SentLetter {
        reader: letter.reader.0,
        email: email.as_str().to_owned(),
        attempts: letter.attempts,
        reply: letter.reply.clone(),
    };
    Ok(Json(SentLetters { letters: found.iter().map(told).collect() }))
}

/// What is said of a letter in doubt.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Settling {
    /// Whether it is sent again, and its reader may get two; else it counts as taken.
    again: bool,
}

/// Settle a letter in doubt: its reader has it, or it is sent again
#[utoipa::path(post, path = "/editions/{edition}/letters/{reader}/settle", tag = "editions", params(("edition" = String, Path), ("reader" = i64, Path)), request_body = Settling, responses((status = 200, body = HowFar), (status = "default", body = ProblemBody)))]
async fn settle(
    who: SignedIn,
    State(app): State<App>,
    Path((of, reader)): Path<(String, i64)>,
    Input(said): Input<Settling>,
) -> Result<Json<HowFar>, Problem> {
    let settled = if said.again { verbs::Settled::Again } else { verbs::Settled::Done };
    verbs::settle(app.newsroom(), &who.act, name(&of)?, ReaderId(reader), settled).await?;
    progress(who, State(app), Path(of)).await
}

/// As which reader.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Whose {
    /// `general`, `follows` or `both`; `general` when left out.
    choice: Option<String>,
    /// Addresses of artists (their last words), parted by commas.
    follows: Option<String>,
}

fn reader(choice: Option<&str>, follows: impl Iterator<Item = impl AsRef<str>>) -> Result<AsReader, Problem> {
    let choice = choice.unwrap_or("general");
    let choice = Choice::from_word(choice)
        .ok_or_else(|| Problem::field("choice", format!("there is no choice “{choice}”; there is general, follows, both")))?;
    let mut slugs = Vec::new();
    for word in follows {
        let word = word.as_ref().trim();
        if !word.is_empty() {
            slugs.push(Slug::parse(word).map_err(|_| Problem::field("follows", format!("“{word}” is no address of an artist")))?);
        }
    }
    Ok(AsReader { choice, follows: slugs })
}

/// A letter before it is sent.
#[derive(Debug, Serialize, ToSchema)]
struct LetterPreview {
    subject: String,
    preheader: String,
    html: String,
    text: String,
    /// How many stories it carries.
    stories: u32,
}

/// An edition's letter as a reader would get it; null when they would get none
#[utoipa::path(get, path = "/editions/{edition}/letter", tag = "editions", params(("edition" = String, Path), Whose), responses((status = 200, body = Option<LetterPreview>), (status = "default", body = ProblemBody)))]
async fn letter(
    who: SignedIn,
    State(app): State<App>,
    Path(of): Path<String>,
    Query(whose): Query<Whose>,
) -> Result<Json<Option<LetterPreview>>, Problem> {
    let reader = reader(whose.choice.as_deref(), whose.follows.as_deref().unwrap_or_default().split(','))?;
    let found = verbs::preview(app.newsroom(), &who.act, name(&of)?, &reader).await?;
    let shown = |letter: verbs::Preview| LetterPreview {
        subject: letter.subject,
        preheader: letter.preheader,
        html: letter.html,
        text: letter.text,
        stories: letter.stories,
    };
    Ok(Json(found.map(shown)))
}

/// As which reader a test letter is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TestLetter {
    /// `general`, `follows` or `both`; `general` when left out.
    choice: Option<String>,
    /// Addresses of artists (their last words).
    #[serde(default)]
    follows: Vec<String>,
}

/// Where a test letter goes.
#[derive(Debug, Serialize, ToSchema)]
struct TestSent {
    to: String,
}

/// Mail oneself the letter of an edition
#[utoipa::path(post, path = "/editions/{edition}/test", tag = "editions", params(("edition" = String, Path)), request_body = TestLetter, responses((status = 200, body = TestSent), (status = "default", body = ProblemBody)))]
async fn test(
    who: SignedIn,
    State(app): State<App>,
    Path(of): Path<String>,
    Input(wanted): Input<TestLetter>,
) -> Result<Json<TestSent>, Problem> {
    let reader = reader(wanted.choice.as_deref(), wanted.follows.iter())?;
    // Never anybody else's mailbox: the desk is no way to mail strangers.
    verbs::send_test(app.newsroom(), &who.act, name(&of)?, &reader, &who.staff.email).await?;
    Ok(Json(TestSent { to: who.staff.email.as_str().to_owned() }))
}
