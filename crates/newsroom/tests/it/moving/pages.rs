//! A folder of saved pages becomes stories.

use super::{bring_in, paper};
use crate::desk::Desk;
use domain::story::State;
use newsroom::moving::{self, Asked, Mapping, Told};

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

/// A page without names for its parts, as papers wrote them by hand; the byline is a word for somebody.
fn bare(number: usize) -> String {
    let (by, day) = if number.is_multiple_of(2) { ("ANDRÉ", 10 + number) } else { ("LOTTIE", 10 + number) };
    let date = if number == 7 { String::new() } else { format!("{day:02}.03.2015") };
    format!(
        "<!-- saved from url=(0030)https://bare.example/{number}.html --><html><head><title>Bare Paper</title></head><body><table><tr><td class=\"m\">Bare Paper | News | Gigs</td></tr>\
         <tr><td class=\"t\">Night {number} of the fax machine</td></tr><tr><td class=\"d\">{date}</td><td class=\"w\">{by}</td></tr>\
         <tr><td class=\"x\"><p>Paragraph one of night {number}, which was louder than the night before it and went on for longer, too.</p>\
         <p>Nobody owns the fax machine, said the band of number {number}, who carried it up four floors, and down again, in the rain.</p></td></tr>\
         <tr><td class=\"f\">All rights reserved, all wrongs reversed</td></tr></table></body></html>"
    )
}

testkit::both! {
    async fn a_site_is_taught_on_one_page_and_the_doubtful_are_listed(store: Store) {
        let desk = Desk::new(store).await;
        let folder = tempfile::tempdir().unwrap();
        for number in 1..=12 {
            std::fs::write(folder.path().join(format!("{number:02}.html")), bare(number)).unwrap();
        }
        let mapping = "[[taught]]\npage = \"02.html\"\nheadline = \"Night 2 of the fax machine\"\ndate = \"12.03.2015\"\nday = \"2015-03-12\"\n\
                       opening = \"Paragraph one of night 2\"\nbylines = { \"ANDRÉ\" = \"André Dack\" }\n";
        let asked = Asked { path: folder.path().to_owned(), mapping: Mapping::read(mapping).unwrap(), zone: Some(domain::time::Zone::utc()), ..Asked::default() };
        assert_eq!(Mapping::read(&asked.mapping.file().unwrap()).unwrap(), asked.mapping, "a file gives what it was written of");
        let (sender, told) = std::sync::mpsc::channel();
        moving::look(&desk.newsroom, &desk.act(), &asked, move |told| sender.send(told).unwrap()).await.unwrap();
        let told: Vec<Told> = told.iter().collect();
        let headlines: Vec<String> = (1..=12).map(|number| format!("Night {number} of the fax machine")).collect();
        assert_eq!(told.iter().map(|told| told.headline.clone()).collect::<Vec<_>>(), headlines);
        assert_eq!(told[3].bylines, ["André Dack"]);
        assert_eq!(told[3].date.as_deref().and_then(|date| date.split('T').next()), Some("2015-03-14"));
        let doubts = |place: usize| told[place].findings.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>().join("; ");
        assert!(doubts(6).contains("date: the date's place on this site is empty here"), "{}", doubts(6));
        assert!(doubts(0).contains("“LOTTIE” stands for nobody yet"), "{}", doubts(0));
        assert_eq!(doubts(3), "", "what was shown holds here");

        let wrong = |from: &str, to: &str| Asked { mapping: Mapping::read(&mapping.replace(from, to)).unwrap(), ..asked.clone() };
        for (asked, said) in [
            (wrong("02.html", "99.html"), "there is no page “99.html” in the source"),
            (wrong("2015-03-12", "soon"), "“soon” is no day"),
            (wrong("Night 2 of", "Nights of"), "“Nights of the fax machine” does not stand on the page"),
        ] {
            let refused = moving::look(&desk.newsroom, &desk.act(), &asked, |_| ()).await.unwrap_err().to_string();
            assert!(refused.contains(said), "{refused}");
        }
    }
}
