//! Who wrote a page's story.

use super::dom::{Dom, Id};
use super::marks::Sign;
use super::scan::Scan;
use super::words::{key, squeezed};
use std::sync::LazyLock;

static LIST: &str = include_str!("../../data/page_bylines.txt");

/// What was found, and why it may be wrong.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    pub(crate) names: Vec<String>,
    pub(crate) doubtful: Option<String>,
}

#[derive(Default)]
struct Words {
    /// What opens a byline: `by`, `words:`.
    openers: Vec<&'static str>,
    /// What stands between two names.
    between: Vec<&'static str>,
    /// Roles behind a name.
    roles: Vec<&'static str>,
    /// Names that are nobody's.
    nobody: Vec<&'static str>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let mut words = Words::default();
    for line in LIST.lines().filter(|line| !line.starts_with('#')) {
        let Some((kind, phrase)) = line.split_once(": ") else { continue };
        match kind {
            "opener" => words.openers.push(phrase),
            "between" => words.between.push(phrase),
            "role" => words.roles.push(phrase),
            "nobody" => words.nobody.push(phrase),
            _ => {}
        }
    }
    words
});

/// `<meta>` with a name in it.
const METAS: [&str; 14] = [
    "author",
    "article:author",
    "article:author_name",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "byl",
    "authors",
    "article_author",
    "cxenseparse:author",
    "twitter:data1",
];

/// Finds the authors. `near` are the lines beside the headline, `tail` those that end the story.
pub(crate) fn find(dom: &Dom, scan: &Scan, shown: Option<Id>, near: &[&str], tail: &[&str]) -> Found {
    let site = scan.site_names();
    let clean = |texts: &mut dyn Iterator<Item = String>| -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in texts.flat_map(|text| names_in(&text)).filter(|name| !is_site(name, &site)) {
            if names.iter().all(|known| key(known) != key(&name)) {
                names.push(name);
            }
        }
        names
    };
    let linked = clean(&mut scan.linked.authors.iter().cloned());
    let metas: Vec<Vec<String>> = METAS
        .iter()
        .filter(|name| **name != "twitter:data1" || scan.meta(&["twitter:label1"]).is_some_and(|label| label.to_lowercase().contains("written by")))
        .map(|name| clean(&mut scan.all(name).map(str::to_owned)))
        .filter(|names| !names.is_empty())
        .collect();
    let seen = clean(&mut visible(dom, scan, shown).into_iter());
    let written = clean(&mut near.iter().filter_map(|line| after_opener(line)).take(1));
    let closing = clean(&mut tail.iter().filter_map(|line| closing_byline(line)).take(1));
    let said: Vec<Vec<String>> = std::iter::once(linked).chain(metas).chain([seen, written, closing]).filter(|names| !names.is_empty()).collect();
    let Some(first) = said.first() else {
        return Found { names: Vec::new(), doubtful: Some("no author was found".to_owned()) };
    };
    Found { names: first.clone(), doubtful: None }
}

/// What elements that are called a byline show, the nearest behind the headline first.
fn visible(dom: &Dom, scan: &Scan, shown: Option<Id>) -> Vec<String> {
    let mut best: Option<(i64, Vec<String>)> = None;
    for id in scan.bylines.iter().take(80) {
        if matches!(dom.name(*id), "body" | "html" | "main" | "article" | "meta" | "script" | "link" | "img") {
            continue;
        }
        if dom.ancestors(*id).any(|above| matches!(dom.name(above), "footer" | "nav") || dom.name(above) == "aside") {
            continue;
        }
        let inside_gone = dom.ancestors(*id).any(|above| {
            let signs = scan.signs(above);
            signs.has(Sign::Gone) && !signs.has(Sign::Byline)
        });
        let text = dom.words(*id);
        if text.is_empty() || text.chars().count() > 160 {
            continue;
        }
        let names = dom.below(*id).filter(|node| dom.name(*node) == "a").map(|link| dom.words(link)).filter(|name| !names_in(name).is_empty());
        let prop = dom.below(*id).filter(|node| dom.attr(*node, "itemprop").is_some_and(|prop| prop == "name")).map(|node| dom.words(node)).find(|name| !name.is_empty());
        let mut names: Vec<String> = names.collect();
        if let Some(prop) = prop {
            names = vec![prop];
        }
        let by_opener = after_opener(&text);
        if names.is_empty() || by_opener.is_some() {
            names = vec![by_opener.unwrap_or_else(|| text.clone())];
        }
        let own = names.iter().flat_map(|name| names_in(name)).count();
        if own == 0 {
            continue;
        }
        let distance = shown.map_or(0, |headline| (i64::from(*id) - i64::from(headline)).abs() + if *id < headline { 60 } else { 0 });
        let rank = distance + if inside_gone { 400 } else { 0 } + if dom.attr(*id, "itemprop").is_some_and(|prop| prop == "author") { -100 } else { 0 }
            + if dom.attr(*id, "rel").is_some_and(|rel| rel == "author") { -50 } else { 0 };
        if best.as_ref().is_none_or(|(known, _)| rank < *known) {
            best = Some((rank, names));
        }
    }
    best.map(|(_, names)| names).unwrap_or_default()
}

/// What stands behind a byline's opener: `By Jane Doe`.
pub(crate) fn after_opener(line: &str) -> Option<String> {
    let line = squeezed(line);
    if line.chars().count() > 200 {
        return None;
    }
    let low = line.to_lowercase();
    WORDS.openers.iter().filter(|opener| opens(&low, opener)).max_by_key(|opener| opener.len()).and_then(|opener| {
        // Small letters may be longer than their capitals: cut by characters.
        let rest: String = line.chars().skip(opener.chars().count()).collect();
        let rest = rest.trim_start_matches([':', ' ', '\u{a0}']).to_owned();
        (!rest.is_empty()).then_some(rest)
    })
}

fn opens(low: &str, opener: &str) -> bool {
    low.strip_prefix(opener).is_some_and(|rest| rest.starts_with([' ', ':', '\u{a0}']) || opener.ends_with(':'))
}

/// A line that ends a story with its writer: `Words: Jane Doe`, `(Jane Doe)`, `– Jane Doe`.
fn closing_byline(line: &str) -> Option<String> {
    let short = line.chars().count() <= 60;
    let named = after_opener(line).filter(|_| short);
    named.or_else(|| {
        let inner = line.trim().strip_prefix(['–', '—'])?;
        let name = inner.trim();
        (short && name.split(' ').count() <= 4 && name.split(' ').all(|word| word.chars().next().is_some_and(char::is_uppercase))).then(|| name.to_owned())
    })
}

/// The names in a byline.
pub(crate) fn names_in(text: &str) -> Vec<String> {
    let text = squeezed(&super::entities::decoded(text));
    if text.starts_with("http") || text.starts_with("www.") || text.starts_with('@') || text.contains("://") {
        return Vec::new();
    }
    let text = after_opener(&text).unwrap_or(text);
    let head = [" | ", " • ", " · ", " — ", " – ", " - ", "\n"].iter().fold(text.as_str(), |text, cut| text.split(cut).next().unwrap_or(text));
    let mut names = vec![head.to_owned()];
    for between in &WORDS.between {
        names = names.iter().flat_map(|name| split_between(name, between)).collect();
    }
    names.into_iter().filter_map(|name| person(&name)).collect()
}

fn split_between(text: &str, between: &str) -> Vec<String> {
    let spaced = if between.chars().all(char::is_alphabetic) { format!(" {between} ") } else { between.to_owned() };
    let low = text.to_lowercase();
    if low.len() != text.len() || !low.contains(&spaced) {
        return vec![text.to_owned()];
    }
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, found) in low.match_indices(&spaced) {
        parts.extend(text.get(from..at).map(str::to_owned));
        from = at + found.len();
    }
    parts.extend(text.get(from..).map(str::to_owned));
    parts
}

/// A name without what stands round it; `None` for what is no name.
fn person(text: &str) -> Option<String> {
    let mut name = text.trim().trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '|' | '-' | '–' | '/' | '•' | '·' | '"') || c.is_whitespace()).to_owned();
    if let Some((head, _)) = name.split_once(" (") {
        name = head.to_owned();
    }
    if let Some((head, _)) = name.split_once(" @") {
        name = head.to_owned();
    }
    let name = name.strip_prefix("and ").unwrap_or(&name).trim().to_owned();
    let low = name.to_lowercase();
    let words = name.split(' ').count();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(|c| c.is_ascii_digit()).count();
    let is_role = WORDS.roles.iter().any(|role| low == *role || low.starts_with(&format!("{role} ")));
    if letters < 2 || words > 6 || name.chars().count() > 60 || digits > 2 || name.contains('@') || is_role || WORDS.nobody.contains(&low.as_str()) {
        return None;
    }
    if name.contains(".com") || name.contains("http") {
        return None;
    }
    Some(name)
}

fn is_site(name: &str, site: &[&str]) -> bool {
    let _ = (name, site);
    false
}
