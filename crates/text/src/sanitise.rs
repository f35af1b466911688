//! Lets harmless HTML through and nothing else. What is not known to be harmless goes: SVG and MathML, style, scripts,
//! frames, form controls, classes, ids, and pictures from elsewhere.

use crate::html::Html;
use ammonia::{Builder, UrlRelative};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

const TAGS: [&str; 48] = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "tr",
];
const MORE_TAGS: [&str; 5] = ["thead", "tfoot", "time", "u", "ul"];

/// Tags whose end parts words that stood on their own.
const PARTING: [&str; 24] = [
    "blockquote",
    "br",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "h2",
    "h3",
    "h4",
    "hr",
    "li",
    "ol",
    "p",
    "pre",
    "summary",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Tags that go with everything in them.
const GONE_WITH_CONTENT: [&str; 16] = [
    "script", "style", "svg", "math", "template", "noscript", "iframe", "object", "embed", "select", "textarea", "button", "title", "xmp",
    "noembed", "noframes",
];

static POLICY: LazyLock<Builder<'static>> = LazyLock::new(policy);
static WORDS_ONLY: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = policy();
    builder.tag_attributes(HashMap::new()).generic_attributes(HashSet::new()).link_rel(None);
    builder
});

fn policy() -> Builder<'static> {
    let mut builder = Builder::empty();
    builder
        .tags(TAGS.into_iter().chain(MORE_TAGS).collect())
        .clean_content_tags(GONE_WITH_CONTENT.into_iter().collect())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("abbr", HashSet::from(["title"])),
            ("bdo", HashSet::from(["dir"])),
            ("img", HashSet::from(["src", "alt", "width", "height"])),
            ("li", HashSet::from(["value"])),
            ("ol", HashSet::from(["start", "reversed"])),
            ("td", HashSet::from(["colspan", "rowspan"])),
            ("th", HashSet::from(["colspan", "rowspan", "scope"])),
            ("time", HashSet::from(["datetime"])),
        ]))
        .generic_attributes(HashSet::from(["lang", "dir"]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(UrlRelative::PassThrough)
        .attribute_filter(own_pictures_only)
        .link_rel(Some("noopener"))
        .strip_comments(true);
    builder
}

/// Pictures come from the paper's own store: another host would learn who reads.
fn own_pictures_only<'v>(tag: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match (tag, name) {
        ("img", "src") if !value.starts_with("/media/") || value.contains("..") => None,
        ("a", "href") if value.starts_with("//") || value.contains('\\') => None,
        _ => Some(Cow::Borrowed(value)),
    }
}

/// HTML from elsewhere, made harmless. With a `base_url` (for mail and feeds) the paper's own paths become absolute.
#[must_use]
pub fn fragment(html: &str, base_url: &str) -> Html {
    let clean = if let Ok(base) = ammonia::Url::parse(base_url) {
        let mut builder = policy();
        builder.url_relative(UrlRelative::RewriteWithBase(base));
        builder.clean(html)
    } else {
        POLICY.clean(html)
    };
    Html::minted(clean.to_string().trim().to_owned())
}

/// The words of HTML from elsewhere, a line a block.
#[must_use]
pub fn words(html: &str) -> String {
    let clean = WORDS_ONLY.clean(html).to_string();
    let mut text = String::with_capacity(clean.len());
    // The sanitiser's output has no attributes here, so every `<` opens a tag and every `>` ends one.
    for (n, part) in clean.split('<').enumerate() {
        let (tag, after) = if n == 0 { ("", part) } else { part.split_once('>').unwrap_or((part, "")) };
        if PARTING.contains(&tag.trim_start_matches('/')) {
            text.push('\n');
        }
        text.push_str(after);
    }
    let text = text.replace("&nbsp;", "\u{a0}").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    text.lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests;
