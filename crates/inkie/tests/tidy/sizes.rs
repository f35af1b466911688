//! Caps on files and functions (style.md §12). A longer one stands in a list here with its length; the list may only
//! shrink, and a length in it may only fall.

use super::{files, read};

const MAX_FILE: usize = 600;
const MAX_FUNCTION: usize = 100;

/// Files over the cap: path and the most lines it may have.
const LONG_FILES: [(&str, usize); 0] = [];

/// Functions over the cap: path, name and the most lines it may have.
const LONG_FUNCTIONS: [(&str, &str, usize); 0] = [];

#[test]
fn files_stay_short() {
    let sources = ["crates", "themes", "tests", "demo", "desk/src", "desk/css", "desk/tests"]
        .into_iter()
        .flat_map(|folder| files(folder, &[".rs", ".css", ".js", ".mjs", ".ts", ".py", ".sql"]));
    let mut over = Vec::new();
    for path in sources {
        let lines = read(&path).lines().count();
        let cap = LONG_FILES.iter().find(|(known, _)| path.ends_with(known)).map_or(MAX_FILE, |(_, most)| *most);
        if lines > cap {
            over.push(format!("{}: {lines} lines (cap {cap})", path.display()));
        }
    }
    assert!(over.is_empty(), "split these files:\n{}", over.join("\n"));
}

#[test]
fn functions_stay_short() {
    let mut over = Vec::new();
    for path in files("crates", &[".rs"]) {
        for (name, lines) in functions(&read(&path)) {
            let known = LONG_FUNCTIONS.iter().find(|(file, function, _)| path.ends_with(file) && *function == name);
            let cap = known.map_or(MAX_FUNCTION, |(_, _, most)| *most);
            if lines > cap {
                over.push(format!("{} {name}: {lines} lines (cap {cap})", path.display()));
            }
        }
    }
    assert!(over.is_empty(), "split these functions:\n{}", over.join("\n"));
}

#[test]
fn the_lists_of_exceptions_name_things_that_are_still_too_long() {
    for (path, most) in LONG_FILES {
        assert!(most > MAX_FILE, "{path} may leave the list");
    }
    for (path, name, most) in LONG_FUNCTIONS {
        assert!(most > MAX_FUNCTION, "{path} {name} may leave the list");
    }
}

/// Names and lengths of functions, as rustfmt lays them out: from `fn` to the closing brace at the same indent.
fn functions(source: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = source.lines().collect();
    let mut found = Vec::new();
    for (first, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        let indent = line.len() - line.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        let length = lines[first..].iter().position(|line| *line == end || (line.starts_with(&end) && line.len() == end.len()));
        found.push((name, length.map_or(1, |length| length + 1)));
    }
    found
}

fn function_name(line: &str) -> Option<String> {
    let head = line.trim_start();
    let modifiers = ["pub ", "pub(crate) ", "pub(super) ", "const ", "async ", "unsafe "];
    let mut rest = head;
    while let Some(modifier) = modifiers.iter().find(|modifier| rest.starts_with(**modifier)) {
        rest = &rest[modifier.len()..];
    }
    let name: String = rest.strip_prefix("fn ")?.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    line.trim_end().ends_with('{').then_some(name).or(Some(String::new())).filter(|name| !name.is_empty())
}

#[test]
fn the_measure_measures() {
    let source = "impl X {\n    pub async fn a() {\n        b();\n    }\n}\nfn c() {\n}\n";
    assert_eq!(functions(source), [("a".to_owned(), 3), ("c".to_owned(), 2)]);
}
