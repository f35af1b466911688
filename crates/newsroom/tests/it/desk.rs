//! A newsroom to work in: a real store, a clock that tests turn, chance that is counted out.

use domain::act::Act;
use domain::edition::{Delivery, Edition, Tally};
use domain::email::Email;
use domain::id::{EditionId, StaffId};
use domain::paper::Section;
use domain::reader::Choice;
use domain::role::Role;
use domain::slug::Slug;
use domain::staff::limits::Attempt;
use domain::staff::{Staff, totp};
use domain::story::Story;
use domain::time::Instant;
use newsroom::Newsroom;
use newsroom::deliver::{self, Clock, Sender};
use newsroom::intake::{self, Options};
use newsroom::outbox::Outbox;
use newsroom::subscribe::{self, Press, Pressed};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use store::Store;
use store::blobs::Files;
use store::mailbox::Item;

pub(crate) struct Desk {
    pub(crate) newsroom: Newsroom,
    clock: Arc<AtomicI64>,
    drawn: AtomicU64,
    _files: tempfile::TempDir,
}

impl Desk {
    /// An empty newsroom: 20 November 2026, two in the afternoon in Melbourne.
    pub(crate) async fn bare(store: Store) -> Self {
        let files = tempfile::tempdir().unwrap();
        let now = testkit::at("2026-11-20T14:00:00+11:00");
        let newsroom = Newsroom::open(store, Files::open(files.path()).unwrap(), now, [7; 32]).await.unwrap();
        newsroom::find::keep_in(&newsroom, &files.path().join("search"));
        Self { newsroom, clock: Arc::new(AtomicI64::new(now.micros())), drawn: AtomicU64::new(1), _files: files }
    }

    /// A newsroom with its paper.
    pub(crate) async fn new(store: Store) -> Self {
        let desk = Self::bare(store).await;
        desk.found(&testkit::paper()).await;
        desk
    }

    pub(crate) async fn found(&self, paper: &domain::paper::Paper) {
        newsroom::paper::create(&self.newsroom, &self.act(), paper, &sections(), &["Staff Writer"]).await.unwrap();
    }

    /// Letters in doubt wait for a person.
    pub(crate) async fn hold_doubts(&self) {
        let owner = self.act_as(Role::Owner);
        newsroom::paper::change(&self.newsroom, &owner, "in-doubt", "hold").await.unwrap();
    }

    pub(crate) fn now(&self) -> Instant {
        Instant::from_micros(self.clock.load(Ordering::SeqCst))
    }

    pub(crate) fn pass(&self, seconds: i64) {
        self.clock.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }

    pub(crate) fn turn_to(&self, instant: &str) {
        self.clock.store(testkit::at(instant).micros(), Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> Clock {
        let clock = Arc::clone(&self.clock);
        Arc::new(move || Instant::from_micros(clock.load(Ordering::SeqCst)))
    }

    pub(crate) fn act(&self) -> Act {
        self.act_as(Role::Owner)
    }

    pub(crate) fn act_as(&self, role: Role) -> Act {
        Act::new("Imogen Achterberg", role, self.now()).traced(u128::from(self.drawn.fetch_add(1, Ordering::SeqCst)))
    }

    pub(crate) async fn read(&self) -> store::Conn {
        self.newsroom.store().read().await.unwrap()
    }

    /// A process that sends: the only one that lives.
    pub(crate) async fn sender(&self, outbox: Outbox) -> Sender {
        let epoch = deliver::begin_epoch(&self.newsroom, self.now(), "test", true).await.unwrap();
        Sender { epoch, outbox, clock: self.clock() }
    }

    /// Reads a plain-text story and leaves it a draft.
    pub(crate) async fn import(&self, text: &str) -> intake::Report {
        intake::plain_story(&self.newsroom, &self.act(), "story.txt", text, &Options::default()).await.unwrap()
    }

    /// A story of this minute about an artist, live now.
    pub(crate) async fn publish(&self, headline: &str, artist: Option<&str>) -> Story {
        let draft = self.import(&self.text(headline, artist)).await.story;
        newsroom::stories::publish(&self.newsroom, &self.act(), draft.id).await.unwrap()
    }

    /// A plain-text story with a dateline of this minute.
    pub(crate) fn text(&self, headline: &str, artist: Option<&str>) -> String {
        let line = artist.map(|name| format!("More {name} More {name}\n\n")).unwrap_or_default();
        let dateline = testkit::paper().zone.dateline(self.now());
        format!(
            "{headline}\n\n{dateline} | Staff Writer\n\nThe label has its own machine\n\n{line}It was his fax machine, and it stays where it is.\n"
        )
    }

    /// Readers `reader-0@example.org` and on, admitted with consent in hand.
    pub(crate) async fn readers(&self, count: usize) {
        for n in 0..count {
            self.admit(&format!("reader-{n}@example.org"), Choice::General, &[]).await;
        }
    }

    pub(crate) async fn admit(&self, email: &str, choice: Choice, follows: &[&str]) {
        let follows: Vec<Slug> = follows.iter().map(|word| testkit::slug(word)).collect();
        assert!(subscribe::admit(&self.newsroom, &self.act(), Email::parse(email).unwrap(), choice, &follows, "test").await.unwrap());
    }

    /// Many readers at once, past the verbs: for tests of sending.
    pub(crate) async fn many_readers(&self, count: usize) {
        let tx = self.newsroom.store().begin(self.now()).await.unwrap();
        for n in 0..count {
            store::readers::create(&tx, &testkit::reader(i64::try_from(n).unwrap())).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    pub(crate) async fn sign_up(&self, email: &str) {
        self.sign_up_from(email, None, "203.0.113.9").await;
    }

    pub(crate) async fn sign_up_from(&self, email: &str, artist: Option<&str>, from: &str) {
        assert_eq!(self.press(&self.filled_in(email, artist, from)).await.unwrap(), Pressed::Taken);
    }

    /// A coupon as a page without script sends it, whose form was shown ten seconds ago.
    pub(crate) fn filled_in(&self, email: &str, artist: Option<&str>, from: &str) -> Press {
        let act = self.act();
        let shown = subscribe::form_token(&self.newsroom, &Act { now: act.now.plus_seconds(-10), ..act });
        Press {
            edition: None,
            token: shown.token,
            work: None,
            trapped: false,
            is_person: true,
            email: email.to_owned(),
            artist: artist.map(testkit::slug),
            source: if artist.is_some() { "artist" } else { "coupon" }.to_owned(),
            from: from.parse().unwrap(),
        }
    }

    pub(crate) async fn press(&self, form: &Press) -> newsroom::Verb<Pressed> {
        subscribe::press(&self.newsroom, &self.act(), form).await
    }

    pub(crate) async fn reader(&self, email: &str) -> domain::reader::Reader {
        store::readers::by_email_key(&self.read().await, email).await.unwrap().unwrap()
    }

    /// Composes and releases today's edition.
    pub(crate) async fn release(&self) -> Edition {
        let edition = newsroom::edition::compose(&self.newsroom, &self.act()).await.unwrap();
        newsroom::edition::release(&self.newsroom, &self.act(), edition.id).await.unwrap()
    }

    pub(crate) async fn tally(&self, edition: EditionId) -> Tally {
        deliver::tally(&self.newsroom, edition).await.unwrap()
    }

    pub(crate) async fn addresses(&self, edition: EditionId, state: Delivery) -> Vec<String> {
        let addresses = deliver::addresses(&self.newsroom, edition, state).await.unwrap();
        addresses.iter().map(ToString::to_string).collect()
    }

    /// One round of a worker that mails into the mailbox.
    pub(crate) async fn work(&self) {
        let sender = self.sender(Outbox::Mailbox).await;
        newsroom::worker::round(&self.newsroom, &sender, &mut newsroom::worker::Memory::default()).await.unwrap();
    }

    /// One round of a worker that answers coupons, and has nothing to mail with.
    pub(crate) async fn answer(&self) {
        let sender = self.sender(Outbox::Unset).await;
        newsroom::worker::round(&self.newsroom, &sender, &mut newsroom::worker::Memory::default()).await.unwrap();
    }

    /// Every letter in the mailbox, oldest first.
    pub(crate) async fn mailbox(&self) -> Vec<(Item, String)> {
        let conn = self.read().await;
        let mut letters = Vec::new();
        for item in store::mailbox::list(&conn, 10_000).await.unwrap().into_iter().rev() {
            let (item, raw) = store::mailbox::get(&conn, item.id).await.unwrap().unwrap();
            letters.push((item, String::from_utf8(raw).unwrap()));
        }
        letters
    }

    /// The newest letter to somebody.
    pub(crate) async fn letter_to(&self, email: &str) -> String {
        let letters = self.mailbox().await;
        letters.into_iter().rev().find(|(item, _)| item.recipient == email).unwrap_or_else(|| panic!("no letter to {email}")).1
    }

    /// The token in the newest letter to somebody that lies under a path: `confirm`, `leave`, `preferences`.
    pub(crate) async fn token(&self, email: &str, path: &str) -> String {
        let letter = unfolded(&self.letter_to(email).await);
        let (_, rest) = letter.split_once(&format!("/newsletter/{path}/")).unwrap_or_else(|| panic!("no {path} in {letter}"));
        rest.chars().take_while(char::is_ascii_alphanumeric).collect()
    }

    /// Somebody who is not signed in, at an address.
    pub(crate) fn visitor(&self, from: &str) -> Act {
        Act { from: from.to_owned(), ..Act { who: "somebody".to_owned(), role: Role::Contributor, ..self.act() } }
    }

    /// Somebody who works here, past the verbs.
    pub(crate) async fn hire(&self, name: &str, role: Role) -> Staff {
        let tx = self.newsroom.store().begin(self.now()).await.unwrap();
        let staff = store::staff::create(&tx, &testkit::staff(name, role)).await.unwrap();
        tx.commit().await.unwrap();
        staff
    }

    /// Somebody who worked here once.
    pub(crate) async fn dismissed(&self, name: &str) {
        let staff = self.hire(name, Role::Writer).await;
        newsroom::staff::dismiss(&self.newsroom, &self.act(), staff.id).await.unwrap();
    }

    /// An act of somebody at the desk.
    pub(crate) fn act_of(&self, staff: &Staff) -> Act {
        let act = self.act_as(staff.role);
        Act { who: staff.name.clone(), staff: Some(staff.id), from: "198.51.100.7".to_owned(), ..act }
    }

    /// A session of somebody's, by a link that the command line gave.
    pub(crate) async fn session_of(&self, staff: &Staff) -> String {
        let link = newsroom::signin::link_for(&self.newsroom, &self.act(), staff.email.as_str()).await.unwrap().0;
        newsroom::signin::enter(&self.newsroom, &self.visitor("203.0.113.9"), &link, "Firefox on Linux").await.unwrap().token
    }

    /// The password of [`Desk::with_keys`].
    pub(crate) fn password(&self) -> &'static str {
        "fax choir saltwater drum"
    }

    /// Somebody with a telephone and a password; a minute passes.
    pub(crate) async fn with_keys(&self, name: &str, role: Role) -> (Staff, Telephone) {
        let staff = self.hire(name, role).await;
        let token = self.session_of(&staff).await;
        let session = newsroom::signin::session(&self.newsroom, &token, self.now()).await.unwrap().unwrap();
        newsroom::account::begin_totp(&self.newsroom, &self.act_of(&staff), "").await.unwrap();
        let secret = self.totp_secret(staff.id).await;
        let mut phone = Telephone { secret, recovery: Vec::new() };
        phone.recovery = newsroom::account::finish_totp(&self.newsroom, &self.act_of(&staff), &phone.code(self)).await.unwrap();
        self.pass(30);
        let (act, code) = (self.act_of(&staff), phone.code(self));
        newsroom::account::set_password(&self.newsroom, &act, session.session, self.password(), &code).await.unwrap();
        self.pass(30);
        (session.staff, phone)
    }

    /// What somebody's telephone counts codes from.
    pub(crate) async fn totp_secret(&self, staff: StaffId) -> Vec<u8> {
        store::staff::keys::get(&self.read().await, staff).await.unwrap().totp.unwrap()
    }

    /// The token of the newest link to the desk in somebody's mailbox.
    pub(crate) async fn desk_link(&self, email: &str) -> String {
        let letter = unfolded(&self.letter_to(email).await);
        let (_, rest) = letter.split_once("/desk/sign-in/").unwrap_or_else(|| panic!("no link in {letter}"));
        rest.chars().take_while(char::is_ascii_alphanumeric).collect()
    }

    pub(crate) async fn jobs_waiting(&self) -> usize {
        store::jobs::list(&self.read().await, 1_000).await.unwrap().len()
    }

    /// How many failed tries are counted for an address, ever.
    pub(crate) async fn tries(&self, attempt: Attempt, email: &str) -> i64 {
        let account = newsroom::token::Secret::new([7; 32]).hash("account", &[email.as_bytes()]);
        store::staff::attempts::since(&self.read().await, attempt, &account, "", Instant::from_micros(0)).await.unwrap().account
    }
}

/// A telephone that counts codes, and the paper with recovery codes.
pub(crate) struct Telephone {
    secret: Vec<u8>,
    pub(crate) recovery: Vec<String>,
}

impl Telephone {
    pub(crate) fn code(&self, desk: &Desk) -> String {
        totp::code(&self.secret, totp::step(desk.now()))
    }
}

pub(crate) fn sections() -> Vec<Section> {
    let section = |(position, (slug, name)): (i64, (&str, &str))| Section::new(testkit::slug(slug), name, position);
    (0..).zip([("news", "News"), ("reviews", "Reviews")]).map(section).collect()
}

/// A letter's text with its soft line breaks undone.
pub(crate) fn unfolded(letter: &str) -> String {
    letter.replace("=\r\n", "").replace("=3D", "=")
}

/// The values of a header, in order.
pub(crate) fn header<'a>(letter: &'a str, name: &str) -> Vec<&'a str> {
    let head = letter.split("\r\n\r\n").next().unwrap_or_default();
    head.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).collect()
}
