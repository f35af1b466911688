//! A whole paper goes out as files, comes in again, and goes out the same.

use crate::paper::{Paper, on_postgres};
use std::collections::BTreeMap;
use std::path::Path;

fn files(folder: &Path, under: &Path, all: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, under, all);
        } else {
            all.insert(path.strip_prefix(under).unwrap().display().to_string(), std::fs::read(&path).unwrap());
        }
    }
}

fn export(paper: &Paper) -> (String, BTreeMap<String, Vec<u8>>) {
    let folder = paper.folder().join("export");
    let name = folder.display().to_string();
    let told = paper.inkie(&["export", &name]);
    assert_eq!(told.err, "", "nothing is lost");
    told.well();
    let mut all = BTreeMap::new();
    files(&folder, &folder, &mut all);
    (name, all)
}

#[track_caller]
fn same(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) {
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (name, bytes) in one {
        assert!(other[name] == *bytes, "{name} differs");
    }
}

fn demo() -> Paper {
    let paper = Paper::bare();
    paper.inkie(&["demo", "--no-serve", "--listen", "127.0.0.1:0"]).well();
    paper
}

fn round_trip(middle: &Paper) {
    let (folder, first) = export(&demo());
    assert!(first.len() > 30, "{:?}", first.keys());
    middle.inkie(&["import", &folder]).failed(1);
    // The folder went with its paper: an absent folder is said so, and a real one is read.
    let source = demo();
    let (folder, first) = export(&source);
    assert!(middle.inkie(&["import", &folder]).well().contains("rows"));
    let (folder, second) = export(middle);
    same(&first, &second);
    assert!(middle.inkie(&["import", &folder]).code == Some(1), "only into an empty paper");
    let end = Paper::bare();
    end.inkie(&["import", &folder]).well();
    same(&first, &export(&end).1);
    let stories = |paper: &Paper| paper.inkie(&["stories", "--limit", "1000", "--json"]).well();
    assert_eq!(stories(&source), stories(&end));
}

mod an_export_comes_back_the_same_to_the_byte {
    use super::*;

    #[test]
    fn sqlite() {
        round_trip(&Paper::bare());
    }

    #[test]
    fn postgres() {
        on_postgres(round_trip);
    }
}

#[test]
fn an_export_overwrites_nothing() {
    let paper = Paper::bare();
    paper.found();
    let file = paper.write("full/note.txt", "mine");
    let said = paper.inkie(&["export", Path::new(&file).parent().unwrap().to_str().unwrap()]).failed(1);
    assert!(said.contains("empty"), "{said}");
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
}
