//! Which room may import which (house.md). The compiler keeps what `Cargo.toml` says; this keeps `Cargo.toml`.

use super::{read, without_tests};
use std::path::Path;

const ROOMS: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("text", &["domain"]),
    ("search", &["domain", "text"]),
    ("store", &["domain"]),
    ("wire", &["domain"]),
    ("newsroom", &["domain", "text", "search", "store", "wire"]),
    ("web", &["domain", "text", "search", "store", "newsroom"]),
    ("inkie", &["domain", "text", "store", "wire", "newsroom", "web"]),
    ("testkit", &["domain", "store"]),
];

fn dependencies(room: &str) -> Vec<String> {
    let manifest = read(Path::new(&format!("crates/{room}/Cargo.toml")));
    let section = manifest.split("[dependencies]").nth(1).unwrap_or_default().split("\n[").next().unwrap_or_default().to_owned();
    section.lines().filter_map(|line| line.split(['.', ' ', '=']).next()).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

#[test]
fn rooms_import_only_what_their_wall_allows() {
    let names = ROOMS.map(|(room, _)| room);
    for (room, allowed) in ROOMS {
        for dependency in dependencies(room) {
            let is_room = names.contains(&dependency.as_str());
            assert!(!is_room || allowed.contains(&dependency.as_str()), "{room} must not import {dependency} (house.md)");
        }
    }
}

#[test]
fn every_crate_is_a_room() {
    let mut found: Vec<String> = std::fs::read_dir(super::root().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    let mut expected = ROOMS.map(|(room, _)| room.to_owned());
    expected.sort();
    assert_eq!(found, expected);
}

/// The desk shows what readers will see, so it may use the paper; the paper stands without a desk. Whatever the desk
/// writes goes through the API, so its pages do not know how.
#[test]
fn the_paper_knows_no_desk_and_the_desk_no_api() {
    for (place, forbidden) in [("paper", vec!["crate::desk", "crate::api"]), ("api", vec!["crate::desk"]), ("desk", vec!["crate::api"])] {
        let sources = super::files(&format!("crates/web/src/{place}"), &[".rs"]);
        assert!(!sources.is_empty(), "crates/web/src/{place} is gone");
        for path in sources {
            for arrow in &forbidden {
                assert!(!read(&path).contains(arrow), "{}: {arrow} points the wrong way", path.display());
            }
        }
    }
}

#[test]
fn sql_drivers_stand_in_the_store_alone() {
    for (room, _) in ROOMS {
        for driver in ["rusqlite", "tokio-postgres", "deadpool-postgres"] {
            assert!(room == "store" || room == "testkit" || !dependencies(room).contains(&driver.to_owned()), "{room} imports {driver}");
        }
    }
}

#[test]
fn the_clock_the_dice_and_the_environment_are_read_at_the_doors() {
    for (room, _) in ROOMS {
        if ["inkie", "testkit"].contains(&room) {
            continue;
        }
        for path in super::files(&format!("crates/{room}/src"), &[".rs"]) {
            if path.ends_with("tests.rs") || path.components().any(|part| part.as_os_str() == "tests") {
                continue;
            }
            let source = read(&path);
            for back_door in ["Timestamp::now(", "SystemTime::now(", "Zoned::now(", "env::var(", "env::var_os(", "rand::"] {
                // RSA is blinded with chance, which nothing that comes out depends on; a question to a name server bears a number
                // that nobody guesses, and is forgotten with its answer.
                let forgotten = ["wire/src/dkim.rs", "wire/src/names.rs"].iter().any(|file| path.ends_with(file));
                assert!(
                    (back_door == "rand::" && forgotten) || !without_tests(&source).contains(back_door),
                    "{}: {back_door} belongs at a door (inkie)",
                    path.display()
                );
            }
        }
    }
}
