//! HTML as pieces: what each element of it means for a story.

use super::build::{Builder, one_line};
use super::{About, Finding, Piece, pictures, players};
use dom_query::{Document, NodeRef};
use domain::body::{Block, Inline, Inlines, Mark, Table, Verse, is_safe_href};

/// What line ends of a text mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// White space, as HTML has it.
    Blanks,
    /// Line ends, and two of them the end of a paragraph, as WordPress has it.
    Mean,
}

/// Elements inside one another beyond which only their words are kept.
const DEEPEST: usize = 120;

/// Reads HTML.
pub(super) fn pieces(html: &str, lines: Lines, base: &str, findings: &mut Vec<Finding>) -> Vec<Piece> {
    if is_made_to_hurt(html) {
        findings.push(Finding::new(About::Markup, "elements nested so deeply that nobody wrote them: only the words are kept"));
        let mut builder = Builder::new(true, base, findings);
        bare_words(html).for_each(|words| builder.text(words));
        builder.flush();
        return builder.pieces;
    }
    let document = Document::fragment(html);
    let mut builder = Builder::new(lines == Lines::Mean, base, findings);
    children(&mut builder, &document.root(), 0);
    builder.flush();
    builder.pieces
}

/// Elements that end by themselves, or have nothing in them.
const ENDLESS: [&str; 24] = [
    "p", "li", "td", "tr", "th", "dt", "dd", "br", "hr", "img", "input", "param", "source", "embed", "option", "col", "thead", "tbody",
    "tfoot", "meta", "link", "wbr", "area", "track",
];

/// Elements that are opened again in every block when they were not closed in the one before.
const MARKS: [&str; 14] = ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];

/// So many elements are opened again, at the most: each is a node.
const MOST_OPENED_AGAIN: usize = 300_000;

/// Whether so many elements stand inside one another that parsers take the square of that to read them, or so many are left
/// open that a short text becomes a tree without end.
pub(super) fn is_made_to_hurt(html: &str) -> bool {
    let (mut depth, mut marks, mut opened_again) = (0_usize, 0_usize, 0_usize);
    for part in html.split('<').skip(1) {
        let (tag, closes) = part.strip_prefix('/').map_or((part, false), |tag| (tag, true));
        if !closes && !tag.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_ascii_lowercase();
        let is_mark = MARKS.contains(&name.as_str());
        if closes {
            depth = depth.saturating_sub(1);
            marks = marks.saturating_sub(usize::from(is_mark));
            continue;
        }
        let empty = part.split_once('>').is_some_and(|(tag, _)| tag.ends_with('/'));
        depth += usize::from(!empty && !ENDLESS.contains(&name.as_str()));
        if is_mark {
            marks += 1
        } else {
            opened_again += marks
        }
        if depth > DEEPEST * 8 || opened_again > MOST_OPENED_AGAIN {
            return true;
        }
    }
    false
}

/// What stands between the tags.
pub(super) fn bare_words(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words))
}

pub(super) fn children(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    let mut next = of.first_child();
    while let Some(child) = next {
        node(to, &child, depth);
        next = child.next_sibling();
    }
}

fn node(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    if of.is_text() {
        return to.text(&of.text());
    }
    if !of.is_element() {
        if of.is_fragment() {
            children(to, of, depth);
        }
        return;
    }
    if depth >= DEEPEST {
        to.found(About::Markup, "elements nested too deeply: their words are kept");
        return to.text(&of.text());
    }
    element(to, of, depth + 1);
}

fn element(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    let name = of.node_name().unwrap_or_default();
    match &*name {
        "b" | "strong" => to.with_mark(Mark::Strong, |to| children(to, of, depth)),
        "i" | "em" | "dfn" | "var" => to.with_mark(Mark::Emphasis, |to| children(to, of, depth)),
        "s" | "strike" | "del" => to.with_mark(Mark::Strike, |to| children(to, of, depth)),
        "sub" => to.with_mark(Mark::Subscript, |to| children(to, of, depth)),
        "sup" => to.with_mark(Mark::Superscript, |to| children(to, of, depth)),
        "a" => anchor(to, of, depth),
        "span" => span(to, of, depth),
        "br" => to.hard_break(),
        "hr" => to.push(Block::Divider),
        "h1" | "h2" => heading(to, of, 2, depth),
        "h3" | "h4" | "h5" | "h6" => heading(to, of, 3, depth),
        "blockquote" => blockquote(to, of, depth),
        "ul" | "ol" | "menu" | "dir" => list(to, of, depth),
        "dl" => definitions(to, of, depth),
        "table" => table(to, of, depth),
        "pre" | "xmp" | "listing" => pre(to, of),
        "figure" => pictures::figure(to, of, depth),
        "img" => pictures::img(to, of),
        "noscript" => noscript(to, of),
        "iframe" | "object" | "embed" | "video" | "audio" | "inkie-clip" | "inkie-audio" => players::element(to, of, &name),
        "inkie-gallery" => pictures::gallery_by_numbers(to, of),
        "script" | "style" | "link" | "meta" | "base" | "template" => script(to, of, &name),
        "form" | "input" | "select" | "textarea" | "button" | "fieldset" => form(to, of, &name, depth),
        "svg" | "math" | "canvas" => to.found(About::Markup, format!("<{name}>: {}", of.text())),
        "title" | "head" | "wbr" | "param" | "source" | "track" | "col" | "colgroup" | "area" | "map" => {}
        _ if is_block(&name) => block(to, of, depth),
        _ => children(to, of, depth),
    }
}

fn is_block(name: &str) -> bool {
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "aside",
        "nav",
        "center",
        "address",
        "details",
        "summary",
        "figcaption",
        "li",
        "dt",
        "dd",
        "hgroup",
        "body",
        "html",
        "td",
        "tr",
        "tbody",
    ]
    .contains(&name)
}

fn block(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    to.flush();
    if of.has_class("sharedaddy") || of.has_class("jp-relatedposts") {
        return to.found(About::Markup, format!("furniture of a plugin: {}", of.text()));
    }
    children(to, of, depth);
    to.flush();
}

/// An address as a link may have it: relative ones are joined to the page's own.
pub(super) fn absolute(address: &str, base: &str) -> String {
    let address = address.trim();
    let address = address.strip_prefix("__GHOST_URL__").unwrap_or(address);
    let lower = address.to_ascii_lowercase();
    let has_scheme =
        lower.split_once(':').is_some_and(|(scheme, _)| !scheme.is_empty() && scheme.bytes().all(|b| b.is_ascii_alphanumeric()));
    if has_scheme || address.is_empty() || address.starts_with('#') {
        return address.to_owned();
    }
    if let Some(rest) = address.strip_prefix("//") {
        return format!("https://{rest}");
    }
    let Some((scheme, rest)) = base.split_once("://") else { return address.to_owned() };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if address.starts_with('/') {
        return format!("{scheme}://{host}{address}");
    }
    let folder =
        path.split(['?', '#']).next().and_then(|path| path.rsplit_once('/')).map(|(folder, _)| format!("{folder}/")).unwrap_or_default();
    format!("{scheme}://{host}/{folder}{address}")
}

fn anchor(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    let href = absolute(&of.attr("href").unwrap_or_default(), to.base).replace(' ', "%20");
    if href.is_empty() || href.starts_with('#') {
        return children(to, of, depth);
    }
    if !is_safe_href(&href) {
        to.found(About::Link, format!("a link to “{href}” is left out, its words stay"));
        return children(to, of, depth);
    }
    let sponsored = of.attr("rel").is_some_and(|rel| rel.contains("sponsored"));
    to.with_mark(Mark::Link { href, sponsored }, |to| children(to, of, depth));
}

/// Marks that are written as style.
fn span(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    let style = of.attr("style").unwrap_or_default().to_ascii_lowercase().replace(' ', "");
    let wanted = [
        (Mark::Strong, style.contains("font-weight:bold") || style.contains("font-weight:700")),
        (Mark::Emphasis, style.contains("font-style:italic")),
        (Mark::Strike, style.contains("line-through")),
    ];
    match wanted.into_iter().find(|(_, wanted)| *wanted) {
        Some((mark, _)) => to.with_mark(mark, |to| children(to, of, depth)),
        None => children(to, of, depth),
    }
}

fn heading(to: &mut Builder<'_>, of: &NodeRef<'_>, level: u8, depth: usize) {
    to.flush();
    let pieces = to.inside(false, |to| children(to, of, depth));
    to.heading(level, pieces);
}

fn blockquote(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    if let Some(clip) = players::quoted_player(of) {
        return to.push(Block::Clip(clip));
    }
    let speaker = of.descendants_it().find(|node| node.has_name("cite") || node.has_name("footer"));
    let said = speaker.as_ref().map(|speaker| speaker.text().split_whitespace().collect::<Vec<_>>().join(" "));
    let said = said
        .map(|said| said.trim_start_matches(['—', '–', '-', ' ']).to_owned())
        .filter(|said| !said.is_empty() && said.chars().count() < 120);
    if said.is_some()
        && let Some(speaker) = speaker
    {
        speaker.remove_from_parent();
    }
    let lines = to.lines;
    let pieces = to.inside(lines, |to| children(to, of, depth));
    let is_pulled = |node: &NodeRef<'_>| node.has_class("wp-block-pullquote") || node.has_class("graf--pullquote");
    if is_pulled(of) || of.parent().is_some_and(|up| is_pulled(&up)) {
        return to.pull_quote(pieces, said);
    }
    to.quotation(pieces, said);
}

fn list(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    to.flush();
    let mut items: Vec<Vec<Piece>> = Vec::new();
    let mut next = of.first_child();
    while let Some(child) = next {
        let pieces = to.inside(false, |to| if child.has_name("li") { children(to, &child, depth + 1) } else { node(to, &child, depth) });
        let is_nested = !child.has_name("li") && matches!(pieces.as_slice(), [Piece::Block(Block::List(_)), ..]);
        match items.last_mut() {
            Some(last) if is_nested => last.extend(pieces),
            _ => items.push(pieces),
        }
        next = child.next_sibling();
    }
    items.retain(|item| !item.is_empty());
    let start = of.attr("start").and_then(|start| start.parse().ok()).unwrap_or(1);
    to.list(of.has_name("ol"), start, items);
}

/// Terms and what is said of them: a paragraph each, terms strong.
fn definitions(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    to.flush();
    let mut next = of.first_child();
    while let Some(child) = next {
        if child.has_name("dt") {
            to.with_mark(Mark::Strong, |to| children(to, &child, depth));
        } else {
            node(to, &child, depth);
        }
        to.flush();
        next = child.next_sibling();
    }
}

fn cells<'a>(row: &NodeRef<'a>) -> Vec<NodeRef<'a>> {
    row.children_it(false).filter(|cell| cell.has_name("td") || cell.has_name("th")).collect()
}

fn table(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    to.flush();
    let is_inner = |node: &NodeRef<'_>| node.ancestors_it(None).find(|up| up.has_name("table")).is_some_and(|up| up.id != of.id);
    let rows: Vec<NodeRef<'_>> = of.descendants_it().filter(|node| node.has_name("tr") && !is_inner(node)).collect();
    // A frame round one thing is no table.
    if rows.iter().all(|row| cells(row).len() < 2) {
        return block(to, of, depth);
    }
    let caption = of.children_it(false).find(|node| node.has_name("caption"));
    let mut table = Table { caption: caption.map(|caption| super::plain(&caption.text())).unwrap_or_default(), ..Table::default() };
    let mut after = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let (mut read, cells) = (Vec::new(), cells(row));
        table.header |= place == 0 && !cells.is_empty() && cells.iter().all(|cell| cell.has_name("th"));
        for cell in cells {
            let (text, rest) = one_line(to.inside(false, |to| children(to, &cell, depth + 2)));
            read.push(text);
            let wide: usize = cell.attr("colspan").and_then(|wide| wide.parse().ok()).unwrap_or(1);
            read.extend(std::iter::repeat_n(Inlines::default(), wide.clamp(1, 50) - 1));
            after.extend(rest);
        }
        table.rows.push(read);
    }
    let width = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    table.rows.iter_mut().for_each(|row| row.resize(width, Inlines::default()));
    // A head with nothing in it is none: what stands under it is not to take its place.
    table.header &= table.rows.first().is_some_and(|row| row.iter().any(|cell| !cell.is_blank()));
    table.rows.retain(|row| row.iter().any(|cell| !cell.is_blank()));
    if !table.rows.is_empty() {
        to.pieces.push(Piece::Block(Block::Table(table)));
    }
    to.pieces.extend(after);
}

/// Text whose lines and blanks stand as they are: a verse, or, where blanks matter, HTML that keeps them.
fn pre(to: &mut Builder<'_>, of: &NodeRef<'_>) {
    let text = with_breaks(of);
    let text = text.trim_matches('\n');
    if text.trim().is_empty() {
        return;
    }
    if of.has_class("wp-block-verse") {
        let mut text = Inlines::default();
        verse(&mut text, of, &mut Vec::new());
        let is_break = |inline: Option<&Inline>| matches!(inline, Some(Inline::HardBreak));
        while is_break(text.0.last()) {
            text.0.pop();
        }
        while is_break(text.0.first()) {
            text.0.remove(0);
        }
        return to.push(Block::Verse(Verse { text, credit: None }));
    }
    to.push(Block::RawHtml(format!("<pre>{}</pre>", crate::html::Html::escaped(text).as_str())));
}

/// The text of an element, its line breaks as line ends.
fn with_breaks(of: &NodeRef<'_>) -> String {
    let mut text = String::new();
    for node in of.descendants_it() {
        if node.is_text() {
            text.push_str(&node.text());
        } else if node.has_name("br") {
            text.push('\n');
        }
    }
    text
}

/// The lines of a verse: ended by themselves or by a mark.
fn verse(into: &mut Inlines, of: &NodeRef<'_>, marks: &mut Vec<Mark>) {
    for child in of.children_it(false) {
        if child.is_text() {
            for (place, line) in child.text().split('\n').enumerate() {
                if place > 0 {
                    into.0.push(Inline::HardBreak);
                }
                into.push(line.trim_end_matches('\r'), marks);
            }
            continue;
        }
        let mark = match child.node_name().as_deref() {
            Some("br") => {
                into.0.push(Inline::HardBreak);
                continue;
            }
            Some("b" | "strong") => Some(Mark::Strong),
            Some("i" | "em") => Some(Mark::Emphasis),
            _ => None,
        };
        let added = mark.filter(|mark| !marks.contains(mark)).map(|mark| marks.push(mark)).is_some();
        verse(into, &child, marks);
        if added {
            marks.pop();
        }
    }
}

/// What browsers without script are shown: only its pictures are of interest.
fn noscript(to: &mut Builder<'_>, of: &NodeRef<'_>) {
    let inside = of.text();
    let inner = Document::fragment(if inside.contains('<') { inside.to_string() } else { of.inner_html().to_string() });
    for picture in inner.select("img").nodes() {
        pictures::img(to, picture);
    }
}

fn script(to: &mut Builder<'_>, of: &NodeRef<'_>, name: &str) {
    if name != "script" && name != "style" {
        return;
    }
    let source = of.attr("src").unwrap_or_default();
    // The code that clips are shown by there: the clip itself stands beside it.
    let of_clip = ["instagram.com/embed", "tiktok.com/embed", "platform.twitter.com/widgets", "embedr.flickr.com"];
    if of_clip.iter().any(|known| source.contains(known)) {
        return;
    }
    let told = if source.is_empty() { of.text().to_string() } else { source.to_string() };
    if !told.trim().is_empty() {
        to.found(About::Script, format!("<{name}> {told}"));
    }
}

fn form(to: &mut Builder<'_>, of: &NodeRef<'_>, name: &str, depth: usize) {
    if name == "form" || name == "fieldset" {
        to.flush();
        to.found(About::Form, format!("a form{}", of.attr("action").map(|action| format!(" that goes to {action}")).unwrap_or_default()));
        children(to, of, depth);
        return to.flush();
    }
    let words = of.attr("value").or_else(|| of.attr("placeholder")).unwrap_or_else(|| of.text());
    if of.attr("type").as_deref() != Some("hidden") {
        to.found(About::Form, format!("<{name}> {words}"));
    }
}
