//! The theme: templates and words for the engine, files under hashed addresses for browsers.

mod files;
pub(crate) use files::media_type;
mod sheets;

use crate::http::answer::{Page, digest};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::Arc;
use text::render::Words;
use text::template::{Engine, Limits, Manner, Messages, Setup, Sources, TemplateError};

/// Where a theme comes from and how strictly it is taken.
#[derive(Debug, Clone, Default)]
pub struct ThemeSource {
    /// A folder whose files take the place of the built-in theme's.
    pub folder: Option<PathBuf>,
    /// A mistake of a template is an error, not a gap: for who makes a theme, and for tests.
    pub strict: bool,
    /// BCP 47 language of the interface. `de-AT` takes `messages/de-AT.toml`, then `de.toml`, then `en.toml`.
    pub language: String,
}

/// A loaded theme.
pub(crate) struct Theme {
    engine: Engine,
    messages: Arc<Messages>,
    words: Words,
    /// Hashed address by the file's path.
    addresses: BTreeMap<String, String>,
    /// Answer by hashed address.
    served: HashMap<String, Page>,
}

impl Theme {
    /// Reads every file, names it by its contents, and compiles the templates.
    ///
    /// # Errors
    /// [`TemplateError`] for the first file that cannot be used.
    pub(crate) fn load(source: &ThemeSource) -> Result<Self, TemplateError> {
        Self::of(&files::all(source.folder.as_deref())?, "messages", source)
    }

    /// The desk's own: never a paper's, so that no theme can lock a newsroom out.
    ///
    /// # Errors
    /// As [`Theme::load`].
    pub(crate) fn desk(source: &ThemeSource) -> Result<Self, TemplateError> {
        Self::of(&files::desk(), "messages/desk", source)
    }

    fn of(files: &files::Files, words_in: &str, source: &ThemeSource) -> Result<Self, TemplateError> {
        let bundles = sheets::bundles(files)?;
        let mut addresses = BTreeMap::new();
        let mut served = HashMap::new();
        for asset in sheets::plain(files, &bundles).into_iter().chain(sheets::bundled(files, &bundles, source.strict)?) {
            // A style sheet names fonts by their hashed addresses, which are known by now: plain files come first.
            let bytes = asset.finished(&addresses);
            let address = hashed(&asset.path, &bytes);
            served.insert(address.clone(), Page::asset(files::media_type(&asset.path), bytes));
            addresses.insert(asset.path, address);
        }
        let engine = Engine::new(&setup(source, words_in, files, &addresses))?;
        let messages = Arc::clone(engine.messages());
        let words = words(&messages);
        Ok(Self { engine, messages, words, addresses, served })
    }

    /// The engine.
    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// A word of the interface; the key itself where the theme has none.
    pub(crate) fn word(&self, key: &str, values: &[(&str, String)]) -> String {
        self.messages.text(key, values).unwrap_or_else(|_| key.to_owned())
    }

    /// A word of the interface that a theme may leave out.
    pub(crate) fn word_or(&self, key: &str, otherwise: &str) -> String {
        self.messages.text(key, &[]).unwrap_or_else(|_| otherwise.to_owned())
    }

    /// The words under some tables, by key, as patterns: for scripts, which fill the places themselves.
    pub(crate) fn words_of(&self, tables: &[&str]) -> BTreeMap<String, serde_json::Value> {
        self.messages.patterns(tables)
    }

    /// The words that renderers write into a body.
    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    /// The file under a hashed address.
    pub(crate) fn file(&self, address: &str) -> Option<&Page> {
        self.served.get(address)
    }

    /// The hashed address of a file.
    pub(crate) fn address(&self, path: &str) -> Option<&str> {
        self.addresses.get(path).map(String::as_str)
    }
}

fn setup(source: &ThemeSource, words_in: &str, files: &files::Files, addresses: &BTreeMap<String, String>) -> Setup {
    let texts =
        files.iter().filter(|(path, _)| path.starts_with("templates/") || path.starts_with("messages/") || *path == "fonts/advances.json");
    let sources: Vec<(String, String)> = texts.map(|(path, bytes)| (path.clone(), String::from_utf8_lossy(bytes).into_owned())).collect();
    let language = source.language.as_str();
    let primary = language.split('-').next().unwrap_or_default();
    let mut messages: Vec<String> = Vec::new();
    for name in [language, primary, "en"].map(|tag| format!("{words_in}/{tag}.toml")) {
        if files.contains_key(&name) && !messages.contains(&name) {
            messages.push(name);
        }
    }
    Setup {
        sources: Sources::new(sources),
        messages,
        assets: addresses.clone(),
        limits: Limits::default(),
        manner: if source.strict { Manner::Strict } else { Manner::Forgiving },
    }
}

/// `/assets/css/paper.0123456789ab.css`. A part of a bundled script is named by its contents already, and its siblings
/// import it under that name.
fn hashed(path: &str, bytes: &[u8]) -> String {
    if path.starts_with("js/desk/part-") {
        return format!("/assets/{path}");
    }
    let hash = digest(bytes, 12);
    match path.rsplit_once('.') {
        Some((stem, ending)) => format!("/assets/{stem}.{hash}.{ending}"),
        None => format!("/assets/{path}.{hash}"),
    }
}

fn words(messages: &Messages) -> Words {
    let built_in = Words::default();
    // The renderer fills the places itself, so each is filled with its own name here.
    let places = ["out_of", "kinds", "provider", "date", "title", "city"].map(|name| (name, format!("{{{name}}}")));
    let word = |key: &str, otherwise: String| messages.text(key, &places).unwrap_or(otherwise);
    Words {
        out_of: word("body.out_of", built_in.out_of),
        advisory: word("body.advisory", built_in.advisory),
        clip_loads: word("body.clip_loads", built_in.clip_loads),
        clip_gone: word("body.clip_gone", built_in.clip_gone),
        playing: word("body.playing", built_in.playing),
        encore: word("body.encore", built_in.encore),
        dates: word("body.dates", built_in.dates),
        date: word("body.date", built_in.date),
        city: word("body.city", built_in.city),
        venue: word("body.venue", built_in.venue),
        tickets: word("body.tickets", built_in.tickets),
        tickets_for: word("body.tickets_for", built_in.tickets_for),
        table: word("body.table", built_in.table),
        sold_out: word("status.sold-out", built_in.sold_out),
        moved: word("status.moved", built_in.moved),
        cancelled: word("status.cancelled", built_in.cancelled),
    }
}

#[cfg(test)]
mod tests;
