//! One's own account: name and byline, devices, telephone and password, tokens.

use crate::account_view::AccountView;
use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::response::Response;
use domain::role::Scope;
use domain::time::{Instant, Zone};
use newsroom::account;
use serde::Serialize;

#[derive(Serialize)]
struct PageView {
    account: AccountView,
    /// A suggestion for who has no byline yet.
    byline: String,
    has_password: bool,
    has_telephone: bool,
    others: bool,
    scopes: Vec<ScopeView>,
}

#[derive(Serialize)]
struct ScopeView {
    word: &'static str,
    name: String,
}

/// When something was, in the paper's own zone and hand.
pub(super) fn when(zone: &Zone, rfc3339: &mut String) {
    if let Ok(at) = rfc3339.parse() {
        *rfc3339 = zone.dateline(Instant::from_timestamp(at));
    }
}

pub(super) async fn page(desk: Desk) -> Result<Response, Fault> {
    let found = account::get(desk.press.app.newsroom(), &desk.act).await?;
    let mut view = AccountView::of(&found, desk.session);
    let zone = desk.press.zone();
    for session in &mut view.sessions {
        when(zone, &mut session.seen);
        when(zone, &mut session.created);
    }
    for token in &mut view.tokens {
        when(zone, &mut token.created);
        token.used.iter_mut().chain(&mut token.expires).for_each(|at| when(zone, at));
    }
    let scopes = Scope::ALL.map(|scope| ScopeView { word: scope.word(), name: desk.word(&format!("account.scope_{}", scope.word())) });
    let view = PageView {
        byline: found.byline.as_ref().map(|person| person.name.clone()).unwrap_or_default(),
        has_password: found.password_set.is_some(),
        has_telephone: found.totp_since.is_some(),
        others: view.sessions.len() > 1,
        scopes: Vec::from(scopes),
        account: view,
    };
    desk.page(Frame { words: &["script.account"], ..Frame::new(&desk, "account", "account") }, view).await
}
