//! What things of there are here: types, categories, tags, authors, fields. Proposed by what the source has, kept as a file,
//! changed by hand, used again.

use super::survey::Survey;
use super::taught::Taught;
use crate::{Verb, VerbError};
use domain::refusal::Refusal;
use domain::slug::Slug;
use domain::story::Kind;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashSet};
use text::fold;
use wire::import::source::CATEGORY;

/// An entry of this type becomes a story.
pub const STORY: &str = "story";
/// An entry of this type becomes a standing page.
pub const PAGE: &str = "page";
/// An entry of this type stays where it is; a term is nothing here.
pub const LEAVE: &str = "leave";

/// A mapping. Whatever it does not name is treated as a proposal would have it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mapping {
    /// The paper's address there, for an export that does not say it (Ghost's never does): its pictures lie there.
    pub address: String,
    /// The section of stories whose categories name none; empty: the paper's first.
    pub section: String,
    /// Who is credited where the source names nobody.
    pub byline: String,
    /// Whether what was thrown away there comes as a draft.
    pub trash: bool,
    /// Types there: `story`, `page` or `leave`.
    pub types: BTreeMap<String, String>,
    /// Categories there, by slug: the section here, or nothing.
    pub sections: BTreeMap<String, String>,
    /// Sections that are made: slug and name.
    pub new_sections: BTreeMap<String, String>,
    /// Categories and tags there that say what kind of story it is: `review`, `live-review`, …
    pub kinds: BTreeMap<String, String>,
    /// Tags there, by slug: the artist's name here, or nothing.
    pub artists: BTreeMap<String, String>,
    /// Authors there, by key: the name here.
    pub bylines: BTreeMap<String, String>,
    /// Names here that belong to nobody.
    pub house_bylines: Vec<String>,
    /// Fields there: `score/10`, `standfirst`, or nothing.
    pub fields: BTreeMap<String, String>,
    /// Of saved pages: what was shown on some of them.
    pub taught: Vec<Taught>,
}

/// What is known of the paper that things come into.
pub(super) struct Here {
    /// Slugs and names of its sections.
    pub(super) sections: Vec<(String, String)>,
    /// A house byline of it.
    pub(super) house: Option<String>,
    /// Folded names of tags whom it knows as artists.
    pub(super) artists: HashSet<String>,
}

/// Types that programs keep things of their own in.
const OWN_TYPES: [&str; 17] = [
    "comment",
    "settings",
    "template",
    "redirect_rule",
    "attachment",
    "nav_menu_item",
    "revision",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "user_request",
    "acf-field",
    "acf-field-group",
    "product_variation",
    "shop_order",
    "shop_coupon",
    "feedback",
];

/// What becomes of a type that nobody mapped.
pub(super) fn of_type(kind: &str) -> &'static str {
    match kind {
        "post" => STORY,
        "page" => PAGE,
        _ if OWN_TYPES.contains(&kind) || kind.starts_with("wp_") || kind.starts_with("product") => LEAVE,
        _ => STORY,
    }
}

/// Names that belong to nobody.
const NOBODY: [&str; 14] = [
    "admin",
    "administrator",
    "editor",
    "editors",
    "editorial",
    "staff",
    "staff writer",
    "team",
    "guest",
    "guest author",
    "webmaster",
    "contributor",
    "anonymous",
    "wordpress",
];

impl Mapping {
    /// Reads the file of one (TOML).
    ///
    /// # Errors
    /// [`VerbError::Unreadable`] with the line and what is wrong.
    pub fn read(text: &str) -> Verb<Self> {
        if let Some((before, _)) = text.split_once('\0') {
            let line = before.matches('\n').count() + 1;
            let why = format!("the mapping cannot be read: line {line} holds a NUL, which no text has; save it as UTF-8");
            return Err(VerbError::Unreadable(why));
        }
        toml::from_str(text).map_err(|error| VerbError::Unreadable(format!("the mapping cannot be read: {error}")))
    }

    /// The file of one.
    ///
    /// # Errors
    /// [`VerbError::Unreadable`] when it cannot be written as TOML.
    pub fn file(&self) -> Verb<String> {
        toml::to_string_pretty(self).map_err(|error| VerbError::Unreadable(format!("the mapping cannot be written: {error}")))
    }

    /// Checks the words that stand for something here.
    ///
    /// # Errors
    /// [`Refusal::Field`] with the table and the word in it.
    pub fn check(&self) -> Result<(), Refusal> {
        if let Some(text) = serde_json::to_value(self).ok().and_then(|all| with_nul(&all)) {
            return Err(Refusal::field("mapping", format!("“{}” holds a NUL, which no text has", text.replace('\0', "␀"))));
        }
        let wrong = |table: &'static str, key: &str, value: &str, known: &str| {
            Err(Refusal::field(table, format!("“{key}” cannot be “{value}”; it can be {known}")))
        };
        if let Some((key, value)) = self.types.iter().find(|(_, value)| ![STORY, PAGE, LEAVE].contains(&value.as_str())) {
            return wrong("types", key, value, "story, page or leave");
        }
        let no_kind = |value: &str| !value.is_empty() && Kind::from_word(value).is_none();
        if let Some((key, value)) = self.kinds.iter().find(|(_, value)| no_kind(value)) {
            return wrong("kinds", key, value, &Kind::ALL.map(Kind::word).join(", "));
        }
        let no_slug = |value: &str| !value.is_empty() && Slug::parse(value).is_err();
        if no_slug(&self.section) {
            return Err(Refusal::field("section", format!("“{}” is no word of an address", self.section)));
        }
        if let Some((key, value)) = self.sections.iter().find(|(_, value)| no_slug(value)) {
            return wrong("sections", key, value, "the last word of a section's address, or nothing");
        }
        if let Some((slug, _)) = self.new_sections.iter().find(|(slug, name)| no_slug(slug) || slug.is_empty() || name.trim().is_empty()) {
            return Err(Refusal::field("new sections", format!("“{slug}” needs a word of an address and a name")));
        }
        let score = |value: &str| value.strip_prefix("score/").and_then(|most| most.parse::<f64>().ok()).is_some_and(|most| most > 0.0);
        if let Some((key, value)) = self.fields.iter().find(|(_, value)| !value.is_empty() && *value != "standfirst" && !score(value)) {
            return wrong("fields", key, value, "score/10 (or of how many), standfirst, or nothing");
        }
        Ok(())
    }

    /// What the source suggests. What is named already stays.
    pub(super) fn complete(&mut self, survey: &Survey, here: &Here) {
        for (kind, _) in survey.kinds.keys() {
            self.types.entry(kind.clone()).or_insert_with(|| of_type(kind).to_owned());
        }
        if self.byline.is_empty() {
            self.byline = here.house.clone().unwrap_or_else(|| "Staff Writer".to_owned());
            self.house_bylines.push(self.byline.clone());
        }
        for (key, name) in survey.authors() {
            let shown = text::foreign::plain(&name);
            let folded = shown.to_lowercase();
            let nobody = NOBODY.contains(&folded.as_str()) || folded == survey.head.title.to_lowercase();
            if nobody && !self.bylines.contains_key(&key) && !self.house_bylines.contains(&shown) {
                self.house_bylines.push(shown.clone());
            }
            self.bylines.entry(key).or_insert(shown);
        }
        for (term, used) in &survey.terms {
            let key = survey.term_key(term);
            let name = text::foreign::plain(&term.name);
            if let Some(kind) = kind_of(&name) {
                self.kinds.entry(key.clone()).or_insert_with(|| kind.to_owned());
            }
            if term.taxonomy == CATEGORY {
                self.section_of(key, &name, used.stories, here);
            } else if !["post_format", "product_type", "product_visibility", "nav_menu"].contains(&term.taxonomy.as_str()) {
                let named = is_artist(&term.taxonomy, &name, used.named, used.stories, here);
                self.artists.entry(key).or_insert_with(|| if named { name } else { String::new() });
            }
        }
        for (field, seen) in &survey.fields {
            self.fields.entry(field.clone()).or_insert_with(|| field_of(field, seen.largest));
        }
    }

    /// The section that a category names: one that there is, else one that is made, unless it is hardly used.
    fn section_of(&mut self, key: String, name: &str, stories: u64, here: &Here) {
        if self.sections.contains_key(&key) {
            return;
        }
        let slug = fold::slug(name).map(|slug| slug.to_string()).unwrap_or_default();
        let known = here.sections.iter().find(|(known, named)| *known == slug || *known == key || fold::key(named) == fold::key(name));
        let nothing = ["uncategorized", "uncategorised", "allgemein", "general", "sin-categoria", "non-classe"].contains(&slug.as_str());
        let free = domain::slug::Slug::parse(&slug).is_ok_and(|slug| domain::navigation::free(&slug, None, &[], &[]).is_ok());
        let section = match known {
            Some((known, _)) => known.clone(),
            None if nothing || !free || stories < 3 || self.new_sections.len() >= MOST_SECTIONS => String::new(),
            None => {
                self.new_sections.entry(slug.clone()).or_insert_with(|| name.to_owned());
                slug
            }
        };
        self.sections.insert(key, section);
    }
}

/// A text in a mapping that no database takes.
fn with_nul(value: &serde_json::Value) -> Option<String> {
    let bad = |text: &String| text.contains('\0').then(|| text.clone());
    match value {
        serde_json::Value::String(text) => bad(text),
        serde_json::Value::Array(all) => all.iter().find_map(with_nul),
        serde_json::Value::Object(all) => all.iter().find_map(|(key, value)| bad(key).or_else(|| with_nul(value))),
        _ => None,
    }
}

/// More than so many sections are no navigation.
const MOST_SECTIONS: usize = 12;

fn kind_of(name: &str) -> Option<&'static str> {
    let folded = fold::key(name);
    Some(match folded.as_str() {
        "review" | "reviews" | "album review" | "album reviews" | "record reviews" | "single reviews" => "review",
        "live review" | "live reviews" | "gig review" | "gig reviews" | "concert reviews" => "live-review",
        "interview" | "interviews" => "interview",
        "feature" | "features" => "feature",
        "premiere" | "premieres" | "exclusive" => "premiere",
        "tour" | "tours" | "tour dates" | "tour news" => "tour",
        "list" | "lists" | "best of" => "list",
        "obituary" | "obituaries" => "obituary",
        _ => return None,
    })
}

/// Whether a tag is an artist: one that the paper knows, one of a taxonomy that says so, or one whose name stands in the
/// headline of most stories that have it.
fn is_artist(taxonomy: &str, name: &str, named: u64, stories: u64, here: &Here) -> bool {
    let says_so = ["artist", "artists", "band", "bands", "performer", "musician"].contains(&taxonomy.to_ascii_lowercase().as_str());
    let capital = name.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase);
    says_so || here.artists.contains(&fold::key(name)) || (capital && stories > 0 && named * 2 > stories && kind_of(name).is_none())
}

fn field_of(field: &str, largest: Option<f64>) -> String {
    let lower = field.to_ascii_lowercase();
    let score = ["rating", "score", "stars", "review_total"].iter().any(|word| lower.ends_with(word)) && !lower.contains("vote");
    match largest {
        Some(largest) if score && largest > 0.0 && largest <= 100.0 => {
            let out_of = [5.0, 10.0, 100.0].into_iter().find(|out_of| largest <= *out_of).unwrap_or(100.0);
            format!("score/{out_of}")
        }
        _ if matches!(lower.as_str(), "_yoast_wpseo_metadesc" | "rank_math_description" | "_aioseop_description" | "meta_description") => {
            "standfirst".to_owned()
        }
        _ if ["subtitle", "standfirst", "dek", "kicker", "subheading"].iter().any(|word| lower.ends_with(word)) => "standfirst".to_owned(),
        _ => String::new(),
    }
}
