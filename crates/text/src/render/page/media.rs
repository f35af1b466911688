//! Pictures, clips and sound on a page.

use super::super::context::fill;
use super::super::{MediaRef, clip as addresses, shown};
use super::Page;
use domain::body::{Audio, Clip, ClipKind, Picture};

const PICTURE_SIZES: &str = "(min-width: 1100px) 760px, (min-width: 700px) 620px, 92vw";
const POSTER_SIZES: &str = "(min-width: 1100px) 760px, 92vw";

pub(super) fn picture(page: &mut Page<'_>, picture: &Picture) {
    figure(page, picture, true);
}

pub(super) fn gallery(page: &mut Page<'_>, pictures: &[Picture]) {
    page.out.raw(match pictures.len() {
        0 => return,
        1 => "",
        2 => "<div class=\"gallery gallery-2\">\n",
        3 => "<div class=\"gallery gallery-3\">\n",
        _ => "<div class=\"gallery gallery-many\">\n",
    });
    for one in pictures {
        figure(page, one, pictures.len() == 1);
    }
    page.out.raw(if pictures.len() > 1 { "</div>\n" } else { "" });
}

fn figure(page: &mut Page<'_>, picture: &Picture, in_column: bool) {
    let source = (page.cx.media)(&picture.media);
    let (width, height) = size(picture, &source);
    page.out.raw(match f64::from(width) / f64::from(height) {
        ratio if ratio <= 0.85 => "<figure class=\"picture shape-tall\">\n<img",
        ratio if ratio < 1.2 => "<figure class=\"picture shape-square\">\n<img",
        _ => "<figure class=\"picture shape-wide\">\n<img",
    });
    image(page, &source, (width, height), in_column.then_some(PICTURE_SIZES));
    page.out.attr("alt", if picture.decorative { "" } else { &picture.alt });
    let classes: Vec<String> =
        tone(&source).into_iter().chain(tenths("fx", picture.focus.first())).chain(tenths("fy", picture.focus.last())).collect();
    if !classes.is_empty() {
        page.out.attr("class", &classes.join(" "));
    }
    page.out.raw(" loading=\"lazy\" decoding=\"async\">\n");
    caption(page, "caption", &picture.caption, &picture.credit);
    page.out.raw("</figure>\n");
}

/// A `figcaption` with words and a credit, whichever there is.
fn caption(page: &mut Page<'_>, class: &str, words: &str, credit: &str) {
    if words.trim().is_empty() && credit.trim().is_empty() {
        return;
    }
    page.out.raw("<figcaption>");
    if !words.trim().is_empty() {
        page.out.raw("<span").attr("class", class).raw(">").text(words).raw("</span>");
    }
    if !credit.trim().is_empty() {
        let space = if words.trim().is_empty() { "" } else { " " };
        page.out.raw(space).raw("<span class=\"credit\">").text(credit).raw("</span>");
    }
    page.out.raw("</figcaption>\n");
}

/// The size of the use, or of the stored file when the use has none.
fn size(picture: &Picture, source: &MediaRef) -> (u32, u32) {
    if picture.width > 0 && picture.height > 0 { (picture.width, picture.height) } else { (source.width, source.height) }
}

fn image(page: &mut Page<'_>, source: &MediaRef, (width, height): (u32, u32), sizes: Option<&str>) {
    page.out.attr("src", &page.cx.address(&source.src));
    if let Some(sizes) = sizes.filter(|_| !source.widths.is_empty()) {
        let widths: Vec<String> = source.widths.iter().map(|(width, path)| format!("{} {width}w", page.cx.address(path))).collect();
        page.out.attr("srcset", &widths.join(", ")).attr("sizes", sizes);
    }
    if width > 0 && height > 0 {
        page.out.attr("width", &width.to_string()).attr("height", &height.to_string());
    }
}

fn tone(source: &MediaRef) -> Option<String> {
    source.tone.map(|tone| format!("tone-{}", tone.min(9)))
}

/// `fx-3` for a focal point off the middle.
fn tenths(axis: &str, fraction: Option<&f64>) -> Option<String> {
    let tenth = fraction.filter(|fraction| fraction.is_finite()).map(|fraction| (fraction.clamp(0.0, 1.0) * 10.0).round())?;
    ((tenth - 5.0).abs() > 0.1).then(|| format!("{axis}-{tenth}"))
}

pub(super) fn clip(page: &mut Page<'_>, clip: &Clip) {
    let kind = match clip.kind {
        ClipKind::Video => "clip clip-video",
        ClipKind::Track => "clip clip-track",
        ClipKind::Album => "clip clip-album",
        ClipKind::Playlist => "clip clip-playlist",
        ClipKind::Set => "clip clip-set",
    };
    let gone = (page.cx.clip_gone)(clip);
    let addresses = addresses::page_address(clip).zip(addresses::player_address(clip)).filter(|_| gone.is_none());
    let class = match (&addresses, &gone) {
        (Some(_), _) => kind.to_owned(),
        (None, Some(_)) => format!("{kind} clip-gone"),
        // Named in the text, but nobody gave its address yet: it cannot be pressed either.
        (None, None) => format!("{kind} clip-gone clip-unset"),
    };
    page.out.raw("<figure").attr("class", &class).raw(">\n");
    let (title, provider) = (shown::clip_title(clip), clip.provider.name());
    match &addresses {
        Some((own_page, player)) => {
            let playing = fill(&page.cx.words.playing, &[("title", title), ("provider", provider)]);
            page.out.raw("<a class=\"clip-link\"").attr("href", own_page).attr("data-embed", player).attr("data-title", &playing);
            page.out.raw(" rel=\"external noopener\">\n");
            poster(page, clip);
            if let Some(advisory) = shown::advisory(clip, page.cx) {
                page.out.raw("<span class=\"clip-advisory\">").text(&advisory).raw("</span>\n");
            }
        }
        None => {
            page.out.raw("<div class=\"clip-link\">\n");
        }
    }
    page.out.raw("<span class=\"clip-title\">").text(title).raw("</span>\n<span class=\"clip-meta\">").text(provider);
    if clip.duration > 0 {
        page.out.raw(", ");
        time(page, clip.duration);
    }
    page.out.raw("</span>\n").raw(if addresses.is_some() { "</a>\n" } else { "</div>\n" });
    let note = match (&gone, &addresses) {
        (Some(day), _) => Some(fill(&page.cx.words.clip_gone, &[("provider", provider), ("date", day)])),
        (None, Some(_)) => Some(fill(&page.cx.words.clip_loads, &[("provider", provider)])),
        (None, None) => None,
    };
    let credit = clip.credit.trim();
    if note.is_some() || !credit.is_empty() {
        page.out.raw("<figcaption>");
        if !credit.is_empty() {
            page.out.raw("<span class=\"credit\">").text(credit).raw("</span>");
        }
        if let Some(note) = note {
            page.out.raw(if credit.is_empty() { "" } else { " " }).raw("<span class=\"clip-note\">").text(&note).raw("</span>");
        }
        page.out.raw("</figcaption>\n");
    }
    page.out.raw("</figure>\n");
}

fn poster(page: &mut Page<'_>, clip: &Clip) {
    let Some(key) = &clip.poster else { return };
    let source = (page.cx.media)(key);
    let class: Vec<String> = std::iter::once("clip-poster".to_owned()).chain(tone(&source)).collect();
    page.out.raw("<img").attr("class", &class.join(" "));
    image(page, &source, (source.width, source.height), Some(POSTER_SIZES));
    page.out.raw(" alt=\"\" loading=\"lazy\" decoding=\"async\">\n");
}

pub(super) fn audio(page: &mut Page<'_>, audio: &Audio) {
    let source = (page.cx.media)(&audio.media);
    page.out.raw("<figure class=\"audio\">\n");
    let has_words = [&audio.title, &audio.credit].iter().any(|words| !words.trim().is_empty());
    if has_words || audio.duration > 0 {
        page.out.raw("<figcaption>");
        let mut gap = "";
        if !audio.title.trim().is_empty() {
            page.out.raw("<span class=\"audio-title\">").text(&audio.title).raw("</span>");
            gap = " ";
        }
        if !audio.credit.trim().is_empty() {
            page.out.raw(gap).raw("<span class=\"credit\">").text(&audio.credit).raw("</span>");
            gap = " ";
        }
        if audio.duration > 0 {
            page.out.raw(gap);
            time(page, audio.duration);
        }
        page.out.raw("</figcaption>\n");
    }
    page.out.raw("<audio controls preload=\"none\"").attr("src", &page.cx.address(&source.src)).raw("></audio>\n</figure>\n");
}

/// A length as `<time>`.
pub(super) fn time(page: &mut Page<'_>, seconds: u32) {
    page.out.raw("<time").attr("datetime", &shown::iso_length(seconds)).raw(">").text(&shown::length(seconds)).raw("</time>");
}
