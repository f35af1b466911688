//! WordPress's shortcodes: those that are known become markup that [`super::flow`] reads; the others stay in the text as
//! they were written, and are told.

use super::{About, Finding};
use crate::html::Html;
use std::collections::HashMap;

/// One shortcode as it stands.
struct Code<'a> {
    name: &'a str,
    /// Name and value; a value on its own has no name.
    attributes: Vec<(String, String)>,
    /// What stands between it and its end, if it has one.
    content: Option<&'a str>,
    /// All of it, its end included.
    whole: &'a str,
}

/// Replaces what is known.
pub(super) fn expand(text: &str, findings: &mut Vec<Finding>) -> String {
    if !text.contains('[') {
        return text.to_owned();
    }
    expand_inside(text, 0, findings)
}

/// Shortcodes inside one another.
const DEEPEST: usize = 12;

fn expand_inside(text: &str, depth: usize, findings: &mut Vec<Finding>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let ends = Ends::of(text);
    while let Some(at) = rest.find(['[', '<']) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        // Code is shown as it is.
        if from.starts_with('<') {
            let is_shown = from.starts_with("<pre") && ends.is_ahead("</pre>", from);
            let length = if is_shown { from.find("</pre>").unwrap_or(1) } else { 1 };
            let (kept, after) = from.split_at(length);
            out.push_str(kept);
            rest = after;
            continue;
        }
        // A doubled one is shown, not done.
        let doubled = from.strip_prefix("[[").filter(|shown| begins_name(shown) && ends.is_ahead("]]", from));
        if let Some(shown) = doubled.and_then(|shown| shown.split_once("]]")) {
            out.push_str(&format!("&#91;{}&#93;", shown.0));
            rest = shown.1;
            continue;
        }
        match code(from, &ends) {
            Some(code) if depth < DEEPEST => {
                rest = from.get(code.whole.len()..).unwrap_or_default();
                match known(&code) {
                    Some(Known::Markup(markup)) => out.push_str(&markup),
                    Some(Known::Content) => out.push_str(&expand_inside(code.content.unwrap_or_default(), depth + 1, findings)),
                    Some(Known::Layout) => {
                        findings.push(Finding::new(About::Card, format!("layout of a page builder: [{}]", code.name)));
                        out.push_str("\n\n");
                        out.push_str(&expand_inside(code.content.unwrap_or_default(), depth + 1, findings));
                        out.push_str("\n\n");
                    }
                    None if is_shortcode(&code) => {
                        findings.push(Finding::new(About::Shortcode, code.whole));
                        out.push_str(code.whole);
                    }
                    None => {
                        out.push('[');
                        rest = from.get(1..).unwrap_or_default();
                    }
                }
            }
            _ => {
                out.push('[');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn begins_name(text: &str) -> bool {
    text.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Where the last of each end stands, counted from the end of the text: none is looked for in vain, however often it is begun.
struct Ends<'t>(HashMap<&'t str, usize>);

impl<'t> Ends<'t> {
    fn of(text: &'t str) -> Self {
        let mut ends = HashMap::new();
        let mut note = |end: &'t str, at: usize| {
            ends.insert(end, text.len() - at);
        };
        for (at, _) in text.match_indices("[/") {
            let from = text.get(at..).unwrap_or_default();
            let name = from.bytes().skip(2).take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')).count();
            from.get(..name + 3).filter(|end| end.ends_with(']')).into_iter().for_each(|end| note(end, at));
        }
        for end in ["</pre>", "]]"] {
            text.rfind(end).into_iter().for_each(|at| note(end, at));
        }
        Self(ends)
    }

    /// Whether an end stands in what is left of the text.
    fn is_ahead(&self, end: &str, left: &str) -> bool {
        self.0.get(end).is_some_and(|at| *at <= left.len())
    }
}

/// The shortcode that begins here.
fn code<'a>(from: &'a str, ends: &Ends<'_>) -> Option<Code<'a>> {
    let inside = from.strip_prefix('[')?;
    if !begins_name(inside) || inside.starts_with('/') {
        return None;
    }
    let name_end = inside.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-'))?;
    let (name, after) = inside.split_at(name_end);
    if !after.starts_with([' ', '\n', '\t', ']', '=', '/', '\u{a0}']) {
        return None;
    }
    let length = attributes_length(after)?;
    let raw = after.get(..length)?;
    let opening = 1 + name_end + length + 1;
    let (raw, closed) = raw.trim_end().strip_suffix('/').map_or((raw, false), |raw| (raw, true));
    let attributes = attributes(raw.strip_prefix('=').unwrap_or(raw));
    let end = format!("[/{name}]");
    let content = if closed || !ends.is_ahead(&end, from.get(opening..)?) {
        None
    } else {
        from.get(opening..)?.find(&end).and_then(|at| from.get(opening..opening + at))
    };
    let whole = opening + content.map_or(0, |content| content.len() + end.len());
    Some(Code { name, attributes, content, whole: from.get(..whole)? })
}

/// How long the attributes are: up to a `]` outside quotation marks.
fn attributes_length(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices().take(4_000) {
        match (quote, c) {
            (None, ']') => return Some(at),
            (None, '[' | '<') => return None,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    // A quotation mark that is an apostrophe.
    text.get(..text.len().min(400)).or(Some(text)).and_then(|text| text.find(']'))
}

fn attributes(raw: &str) -> Vec<(String, String)> {
    let raw = raw.replace(['“', '”', '″', '\u{a0}'], "\"").replace("&quot;", "\"").replace("&#8221;", "\"").replace("&#8243;", "\"");
    let mut all = Vec::new();
    let mut rest = raw.trim();
    while !rest.is_empty() {
        let name_end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | '-')).unwrap_or(rest.len());
        let (name, after) = rest.split_at(name_end);
        let assigned = after.trim_start().strip_prefix('=').filter(|_| !name.is_empty());
        let from = assigned.map_or(rest, str::trim_start);
        let (value, after) = match from.chars().next() {
            Some(quote @ ('"' | '\'')) => from.get(1..).and_then(|from| from.split_once(quote)).unwrap_or((from.trim_matches(quote), "")),
            _ => from.split_once(char::is_whitespace).unwrap_or((from, "")),
        };
        let name = if assigned.is_some() { name.to_ascii_lowercase() } else { String::new() };
        all.push((name, value.replace("&amp;", "&").replace("&#038;", "&")));
        rest = after.trim_start();
    }
    all
}

/// What a shortcode becomes.
enum Known {
    Markup(String),
    /// What stands in it.
    Content,
    /// What stands in it; the arrangement is lost.
    Layout,
}

/// Whether something in brackets is a shortcode at all.
fn is_shortcode(code: &Code<'_>) -> bool {
    code.content.is_some()
        || code.attributes.iter().any(|(name, value)| !name.is_empty() && !value.is_empty())
        || code.name.contains(['_', '-'])
}

impl Code<'_> {
    fn value(&self, names: &[&str]) -> Option<&str> {
        let of = |name: &&str| self.attributes.iter().find(|(named, value)| named == name && !value.trim().is_empty());
        names.iter().find_map(of).map(|(_, value)| value.trim())
    }

    /// Values without a name.
    fn bare(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().filter(|(name, _)| name.is_empty()).map(|(_, value)| value.trim_start_matches('=').trim())
    }

    /// What is in it, as words.
    fn inside(&self) -> &str {
        self.content.unwrap_or_default().trim()
    }
}

fn known(code: &Code<'_>) -> Option<Known> {
    let name = code.name.to_ascii_lowercase();
    Some(match name.as_str() {
        "caption" | "wp_caption" => Known::Markup(caption(code)?),
        "gallery" => {
            let ids: String =
                code.value(&["ids", "include"]).unwrap_or_default().chars().filter(|c| c.is_ascii_digit() || *c == ',').collect();
            Known::Markup(format!("\n\n<inkie-gallery ids=\"{ids}\"></inkie-gallery>\n\n"))
        }
        "audio" | "mp3" | "wpaudio" => Known::Markup(sound(code)?),
        "playlist" => {
            let ids = code.value(&["ids", "include"])?;
            Known::Markup(ids.split(',').map(|id| element("inkie-audio", "number", id.trim())).collect())
        }
        "quote" | "blockquote" | "pullquote" => {
            let cite = code.value(&["author", "cite", "name"]).map(|cite| format!("<cite>{}</cite>", escape(cite))).unwrap_or_default();
            Known::Markup(format!("\n\n<blockquote>{}{cite}</blockquote>\n\n", code.content?))
        }
        "button" | "btn" => {
            let address = code.value(&["url", "link", "href"])?;
            Known::Markup(format!("<a href=\"{}\">{}</a>", escape(address), code.content?))
        }
        "hr" | "divider" | "separator" => Known::Markup("\n\n<hr>\n\n".to_owned()),
        "br" => Known::Markup("<br>".to_owned()),
        "clear" | "clearfix" | "spacer" | "space" => Known::Markup("\n\n".to_owned()),
        "dropcap" | "highlight" | "lead" | "small" | "center" | "raw" | "noformat" => Known::Content,
        "code" | "sourcecode" | "highlight_code" | "php" | "html" | "css" | "javascript" | "js" | "bash" | "python" | "sql" | "xml"
        | "csharp" | "java" => Known::Markup(format!("<pre>{}</pre>", code.content?)),
        _ if is_layout(&name) => Known::Layout,
        _ => Known::Markup(element("inkie-clip", "src", &clip(code, &name)?)),
    })
}

fn is_layout(name: &str) -> bool {
    let builders = ["vc_", "et_pb_", "fusion_", "av_", "cs_", "x_", "one_", "two_", "three_", "su_row", "su_column"];
    builders.iter().any(|builder| name.starts_with(builder))
        || ["row", "column", "columns", "col", "section", "tabs", "tab"].contains(&name)
}

fn escape(text: &str) -> String {
    Html::escaped(text).into_string().replace('"', "&quot;")
}

fn element(name: &str, attribute: &str, value: &str) -> String {
    format!("\n\n<{name} {attribute}=\"{}\"></{name}>\n\n", escape(value))
}

/// A picture with the line under it. The line stands in an attribute, or after the picture.
fn caption(code: &Code<'_>) -> Option<String> {
    let content = code.content?;
    let picture_end = content.rfind("</a>").map(|at| at + "</a>".len()).or_else(|| {
        let img = content.find("<img")?;
        Some(img + content.get(img..)?.find('>')? + 1)
    });
    let (picture, after) = picture_end.and_then(|at| content.split_at_checked(at)).unwrap_or((content, ""));
    // A link may stand in the line itself.
    let (picture, after) = match content.find("<img").and_then(|img| Some((img, img + content.get(img..)?.find('>')? + 1))) {
        Some((_, end)) if !content.get(end..).unwrap_or_default().trim_start().starts_with("</a>") => content.split_at(end),
        Some((_, end)) => {
            let close = content.get(end..).and_then(|rest| rest.find("</a>")).map_or(end, |at| end + at + "</a>".len());
            content.split_at_checked(close).unwrap_or((picture, after))
        }
        None => (picture, after),
    };
    let said =
        code.value(&["caption"]).map_or_else(|| after.trim().to_owned(), |said| format!("{} {}", said, after.trim()).trim().to_owned());
    let number =
        code.value(&["id"]).and_then(|id| id.strip_prefix("attachment_")).filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()));
    let picture = match number {
        Some(number) if !picture.contains("wp-image-") => picture.replacen("<img", &format!("<img data-id=\"{number}\""), 1),
        _ => picture.to_owned(),
    };
    Some(format!("\n\n<figure>{picture}<figcaption>{said}</figcaption></figure>\n\n"))
}

fn sound(code: &Code<'_>) -> Option<String> {
    let named = code.value(&["src", "mp3", "m4a", "ogg", "wav", "wma", "url", "href"]);
    let address =
        named.or_else(|| code.bare().find(|value| value.contains('/'))).or(Some(code.inside()).filter(|inside| inside.contains('/')))?;
    Some(element("inkie-audio", "src", address.split('|').next().unwrap_or(address)))
}

/// Providers whose shortcodes hold an address or an id.
const PLAYERS: [&str; 36] = [
    "embed",
    "video",
    "youtube",
    "youtube_sc",
    "youtubevideo",
    "tube",
    "yt",
    "fve",
    "embedyt",
    "lyte",
    "vimeo",
    "dailymotion",
    "soundcloud",
    "spotify",
    "bandcamp",
    "mixcloud",
    "tiktok",
    "instagram",
    "twitter",
    "tweet",
    "facebook",
    "vine",
    "googlevideo",
    "flickr",
    "slideshare",
    "ted",
    "kickstarter",
    "gist",
    "wpvideo",
    "videopress",
    "iframe",
    "embedly",
    "applemusic",
    "apple_music",
    "reverbnation",
    "audiomack",
];

/// The address that a player's shortcode stands for.
fn clip(code: &Code<'_>, name: &str) -> Option<String> {
    if !PLAYERS.contains(&name) {
        return None;
    }
    if name == "bandcamp" {
        let of = |kind: &str| code.value(&[kind]).map(|number| format!("https://bandcamp.com/EmbeddedPlayer/{kind}={number}/"));
        return of("track").or_else(|| of("album")).or_else(|| code.value(&["url"]).map(str::to_owned));
    }
    let named =
        code.value(&["url", "src", "href", "link", "uri", "mp4", "m4v", "webm", "ogv", "flv", "video", "id", "v", "video_id", "code"]);
    let values = named.into_iter().chain(code.bare()).chain(Some(code.inside())).filter(|value| !value.is_empty());
    for value in values {
        let value = strip_tags(value);
        if value.starts_with("http://") || value.starts_with("https://") || value.starts_with("spotify:") {
            return Some(value);
        }
        if let Some(rest) = value.strip_prefix("//") {
            return Some(format!("https://{rest}"));
        }
        if value.contains('.') && value.contains('/') {
            return Some(format!("https://{value}"));
        }
        let is_id = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        match name {
            "youtube" | "youtube_sc" | "youtubevideo" | "tube" | "yt" | "embedyt" | "lyte" if value.len() == 11 && is_id => {
                return Some(format!("https://www.youtube.com/watch?v={value}"));
            }
            "vimeo" if is_id => return Some(format!("https://vimeo.com/{value}")),
            "dailymotion" if is_id => return Some(format!("https://www.dailymotion.com/video/{value}")),
            "vine" if is_id => return Some(format!("https://vine.co/v/{value}")),
            "tweet" | "twitter" if is_id => return Some(format!("https://twitter.com/i/status/{value}")),
            "wpvideo" | "videopress" if is_id => return Some(format!("https://videopress.com/v/{value}")),
            "gist" if is_id => return Some(format!("https://gist.github.com/{value}")),
            _ => {}
        }
    }
    None
}

/// An address that an editor made a link of.
fn strip_tags(value: &str) -> String {
    if !value.contains('<') {
        return value.to_owned();
    }
    super::plain(value)
}
