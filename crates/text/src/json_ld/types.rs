//! The dozen types of schema.org that a music paper needs. Field names are the vocabulary's; what is empty is not said.

use serde::Serialize;

/// Any of them.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Node {
    Article(Box<Article>),
    Page(Box<Page>),
    List(List),
}

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub(super) struct Named {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) same_as: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) logo: Option<Image>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) member: Vec<Named>,
}

#[derive(Serialize, Clone)]
#[serde(rename_all = "camelCase")]
pub(super) struct Image {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) url: String,
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) width: u32,
    #[serde(skip_serializing_if = "is_zero")]
    pub(super) height: u32,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) caption: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) credit_text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Article {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    #[serde(rename = "@id")]
    pub(super) id: String,
    pub(super) url: String,
    pub(super) main_entity_of_page: String,
    pub(super) headline: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    pub(super) in_language: String,
    pub(super) date_published: String,
    pub(super) date_modified: String,
    pub(super) article_section: String,
    pub(super) word_count: usize,
    pub(super) is_accessible_for_free: bool,
    pub(super) author: Vec<Named>,
    pub(super) publisher: Named,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sponsor: Option<Named>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) image: Vec<Image>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) about: Vec<About>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) mentions: Vec<Named>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) video: Vec<Media>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) audio: Vec<Media>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) item_reviewed: Option<ReviewedThing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) review_rating: Option<Rating>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) content_rating: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_family_friendly: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) accessibility_hazard: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) correction: Vec<CorrectionNote>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) main_entity: Option<List>,
}

/// What an article is about: artists, and the nights of a tour.
#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum About {
    Artist(Named),
    Event(Box<Event>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Media {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) embed_url: String,
    pub(super) upload_date: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) thumbnail_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) duration: Option<String>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum ReviewedThing {
    Work(Work),
    Event(Box<Event>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Work {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) by_artist: Vec<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) date_published: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rating {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) rating_value: f64,
    pub(super) best_rating: f64,
    pub(super) worst_rating: f64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Event {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) start_date: Option<String>,
    pub(super) event_status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) location: Option<Location>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) performer: Vec<Named>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offers: Option<Offer>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Location {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) address: Option<Address>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Address {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) address_locality: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Offer {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) url: String,
    pub(super) availability: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CorrectionNote {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) text: String,
    pub(super) date_created: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct List {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) item_list_element: Vec<ListItem>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListItem {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    pub(super) position: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) item: Option<Item>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Item {
    Address(String),
    Work(Work),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Page {
    #[serde(rename = "@type")]
    pub(super) kind: &'static str,
    #[serde(rename = "@id")]
    pub(super) id: String,
    pub(super) url: String,
    pub(super) name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(super) description: String,
    pub(super) in_language: String,
    pub(super) is_part_of: Named,
    pub(super) publisher: Named,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) about: Vec<About>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) main_entity: Option<List>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl Named {
    pub(super) fn new(kind: &'static str, name: &str, url: Option<String>) -> Self {
        Self { kind, name: name.to_owned(), url, same_as: Vec::new(), logo: None, member: Vec::new() }
    }
}
