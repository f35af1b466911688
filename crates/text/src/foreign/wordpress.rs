//! WordPress's mixture of forms: blocks in comments, shortcodes, blank lines that part paragraphs.

use super::flow::{Lines, pieces};
use super::{About, Finding, Piece, shortcodes};
use crate::html::Html;
use serde_json::Value;

/// Reads a text.
pub(super) fn read(text: &str, base: &str, findings: &mut Vec<Finding>) -> Vec<Piece> {
    if !text.contains("<!-- wp:") {
        return classic(text, base, findings);
    }
    let mut all = Vec::new();
    for (lines, part) in parts(text, findings) {
        all.extend(match lines {
            Lines::Mean => classic(&part, base, findings),
            Lines::Blanks => pieces(&shortcodes::expand(&part, findings), Lines::Blanks, base, findings),
        });
    }
    all
}

fn classic(text: &str, base: &str, findings: &mut Vec<Finding>) -> Vec<Piece> {
    let parted = ["<!--more-->", "<!--nextpage-->", "<!--noteaser-->"]
        .iter()
        .fold(text.to_owned(), |text, mark| if text.contains(mark) { text.replace(mark, "\n\n") } else { text });
    pieces(&shortcodes::expand(&parted, findings), Lines::Mean, base, findings)
}

/// A comment that begins or ends a block.
struct Mark<'a> {
    name: &'a str,
    settings: &'a str,
    closes: bool,
    alone: bool,
}

fn mark(comment: &str) -> Option<Mark<'_>> {
    let inside = comment.trim();
    let (inside, closes) = inside.strip_prefix('/').map_or((inside, false), |inside| (inside, true));
    let inside = inside.strip_prefix("wp:")?;
    let (inside, alone) = inside.strip_suffix('/').map_or((inside, false), |inside| (inside, true));
    let (name, settings) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    Some(Mark { name: name.trim(), settings: settings.trim(), closes, alone })
}

/// Blocks inside one another.
const DEEPEST: usize = 200;

/// The text in parts: what stands in blocks, and what stands between them and in blocks of the classic editor, where
/// line ends mean something.
fn parts(text: &str, findings: &mut Vec<Finding>) -> Vec<(Lines, String)> {
    let mut parts: Vec<(Lines, String)> = Vec::new();
    let mut add = |lines: Lines, text: &str| match parts.last_mut() {
        Some((same, part)) if *same == lines => part.push_str(text),
        _ if text.trim().is_empty() => {}
        _ => parts.push((lines, text.to_owned())),
    };
    let (mut rest, mut open) = (text, Vec::<&str>::new());
    while let Some((before, after)) = rest.split_once("<!--") {
        let inside = if open.last().is_none_or(|name| *name == "freeform") { Lines::Mean } else { Lines::Blanks };
        add(inside, before);
        let Some((comment, after)) = after.split_once("-->") else {
            // None of them ends: they are no comments.
            add(inside, &after.replace("<!--", ""));
            rest = "";
            break;
        };
        rest = after;
        match mark(comment) {
            // `<!--more-->` and the like.
            None => add(inside, &format!("<!--{comment}-->")),
            Some(mark) if mark.closes => {
                if let Some(place) = open.iter().rposition(|name| *name == mark.name) {
                    open.truncate(place);
                }
            }
            Some(mark) if mark.alone => add(Lines::Blanks, &alone(&mark, findings)),
            Some(mark) if open.len() < DEEPEST => open.push(mark.name),
            Some(_) => {}
        }
    }
    add(if open.is_empty() { Lines::Mean } else { Lines::Blanks }, rest);
    parts
}

/// Blocks that say nothing to a reader of the story.
const SILENT: [&str; 4] = ["more", "nextpage", "spacer", "separator"];

/// A block that is only made when a page is shown: what can be told of it from its settings.
fn alone(mark: &Mark<'_>, findings: &mut Vec<Finding>) -> String {
    let settings: Value = serde_json::from_str(mark.settings).unwrap_or(Value::Null);
    let word = |name: &str| settings.get(name).and_then(Value::as_str).unwrap_or_default();
    if let Some(address) = ["url", "src"].into_iter().map(word).find(|address| address.starts_with("http")) {
        return format!("\n<inkie-clip src=\"{}\"></inkie-clip>\n", Html::escaped(address).as_str().replace('"', "&quot;"));
    }
    if mark.name == "gallery"
        && let Some(ids) = settings.get("ids").and_then(Value::as_array)
    {
        let ids: Vec<String> = ids.iter().map(|id| id.to_string().trim_matches('"').to_owned()).collect();
        return format!("\n<inkie-gallery ids=\"{}\"></inkie-gallery>\n", ids.join(",").replace(['"', '<', '&'], ""));
    }
    if !SILENT.contains(&mark.name) {
        findings.push(Finding::new(About::Card, format!("the block “{}” {}", mark.name, mark.settings)));
    }
    String::new()
}
