//! A section's front and its pages.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::card::{Cards, Year};
use crate::paper::facts;
use crate::paper::matter::section_view;
use crate::paper::press::Press;
use crate::paper::view::{CardView, PageView, Pages, SectionView, filled};
use domain::ad::Place;
use domain::slug::Slug;
use serde::Serialize;
use store::stories::{CardFilter, cards, count};
use text::template::urls;

#[derive(Serialize)]
struct SectionPage {
    section: SectionWithText,
    cards: Vec<CardView>,
    pages: Option<Pages>,
}

#[derive(Serialize)]
struct SectionWithText {
    #[serde(flatten)]
    section: SectionView,
    description: Option<String>,
}

const PER_PAGE: usize = 30;

/// Renders page `number` of it.
pub(crate) async fn page(press: &Press, slug: &Slug, number: usize) -> Result<Page, Fault> {
    let section = press.matter.section(slug).ok_or_else(Fault::not_found)?;
    let filter = CardFilter { section: Some(slug.clone()), ..CardFilter::default() };
    let total = count(&press.conn, &filter).await?;
    let list = urls::section(slug);
    if number > 1 && (number - 1) * PER_PAGE >= total {
        return Err(Fault::not_found());
    }
    let cards = cards(&press.conn, &filter, PER_PAGE, (number - 1) * PER_PAGE).await?;
    let views = Cards::of(press, &cards).await?.views(press, &cards, Year::Said);
    let pages = Pages::of(&list, number, PER_PAGE, total);
    let mut page = PageView::open(press, "section", section.name.clone(), list.clone()).in_list(press, &list, number, pages.as_ref());
    page = page.with_ad(press, Place::Section, Some(slug));
    page.section = Some(slug.as_str().to_owned());
    page.json_ld = Some(facts::of_list(press, &section.name, &list, "", &cards));
    page.feeds = press.matter.feeds(&section.name, &list);
    let section = SectionWithText { section: section_view(section), description: filled(&section.description) };
    press.page("section.html", page, SectionPage { section, cards: views, pages })
}
