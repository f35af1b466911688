//! A saved page of a paper as a story: what it is called, who wrote it, when, and its text without the site around it.
//!
//! Every source that a page has is asked: what it says to machines (JSON-LD, Open Graph, `<meta>`, microdata) and what it
//! shows to people. Rules and words stand in `data/page_*.txt`; no rule knows a site. What a site's pages have in common
//! is learnt from them ([`learn`]).

mod authors;
mod blocks;
mod body;
mod dom;
mod entities;
mod furniture;
mod headline;
pub mod learn;
mod linked;
mod marks;
mod parse;
mod scan;
mod standfirst;
mod when;
mod words;
mod write;

pub use when::Published;

use crate::html::Html;
use domain::body::Clip;

/// The longest page that is read, in bytes of UTF-8.
pub const LIMIT: usize = 24 * 1024 * 1024;

/// A page as a story.
#[derive(Debug, Clone, Default)]
pub struct Article {
    /// What it is called; empty when the page does not say.
    pub headline: String,
    /// The sentence under the headline; empty when there is none.
    pub standfirst: String,
    /// Who wrote it, as the page writes them, in its order.
    pub authors: Vec<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// Its section, as the page calls it.
    pub section: Option<String>,
    /// Names of artists that the page says it is about.
    pub artists: Vec<String>,
    /// Its keywords and tags.
    pub tags: Vec<String>,
    /// A review's mark.
    pub score: Option<Score>,
    /// The text: paragraphs, headings, quotations, lists, figures; clips as a link alone in a paragraph.
    pub body: Html,
    /// The text's words alone, a blank line between blocks.
    pub text: String,
    /// The pictures of the text, in order.
    pub pictures: Vec<Picture>,
    /// The players in the text, in order.
    pub clips: Vec<Clipped>,
    /// The picture that stands for the story.
    pub lead: Option<Picture>,
    /// The page's own address, as it says itself or as it was saved from.
    pub address: Option<String>,
    /// The language that the page says it is in: `en`, `de-AT`.
    pub language: Option<String>,
    /// Whether the page says that not everybody may read it (`isAccessibleForFree`).
    pub restricted: bool,
    /// What a person should look at, and why.
    pub doubtful: Vec<Doubt>,
    /// What the page is for, as far as its site was taught.
    pub shows: Shows,
}

/// What a page is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shows {
    /// A story, or nobody taught its site.
    #[default]
    Story,
    /// A text without the date and the byline that stories of the site have.
    Standing,
    /// Several stories, or the beginning of one: a front, a section, a tag.
    List,
}

/// A review's mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// As written: `8.1`.
    pub value: String,
    /// The best there is, where the page says: `10`.
    pub best: Option<String>,
}

/// A picture on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Picture {
    /// Its whole address.
    pub address: String,
    /// What it shows, for those who do not see it.
    pub alternative: String,
    /// The caption without its credit.
    pub caption: String,
    /// Who made it.
    pub credit: String,
}

/// A player on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Clipped {
    /// The address that the player loads.
    pub address: String,
    /// The clip, where it is of a service that the paper plays.
    pub clip: Option<Clip>,
    /// What stands under it.
    pub title: String,
    /// Whether it is a sound and nothing else.
    pub sound: bool,
}

/// Something that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Which part of the story.
    pub what: Part,
    /// Why.
    pub why: String,
}

/// A part of a story that can be doubtful.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Part {
    /// What it is called.
    Headline,
    /// Who wrote it.
    Authors,
    /// When it was published.
    Published,
    /// The text.
    Body,
}

/// Why a page is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PageError {
    /// Longer than any page of a paper.
    #[error("the page has {0} bytes and {LIMIT} are allowed; is it one page?")]
    TooLarge(usize),
}

/// Reads a page that was saved from `address` (empty when it is not known).
///
/// # Errors
/// [`PageError::TooLarge`].
pub fn read(html: &str, address: &str) -> Result<Article, PageError> {
    if html.len() > LIMIT {
        return Err(PageError::TooLarge(html.len()));
    }
    let dom = parse::parse(html);
    let scan = scan::Scan::of(&dom, address);
    Ok(Page { dom: &dom, scan: &scan, address, holder: None, headline: None }.article())
}

/// Lines beside the headline in which a byline or date may stand.
const NEAR: usize = 8;

/// A page that is read, and what is known of it beforehand.
struct Page<'a> {
    dom: &'a dom::Dom,
    scan: &'a scan::Scan,
    address: &'a str,
    /// What holds the text.
    holder: Option<dom::Id>,
    /// What shows the headline.
    headline: Option<dom::Id>,
}

impl Page<'_> {
    fn article(&self) -> Article {
        let Page { dom, scan, address, .. } = *self;
        let base = write::Base::of(address, &scan.base);
        let (blocks, is_list) = blocks::read(dom, scan);
        let mut headline = headline::find(dom, scan);
        if let Some(shown) = self.headline {
            headline = headline::Found { text: dom.words(shown), shown: Some(shown), doubtful: None };
        }
        let chosen = body::choose(dom, scan, &blocks, &headline.text, self.holder);
        let near = near(dom, &blocks, headline.shown);
        let lines: Vec<&str> =
            blocks.iter().filter(|block| !block.gone && block.text.len() <= 100).map(|block| block.text.as_str()).collect();
        let tail: Vec<&str> = chosen.kept.iter().rev().take(2).filter_map(|n| blocks.get(*n)).map(|block| block.text.as_str()).collect();
        let authors = authors::find(dom, scan, &host(address), headline.shown, &near, &lines, &tail);
        let own = base
            .whole(&scan.canonical)
            .or_else(|| base.whole(scan.meta(&["og:url"])?))
            .or_else(|| Some(address.to_owned()).filter(|address| !address.is_empty()));
        let dated = when::find(dom, scan, own.as_deref().unwrap_or(address), headline.shown, &near);
        let parts = write::parts(dom, scan, &base, &blocks, &chosen.kept, chosen.holder);
        let (body, mut text) = write::write(dom, scan, &base, &parts);
        let mut doubtful = Vec::new();
        let reasons = [(Part::Headline, headline.doubtful), (Part::Authors, authors.doubtful), (Part::Published, dated.doubtful)];
        doubtful.extend(reasons.into_iter().filter_map(|(what, why)| why.map(|why| Doubt { what, why })));
        let mut html = body;
        if chosen.said.is_some_and(|share| share < 0.3) && words::count(&scan.linked.body) > words::count(&text) * 3 / 2 {
            (html, text) = from_linked(&scan.linked.body);
            doubtful.push(Doubt { what: Part::Body, why: "the text is not on the page, only in what it says to machines".to_owned() });
        }
        if is_list {
            doubtful.push(Doubt { what: Part::Body, why: "most of the page are teasers: is it a list of stories?".to_owned() });
        }
        if words::count(&text) < 30 {
            doubtful.push(Doubt { what: Part::Body, why: "hardly any text was found".to_owned() });
        }
        let mut pictures = Vec::new();
        let mut clips = Vec::new();
        for part in parts {
            match part {
                write::Part::Picture(picture) => pictures.push(picture),
                write::Part::Clip(clip) => clips.push(clip),
                write::Part::Text(_) => {}
            }
        }
        let standfirst = standfirst::find(dom, scan, headline.shown, &headline.text, &authors.names);
        let lead = scan
            .meta(&["og:image", "og:image:url", "twitter:image", "twitter:image:src"])
            .map(str::to_owned)
            .or_else(|| Some(scan.linked.image.clone()).filter(|image| !image.is_empty()));
        let lead = lead.and_then(|lead| base.whole(&lead)).map(|address| {
            let same = pictures.iter().find(|picture| same_picture(&picture.address, &address));
            same.cloned().unwrap_or_else(|| Picture { address, ..Picture::default() })
        });
        Article {
            headline: headline.text,
            standfirst,
            authors: authors.names,
            published: dated.published,
            section: Some(scan.linked.section.clone())
                .filter(|section| !section.is_empty())
                .or_else(|| scan.meta(&["article:section", "parsely-section"]).map(str::to_owned)),
            artists: scan.linked.about.clone(),
            tags: tags(scan),
            score: scan.linked.score.clone().map(|(value, best)| Score { value, best }),
            body: html,
            text,
            lead: lead.or_else(|| pictures.first().cloned()),
            pictures,
            clips,
            address: own,
            language: Some(scan.lang.clone()).filter(|lang| !lang.is_empty()),
            restricted: scan.linked.restricted,
            doubtful,
            shows: Shows::Story,
        }
    }
}

/// The name in an address: `example` of `https://www.example.com/`.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', ':', '?']).next().unwrap_or_default().trim_start_matches("www.");
    host.rsplit_once('.').map_or(host, |(name, _)| name).to_owned()
}

/// The text of blocks beside the headline.
fn near<'a>(dom: &dom::Dom, blocks: &'a [blocks::Block], shown: Option<dom::Id>) -> Vec<&'a str> {
    let Some(shown) = shown else { return blocks.iter().take(NEAR).map(|block| block.text.as_str()).collect() };
    let at = blocks
        .iter()
        .position(|block| block.holder == shown || dom.ancestors(block.holder).any(|above| above == shown))
        .unwrap_or_default();
    let behind = blocks.iter().skip(at + 1).take(NEAR);
    let before = blocks.iter().take(at).rev().take(3);
    behind.chain(before).map(|block| block.text.as_str()).collect()
}

/// Whether two addresses are of one picture in two sizes.
fn same_picture(a: &str, b: &str) -> bool {
    let bare = |address: &str| address.split(['?', '#']).next().unwrap_or(address).rsplit('/').next().unwrap_or_default().to_owned();
    a == b || (!bare(a).is_empty() && bare(a) == bare(b))
}

fn tags(scan: &scan::Scan) -> Vec<String> {
    let mut tags: Vec<String> = scan.linked.keywords.clone();
    tags.extend(scan.all("article:tag").map(str::to_owned));
    if tags.is_empty() {
        tags.extend(scan.meta(&["news_keywords", "keywords"]).into_iter().flat_map(|all| all.split(',')).map(|tag| tag.trim().to_owned()));
    }
    let mut seen = std::collections::HashSet::new();
    tags.retain(|tag| !tag.is_empty() && seen.insert(words::key(tag)));
    tags
}

fn from_linked(text: &str) -> (Html, String) {
    let lines: Vec<String> = text.lines().map(words::squeezed).filter(|line| !line.is_empty()).collect();
    let mut html = crate::html::Writer::default();
    for line in &lines {
        html.raw("<p>").text(line).raw("</p>\n");
    }
    (html.finish(), lines.join("\n\n"))
}

/// Parses a page and does nothing with it; how many nodes it has. The limit that reading is measured against.
#[must_use]
pub fn parsed(html: &str) -> usize {
    parse::parse(html).len()
}

#[cfg(test)]
mod tests;
