//! Addresses of elsewhere, compared and led on.

use percent_encoding::percent_decode_str;

/// An address taken apart as far as that needs.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// Without `www.`; empty for a path alone.
    pub(super) host: String,
    /// From the first slash on, with the query, without the fragment.
    pub(super) path: &'a str,
}

/// Takes an http or https address or a path apart.
pub(super) fn parse(address: &str) -> Option<Address<'_>> {
    let address = address.trim();
    let address = address.split('#').next().unwrap_or_default();
    if address.starts_with('/') && !address.starts_with("//") {
        return Some(Address { host: String::new(), path: address });
    }
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://")).or_else(|| address.strip_prefix("//"))?;
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    Some(Address { host: bare_host(host), path: if path.is_empty() { "/" } else { path } })
}

/// Scheme and host of an address of the web, as they are written there; empty for any other.
pub(super) fn origin(address: &str) -> &str {
    let Some(host) = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme)) else { return "" };
    let rest = host.find(['/', '?', '#']).map_or("", |end| host.get(end..).unwrap_or_default());
    if rest.len() == host.len() { "" } else { address.strip_suffix(rest).unwrap_or(address) }
}

/// A host without `www.`, in lower case.
pub(super) fn bare_host(host: &str) -> String {
    let lower = host.to_ascii_lowercase();
    lower.strip_prefix("www.").unwrap_or(&lower).to_owned()
}

/// What a query of another press's front names by a number or word: an entry, or a list. Where it leads stands in the redirects.
pub const NUMBERED: [&str; 6] = ["p", "page_id", "attachment_id", "cat", "tag", "author"];

/// A path as it is compared: decoded, in lower case, without a slash at its end; of its query only what names an entry.
pub(super) fn key(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let named = query
        .split(['&', ';'])
        .map(|pair| pair.trim_start_matches("#038;").trim_start_matches("amp;"))
        .find(|pair| pair.split_once('=').is_some_and(|(name, value)| NUMBERED.contains(&name) && !value.is_empty()));
    let decoded = decoded(path).to_lowercase();
    let path = decoded.trim_end_matches('/');
    match named {
        Some(pair) => format!("{}/?{pair}", path.strip_suffix("/index.php").unwrap_or(path)),
        None => path.to_owned(),
    }
}

/// Whether an address says by its query what it shows: its path alone is that of many things.
pub(super) fn asks(address: &str) -> bool {
    let address = address.split('#').next().unwrap_or_default();
    let query = address.split_once('?').map_or("", |(_, query)| query);
    // Where somebody came from says nothing of where they are.
    let counts = |name: &str| name.starts_with("utm_") || matches!(name, "" | "source" | "ref" | "fbclid" | "amp");
    query.split(['&', ';']).any(|pair| !counts(pair.split('=').next().unwrap_or_default()))
}

/// Undoes percent-escapes.
pub(super) fn decoded(path: &str) -> String {
    percent_decode_str(path).decode_utf8_lossy().into_owned()
}

/// A path as a redirect is stored under: what a server is asked for, without a slash at its end. Nothing for the front, nor for
/// what a path does not say by itself.
pub(super) fn to_redirect(address: &str) -> Option<String> {
    let path = parse(address)?.path;
    let key = key(path);
    if key.starts_with("/?") {
        return Some(key);
    }
    if asks(path) {
        return None;
    }
    let path = decoded(path.split('?').next().unwrap_or_default());
    let path = path.trim_end_matches('/');
    let clean = !path.is_empty()
        && path.len() <= 1_000
        && !path.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '#' | '?'));
    (clean && path.starts_with('/') && !path.starts_with("//")).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_scheme_and_host() {
        for (address, own) in [
            ("http://old.example/2015/a?b#c", "http://old.example"),
            ("https://Old.example:8080", "https://Old.example:8080"),
            ("https://old.example?p=1", "https://old.example"),
            ("/2015/a", ""),
            ("ftp://old.example/a", ""),
            ("https:///a", ""),
        ] {
            assert_eq!(origin(address), own, "{address}");
        }
    }

    #[test]
    fn addresses_are_compared_as_people_mean_them() {
        for (address, expected) in [
            ("http://www.Paper.example/2015/03/Close-Your-Eyes/", "/2015/03/close-your-eyes"),
            ("https://paper.example/?p=12", "/?p=12"),
            ("https://paper.example/index.php?p=12&preview=true", "/?p=12"),
            ("https://paper.example/blog/?p=12", "/blog/?p=12"),
            ("/caf%C3%A9/", "/café"),
            ("https://paper.example", ""),
            ("//paper.example/a?utm=1#x", "/a"),
        ] {
            assert_eq!(parse(address).map(|address| key(address.path)).as_deref(), Some(expected), "{address}");
        }
        assert_eq!(parse("http://WWW.paper.example:8080/a").map(|address| address.host), Some("paper.example:8080".to_owned()));
        assert_eq!(parse("mailto:a@b.example"), None);
    }

    #[test]
    fn what_is_led_on_is_a_path() {
        assert_eq!(to_redirect("http://p.example/a/B/"), Some("/a/B".to_owned()));
        assert_eq!(to_redirect("http://p.example/?page_id=3"), Some("/?page_id=3".to_owned()));
        assert_eq!(to_redirect("http://p.example/a?utm_source=rss&utm_medium=feed"), Some("/a".to_owned()));
        let of_query = ["http://p.example/blog/?p=12", "http://p.example/story.php?id=12"];
        for none in ["http://p.example/", "", "x", "/a b", "http://p.example"].into_iter().chain(of_query) {
            assert_eq!(to_redirect(none), None, "{none}");
        }
    }
}
