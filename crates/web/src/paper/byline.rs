//! Everything under a byline.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::card::{Cards, Year};
use crate::paper::facts;
use crate::paper::press::Press;
use crate::paper::view::{CardView, Named, PageView, Pages, PictureView, escaped, filled};
use domain::slug::Slug;
use serde::Serialize;
use store::stories::{CardFilter, cards, count};
use text::template::urls;

#[derive(Serialize)]
struct BylineView {
    person: PersonView,
    cards: Vec<CardView>,
    pages: Option<Pages>,
}

#[derive(Serialize)]
struct PersonView {
    name: String,
    url: String,
    house: bool,
    note: Option<String>,
    picture: Option<PictureView>,
    links: Vec<Named>,
    story_count: usize,
    since: Option<String>,
}

const PER_PAGE: usize = 30;

/// Renders page `number` of it.
pub(crate) async fn page(press: &Press, slug: &Slug, number: usize) -> Result<Page, Fault> {
    let person = store::paper::person_by_slug(&press.conn, slug).await?.ok_or_else(Fault::not_found)?;
    let filter = CardFilter { person: Some(person.id), ..CardFilter::default() };
    let total = count(&press.conn, &filter).await?;
    // Somebody whose first story is still to come is as unknown as that story.
    if (number - 1) * PER_PAGE >= total {
        return Err(Fault::not_found());
    }
    let found = cards(&press.conn, &filter, PER_PAGE, (number - 1) * PER_PAGE).await?;
    let oldest = cards(&press.conn, &filter, 1, total.saturating_sub(1)).await?;
    let views = Cards::of(press, &found).await?.views(press, &found, Year::Said);
    let list = urls::person(slug);
    let pages = Pages::of(&list, number, PER_PAGE, total);
    let mut page = PageView::open(press, "byline", person.name.clone(), list.clone()).in_list(press, &list, number, pages.as_ref());
    page.description = filled(&person.bio);
    page.json_ld = Some(facts::of_list(press, &person.name, &list, &person.bio, &found));
    page.feeds = press.matter.feeds(&person.name, &list);
    let person = PersonView {
        note: filled(&person.bio).map(|bio| format!("<p>{}</p>", escaped(&bio))),
        name: person.name,
        url: list,
        house: person.house,
        picture: None,
        links: Vec::new(),
        story_count: total,
        since: oldest.first().map(|card| press.zone().day(card.published).year().to_string()),
    };
    press.page("byline.html", page, BylineView { person, cards: views, pages })
}
