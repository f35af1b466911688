use super::*;
use crate::names::NameRow;
use domain::artist::ArtistKind;
use domain::body::{Block, Inlines};
use domain::link::{Standing, Strength};
use proptest::prelude::*;

fn body(texts: &[&str]) -> Body {
    Body { blocks: texts.iter().map(|text| Block::Paragraph(Inlines::plain(*text))).collect() }
}

fn names(list: &[&str]) -> Names {
    let kind = |name: &str| if name.contains("Kerr") || name.contains("Mike") { ArtistKind::Person } else { ArtistKind::Group };
    let row = |(name, id): (&&str, i64)| NameRow { artist: ArtistId(id), name: (*name).to_owned(), is_alias: false, kind: kind(name) };
    Names::build(list.iter().zip(1..).map(row))
}

fn linked(names: &Names, headline: &str, standfirst: &str, body: &Body, subjects: &[Subject]) -> Vec<Decision> {
    let known = Known { names, memberships: &Memberships::default(), ruled: &Rulings::default() };
    link_story(known, Piece { headline, standfirst, body, subjects })
}

fn sure(list: &[&str], headline: &str, texts: &[&str], line: &[&str]) -> Vec<(i64, Strength)> {
    let line: Vec<Subject> = line.iter().map(|name| Subject { name: (*name).to_owned(), artist: None }).collect();
    let decisions = linked(&names(list), headline, "", &body(texts), &line);
    let mut found: Vec<(i64, Strength)> = Vec::new();
    for decision in decisions.into_iter().filter(|one| one.standing == Standing::Sure) {
        if !found.contains(&(decision.artist.0, decision.strength)) {
            found.push((decision.artist.0, decision.strength));
        }
    }
    found
}

#[test]
fn ordinary_words_stay_words() {
    let list = ["Live", "Women", "Slow", "Yes", "Girls", "Family"];
    assert!(
        sure(&list, "Women Play Live, Slow", &["Live at last. The women said Yes to family.", "Girls came. Slow down."], &[]).is_empty()
    );
    assert_eq!(
        sure(&list, "", &["We heard the band Live, and then Girls singer Jo."], &[]),
        [(1, Strength::Mentioned), (5, Strength::Mentioned)]
    );
}

#[test]
fn former_bands_and_surnames() {
    let found = sure(
        &["Paper Tigress", "Odalys Kerr", "The Big Sorry"],
        "Odalys Kerr Is Back",
        &["Ex-Paper Tigress singer Odalys Kerr met the former drummer of The Big Sorry.", "Kerr sang."],
        &["Odalys Kerr"],
    );
    assert_eq!(found, [(2, Strength::Subject), (1, Strength::Former), (3, Strength::Former)]);
}

#[test]
fn a_piece_of_another_name_is_no_mention() {
    assert!(sure(&["Paris", "Mike"], "", &["We saw Paris Hilton and Killer Mike there."], &[]).is_empty());
}

#[test]
fn titles_are_not_linked() {
    assert!(sure(&["Radiohead"], "", &["The single ‘Radiohead’ is out; so is the album Radiohead Days."], &[]).is_empty());
}

#[test]
fn an_edit_beside_a_link_keeps_it_and_one_inside_asks() {
    let old = body(&["First.", "We saw Odalys Kerr sing.", "Last."]);
    let span = Span { block: 1, start: 7, end: 18 };
    let kept = |texts: &[&str]| carry(&[span], &old, &body(texts))[0];
    assert_eq!(kept(&["First.", "We saw Odalys Kerr sing.", "Last."]), Carried::Kept(span));
    assert_eq!(
        kept(&["New.", "First.", "Then we all saw Odalys Kerr sing.", "Last."]),
        Carried::Kept(Span { block: 2, start: 16, end: 27 })
    );
    assert_eq!(kept(&["First.", "We saw Odalys Kerr dance and sing.", "Last."]), Carried::Kept(span));
    assert_eq!(kept(&["First.", "We saw Odalys B. Kerr sing.", "Last."]), Carried::Asked(span));
    assert_eq!(kept(&["First.", "We saw Odalys Kerrs sing.", "Last."]), Carried::Asked(span));
    assert_eq!(kept(&["First.", "Last."]), Carried::Asked(span));
}

proptest! {
    #[test]
    fn carrying_keeps_the_words(texts in proptest::collection::vec("[a-c é]{0,12}", 1..4), others in proptest::collection::vec("[a-c é]{0,12}", 0..4)) {
        let old = body(&texts.iter().map(String::as_str).collect::<Vec<_>>());
        let new = body(&others.iter().map(String::as_str).collect::<Vec<_>>());
        let words = |body: &Body, span: Span| body.texts().get(usize::try_from(span.block).unwrap()).and_then(|text| text.inlines.text().get(span.start..span.end).map(str::to_owned));
        for text in old.texts() {
            let length = text.inlines.text().len();
            let span = Span { block: text.block, start: 0, end: length };
            if let Carried::Kept(now) = carry(&[span], &old, &new)[0] {
                prop_assert_eq!(words(&new, now), words(&old, span));
            }
        }
    }

    #[test]
    fn links_lie_in_their_texts(text in "\\PC{0,80}", headline in "\\PC{0,40}") {
        let index = names(&["Odalys Kerr", "Live", "A", "The Big Sorry"]);
        let text = format!("{text} Odalys Kerr’s {headline} Live, {text}");
        let story = body(&[&text, &headline]);
        for decision in linked(&index, &headline, &text, &story, &[Subject { name: "Live".to_owned(), artist: None }]) {
            let within = match decision.span.block {
                Span::HEADLINE => headline.clone(),
                Span::STANDFIRST => text.clone(),
                block => story.texts()[usize::try_from(block).unwrap()].inlines.text(),
            };
            prop_assert!(within.get(decision.span.start..decision.span.end).is_some());
        }
    }
}

mod given_data;
