//! What a page of the desk is made with, and the frame that it stands in.

use crate::app::App;
use crate::desk::places::{self, PlaceView};
use crate::door::SignedIn;
use crate::http::answer::HTML;
use crate::http::fault::Fault;
use crate::paper::press::Press;
use axum::extract::FromRequestParts;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use domain::act::Act;
use domain::staff::Staff;
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A signed-in person's request: one state of the store, the paper's facts, who asks and when.
pub(crate) struct Desk {
    pub(crate) press: Press,
    pub(crate) staff: Staff,
    pub(crate) act: Act,
    /// The session that it came with; none for a token.
    pub(crate) session: Option<domain::id::SessionId>,
}

impl FromRequestParts<App> for Desk {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fault> {
        let SignedIn { staff, act, session } = SignedIn::from_request_parts(parts, app).await?;
        Ok(Self { press: Press::start(app).await?, staff, act, session })
    }
}

/// What a page says of itself, besides its view.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// The template's name without its ending; the body's class, and the table of its words.
    pub(crate) kind: &'static str,
    /// The place of the menu that it belongs to: the last word of its address.
    pub(crate) place: &'static str,
    /// Its title.
    pub(crate) title: String,
    /// Tables of words that its scripts need, besides `script`.
    pub(crate) words: &'static [&'static str],
    /// What its scripts are given: an object.
    pub(crate) data: Value,
}

impl Frame {
    /// A page whose title is the message `<kind>.title` and whose scripts need nothing of their own.
    pub(crate) fn new(desk: &Desk, kind: &'static str, place: &'static str) -> Self {
        Self { kind, place, title: desk.word(&format!("{kind}.title")), words: &[], data: Value::Null }
    }
}

#[derive(Serialize)]
struct Context<V: Serialize> {
    paper: PaperView,
    page: PageView,
    staff: Option<StaffView>,
    places: Vec<Vec<PlaceView>>,
    #[serde(flatten)]
    view: V,
}

#[derive(Serialize)]
struct PaperView {
    name: String,
    lang: String,
}

#[derive(Serialize)]
struct PageView {
    kind: &'static str,
    title: String,
    data: String,
}

#[derive(Serialize)]
struct StaffView {
    id: i64,
    name: String,
    role: &'static str,
}

impl Desk {
    /// A word of the desk.
    pub(crate) fn word(&self, key: &str) -> String {
        self.press.app.desk_theme().word(key, &[])
    }

    /// A page of a template.
    ///
    /// # Errors
    /// Ours, when the template fails or the counts of the menu cannot be read.
    pub(crate) async fn page(&self, frame: Frame, view: impl Serialize) -> Result<Response, Fault> {
        let places = places::of(self, frame.place).await?;
        let staff = StaffView { id: self.staff.id.0, name: self.staff.name.clone(), role: self.staff.role.word() };
        printed(&self.press, StatusCode::OK, frame, Some(staff), places, view)
    }
}

/// A page for somebody who is not signed in: the way in, and what went wrong before it.
///
/// # Errors
/// Ours, when the template fails.
pub(crate) fn outside(press: &Press, status: StatusCode, frame: Frame, view: impl Serialize) -> Result<Response, Fault> {
    printed(press, status, frame, None, Vec::new(), view)
}

fn printed(
    press: &Press,
    status: StatusCode,
    frame: Frame,
    staff: Option<StaffView>,
    places: Vec<Vec<PlaceView>>,
    view: impl Serialize,
) -> Result<Response, Fault> {
    let theme = press.app.desk_theme();
    let tables: Vec<&str> = std::iter::once("script").chain(frame.words.iter().copied()).collect();
    let data = island(press, &theme.words_of(&tables), staff.as_ref(), frame.data);
    let paper = PaperView { name: press.matter.paper.name.clone(), lang: press.matter.paper.language.clone() };
    let page = PageView { kind: frame.kind, title: frame.title, data };
    let html = theme.engine().render(&format!("{}.html", frame.kind), Context { paper, page, staff, places, view })?;
    let mut response = Response::new(html.into_string().into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(HTML));
    Ok(response)
}

/// The JSON that scripts read: words by key, the paper's name, zone and language, who is signed in, and the page's own data. No `<` in it can
/// end the element that it stands in.
fn island(press: &Press, words: &BTreeMap<String, Value>, me: Option<&StaffView>, data: Value) -> String {
    let mut all = match data {
        Value::Object(data) => data,
        _ => Map::new(),
    };
    all.insert("words".to_owned(), json!(words));
    all.insert("paper".to_owned(), json!(press.matter.paper.name));
    all.insert("me".to_owned(), json!(me));
    all.insert("language".to_owned(), json!(press.matter.paper.language));
    all.insert("zone".to_owned(), json!(press.zone().name()));
    Value::Object(all).to_string().replace('<', "\\u003c")
}
