//! Sections and standing pages: their names, their addresses, their order.

use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::body::Body;
use domain::id::PageId;
use domain::navigation as decide;
use domain::paper::{Page, Section};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use store::{StoreError, Tx, paper as stored, redirects};
use text::fold;
use text::template::urls::{self, FeedForm};

async fn free(tx: &Tx, slug: &Slug, but: Option<&Slug>) -> Verb<()> {
    decide::free(slug, but, &stored::sections(tx).await?, &stored::pages(tx).await?)?;
    Ok(())
}

/// The word of an address: as wished, else made from the name.
fn word(wished: Option<&str>, name: &str) -> Verb<Slug> {
    match wished.map(str::trim).filter(|wished| !wished.is_empty()) {
        Some(wished) => Ok(Slug::parse(wished.trim_start_matches('/'))?),
        None => Ok(fold::slug(name).ok_or_else(|| Refusal::field("slug", format!("“{name}” gives no address; say one")))?),
    }
}

async fn section(tx: &Tx, slug: &Slug) -> Verb<Section> {
    let found = stored::sections(tx).await?.into_iter().find(|section| section.slug == *slug);
    found.ok_or_else(|| VerbError::Absent(format!("there is no section “{slug}”")))
}

/// What stood at `/from` and its feeds leads to `/to`.
async fn lead_on(tx: &Tx, from: &Slug, to: &str) -> Verb<()> {
    redirects::put(tx, &urls::section(from), to).await?;
    for form in FeedForm::ALL {
        redirects::put(tx, &urls::feed(&urls::section(from), form), &urls::feed(to, form)).await?;
    }
    Ok(())
}

/// A place of its own leads nowhere else.
async fn stands(tx: &Tx, slug: &Slug) -> Verb<()> {
    redirects::remove(tx, &urls::section(slug)).await?;
    for form in FeedForm::ALL {
        redirects::remove(tx, &urls::feed(&urls::section(slug), form)).await?;
    }
    Ok(())
}

/// Adds a section at the end of the navigation.
///
/// # Errors
/// [`VerbError::Refused`] when its name or word cannot be had.
pub async fn add_section(newsroom: &Newsroom, act: &Act, name: &str, slug: Option<&str>, description: &str) -> Verb<Section> {
    act.allow(Right::Configure)?;
    let name = decide::name("name", name)?;
    let slug = word(slug, &name)?;
    let tx = newsroom.begin(act.now).await?;
    free(&tx, &slug, None).await?;
    let last = stored::sections(&tx).await?.iter().map(|section| section.position).max();
    let pages = stored::pages(&tx).await?.iter().filter_map(|page| page.position).max();
    let position = last.max(pages).map_or(0, |last| last + 1);
    let section = Section { description: decide::description(description)?, ..Section::new(slug, name, position) };
    stands(&tx, &section.slug).await?;
    stored::put_section(&tx, &section).await?;
    store::audit::append(&tx, act, "add a section", &section.name).await?;
    newsroom.commit(tx).await?;
    Ok(section)
}

/// Renames a section, changes the line under its name or its word. An old word redirects.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Absent`].
pub async fn change_section(
    newsroom: &Newsroom,
    act: &Act,
    slug: &Slug,
    name: Option<&str>,
    new_slug: Option<&str>,
    description: Option<&str>,
) -> Verb<Section> {
    act.allow(Right::Configure)?;
    let tx = newsroom.begin(act.now).await?;
    let old = section(&tx, slug).await?;
    let new = Section {
        name: name.map_or(Ok(old.name.clone()), |name| decide::name("name", name))?,
        slug: new_slug.map_or_else(|| Ok(slug.clone()), |wished| word(Some(wished), &old.name))?,
        description: description.map_or(Ok(old.description.clone()), decide::description)?,
        position: old.position,
    };
    free(&tx, &new.slug, Some(slug)).await?;
    stands(&tx, &new.slug).await?;
    stored::put_section(&tx, &new).await?;
    if new.slug != *slug {
        move_stories(&tx, slug, &new.slug).await?;
        stored::remove_section(&tx, slug).await?;
        lead_on(&tx, slug, &urls::section(&new.slug)).await?;
    }
    store::audit::append(&tx, act, "change a section", &new.name).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

/// Takes a section out: its stories go into another one, and so does whoever follows its address.
///
/// # Errors
/// [`VerbError::Refused`] for the only section; [`VerbError::Absent`]. Gives how many stories moved.
pub async fn remove_section(newsroom: &Newsroom, act: &Act, slug: &Slug, into: &Slug) -> Verb<u64> {
    act.allow(Right::Configure)?;
    let tx = newsroom.begin(act.now).await?;
    let (old, new) = (section(&tx, slug).await?, section(&tx, into).await?);
    if slug == into {
        return Err(Refusal::field("into", "is the section itself; say where its stories go").into());
    }
    let moved = move_stories(&tx, slug, into).await?;
    stored::remove_section(&tx, slug).await?;
    lead_on(&tx, slug, &urls::section(into)).await?;
    store::audit::append(&tx, act, "merge sections", &format!("{} into {}", old.name, new.name)).await?;
    newsroom.commit(tx).await?;
    Ok(moved)
}

/// Stories and ads of one section go into another.
async fn move_stories(tx: &Tx, from: &Slug, to: &Slug) -> Verb<u64> {
    let moved = store::stories::move_section(tx, from, to).await?;
    for mut ad in store::ads::list(tx, usize::from(u16::MAX)).await? {
        if let Some(place) = ad.draft.sections.iter().position(|slug| slug == from) {
            ad.draft.sections.remove(place);
            ad.draft.sections.push(to.clone());
            ad.draft.sections.sort_unstable();
            ad.draft.sections.dedup();
            store::ads::save(tx, &ad, ad.revision).await?;
        }
    }
    Ok(moved)
}

/// Puts the navigation into an order: every section, and the pages that are to stand among them.
///
/// # Errors
/// [`VerbError::Refused`] for a word that is unknown, named twice or missing.
pub async fn arrange(newsroom: &Newsroom, act: &Act, order: &[Slug]) -> Verb<()> {
    act.allow(Right::Configure)?;
    let tx = newsroom.begin(act.now).await?;
    let (sections, pages) = decide::arrange(order, stored::sections(&tx).await?, stored::pages(&tx).await?)?;
    for section in &sections {
        stored::put_section(&tx, section).await?;
    }
    for page in &pages {
        stored::place_page(&tx, page.id, page.position).await?;
    }
    let words: Vec<&str> = order.iter().map(Slug::as_str).collect();
    store::audit::append(&tx, act, "arrange the navigation", &words.join(", ")).await?;
    newsroom.commit(tx).await
}

/// A standing page.
///
/// # Errors
/// [`VerbError::Absent`].
pub async fn page(newsroom: &Newsroom, act: &Act, id: PageId) -> Verb<Page> {
    act.allow(Right::Look)?;
    found(stored::page_by_id(&newsroom.store().read().await?, id).await?, id)
}

fn found(page: Option<Page>, id: PageId) -> Verb<Page> {
    page.ok_or_else(|| VerbError::Absent(format!("there is no page number {id}")))
}

/// Makes an empty standing page.
///
/// # Errors
/// [`VerbError::Refused`] when its title or word cannot be had.
pub async fn add_page(newsroom: &Newsroom, act: &Act, title: &str, slug: Option<&str>, body: &Body) -> Verb<Page> {
    act.allow(Right::EditPages)?;
    let title = decide::name("title", title)?;
    let slug = word(slug, &title)?;
    let tx = newsroom.begin(act.now).await?;
    free(&tx, &slug, None).await?;
    stands(&tx, &slug).await?;
    let page = stored::put_page(&tx, &slug, &title, body).await?;
    tx.change(domain::change::ChangeKind::Paper, 0);
    store::audit::append(&tx, act, "add a page", &page.title).await?;
    newsroom.commit(tx).await?;
    Ok(page)
}

/// Saves a standing page that was read at revision `had`. Readers see it at once; an old word redirects.
///
/// # Errors
/// [`VerbError::Refused`] when somebody saved in between, or its title or word cannot be had; [`VerbError::Absent`].
pub async fn save_page(newsroom: &Newsroom, act: &Act, id: PageId, had: i64, title: &str, slug: Option<&str>, body: Body) -> Verb<Page> {
    act.allow(Right::EditPages)?;
    let title = decide::name("title", title)?;
    let tx = newsroom.begin(act.now).await?;
    let old = found(stored::page_by_id(&tx, id).await?, id)?;
    let slug = slug.map_or_else(|| Ok(old.slug.clone()), |wished| word(Some(wished), &title))?;
    let outdated = || Refusal::Outdated { what: "page", had, newest: old.revision };
    if old.revision != had {
        return Err(outdated().into());
    }
    if (&old.title, &old.slug, &old.body) == (&title, &slug, &body) {
        return Ok(old);
    }
    free(&tx, &slug, Some(&old.slug)).await?;
    let new = Page { title, slug, body, updated: act.now, revision: had + 1, ..old.clone() };
    match stored::save_page(&tx, &new, had).await {
        Err(StoreError::Conflict(_)) => return Err(outdated().into()),
        other => other?,
    }
    if new.slug != old.slug {
        redirects::put(&tx, &urls::standing(&old.slug), &urls::standing(&new.slug)).await?;
    }
    store::audit::append(&tx, act, "change a page", &new.title).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

/// Takes a standing page off the paper; its address leads to another place of the paper, or to the front.
///
/// # Errors
/// [`VerbError::Absent`], [`VerbError::Refused`] when the address is none.
pub async fn remove_page(newsroom: &Newsroom, act: &Act, id: PageId, to: Option<&str>) -> Verb<()> {
    act.allow(Right::EditPages)?;
    let tx = newsroom.begin(act.now).await?;
    let old = found(stored::page_by_id(&tx, id).await?, id)?;
    let base_url = stored::get(&tx).await?.map(|paper| paper.base_url).unwrap_or_default();
    let to = to.map(str::trim).filter(|to| !to.is_empty()).unwrap_or(urls::FRONT);
    crate::redirects::lead(&tx, decide::Redirect::parse(&urls::standing(&old.slug), to, &base_url)?).await?;
    stored::remove_page(&tx, id).await?;
    store::audit::append(&tx, act, "remove a page", &old.title).await?;
    newsroom.commit(tx).await
}
