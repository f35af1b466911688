//! Every command once, in the order in which a paper is made.

use crate::paper::{Paper, on_both};
use serde_json::Value;

fn lines(json: &str) -> Vec<Value> {
    json.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

on_both! {
    fn from_an_empty_directory_to_a_letter(paper: &Paper) {
        paper.found();
        let facts = paper.inkie(&["paper", "--set", "spot=#0047ff", "--set", "edition-hour=07:05"]).well();
        assert!(facts.contains("#0047ff") && facts.contains("07:05") && facts.contains("Australia/Melbourne"), "{facts}");
        let artists = paper.write("a.jsonl", "{\"name\":\"Saltwater Choir\"}\n{\"name\":\"The Salt\"}\n{\"name\":\n{\"name\":\"Dead Postcodes\"}\n");
        let told = paper.inkie(&["artists", "import", &artists]);
        assert!(told.err.contains("line 3"), "{told:?}");
        assert!(told.well().contains("3 made, 0 known already, 1 lines not read"));
        let story = paper.story(1);
        let read = lines(&paper.inkie(&["import", &story, "--json"]).well());
        assert_eq!((read[0]["outcome"].as_str(), read[0]["state"].as_str()), (Some("new"), Some("draft")), "{}", read[0]);
        assert_eq!(read[0]["published_at"], "2015-03-26T14:01:00Z");
        assert_eq!(read[0]["links"].as_array().unwrap().len(), 2, "{}", read[0]);
        assert_eq!(lines(&paper.inkie(&["import", &story, "--json"]).well())[0]["outcome"], "same");
        let live = paper.inkie(&["publish", "story-number-1-quits-by-fax"]).well();
        assert!(live.contains("live: http://127.0.0.1:8080/2015/03/27/story-number-1-quits-by-fax"), "{live}");
        assert!(paper.inkie(&["publish", "story-number-1-quits-by-fax"]).failed(1).contains("live already"));
        let stories = lines(&paper.inkie(&["stories", "--json"]).well());
        assert_eq!((stories.len(), stories[0]["state"].as_str()), (1, Some("live")));
        assert!(paper.inkie(&["artists", "merge", "the-salt", "saltwater-choir"]).well().contains("/artists/saltwater-choir"));
        assert!(paper.inkie(&["artists", "rename", "dead-postcodes", "Dead Postcards"]).well().contains("/artists/dead-postcards"));
        assert!(paper.inkie(&["correct", "1", "--note", "It was a telex."]).well().contains("live"));
        paper.readers(3);
        assert!(paper.inkie(&["edition", "compose"]).well().contains("1 story, led by “Story number 1 quits by fax”"));
        assert!(paper.inkie(&["edition", "send"]).failed(1).contains("--smtp smtp://host:port"));
        let sent = paper.inkie(&["edition", "send", "--mailbox", "on"]).well();
        assert!(sent.contains("3 accepted"), "{sent}");
        assert!(paper.inkie(&["edition", "send", "--mailbox", "on"]).failed(1).contains("has been sent"));
        let editions = lines(&paper.inkie(&["edition", "list", "--json"]).well());
        assert_eq!((editions[0]["state"].as_str(), editions[0]["letters"]["accepted"].as_i64()), (Some("sent"), Some(3)));
        readers(paper);
        assert!(paper.inkie(&["withdraw", "1", "--reason", "The clip was not theirs."]).well().contains("now says why"));
        assert!(paper.inkie(&["migrate"]).well().contains("nothing to do"));
        let doctor = paper.inkie(&["doctor", "--json"]);
        assert!(lines(&doctor.out).iter().all(|finding| finding["state"] != "bad" || finding["thing"] == "address"), "{doctor:?}");
    }

    fn the_demo_is_a_whole_paper_and_starts_again_as_it_was(paper: &Paper) {
        let first = paper.inkie(&["demo", "--no-serve", "--listen", "127.0.0.1:0"]).well();
        assert!(first.contains("the paper") && first.contains("/-/mailbox"), "{first}");
        let before = paper.inkie(&["stories", "--limit", "1000", "--json"]).well();
        assert_eq!(before.lines().count(), 61 + 6, "the stories of the paper, and what lies on its desk");
        paper.inkie(&["demo", "--no-serve", "--listen", "127.0.0.1:0"]).well();
        assert_eq!(paper.inkie(&["stories", "--limit", "1000", "--json"]).well(), before);
    }
}

/// Readers from the command line: looked at, brought in, found, given, suppressed, erased, written out.
fn readers(paper: &Paper) {
    let list = paper.write("list.csv", "email,status\njo@example.org,active\nal@example.org,unsubscribed\nbroken,active\n");
    assert!(paper.inkie(&["readers", "import", &list]).failed(2).contains("--proof"));
    let looked = paper.inkie(&["readers", "import", &list, "--look"]);
    assert!(looked.err.contains("line 4"), "{looked:?}");
    assert!(looked.well().contains("nothing was stored"));
    let done = paper.inkie(&["readers", "import", &list, "--proof", "double opt-in since 2014"]).well();
    assert!(done.contains("1  new readers") && done.contains("1  left that list"), "{done}");
    let found = lines(&paper.inkie(&["readers", "list", "--begins", "JO@", "--json"]).well());
    assert_eq!((found.len(), found[0]["source"].as_str()), (1, Some("import-1")));
    assert!(paper.inkie(&["readers", "show", "jo@example.org"]).well().contains("proof: double opt-in since 2014"));
    assert!(paper.inkie(&["readers", "show", "jo@example.org"]).well().contains("every day at the first hour, no specials"));
    let given: Value = serde_json::from_str(&paper.inkie(&["readers", "give", "jo@example.org"]).well()).unwrap();
    assert_eq!(given["standing"], "active");
    assert!(paper.inkie(&["readers", "suppress", "al@example.org", "--reason", "wrote a letter"]).well().contains("nothing is mailed"));
    assert!(paper.inkie(&["readers", "lift", "al@example.org"]).well().contains("off the list"));
    assert!(paper.inkie(&["readers", "erase", "jo@example.org"]).failed(1).contains("--yes"));
    assert!(paper.inkie(&["readers", "erase", "jo@example.org", "--suppress", "--yes"]).well().contains("erased"));
    assert!(paper.inkie(&["readers", "show", "jo@example.org"]).failed(1).contains("nobody reads"));
    let table = paper.folder().join("readers.csv").display().to_string();
    assert!(paper.inkie(&["readers", "export", &table]).well().contains("wrote 4 readers"));
    assert!(paper.inkie(&["readers", "export", &table]).failed(1).contains("is there already"));
    let shown = paper.inkie(&["edition", "show"]).well();
    let day = shown.strip_prefix("the edition of ").unwrap().split(' ').next().unwrap();
    assert!(paper.inkie(&["edition", "hold", "--day", day]).well().contains("is held"));
    assert!(paper.inkie(&["edition", "let-go", "--day", day]).well().contains("not held"));
    assert!(paper.inkie(&["edition", "hold", "--day", "2099-01-01"]).failed(1).contains("2099-01-01 is more than 60 days"));
    assert!(paper.inkie(&["edition", "let-go", "--day", "0001-01-01"]).failed(1).contains("0001-01-01 is more than 60 days"));
}
