use super::*;
use proptest::prelude::*;

fn names(list: &[&str]) -> Names {
    let rows = list.iter().zip(1..).map(|(name, id)| NameRow {
        artist: ArtistId(id),
        name: (*name).to_owned(),
        is_alias: false,
        kind: ArtistKind::Group,
    });
    Names::build(rows)
}

fn found<'a>(list: &[&str], text: &'a str) -> Vec<&'a str> {
    names(list).find(text).into_iter().map(|mention| text.get(mention.start..mention.end).unwrap()).collect()
}

#[test]
fn the_longest_name_wins() {
    assert_eq!(found(&["Wind", "Earth, Wind & Fire", "Fire"], "Earth, Wind & Fire and Fire"), ["Earth, Wind & Fire", "Fire"]);
    assert_eq!(found(&["Earth, Wind & Fire"], "Earth Wind and Fire's hits"), ["Earth Wind and Fire"]);
}

#[test]
fn house_capitals_and_possessives() {
    assert_eq!(found(&["Zack de la Rocha"], "Zack De La Rocha's Confronting"), ["Zack De La Rocha"]);
    assert_eq!(found(&["Destiny's Child"], "It was Destiny’s Child’s best"), ["Destiny’s Child"]);
    assert_eq!(found(&["El-P"], "with El-P describing, ex-El P"), ["El-P", "El P"]);
}

#[test]
fn names_do_not_run_over_the_ends_of_clauses() {
    assert!(found(&["Paper Tigress"], "on paper. Tigress came, paper, tigress").is_empty());
    assert!(found(&["Foals"], "foalsome").is_empty());
}

#[test]
fn the_band_is_not_any_band() {
    assert!(found(&["The Band"], "a band").is_empty());
    assert_eq!(found(&["The Band"], "the band"), ["the band"]);
    assert_eq!(found(&["The Beatles"], "The Beatles, a Beatles song"), ["The Beatles", "Beatles"]);
}

#[test]
fn ordinary_names_are_hard() {
    for name in ["Live", "Yes", "Girls", "The The", "A Day to Remember", "!!!", "U2", "X", "Slow", "Family"] {
        assert!(is_hard(name), "{name}");
    }
    for name in ["Radiohead", "Killer Mike Tyson Rexx", "Zack de la Rocha", "Кино"] {
        assert!(!is_hard(name), "{name}");
    }
}

proptest! {
    #[test]
    fn finding_never_leaves_the_text(text in "\\PC{0,80}", name in "\\PC{1,12}") {
        let index = names(&[&name, "A", "The The", "El-P"]);
        let joined = format!("{text} {name}’s {text}");
        let mut last = 0;
        for mention in index.find(&joined) {
            prop_assert!(joined.get(mention.start..mention.end).is_some());
            prop_assert!(mention.start >= last && mention.end > mention.start);
            prop_assert!(!mention.candidates.is_empty());
            last = mention.end;
        }
    }

    #[test]
    fn a_stored_name_is_found_as_a_whole(name in "[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}){0,3}") {
        prop_assert_eq!(names(&[&name]).exactly(&name.to_uppercase()).len(), 1);
    }
}

mod given_data {
    use super::*;

    fn list(file: &str) -> Vec<Vec<String>> {
        let folder = std::env::var_os("INKIE_DATA")
            .map_or_else(|| "../../../shared/data".to_owned(), |folder| folder.to_string_lossy().into_owned());
        let text = std::fs::read_to_string(format!("{folder}/artists/{file}")).unwrap();
        text.lines().skip(1).map(|line| line.split('\t').map(str::to_owned).collect()).collect()
    }

    #[test]
    fn nearly_every_hard_name_is_known_to_be_hard() {
        let rows = list("hard-names.tsv");
        let missed: Vec<&str> = rows.iter().map(|row| row[0].as_str()).filter(|name| !is_hard(name)).collect();
        assert!(missed.len() * 20 < rows.len(), "{} of {}: {missed:?}", missed.len(), rows.len());
    }

    #[test]
    fn most_names_are_not_hard() {
        let rows = list("wikidata-lastfm-names.tsv");
        let hard = rows.iter().filter(|row| is_hard(&row[1])).count();
        assert!(hard * 5 < rows.len(), "{hard} of {}", rows.len());
    }

    #[test]
    fn every_name_finds_itself() {
        let rows = list("wikidata-lastfm-names.tsv");
        let index = names(&rows.iter().map(|row| row[1].as_str()).collect::<Vec<_>>());
        let lost: Vec<&str> = rows.iter().map(|row| row[1].as_str()).filter(|name| index.exactly(name).is_empty()).collect();
        assert!(lost.len() < 20, "{lost:?}");
    }
}

#[test]
fn changed_artists_are_laid_over_the_rest() {
    let row =
        |artist: i64, name: &str| NameRow { artist: ArtistId(artist), name: name.to_owned(), is_alias: false, kind: ArtistKind::Group };
    let old = names(&["Gilt", "Paper Tigress"]);
    let whose = |names: &Names, text: &str| -> Vec<Vec<i64>> {
        names.find(text).iter().map(|mention| mention.candidates.iter().map(|one| one.artist.0).collect()).collect()
    };
    let new = old.with(&[ArtistId(2), ArtistId(3)], vec![row(2, "Tiger Paper"), row(3, "Gilt"), row(3, "Gilt Edge")]);
    assert_eq!(whose(&new, "Gilt, Paper Tigress, Tiger Paper, Gilt Edge"), [vec![1, 3], vec![2], vec![3]]);
    assert_eq!(whose(&old, "Gilt, Paper Tigress, Tiger Paper"), [vec![1], vec![2]], "whoever holds the old one keeps it");
    let merged = new.with(&[ArtistId(1), ArtistId(3)], vec![row(3, "Gilt")]);
    assert_eq!(whose(&merged, "Gilt Edge"), [vec![3]]);
    assert_eq!(merged.laid_over(), 3);
    assert_eq!(merged.exactly("gilt").len(), 1);
}
