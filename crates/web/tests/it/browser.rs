//! Somebody signed in, as their browser speaks.

use crate::site::{Answer, Site};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use domain::role::Role;
use serde_json::Value;

pub(crate) struct Browser<'a> {
    site: &'a Site,
    cookie: String,
}

impl<'a> Browser<'a> {
    /// Somebody of a role, invited and signed in.
    pub(crate) async fn of(site: &'a Site, role: Role) -> Browser<'a> {
        let act = site.act().traced(role.word().bytes().map(u128::from).sum());
        let email = format!("{}@feedback.example", role.word());
        let invitation = newsroom::staff::Invitation { name: format!("Jo {role}"), email: email.clone(), role, mailed: false };
        newsroom::staff::invite(&site.newsroom, &act, &invitation).await.unwrap();
        let (link, _) = newsroom::signin::link_for(&site.newsroom, &act, &email).await.unwrap();
        let opened = newsroom::signin::enter(&site.newsroom, &act, &link, "a test").await.unwrap();
        Self { site, cookie: format!("__Host-inkie={}", opened.token) }
    }

    async fn ask(&self, method: &str, path: &str, body: Body) -> Answer {
        self.send(method, path, body, "application/json").await
    }

    /// A request with a body of some kind, as a page of the desk sends it.
    pub(crate) async fn send(&self, method: &str, path: &str, body: Body, kind: &str) -> Answer {
        let request = Request::builder().method(method).uri(path).header("cookie", &self.cookie);
        let request = request.header("sec-fetch-site", "same-origin").header("content-type", kind);
        self.site.ask(request.body(body).unwrap()).await
    }

    /// A page of the desk, which must be there.
    pub(crate) async fn page(&self, path: &str) -> String {
        let answer = self.ask("GET", path, Body::empty()).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
        answer.text()
    }

    /// An answer of the API.
    pub(crate) async fn api(&self, method: &str, path: &str, input: &Value) -> (StatusCode, Value) {
        let body = if input.is_null() { Body::empty() } else { Body::from(input.to_string()) };
        let answer = self.ask(method, &format!("/api/v1{path}"), body).await;
        (answer.status, serde_json::from_slice(&answer.bytes).unwrap_or(Value::Null))
    }

    /// The same, which must go well.
    pub(crate) async fn well(&self, method: &str, path: &str, input: Value) -> Value {
        let (status, answer) = self.api(method, path, &input).await;
        assert!(status.is_success(), "{method} {path}: {status} {answer}");
        answer
    }
}
