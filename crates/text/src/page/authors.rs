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
    /// Words of names that are no person's.
    offices: Vec<&'static str>,
    /// Words that no name goes beyond.
    stops: Vec<&'static str>,
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
            "office" => words.offices.push(phrase),
            "stop" => words.stops.push(phrase),
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

/// Finds the authors. `near` are the lines beside the headline, `lines` the short ones of the page, `tail` those that end the story.
pub(crate) fn find(dom: &Dom, scan: &Scan, host: &str, shown: Option<Id>, near: &[&str], lines: &[&str], tail: &[&str]) -> Found {
    let mut site = scan.site_names();
    site.push(host);
    let clean = |texts: &mut dyn Iterator<Item = String>| distinct(texts.flat_map(|text| names_in(&text)), &site);
    let linked = clean(&mut scan.linked.authors.iter().cloned());
    let metas = METAS
        .iter()
        .filter(|name| {
            **name != "twitter:data1" || scan.meta(&["twitter:label1"]).is_some_and(|label| label.to_lowercase().contains("written by"))
        })
        .map(|name| clean(&mut scan.all(name).map(str::to_owned)));
    let (seen, near_headline) = visible(dom, scan, shown);
    let seen = distinct(seen.into_iter(), &site);
    let written = clean(&mut after_any_opener(near).filter(|text| !names_in(text).is_empty()).take(1));
    let alone = clean(&mut near.iter().take(5).filter(|line| is_person_alone(line)).map(|line| (*line).to_owned()).take(1));
    let elsewhere = clean(&mut after_any_opener(lines).filter(|text| quality(&names_in(text), &site) == 2).take(1));
    let closing = clean(&mut tail.iter().filter_map(|line| closing_byline(line)).take(1));
    let seen_near = if near_headline { seen.clone() } else { Vec::new() };
    let told: Vec<Vec<String>> = std::iter::once(linked).chain(metas).filter(|names| !names.is_empty()).collect();
    let shown_names = [seen_near, written];
    let rest = [seen.clone(), closing, elsewhere, alone];
    let Some(first) = told.iter().chain(&shown_names).chain(&rest).find(|names| !names.is_empty()) else {
        return Found { names: Vec::new(), doubtful: Some("no author was found".to_owned()) };
    };
    // The site in the author's place, or somebody's account: a person who is named beside it is the author.
    let is_account = first.iter().all(|name| !name.contains(' ') && name.is_ascii());
    let own = quality(first, &site);
    let better =
        (own == 0 || (own == 1 && is_account)).then(|| told.iter().chain(&shown_names).find(|names| quality(names, &site) == 2)).flatten();
    let first = better.unwrap_or(first);
    let best = quality(first, &site);
    // The byline that readers see may name more people than the page names to machines.
    let longer = seen.len() > first.len() && first.iter().all(|name| seen.iter().any(|other| key(other) == key(name)));
    let names = if longer { seen } else { first.clone() };
    let doubtful = (best == 0).then(|| "only the site itself is named as author".to_owned());
    Found { names, doubtful }
}

/// Names once each; the site's own beside a person's is where they work.
fn distinct(names: impl Iterator<Item = String>, site: &[&str]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names {
        if found.iter().all(|known| key(known) != key(&name)) {
            found.push(name);
        }
    }
    let is_house = |name: &String| is_site(name, site) || (name.len() <= 5 && name.chars().all(|c| c.is_ascii_uppercase()));
    if found.iter().any(|name| !is_house(name)) {
        found.retain(|name| !is_house(name));
    }
    found
}

/// Words of names that have no capital.
const PARTICLES: [&str; 16] = ["de", "del", "della", "di", "da", "dos", "van", "der", "den", "von", "la", "le", "el", "bin", "al", "y"];

/// How much names look like persons': the site's own least, then offices and names of accounts.
fn quality(names: &[String], site: &[&str]) -> u8 {
    names
        .iter()
        .map(|name| {
            let low = name.to_lowercase();
            let office = WORDS.offices.iter().any(|word| low.split(' ').any(|part| part == *word));
            let whole = !name.is_ascii()
                || (name.contains(' ') && name.split(' ').all(|word| word.starts_with(char::is_uppercase) || PARTICLES.contains(&word)));
            match (is_site(name, site), office || !whole) {
                (true, _) => 0,
                (false, true) => 1,
                (false, false) => 2,
            }
        })
        .min()
        .unwrap_or_default()
}

/// What stands behind an opener, in its line or in the next.
fn after_any_opener<'a>(lines: &'a [&str]) -> impl Iterator<Item = String> + 'a {
    lines.iter().enumerate().filter_map(|(n, line)| {
        let low = line.to_lowercase();
        let alone = WORDS.openers.iter().any(|opener| opener.trim_end_matches(':') == low.trim_end_matches([':', ' ']));
        if alone { lines.get(n + 1).map(|next| (*next).to_owned()) } else { after_opener(line) }
    })
}

/// A line of two or three words that begins with a given name: a name alone under a headline.
fn is_person_alone(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    (2..=3).contains(&words.len())
        && words.first().is_some_and(|word| crate::people::is_given_name(word))
        && words.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase) && !word.ends_with(['.', '!', '?', ':']))
}

/// What elements that are called a byline show, the nearest behind the headline first.
fn visible(dom: &Dom, scan: &Scan, shown: Option<Id>) -> (Vec<String>, bool) {
    let mut best: Option<(i64, Vec<String>)> = None;
    for id in scan.bylines.iter().take(80) {
        let Some((names, rank)) = candidate(dom, scan, *id, shown) else { continue };
        if best.as_ref().is_none_or(|(known, _)| rank < *known) {
            best = Some((rank, names));
        }
    }
    best.map(|(rank, names)| (names, shown.is_some() && rank < NEAR)).unwrap_or_default()
}

/// Nodes between a headline and its byline, at most.
const NEAR: i64 = 90;

/// The names of one element, and how far it is from being the story's byline.
fn candidate(dom: &Dom, scan: &Scan, id: Id, shown: Option<Id>) -> Option<(Vec<String>, i64)> {
    if matches!(dom.name(id), "body" | "html" | "main" | "article" | "meta" | "script" | "link" | "img") {
        return None;
    }
    if dom.ancestors(id).any(|above| dom.name(above) == "footer" || scan.signs(above).has(Sign::Comments)) {
        return None;
    }
    let aside = dom.ancestors(id).any(|above| {
        let signs = scan.signs(above);
        dom.name(above) == "aside" || (signs.has(Sign::Gone) && !signs.has(Sign::Byline))
    });
    let pieces = pieces(dom, id);
    if pieces.iter().map(String::len).sum::<usize>() > 400 {
        return None;
    }
    let named: Vec<String> = dom
        .below(id)
        .filter(|node| dom.attr(*node, "itemprop").is_some_and(|prop| prop == "name"))
        .map(|node| dom.words(node))
        .flat_map(|name| names_in(&name))
        .collect();
    let names = if named.is_empty() { of_pieces(&pieces) } else { named };
    if names.is_empty() {
        return None;
    }
    let distance = shown.map_or(i64::from(id), |headline| (i64::from(id) - i64::from(headline)).abs() + if id < headline { 60 } else { 0 });
    let is = |name: &str, value: &str| dom.attr(id, name).is_some_and(|own| own == value);
    let bonus = if is("itemprop", "author") { 100 } else { 0 } + if is("rel", "author") { 50 } else { 0 };
    // What stands round it says more than it: several links make one byline.
    let whole = if scan.signs(id).has(Sign::Byline) && dom.name(id) != "a" { 8 } else { 0 };
    Some((names, distance + if aside { 400 } else { 0 } - bonus - whole))
}

/// The texts below an element, each by itself.
fn pieces(dom: &Dom, id: Id) -> Vec<String> {
    let mut found = Vec::new();
    let mut at = Some(id);
    while let Some(node) = at {
        if super::blocks::is_silent(dom.name(node)) {
            at = dom.after(node, id);
            continue;
        }
        found.extend(dom.own_text(node).map(squeezed).filter(|text| !text.is_empty()));
        at = dom.first(node).or_else(|| dom.after(node, id));
    }
    found
}

/// The names among a byline's pieces: the first, and those that a comma or an *and* joins to it.
fn of_pieces(pieces: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = true;
    for piece in pieces {
        let low = piece.to_lowercase();
        let bare = low.trim_matches(|c: char| c == ':' || c.is_whitespace());
        if WORDS.openers.iter().any(|opener| opener.trim_end_matches(':') == bare)
            || WORDS.between.iter().any(|between| between.trim() == bare)
        {
            open = true;
            continue;
        }
        let joined = low.starts_with([',', '&']) || low.starts_with("and ");
        if !names.is_empty() && !open && !joined {
            break;
        }
        let found = names_in(piece);
        if found.is_empty() {
            if names.is_empty() { continue } else { break }
        }
        names.extend(found);
        open = low.ends_with([',', '&', ';']) || low.ends_with(" and");
    }
    names
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
        (short && name.split(' ').count() <= 4 && name.split(' ').all(|word| word.chars().next().is_some_and(char::is_uppercase)))
            .then(|| name.to_owned())
    })
}

/// The names in a byline.
pub(crate) fn names_in(text: &str) -> Vec<String> {
    let text = squeezed(&super::entities::decoded(text));
    if text.starts_with("http") || text.starts_with("www.") || text.starts_with('@') || text.contains("://") {
        return Vec::new();
    }
    let text = after_opener(&text).unwrap_or(text);
    let head = [" | ", " • ", " · ", " ⋅ ", " — ", " – ", " - ", " // ", "\n"]
        .iter()
        .fold(text.as_str(), |text, cut| text.split(cut).next().unwrap_or(text));
    let head = match head.split_once('(') {
        Some((before, after)) if !after.split_once(')').is_some_and(|(_, rest)| rest.contains(char::is_alphabetic)) => before,
        _ => head,
    };
    let mut names = vec![head.to_owned()];
    for between in &WORDS.between {
        names = names.iter().flat_map(|name| split_between(name, between)).collect();
    }
    names.into_iter().filter_map(|name| person(&until_stop(&name))).collect()
}

/// A name up to the word that ends it: a date, a place, what somebody does.
fn until_stop(name: &str) -> String {
    let stops = |word: &str| {
        let low = word.to_lowercase();
        WORDS.stops.contains(&low.trim_end_matches('.')) || word.chars().next().is_some_and(|c| c.is_ascii_digit())
    };
    name.split(' ').take_while(|word| !stops(word)).collect::<Vec<_>>().join(" ")
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
    let mut name = text
        .trim()
        .trim_matches(|c: char| matches!(c, ',' | ';' | ':' | '|' | '-' | '–' | '/' | '•' | '·' | '"') || c.is_whitespace())
        .to_owned();
    if let Some((head, _)) = name.split_once(" @") {
        name = head.to_owned();
    }
    let name = name.strip_prefix("and ").unwrap_or(&name).trim().to_owned();
    let low = name.to_lowercase();
    let words = name.split(' ').count();
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let digits = name.chars().filter(|c| c.is_ascii_digit()).count();
    let is_role = WORDS.roles.iter().any(|role| low == *role || low.starts_with(&format!("{role} ")));
    if letters < 2
        || words > 6
        || name.chars().count() > 60
        || digits > 2
        || name.contains('@')
        || is_role
        || WORDS.nobody.contains(&low.as_str())
    {
        return None;
    }
    if name.contains(".com") || name.contains("http") {
        return None;
    }
    Some(name)
}

/// Whether a name is the site's own, or begins it.
fn is_site(name: &str, site: &[&str]) -> bool {
    let name = key(name);
    let bare = name.trim_start_matches("the");
    site.iter().map(|site| key(site)).filter(|site| site.len() > 2).any(|site| {
        let own = site.trim_start_matches("the");
        own == bare || (bare.len() >= 5 && own.starts_with(bare)) || (own.len() >= 5 && bare.starts_with(own))
    })
}
