//! The titles that a story has, folded, to be held against the works that the paper knows.

use crate::fold;
use domain::body::{Block, Body, BoxKind, Inline, Mark};
use std::collections::HashSet;

/// The key by which a title is found, whatever its case, marks and accents; one of signs alone is its own.
#[must_use]
pub fn key(title: &str) -> String {
    let words = fold::search_text(title);
    if words.is_empty() { title.trim().to_lowercase() } else { words }
}

/// The keys of all titles of a story: what writers marked as works, what stands in marks or after *album*, *single* and
/// the like, the heads of track lists, release boxes and ranked entries, and what follows `Artist: ` in the headline.
/// `names` are those of the artist line, as it prints them.
#[must_use]
pub fn of_story(headline: &str, standfirst: &str, body: &Body, names: &[String]) -> HashSet<String> {
    let texts: Vec<String> = body.texts().iter().map(|text| text.inlines.text()).collect();
    let letters: Vec<&str> = [headline, standfirst].into_iter().chain(texts.iter().map(String::as_str)).collect();
    let mut titles: HashSet<String> = HashSet::new();
    for work in crate::works::read(&letters, names) {
        titles.extend(std::iter::once(&work.title).chain(&work.also).map(|title| key(title)));
    }
    let after_name = |name: &String| headline.strip_prefix(name.as_str()).filter(|_| !name.is_empty())?.strip_prefix(':');
    titles.extend(names.iter().filter_map(after_name).map(key));
    for block in &body.blocks {
        match block {
            Block::TrackList(list) => titles.extend([key(&list.title)]),
            Block::InfoBox(facts) if facts.kind == BoxKind::Release => titles.extend([key(&facts.title)]),
            Block::RankedEntry(entry) => titles.extend([key(&entry.title)]),
            _ => {}
        }
    }
    titles.extend(marked(body).iter().map(|title| key(title)));
    titles.remove("");
    titles
}

/// The letters that carry the mark of a work, run by run.
fn marked(body: &Body) -> Vec<String> {
    let mut found = Vec::new();
    for text in body.texts() {
        let mut run = String::new();
        for piece in &text.inlines.0 {
            match piece {
                Inline::Text { text, marks } if marks.iter().any(|mark| matches!(mark, Mark::Work { .. })) => run.push_str(text),
                _ => found.push(std::mem::take(&mut run)),
            }
        }
        found.push(run);
    }
    found.retain(|title| !title.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::body::{Inlines, TrackList, WorkKind};

    fn body(texts: &[&str]) -> Body {
        Body { blocks: texts.iter().map(|text| Block::Paragraph(Inlines::plain(*text))).collect() }
    }

    #[test]
    fn titles_are_found_wherever_a_story_names_them() {
        let names = ["Run The Jewels".to_owned()];
        let mut told = body(&["The single ‘Close Your Eyes (And Count To Ten)’ is out.", "They like the album Purple Rain."]);
        let mut marked = Inlines::plain("On ");
        marked.push("Hot", &[Mark::Work { kind: WorkKind::Album }]);
        marked.push(" Rats", &[Mark::Work { kind: WorkKind::Album }, Mark::Emphasis]);
        told.blocks.push(Block::Paragraph(marked));
        told.blocks.push(Block::TrackList(TrackList { title: "Grace".to_owned(), tracks: Vec::new() }));
        let titles = of_story("Run The Jewels: Run The Jewels 2", "", &told, &names);
        for title in ["Close Your Eyes (and count to ten)", "PURPLE RAIN", "Hot Rats", "Grace", "Run The Jewels 2"] {
            assert!(titles.contains(&key(title)), "{title}: {titles:?}");
        }
        assert!(!titles.contains(&key("Run The Jewels")), "{titles:?}");
    }

    #[test]
    fn words_that_are_no_title_are_none() {
        let titles = of_story("Choir quits", "By fax", &body(&["He said “I quit” and left. Grace was with him."]), &[]);
        assert!(titles.is_empty(), "{titles:?}");
    }
}
