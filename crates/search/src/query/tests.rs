use super::*;
use proptest::prelude::*;

fn word(text: &str) -> What {
    What::Word(text.to_owned())
}

fn phrase(words: &[&str]) -> What {
    What::Phrase(words.iter().map(|word| (*word).to_owned()).collect())
}

fn whats(terms: &[Term]) -> Vec<What> {
    terms.iter().map(|term| term.what.clone()).collect()
}

#[test]
fn words_phrases_beginnings() {
    let query = Query::read("Björk “Vespertine Live” gui* -cover -\"box set\" AC/DC");
    assert_eq!(
        whats(&query.terms),
        [word("bjork"), phrase(&["vespertine", "live"]), What::Beginning("gui".to_owned()), phrase(&["ac", "dc"]),]
    );
    assert_eq!(whats(&query.without), [word("cover"), phrase(&["box", "set"])]);
    assert!(query.notes.is_empty() && !query.is_plain());
    assert!(Query::read("killer mike").is_plain());
}

#[test]
fn filters() {
    let query = Query::read(
        "artist:\"Killer Mike\" ARTIST: gilt section:news by:Imogen type:reviews type:\"live review\" after:2015-03 before:2016",
    );
    assert_eq!(query.artists, ["Killer Mike", "gilt"]);
    assert_eq!((query.sections.as_slice(), query.people.as_slice()), (&["news".to_owned()][..], &["Imogen".to_owned()][..]));
    assert_eq!(query.kinds, [Kind::Review, Kind::LiveReview]);
    assert_eq!((query.after, query.before), (Some(Day::constant(2015, 3, 1)), Some(Day::constant(2016, 1, 1))));
    assert!(query.terms.is_empty() && query.notes.is_empty());
    let query = Query::read("said:\"killer mike\" purgatory");
    assert_eq!((query.said.as_deref(), whats(&query.terms)), (Some("killer mike"), vec![word("purgatory")]));
}

#[test]
fn scores_are_shares_of_the_best() {
    let range = |text: &str| Query::read(&format!("score:{text}")).score;
    assert_eq!(range("8"), Some(800..=800));
    assert_eq!(range("8,5"), Some(850..=850));
    assert_eq!(range("4/5"), Some(800..=800));
    assert_eq!(range(">=8"), Some(800..=1_000));
    assert_eq!(range(">8"), Some(801..=1_000));
    assert_eq!(range("<5"), Some(0..=499));
    assert_eq!(range("7..9"), Some(700..=900));
    for none in ["eleven", "11", "3/0", "-1", "1e3", "..", ">"] {
        assert_eq!(range(none), None, "{none}");
    }
}

#[test]
fn what_is_not_understood_is_said() {
    let notes = |text: &str| Query::read(text).notes;
    assert_eq!(notes("after:yesterday"), [Note::Day("yesterday".to_owned())]);
    assert_eq!(notes("before:2015-13"), [Note::Day("2015-13".to_owned())]);
    assert_eq!(notes("type:poem x"), [Note::Kind("poem".to_owned())]);
    assert_eq!(notes("score:loud"), [Note::Score("loud".to_owned())]);
    assert_eq!(notes("artist:"), [Note::Nothing("artist:".to_owned())]);
    assert_eq!(notes("a*"), [Note::Short("a*".to_owned())]);
    assert_eq!(notes(&"a".repeat(10_000)), [Note::TooLong]);
    assert_eq!(notes(&"ab ".repeat(50)), [Note::TooMany]);
    let unknown = Query::read("http://a.example genre:rock");
    assert_eq!((unknown.notes.len(), unknown.terms.len()), (0, 2));
}

#[test]
fn a_mark_that_nobody_closes_is_closed_at_the_end() {
    assert_eq!(whats(&Query::read("\"two words").terms), [phrase(&["two", "words"])]);
    assert!(Query::read("\"").is_empty() && Query::read("\"\"\"").is_empty() && Query::read("- * ( ) :").is_empty());
    assert_eq!(whats(&Query::read("one\"two\"").terms), [word("one"), phrase(&["two"])]);
}

#[test]
fn other_words_are_put_in_their_places() {
    let typed = "Bjrök said -x";
    let query = Query::read(typed);
    assert_eq!(Query::respelt(typed, &[(query.terms[0].span.clone(), "bjork".to_owned())]), "bjork said -x");
}

/// Pieces that the parser looks for, beside anything at all.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "\\PC{0,12}",
        2 => "[\"“”«*:. -]{1,6}",
        3 => prop::sample::select(vec!["artist:", "said:", "score:>=", "after:", "before:", "type:", "section:", "by:", "-", "\"", "*"]).prop_map(str::to_owned),
        1 => ".{0,500}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(debug_assertions) { 2_000 } else { 200_000 }))]

    #[test]
    fn any_text_is_a_query_within_bounds(typed in typed()) {
        let query = Query::read(&typed);
        prop_assert!(query.terms.len() + query.without.len() <= MOST_TERMS);
        prop_assert!(query.artists.len() + query.people.len() + query.sections.len() <= MOST_TERMS);
        prop_assert!(query.notes.len() <= LONGEST);
        for term in query.terms.iter().chain(&query.without) {
            prop_assert!(typed.get(term.span.clone()).is_some());
            match &term.what {
                What::Word(word) => prop_assert!(!word.is_empty()),
                What::Beginning(word) => prop_assert!(word.chars().count() >= SHORTEST_BEGINNING),
                What::Phrase(words) => prop_assert!(!words.is_empty() && words.len() <= MOST_IN_A_PHRASE),
            }
        }
        if let Some(range) = query.score {
            prop_assert!((0..=1_001).contains(range.start()) && (-1..=1_000).contains(range.end()));
        }
    }

    #[test]
    fn words_are_found_as_they_are_folded(words in prop::collection::vec("[a-zé]{1,9}", 1..MOST_TERMS)) {
        let typed = words.join(" ");
        let expected: Vec<What> = words.iter().map(|one| word(&text::fold::search_text(one))).collect();
        prop_assert_eq!(whats(&Query::read(&typed).terms), expected);
    }
}
