//! The paper's own facts: made once, changed by its owner.

use crate::token::Secret;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::email::Email;
use domain::paper::{Page, Paper, RESERVED, Section};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::time::{Instant, Zone};
use store::{Store, paper as stored, secrets};

const SECRET: &str = "tokens";

/// The paper's secret, made from `chance` when it has none.
pub(crate) async fn secret(store: &Store, now: Instant, chance: [u8; 32]) -> Verb<Secret> {
    let known = secrets::get(&store.read().await?, SECRET).await?;
    let bytes = match known {
        Some(bytes) => bytes,
        None => {
            let tx = store.begin(now).await?;
            secrets::put_if_absent(&tx, SECRET, &chance).await?;
            let bytes = secrets::get(&tx, SECRET).await?.unwrap_or_default();
            tx.commit().await?;
            bytes
        }
    };
    let bytes = <[u8; 32]>::try_from(bytes.as_slice());
    Ok(Secret::new(
        bytes.map_err(|_| VerbError::Unreadable("the paper's secret in the database is damaged; restore it from a backup".to_owned()))?,
    ))
}

/// The paper.
///
/// # Errors
/// [`VerbError::Absent`] when none was made yet.
pub async fn get(newsroom: &Newsroom) -> Verb<Paper> {
    let found = stored::get(&newsroom.store().read().await?).await?;
    found.ok_or_else(|| VerbError::Absent("there is no paper here yet; make one with `inkie new`, or try `inkie demo`".to_owned()))
}

/// Makes a paper where there is none, with its sections and house bylines.
///
/// # Errors
/// [`VerbError::Refused`] when there is one, or something is missing.
pub async fn create(newsroom: &Newsroom, act: &Act, paper: &Paper, sections: &[Section], house_bylines: &[&str]) -> Verb<()> {
    act.allow(Right::Configure)?;
    check(paper)?;
    let tx = newsroom.begin(act.now).await?;
    if let Some(existing) = stored::get(&tx).await? {
        return Err(Refusal::State(format!("this is the data of “{}” already; choose another directory with --data", existing.name)).into());
    }
    stored::set(&tx, paper).await?;
    for section in sections {
        if RESERVED.contains(&section.slug.as_str()) {
            return Err(Refusal::field("section", format!("the address /{} is the program's own", section.slug)).into());
        }
        stored::put_section(&tx, section).await?;
    }
    for name in house_bylines {
        crate::stories::person(&tx, name, true).await?;
    }
    store::audit::append(&tx, act, "make the paper", &paper.name).await?;
    newsroom.commit(tx).await
}

/// Changes one of the paper's facts by its name.
///
/// # Errors
/// [`VerbError::Refused`] with what would be right.
pub async fn change(newsroom: &Newsroom, act: &Act, name: &str, value: &str) -> Verb<Paper> {
    act.allow(Right::Configure)?;
    let tx = newsroom.begin(act.now).await?;
    let old =
        stored::get(&tx).await?.ok_or_else(|| VerbError::Absent("there is no paper here yet; make one with `inkie new`".to_owned()))?;
    let new = with(old, name, value.trim())?;
    check(&new)?;
    stored::set(&tx, &new).await?;
    store::audit::append(&tx, act, "change the paper", name).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

fn with(mut paper: Paper, name: &str, value: &str) -> Result<Paper, Refusal> {
    let text = value.to_owned();
    match name {
        "name" => paper.name = text,
        "tagline" => paper.tagline = text,
        "zone" => paper.zone = zone(value)?,
        "language" => paper.language = text,
        "spot" => paper.spot = text.to_ascii_lowercase(),
        "edition-hour" => paper.edition_minute = edition_minute(value)?,
        "publisher" => paper.publisher = text,
        "postal-address" => paper.postal_address = text,
        "email" => paper.email = Some(Email::parse(value)?),
        "url" => paper.base_url = value.trim_end_matches('/').to_owned(),
        other => {
            let known = "name, tagline, zone, language, spot, edition-hour, publisher, postal-address, email, url";
            return Err(Refusal::field("paper", format!("there is no “{other}”; there is {known}")));
        }
    }
    Ok(paper)
}

/// A zone by name, refused in words.
///
/// # Errors
/// [`Refusal::Field`].
pub fn zone(name: &str) -> Result<Zone, Refusal> {
    Zone::named(name).map_err(|error| Refusal::field("zone", error.to_string()))
}

/// Reads `06:30` as minutes after midnight.
///
/// # Errors
/// [`Refusal::Field`].
pub fn edition_minute(text: &str) -> Result<u16, Refusal> {
    let wrong = || Refusal::field("edition hour", format!("“{text}” is no time of day; write it as 06:30"));
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    let (hour, minute): (u16, u16) = (hour.parse().map_err(|_| wrong())?, minute.parse().map_err(|_| wrong())?);
    if hour < 24 && minute < 60 { Ok(hour * 60 + minute) } else { Err(wrong()) }
}

fn check(paper: &Paper) -> Result<(), Refusal> {
    if paper.name.trim().is_empty() {
        return Err(Refusal::field("name", "a paper needs a name"));
    }
    for (field, text) in [("name", &paper.name), ("tagline", &paper.tagline), ("publisher", &paper.publisher)] {
        if text.contains(char::is_control) {
            return Err(Refusal::field(field, "must be one line of plain text"));
        }
    }
    let spot = paper.spot.strip_prefix('#').unwrap_or_default();
    if spot.len() != 6 || !spot.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Refusal::field("spot", format!("“{}” is no colour; write it as #e4002b", paper.spot)));
    }
    let url = &paper.base_url;
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    if rest.is_empty() || rest.starts_with(['/', ':']) || url.contains([' ', '?', '#']) {
        return Err(Refusal::field("url", format!("“{url}” is no address of a site; write it as https://feedback.example")));
    }
    let plain_language = !paper.language.is_empty() && paper.language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !plain_language {
        return Err(Refusal::field("language", format!("“{}” is no language tag; write it as en-AU", paper.language)));
    }
    Ok(())
}

/// Stores a standing page, over the one of the same slug.
///
/// # Errors
/// [`VerbError::Refused`] when the address belongs to the program or a section.
pub async fn put_page(newsroom: &Newsroom, act: &Act, page: &Page) -> Verb<()> {
    act.allow(Right::Configure)?;
    let tx = newsroom.begin(act.now).await?;
    let taken_by_section = stored::sections(&tx).await?.into_iter().find(|section| section.slug == page.slug);
    if RESERVED.contains(&page.slug.as_str()) || taken_by_section.is_some() {
        return Err(Refusal::Taken {
            address: format!("/{}", page.slug),
            by: taken_by_section.map_or("the program".to_owned(), |section| section.name),
        }
        .into());
    }
    stored::put_page(&tx, &page.slug, &page.title, &page.body).await?;
    newsroom.commit(tx).await
}

/// A section by slug, or the first one.
pub(crate) async fn section_or_first(tx: &store::Tx, slug: Option<&Slug>) -> Verb<Slug> {
    let sections = stored::sections(tx).await?;
    let names = || sections.iter().map(|section| section.slug.to_string()).collect::<Vec<_>>().join(", ");
    let found = match slug {
        Some(slug) => sections.iter().find(|section| section.slug == *slug),
        None => sections.first(),
    };
    let refusal = || match slug {
        Some(slug) => Refusal::field("section", format!("there is no section “{slug}”; there is {}", names())),
        None => Refusal::field("section", "the paper has no sections"),
    };
    Ok(found.ok_or_else(refusal)?.slug.clone())
}

/// Names somebody who is credited, with one line about them.
///
/// # Errors
/// [`VerbError::Refused`].
pub async fn put_person(newsroom: &Newsroom, act: &Act, name: &str, bio: &str) -> Verb<()> {
    act.allow(Right::Write)?;
    let tx = newsroom.begin(act.now).await?;
    let person = crate::stories::person(&tx, name, false).await?;
    stored::save_person(&tx, &domain::paper::Person { bio: bio.to_owned(), ..person }, &text::fold::key(name)).await?;
    newsroom.commit(tx).await
}
