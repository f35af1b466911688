//! The demo paper's own files: each is read, written, read again and rendered in every form.

use super::tests_support::context;
use super::*;
use crate::render::{Context, Words, feed, mail_html, mail_text, page, plain};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Knows the demo's artists, and every file name.
struct Demo {
    artists: BTreeMap<String, ArtistId>,
    /// How often each stand-in for a digest was given.
    keys: RefCell<BTreeMap<String, MediaKey>>,
}

impl Demo {
    fn open(folder: &Path) -> Self {
        let text = std::fs::read_to_string(folder.join("artists.jsonl")).unwrap_or_default();
        let mut artists = BTreeMap::new();
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let members = record["members"].as_array().cloned().unwrap_or_default();
            for named in std::iter::once(&record).chain(&members) {
                let slug = crate::fold::slug(named["name"].as_str().unwrap()).unwrap();
                let next = ArtistId(i64::try_from(artists.len()).unwrap());
                artists.entry(slug.to_string()).or_insert(next);
            }
        }
        Self { artists, keys: RefCell::default() }
    }

    fn key(&self, name: &str, ending: &str) -> Option<MediaKey> {
        let mut keys = self.keys.borrow_mut();
        if let Ok(key) = MediaKey::parse(name) {
            return Some(key);
        }
        let number = keys.len();
        Some(keys.entry(name.to_owned()).or_insert_with(|| MediaKey::parse(&format!("{number:064x}.{ending}")).unwrap()).clone())
    }
}

impl Resolver for Demo {
    fn artist(&self, slug: &str) -> Option<ArtistId> {
        self.artists.get(slug).copied()
    }

    fn picture(&self, name: &str) -> Option<StoredPicture> {
        Some(StoredPicture { media: self.key(name, "jpg")?, width: 1200, height: 800 })
    }

    fn audio(&self, name: &str) -> Option<MediaKey> {
        self.key(name, "mp3")
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).map(|entries| entries.filter_map(Result::ok).map(|entry| entry.path()).collect::<Vec<_>>());
    let mut files = entries.unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    files.sort();
    files
}

fn demo() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo"))
}

#[test]
fn every_story_and_page_of_the_demo() {
    let demo_data = Demo::open(&demo());
    let artists = |id: ArtistId| {
        let slug = demo_data.artists.iter().find(|(_, found)| **found == id)?.0;
        Some(crate::render::ArtistRef { name: slug.clone(), slug: Slug::parse(slug).ok()? })
    };
    let words = Words::default();
    let cx = Context { artists: &artists, ..context(&words) };
    let mut complaints = Vec::new();
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for path in files(&demo().join("stories")) {
        match read(&std::fs::read_to_string(&path).unwrap(), &demo_data) {
            Ok(file) => {
                assert_eq!(read(&write(&file, &cx), &demo_data).as_ref(), Ok(&file), "{}", name(&path));
                render_all(&file.body, &cx);
            }
            Err(problems) => complaints.extend(problems.iter().map(|problem| format!("{}: {problem}", name(&path)))),
        }
    }
    for path in files(&demo().join("pages")) {
        match read_page(&std::fs::read_to_string(&path).unwrap(), &demo_data) {
            Ok(file) => render_all(&file.body, &cx),
            Err(problems) => complaints.extend(problems.iter().map(|problem| format!("{}: {problem}", name(&path)))),
        }
    }
    assert!(complaints.is_empty(), "{complaints:#?}");
}

fn render_all(body: &Body, cx: &Context<'_>) {
    let page = page(body, cx);
    assert!(!page.before.is_empty());
    assert!(!mail_html(body, cx).is_empty() && !feed(body, cx).is_empty());
    assert!(!mail_text(body, cx).is_empty() && !plain(body, cx).is_empty());
}
