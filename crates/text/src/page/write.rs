//! The chosen blocks as clean HTML and as plain text.

use super::blocks::{Block, Kind, is_silent};
use super::dom::{Dom, Id};
use super::marks::Sign;
use super::scan::Scan;
use super::words::{is_blank, squeezed};
use super::{Clipped, Picture};
use crate::captions::{credited, largest};
use crate::html::{Html, Writer};
use ammonia::Url;
use std::collections::HashMap;

/// Where addresses on a page lead.
#[derive(Debug, Clone)]
pub(crate) struct Base(Option<Url>);

impl Base {
    pub(crate) fn of(address: &str, base: &str) -> Self {
        let own = Url::parse(address).ok();
        let based = (!base.is_empty()).then(|| own.as_ref().map_or_else(|| Url::parse(base).ok(), |own| own.join(base).ok())).flatten();
        Self(based.or(own))
    }

    /// The whole address; `None` for what is neither of the web nor of mail.
    pub(crate) fn whole(&self, href: &str) -> Option<String> {
        let href = href.trim();
        let found = match &self.0 {
            Some(base) => base.join(href).ok()?,
            None => match Url::parse(href) {
                Ok(whole) => whole,
                Err(_) if href.starts_with('/') && !href.starts_with("//") => return Some(href.to_owned()),
                Err(_) => return None,
            },
        };
        matches!(found.scheme(), "http" | "https" | "mailto").then(|| found.to_string())
    }
}

/// What stands in a body.
pub(crate) enum Part<'a> {
    /// A block, or what furniture had torn it into.
    Text(Vec<&'a Block>),
    Picture(Picture),
    Clip(Clipped),
}

/// The pictures and clips within the story, by the block that they stand before.
pub(crate) fn parts<'a>(dom: &Dom, scan: &Scan, base: &Base, blocks: &'a [Block], kept: &[usize], holder: Option<Id>) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    let chosen: HashMap<Id, &Block> = kept.iter().filter_map(|n| blocks.get(*n)).map(|block| (block.from, block)).collect();
    let Some(holder) = holder else { return parts };
    let mut at = Some(holder);
    while let Some(id) = at {
        if let Some(block) = chosen.get(&id) {
            match parts.last_mut() {
                Some(Part::Text(torn)) if torn.last().is_some_and(|last| is_torn(blocks, last, block)) => torn.push(block),
                _ => parts.push(Part::Text(vec![block])),
            }
        }
        let name = dom.name(id);
        let signs = scan.signs(id);
        if signs.has(Sign::Gone) && !signs.has(Sign::Text) && id != holder {
            // A block that was kept all the same is not lost with its holder.
            let any = dom.below(id).any(|node| chosen.contains_key(&node));
            if !any {
                at = dom.after(id, holder);
                continue;
            }
        }
        match name {
            "img" => parts.extend(picture(dom, scan, base, id).map(Part::Picture)),
            "iframe" | "embed" | "object" | "video" | "audio" => {
                parts.extend(clip(dom, base, id).map(Part::Clip));
                at = dom.after(id, holder);
                continue;
            }
            _ if is_silent(name) && id != holder => {
                at = dom.after(id, holder);
                continue;
            }
            _ => {}
        }
        at = dom.first(id).or_else(|| dom.after(id, holder));
    }
    parts
}

/// Whether two blocks were one until furniture came between them: a sentence, or a quotation, goes on.
fn is_torn(blocks: &[Block], first: &Block, second: &Block) -> bool {
    let kinds = [first.kind, second.kind].iter().all(|kind| matches!(kind, Kind::Paragraph | Kind::Loose | Kind::Quote));
    let at = |block: &Block| blocks.iter().position(|one| one.from == block.from);
    let apart = at(second).zip(at(first)).is_some_and(|(second, first)| second > first + 1);
    let text = first.text.as_str();
    let marks = |set: &[char]| text.matches(|c: char| set.contains(&c)).count();
    let open = marks(&['“', '«']) > marks(&['”', '»']) || marks(&['"']) % 2 == 1;
    let ended = text.trim_end_matches(['"', '”', '’', '»', ')']).ends_with(['.', '!', '?', '…', ':']);
    let goes_on = second.text.starts_with(|c: char| c.is_lowercase() || matches!(c, ',' | ';' | '–' | '—'));
    kinds && apart && !ended && (goes_on || open)
}

/// A picture that is of the story: no icon, no counter's dot.
pub(crate) fn picture(dom: &Dom, scan: &Scan, base: &Base, id: Id) -> Option<Picture> {
    let attr = |name: &str| dom.attr(id, name).map(str::trim).filter(|value| !value.is_empty() && !value.starts_with("data:"));
    let set = ["srcset", "data-srcset", "data-lazy-srcset"].iter().find_map(|name| attr(name)).and_then(largest);
    let lazy = ["data-src", "data-lazy-src", "data-original", "data-full-src", "data-orig-file"].iter().find_map(|name| attr(name));
    let address = base.whole(&lazy.map(str::to_owned).or_else(|| attr("src").map(str::to_owned)).or(set)?)?;
    let small =
        |name: &str| dom.attr(id, name).and_then(|size| size.trim_end_matches("px").parse::<u32>().ok()).is_some_and(|size| size < 80);
    let class = dom.attr(id, "class").unwrap_or_default();
    if small("width")
        || small("height")
        || ["avatar", "gravatar", "emoji", "icon", "logo"].iter().any(|sign| class.contains(sign) || address.contains(&format!("/{sign}")))
    {
        return None;
    }
    let frame = dom.ancestors(id).take(5).find(|above| {
        dom.name(*above) == "figure"
            || scan.signs(*above).has(Sign::Caption)
            || dom.attr(*above, "class").is_some_and(|class| class.contains("wp-caption"))
    });
    let mut picture =
        Picture { address, alternative: squeezed(dom.attr(id, "alt").unwrap_or_default()), caption: String::new(), credit: String::new() };
    if let Some(frame) = frame {
        let captions = dom.below(frame).filter(|node| dom.name(*node) == "figcaption" || scan.signs(*node).has(Sign::Caption));
        let text = captions.map(|node| dom.words(node)).find(|text| !text.is_empty()).unwrap_or_default();
        (picture.caption, picture.credit) = credited(&text);
    }
    Some(picture)
}

/// What plays: the address of a frame or file.
fn clip(dom: &Dom, base: &Base, id: Id) -> Option<Clipped> {
    let own = ["src", "data-src", "data-lazy-src", "data"].iter().find_map(|name| dom.attr(id, name));
    let inner = || {
        dom.below(id).skip(1).find_map(|node| {
            matches!(dom.name(node), "source" | "embed" | "param")
                .then(|| dom.attr(node, "src").or_else(|| dom.attr(node, "value")))
                .flatten()
        })
    };
    let address = base.whole(own.or_else(inner)?)?;
    let clip = crate::clip_address::recognise(&address);
    Some(Clipped { sound: dom.name(id) == "audio" && clip.is_none(), title: caption_of(dom, id), clip, address })
}

/// What stands under a player or a table, in the figure that frames it.
fn caption_of(dom: &Dom, id: Id) -> String {
    let figure = dom.ancestors(id).take(3).find(|above| dom.name(*above) == "figure");
    let caption = figure.and_then(|figure| dom.below(figure).find(|node| dom.name(*node) == "figcaption"));
    caption.map(|caption| dom.words(caption)).unwrap_or_default()
}

/// Text and HTML of the parts.
pub(crate) fn write(dom: &Dom, scan: &Scan, base: &Base, parts: &[Part<'_>]) -> (Html, String) {
    let mut html = Writer::default();
    let mut plain = String::new();
    let mut open: Option<Group> = None;
    for part in parts {
        let group = match part {
            Part::Text(torn) => torn.first().and_then(|block| group(dom, block)),
            _ => None,
        };
        match (open, group) {
            _ if open == group => {}
            (Some(Group::Table { table, .. }), Some(Group::Table { table: same, .. })) if table == same => {
                html.raw("</tr><tr>");
            }
            _ => {
                close(&mut html, open);
                begin(&mut html, dom, group);
            }
        }
        open = group;
        match part {
            Part::Text(torn) => {
                if !plain.is_empty() {
                    plain.push_str("\n\n");
                }
                plain.push_str(&torn.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join(" "));
                text(&mut html, dom, scan, base, torn);
            }
            Part::Picture(picture) => figure(&mut html, picture),
            Part::Clip(clip) => player(&mut html, clip),
        }
    }
    close(&mut html, open);
    (html.finish(), plain)
}

/// Blocks that stand in one list or quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Quote(Id),
    Bullets(Id),
    Numbers(Id),
    Table { table: Id, row: Id },
}

fn group(dom: &Dom, block: &Block) -> Option<Group> {
    let above = |names: &[&str]| std::iter::once(block.holder).chain(dom.ancestors(block.holder)).find(|id| names.contains(&dom.name(*id)));
    match block.kind {
        Kind::Quote => above(&["blockquote"]).map(Group::Quote),
        Kind::Item => match above(&["ul", "ol", "dl"]) {
            Some(list) if dom.name(list) == "ol" => Some(Group::Numbers(list)),
            list => Some(Group::Bullets(list.unwrap_or(block.holder))),
        },
        Kind::Cell => above(&["tr"]).map(|row| Group::Table { table: above(&["table"]).unwrap_or(row), row }),
        _ => None,
    }
}

fn begin(html: &mut Writer, dom: &Dom, group: Option<Group>) {
    match group {
        Some(Group::Quote(_)) => html.raw("<blockquote>"),
        Some(Group::Bullets(_)) => html.raw("<ul>"),
        Some(Group::Numbers(_)) => html.raw("<ol>"),
        Some(Group::Table { table, .. }) => {
            let own = dom.children(table).find(|inner| dom.name(*inner) == "caption").map(|caption| dom.words(caption));
            let caption = own.unwrap_or_else(|| caption_of(dom, table));
            html.raw("<table>");
            if !caption.is_empty() {
                html.raw("<caption>").text(&caption).raw("</caption>");
            }
            html.raw("<tr>")
        }
        None => html,
    };
}

fn close(html: &mut Writer, group: Option<Group>) {
    match group {
        Some(Group::Quote(_)) => html.raw("</blockquote>\n"),
        Some(Group::Bullets(_)) => html.raw("</ul>\n"),
        Some(Group::Numbers(_)) => html.raw("</ol>\n"),
        Some(Group::Table { .. }) => html.raw("</tr></table>\n"),
        None => html,
    };
}

fn figure(html: &mut Writer, picture: &Picture) {
    html.raw("<figure><img").attr("src", &picture.address).attr("alt", &picture.alternative).raw(">");
    if !picture.caption.is_empty() || !picture.credit.is_empty() {
        html.raw("<figcaption>").text(&picture.caption);
        if !picture.credit.is_empty() {
            html.raw(" <cite>").text(&picture.credit).raw("</cite>");
        }
        html.raw("</figcaption>");
    }
    html.raw("</figure>\n");
}

/// A player: its address alone on a line, with what stood under it.
fn player(html: &mut Writer, clip: &Clipped) {
    if clip.sound {
        html.raw("<audio").attr("src", &clip.address).attr("title", &clip.title).raw("></audio>\n");
        return;
    }
    let framed = !clip.title.is_empty();
    html.raw(if framed { "<figure>" } else { "" });
    html.raw("<p class=\"clip\"><a").attr("href", &clip.address).raw(">").text(&clip.address).raw("</a></p>");
    if framed {
        html.raw("<figcaption>").text(&clip.title).raw("</figcaption></figure>");
    }
    html.raw("\n");
}

fn is_head(dom: &Dom, torn: &[&Block]) -> bool {
    let cell = |block: &&Block| {
        std::iter::once(block.holder).chain(dom.ancestors(block.holder)).map(|id| dom.name(id)).find(|name| matches!(*name, "td" | "th"))
    };
    torn.first().and_then(cell) == Some("th")
}

fn text(html: &mut Writer, dom: &Dom, scan: &Scan, base: &Base, torn: &[&Block]) {
    let kind = torn.first().map_or(Kind::Paragraph, |block| block.kind);
    let (open, shut) = match kind {
        Kind::Heading(1 | 2) => ("<h2>", "</h2>\n"),
        Kind::Heading(3) => ("<h3>", "</h3>\n"),
        Kind::Heading(_) => ("<h4>", "</h4>\n"),
        Kind::Item => ("<li>", "</li>"),
        Kind::Cell if is_head(dom, torn) => ("<th>", "</th>"),
        Kind::Cell => ("<td>", "</td>"),
        Kind::Pre => ("<pre>", "</pre>\n"),
        Kind::Quote | Kind::Paragraph | Kind::Loose => ("<p>", "</p>\n"),
    };
    html.raw(open);
    let mut line = Line { html, blank: true, pre: kind == Kind::Pre };
    for (n, block) in torn.iter().enumerate() {
        if n > 0 {
            line.words(" ");
        }
        for node in std::iter::successors(Some(block.from), |at| if *at == block.to { None } else { dom.next(*at) }) {
            line.node(dom, scan, base, node, 0);
        }
    }
    html.raw(shut);
}

/// Running text, its blanks made single.
struct Line<'a> {
    html: &'a mut Writer,
    blank: bool,
    pre: bool,
}

/// Running elements inside each other.
const DEEPEST: usize = 40;

impl Line<'_> {
    fn node(&mut self, dom: &Dom, scan: &Scan, base: &Base, id: Id, depth: usize) {
        if let Some(text) = dom.own_text(id) {
            self.words(text);
            return;
        }
        let name = dom.name(id);
        if depth > DEEPEST || is_silent(name) || (scan.signs(id).has(Sign::Gone) && name != "a") {
            return;
        }
        if name == "br" {
            self.html.raw("<br>");
            self.blank = true;
            return;
        }
        let tags = match name {
            "b" | "strong" => Some(("<strong>", "</strong>")),
            "i" | "em" | "cite" | "dfn" => Some(("<em>", "</em>")),
            "s" | "strike" | "del" => Some(("<s>", "</s>")),
            "sub" => Some(("<sub>", "</sub>")),
            "sup" => Some(("<sup>", "</sup>")),
            "code" | "kbd" | "samp" | "tt" => Some(("<code>", "</code>")),
            "q" => Some(("<q>", "</q>")),
            _ => None,
        };
        let href = (name == "a")
            .then(|| dom.attr(id, "href").filter(|href| !href.trim().starts_with('#')).and_then(|href| base.whole(href)))
            .flatten();
        if let Some(href) = &href {
            self.html.raw("<a").attr("href", href).raw(">");
        }
        if let Some((open, _)) = tags {
            self.html.raw(open);
        }
        for child in dom.children(id) {
            self.node(dom, scan, base, child, depth + 1);
        }
        if let Some((_, shut)) = tags {
            self.html.raw(shut);
        }
        if href.is_some() {
            self.html.raw("</a>");
        }
    }

    fn words(&mut self, text: &str) {
        if self.pre {
            self.html.text(text);
            return;
        }
        let mut out = String::with_capacity(text.len());
        for c in text.chars() {
            if is_blank(c) {
                if !self.blank {
                    out.push(' ');
                }
                self.blank = true;
            } else {
                out.push(c);
                self.blank = false;
            }
        }
        self.html.text(&out);
    }
}
