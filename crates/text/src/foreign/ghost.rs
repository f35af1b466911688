//! Ghost's own forms, card by card, as HTML for this module's parser: Mobiledoc (1.x to 4.x) and Lexical (5.x on).

use super::{About, Finding, markdown};
use crate::html::Html;
use serde_json::Value;

fn escape(text: &str) -> String {
    Html::escaped(text).into_string().replace('"', "&quot;")
}

fn word<'v>(value: &'v Value, name: &str) -> &'v str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn parsed(text: &str, what: &str, findings: &mut Vec<Finding>) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| {
        findings.push(Finding::new(About::Entry, format!("its {what} cannot be read: {error}")));
        Value::Null
    })
}

/// Mobiledoc as HTML.
pub(super) fn mobiledoc(text: &str, findings: &mut Vec<Finding>) -> String {
    let document = parsed(text, "Mobiledoc", findings);
    let mut html = String::with_capacity(text.len());
    for section in list(&document, "sections") {
        let part = |at: usize| section.get(at).unwrap_or(&Value::Null);
        match part(0).as_u64() {
            Some(1) => {
                let tag = tag_of(part(1).as_str().unwrap_or("p"));
                html.push_str(&format!("<{tag}>{}</{tag}>\n", markers(&document, part(2), findings)));
            }
            Some(2) => html.push_str(&format!("<img src=\"{}\">", escape(part(1).as_str().unwrap_or_default()))),
            Some(3) => {
                let tag = if part(1).as_str() == Some("ol") { "ol" } else { "ul" };
                html.push_str(&format!("<{tag}>"));
                for item in part(2).as_array().map_or(&[][..], Vec::as_slice) {
                    html.push_str(&format!("<li>{}</li>", markers(&document, item, findings)));
                }
                html.push_str(&format!("</{tag}>\n"));
            }
            Some(10) => {
                let place = part(1).as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
                match list(&document, "cards").get(place) {
                    Some(found) => {
                        let name = found.get(0).and_then(Value::as_str).unwrap_or_default();
                        html.push_str(&card(name, found.get(1).unwrap_or(&Value::Null), findings));
                    }
                    None => findings.push(Finding::new(About::Card, "a card that is missing from its own list")),
                }
            }
            _ => findings.push(Finding::new(About::Card, format!("a section of a kind that nobody knows: {section}"))),
        }
    }
    html
}

fn tag_of(word: &str) -> &'static str {
    match word {
        "h1" | "h2" => "h2",
        "h3" | "h4" | "h5" | "h6" => "h3",
        "blockquote" | "aside" => "blockquote",
        _ => "p",
    }
}

fn markers(document: &Value, of: &Value, findings: &mut Vec<Finding>) -> String {
    let mut html = String::new();
    let mut open: Vec<&str> = Vec::new();
    for marker in of.as_array().map_or(&[][..], Vec::as_slice) {
        for at in marker.get(1).and_then(Value::as_array).map_or(&[][..], Vec::as_slice) {
            let markup = at.as_u64().and_then(|at| list(document, "markups").get(usize::try_from(at).ok()?)).unwrap_or(&Value::Null);
            let tag = match markup.get(0).and_then(Value::as_str).unwrap_or_default() {
                "a" => "a",
                "strong" | "b" => "strong",
                "em" | "i" => "em",
                "s" | "del" => "s",
                "sub" => "sub",
                "sup" => "sup",
                _ => "span",
            };
            let pairs = markup.get(1).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let href =
                pairs.chunks(2).find(|pair| pair.first().and_then(Value::as_str) == Some("href")).and_then(|pair| pair.get(1)?.as_str());
            html.push_str(&href.map_or_else(|| format!("<{tag}>"), |href| format!("<{tag} href=\"{}\">", escape(href))));
            open.push(tag);
        }
        if marker.get(0).and_then(Value::as_u64) == Some(1) {
            let atom = marker.get(3).and_then(Value::as_u64).and_then(|at| list(document, "atoms").get(usize::try_from(at).ok()?));
            match atom.and_then(|atom| atom.get(0)?.as_str()) {
                Some("soft-return") => html.push_str("<br>"),
                other => {
                    html.push_str(&escape(atom.and_then(|atom| atom.get(1)?.as_str()).unwrap_or_default()));
                    findings.push(Finding::new(About::Card, format!("the atom “{}”", other.unwrap_or_default())));
                }
            }
        } else {
            html.push_str(&escape(marker.get(3).and_then(Value::as_str).unwrap_or_default()));
        }
        for _ in 0..marker.get(2).and_then(Value::as_u64).unwrap_or(0).min(64) {
            if let Some(tag) = open.pop() {
                html.push_str(&format!("</{tag}>"));
            }
        }
    }
    open.iter().rev().for_each(|tag| html.push_str(&format!("</{tag}>")));
    html
}

/// Lexical as HTML.
pub(super) fn lexical(text: &str, findings: &mut Vec<Finding>) -> String {
    let document = parsed(text, "Lexical", findings);
    let mut html = String::with_capacity(text.len());
    nodes(&mut html, list(document.get("root").unwrap_or(&Value::Null), "children"), findings);
    html
}

fn nodes(html: &mut String, of: &[Value], findings: &mut Vec<Finding>) {
    for node in of {
        one_node(html, node, findings);
    }
}

/// A node and what is in it. `serde_json` reads nothing deeper than it can go.
fn one_node(html: &mut String, node: &Value, findings: &mut Vec<Finding>) {
    let kind = word(node, "type");
    let wrapped = |html: &mut String, tag: &str, findings: &mut Vec<Finding>| {
        html.push_str(&format!("<{tag}>"));
        nodes(html, list(node, "children"), findings);
        html.push_str(&format!("</{tag}>\n"));
    };
    match kind {
        "paragraph" => wrapped(html, "p", findings),
        "heading" | "extended-heading" => wrapped(html, tag_of(word(node, "tag")), findings),
        "quote" | "extended-quote" | "aside" => wrapped(html, "blockquote", findings),
        "list" => {
            let ordered = word(node, "listType") == "number" || word(node, "tag") == "ol";
            let start = node.get("start").and_then(Value::as_u64).unwrap_or(1);
            html.push_str(&if ordered { format!("<ol start=\"{start}\">") } else { "<ul>".to_owned() });
            nodes(html, list(node, "children"), findings);
            html.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
        }
        "listitem" => wrapped(html, "li", findings),
        "link" | "autolink" | "at-link" => {
            html.push_str(&format!("<a href=\"{}\">", escape(word(node, "url"))));
            nodes(html, list(node, "children"), findings);
            html.push_str("</a>");
        }
        "text" | "extended-text" | "code-highlight" | "tk" => {
            html.push_str(&formatted(word(node, "text"), node.get("format").and_then(Value::as_u64).unwrap_or(0)));
        }
        "linebreak" => html.push_str("<br>"),
        "tab" | "zwnj" | "at-link-search" => html.push(' '),
        _ => html.push_str(&card(kind, node, findings)),
    }
}

fn formatted(text: &str, format: u64) -> String {
    let tags = [(1, "strong"), (2, "em"), (4, "s"), (32, "sub"), (64, "sup")];
    tags.iter().filter(|(bit, _)| format & bit != 0).fold(escape(text), |html, (_, tag)| format!("<{tag}>{html}</{tag}>"))
}

/// A card. What it has to say is in HTML already, where it has captions and texts.
fn card(name: &str, of: &Value, findings: &mut Vec<Finding>) -> String {
    let word = |name: &str| word(of, name);
    let attribute = |name: &str| escape(word(name));
    let caption = || if word("caption").is_empty() { String::new() } else { format!("<figcaption>{}</figcaption>", word("caption")) };
    let html = match name {
        "markdown" | "card-markdown" => markdown(word("markdown")),
        "html" => word("html").to_owned(),
        "image" => {
            let img = format!("<img src=\"{}\" alt=\"{}\">", attribute("src"), attribute("alt"));
            let img = if word("href").is_empty() { img } else { format!("<a href=\"{}\">{img}</a>", attribute("href")) };
            format!("<figure>{img}{}</figure>", caption())
        }
        "gallery" => {
            let pictures = list(of, "images")
                .iter()
                .map(|image| format!("<img src=\"{}\" alt=\"{}\">", escape(self::word(image, "src")), escape(self::word(image, "alt"))));
            format!("<figure>{}{}</figure>", pictures.collect::<String>(), caption())
        }
        "hr" | "horizontalrule" => "<hr>".to_owned(),
        "embed" => embed(of, &caption()),
        "bookmark" => {
            let said = of.get("metadata").unwrap_or(&Value::Null);
            let title =
                [self::word(said, "title"), word("title"), word("url")].into_iter().find(|title| !title.is_empty()).unwrap_or_default();
            for what in ["thumbnail", "icon"] {
                if !self::word(said, what).is_empty() {
                    findings.push(Finding::new(About::Card, format!("the {what} of a bookmark is left out: {}", self::word(said, what))));
                }
            }
            format!("<p><a href=\"{}\">{}</a></p>", attribute("url"), escape(title))
        }
        "code" | "codeblock" => format!("<pre>{}</pre>{}", attribute("code"), caption()),
        "callout" => format!("<blockquote>{}</blockquote>", word("calloutText")),
        "toggle" => format!("<p><strong>{}</strong></p><div>{}</div>", word("heading"), word("content")),
        "button" if !word("buttonUrl").is_empty() => {
            format!("{}<p><a href=\"{}\">{}</a></p>", word("html"), attribute("buttonUrl"), attribute("buttonText"))
        }
        "audio" => format!("<audio src=\"{}\" title=\"{}\"></audio>", attribute("src"), attribute("title")),
        "video" => format!("<figure><video src=\"{}\"></video>{}</figure>", attribute("src"), caption()),
        "file" => format!(
            "<p><a href=\"{}\">{}</a></p>",
            attribute("src"),
            escape([word("fileTitle"), word("fileName")].into_iter().find(|name| !name.is_empty()).unwrap_or_default())
        ),
        "product" => format!(
            "<figure><img src=\"{}\"></figure><h3>{}</h3>{}<p><a href=\"{}\">{}</a></p>",
            attribute("productImageSrc"),
            word("productTitle"),
            word("productDescription"),
            attribute("productUrl"),
            attribute("productButton")
        ),
        "header" => format!("<h2>{}</h2><p>{}</p>", word("header"), word("subheader")),
        "call-to-action" => format!(
            "<blockquote>{}<p><a href=\"{}\">{}</a></p></blockquote>",
            word("textValue"),
            attribute("buttonUrl"),
            attribute("buttonText")
        ),
        "email" | "email-cta" => {
            let words = super::plain(word("html"));
            findings.push(Finding::new(About::Card, format!("a part for letters alone is left out: {words}")));
            String::new()
        }
        "paywall" => {
            findings.push(Finding::new(About::Card, "what follows was for those who pay; it comes with the rest"));
            String::new()
        }
        _ => {
            findings.push(Finding::new(About::Card, format!("the card “{name}”: {of}")));
            String::new()
        }
    };
    format!("{html}\n")
}

/// Something embedded: its address where that is enough, else the code that Ghost was given for it.
fn embed(of: &Value, caption: &str) -> String {
    let (address, code) = (word(of, "url"), word(of, "html"));
    let player = if super::players::clip_of(address).is_some() || code.is_empty() {
        format!("<inkie-clip src=\"{}\"></inkie-clip>", escape(address))
    } else {
        code.to_owned()
    };
    format!("<figure>{player}{caption}</figure>")
}
