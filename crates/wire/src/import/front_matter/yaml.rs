//! YAML as far as front matter uses it: names and values, lists in either form, names within a name, texts of several lines.
//! Nothing is expanded: an anchor is a word.

use serde_json::{Map, Value};

/// Names within names beyond which lines are passed over.
const DEEPEST: usize = 8;

/// Reads a piece. What is not understood is passed over.
pub(super) fn read(text: &str) -> Value {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with('#')).collect();
    let mut at = 0;
    Value::Object(map(&lines, &mut at, 0, 0))
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn map(lines: &[&str], at: &mut usize, least: usize, depth: usize) -> Map<String, Value> {
    let mut map = Map::new();
    while let Some(line) = lines.get(*at) {
        if line.trim().is_empty() {
            *at += 1;
            continue;
        }
        let own = indent(line);
        if own < least {
            break;
        }
        *at += 1;
        let Some((name, value)) = named(line.trim()) else { continue };
        let value = match value {
            "" => nested(lines, at, own, depth),
            "|" | "|-" | "|+" => Value::String(block(lines, at, own, "\n")),
            ">" | ">-" | ">+" => Value::String(block(lines, at, own, " ")),
            value => scalar(value),
        };
        map.entry(name).or_insert(value);
    }
    map
}

/// A name and what follows its colon.
fn named(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(':')?;
    let ended = value.is_empty() || value.starts_with([' ', '\t']);
    let name = name.trim().trim_matches(['"', '\'']);
    (ended && !name.is_empty() && !line.starts_with("- ")).then(|| (name.to_owned(), value.trim()))
}

/// What stands on the lines below a name: a list, names of its own, or a text that goes on.
fn nested(lines: &[&str], at: &mut usize, own: usize, depth: usize) -> Value {
    let next = lines.get(*at..).unwrap_or_default().iter().find(|line| !line.trim().is_empty());
    let Some(next) = next else { return Value::Null };
    let is_item = |line: &str| line.trim_start().starts_with("- ") || line.trim() == "-";
    if is_item(next) && indent(next) >= own {
        let mut items = Vec::new();
        while let Some(line) = lines.get(*at) {
            if line.trim().is_empty() || is_item(line) && indent(line) >= own {
                if let Some(item) = line.trim_start().strip_prefix('-').map(str::trim).filter(|item| !item.is_empty()) {
                    // A list of names and values: the first of each says what it is.
                    let first = named(item).filter(|(_, value)| !value.is_empty() && !item.starts_with(['"', '\'']));
                    items.push(first.map_or_else(|| scalar(item), |(name, value)| Value::Object(Map::from_iter([(name, scalar(value))]))));
                }
            } else if indent(line) <= own {
                break;
            }
            *at += 1;
        }
        return Value::Array(items);
    }
    if indent(next) > own && depth < DEEPEST {
        return Value::Object(map(lines, at, own + 1, depth + 1));
    }
    Value::Null
}

/// The lines of a text that are further in than its name.
fn block(lines: &[&str], at: &mut usize, own: usize, between: &str) -> String {
    let mut text: Vec<&str> = Vec::new();
    while let Some(line) = lines.get(*at).filter(|line| line.trim().is_empty() || indent(line) > own) {
        text.push(line.trim());
        *at += 1;
    }
    text.join(between).trim().to_owned()
}

fn scalar(value: &str) -> Value {
    scalar_within(value, 0)
}

/// A value inside so many lists; what stands deeper is a word.
fn scalar_within(value: &str, depth: usize) -> Value {
    let inside = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    if let Some(inside) = inside.filter(|_| depth < DEEPEST) {
        let items = items(inside).into_iter().filter(|item| !item.is_empty());
        return Value::Array(items.map(|item| scalar_within(&item, depth + 1)).collect());
    }
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote).and_then(|rest| rest.rfind(quote).and_then(|end| rest.get(..end))) {
            let doubled = if quote == '\'' { inside.replace("''", "'") } else { inside.replace("\\\"", "\"").replace("\\n", "\n") };
            return Value::String(doubled);
        }
    }
    // A remark begins behind a blank.
    let value = value.split(" #").next().unwrap_or_default().trim();
    match value {
        "~" | "null" => Value::Null,
        _ => Value::String(value.to_owned()),
    }
}

/// Items parted by commas outside quotation marks.
fn items(inside: &str) -> Vec<String> {
    let (mut all, mut quote) = (vec![String::new()], None);
    for c in inside.chars() {
        match (quote, c) {
            (None, ',') => all.push(String::new()),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        if (quote.is_some() || c != ',')
            && let Some(last) = all.last_mut()
        {
            last.push(c);
        }
    }
    all.iter().map(|item| item.trim().to_owned()).collect()
}
