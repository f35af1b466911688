//! Builders: the smallest sound value of each kind, to be changed where a test needs it otherwise.

use domain::act::Act;
use domain::artist::{ArtistKind, NewArtist};
use domain::body::{Block, Body, Inlines, MediaKey};
use domain::edition::Placement;
use domain::email::Email;
use domain::id::{PersonId, ReaderId, StaffId, StoryId};
use domain::media::Facts;
use domain::paper::{Paper, Section};
use domain::reader::{Consent, Reader, Standing};
use domain::role::Role;
use domain::slug::Slug;
use domain::staff::Staff;
use domain::story::{Advisory, Byline, Draft, Kind, Part, State, Story};
use domain::time::{Instant, Zone};
use store::Tx;
use store::media::MediaRow;
use store::paper::NewPerson;
use store::stories::NewStory;

/// Folding and an alphabet good enough for tests: lower case, A to Z.
pub const KEYS: store::artists::Keys<'static> = store::artists::Keys {
    name: &|name| name.to_lowercase(),
    sort: &|name| {
        let key = name.to_lowercase();
        let letter = key.chars().next().filter(char::is_ascii_alphabetic).unwrap_or('#').to_string();
        (key, letter)
    },
};

/// An instant from RFC 3339: `2026-11-20T06:30:00+11:00`.
///
/// # Panics
/// When it is not one.
#[must_use]
pub fn at(text: &str) -> Instant {
    Instant::from_timestamp(text.parse().expect("an instant in RFC 3339"))
}

/// So many minutes after midnight (UTC) of 20 November 2026.
#[must_use]
pub fn minute(n: i64) -> Instant {
    Instant::from_micros(1_795_132_800_000_000).plus_seconds(n * 60)
}

/// An act of an editor.
#[must_use]
pub fn act(now: Instant) -> Act {
    Act::new("Imogen Achterberg", Role::Editor, now)
}

/// A slug.
///
/// # Panics
/// When it is not one.
#[must_use]
pub fn slug(word: &str) -> Slug {
    Slug::parse(word).expect("a slug")
}

/// The settings of a paper in Melbourne.
///
/// # Panics
/// Never.
#[must_use]
pub fn paper() -> Paper {
    Paper {
        name: "Feedback".to_owned(),
        tagline: "What was loud yesterday".to_owned(),
        zone: Zone::named("Australia/Melbourne").expect("a zone"),
        language: "en-AU".to_owned(),
        spot: "#e4572e".to_owned(),
        edition_minute: 390,
        publisher: "Feedback Press".to_owned(),
        postal_address: "1 Goods Lift Lane, Fitzroy VIC 3065".to_owned(),
        email: Email::parse("desk@feedback.example").ok(),
        base_url: "https://feedback.example".to_owned(),
        ..Paper::default()
    }
}

/// A house byline, to be credited.
#[must_use]
pub fn person(name: &str) -> NewPerson {
    let key = name.to_lowercase();
    NewPerson { name: name.to_owned(), slug: slug(&key.replace(' ', "-")), name_key: key, house: true, bio: String::new() }
}

/// A body of one paragraph.
#[must_use]
pub fn body(text: &str) -> Body {
    Body { blocks: vec![Block::Paragraph(Inlines::plain(text))] }
}

/// Words by somebody.
#[must_use]
pub fn byline(person: PersonId) -> Byline {
    Byline { person, part: Part::Words }
}

/// A draft in the section `news` without credits; its slug is the headline in lower case.
#[must_use]
pub fn draft(headline: &str) -> Draft {
    Draft {
        headline: headline.to_owned(),
        standfirst: "He used the label's own machine.".to_owned(),
        slug: slug(&headline.to_lowercase().replace(' ', "-")),
        section: slug("news"),
        kind: Kind::News,
        bylines: Vec::new(),
        artists: Vec::new(),
        cover: None,
        advisory: Advisory::default(),
        body: body("It was his fax machine."),
        placement: Placement::In,
        dateline: None,
        sponsor: None,
    }
}

/// A live story of an instant in the zone of [`paper`].
#[must_use]
pub fn new_story(headline: &str, published: Instant) -> NewStory {
    let draft = Draft { dateline: Some(published), ..draft(headline) };
    NewStory {
        address: Some(domain::story::address(&paper().zone, published, &draft.slug)),
        draft,
        source: None,
        state: State::Live,
        live_since: Some(published),
        corrections: Vec::new(),
        created: published,
        updated: published,
    }
}

/// A story that is in no database: live since an instant.
#[must_use]
pub fn story(id: i64, headline: &str, published: Instant) -> Story {
    let new = new_story(headline, published);
    Story {
        id: StoryId(id),
        revision: 1,
        text_version: 1,
        draft: new.draft,
        state: new.state,
        address: new.address,
        live_since: new.live_since,
        corrections: new.corrections,
        source: new.source,
        created: new.created,
        updated: new.updated,
    }
}

/// A group without aliases.
#[must_use]
pub fn artist(name: &str) -> NewArtist {
    NewArtist { name: name.to_owned(), kind: ArtistKind::Group, ..NewArtist::default() }
}

/// An active reader `reader-<n>@example.org`.
///
/// # Panics
/// Never.
#[must_use]
pub fn reader(n: i64) -> Reader {
    let asked = minute(0);
    Reader {
        id: ReaderId(0),
        email: Email::parse(&format!("reader-{n}@example.org")).expect("an address"),
        key: format!("{n:032x}"),
        standing: Standing::Active,
        choice: domain::reader::Choice::General,
        wishes: domain::reader::Wishes::default(),
        consent: Consent { asked, wording: "coupon-1".to_owned(), source: "coupon".to_owned(), confirmed: Some(asked) },
        confirmation_sent: None,
        ended: None,
        ended_why: String::new(),
    }
}

/// Somebody who has signed in at the desk, stored nowhere yet: `Vera Lindqvist` is `vera.lindqvist@feedback.example`.
///
/// # Panics
/// When the name makes no address.
#[must_use]
pub fn staff(name: &str, role: Role) -> Staff {
    let email = Email::parse(&format!("{}@feedback.example", name.to_lowercase().replace(' ', "."))).expect("an address");
    let standing = domain::staff::Standing::Active;
    Staff { id: StaffId(0), email, name: name.to_owned(), role, person: None, standing, created: minute(0), seen: None }
}

/// Stores [`paper`], a section `news` and a house byline, and gives the byline's person.
///
/// # Panics
/// When it cannot be stored.
pub async fn set_up(tx: &Tx) -> PersonId {
    store::paper::set(tx, &paper()).await.expect("store the paper");
    store::paper::put_section(tx, &Section::new(slug("news"), "News", 0)).await.expect("store a section");
    store::paper::put_person(tx, &person("Staff Writer")).await.expect("store a person").id
}

/// A stored picture of 1200 × 800 pixels of which nothing is said yet.
#[must_use]
pub fn media(key: &MediaKey, created: Instant) -> MediaRow {
    MediaRow {
        key: key.clone(),
        name: "picture.jpg".to_owned(),
        mime: "image/jpeg".to_owned(),
        bytes: 90_000,
        width: 1200,
        height: 800,
        created,
        facts: Facts::default(),
        who: "test".to_owned(),
        staff: None,
        thumbhash: String::new(),
        tone: 5,
        sized: None,
    }
}
