//! The sentence under a headline.

use super::dom::{Dom, Id};
use super::marks::Sign;
use super::scan::Scan;
use super::words::{key, squeezed};

/// Finds the standfirst that readers see, or what the page says in its place.
pub(crate) fn find(dom: &Dom, scan: &Scan, shown: Option<Id>, headline: &str, authors: &[String]) -> String {
    let is_own = |text: &str| {
        let length = text.chars().count();
        let text = key(text);
        (12..=500).contains(&length) && text != key(headline) && !authors.iter().any(|name| text.contains(&key(name)))
    };
    let behind = |id: &Id| shown.is_none_or(|headline| *id > headline && *id < headline + 400);
    for id in scan.standfirsts.iter().take(40).filter(|id| behind(id)) {
        if matches!(dom.name(*id), "body" | "html" | "main" | "article" | "section")
            || dom.ancestors(*id).any(|above| scan.signs(above).has(Sign::Gone))
        {
            continue;
        }
        let text = dom.words(*id);
        if is_own(&text) {
            return text;
        }
    }
    let said = [
        scan.linked.standfirst.as_str(),
        scan.meta(&["og:description"]).unwrap_or_default(),
        scan.linked.description.as_str(),
        scan.meta(&["description", "twitter:description", "dc.description"]).unwrap_or_default(),
    ];
    said.into_iter().map(|text| squeezed(&super::entities::decoded(text))).find(|text| !text.is_empty()).unwrap_or_default()
}
