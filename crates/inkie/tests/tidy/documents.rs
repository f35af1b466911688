//! Documents that no test reads will lie: the code map must name real paths, links must lead somewhere.

use super::{files, read, root};
use std::path::Path;

const DOCUMENTS: [&str; 4] = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "GLOSSARY.md"];

/// What stands in backquotes and looks like a path of the repository.
fn paths_named_in(text: &str) -> Vec<String> {
    let mut inside_block = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            inside_block = !inside_block;
            continue;
        }
        if !inside_block {
            found.extend(line.split('`').skip(1).step_by(2).filter(|word| is_path(word)).map(str::to_owned));
        }
    }
    found
}

fn is_path(word: &str) -> bool {
    let tops = ["crates/", "themes/", "demo/", "docs/", "tests/", "scripts/", "bench/", ".ci/"];
    tops.iter().any(|top| word.starts_with(top)) && !word.contains(['*', '{', '<', ' ', '…'])
}

#[test]
fn every_path_that_a_document_names_is_there() {
    let mut lost = Vec::new();
    for document in DOCUMENTS.iter().map(|name| Path::new(name).to_owned()).chain(files("docs", &[".md"])) {
        for path in paths_named_in(&read(&document)) {
            if !root().join(&path).exists() {
                lost.push(format!("{}: {path}", document.display()));
            }
        }
    }
    assert!(lost.is_empty(), "documents name paths that are not there:\n{}", lost.join("\n"));
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    let mut lost = Vec::new();
    for document in DOCUMENTS.iter().map(|name| Path::new(name).to_owned()).chain(files("docs", &[".md"])) {
        let text = read(&document);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let outside = target.contains("://") || target.starts_with("mailto:") || target.is_empty() || target.contains(':');
            let beside = root().join(document.parent().unwrap()).join(target);
            if !outside && !target.starts_with('/') && !beside.exists() {
                lost.push(format!("{}: {target}", document.display()));
            }
        }
    }
    assert!(lost.is_empty(), "links that lead nowhere:\n{}", lost.join("\n"));
}

#[test]
fn every_room_stands_in_the_code_map() {
    let map = read(Path::new("ARCHITECTURE.md"));
    for entry in std::fs::read_dir(root().join("crates")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        assert!(map.contains(&format!("`crates/{name}`")), "ARCHITECTURE.md does not show crates/{name}");
    }
}
