use super::*;
use crate::story_file::tests_support::{Shelf, artist, bodies, context};
use domain::body::{Body, Clip, MediaKey, Provider};
use domain::id::{ArtistId, StoryId};
use domain::link::{AutoLink, Span, Standing, Strength};
use proptest::prelude::*;

/// One body that holds every block and mark.
pub(super) fn everything() -> Body {
    crate::story_file::read(include_str!("../../tests/files/whole.md"), &Shelf).unwrap().body
}

fn named(name: &str) -> Option<ArtistRef> {
    (name == "Gilt").then(|| artist(ArtistId(7))).flatten()
}

fn media(key: &MediaKey) -> MediaRef {
    let name: String = key.as_str().chars().take(1).collect();
    let src = format!("/media/{name}.jpg");
    if name == "a" {
        let widths = vec![(600, "/media/a-600.webp".to_owned()), (1200, "/media/a-1200.webp".to_owned())];
        return MediaRef { src, widths, tone: Some(6), width: 1800, height: 1200 };
    }
    MediaRef { src, tone: Some(7), ..MediaRef::default() }
}

fn gone(clip: &Clip) -> Option<String> {
    (clip.provider == Provider::Vimeo).then(|| "2 June 2026".to_owned())
}

/// “Iris Penhallow”, whom the text names without a link.
fn iris() -> Vec<AutoLink> {
    let body = everything();
    let text = body.texts()[0].inlines.text();
    let start = text.find("Iris Penhallow").unwrap();
    let link = |start: usize, end: usize| AutoLink {
        story: StoryId(1),
        text_version: 1,
        span: Span { block: 0, start, end },
        artist: ArtistId(9),
        strength: Strength::Mentioned,
        standing: Standing::Sure,
        evidence: "full name".to_owned(),
    };
    vec![link(start, start + "Iris Penhallow".len()), link(10, 20)]
}

fn snapshot(base_url: &str, render: impl Fn(&Body, &Context<'_>) -> String) -> String {
    let (words, links) = (Words::default(), iris());
    let story_url = if base_url.is_empty() { "" } else { "https://paper.example/2026/03/27/watch" };
    let cx = Context { base_url, story_url, links: &links, artist_named: &named, media: &media, clip_gone: &gone, ..context(&words) };
    render(&everything(), &cx)
}

#[test]
fn page_of_everything() {
    insta::assert_snapshot!(snapshot("", |body, cx| {
        let PageHtml { before, after } = page(body, cx);
        format!("{before}\n=== coupon ===\n\n{after}")
    }));
}

#[test]
fn mail_of_everything() {
    insta::assert_snapshot!(snapshot("https://paper.example", |body, cx| mail_html(body, cx).into_string()));
}

#[test]
fn mail_text_of_everything() {
    insta::assert_snapshot!(snapshot("https://paper.example", mail_text));
}

#[test]
fn feed_of_everything() {
    insta::assert_snapshot!(snapshot("https://paper.example", |body, cx| feed(body, cx).into_string()));
}

#[test]
fn plain_of_everything() {
    insta::assert_snapshot!(snapshot("", plain));
}

fn every_html(body: &Body) -> Vec<String> {
    let words = Words::default();
    let (own, absolute) = (context(&words), Context { base_url: "https://paper.example", ..context(&words) });
    let PageHtml { before, after } = page(body, &own);
    vec![format!("{before}{after}"), mail_html(body, &absolute).into_string(), feed(body, &absolute).into_string()]
}

/// Whether every tag is closed by its own, in order.
fn is_balanced(html: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, _) = part.split_once('>').ok_or_else(|| format!("unclosed <{part}"))?;
        let name = tag.split(' ').next().unwrap_or_default();
        match name.strip_prefix('/') {
            Some(closed) => {
                let last = open.pop();
                if last != Some(closed) {
                    return Err(format!("</{closed}> after {last:?}"));
                }
            }
            None if ["br", "hr", "img", "col"].contains(&name) => {}
            None => open.push(name),
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
}

proptest! {
    #[test]
    fn html_is_well_formed_and_harmless(body in bodies(6)) {
        for html in every_html(&body) {
            prop_assert_eq!(is_balanced(&html), Ok(()), "{}", html);
            for bad in ["<script", "<iframe", "<style", "javascript:"] {
                prop_assert!(!html.split('<').skip(1).any(|tag| format!("<{}", tag.split('>').next().unwrap()).contains(bad)), "{}", html);
            }
        }
    }

    #[test]
    fn ids_are_given_once(body in bodies(10)) {
        let html = &every_html(&body)[0];
        let ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        prop_assert_eq!(once.len(), ids.len());
    }

    #[test]
    fn links_change_no_letter(body in bodies(4), spans in proptest::collection::vec((0_i64..6, 0_usize..30, 1_usize..12), 0..6)) {
        let links: Vec<AutoLink> = spans.into_iter().map(|(block, start, length)| AutoLink {
            story: StoryId(1),
            text_version: 1,
            span: Span { block, start, end: start + length },
            artist: ArtistId(3),
            strength: Strength::Mentioned,
            standing: Standing::Sure,
            evidence: String::new(),
        }).collect();
        let linked = with_links(&body, &links);
        let letters = |body: &Body| body.texts().iter().map(|text| text.inlines.text()).collect::<Vec<_>>();
        prop_assert_eq!(letters(&linked), letters(&body));
        let words = Words::default();
        prop_assert_eq!(plain(&linked, &context(&words)), plain(&body, &context(&words)));
    }

    #[test]
    fn mail_text_is_narrow(body in bodies(4)) {
        let words = Words::default();
        for line in mail_text(&body, &context(&words)).lines() {
            let fits = line.chars().count() <= 76;
            prop_assert!(fits || line.trim().split(' ').count() <= 2 || line.chars().take(76).all(|c| c != ' ') || line.contains("* * *") || line.contains(": "), "{}", line);
        }
    }
}
