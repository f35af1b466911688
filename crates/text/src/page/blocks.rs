//! A page's text in blocks: what stands on lines of its own, with what speaks for it and against it.

use super::dom::{Dom, Id, is_running};
use super::furniture;
use super::marks::Sign;
use super::scan::Scan;
use super::words;

#[path = "teasers.rs"]
mod teasers;

/// Text without a break in it.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// The element that breaks the lines.
    pub(crate) holder: Id,
    /// Its first and last node among the holder's children.
    pub(crate) from: Id,
    pub(crate) to: Id,
    pub(crate) text: String,
    pub(crate) words: usize,
    /// Words inside links.
    pub(crate) linked: usize,
    pub(crate) kind: Kind,
    /// Inside something whose name says that it is no text.
    pub(crate) gone: bool,
    pub(crate) unlikely: bool,
    pub(crate) caption: bool,
    pub(crate) furniture: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Paragraph,
    Heading(u8),
    Item,
    Quote,
    Cell,
    Pre,
    /// Text right in a `div` or the like.
    Loose,
}

impl Block {
    pub(crate) fn link_share(&self) -> f64 {
        self.linked as f64 / self.words.max(1) as f64
    }

    /// Whether it ends as a sentence does.
    pub(crate) fn is_closed(&self) -> bool {
        let end = self.text.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']', '“', '」', '』']);
        end.ends_with(['.', '!', '?', '…', ':', ';', ',', '。', '！', '？', '؟', '।', '۔'])
    }
}

/// Elements that hold nothing to read.
pub(crate) fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "embed"
            | "select"
            | "textarea"
            | "button"
            | "input"
            | "canvas"
            | "map"
            | "audio"
            | "video"
            | "dialog"
            | "nav"
            | "head"
            | "option"
            | "datalist"
            | "progress"
            | "meter"
            | "label"
    )
}

/// Words below each element that stand in no link.
struct Held {
    words: Vec<u32>,
    all: u32,
}

impl Held {
    fn of(dom: &Dom, scan: &Scan) -> Self {
        let mut words = vec![0_u32; dom.len()];
        let mut at = Some(scan.top);
        let mut all = 0;
        while let Some(id) = at {
            let name = dom.name(id);
            if (is_silent(name) && id != scan.top) || name == "a" {
                at = dom.after(id, scan.top);
                continue;
            }
            if let Some(own) = dom.own_text(id) {
                let count = u32::try_from(words::count(own)).unwrap_or_default();
                if count > 2 {
                    all += count;
                    for above in dom.ancestors(id) {
                        if let Some(sum) = words.get_mut(above as usize) {
                            *sum += count;
                        }
                    }
                }
            }
            at = dom.first(id).or_else(|| dom.after(id, scan.top));
        }
        Self { words, all }
    }

    /// Whether half of the page stands below an element.
    fn most(&self, id: Id) -> bool {
        self.words.get(id as usize).is_some_and(|words| *words * 2 > self.all)
    }
}

/// What holds for everything below an element.
#[derive(Debug, Clone, Copy, Default)]
struct Around {
    gone: bool,
    unlikely: bool,
    caption: bool,
    quote: bool,
    item: bool,
    cell: bool,
    heading: u8,
    pre: bool,
}

/// All blocks below the page's top, in order, and whether they are mostly teasers of stories.
pub(crate) fn read(dom: &Dom, scan: &Scan) -> (Vec<Block>, bool) {
    let mut blocks = Vec::new();
    let held = Held::of(dom, scan);
    let mut stack = vec![(scan.top, Around::default())];
    while let Some((id, around)) = stack.pop() {
        let around = below(dom, scan, id, around, held.most(id));
        let mut run: Option<(Id, Id)> = None;
        let mut inner = Vec::new();
        for child in dom.children(id) {
            let name = dom.name(child);
            if is_silent(name) {
                continue;
            }
            if name == "br" {
                let doubled = std::iter::successors(dom.next(child), |next| dom.next(*next))
                    .find(|next| dom.own_text(*next).is_none_or(|text| !text.chars().all(words::is_blank)))
                    .is_some_and(|next| dom.name(next) == "br");
                if doubled {
                    close(&mut run, &mut inner);
                } else if let Some(open) = run.as_mut() {
                    open.1 = child;
                }
                continue;
            }
            if name == "hr" {
                close(&mut run, &mut inner);
                continue;
            }
            let runs_along = dom.own_text(child).is_some() || (dom.is_element(child) && is_running(name) && !has_block(dom, child));
            if runs_along {
                run = Some((run.map_or(child, |open| open.0), child));
            } else if dom.is_element(child) {
                close(&mut run, &mut inner);
                inner.push(Part::Element(child));
            }
        }
        close(&mut run, &mut inner);
        // Depth first, in order: what stands deeper is put between by its place, so the blocks are sorted once at the end.
        for part in &inner {
            match part {
                Part::Run(from, to) => blocks.extend(block(dom, scan, id, (*from, *to), around)),
                Part::Element(child) => stack.push((*child, around)),
            }
        }
    }
    let order = order(dom, scan.top);
    blocks.sort_by_key(|block| order.get(block.from as usize).copied().unwrap_or_default());
    let is_list = teasers::mark(dom, &mut blocks);
    (blocks, is_list)
}

/// All blocks below the page's top, in order.
pub(crate) fn of(dom: &Dom, scan: &Scan) -> Vec<Block> {
    read(dom, scan).0
}

enum Part {
    Run(Id, Id),
    Element(Id),
}

fn close(run: &mut Option<(Id, Id)>, parts: &mut Vec<Part>) {
    if let Some((from, to)) = run.take() {
        parts.push(Part::Run(from, to));
    }
}

/// Each node's place in the order of the page.
pub(crate) fn order(dom: &Dom, top: Id) -> Vec<u32> {
    let mut order = vec![0; dom.len()];
    for (place, id) in (1..).zip(dom.below(top)) {
        if let Some(at) = order.get_mut(id as usize) {
            *at = place;
        }
    }
    order
}

/// Whether a running element holds something that breaks lines.
fn has_block(dom: &Dom, id: Id) -> bool {
    dom.below(id).skip(1).any(|node| {
        dom.is_element(node)
            && !is_running(dom.name(node))
            && !matches!(
                dom.name(node),
                "br" | "img" | "picture" | "source" | "svg" | "path" | "g" | "use" | "button" | "script" | "style" | "input"
            )
    })
}

fn below(dom: &Dom, scan: &Scan, id: Id, around: Around, most: bool) -> Around {
    let mut now = around;
    let signs = scan.signs(id);
    let name = dom.name(id);
    now.gone |= signs.has(Sign::Comments) && !signs.has(Sign::Text) && !matches!(name, "body" | "html" | "main" | "article");
    // A name that would take most of the page with it means something else here.
    if !most {
        now.gone |= signs.has(Sign::Gone) && !signs.has(Sign::Text) && !matches!(name, "body" | "html" | "main" | "article");
        now.gone |= name == "footer" || is_hidden(dom, id);
        now.unlikely |= (signs.has(Sign::Unlikely)
            && !signs.has(Sign::Text)
            && !signs.has(Sign::Body)
            && !matches!(name, "body" | "html" | "main" | "article"))
            || matches!(name, "aside" | "form" | "header");
        now.caption |= name == "figcaption" || (signs.has(Sign::Caption) && !matches!(name, "body" | "html" | "main" | "article"));
    }
    match name {
        "blockquote" => now.quote = true,
        "li" | "dd" | "dt" => now.item = true,
        "td" | "th" => now.cell = true,
        "pre" => now.pre = true,
        "h1" => now.heading = 1,
        "h2" => now.heading = 2,
        "h3" => now.heading = 3,
        "h4" => now.heading = 4,
        "h5" | "h6" => now.heading = 5,
        _ => {}
    }
    now
}

fn is_hidden(dom: &Dom, id: Id) -> bool {
    if dom.attrs(id).is_empty() {
        return false;
    }
    let style = dom.attr(id, "style").unwrap_or_default();
    let role = dom.attr(id, "role").unwrap_or_default();
    // React streams a page's parts in hidden elements, `S:0` and so on, and shows them by script.
    let streamed = dom.attr(id, "id").is_some_and(|id| id.starts_with("S:"));
    (dom.attr(id, "hidden").is_some() && !streamed)
        || (style.contains("display") && style.replace(' ', "").contains("display:none"))
        || matches!(
            role,
            "navigation"
                | "dialog"
                | "alert"
                | "alertdialog"
                | "search"
                | "menu"
                | "banner"
                | "contentinfo"
                | "tooltip"
                | "toolbar"
                | "menubar"
        )
}

fn block(dom: &Dom, scan: &Scan, holder: Id, span: (Id, Id), around: Around) -> Option<Block> {
    let mut raw = String::new();
    let mut link_words = 0;
    let nodes = std::iter::successors(Some(span.0), |at| if *at == span.1 { None } else { dom.next(*at) });
    let gone = around.gone;
    for top in nodes {
        let mut at = Some(top);
        while let Some(node) = at {
            let name = dom.name(node);
            if is_silent(name) || (dom.is_element(node) && scan.signs(node).has(Sign::Gone) && name != "a") {
                at = dom.after(node, top);
                continue;
            }
            if let Some(own) = dom.own_text(node) {
                raw.push_str(own);
            }
            if name == "br" {
                raw.push('\n');
            }
            if name == "a" && dom.attr(node, "href").is_some() {
                link_words += words::count(&dom.words(node));
            }
            at = dom.first(node).or_else(|| dom.after(node, top));
        }
    }
    let linked_around = std::iter::once(holder).chain(dom.ancestors(holder)).take(6).any(|above| dom.name(above) == "a");
    let text = words::squeezed(&raw);
    let count = words::count(&text);
    if text.is_empty() {
        return None;
    }
    let kind = match around {
        Around { heading: rank @ 1.., .. } => Kind::Heading(rank),
        Around { pre: true, .. } => Kind::Pre,
        Around { item: true, .. } => Kind::Item,
        Around { quote: true, .. } => Kind::Quote,
        Around { cell: true, .. } => Kind::Cell,
        _ if dom.name(holder) == "p" => Kind::Paragraph,
        _ => Kind::Loose,
    };
    let furniture = furniture::is(&text);
    Some(Block {
        holder,
        from: span.0,
        to: span.1,
        words: count,
        linked: if linked_around { count } else { link_words.min(count) },
        kind,
        gone,
        unlikely: around.unlikely,
        caption: around.caption,
        furniture,
        text,
    })
}
