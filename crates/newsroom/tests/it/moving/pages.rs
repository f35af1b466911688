//! A folder of saved pages becomes stories.

use super::{bring_in, paper};
use crate::desk::Desk;
use domain::story::State;
use newsroom::moving::Asked;

fn page(path: &str, headline: &str, by: &str, at: &str, words: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><title>{headline} | Old Paper</title><link rel=\"canonical\" href=\"https://old.example{path}\">\
         <meta property=\"article:published_time\" content=\"{at}\"></head><body><header><a href=\"/\">Old Paper</a> <nav><a href=\"/news\">News</a></nav></header>\
         <article><h1>{headline}</h1><p class=\"byline\">By {by}</p><p>{words} It was loud, and nobody in the room asked it to be any quieter than that.</p>\
         <p>“Nobody owns the fax machine,” said Odalys Kerr, who has carried it up four floors for <a href=\"https://old.example/2015/b\">the other story</a>.</p>\
         <p>The band goes on tour in March, with the machine, and the lift has been serviced twice since then.</p></article>\
         <footer>Subscribe to our newsletter. © Old Paper</footer></body></html>"
    )
}

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write(
        "a.html",
        &page("/2015/a", "Drummer quits by fax", "Imogen Achterberg", "2015-03-27T20:45:00+11:00", "Saltwater Choir have left."),
    );
    write(
        "b.html",
        &page("/2015/b", "Bass player stays by telex &amp; post", "Lottie Vukovic", "2015-03-28T09:00:00Z", "Gilt have stayed."),
    );
    write(
        "twice.html",
        &page("/2015/a", "Drummer quits by fax", "Imogen Achterberg", "2015-03-27T20:45:00+11:00", "Saltwater Choir have left."),
    );
    write("empty.html", "<!doctype html><html><head><title></title></head><body></body></html>");
    write("style.css", "body { color: red }");
    folder
}

testkit::both! {
    async fn saved_pages_come_as_stories_once_each(store: Store) {
        let desk = Desk::new(store).await;
        let folder = folder();
        let asked = Asked { path: folder.path().to_owned(), ..Asked::default() };
        bring_in(&desk, &asked).await;
        let conn = desk.read().await;
        let of = async |id: &str| store::stories::by_source(&conn, "pages:old.example", id).await.unwrap();
        let story = of("https://old.example/2015/a").await.unwrap();
        assert_eq!((story.draft.headline.as_str(), &story.state), ("Drummer quits by fax", &State::Live));
        assert_eq!(story.draft.dateline.map(|at| at.rfc3339()).as_deref(), Some("2015-03-27T09:45:00Z"));
        let text: Vec<String> = story.draft.body.texts().iter().map(|text| text.inlines.text()).collect();
        assert!(text[0].starts_with("Saltwater Choir have left.") && text.last().unwrap().ends_with("since then."), "{text:#?}");
        let other = of("https://old.example/2015/b").await.unwrap();
        assert_eq!(other.draft.headline, "Bass player stays by telex & post");
        let leads_to = store::redirects::get(&conn, "/2015/a").await.unwrap();
        assert_eq!(leads_to.as_deref(), Some("/2015/03/27/drummer-quits-by-fax"));
        drop(conn);
        let before = paper(&desk).await;
        assert_eq!(before.iter().filter(|line| line.contains("pages:old.example")).count(), 2, "{before:#?}");
        bring_in(&desk, &asked).await;
        assert_eq!(paper(&desk).await, before, "the same again");
    }
}
