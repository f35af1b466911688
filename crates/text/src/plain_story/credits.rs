//! Bylines and artist lines: who wrote it, whom it is about.

use crate::fold;
use domain::story::Part;
use std::sync::LazyLock;

static HOUSE: &str = include_str!("../../data/house_bylines.txt");

static HOUSE_KEYS: LazyLock<Vec<String>> = LazyLock::new(|| HOUSE.lines().filter(|line| !line.starts_with('#')).map(fold::key).collect());

/// A credit as the text gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainByline {
    /// As written.
    pub name: String,
    /// An office and no person.
    pub house: bool,
    /// What they did.
    pub part: Part,
}

/// Whether a name is an office of the paper.
pub(super) fn is_house(name: &str, own: &[String]) -> bool {
    let key = fold::key(name);
    !key.is_empty() && (HOUSE_KEYS.contains(&key) || own.iter().any(|own| fold::key(own) == key))
}

const LABELS: [(&str, Part); 20] = [
    ("by", Part::Words),
    ("words", Part::Words),
    ("text", Part::Words),
    ("story", Part::Words),
    ("written", Part::Words),
    ("author", Part::Words),
    ("reviewed", Part::Words),
    ("posted", Part::Words),
    ("photographs", Part::Photographs),
    ("photograph", Part::Photographs),
    ("photographer", Part::Photographs),
    ("photography", Part::Photographs),
    ("photographed", Part::Photographs),
    ("photos", Part::Photographs),
    ("photo", Part::Photographs),
    ("pictures", Part::Photographs),
    ("picture", Part::Photographs),
    ("images", Part::Photographs),
    ("interview", Part::Interview),
    ("interviewed", Part::Interview),
];

fn label(word: &str) -> Option<Part> {
    let lower = word.trim_end_matches(':').to_lowercase();
    LABELS.iter().find(|(label, _)| *label == lower).map(|(_, part)| *part)
}

/// Whether a line announces credits: `By …`, `Words: …`, an office's name.
pub(super) fn is_byline(line: &str, own: &[String]) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (first, second) = (words.first().copied().unwrap_or_default(), words.get(1).copied().unwrap_or_default());
    let by = first.eq_ignore_ascii_case("by") && second.starts_with(char::is_uppercase);
    let labelled = label(first).is_some() && (first.ends_with(':') || (second.eq_ignore_ascii_case("by") && words.len() > 2));
    let short = words.len() <= 16 && !line.ends_with(['!', '?', ':']);
    short && (by || labelled || is_house(line, own))
}

/// The credits of a line.
pub(super) fn bylines(line: &str, own: &[String]) -> Vec<PlainByline> {
    let mut found: Vec<PlainByline> = Vec::new();
    let mut part = Part::Words;
    let mut name = String::new();
    let separated = line.replace([',', ';', '|', '·', '•', '/', '&', '+'], " , ").replace(['–', '—'], " , ");
    let words: Vec<&str> = separated.split_whitespace().collect();
    for (index, word) in words.iter().enumerate() {
        let next_is_by = words.get(index + 1).is_some_and(|next| next.eq_ignore_ascii_case("by"));
        let names_nobody = name.is_empty() || word.eq_ignore_ascii_case("by") || word.ends_with(':') || next_is_by;
        if let Some(new) = label(word).filter(|_| names_nobody) {
            finish(&mut found, &mut name, part, own);
            part = if word.eq_ignore_ascii_case("by") { part } else { new };
        } else if *word == "," || matches!(word.to_lowercase().as_str(), "and" | "und" | "et" | "with") {
            finish(&mut found, &mut name, part, own);
        } else {
            if !name.is_empty() {
                name.push(' ');
            }
            name.push_str(word);
        }
    }
    finish(&mut found, &mut name, part, own);
    found
}

fn finish(found: &mut Vec<PlainByline>, name: &mut String, part: Part, own: &[String]) {
    let closes_sentence = name.ends_with('.') && name.rsplit(' ').next().is_some_and(|last| last.trim_end_matches('.').chars().count() > 2);
    let clean = if closes_sentence { name.trim_end_matches('.') } else { name.as_str() }.trim().to_owned();
    name.clear();
    if clean.chars().any(char::is_alphabetic) && !found.iter().any(|known| known.name == clean && known.part == part) {
        found.push(PlainByline { house: is_house(&clean, own), name: clean, part });
    }
}

/// Whether a line is the archive's: `More Run The Jewels More Run The Jewels`.
pub(super) fn is_archive_line(line: &str) -> bool {
    let Some(names) = after_more(line) else { return false };
    let short = line.chars().count() <= 160;
    short
        && !crate::prose::is_closed(line)
        && crate::names::is_capitalised(names)
        && names.chars().any(|c| c.is_alphanumeric() && !c.is_lowercase())
}

fn after_more(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("More ").or_else(|| line.strip_prefix("MORE "))?.trim_start_matches([':', ' ']);
    Some(["on ", "from ", "about ", "by "].iter().find_map(|small| rest.strip_prefix(small)).unwrap_or(rest))
}

/// The names of an archive line, each once. `text` is the story: a name that it holds only as a whole is not taken apart.
pub(super) fn archive_names(line: &str, text: &str) -> Vec<String> {
    let folded = format!(" {} ", fold::search_text(text));
    let count = |name: &str| folded.matches(&format!(" {} ", fold::search_text(name))).count();
    let Some(rest) = after_more(half_when_doubled(line.trim())) else { return Vec::new() };
    let parts = if count(rest) > 0 && !rest.contains(" More ") { vec![rest] } else { at_more(rest) };
    let mut unique: Vec<String> = Vec::new();
    for name in parts.into_iter().flat_map(|part| apart(part, &count)) {
        if !unique.iter().any(|known| fold::key(known) == fold::key(&name)) {
            unique.push(name);
        }
    }
    unique
}

/// A line whose second half repeats the first.
fn half_when_doubled(line: &str) -> &str {
    let cut = |at: usize| line.get(..at).zip(line.get(at + 1..));
    let middles = line.char_indices().filter(|(_, c)| *c == ' ').filter_map(|(at, _)| cut(at));
    middles.into_iter().find(|(first, second)| first == second).map_or(line, |(first, _)| first)
}

/// Splits where a further `More` begins.
fn at_more(rest: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, _) in rest.char_indices().filter(|(_, c)| *c == ' ') {
        let Some(next) = rest.get(at..).and_then(|tail| tail.strip_prefix(" More ")) else { continue };
        if !next.starts_with("More ") && next.starts_with(|c: char| !c.is_lowercase()) {
            parts.extend(rest.get(from..at));
            from = rest.len() - next.len();
        }
    }
    parts.extend(rest.get(from..));
    parts.into_iter().map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Splits a list of names at its separators, except where the story knows two neighbours only as one name.
fn apart(part: &str, count: &dyn Fn(&str) -> usize) -> Vec<String> {
    let strong: Vec<&str> = part.split(['|', '·', '•', ';']).map(str::trim).filter(|name| !name.is_empty()).collect();
    if strong.len() > 1 {
        return strong.into_iter().flat_map(|name| apart(name, count)).collect();
    }
    let commas: Vec<&str> = part.split(", ").collect();
    let is_list = commas.len() > 2 && commas.last().is_some_and(|last| !last.contains(" & ") && !last.to_lowercase().contains(" and "));
    if is_list {
        return commas.into_iter().map(str::to_owned).collect();
    }
    let splits = splits(part);
    let first_alone = splits.first().is_some_and(|(first, _)| count(first) > count(part));
    if splits.is_empty() || (count(part) > 0 && !first_alone) {
        return vec![part.to_owned()];
    }
    let known = |(first, _): &&(&str, &str)| count(first) > 0 && is_one_name(first, count);
    let rest_known = splits.iter().find(|(_, rest)| count(rest) > 0);
    match splits.iter().rev().find(known).or(rest_known) {
        Some((first, rest)) => std::iter::once((*first).to_owned()).chain(apart(rest, count)).collect(),
        None => vec![part.to_owned()],
    }
}

/// Every way to part a list in two, the shortest first part first.
fn splits(part: &str) -> Vec<(&str, &str)> {
    let marks = [", ", " & ", " and ", " And ", " / "];
    let mut found: Vec<(&str, &str)> = marks
        .iter()
        .flat_map(|mark| part.match_indices(mark).filter_map(|(at, mark)| part.get(..at).zip(part.get(at + mark.len()..))))
        .collect();
    found.sort_by_key(|(first, _)| first.len());
    found
}

fn is_one_name(name: &str, count: &dyn Fn(&str) -> usize) -> bool {
    splits(name).first().is_none_or(|(first, _)| count(first) <= count(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archive_lines_in_every_form() {
        let text = "Earth, Wind & Fire met Dead Postcodes, Gilt & Sons and Faith No More with Kyuss. Dead Postcodes left.";
        for (line, names) in [
            ("More Run The Jewels More Run The Jewels", vec!["Run The Jewels"]),
            ("More Dead Postcodes More Gilt & Sons", vec!["Dead Postcodes", "Gilt & Sons"]),
            ("More Earth, Wind & Fire", vec!["Earth, Wind & Fire"]),
            ("More Faith No More More Faith No More", vec!["Faith No More"]),
            ("More Faith No More More Kyuss", vec!["Faith No More", "Kyuss"]),
            ("More Dead Postcodes, Gilt & Sons & Kyuss", vec!["Dead Postcodes", "Gilt & Sons", "Kyuss"]),
            ("More Nick Cave and the Bad Seeds, Low, Live", vec!["Nick Cave and the Bad Seeds", "Low", "Live"]),
            ("More on Dead Postcodes | Kyuss", vec!["Dead Postcodes", "Kyuss"]),
            ("More Kyuss More Kyuss More Dead Postcodes More Dead Postcodes", vec!["Kyuss", "Dead Postcodes"]),
        ] {
            assert!(is_archive_line(line), "{line}");
            assert_eq!(archive_names(line, text), names, "{line}");
        }
        for line in ["More than ever, they play", "More is coming.", "Moreland Kyuss", "More rain fell on us"] {
            assert!(!is_archive_line(line), "{line}");
        }
    }

    #[test]
    fn credits() {
        let read = |line: &str| {
            bylines(line, &[]).into_iter().map(|one| format!("{}/{}/{}", one.name, one.house, one.part.word())).collect::<Vec<_>>()
        };
        assert_eq!(read("Staff Writer"), ["Staff Writer/true/words"]);
        assert_eq!(read("By Jane Doe and John Smith Jr."), ["Jane Doe/false/words", "John Smith Jr./false/words"]);
        assert_eq!(
            read("Words: Lottie Vukovic. Photographs: Ravi Coldstream"),
            ["Lottie Vukovic/false/words", "Ravi Coldstream/false/photographs"]
        );
        assert_eq!(read("Words by A. B. Cee, photos by Dee Eff"), ["A. B. Cee/false/words", "Dee Eff/false/photographs"]);
        assert!(is_byline("By Imogen Achterberg", &[]) && !is_byline("By the time they left it rained", &[]));
    }
}
