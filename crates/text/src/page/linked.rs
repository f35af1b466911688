//! What a page says of itself for machines: JSON-LD.

use super::dom::{Dom, Id};
use super::words::squeezed;
use serde_json::Value;

/// The article of a page's JSON-LD, in strings as they stand there.
#[derive(Debug, Clone, Default)]
pub(crate) struct Linked {
    pub(crate) headline: String,
    pub(crate) standfirst: String,
    pub(crate) description: String,
    pub(crate) authors: Vec<String>,
    pub(crate) published: String,
    pub(crate) modified: String,
    pub(crate) section: String,
    pub(crate) body: String,
    pub(crate) image: String,
    pub(crate) address: String,
    pub(crate) keywords: Vec<String>,
    pub(crate) about: Vec<String>,
    pub(crate) score: Option<(String, Option<String>)>,
    /// It says that not everybody may read it.
    pub(crate) restricted: bool,
    /// Names of the site and its publisher: no person is called so.
    pub(crate) publishers: Vec<String>,
}

/// Objects looked at: a page may list thousands of others.
const MOST_OBJECTS: usize = 3000;

/// Reads every block of JSON-LD.
pub(crate) fn read(dom: &Dom, scripts: &[Id], address: &str) -> Linked {
    let mut blocks = Vec::new();
    for script in scripts {
        let text: String = dom.children(*script).filter_map(|child| dom.own_text(child)).collect();
        if let Some(value) = lenient(&text) {
            blocks.push(value);
        }
    }
    let mut objects = Vec::new();
    for block in &blocks {
        gather(block, &mut objects, 0);
    }
    let mut linked = Linked::default();
    for object in &objects {
        if kinds(object).any(|kind| matches!(kind, "Organization" | "NewsMediaOrganization" | "WebSite" | "Corporation")) {
            linked.publishers.push(text(object.get("name")));
        }
    }
    let best =
        objects.iter().filter_map(|object| Some((weight(object, address)?, object))).fold(None, |best: Option<(i32, &&Value)>, one| {
            match best {
                Some(known) if known.0 >= one.0 => Some(known),
                _ => Some(one),
            }
        });
    if let Some((_, article)) = best {
        fill(&mut linked, article, &objects);
    }
    linked
}

/// JSON as sites write it: in comments, with raw line breaks in strings, with a comma too many.
fn lenient(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_start_matches("//<![CDATA[").trim_start_matches("<![CDATA[");
    let text = text.trim_end_matches("-->").trim_end_matches("]]>").trim_end_matches("//").trim().trim_end_matches(';');
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let mut repaired = String::with_capacity(text.len());
    let (mut inside, mut escaped) = (false, false);
    for c in text.chars() {
        match c {
            '"' if !escaped => inside = !inside,
            c if c.is_control() && inside => {
                repaired.push(' ');
                continue;
            }
            '}' | ']' if !inside => {
                let kept = repaired.trim_end().trim_end_matches(',').len();
                if repaired.trim_end().ends_with(',') {
                    repaired.truncate(kept);
                }
            }
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        repaired.push(c);
    }
    serde_json::from_str(&repaired).ok().or_else(|| {
        // Two objects in one block: the first is the page's.
        serde_json::Deserializer::from_str(&repaired).into_iter::<Value>().next().and_then(Result::ok)
    })
}

fn gather<'a>(value: &'a Value, objects: &mut Vec<&'a Value>, depth: usize) {
    if depth > 6 || objects.len() > MOST_OBJECTS {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, objects, depth + 1)),
        Value::Object(fields) => {
            objects.push(value);
            for (name, field) in fields {
                if matches!(
                    name.as_str(),
                    "@graph" | "mainEntity" | "mainEntityOfPage" | "review" | "hasPart" | "publisher" | "itemReviewed" | "liveBlogUpdate"
                ) {
                    gather(field, objects, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn kinds(object: &Value) -> impl Iterator<Item = &str> {
    let (one, many) = match object.get("@type") {
        Some(Value::String(kind)) => (Some(kind.as_str()), None),
        Some(Value::Array(kinds)) => (None, Some(kinds)),
        _ => (None, None),
    };
    let names = one.into_iter().chain(many.into_iter().flatten().filter_map(Value::as_str));
    names.map(|name| name.rsplit(['/', ':']).next().unwrap_or(name))
}

/// How well an object fits to be the page's article; `None`: it is something else.
fn weight(object: &Value, address: &str) -> Option<i32> {
    let kind = kinds(object)
        .map(|kind| match kind {
            "LiveBlogPosting"
            | "OpinionNewsArticle"
            | "ReportageNewsArticle"
            | "AnalysisNewsArticle"
            | "ReviewNewsArticle"
            | "NewsArticle" => 30,
            "BlogPosting"
            | "Article"
            | "Report"
            | "ScholarlyArticle"
            | "TechArticle"
            | "SocialMediaPosting"
            | "AdvertiserContentArticle" => 28,
            "Review" | "CriticReview" => 20,
            "Recipe" | "HowTo" | "QAPage" => 8,
            "WebPage" | "ItemPage" | "CreativeWork" | "AboutPage" | "MediaObject" | "VideoObject" => 2,
            _ => 0,
        })
        .max()
        .filter(|weight| *weight > 0)?;
    let filled = ["headline", "datePublished", "author", "articleBody"].iter().filter(|name| object.get(**name).is_some()).count();
    let own = [object.get("url"), object.get("@id"), object.get("mainEntityOfPage")];
    let same = !address.is_empty() && own.into_iter().any(|said| same_page(&text(said), address));
    Some(kind + i32::try_from(filled).unwrap_or(0) * 2 + if same { 10 } else { 0 })
}

fn same_page(said: &str, address: &str) -> bool {
    let path = |text: &str| {
        let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
        rest.split(['#', '?']).next().unwrap_or(rest).trim_end_matches('/').trim_start_matches("www.").to_owned()
    };
    !said.is_empty() && path(said) == path(address)
}

fn fill(linked: &mut Linked, article: &Value, objects: &[&Value]) {
    let get = |name: &str| text(article.get(name));
    linked.restricted = match article.get("isAccessibleForFree") {
        Some(Value::Bool(free)) => !free,
        said => text(said).rsplit('/').next().is_some_and(|word| word.eq_ignore_ascii_case("false")),
    };
    linked.headline = first_of([get("headline"), get("name")]);
    linked.standfirst = first_of([get("alternativeHeadline"), get("abstract")]);
    linked.description = get("description");
    linked.authors = article.get("author").map(|author| people(author, objects)).unwrap_or_default();
    if linked.authors.is_empty() {
        linked.authors = article.get("creator").map(|author| people(author, objects)).unwrap_or_default();
    }
    linked.published = first_of([get("datePublished"), get("dateCreated")]);
    linked.modified = get("dateModified");
    linked.section = get("articleSection");
    linked.body = body(article);
    linked.image = article.get("image").map(image).unwrap_or_default();
    linked.address = first_of([get("url"), text(article.get("mainEntityOfPage"))]);
    linked.keywords = names(article.get("keywords"));
    for name in ["about", "itemReviewed", "mentions"] {
        linked.about.extend(article.get(name).map(music).unwrap_or_default());
    }
    let rating = article.get("reviewRating").or_else(|| article.get("review").and_then(|review| review.get("reviewRating")));
    let rating = rating.or_else(|| objects.iter().find_map(|object| object.get("reviewRating")));
    linked.score = rating.and_then(|rating| {
        let value = text(rating.get("ratingValue"));
        let best = text(rating.get("bestRating"));
        (!value.is_empty()).then(|| (value, Some(best).filter(|best| !best.is_empty())))
    });
}

fn first_of<const N: usize>(all: [String; N]) -> String {
    all.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// A value as one string: itself, the first of a list, the name or address of an object.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => squeezed(&super::entities::decoded(text)),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Array(items)) => text(items.first()),
        Some(Value::Object(fields)) => {
            let found = ["@value", "name", "url", "@id"].iter().find_map(|name| fields.get(*name));
            found.filter(|found| found.is_string()).map(|found| text(Some(found))).unwrap_or_default()
        }
        _ => String::new(),
    }
}

fn people(value: &Value, objects: &[&Value]) -> Vec<String> {
    match value {
        Value::String(name) => vec![squeezed(&super::entities::decoded(name))],
        Value::Array(items) => items.iter().flat_map(|item| people(item, objects)).collect(),
        Value::Object(fields) => match fields.get("name") {
            Some(name @ Value::Array(_)) => people(name, objects),
            Some(name) => vec![text(Some(name))],
            None => {
                let id = fields.get("@id").and_then(Value::as_str);
                let known = id.and_then(|id| {
                    objects.iter().find(|object| object.get("@id").and_then(Value::as_str) == Some(id) && object.get("name").is_some())
                });
                known.map(|known| vec![text(known.get("name"))]).unwrap_or_default()
            }
        },
        _ => Vec::new(),
    }
}

fn image(value: &Value) -> String {
    match value {
        Value::String(address) => address.clone(),
        Value::Array(items) => items.first().map(image).unwrap_or_default(),
        Value::Object(fields) => fields.get("url").or_else(|| fields.get("contentUrl")).map(image).unwrap_or_default(),
        _ => String::new(),
    }
}

fn names(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => {
            text.split([',', ';']).map(|name| squeezed(&super::entities::decoded(name))).filter(|name| !name.is_empty()).collect()
        }
        Some(Value::Array(items)) => items.iter().map(|item| text(Some(item))).filter(|name| !name.is_empty()).collect(),
        _ => Vec::new(),
    }
}

/// Artists that the article says it is about.
fn music(value: &Value) -> Vec<String> {
    match value {
        Value::Array(items) => items.iter().flat_map(music).collect(),
        Value::Object(_) => {
            let by = value.get("byArtist").map(music).unwrap_or_default();
            if !by.is_empty() {
                return by;
            }
            let is_artist = kinds(value).any(|kind| matches!(kind, "MusicGroup" | "Person" | "PerformingGroup"));
            if is_artist { vec![text(value.get("name"))] } else { Vec::new() }
        }
        Value::String(name) => vec![squeezed(name)],
        _ => Vec::new(),
    }
}

fn body(article: &Value) -> String {
    let text = ["articleBody", "reviewBody", "text"].iter().find_map(|name| article.get(*name).and_then(Value::as_str)).unwrap_or_default();
    let text = super::entities::decoded(text);
    if text.contains("</") || text.contains("<br") { crate::sanitise::words(&text) } else { text }
}
