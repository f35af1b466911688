//! Tables of redirects as other presses and their plugins write them: Ghost's `redirects.json` and `redirects.yaml`, the
//! tables of Rank Math, Redirection, Yoast and Safe Redirect Manager for WordPress, and any table of two columns.

use super::csv::{Record, Table};
use serde_json::Value;

/// Where an old address leads, or why a line says nothing of that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Counted from 1; in JSON the number of the entry.
    pub line: u64,
    /// The old address and the new one.
    pub leads: Result<(String, String), String>,
}

/// Reads a table of redirects. What is no table at all gives no lines.
#[must_use]
pub fn read(bytes: &[u8]) -> Vec<Line> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with(['[', '{'])
        && let Ok(value) = serde_json::from_str::<Value>(text)
    {
        return json(&value);
    }
    if is_yaml(text) {
        return yaml(text);
    }
    table(bytes)
}

/// `[{"from": "^/old/?$", "to": "/new/"}]`; some wrap the list.
fn json(value: &Value) -> Vec<Line> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        Value::Object(fields) => fields.values().find_map(|value| value.as_array()).map_or(&[][..], Vec::as_slice),
        _ => &[],
    };
    let word = |entry: &Value, names: &[&str]| {
        names.iter().find_map(|name| entry.get(*name).and_then(Value::as_str)).map(str::to_owned).unwrap_or_default()
    };
    let line = |(place, entry): (u64, &Value)| {
        let (from, to) = (word(entry, &["from", "source", "url", "origin"]), word(entry, &["to", "target", "destination", "action_data"]));
        Line { line: place, leads: leads(&from, &to, is_pattern(&from)) }
    };
    (1..).zip(list).map(line).collect()
}

/// Whether a text is Ghost's: statuses, under each of them addresses and where they lead.
fn is_yaml(text: &str) -> bool {
    let first = text.lines().map(str::trim_end).find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
    first.is_some_and(|line| ["301:", "302:", "\"301\":", "\"302\":", "'301':", "'302':"].contains(&line))
}

fn yaml(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let entry = line.trim();
        let is_status = !line.starts_with([' ', '\t']);
        if entry.is_empty() || entry.starts_with('#') || is_status {
            continue;
        }
        let (from, to) = key_and_value(entry);
        lines.push(Line { line: number, leads: leads(&from, &to, is_pattern(&from)) });
    }
    lines
}

/// `/old: /new`, either of them in quotation marks or not. A colon within an address has no blank after it.
fn key_and_value(entry: &str) -> (String, String) {
    let plain = |text: &str| {
        let text = text.trim();
        let quoted = ['"', '\''].iter().find_map(|mark| text.strip_prefix(*mark)?.strip_suffix(*mark));
        quoted.unwrap_or(text).to_owned()
    };
    match entry.split_once(": ") {
        Some((from, to)) => (plain(from), plain(to)),
        None => (plain(entry.trim_end_matches(':')), String::new()),
    }
}

/// What the columns of a table are called.
struct Columns {
    from: usize,
    to: usize,
    /// Says whether the old address is a pattern.
    pattern: Option<usize>,
    /// Says whether it holds.
    state: Option<usize>,
}

impl Columns {
    fn of(header: &[String]) -> Option<Self> {
        let place = |names: &[&str]| header.iter().position(|cell| names.contains(&cell.trim().to_ascii_lowercase().as_str()));
        Some(Self {
            from: place(&["source", "from", "origin", "old", "old url", "redirect from", "source url", "path"])?,
            to: place(&["destination", "target", "to", "new", "new url", "redirect to", "target url"])?,
            pattern: place(&["matching", "regex", "format", "comparison"]),
            state: place(&["status", "enabled"]),
        })
    }
}

fn table(bytes: &[u8]) -> Vec<Line> {
    let (mut table, mut rows) = (Table::default(), Vec::new());
    table.push(bytes, &mut rows);
    table.finish(&mut rows);
    let mut columns = Columns { from: 0, to: 1, pattern: None, state: None };
    let mut lines = Vec::new();
    for (place, row) in rows.into_iter().enumerate() {
        let Record { line, cells } = match row {
            Ok(record) => record,
            Err(broken) => {
                lines.push(Line { line: broken.line, leads: Err(broken.problem) });
                continue;
            }
        };
        if place == 0 {
            if let Some(named) = Columns::of(&cells) {
                columns = named;
                continue;
            }
            let first = cells.first().map(|cell| cell.trim()).unwrap_or_default();
            if !first.starts_with('/') && !first.contains("://") {
                continue;
            }
        }
        let cell = |place: usize| cells.get(place).map(|cell| cell.trim());
        let says = |place: Option<usize>, words: &[&str]| {
            place.and_then(cell).is_some_and(|said| words.contains(&said.to_ascii_lowercase().as_str()))
        };
        let leads = match (cell(columns.from), cell(columns.to)) {
            _ if says(columns.state, &["inactive", "disabled", "trashed"]) => Err("is switched off there".to_owned()),
            _ if says(columns.pattern, &["contains", "start", "starts", "end", "ends"]) => {
                Err(pattern(cell(columns.from).unwrap_or_default()))
            }
            (Some(from), Some(to)) => leads(from, to, from.starts_with('^') || says(columns.pattern, &["regex", "1", "true", "yes"])),
            _ => Err("has no two columns: the old address, the new one".to_owned()),
        };
        lines.push(Line { line, leads });
    }
    lines
}

/// Whether an address of Ghost's, which are all patterns, is written as one.
fn is_pattern(from: &str) -> bool {
    from.starts_with('^') || from.ends_with('$') || ["(", "[", ".*", "\\"].iter().any(|sign| from.contains(sign))
}

fn pattern(from: &str) -> String {
    format!("“{from}” is a pattern of many addresses; redirects here are of one each")
}

/// An old address and where it leads. A pattern that means one address is that address.
fn leads(from: &str, to: &str, is_pattern: bool) -> Result<(String, String), String> {
    if to.is_empty() {
        return Err(format!("“{from}” leads nowhere"));
    }
    let from = if is_pattern { literal(from).ok_or_else(|| pattern(from))? } else { from.to_owned() };
    // Plugins leave the first slash out.
    let whole = |address: &str| {
        let has_scheme = address.split('/').next().is_some_and(|first| first.contains(':'));
        if address.starts_with('/') || has_scheme { address.to_owned() } else { format!("/{address}") }
    };
    Ok((whole(&from), whole(to)))
}

/// The one address that a pattern means: `^\/old\/?$`.
fn literal(pattern: &str) -> Option<String> {
    let inside = pattern.strip_prefix('^').unwrap_or(pattern);
    let inside = inside.strip_suffix('$').unwrap_or(inside);
    let inside = ["\\/?", "/?"].iter().find_map(|end| inside.strip_suffix(end)).unwrap_or(inside);
    let (mut address, mut escaped) = (String::new(), false);
    for c in inside.chars() {
        match c {
            _ if escaped && c.is_ascii_alphanumeric() => return None,
            _ if escaped => {
                address.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => return None,
            _ => address.push(c),
        }
    }
    Some(address).filter(|address| !address.is_empty() && !escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> (Vec<(String, String)>, Vec<u64>) {
        let lines = read(text.as_bytes());
        let wrong = lines.iter().filter(|line| line.leads.is_err()).map(|line| line.line).collect();
        (lines.into_iter().filter_map(|line| line.leads.ok()).collect(), wrong)
    }

    fn pair(from: &str, to: &str) -> (String, String) {
        (from.to_owned(), to.to_owned())
    }

    #[test]
    fn ghosts_files() {
        let json =
            r#"[{"from":"^\\/old\\/?$","to":"/new/","permanent":true},{"from":"/a.html","to":"/a"},{"from":"^/tag/(.*)$","to":"/$1"}]"#;
        assert_eq!(pairs(json), (vec![pair("/old", "/new/"), pair("/a.html", "/a")], vec![3]));
        let yaml = "# ours\n301:\n  /old/: /new/\n  '/b': \"https://other.example/x\"\n\n302:\n  ^\\/d\\/?$: /e/\n  /(.*)-f: /f\n  /g:\n";
        let wanted = vec![pair("/old/", "/new/"), pair("/b", "https://other.example/x"), pair("/d", "/e/")];
        assert_eq!(pairs(yaml), (wanted, vec![8, 9]));
    }

    #[test]
    fn tables_of_plugins() {
        let rank_math = "id,source,matching,destination,type,category,status,ignore\n1,old/post,exact,/new,301,,active,\n\
                         2,^tag/.*,regex,/x,301,,active,\n3,shop,start,/y,301,,active,\n4,gone,exact,/z,301,,inactive,\n";
        assert_eq!(pairs(rank_math), (vec![pair("/old/post", "/new")], vec![3, 4, 5]));
        let redirection = "source,target,regex,code,type,hits,title,status\n/a,/b,0,301,url,3,,active\n^/c/?$,/d,1,301,url,0,,active\n";
        assert_eq!(pairs(redirection), (vec![pair("/a", "/b"), pair("/c", "/d")], vec![]));
        let yoast = "Origin,Target,Type,Format\na/b,c,301,plain\n";
        assert_eq!(pairs(yoast), (vec![pair("/a/b", "/c")], vec![]));
        let plain = "/a,/b\n\"/c,d\",/e\n/f\n";
        assert_eq!(pairs(plain), (vec![pair("/a", "/b"), pair("/c,d", "/e")], vec![3]));
        assert_eq!(pairs("Alt,Neu\nhttps://p.example/a,/b\n"), (vec![pair("https://p.example/a", "/b")], vec![]));
    }
}
