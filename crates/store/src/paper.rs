//! The paper's settings, its sections, the people it credits and its standing pages.

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::{Result, StoreError};
use domain::body::{Body, MediaKey};
use domain::change::ChangeKind;
use domain::edition::InDoubt;
use domain::email::Email;
use domain::id::{PageId, PersonId};
use domain::mail_way::Way;
use domain::media::Use;
use domain::paper::{HeadlineFace, Page, Paper, Person, Section, TextFace};
use domain::slug::Slug;
use domain::time::{DatelineStyle, Zone};
use std::collections::BTreeSet;

statements! {
    LANGUAGE = "SELECT language FROM paper";
    GET = "SELECT id, name, tagline, zone, language, spot, edition_minute, publisher, postal_address, email, base_url, logo, masthead,
        headline_face, text_face, dateline_style, in_doubt, bounces_to, dkim_selector, later_hours,
        (SELECT value FROM secrets WHERE secrets.name = 'smtp') AS smtp FROM paper WHERE id = 1";
    SET = "INSERT INTO paper (id, name, tagline, zone, language, spot, edition_minute, publisher, postal_address, email, base_url,
        logo, masthead, headline_face, text_face, dateline_style, in_doubt, bounces_to, dkim_selector, later_hours)
        VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, tagline = excluded.tagline, zone = excluded.zone,
        language = excluded.language, spot = excluded.spot, edition_minute = excluded.edition_minute,
        publisher = excluded.publisher, postal_address = excluded.postal_address, email = excluded.email, base_url = excluded.base_url,
        logo = excluded.logo, masthead = excluded.masthead, headline_face = excluded.headline_face, text_face = excluded.text_face,
        dateline_style = excluded.dateline_style, in_doubt = excluded.in_doubt, bounces_to = excluded.bounces_to,
        dkim_selector = excluded.dkim_selector, later_hours = excluded.later_hours";
    // An address of this installation, and perhaps a password: kept with the keys, so that no export has it.
    PUT_SERVER = "INSERT INTO secrets (name, value) VALUES ('smtp', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    FORGET_SERVER = "DELETE FROM secrets WHERE name = 'smtp'";
    SECTIONS = "SELECT slug, name, position, description FROM sections ORDER BY position, slug";
    PUT_SECTION = "INSERT INTO sections (slug, name, position, description) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (slug) DO UPDATE SET name = excluded.name, position = excluded.position, description = excluded.description";
    SECTION_USED = "SELECT 1 AS used FROM story_desk WHERE section = ?1 UNION ALL SELECT 1 FROM stories WHERE section = ?1 LIMIT 1";
    REMOVE_SECTION = "DELETE FROM sections WHERE slug = ?1";
    PEOPLE = "SELECT id, slug, name, house, bio FROM people ORDER BY name_key, id";
    PEOPLE_BY_IDS = "SELECT id, slug, name, house, bio FROM people WHERE id IN json_ids(?1) ORDER BY id";
    PEOPLE_NAMED = "SELECT id, slug, name, house, bio FROM people
        WHERE name_key LIKE (?1 || '%') OR name_key LIKE ('% ' || ?1 || '%') ORDER BY house DESC, name_key, id LIMIT ?2";
    PERSON_BY_SLUG = "SELECT id, slug, name, house, bio FROM people WHERE slug = ?1";
    PERSON_BY_NAME = "SELECT id, slug, name, house, bio FROM people WHERE name_key = ?1";
    ADD_PERSON = "INSERT INTO people (slug, name, name_key, house, bio) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT DO NOTHING RETURNING id, slug, name, house, bio";
    SAVE_PERSON = "UPDATE people SET name = ?2, name_key = ?3, house = ?4, bio = ?5 WHERE id = ?1";
    PAGES = "SELECT id, slug, title, updated, body, position, revision FROM pages ORDER BY slug";
    PAGE = "SELECT id, slug, title, updated, body, position, revision FROM pages WHERE slug = ?1";
    PAGE_BY_ID = "SELECT id, slug, title, updated, body, position, revision FROM pages WHERE id = ?1";
    PUT_PAGE = "INSERT INTO pages (slug, title, body, updated, revision) VALUES (?1, ?2, ?3, ?4, 1)
        ON CONFLICT (slug) DO UPDATE SET title = excluded.title, body = excluded.body, updated = excluded.updated,
        revision = pages.revision + 1 RETURNING id, slug, title, updated, body, position, revision";
    SAVE_PAGE = "UPDATE pages SET slug = ?1, title = ?2, body = ?3, updated = ?4, revision = revision + 1 WHERE id = ?5 AND revision = ?6";
    PLACE_PAGE = "UPDATE pages SET position = ?2 WHERE id = ?1";
    REMOVE_PAGE = "DELETE FROM pages WHERE id = ?1";
}

/// The settings; `None` before the paper is set up.
///
/// # Errors
/// As every read: busy, away, corrupt.
pub async fn get(conn: &Conn) -> Result<Option<Paper>> {
    let row = conn.row(&GET, &[]).await?;
    row.map(|row| {
        let fields = row.of("paper");
        Ok(Paper {
            name: fields.owned("name")?,
            tagline: fields.owned("tagline")?,
            zone: fields.word("zone", |name| Zone::named(name).ok())?.styled(fields.word("dateline_style", DatelineStyle::from_word)?),
            language: fields.owned("language")?,
            spot: fields.owned("spot")?,
            edition_minute: u16::try_from(fields.int("edition_minute")?).map_err(|_| fields.corrupt("edition_minute"))?,
            later_hours: fields.json("later_hours")?,
            publisher: fields.owned("publisher")?,
            postal_address: fields.owned("postal_address")?,
            email: match fields.text_or_none("email")? {
                Some(text) => Some(Email::parse(text).map_err(|_| fields.corrupt("email"))?),
                None => None,
            },
            base_url: fields.owned("base_url")?,
            masthead: fields.owned("masthead")?,
            logo: match fields.text_or_none("logo")? {
                Some(text) => Some(MediaKey::parse(text).map_err(|_| fields.corrupt("logo"))?),
                None => None,
            },
            headline_face: fields.word("headline_face", HeadlineFace::from_word)?,
            text_face: fields.word("text_face", TextFace::from_word)?,
            in_doubt: fields.word("in_doubt", InDoubt::from_word)?,
            bounces_to: match fields.owned("bounces_to")? {
                none if none.is_empty() => None,
                text => Some(Email::parse(&text).map_err(|_| fields.corrupt("bounces_to"))?),
            },
            dkim_selector: fields.owned("dkim_selector")?,
            smtp: match fields.bytes_or_none("smtp")? {
                Some(bytes) => {
                    std::str::from_utf8(bytes).ok().and_then(|text| Way::parse(text).ok()).ok_or_else(|| fields.corrupt("smtp"))?
                }
                None => None,
            },
        })
    })
    .transpose()
}

/// Stores the settings.
///
/// # Errors
/// As every write.
pub async fn set(tx: &Tx, paper: &Paper) -> Result<()> {
    let params = values![
        &paper.name,
        &paper.tagline,
        paper.zone.name(),
        &paper.language,
        &paper.spot,
        i64::from(paper.edition_minute),
        &paper.publisher,
        &paper.postal_address,
        paper.email.as_ref().map(Email::as_str),
        &paper.base_url,
        paper.logo.as_ref().map(MediaKey::as_str),
        &paper.masthead,
        paper.headline_face.word(),
        paper.text_face.word(),
        paper.zone.style().word(),
        paper.in_doubt.word(),
        paper.bounces_to.as_ref().map(Email::as_str).unwrap_or_default(),
        &paper.dkim_selector,
        crate::db::json_ids(paper.later_hours.iter().map(|hour| i64::from(*hour))),
    ];
    tx.run(&SET, &params).await?;
    match &paper.smtp {
        None => tx.run(&FORGET_SERVER, &[]).await?,
        Some(way) => tx.run(&PUT_SERVER, &values![way.with_passwords().as_bytes()]).await?,
    };
    crate::media::set_uses(tx, Use::Paper, &paper.logo.iter().collect()).await?;
    tx.change(ChangeKind::Paper, 0);
    Ok(())
}

/// The sections in the order of the navigation.
///
/// # Errors
/// As every read.
pub async fn sections(conn: &Conn) -> Result<Vec<Section>> {
    let rows = conn.rows(&SECTIONS, &[]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("sections");
            Ok(Section {
                slug: fields.slug("slug")?,
                name: fields.owned("name")?,
                position: fields.int("position")?,
                description: fields.owned("description")?,
            })
        })
        .collect()
}

/// Makes or renames a section, known by its slug.
///
/// # Errors
/// As every write.
pub async fn put_section(tx: &Tx, section: &Section) -> Result<()> {
    tx.run(&PUT_SECTION, &values![&section.slug, &section.name, section.position, &section.description]).await?;
    tx.change(ChangeKind::Paper, 0);
    Ok(())
}

/// Whether any story stands in a section, whatever its state.
///
/// # Errors
/// As every read.
pub async fn is_section_used(conn: &Conn, slug: &Slug) -> Result<bool> {
    Ok(conn.row(&SECTION_USED, &values![slug]).await?.is_some())
}

/// Forgets a section. Its stories must stand in another one already; see [`crate::stories::move_section`].
///
/// # Errors
/// As every write.
pub async fn remove_section(tx: &Tx, slug: &Slug) -> Result<()> {
    tx.run(&REMOVE_SECTION, &values![slug]).await?;
    tx.change(ChangeKind::Paper, 0);
    Ok(())
}

fn read_person(fields: Fields<'_>) -> Result<Person> {
    Ok(Person {
        id: PersonId(fields.int("id")?),
        slug: fields.slug("slug")?,
        name: fields.owned("name")?,
        house: fields.flag("house")?,
        bio: fields.owned("bio")?,
    })
}

/// Everybody who is credited, by name.
///
/// # Errors
/// As every read.
pub async fn people(conn: &Conn) -> Result<Vec<Person>> {
    conn.rows(&PEOPLE, &[]).await?.iter().map(|row| read_person(row.of("people"))).collect()
}

/// People of whose folded name a word begins with `key`, house bylines first; at most `limit`.
///
/// # Errors
/// As every read.
pub async fn people_named(conn: &Conn, key: &str, limit: usize) -> Result<Vec<Person>> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    conn.rows(&PEOPLE_NAMED, &values![key, limit]).await?.iter().map(|row| read_person(row.of("people"))).collect()
}

/// One person.
///
/// # Errors
/// As every read.
pub async fn person(conn: &Conn, id: PersonId) -> Result<Option<Person>> {
    Ok(people_by_ids(conn, &[id]).await?.into_iter().next())
}

/// Some people, in the order of their ids.
///
/// # Errors
/// As every read.
pub async fn people_by_ids(conn: &Conn, ids: &[PersonId]) -> Result<Vec<Person>> {
    let listed = crate::db::json_ids(ids.iter().map(|id| id.0));
    conn.rows(&PEOPLE_BY_IDS, &[listed]).await?.iter().map(|row| read_person(row.of("people"))).collect()
}

/// The person of an address `/by/…`.
///
/// # Errors
/// As every read.
pub async fn person_by_slug(conn: &Conn, slug: &Slug) -> Result<Option<Person>> {
    conn.row(&PERSON_BY_SLUG, &values![slug]).await?.map(|row| read_person(row.of("people"))).transpose()
}

/// Somebody to be credited who may be known already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPerson {
    /// As printed.
    pub name: String,
    /// The folded name: one key is one person.
    pub name_key: String,
    /// The word wanted for `/by/…`; numbered when taken.
    pub slug: Slug,
    /// A house byline.
    pub house: bool,
    /// One line.
    pub bio: String,
}

/// The person of a folded name.
///
/// # Errors
/// As every read.
pub async fn person_by_name(conn: &Conn, key: &str) -> Result<Option<Person>> {
    conn.row(&PERSON_BY_NAME, &values![key]).await?.map(|row| read_person(row.of("people"))).transpose()
}

/// The person with this name key, made when there is none. Somebody known keeps slug, house and bio.
///
/// # Errors
/// As every write.
pub async fn put_person(tx: &Tx, new: &NewPerson) -> Result<Person> {
    let mut number = 1;
    let mut slug = new.slug.clone();
    loop {
        if let Some(row) = tx.row(&PERSON_BY_NAME, &values![&new.name_key]).await? {
            return read_person(row.of("people"));
        }
        let params = values![&slug, &new.name, &new.name_key, new.house, &new.bio];
        if let Some(row) = tx.row(&ADD_PERSON, &params).await? {
            tx.change(ChangeKind::Paper, 0);
            return read_person(row.of("people"));
        }
        number += 1;
        slug = new.slug.numbered(number);
    }
}

/// Changes name, house and bio of a person; the slug stays.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when another person has the name.
pub async fn save_person(tx: &Tx, person: &Person, name_key: &str) -> Result<()> {
    tx.run(&SAVE_PERSON, &values![person.id, &person.name, name_key, person.house, &person.bio]).await?;
    tx.change(ChangeKind::Paper, 0);
    Ok(())
}

fn read_page(fields: Fields<'_>) -> Result<Page> {
    Ok(Page {
        id: PageId(fields.int("id")?),
        slug: fields.slug("slug")?,
        title: fields.owned("title")?,
        body: Body::from_json(&fields.json("body")?).map_err(|_| fields.corrupt("body"))?,
        updated: fields.time("updated")?,
        position: fields.int_or_none("position")?,
        revision: fields.int("revision")?,
    })
}

/// The standing pages, by slug.
///
/// # Errors
/// As every read.
pub async fn pages(conn: &Conn) -> Result<Vec<Page>> {
    conn.rows(&PAGES, &[]).await?.iter().map(|row| read_page(row.of("pages"))).collect()
}

/// One standing page.
///
/// # Errors
/// As every read.
pub async fn page(conn: &Conn, slug: &Slug) -> Result<Option<Page>> {
    conn.row(&PAGE, &values![slug]).await?.map(|row| read_page(row.of("pages"))).transpose()
}

/// One standing page by its number.
///
/// # Errors
/// As every read.
pub async fn page_by_id(conn: &Conn, id: PageId) -> Result<Option<Page>> {
    conn.row(&PAGE_BY_ID, &values![id]).await?.map(|row| read_page(row.of("pages"))).transpose()
}

/// Stores a standing page over the one that was read at revision `had`, as of the transaction's instant; where it stands
/// in the navigation stays.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved in between, or its slug is taken.
pub async fn save_page(tx: &Tx, page: &Page, had: i64) -> Result<()> {
    let params = values![&page.slug, &page.title, page.body.to_json().to_string(), tx.now(), page.id, had];
    if tx.run(&SAVE_PAGE, &params).await? == 0 {
        return Err(StoreError::Conflict(format!("page {} is not at revision {had} any more", page.id)));
    }
    crate::media::set_uses(tx, Use::Page(page.id), &page.body.media()).await?;
    tx.change(ChangeKind::Page, page.id.0);
    // Its title stands at the foot of every page.
    tx.change(ChangeKind::Paper, 0);
    Ok(())
}

/// Places a standing page in the navigation, or takes it out.
///
/// # Errors
/// As every write.
pub async fn place_page(tx: &Tx, id: PageId, position: Option<i64>) -> Result<()> {
    tx.run(&PLACE_PAGE, &values![id, position]).await?;
    tx.change(ChangeKind::Paper, 0);
    Ok(())
}

/// Forgets a standing page; says whether there was one.
///
/// # Errors
/// As every write.
pub async fn remove_page(tx: &Tx, id: PageId) -> Result<bool> {
    crate::media::set_uses(tx, Use::Page(id), &BTreeSet::new()).await?;
    let removed = tx.run(&REMOVE_PAGE, &values![id]).await?;
    tx.change(ChangeKind::Page, id.0);
    tx.change(ChangeKind::Paper, 0);
    Ok(removed > 0)
}

/// Makes or changes the standing page of a slug, as of the transaction's instant.
///
/// # Errors
/// As every write.
pub async fn put_page(tx: &Tx, slug: &Slug, title: &str, body: &Body) -> Result<Page> {
    let row = tx.row(&PUT_PAGE, &values![slug, title, body.to_json().to_string(), tx.now()]).await?;
    let page = read_page(crate::db::certain(row)?.of("pages"))?;
    crate::media::set_uses(tx, Use::Page(page.id), &page.body.media()).await?;
    tx.change(ChangeKind::Page, page.id.0);
    Ok(page)
}

/// The language of the paper, as BCP 47 writes it; empty while there is no paper.
///
/// # Errors
/// As every read.
pub async fn language(conn: &Conn) -> Result<String> {
    conn.row(&LANGUAGE, &[]).await?.map_or(Ok(String::new()), |row| row.of("paper").owned("language"))
}
