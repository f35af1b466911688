//! Pictures, clips and sound where nothing can be played.

use super::super::{clip as addresses, shown};
use super::Modest;
use domain::body::{Audio, Clip, Picture};

pub(super) fn picture(modest: &mut Modest<'_>, picture: &Picture) {
    let source = (modest.cx.media)(&picture.media);
    let natural = if picture.width > 0 && picture.height > 0 { (picture.width, picture.height) } else { (source.width, source.height) };
    modest.out.raw("<p").raw(modest.style.paragraph).raw(">");
    image(modest, &source.src, natural, if picture.decorative { "" } else { &picture.alt });
    modest.out.raw("</p>\n");
    modest.small(&[&picture.caption, &picture.credit]);
}

fn image(modest: &mut Modest<'_>, src: &str, natural: (u32, u32), alt: &str) {
    modest.out.raw("<img").raw(modest.style.picture).attr("src", &modest.cx.address(src));
    if let Some((width, height)) = fitted(natural, modest.style.widest) {
        modest.out.attr("width", &width.to_string());
        if let Some(height) = height {
            modest.out.attr("height", &height.to_string());
        }
    }
    modest.out.attr("alt", alt).raw(">");
}

/// Width and height as shown: no wider than allowed, in the same ratio. The width alone when the size is not known.
fn fitted((width, height): (u32, u32), widest: Option<u32>) -> Option<(u32, Option<u32>)> {
    if width == 0 || height == 0 {
        return widest.map(|widest| (widest, None));
    }
    let shown = widest.unwrap_or(width).min(width);
    let in_ratio = u64::from(height) * u64::from(shown) / u64::from(width);
    Some((shown, u32::try_from(in_ratio.max(1)).ok()))
}

/// Poster and link; never a player.
pub(super) fn clip(modest: &mut Modest<'_>, clip: &Clip) {
    let (title, provider) = (shown::clip_title(clip), clip.provider.name());
    let gone = (modest.cx.clip_gone)(clip);
    let own_page = addresses::page_address(clip).filter(|_| gone.is_none());
    let story = Some(modest.cx.story_url.to_owned()).filter(|url| modest.style.clip_to_story && !url.is_empty());
    let target = own_page.map(|page| story.unwrap_or(page));
    let meta = if clip.duration > 0 { format!("{provider}, {}", shown::length(clip.duration)) } else { provider.to_owned() };
    if modest.style.clip_table {
        modest.out.raw(CLIP_TABLE);
        poster(modest, clip, target.as_deref());
        modest.out.raw("<p").raw(modest.style.paragraph).raw("><strong>");
    } else {
        poster(modest, clip, target.as_deref());
        modest.out.raw("<p").raw(modest.style.paragraph).raw("><strong>");
    }
    let play = if modest.style.clip_table { "▶ " } else { "" };
    if let Some(target) = &target {
        modest.out.raw("<a").raw(modest.style.dress.link).attr("href", target).raw(">").text(play).text(title).raw("</a>");
    } else {
        modest.out.text(title);
    }
    modest.out.raw("</strong> (").text(&meta).raw(")</p>\n");
    modest.small(&[&shown::advisory(clip, modest.cx).map(|advisory| format!("{advisory}.")).unwrap_or_default(), &clip.credit]);
    if let Some(day) = &gone {
        modest.small(&[&super::super::context::fill(&modest.cx.words.clip_gone, &[("provider", provider), ("date", day)])]);
    }
    modest.out.raw(if modest.style.clip_table { "</td></tr></table>\n" } else { "" });
}

const CLIP_TABLE: &str = "<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;border-collapse:collapse;margin:0 0 20px\"><tr><td style=\"padding:0;border-top:3px solid #14110e;border-bottom:1px solid #14110e\">\n";

fn poster(modest: &mut Modest<'_>, clip: &Clip, target: Option<&str>) {
    let Some(key) = &clip.poster else { return };
    let source = (modest.cx.media)(key);
    modest.out.raw("<p").raw(modest.style.paragraph).raw(">");
    if let Some(target) = target {
        modest.out.raw("<a").raw(modest.style.dress.link).attr("href", target).raw(">");
    }
    image(modest, &source.src, (source.width, source.height), shown::clip_title(clip));
    modest.out.raw(if target.is_some() { "</a>" } else { "" }).raw("</p>\n");
}

pub(super) fn audio(modest: &mut Modest<'_>, audio: &Audio) {
    let source = (modest.cx.media)(&audio.media);
    let address = if modest.style.clip_to_story && !modest.cx.story_url.is_empty() {
        modest.cx.story_url.to_owned()
    } else {
        modest.cx.address(&source.src)
    };
    let title = if audio.title.trim().is_empty() { "▶" } else { &audio.title };
    modest.out.raw("<p").raw(modest.style.paragraph).raw("><strong><a").raw(modest.style.dress.link).attr("href", &address).raw(">");
    modest.out.text(title).raw("</a></strong>");
    if audio.duration > 0 {
        modest.out.raw(" (").text(&shown::length(audio.duration)).raw(")");
    }
    modest.out.raw("</p>\n");
    modest.small(&[&audio.credit]);
}
