//! One's own account: name and byline, telephone and password, devices, tokens. A token may look and changes nothing.

use crate::account_view::{AccountView, TokenView};
use crate::api::input::{Input, Path};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::door::channel::Channel;
use crate::qr;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Response};
use domain::id::{SessionId, TokenId};
use domain::refusal::Refusal;
use domain::role::{Scope, Scopes};
use newsroom::account::{self as verbs, NewToken};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get, describe))
        .routes(routes!(begin_telephone))
        .routes(routes!(confirm_telephone))
        .routes(routes!(renew_codes))
        .routes(routes!(set_password))
        .routes(routes!(forget_keys))
        .routes(routes!(end_other_sessions))
        .routes(routes!(end_session))
        .routes(routes!(make_token))
        .routes(routes!(end_token))
}

/// One's own account with its devices and tokens
#[utoipa::path(get, path = "/account", tag = "account", responses((status = 200, body = AccountView), (status = "default", body = ProblemBody)))]
async fn get(who: SignedIn, State(app): State<App>) -> Result<Json<AccountView>, Problem> {
    Ok(Json(AccountView::of(&verbs::get(app.newsroom(), &who.act).await?, who.session)))
}

/// How somebody is called.
#[derive(Debug, Deserialize, ToSchema)]
struct Description {
    /// The name that the desk and the log show.
    name: String,
    /// The byline that is theirs; empty for none. One that nobody has is made.
    byline: String,
}

/// Change one's own name and byline
#[utoipa::path(patch, path = "/account", tag = "account", request_body = Description, responses((status = 200, body = AccountView), (status = "default", body = ProblemBody)))]
async fn describe(who: SignedIn, State(app): State<App>, Input(said): Input<Description>) -> Result<Json<AccountView>, Problem> {
    verbs::describe(app.newsroom(), &who.act, &said.name, &said.byline).await?;
    Ok(Json(AccountView::of(&verbs::get(app.newsroom(), &who.act).await?, who.session)))
}

/// A code of the telephone that is known, or a recovery code.
#[derive(Debug, Deserialize, ToSchema)]
struct Code {
    /// Six digits or a recovery code; empty while no telephone is known.
    #[serde(default)]
    code: String,
}

/// What a telephone is told. Shown once.
#[derive(Debug, Serialize, ToSchema)]
struct Telephone {
    /// To be typed: base32.
    secret: String,
    /// To be opened.
    uri: String,
    /// To be scanned: the QR code of `uri`.
    picture: Option<qr::Picture>,
}

/// Begin to make a telephone known that counts codes (TOTP)
#[utoipa::path(post, path = "/account/telephone", tag = "account", request_body = Code, responses((status = 200, body = Telephone), (status = "default", body = ProblemBody)))]
async fn begin_telephone(who: SignedIn, State(app): State<App>, Input(said): Input<Code>) -> Result<Json<Telephone>, Problem> {
    let begun = verbs::begin_totp(app.newsroom(), &who.act, &said.code).await?;
    Ok(Json(Telephone { picture: qr::of(&begun.uri), secret: begun.secret, uri: begun.uri }))
}

/// Codes for the day when the telephone is lost. Shown once.
#[derive(Debug, Serialize, ToSchema)]
struct RecoveryCodes {
    /// Ten, each good once.
    recovery_codes: Vec<String>,
}

/// Show the telephone's first code; it is known from now on
#[utoipa::path(post, path = "/account/telephone/confirm", tag = "account", request_body = Code, responses((status = 200, body = RecoveryCodes), (status = "default", body = ProblemBody)))]
async fn confirm_telephone(who: SignedIn, State(app): State<App>, Input(said): Input<Code>) -> Result<Json<RecoveryCodes>, Problem> {
    Ok(Json(RecoveryCodes { recovery_codes: verbs::finish_totp(app.newsroom(), &who.act, &said.code).await? }))
}

/// Ten fresh recovery codes in the place of all old ones
#[utoipa::path(post, path = "/account/recovery-codes", tag = "account", request_body = Code, responses((status = 200, body = RecoveryCodes), (status = "default", body = ProblemBody)))]
async fn renew_codes(who: SignedIn, State(app): State<App>, Input(said): Input<Code>) -> Result<Json<RecoveryCodes>, Problem> {
    Ok(Json(RecoveryCodes { recovery_codes: verbs::renew_codes(app.newsroom(), &who.act, &said.code).await? }))
}

/// A password.
#[derive(Deserialize, ToSchema)]
struct Chosen {
    /// At least 12 characters.
    password: String,
    /// A code of the telephone, or a recovery code.
    #[serde(default)]
    code: String,
}

fn in_session(who: &SignedIn) -> Result<SessionId, Problem> {
    who.session.ok_or_else(|| Refusal::InPerson.into())
}

/// The session got another token: the browser is told.
fn turned(channel: Channel, token: &str) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    response.headers_mut().insert(SET_COOKIE, channel.keep(token));
    response
}

/// Choose a password; it lets in only beside a code. Every other device is signed out
#[utoipa::path(put, path = "/account/password", tag = "account", request_body = Chosen, responses((status = 204), (status = "default", body = ProblemBody)))]
async fn set_password(who: SignedIn, channel: Channel, State(app): State<App>, Input(said): Input<Chosen>) -> Result<Response, Problem> {
    let session = in_session(&who)?;
    let token = verbs::set_password(app.newsroom(), &who.act, session, &said.password, &said.code).await?;
    Ok(turned(channel, &token))
}

/// Forget password, telephone and recovery codes; mailed links remain. Every other device is signed out
#[utoipa::path(post, path = "/account/keys/forget", tag = "account", request_body = Code, responses((status = 204), (status = "default", body = ProblemBody)))]
async fn forget_keys(who: SignedIn, channel: Channel, State(app): State<App>, Input(said): Input<Code>) -> Result<Response, Problem> {
    let session = in_session(&who)?;
    let token = verbs::drop_keys(app.newsroom(), &who.act, session, &said.code).await?;
    Ok(turned(channel, &token))
}

/// How many devices were signed out.
#[derive(Debug, Serialize, ToSchema)]
struct Ended {
    ended: u64,
}

/// Sign out on every device but this one
#[utoipa::path(post, path = "/account/sessions/end-others", tag = "account", responses((status = 200, body = Ended), (status = "default", body = ProblemBody)))]
async fn end_other_sessions(who: SignedIn, State(app): State<App>) -> Result<Json<Ended>, Problem> {
    let session = in_session(&who)?;
    Ok(Json(Ended { ended: verbs::end_other_sessions(app.newsroom(), &who.act, session).await? }))
}

/// Sign out on one of one's own devices
#[utoipa::path(delete, path = "/account/sessions/{id}", tag = "account", params(("id" = i64, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn end_session(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    verbs::end_session(app.newsroom(), &who.act, SessionId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A token that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
struct AskedToken {
    /// What it is for.
    name: String,
    /// `read`, `write`, `publish`, `artists`, `edition`, `readers`, `manage`.
    scopes: Vec<String>,
    /// After how many days it ends; never when left out.
    days: Option<u16>,
}

/// A token, with itself: shown this once.
#[derive(Debug, Serialize, ToSchema)]
struct MadeToken {
    /// `Authorization: Bearer …`
    token: String,
    #[serde(flatten)]
    about: TokenView,
}

/// Make a personal token
#[utoipa::path(post, path = "/account/tokens", tag = "account", request_body = AskedToken, responses((status = 201, body = MadeToken), (status = "default", body = ProblemBody)))]
async fn make_token(who: SignedIn, State(app): State<App>, Input(said): Input<AskedToken>) -> Result<Response, Problem> {
    let mut scopes = Vec::new();
    for word in &said.scopes {
        scopes.push(Scope::from_word(word).ok_or_else(|| Problem::field("scopes", format!("there is no scope “{word}”")))?);
    }
    let new = NewToken { name: said.name, scopes: scopes.into_iter().collect::<Scopes>(), days: said.days };
    let (made, token) = verbs::make_token(app.newsroom(), &who.act, &new).await?;
    Ok((StatusCode::CREATED, Json(MadeToken { token, about: TokenView::of(&made) })).into_response())
}

/// End one of one's own tokens
#[utoipa::path(delete, path = "/account/tokens/{id}", tag = "account", params(("id" = i64, Path)), responses((status = 204), (status = "default", body = ProblemBody)))]
async fn end_token(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<StatusCode, Problem> {
    verbs::end_token(app.newsroom(), &who.act, TokenId(id)).await?;
    Ok(StatusCode::NO_CONTENT)
}
