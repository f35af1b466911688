//! The paper's own facts: made once, changed by its owner.

use crate::token::Secret;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::paper::{Page, Paper, Section};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::settings;
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
    paper.check()?;
    let tx = newsroom.begin(act.now).await?;
    if let Some(existing) = stored::get(&tx).await? {
        return Err(Refusal::State(format!("this is the data of “{}” already; choose another directory with --data", existing.name)).into());
    }
    stored::set(&tx, paper).await?;
    for section in sections {
        domain::navigation::free(&section.slug, None, &[], &[])?;
        stored::put_section(&tx, section).await?;
    }
    for name in house_bylines {
        crate::stories::person(&tx, name, true).await?;
    }
    store::audit::append(&tx, act, "make the paper", &paper.name).await?;
    newsroom.commit(tx).await
}

/// Changes one of the paper's settings by its name.
///
/// # Errors
/// [`VerbError::Refused`] with what would be right.
pub async fn change(newsroom: &Newsroom, act: &Act, name: &str, value: &str) -> Verb<Paper> {
    change_all(newsroom, act, &[(name, value)]).await
}

/// Changes several settings: all of them, or none.
///
/// # Errors
/// [`VerbError::Refused`] with the first that is wrong, and what would be right.
pub async fn change_all(newsroom: &Newsroom, act: &Act, values: &[(&str, &str)]) -> Verb<Paper> {
    act.allow(Right::Configure)?;
    let tx = newsroom.begin(act.now).await?;
    let old =
        stored::get(&tx).await?.ok_or_else(|| VerbError::Absent("there is no paper here yet; make one with `inkie new`".to_owned()))?;
    let mut new = old.clone();
    for (name, value) in values {
        settings::named(name)?.set(&mut new, value)?;
    }
    if new.dkim_selector != old.dkim_selector && !new.dkim_selector.is_empty() {
        crate::dkim::key(&tx, &new.dkim_selector).await?;
    }
    if new.logo != old.logo
        && let Some(key) = &new.logo
    {
        let file = store::media::get(&tx, key).await?;
        if !file.is_some_and(|file| file.mime.starts_with("image/")) {
            return Err(Refusal::field("logo", "is no picture of the library").into());
        }
    }
    if new == old {
        return Ok(new);
    }
    stored::set(&tx, &new).await?;
    let changed: Vec<&str> = settings::SETTINGS
        .iter()
        .filter(|setting| setting.of(&old) != setting.of(&new) || (setting.name == "smtp" && old.smtp != new.smtp))
        .map(|setting| setting.name)
        .collect();
    store::audit::append(&tx, act, "change the paper", &changed.join(", ")).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

/// A zone by name, refused in words.
///
/// # Errors
/// [`Refusal::Field`].
pub fn zone(name: &str) -> Result<Zone, Refusal> {
    Zone::named(name).map_err(|error| Refusal::field("zone", error.to_string()))
}

/// Stores a standing page, over the one of the same slug.
///
/// # Errors
/// [`VerbError::Refused`] when the address belongs to the program or a section.
pub async fn put_page(newsroom: &Newsroom, act: &Act, page: &Page) -> Verb<()> {
    act.allow(Right::EditPages)?;
    let tx = newsroom.begin(act.now).await?;
    domain::navigation::free(&page.slug, Some(&page.slug), &[], &[])?;
    if let Some(section) = stored::sections(&tx).await?.into_iter().find(|section| section.slug == page.slug) {
        return Err(Refusal::Taken { address: format!("/{}", page.slug), by: section.name }.into());
    }
    let known = stored::page(&tx, &page.slug).await?.is_some();
    stored::put_page(&tx, &page.slug, &page.title, &page.body).await?;
    store::audit::append(&tx, act, if known { "change a page" } else { "add a page" }, &page.title).await?;
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
    store::audit::append(&tx, act, "describe a person", name.trim()).await?;
    newsroom.commit(tx).await
}
