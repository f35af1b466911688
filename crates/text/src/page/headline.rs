//! What a page's story is called.

use super::dom::{Dom, Id};
use super::marks::Sign;
use super::scan::Scan;
use super::words::{key, likeness, squeezed, tokens};

/// The headline and the element that shows it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) text: String,
    pub(crate) shown: Option<Id>,
    /// Sources that disagree.
    pub(crate) doubtful: Option<String>,
}

/// Finds the headline.
pub(crate) fn find(dom: &Dom, scan: &Scan) -> Found {
    let site = scan.site_names();
    let og = scan.meta(&[
        "og:title",
        "twitter:title",
        "dc.title",
        "dcterms.title",
        "sailthru.title",
        "parsely-title",
        "citation_title",
        "title",
    ]);
    let linked = scan.linked.headline.as_str();
    let title = without_site(&scan.title, &site);
    let said: Vec<String> =
        [linked, og.unwrap_or_default(), &title].iter().map(|text| without_site(text, &site)).filter(|text| !text.is_empty()).collect();
    let said_tokens: Vec<Vec<String>> = said.iter().map(|text| tokens(text)).collect();
    // The heading that readers see, where it is near to what the page says to machines.
    let mut best: Option<(f64, Id, String)> = None;
    for (place, id) in scan.headings.iter().enumerate().take(60) {
        if dom.ancestors(*id).any(|above| scan.signs(above).has(Sign::Comments)) {
            continue;
        }
        let text = dom.words(*id);
        let words = tokens(&text);
        if words.is_empty() || text.chars().count() > 400 {
            continue;
        }
        let near = said_tokens.iter().map(|said| likeness(said, &words)).fold(0.0, f64::max);
        let rank = if dom.name(*id) == "h1" { 0.3 } else { 0.0 };
        let score = near + rank - place as f64 * 0.003;
        if near > 0.45 && best.as_ref().is_none_or(|(known, ..)| score > *known) {
            best = Some((score, *id, text));
        }
    }
    if let Some((_, id, text)) = best {
        // A kicker before it or a name behind it in the same element: machines were told the headline alone.
        let inner = said.iter().find(|said| {
            let (whole, part) = (key(&text), key(said));
            part.len() > 12 && whole.len() > part.len() && (whole.ends_with(&part) || whole.starts_with(&part)) && has_parts(dom, id)
        });
        let text = inner.cloned().unwrap_or(text);
        return Found { text, shown: Some(id), doubtful: None };
    }
    let only: Vec<Id> = scan.headings.iter().copied().filter(|id| dom.name(*id) == "h1").collect();
    let text = said.first().cloned();
    match (text, only.as_slice()) {
        (Some(text), _) => Found { doubtful: None, text: until_bar(&text), shown: None },
        (None, [one, ..]) => Found { text: dom.words(*one), shown: Some(*one), doubtful: None },
        (None, []) => Found { text: squeezed(&scan.title), shown: None, doubtful: Some("the page names no headline".to_owned()) },
    }
}

/// Whether an element's text is in several elements.
fn has_parts(dom: &Dom, id: Id) -> bool {
    dom.below(id).skip(1).filter(|node| dom.own_text(*node).is_some_and(|text| !text.trim().is_empty())).count() > 1
}

/// A title up to the bar behind which sites and sections stand.
fn until_bar(title: &str) -> String {
    let head = title.split(" | ").next().unwrap_or(title);
    if head.split(' ').count() >= 2 { head.to_owned() } else { title.to_owned() }
}

/// A title without the site's name before or after it.
pub(crate) fn without_site(title: &str, site: &[&str]) -> String {
    let title = squeezed(title);
    for separator in [" | ", " – ", " — ", " - ", " · ", " :: ", " » ", " « ", ": ", " • "] {
        if let Some((head, tail)) = title.rsplit_once(separator)
            && is_site(tail, site)
        {
            return without_site(head, site);
        }
        if let Some((head, tail)) = title.split_once(separator)
            && is_site(head, site)
        {
            return without_site(tail, site);
        }
    }
    title
}

fn is_site(part: &str, site: &[&str]) -> bool {
    let part = key(part);
    !part.is_empty()
        && site.iter().any(|name| {
            let name = key(name);
            !name.is_empty()
                && (part == name
                    || name == format!("the{part}")
                    || part == format!("the{name}")
                    || format!("{part}com") == name
                    || format!("{name}com") == part)
        })
}
