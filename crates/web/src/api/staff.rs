//! The staff, for its owner; colleagues, for everybody.

use crate::account_view::MemberView;
use crate::api::input::{Input, Path};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::id::StaffId;
use domain::role::Role;
use newsroom::staff::{self as verbs, Invitation};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(colleagues))
        .routes(routes!(list, invite))
        .routes(routes!(one, change))
        .routes(routes!(dismiss))
        .routes(routes!(sign_out))
}

/// Somebody who works here, as everybody at the desk sees them.
#[derive(Debug, Serialize, ToSchema)]
struct Colleague {
    id: i64,
    name: String,
    /// `contributor`, `writer`, `editor` or `owner`.
    role: &'static str,
}

/// Everybody who works here, by name
#[utoipa::path(get, path = "/colleagues", tag = "staff", responses((status = 200, body = Vec<Colleague>), (status = "default", body = ProblemBody)))]
async fn colleagues(who: SignedIn, State(app): State<App>) -> Result<Json<Vec<Colleague>>, Problem> {
    let all = verbs::colleagues(app.newsroom(), &who.act).await?;
    Ok(Json(all.into_iter().map(|staff| Colleague { id: staff.id.0, name: staff.name, role: staff.role.word() }).collect()))
}

/// The staff with their devices, those who were dismissed last
#[utoipa::path(get, path = "/staff", tag = "staff", responses((status = 200, body = Vec<MemberView>), (status = "default", body = ProblemBody)))]
async fn list(who: SignedIn, State(app): State<App>) -> Result<Json<Vec<MemberView>>, Problem> {
    Ok(Json(verbs::list(app.newsroom(), &who.act).await?.iter().map(MemberView::of).collect()))
}

async fn member(app: &App, who: &SignedIn, id: StaffId) -> Result<Json<MemberView>, Problem> {
    Ok(Json(MemberView::of(&verbs::get(app.newsroom(), &who.act, id).await?)))
}

fn role_of(word: &str) -> Result<Role, Problem> {
    let wrong = || Problem::field("role", format!("there is no role “{word}”; there are contributor, writer, editor and owner"));
    Role::from_word(word).ok_or_else(wrong)
}

/// Somebody who is asked to come.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Asked {
    name: String,
    email: String,
    /// `contributor`, `writer`, `editor` or `owner`.
    role: String,
}

/// Invite somebody by mail, or again who was invited or dismissed
#[utoipa::path(post, path = "/staff", tag = "staff", request_body = Asked, responses((status = 201, body = MemberView), (status = "default", body = ProblemBody)))]
async fn invite(who: SignedIn, State(app): State<App>, Input(said): Input<Asked>) -> Result<(StatusCode, Json<MemberView>), Problem> {
    let invitation = Invitation { name: said.name, email: said.email, role: role_of(&said.role)?, mailed: true };
    let staff = verbs::invite(app.newsroom(), &who.act, &invitation).await?;
    Ok((StatusCode::CREATED, member(&app, &who, staff.id).await?))
}

/// One of the staff
#[utoipa::path(get, path = "/staff/{id}", tag = "staff", params(("id" = i64, Path)), responses((status = 200, body = MemberView), (status = "default", body = ProblemBody)))]
async fn one(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<Json<MemberView>, Problem> {
    member(&app, &who, StaffId(id)).await
}

/// Another role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StaffChange {
    /// `contributor`, `writer`, `editor` or `owner`.
    role: String,
}

/// Put somebody into another role; they are signed out and come back in it
#[utoipa::path(patch, path = "/staff/{id}", tag = "staff", params(("id" = i64, Path)), request_body = StaffChange, responses((status = 200, body = MemberView), (status = "default", body = ProblemBody)))]
async fn change(
    who: SignedIn,
    State(app): State<App>,
    Path(id): Path<i64>,
    Input(said): Input<StaffChange>,
) -> Result<Json<MemberView>, Problem> {
    let staff = verbs::change_role(app.newsroom(), &who.act, StaffId(id), role_of(&said.role)?).await?;
    member(&app, &who, staff.id).await
}

/// Dismiss somebody: sessions, tokens and keys end, what they wrote stays
#[utoipa::path(post, path = "/staff/{id}/dismiss", tag = "staff", params(("id" = i64, Path)), responses((status = 200, body = MemberView), (status = "default", body = ProblemBody)))]
async fn dismiss(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<Json<MemberView>, Problem> {
    let staff = verbs::dismiss(app.newsroom(), &who.act, StaffId(id)).await?;
    member(&app, &who, staff.id).await
}

/// Sign somebody out on every device
#[utoipa::path(post, path = "/staff/{id}/sign-out", tag = "staff", params(("id" = i64, Path)), responses((status = 200, body = MemberView), (status = "default", body = ProblemBody)))]
async fn sign_out(who: SignedIn, State(app): State<App>, Path(id): Path<i64>) -> Result<Json<MemberView>, Problem> {
    let staff = verbs::sign_out(app.newsroom(), &who.act, StaffId(id)).await?;
    member(&app, &who, staff.id).await
}
