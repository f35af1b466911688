//! A paper to ask: a store, a newsroom, a router, and a clock that tests turn.

use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use domain::act::Act;
use domain::id::{ArtistId, PersonId};
use domain::link::Strength;
use domain::role::Role;
use domain::staff::Staff;
use domain::story::{ArtistCredit, Draft, State, Story};
use domain::time::Instant;
use newsroom::Newsroom;
use newsroom::deliver::Sender;
use newsroom::outbox::Outbox;
use newsroom::signin;
use newsroom::worker::{Memory, round};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use store::Store;
use store::blobs::Files;
use store::stories::NewStory;
use tower::ServiceExt;
use web::{App, Settings, ThemeSource};

pub(crate) struct Site {
    pub(crate) newsroom: Newsroom,
    pub(crate) router: axum::Router,
    pub(crate) staff: PersonId,
    clock: Arc<AtomicI64>,
    gate: Arc<Gate>,
    drawn: AtomicU64,
    _files: tempfile::TempDir,
}

/// Where the application's clock can be stopped while it is read.
#[derive(Default)]
struct Gate {
    readings_left: AtomicI64,
    stopped: AtomicBool,
    open: AtomicBool,
}

impl Gate {
    fn pass(&self) {
        if self.readings_left.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.stopped.store(true, Ordering::SeqCst);
            while !self.open.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    }
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// What the button of a page sends: every hidden field of its last form.
pub(crate) fn pressed(page: &str) -> Option<String> {
    let form = page.contains("name=\"token\"").then(|| page.rsplit("<form method=\"post\"").next())??;
    let fields = form.split("<input type=\"hidden\" name=\"").skip(1).filter_map(|field| {
        let (name, rest) = field.split_once("\" value=\"")?;
        Some(format!("{name}={}", rest.split('"').next()?.replace('@', "%40")))
    });
    Some(fields.collect::<Vec<_>>().join("&"))
}

/// Everything in a theme that is not quite right is an error here.
pub(crate) fn settings() -> Settings {
    Settings { theme: ThemeSource { strict: true, language: "en-AU".to_owned(), folder: None }, ..Settings::default() }
}

impl Site {
    pub(crate) async fn new(store: Store) -> Self {
        Self::with(store, settings()).await
    }

    pub(crate) async fn with(store: Store, settings: Settings) -> Self {
        let files = tempfile::tempdir().unwrap();
        let now = testkit::at("2026-11-20T14:00:00+11:00");
        let tx = store.begin(now).await.unwrap();
        let staff = testkit::set_up(&tx).await;
        tx.commit().await.unwrap();
        let newsroom = Newsroom::open(store, Files::open(files.path()).unwrap(), now, [7; 32]).await.unwrap();
        newsroom::find::keep_in(&newsroom, &files.path().join("search"));
        newsroom::moving::keep_in(&newsroom, files.path().join("imports"));
        let clock = Arc::new(AtomicI64::new(now.micros()));
        let (read, drawn) = (Arc::clone(&clock), AtomicU64::new(1));
        let gate = Arc::new(Gate::default());
        let gate_of_app = Arc::clone(&gate);
        let clock_of_app = Arc::new(move || {
            gate_of_app.pass();
            Instant::from_micros(read.load(Ordering::SeqCst))
        });
        let chance = Arc::new(move || u128::from(drawn.fetch_add(1, Ordering::SeqCst)));
        let app = App::new(newsroom.clone(), clock_of_app, chance, settings).unwrap();
        Self { newsroom, router: web::router(app), staff, clock, gate, drawn: AtomicU64::new(1), _files: files }
    }

    pub(crate) fn now(&self) -> Instant {
        Instant::from_micros(self.clock.load(Ordering::SeqCst))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub(crate) fn stop_clock_at_reading(&self, number: i64) {
        self.gate.readings_left.store(number, Ordering::SeqCst);
    }

    pub(crate) async fn clock_has_stopped(&self) {
        while !self.gate.stopped.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    pub(crate) fn let_clock_go(&self) {
        self.gate.open.store(true, Ordering::SeqCst);
    }

    pub(crate) fn act(&self) -> Act {
        Act::new("Imogen Achterberg", Role::Owner, self.now())
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 8 << 20).await.unwrap().to_vec();
        Answer { status: parts.status, headers: parts.headers, bytes }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        let request = Request::post(path).header("content-type", "application/x-www-form-urlencoded");
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.ask(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Fills in a coupon as somebody without script: two presses, four seconds apart.
    pub(crate) async fn sign_up(&self, email: &str) -> Answer {
        self.sign_up_at("/newsletter", email).await
    }

    /// The same at an address.
    pub(crate) async fn sign_up_at(&self, path: &str, email: &str) -> Answer {
        let asked = self.post(path, &format!("email={}", email.replace('@', "%40")), &[("origin", "https://feedback.example")]).await;
        let Some(form) = pressed(&asked.text()) else { return asked };
        self.pass(4);
        self.post(path, &form, &[("origin", "https://feedback.example"), ("user-agent", "Mozilla/5.0 Firefox/150.0")]).await
    }

    /// An artist of a name; its slug is the name in small letters.
    pub(crate) async fn artist(&self, name: &str) -> ArtistId {
        let tx = self.newsroom.store().begin(self.now()).await.unwrap();
        let slug = testkit::slug(&name.to_lowercase().replace(' ', "-"));
        let artist = store::artists::create(&tx, &testkit::artist(name), &slug, testkit::KEYS).await.unwrap();
        tx.commit().await.unwrap();
        self.newsroom.catch_up().await.unwrap();
        artist.id
    }

    /// A draft on the desk, published by its verb.
    pub(crate) async fn publish(&self, headline: &str, write: impl FnOnce(&mut Draft)) -> Story {
        let mut draft = testkit::draft("no headline");
        draft.headline = headline.to_owned();
        draft.slug = text::fold::slug(headline).unwrap();
        draft.bylines = vec![testkit::byline(self.staff)];
        write(&mut draft);
        let story = self.draft(draft).await;
        newsroom::stories::publish(&self.newsroom, &self.act(), story.id).await.unwrap()
    }

    pub(crate) async fn draft(&self, draft: Draft) -> Story {
        let new = NewStory {
            draft,
            source: None,
            state: State::Draft,
            address: None,
            live_since: None,
            corrections: Vec::new(),
            created: self.now(),
            updated: self.now(),
        };
        let tx = self.newsroom.store().begin(self.now()).await.unwrap();
        let story = store::stories::create(&tx, &new, "test").await.unwrap();
        tx.commit().await.unwrap();
        self.newsroom.catch_up().await.unwrap();
        story
    }

    /// Somebody who works here, and the cookie of their browser.
    pub(crate) async fn hire(&self, name: &str, role: Role) -> (Staff, String) {
        let tx = self.newsroom.store().begin(self.now()).await.unwrap();
        let staff = store::staff::create(&tx, &testkit::staff(name, role)).await.unwrap();
        tx.commit().await.unwrap();
        let cookie = self.cookie_of(&staff).await;
        (staff, cookie)
    }

    /// A fresh session's cookie, as a browser sends it.
    pub(crate) async fn cookie_of(&self, staff: &Staff) -> String {
        let drawn = || u128::from(self.drawn.fetch_add(1, Ordering::SeqCst)) << 64;
        let link = signin::link_for(&self.newsroom, &self.act().traced(drawn()), staff.email.as_str()).await.unwrap().0;
        let opened = signin::enter(&self.newsroom, &self.act().traced(drawn()), &link, "Firefox on Linux").await.unwrap();
        format!("__Host-inkie={}", opened.token)
    }

    /// Asks the API as a browser does from a page of the desk.
    pub(crate) async fn api(&self, method: &str, path: &str, cookie: &str, input: &Value) -> Answer {
        let request = Request::builder().method(method).uri(format!("/api/v1{path}")).header("cookie", cookie);
        let request = request.header("sec-fetch-site", "same-origin").header("content-type", "application/json");
        let body = if input.is_null() { Body::empty() } else { Body::from(input.to_string()) };
        self.ask(request.body(body).unwrap()).await
    }

    /// Does what the worker has to do; letters go into the built-in mailbox.
    pub(crate) async fn work(&self) {
        let epoch = newsroom::deliver::begin_epoch(&self.newsroom, self.now(), "test", true).await.unwrap();
        let read = Arc::clone(&self.clock);
        let clock = Arc::new(move || Instant::from_micros(read.load(Ordering::SeqCst)));
        let sender = Sender { epoch, outbox: Outbox::Mailbox, clock };
        round(&self.newsroom, &sender, &mut Memory::default()).await.unwrap();
    }

    /// The addresses of this paper in the newest letter to somebody, as paths.
    pub(crate) async fn mailed_paths(&self, recipient: &str) -> Vec<String> {
        let conn = self.newsroom.store().read().await.unwrap();
        let items = store::mailbox::list(&conn, 50).await.unwrap();
        let Some(item) = items.iter().find(|item| item.recipient == recipient) else { return Vec::new() };
        let (_, raw) = store::mailbox::get(&conn, item.id).await.unwrap().unwrap();
        let raw = String::from_utf8_lossy(&raw).replace("=\r\n", "").replace("=3D", "=");
        let found = raw.split("https://feedback.example").skip(1).filter_map(|rest| rest.split(['\r', '\n', ' ', '"', '>', '<']).next());
        found.map(str::to_owned).collect()
    }

    pub(crate) async fn mails(&self) -> usize {
        store::mailbox::list(&self.newsroom.store().read().await.unwrap(), 1000).await.unwrap().len()
    }
}

pub(crate) fn subject(artist: ArtistId, name: &str) -> ArtistCredit {
    ArtistCredit { artist, credited_as: name.to_owned(), strength: Strength::Subject }
}
