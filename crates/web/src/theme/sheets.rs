//! Bundles of `theme.toml`, and the hashed addresses inside style sheets.

use super::files::Files;
use std::collections::BTreeMap;
use text::template::TemplateError;

/// A file as it is served, under the path that templates ask for.
pub(super) struct Asset {
    pub(super) path: String,
    bytes: Vec<u8>,
}

/// Parts by the bundle's path.
pub(super) type Bundles = BTreeMap<String, Vec<String>>;

fn wrong(what: impl Into<String>) -> TemplateError {
    TemplateError::File { path: "theme.toml".to_owned(), what: what.into() }
}

/// Reads `[bundles]` of `theme.toml`.
///
/// # Errors
/// [`TemplateError::File`] when it is no TOML, or a bundle is no list of paths.
pub(super) fn bundles(files: &Files) -> Result<Bundles, TemplateError> {
    let text = files.get("theme.toml").map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| wrong(error.to_string()))?;
    let Some(bundles) = table.get("bundles") else { return Ok(Bundles::new()) };
    bundles.clone().try_into().map_err(|error: toml::de::Error| wrong(format!("[bundles]: {error}")))
}

/// What browsers may be given, besides bundles: fonts, icons, pictures, and sheets and scripts that are in no bundle.
pub(super) fn plain(files: &Files, bundles: &Bundles) -> Vec<Asset> {
    const PLACES: [&str; 5] = ["fonts/", "icons/", "pictures/", "css/", "js/"];
    let bundled = |path: &String| bundles.contains_key(path) || bundles.values().flatten().any(|part| part == path);
    let inner = |path: &String| path.starts_with("fonts/") && path.ends_with(".json");
    let mut paths: Vec<&String> =
        files.keys().filter(|path| PLACES.iter().any(|place| path.starts_with(place)) && !bundled(path) && !inner(path)).collect();
    paths.sort_by_key(|path| path.ends_with(".css"));
    paths.into_iter().filter_map(|path| Some(Asset { path: path.clone(), bytes: files.get(path)?.to_vec() })).collect()
}

/// Each bundle as one file.
///
/// # Errors
/// [`TemplateError::File`] when `strict` and a part is missing; otherwise it is left out.
pub(super) fn bundled(files: &Files, bundles: &Bundles, strict: bool) -> Result<Vec<Asset>, TemplateError> {
    let mut all = Vec::new();
    for (path, parts) in bundles {
        let mut bytes = Vec::new();
        for part in parts {
            match files.get(part) {
                Some(text) if part.ends_with(".css") => bytes.extend(relative_to_bundle(text, part, path).as_bytes()),
                Some(text) => bytes.extend_from_slice(text),
                None if strict => return Err(wrong(format!("{path} wants {part}, which is not there"))),
                None => tracing::warn!(bundle = %path, %part, "the theme has no such file; the bundle goes without"),
            }
            bytes.push(b'\n');
        }
        all.push(Asset { path: path.clone(), bytes });
    }
    Ok(all)
}

impl Asset {
    /// The bytes to serve: in a style sheet, addresses of the theme's own files become hashed ones.
    pub(super) fn finished(&self, addresses: &BTreeMap<String, String>) -> Vec<u8> {
        if !self.path.ends_with(".css") {
            return self.bytes.clone();
        }
        let sheet = String::from_utf8_lossy(&self.bytes);
        with_addresses(&sheet, |address| addresses.get(&resolved(&self.path, address)?).cloned()).into_bytes()
    }
}

/// A part's addresses as they read from where the bundle lies.
fn relative_to_bundle(text: &[u8], part: &str, bundle: &str) -> String {
    let text = String::from_utf8_lossy(text);
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    if folder(part) == folder(bundle) {
        return text.into_owned();
    }
    let up = "../".repeat(bundle.matches('/').count());
    with_addresses(&text, |address| resolved(part, address).map(|path| format!("{up}{path}")))
}

/// The theme's path that a relative address in the sheet `from` means.
fn resolved(from: &str, address: &str) -> Option<String> {
    if address.is_empty() || address.starts_with(['/', '#']) || address.contains(':') {
        return None;
    }
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in address.split(['?', '#']).next().unwrap_or_default().split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}

/// A sheet in which `replace` has its say about each `url(…)`.
fn with_addresses(sheet: &str, replace: impl Fn(&str) -> Option<String>) -> String {
    let mut made = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("url(") {
        let Some((inside, tail)) = after.split_once(')') else { break };
        let address = inside.trim().trim_matches(['"', '\'']);
        made.push_str(before);
        match replace(address) {
            Some(replaced) => {
                made.push_str("url(\"");
                made.push_str(&replaced);
                made.push_str("\")");
            }
            None => {
                made.push_str("url(");
                made.push_str(inside);
                made.push(')');
            }
        }
        rest = tail;
    }
    made.push_str(rest);
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_a_sheet_are_resolved_from_where_it_lies() {
        assert_eq!(resolved("css/fonts.css", "../fonts/a.woff2"), Some("fonts/a.woff2".to_owned()));
        assert_eq!(resolved("css/fonts.css", "./b.svg?x"), Some("css/b.svg".to_owned()));
        for outside in ["../../secret", "/etc/passwd", "data:image/png;base64,x", "https://x.example/a", "#a", ""] {
            assert_eq!(resolved("css/fonts.css", outside), None, "{outside}");
        }
    }

    #[test]
    fn only_known_files_are_replaced() {
        let addresses = BTreeMap::from([("fonts/a.woff2".to_owned(), "/assets/fonts/a.1.woff2".to_owned())]);
        let asset =
            Asset { path: "css/x.css".to_owned(), bytes: b"a{b:url('../fonts/a.woff2') c;d:url(data:x);e:url( \"none.png\" )}".to_vec() };
        let finished = String::from_utf8(asset.finished(&addresses)).unwrap();
        assert_eq!(finished, "a{b:url(\"/assets/fonts/a.1.woff2\") c;d:url(data:x);e:url( \"none.png\" )}");
    }

    #[test]
    fn a_part_from_elsewhere_keeps_its_addresses() {
        assert_eq!(relative_to_bundle(b"url(x.png)", "icons/set.css", "css/paper.css"), "url(\"../icons/x.png\")");
    }
}
