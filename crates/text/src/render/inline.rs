//! Running text as HTML.

use super::Context;
use crate::html::Writer;
use domain::body::{Inline, Inlines, Mark, is_safe_href};

/// What a medium adds to the tags of running text: whole attributes with a leading space, or nothing.
pub(super) struct Dress {
    /// On links to artists.
    pub(super) artist: &'static str,
    /// On other links.
    pub(super) link: &'static str,
    /// On titles of works.
    pub(super) work: &'static str,
    /// Whether outward links say so in `rel`.
    pub(super) rel: bool,
}

/// Writes running text. Marks that the same letters share stay open from piece to piece.
pub(super) fn inlines(out: &mut Writer, text: &Inlines, cx: &Context<'_>, dress: &Dress) {
    let mut open: Vec<&Mark> = Vec::new();
    for (n, piece) in text.0.iter().enumerate() {
        match piece {
            Inline::Text { text, marks } => {
                step_to(out, &mut open, effective(marks, cx), cx, dress);
                out.text(text);
            }
            Inline::HardBreak => {
                let following = text.0.iter().skip(n).find_map(|later| match later {
                    Inline::Text { marks, .. } => Some(effective(marks, cx)),
                    Inline::HardBreak => None,
                });
                let shared = shared_length(&open, &following.unwrap_or_default());
                close_to(out, &mut open, shared);
                out.raw("<br>");
            }
        }
    }
    close_to(out, &mut open, 0);
}

fn step_to<'m>(out: &mut Writer, open: &mut Vec<&'m Mark>, wanted: Vec<&'m Mark>, cx: &Context<'_>, dress: &Dress) {
    let shared = shared_length(open, &wanted);
    close_to(out, open, shared);
    for mark in wanted.into_iter().skip(shared) {
        open_tag(out, mark, cx, dress);
        open.push(mark);
    }
}

fn shared_length(open: &[&Mark], wanted: &[&Mark]) -> usize {
    open.iter().zip(wanted).take_while(|(a, b)| a == b).count()
}

fn close_to(out: &mut Writer, open: &mut Vec<&Mark>, length: usize) {
    for mark in open.drain(length..).rev() {
        out.raw(match mark {
            Mark::Strong => "</strong>",
            Mark::Emphasis => "</em>",
            Mark::Strike => "</s>",
            Mark::Subscript => "</sub>",
            Mark::Superscript => "</sup>",
            Mark::Link { .. } | Mark::Artist { .. } => "</a>",
            Mark::Work { .. } => "</cite>",
        });
    }
}

/// The marks that give a tag: each once, one link at most, and only links that lead somewhere safe.
pub(super) fn effective<'m>(marks: &'m [Mark], cx: &Context<'_>) -> Vec<&'m Mark> {
    let mut kept: Vec<&Mark> = Vec::new();
    let mut linked = false;
    for mark in marks {
        let leads_somewhere = match mark {
            Mark::Link { href, .. } => is_safe_href(href),
            Mark::Artist { artist, .. } => (cx.artists)(*artist).is_some(),
            Mark::Strong | Mark::Emphasis | Mark::Strike | Mark::Subscript | Mark::Superscript | Mark::Work { .. } => {
                if !kept.contains(&mark) {
                    kept.push(mark);
                }
                continue;
            }
        };
        if leads_somewhere && !linked {
            linked = true;
            kept.push(mark);
        }
    }
    kept
}

fn open_tag(out: &mut Writer, mark: &Mark, cx: &Context<'_>, dress: &Dress) {
    match mark {
        Mark::Strong => out.raw("<strong>"),
        Mark::Emphasis => out.raw("<em>"),
        Mark::Strike => out.raw("<s>"),
        Mark::Subscript => out.raw("<sub>"),
        Mark::Superscript => out.raw("<sup>"),
        Mark::Link { href, sponsored } => {
            out.raw("<a").raw(dress.link).attr("href", &cx.address(href));
            let outward = dress.rel && href.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("http"));
            match (outward, *sponsored || (outward && cx.paid)) {
                (true, true) => out.attr("rel", "sponsored external noopener"),
                (true, false) => out.attr("rel", "external noopener"),
                (false, true) => out.attr("rel", "sponsored"),
                (false, false) => out,
            };
            out.raw(">")
        }
        Mark::Artist { artist, .. } => {
            let address = (cx.artists)(*artist).map(|artist| cx.artist_address(&artist)).unwrap_or_default();
            out.raw("<a").raw(dress.artist).attr("href", &address).raw(">")
        }
        Mark::Work { .. } => out.raw("<cite").raw(dress.work).raw(">"),
    };
}
