//! Players of other people's clips, as twenty years of pages have them.

use super::build::Builder;
use super::flow::{absolute, children};
use super::{About, ForeignPicture, Piece};
use crate::clip_address;
use dom_query::NodeRef;
use domain::body::{Block, Clip, Inline, Inlines, Mark, is_safe_href};

/// The clip of an address, as pages of any age write it.
pub(super) fn clip_of(address: &str) -> Option<Clip> {
    let address = address.trim();
    let clean = address.replace("&amp;", "&").replace("&#038;", "&");
    let found = clip_address::recognise(&clean);
    // Flash players wrote what follows the id without a question mark: `/v/ID&hl=en`.
    found
        .or_else(|| clean.contains('&').then(|| clip_address::recognise(&clean.replacen('&', "?", 1))).flatten())
        .or_else(|| old_vimeo(&clean))
}

/// Vimeo's Flash player: `moogaloop.swf?clip_id=123`.
fn old_vimeo(address: &str) -> Option<Clip> {
    if !address.contains("vimeo.com/moogaloop") {
        return None;
    }
    let (_, rest) = address.split_once("clip_id=")?;
    let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
    clip_address::recognise(&format!("https://vimeo.com/{number}"))
}

/// A paragraph that is a link.
pub(super) fn link_paragraph(address: &str, words: &str) -> Block {
    let marks = if is_safe_href(address) { vec![Mark::Link { href: address.to_owned(), sponsored: false }] } else { Vec::new() };
    Block::Paragraph(Inlines(vec![Inline::Text { text: words.to_owned(), marks }]))
}

/// A player: `iframe`, `object`, `embed`, `video`, `audio`, or what a shortcode became.
pub(super) fn element(to: &mut Builder<'_>, of: &NodeRef<'_>, name: &str) {
    if let Some(number) = of.attr("number").filter(|_| name == "inkie-audio") {
        to.flush();
        let file = ForeignPicture { number: Some(number.to_string()), ..ForeignPicture::default() };
        return to.pieces.push(Piece::Sound { file, title: String::new() });
    }
    let sources = sources(of, to.base);
    if let Some(clip) = sources.iter().find_map(|source| clip_of(source)) {
        return to.push(Block::Clip(clip));
    }
    to.flush();
    let address = sources.into_iter().find(|source| is_safe_href(source));
    let title = of.attr("title").map(|title| super::plain(&title)).unwrap_or_default();
    match address {
        Some(address) if matches!(name, "audio" | "inkie-audio") || is_sound(&address) => {
            let file = ForeignPicture { addresses: vec![address], ..ForeignPicture::default() };
            to.pieces.push(Piece::Sound { file, title });
        }
        Some(address) => {
            let words = if title.is_empty() { address.clone() } else { title };
            to.found(About::Player, &address);
            to.pieces.push(Piece::Block(link_paragraph(&address, &words)));
        }
        // What is in it is for browsers that cannot show it: an older player, or words.
        None => {
            if name == "iframe" || name == "embed" {
                to.found(About::Player, format!("<{name}> that shows nothing"));
            }
            children(to, of, 1);
            to.flush();
        }
    }
}

fn is_sound(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac", ".aac"].iter().any(|ending| path.ends_with(ending))
}

/// Every address that a player may load, its own first.
fn sources(of: &NodeRef<'_>, base: &str) -> Vec<String> {
    const NAMES: [&str; 7] = ["src", "data", "data-src", "data-lazy-src", "data-litespeed-src", "href", "value"];
    let own = NAMES.iter().filter_map(|name| of.attr(name));
    let inner = of.descendants_it().filter(|node| node.is_element()).flat_map(|node| {
        let is_parameter = node.has_name("param");
        let names = node.attr("name").unwrap_or_default().to_ascii_lowercase();
        let wanted = !is_parameter || matches!(names.as_str(), "movie" | "src" | "flashvars" | "url" | "filename");
        NAMES.iter().filter_map(|name| node.attr(name)).filter(|_| wanted).collect::<Vec<_>>()
    });
    let addresses = own.chain(inner).map(|address| absolute(&address, base)).filter(|address| address.starts_with("http"));
    let mut all: Vec<String> = Vec::new();
    for address in addresses.take(40) {
        if !all.contains(&address) {
            all.push(address);
        }
    }
    all
}

/// A clip that is written as a quotation of itself: Instagram, TikTok.
pub(super) fn quoted_player(of: &NodeRef<'_>) -> Option<Clip> {
    let named = of.attr("data-instgrm-permalink").or_else(|| of.attr("cite"));
    let is_player = of.has_class("instagram-media") || of.has_class("tiktok-embed");
    let clip = named.and_then(|address| clip_of(&address));
    clip.or_else(|| {
        let links = is_player.then(|| of.descendants_it().filter_map(|node| node.attr("href")));
        links.into_iter().flatten().find_map(|address| clip_of(&address))
    })
    .filter(|_| is_player)
}
