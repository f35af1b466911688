//! Where templates come from: a closed list of texts by name.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The texts of a theme by name: `templates/story.html`, `messages/en.toml`, `fonts/advances.json`.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<String, Cow<'static, str>>);

impl Sources {
    /// A closed list of texts.
    pub fn new<N: Into<String>, T: Into<Cow<'static, str>>>(files: impl IntoIterator<Item = (N, T)>) -> Self {
        Self(files.into_iter().map(|(name, text)| (name.into(), text.into())).collect())
    }

    /// Every text by name.
    pub(crate) fn texts(&self) -> &BTreeMap<String, Cow<'static, str>> {
        &self.0
    }
}
