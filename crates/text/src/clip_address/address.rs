//! An address taken apart, as far as recognising clips needs it.

use percent_encoding::percent_decode_str;

/// An http or https address.
pub(super) struct Address {
    /// In lower case, without `www.` and port.
    pub(super) host: String,
    /// The steps of the path, unescaped; empty ones left out.
    pub(super) path: Vec<String>,
    query: Vec<(String, String)>,
    /// What follows `#`.
    pub(super) fragment: String,
}

impl Address {
    /// Takes an address apart; the scheme may be missing, as people paste it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() || text.contains(char::is_whitespace) {
            return None;
        }
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text.trim_start_matches('/')));
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return None;
        }
        let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
        if authority.contains('@') || !authority.contains('.') {
            return None;
        }
        let host = authority.split(':').next().unwrap_or_default().to_ascii_lowercase();
        let query = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(name, value)| (unescape(name), unescape(value)));
        Some(Self {
            host: host.strip_prefix("www.").unwrap_or(&host).to_owned(),
            path: path.split('/').filter(|step| !step.is_empty()).map(unescape).collect(),
            query: query.collect(),
            fragment: fragment.to_owned(),
        })
    }

    /// A value of the query.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        self.query.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.clone())
    }
}

/// Undoes percent-escapes; what is no escape stays.
fn unescape(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
