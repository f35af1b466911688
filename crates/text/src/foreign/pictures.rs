//! Pictures, alone and in figures and galleries.

use super::build::{Builder, one_line};
use super::flow::{absolute, children};
use super::{About, ForeignPicture, Piece};
use crate::captions::{credited, largest};
use dom_query::NodeRef;
use domain::body::{Block, Mark};

/// An `<img>`.
pub(super) fn img(to: &mut Builder<'_>, of: &NodeRef<'_>) {
    let class = of.attr("class").unwrap_or_default();
    let alt = of.attr("alt").unwrap_or_default();
    // Smileys are letters.
    if class.contains("wp-smiley") || class.split_whitespace().any(|class| class == "emoji") {
        return to.text(&alt);
    }
    let is_dot = |name: &str| of.attr(name).is_some_and(|size| matches!(&*size, "0" | "1"));
    let Some(picture) = picture(to, of) else {
        let source = of.attr("src").unwrap_or_default();
        return to.found(
            About::Picture,
            format!("a picture without an address that can be kept: {}", source.chars().take(60).collect::<String>()),
        );
    };
    if is_dot("width") && is_dot("height") {
        let address = picture.addresses.first().cloned().unwrap_or_default();
        return to.found(About::Script, format!("a picture of one dot, which counts readers: {address}"));
    }
    to.picture(picture);
}

/// Attributes that name a picture, the best first. `src` last: pages that load pictures late have a dot there.
const SOURCES: [&str; 8] =
    ["data-orig-file", "data-large-file", "data-full-url", "data-src", "data-lazy-src", "data-image", "data-original", "src"];

fn picture(to: &Builder<'_>, of: &NodeRef<'_>) -> Option<ForeignPicture> {
    let mut addresses: Vec<String> = Vec::new();
    let mut add = |address: &str| {
        let address = absolute(address, to.base).replace(' ', "%20");
        if (address.starts_with("http") || address.starts_with('/')) && !addresses.contains(&address) {
            addresses.push(address);
        }
    };
    // A picture that leads to its own large form.
    let link = to.line.marks.iter().find_map(|mark| if let Mark::Link { href, .. } = mark { Some(href.clone()) } else { None });
    if let Some(link) = link.filter(|link| is_picture(link)) {
        add(&link);
    }
    SOURCES.iter().filter_map(|name| of.attr(name)).for_each(|address| add(&address));
    if let Some(largest) = of.attr("srcset").and_then(|set| largest(&set)) {
        add(&largest);
    }
    let class = of.attr("class").unwrap_or_default();
    let by_class = class.split_whitespace().find_map(|class| class.strip_prefix("wp-image-")).map(str::to_owned);
    let number = of.attr("data-attachment-id").or_else(|| of.attr("data-id")).map(|id| id.to_string()).or(by_class);
    let number = number.filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()));
    if addresses.is_empty() && number.is_none() {
        return None;
    }
    let alt = super::plain(&of.attr("alt").unwrap_or_default());
    let said = super::plain(&of.attr("data-image-caption").unwrap_or_default());
    let (caption, credit) = credited(&said);
    Some(ForeignPicture { number, addresses, alt, caption, credit })
}

/// Whether an address ends as a picture's does.
pub(super) fn is_picture(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff"].iter().any(|ending| path.ends_with(ending))
}

/// A `<figure>`: pictures with the line under them, or something else with a caption.
pub(super) fn figure(to: &mut Builder<'_>, of: &NodeRef<'_>, depth: usize) {
    to.flush();
    if of.has_class("kg-bookmark-card") {
        return bookmark(to, of);
    }
    let own_caption = of
        .descendants_it()
        .filter(|node| node.has_name("figcaption"))
        .find(|caption| caption.ancestors_it(None).find(|up| up.has_name("figure")).is_some_and(|up| up.id == of.id));
    let said = own_caption.as_ref().map(|caption| super::plain(&caption.inner_html())).unwrap_or_default();
    // Whose a picture is, where the caption marks it.
    let signed = own_caption.as_ref().and_then(|caption| caption.descendants_it().find(|node| node.has_name("cite")));
    let signed = signed.map(|cite| super::plain(&cite.inner_html())).filter(|cite| !cite.is_empty());
    if let Some(caption) = own_caption {
        caption.remove_from_parent();
    }
    let lines = to.lines;
    let mut pieces = to.inside(lines, |to| children(to, of, depth));
    let (mut caption, mut credit) = credited(&said);
    if credit.is_empty()
        && let Some(signed) = signed
        && let Some(before) = said.strip_suffix(&signed)
    {
        (caption, credit) = (before.trim().to_owned(), signed);
    }
    if pieces.iter().filter(|piece| matches!(piece, Piece::Picture(_))).count() > 1 {
        pieces = gathered(pieces);
    }
    let place = pieces.iter().position(|piece| {
        matches!(piece, Piece::Picture(_) | Piece::Gallery(_) | Piece::Sound { .. } | Piece::Block(Block::Table(_) | Block::Clip(_)))
    });
    match place.and_then(|place| pieces.get_mut(place)) {
        Some(Piece::Picture(picture)) => {
            if !caption.is_empty() {
                picture.caption = caption;
            }
            if !credit.is_empty() {
                picture.credit = credit;
            }
        }
        Some(Piece::Block(Block::Table(table))) if table.caption.is_empty() => table.caption = said,
        Some(Piece::Block(Block::Clip(clip))) => clip.title = said,
        Some(Piece::Sound { title, .. }) if title.is_empty() => *title = said,
        _ if said.is_empty() => {}
        _ => pieces.push(Piece::Block(Block::Paragraph(domain::body::Inlines::plain(said)))),
    }
    to.pieces.extend(pieces);
}

/// Ghost's card of a page elsewhere: a link to it.
fn bookmark(to: &mut Builder<'_>, of: &NodeRef<'_>) {
    let link = of.descendants_it().find_map(|node| node.attr("href")).unwrap_or_default();
    let title = of.descendants_it().find(|node| node.has_class("kg-bookmark-title")).map(|title| super::plain(&title.text()));
    let address = absolute(&link, to.base);
    for picture in of.descendants_it().filter(|node| node.has_name("img")) {
        to.found(About::Card, format!("a picture of a bookmark is left out: {}", picture.attr("src").unwrap_or_default()));
    }
    if !address.is_empty() {
        to.push(super::players::link_paragraph(&address, title.as_deref().filter(|title| !title.is_empty()).unwrap_or(&address)));
    }
}

/// Pictures that stand together, as one gallery.
fn gathered(pieces: Vec<Piece>) -> Vec<Piece> {
    let (mut pictures, mut others) = (Vec::new(), Vec::new());
    for piece in pieces {
        match piece {
            Piece::Picture(picture) => pictures.push(picture),
            Piece::Gallery(more) => pictures.extend(more),
            other => others.push(other),
        }
    }
    let mut all = vec![Piece::Gallery(pictures)];
    all.extend(others);
    all
}

/// A gallery whose pictures are named by number, or all that the entry has.
pub(super) fn gallery_by_numbers(to: &mut Builder<'_>, of: &NodeRef<'_>) {
    to.flush();
    let numbers = of.attr("ids").unwrap_or_default();
    let pictures: Vec<ForeignPicture> = numbers
        .split([',', ' '])
        .filter(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        .map(|number| ForeignPicture { number: Some(number.to_owned()), ..ForeignPicture::default() })
        .collect();
    to.pieces.push(if pictures.is_empty() { Piece::Attached } else { Piece::Gallery(pictures) });
    let (_, after) = one_line(to.inside(false, |to| children(to, of, 1)));
    to.pieces.extend(after);
}
