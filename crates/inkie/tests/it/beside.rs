//! Commands beside a running server: they run in it, and what they did is on the page at once.

use crate::paper::{new, on_both};
use std::time::{Duration, Instant};

on_both! {
    fn what_was_published_is_on_the_page_at_once(paper: &Paper) {
        paper.found();
        let files: Vec<String> = (0..100).map(|n| paper.story(n)).collect();
        let server = paper.serve(&[]);
        let mut words = vec!["import"];
        words.extend(files.iter().map(String::as_str));
        paper.inkie(&words).well();
        for n in 0..100 {
            let slug = format!("story-number-{n}-quits-by-fax");
            assert_eq!(server.get(&format!("/2015/03/27/{slug}")).status, 404, "a draft is nobody's business");
            server.get("/");
            paper.inkie(&["publish", &slug]).well();
            let page = server.get(&format!("/2015/03/27/{slug}"));
            assert_eq!(page.status, 200, "{slug} is stale");
            assert!(page.text.contains(&format!("says number {n}.")));
            let front = server.get("/").text;
            assert!(front.contains(&slug), "the front is stale at {slug}");
        }
        paper.inkie(&["paper", "--set", "name=The Other Feedback"]).well();
        assert!(server.get("/").text.contains("The Other Feedback"));
        paper.inkie(&["withdraw", "story-number-7-quits-by-fax", "--reason", "Not true."]).well();
        assert_eq!(server.get("/2015/03/27/story-number-7-quits-by-fax").status, 410);
        assert_eq!(server.stop(), Some(0));
        assert!(!paper.data().join("inkie.sock").exists());
        assert!(paper.inkie(&["paper"]).well().contains("The Other Feedback"));
    }

    fn a_command_through_the_socket_fails_as_it_does_alone(paper: &Paper) {
        paper.found();
        let server = paper.serve(&["--mailbox", "on"]);
        assert!(paper.inkie(&["publish", "nothing"]).failed(1).contains("no story “nothing”"));
        assert!(paper.inkie(&["import", "nowhere.txt"]).failed(1).contains("nowhere.txt cannot be opened"));
        assert!(paper.inkie(&new("Europe/Berlin")).failed(1).contains("“The Feedback” already"));
        assert!(paper.inkie(&["migrate"]).failed(1).contains("another inkie is running"));
        assert!(paper.inkie(&["serve"]).failed(1).contains("another inkie is running"));
        // Relative paths begin where the command was given.
        paper.story(3);
        paper.inkie(&["import", "stories/0003.txt", "--publish"]).well();
        assert_eq!(server.get("/2015/03/27/story-number-3-quits-by-fax").status, 200);
    }

    fn a_server_that_was_killed_leaves_nothing_in_the_way(paper: &Paper) {
        paper.found();
        drop(paper.serve(&[]));
        assert!(paper.data().join("inkie.sock").exists(), "its socket is left");
        paper.inkie(&["paper"]).well();
        let begun = Instant::now();
        let server = paper.serve(&[]);
        assert!(begun.elapsed() < Duration::from_secs(10));
        assert_eq!(server.get("/").status, 200);
    }
}
