//! The API's description: a schema is named by its type, so two types of one name would describe each other's answers.

use super::{files, read};
use std::collections::BTreeMap;

/// Names of the types in a source that derive `ToSchema`.
fn schemas(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut derives = false;
    for line in source.lines().map(str::trim) {
        let words: Vec<&str> = line.split_whitespace().filter(|word| !word.starts_with("pub")).collect();
        match words.as_slice() {
            [first, ..] if first.starts_with("#[derive(") => derives = line.contains("ToSchema"),
            ["struct" | "enum", name, ..] if derives => {
                found.push(name.trim_matches(|c: char| !c.is_alphanumeric()).to_owned());
                derives = false;
            }
            ["struct" | "enum", ..] => derives = false,
            _ => {}
        }
    }
    found
}

#[test]
fn every_schema_has_a_name_of_its_own() {
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in files("crates/web/src", &[".rs"]) {
        for name in schemas(&read(&path)) {
            places.entry(name).or_default().push(path.display().to_string());
        }
    }
    assert!(places.len() > 50, "only {} schemas were found: the measure does not measure", places.len());
    places.retain(|_, places| places.len() > 1);
    assert!(places.is_empty(), "one name for several schemas: {places:#?}");
}
