//! What every request shares: the newsroom, the theme, the page cache, the clock.

use crate::http::cache::Cache;
use crate::http::limit::Limit;
use crate::http::peer::Network;
use crate::paper::matter::Matter;
use crate::paper::media::Gallery;
use crate::theme::{Theme, ThemeSource};
use domain::act::Act;
use domain::role::Role;
use domain::time::Instant;
use newsroom::Newsroom;
use newsroom::bounce::Relays;
use newsroom::outbox::Outbox;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use text::template::TemplateError;

/// Reads the clock. `inkie` gives the real one, tests one that they turn.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// Draws 128 random bits.
pub type Chance = Arc<dyn Fn() -> u128 + Send + Sync>;

/// How the paper is served.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The theme.
    pub theme: ThemeSource,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Shows the built-in mailbox at `/-/mailbox`: for the demo and for development, never for readers.
    pub mailbox: bool,
    /// Whether readers can sign up; without it no page offers it.
    pub newsletter: bool,
    /// Bytes of rendered pages that are kept.
    pub cache_bytes: usize,
    /// Where this process was told to hand mail to: it goes before the paper's setting.
    pub outbox: Outbox,
    /// Relays that may post what came back.
    pub relays: Relays,
    /// Sign-ups that one address (or one /64 of IPv6) may make in an hour.
    pub sign_ups_an_hour: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeSource { language: "en".to_owned(), ..ThemeSource::default() },
            trusted_proxies: Vec::new(),
            mailbox: false,
            newsletter: true,
            cache_bytes: 64 * 1024 * 1024,
            outbox: Outbox::Unset,
            relays: Relays::default(),
            sign_ups_an_hour: 20,
        }
    }
}

/// Nobody asks faster than this.
const SEARCHES_A_MINUTE: u32 = 60;

/// While somebody types, names are asked for every few letters.
const TYPINGS_A_MINUTE: u32 = 300;

/// A page has one ad, which is seen and followed once; nobody turns pages faster.
const TELLINGS_A_MINUTE: u32 = 120;

/// A paper that can be served. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    newsroom: Newsroom,
    clock: Clock,
    chance: Chance,
    settings: Settings,
    theme: RwLock<(Stamp, Arc<Theme>)>,
    desk_theme: Arc<Theme>,
    cache: Arc<Cache>,
    matter: Mutex<Option<Arc<Matter>>>,
    gallery: Gallery,
    sign_ups: Limit,
    searches: Limit,
    typings: Limit,
    tellings: Limit,
    faults: AtomicU64,
}

/// Something that is another as soon as a file of the theme's folder is.
type Stamp = Vec<(std::path::PathBuf, Option<std::time::SystemTime>, u64)>;

impl App {
    /// Loads the theme and follows the newsroom's changes from now on.
    ///
    /// # Errors
    /// [`TemplateError`] when the theme cannot be used.
    pub fn new(newsroom: Newsroom, clock: Clock, chance: Chance, settings: Settings) -> Result<Self, TemplateError> {
        let theme = Arc::new(Theme::load(&settings.theme)?);
        let desk_theme = Arc::new(Theme::desk(&settings.theme)?);
        let cache = Arc::new(Cache::new(settings.cache_bytes));
        let follower = Arc::clone(&cache);
        newsroom.on_change(Arc::new(move |changes| {
            // An empty list says that anything may have changed.
            if changes.is_empty() || changes.iter().any(|change| change.kind.readers_see()) {
                follower.drop_all();
            }
        }));
        Ok(Self(Arc::new(Inner {
            newsroom,
            clock,
            chance,
            theme: RwLock::new((stamp(&settings.theme), theme)),
            desk_theme,
            cache,
            matter: Mutex::default(),
            gallery: Gallery::default(),
            sign_ups: Limit::new(settings.sign_ups_an_hour, 3600),
            searches: Limit::new(SEARCHES_A_MINUTE, 60),
            typings: Limit::new(TYPINGS_A_MINUTE, 60),
            tellings: Limit::new(TELLINGS_A_MINUTE, 60),
            faults: AtomicU64::new(0),
            settings,
        })))
    }

    pub(crate) fn newsroom(&self) -> &Newsroom {
        &self.0.newsroom
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn cache(&self) -> &Cache {
        &self.0.cache
    }

    pub(crate) fn sign_ups(&self) -> &Limit {
        &self.0.sign_ups
    }

    pub(crate) fn searches(&self) -> &Limit {
        &self.0.searches
    }

    pub(crate) fn typings(&self) -> &Limit {
        &self.0.typings
    }

    pub(crate) fn tellings(&self) -> &Limit {
        &self.0.tellings
    }

    pub(crate) fn gallery(&self) -> &Gallery {
        &self.0.gallery
    }

    pub(crate) fn now(&self) -> Instant {
        (self.0.clock)()
    }

    /// A reader's act, now.
    pub(crate) fn act(&self) -> Act {
        Act::new("reader", Role::Contributor, self.now()).traced((self.0.chance)())
    }

    pub(crate) fn theme(&self) -> Arc<Theme> {
        Arc::clone(&self.0.theme.read().unwrap_or_else(PoisonError::into_inner).1)
    }

    /// The desk's own templates, words and files.
    pub(crate) fn desk_theme(&self) -> &Theme {
        &self.0.desk_theme
    }

    /// Loads the theme again if a file of its folder has changed; a theme that does not load leaves the last one.
    pub(crate) fn refresh_theme(&self) {
        if self.0.settings.theme.folder.is_none() {
            return;
        }
        let found = stamp(&self.0.settings.theme);
        if self.0.theme.read().unwrap_or_else(PoisonError::into_inner).0 == found {
            return;
        }
        let mut slot = self.0.theme.write().unwrap_or_else(PoisonError::into_inner);
        match Theme::load(&self.0.settings.theme) {
            Ok(theme) => slot.1 = Arc::new(theme),
            Err(error) => tracing::error!(%error, "the changed theme cannot be used; the last one stays"),
        }
        slot.0 = found;
        self.0.cache.drop_all();
    }

    /// What stands on every page, as of the last change.
    pub(crate) fn known_matter(&self) -> Option<Arc<Matter>> {
        let matter = self.0.matter.lock().unwrap_or_else(PoisonError::into_inner).clone();
        matter.filter(|matter| self.0.cache.is_current(matter.began))
    }

    /// Keeps it for the next page.
    pub(crate) fn keep_matter(&self, matter: Arc<Matter>) {
        *self.0.matter.lock().unwrap_or_else(PoisonError::into_inner) = Some(matter);
    }

    /// A number by which a reader can name a fault and the operator can find it in the log.
    pub(crate) fn fault_reference(&self) -> String {
        let count = self.0.faults.fetch_add(1, Ordering::Relaxed);
        let seconds = self.now().micros() / 1_000_000;
        format!("{seconds:x}-{count:x}")
    }
}

fn stamp(source: &ThemeSource) -> Stamp {
    let mut found = Vec::new();
    let mut folders: Vec<_> = source.folder.iter().cloned().collect();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let Ok(data) = entry.metadata() else { continue };
            if data.is_dir() && folders.len() < 100 {
                folders.push(entry.path());
            } else if data.is_file() {
                found.push((entry.path(), data.modified().ok(), data.len()));
            }
        }
    }
    found.sort();
    found
}
