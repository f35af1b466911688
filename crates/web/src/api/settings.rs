//! The paper's settings, one declaration each, and its mail server's test.

use crate::api::input::Input;
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use domain::paper::Paper;
use domain::role::Verb;
use domain::settings::{Form, SETTINGS, Setting};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(settings, change)).routes(routes!(try_mail))
}

/// A setting.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingBody {
    /// Its name, here and on the command line.
    name: &'static str,
    /// Where it stands at the desk.
    tab: &'static str,
    label: &'static str,
    help: &'static str,
    example: &'static str,
    /// `line`, `zone`, `colour`, `time`, `email`, `address`, `language`, `picture`, `server` or `choice`.
    form: &'static str,
    /// The values of a choice.
    choices: Vec<ChoiceBody>,
    value: String,
}

impl SettingBody {
    /// The tab that it stands on.
    pub(crate) fn tab(&self) -> &'static str {
        self.tab
    }
}

/// One value of a choice.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChoiceBody {
    value: &'static str,
    meaning: &'static str,
}

/// Every setting.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SettingsBody {
    pub(crate) settings: Vec<SettingBody>,
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

fn form(setting: &Setting) -> (&'static str, Vec<ChoiceBody>) {
    match setting.form {
        Form::Line => ("line", Vec::new()),
        Form::Zone => ("zone", Vec::new()),
        Form::Colour => ("colour", Vec::new()),
        Form::Time => ("time", Vec::new()),
        Form::Email => ("email", Vec::new()),
        Form::Address => ("address", Vec::new()),
        Form::Language => ("language", Vec::new()),
        Form::Picture => ("picture", Vec::new()),
        Form::Server => ("server", Vec::new()),
        Form::Choice(choices) => ("choice", choices.iter().map(|(value, meaning)| ChoiceBody { value, meaning }).collect()),
    }
}

/// What the API and the desk's forms show of the settings.
pub(crate) fn body(paper: &Paper) -> SettingsBody {
    let one = |setting: &Setting| {
        let (form, choices) = form(setting);
        SettingBody {
            name: setting.name,
            tab: setting.tab.word(),
            label: setting.label,
            help: setting.help,
            example: setting.example,
            form,
            choices,
            value: setting.of(paper),
        }
    };
    SettingsBody { settings: SETTINGS.iter().map(one).collect() }
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
