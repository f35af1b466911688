//! The page cache. A page is rendered once, packed once, and served as bytes until a change drops it.
//!
//! The trap it is built round: a render that began before a change and ends after it shows the old state. Such a page
//! still answers the reader who asked before the change, but it is never stored ([`Cache::keep`]). Every change drops
//! everything for now; what counts is the rule, and a paper is read more often than it is written.

use crate::http::answer::Page;
use domain::time::Instant;
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Mutex as Turn;

/// Rendered pages, bounded in bytes.
#[derive(Debug)]
pub(crate) struct Cache {
    shelves: Mutex<Shelves>,
    turns: Vec<Turn<()>>,
    most: usize,
}

/// Two shelves make a cheap approximation of least recently used: what is asked for moves to the young shelf; when that
/// is full it becomes the old one, and what nobody asked for since is forgotten.
#[derive(Debug, Default)]
struct Shelves {
    generation: u64,
    young: HashMap<String, Arc<Page>>,
    old: HashMap<String, Arc<Page>>,
    young_weight: usize,
}

/// The state of the paper that a render began with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Began(u64);

/// One page is rendered by one request at a time; this many pages at once.
const TURNS: usize = 256;

impl Cache {
    /// A cache of at most `most` bytes.
    pub(crate) fn new(most: usize) -> Self {
        Self { shelves: Mutex::default(), turns: (0..TURNS).map(|_| Turn::new(())).collect(), most }
    }

    fn shelves(&self) -> MutexGuard<'_, Shelves> {
        self.shelves.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something changed: everything is dropped, and no render under way will be stored.
    pub(crate) fn drop_all(&self) {
        let mut shelves = self.shelves();
        *shelves = Shelves { generation: shelves.generation + 1, ..Shelves::default() };
    }

    /// To be called before the first read of a render.
    pub(crate) fn begin(&self) -> Began {
        Began(self.shelves().generation)
    }

    /// Whether nothing changed since.
    pub(crate) fn is_current(&self, began: Began) -> bool {
        self.begin() == began
    }

    /// The page, unless it is not there or wrong by itself at `now`.
    pub(crate) fn get(&self, key: &str, now: Instant) -> Option<Arc<Page>> {
        let mut shelves = self.shelves();
        if let Some(page) = shelves.young.get(key) {
            return (now < page.until()).then(|| Arc::clone(page));
        }
        let page = shelves.old.remove(key).filter(|page| now < page.until())?;
        self.put(&mut shelves, key, Arc::clone(&page));
        Some(page)
    }

    /// Stores a page, unless something changed since its render began; says whether it did.
    pub(crate) fn keep(&self, began: Began, key: &str, page: Arc<Page>) -> bool {
        let mut shelves = self.shelves();
        let current = shelves.generation == began.0;
        if current {
            self.put(&mut shelves, key, page);
        }
        current
    }

    fn put(&self, shelves: &mut Shelves, key: &str, page: Arc<Page>) {
        let weight = weight(key, &page);
        if weight > self.most / 2 {
            return;
        }
        if shelves.young_weight + weight > self.most / 2 {
            shelves.old = std::mem::take(&mut shelves.young);
            shelves.young_weight = 0;
        }
        let replaced = shelves.young.insert(key.to_owned(), page);
        shelves.young_weight += weight;
        if let Some(replaced) = replaced {
            shelves.young_weight = shelves.young_weight.saturating_sub(self::weight(key, &replaced));
        }
    }

    /// The turn to render `key`: whoever waits for it should look into the cache once more, since what it waited for
    /// may be there, and must render for itself when it is not.
    pub(crate) fn turn(&self, key: &str) -> Option<&Turn<()>> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let place = usize::try_from(hasher.finish() % TURNS as u64).unwrap_or(0);
        self.turns.get(place)
    }
}

fn weight(key: &str, page: &Page) -> usize {
    key.len() + page.weight()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::StatusCode;

    const FOR_EVER: i64 = i64::MAX;

    fn at(micros: i64) -> Instant {
        Instant::from_micros(micros)
    }

    fn page(bytes: usize, until: i64) -> Arc<Page> {
        Arc::new(Page::new(StatusCode::OK, "text/plain", "x".repeat(bytes), at(until)))
    }

    #[test]
    fn a_render_that_a_change_overtook_is_not_stored() {
        let cache = Cache::new(1 << 20);
        let began = cache.begin();
        cache.drop_all();
        assert!(!cache.keep(began, "/", page(10, FOR_EVER)));
        assert!(cache.get("/", at(0)).is_none());
        assert!(cache.keep(cache.begin(), "/", page(10, FOR_EVER)));
        assert!(cache.get("/", at(0)).is_some());
        cache.drop_all();
        assert!(cache.get("/", at(0)).is_none());
    }

    #[test]
    fn a_page_is_not_served_past_its_instant() {
        let cache = Cache::new(1 << 20);
        cache.keep(cache.begin(), "/", page(10, 100));
        assert!(cache.get("/", at(99)).is_some());
        assert!(cache.get("/", at(100)).is_none());
    }

    #[test]
    fn stays_within_its_bytes_and_keeps_what_is_read() {
        let cache = Cache::new(200_000);
        let began = cache.begin();
        cache.keep(began, "/front", page(1000, FOR_EVER));
        for n in 0..1000 {
            cache.keep(began, &format!("/{n}"), page(1000, FOR_EVER));
            assert!(cache.get("/front", at(0)).is_some(), "{n}");
        }
        let shelves = cache.shelves();
        let held: usize = shelves.young.iter().chain(&shelves.old).map(|(key, page)| weight(key, page)).sum();
        assert!(held <= 200_000, "{held}");
    }

    #[test]
    fn replacing_a_page_does_not_leak_its_weight() {
        let cache = Cache::new(200_000);
        for _ in 0..1000 {
            cache.keep(cache.begin(), "/", page(1000, FOR_EVER));
        }
        assert!(cache.shelves().young_weight <= weight("/", &page(1000, FOR_EVER)));
    }
}
