use super::*;
use proptest::prelude::*;

fn told(texts: &[&str]) -> Vec<(Option<String>, String)> {
    let found = read(texts, &["Paper Tigress".to_owned()]);
    found
        .into_iter()
        .map(|one| {
            (one.speaker, one.parts.iter().map(|part| texts[part.text].get(part.start..part.end).unwrap()).collect::<Vec<_>>().join(" / "))
        })
        .collect()
}

fn one(text: &str) -> (Option<String>, String) {
    told(&[text]).into_iter().next().unwrap_or_default()
}

#[test]
fn the_speaker_stands_after_before_or_between() {
    for text in [
        "\"We lost the van,\" said Bettina Frayne.",
        "\"We lost the van,\" Bettina Frayne said.",
        "“We lost the van,” Bettina Frayne told the paper.",
        "\"We lost the van!\" laughs Bettina Frayne.",
        "Bettina Frayne said: \"We lost the van.\"",
        "Bettina Frayne explained that \"we lost the van\".",
        "According to Bettina Frayne, \"we lost the van\".",
        "Says Bettina Frayne: \"We lost the van.”",
        "Bettina Frayne, speaking to Zane Lowe, said: \"We lost the van.\"",
        "Bettina Frayne, who sings, added, \"We lost the van.\"",
        "\"We lost the van,\" the singer Bettina Frayne recalls.",
        "\"We lost the van,\" recalls singer Bettina Frayne.",
        "‘We lost the van,’ said Bettina Frayne.",
    ] {
        assert_eq!(one(text).0.as_deref(), Some("Bettina Frayne"), "{text}");
    }
    let halves = told(&["\"We lost the van,\" said Frayne, \"and then the keys.\""]);
    assert_eq!(halves.len(), 2);
    assert!(halves.iter().all(|(speaker, _)| speaker.as_deref() == Some("Frayne")));
}

#[test]
fn pronouns_surnames_and_roles_find_the_full_name() {
    let found = told(&[
        "Director Bettina Frayne and drummer Gus Tranter met in Perth.",
        "\"It was hot there,\" Frayne said.",
        "\"It was not hot,\" he said. \"It was only noon.\"",
        "\"You were wearing a coat,\" the director replied.",
        "\"We were all hot,\" the band said.",
    ]);
    let speakers: Vec<_> = found.iter().map(|(speaker, _)| speaker.as_deref().unwrap_or("-")).collect();
    assert_eq!(speakers, ["Bettina Frayne", "Gus Tranter", "Gus Tranter", "Bettina Frayne", "Paper Tigress"]);
}

#[test]
fn marks_of_other_languages_end_where_they_end() {
    for text in
        ["„We lost the van“, said Bettina Frayne.", "«We lost the van», said Bettina Frayne.", "»We lost the van«, said Bettina Frayne."]
    {
        assert_eq!(one(text), (Some("Bettina Frayne".to_owned()), "We lost the van".to_owned()), "{text}");
    }
    let found = told(&["Bettina Frayne said: „We lost the van“ and „then the keys“."]);
    assert_eq!(found.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>(), ["We lost the van", "then the keys"]);
}

#[test]
fn a_run_over_paragraphs_is_one_quotation() {
    let found = told(&["Frayne wrote: \"One here.", "\"Two here.", "“Three here.”", "Then nothing."]);
    assert_eq!(found, [(Some("Frayne".to_owned()), "One here. / Two here. / Three here.".to_owned())]);
}

#[test]
fn titles_and_scare_quotes_are_no_speech() {
    assert!(
        told(&[
            "The single 'Wet Cement' is out.",
            "Their \"Long Corridor\" is a so-called \"banger\" of the year.",
            "It's the artists' choice, and the '90s are back."
        ])
        .is_empty()
    );
}

#[test]
fn an_unclosed_quotation_ends_with_its_paragraph() {
    let found = told(&["Frayne said: \"We lost the van.", "Nobody has seen it."]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, "We lost the van.");
}

proptest! {
    #[test]
    fn reading_never_leaves_the_text(texts in proptest::collection::vec("([a-zA-Z ,.:;!?]|[\"“”'‘’]|\\PC){0,60}", 0..5)) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        for found in read(&texts, &[]) {
            for part in found.parts {
                prop_assert!(texts[part.text].get(part.start..part.end).is_some());
            }
        }
        let _ = crate::works::read(&texts, &[]);
        let _ = crate::people::with_roles(&texts);
    }
}

#[test]
fn marks_without_their_other_half_are_found_over_paragraphs_too() {
    let body = |texts: &[&str]| domain::body::Body {
        blocks: texts.iter().map(|text| domain::body::Block::Paragraph(domain::body::Inlines::plain(*text))).collect(),
    };
    let found = |texts: &[&str]| unbalanced(&body(texts)).into_iter().map(|mark| (mark.span.block, mark.problem)).collect::<Vec<_>>();
    assert_eq!(found(&["“Yes,” she said. “No.”", "A 12\" and a ‘word’."]), []);
    assert_eq!(found(&["“It runs on", "“and ends here,” she said."]), [], "opened again with the next paragraph");
    assert_eq!(found(&["“It never ends", "Nothing more."]), [(0, MarkProblem::NeverClosed)]);
    assert_eq!(found(&["Plain.", "It ends,” she said."]), [(1, MarkProblem::NeverOpened)]);
}
