//! The paper's settings, one declaration each, and its mail server's test.

use crate::api::input::Input;
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use crate::running_view::settings::{SettingsBody, body};
use axum::Json;
use axum::extract::State;
use domain::role::Verb;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(settings, change)).routes(routes!(try_mail))
}

/// What a server said to a test mail.
#[derive(Debug, Serialize, ToSchema)]
struct TriedBody {
    server: String,
    accepted: bool,
    /// The server's own words.
    answer: String,
}

/// Whom to send a test mail to.
#[derive(Debug, Deserialize, ToSchema)]
struct Try {
    /// An address; your own when left out.
    #[serde(default)]
    to: Option<String>,
}

/// Every setting of the paper
#[utoipa::path(get, path = "/settings", tag = "paper", responses((status = 200, body = SettingsBody), (status = "default", body = ProblemBody)))]
async fn settings(State(app): State<App>, who: SignedIn) -> Result<Json<SettingsBody>, Problem> {
    who.act.allow(Verb::Configure)?;
    Ok(Json(body(&newsroom::paper::get(app.newsroom()).await?)))
}

/// Change settings, by name: all of them or none
#[utoipa::path(patch, path = "/settings", tag = "paper", request_body = BTreeMap<String, String>, responses((status = 200, body = SettingsBody), (status = "default", body = ProblemBody)))]
async fn change(
    State(app): State<App>,
    who: SignedIn,
    Input(values): Input<BTreeMap<String, String>>,
) -> Result<Json<SettingsBody>, Problem> {
    let pairs: Vec<(&str, &str)> = values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let paper = newsroom::paper::change_all(app.newsroom(), &who.act, &pairs).await?;
    Ok(Json(body(&paper)))
}

/// Send one mail through the mail server, and say what it answered
#[utoipa::path(post, path = "/settings/mail/try", tag = "paper", request_body = Try, responses((status = 200, body = TriedBody), (status = "default", body = ProblemBody)))]
async fn try_mail(State(app): State<App>, who: SignedIn, Input(wanted): Input<Try>) -> Result<Json<TriedBody>, Problem> {
    let to = match wanted.to.filter(|to| !to.trim().is_empty()) {
        Some(to) => domain::email::Email::parse(&to)?,
        None => who.staff.email.clone(),
    };
    let tried = newsroom::mail_server::try_out(app.newsroom(), &who.act, &app.settings().outbox, &to).await?;
    Ok(Json(TriedBody { server: tried.server, accepted: tried.accepted, answer: tried.answer }))
}
