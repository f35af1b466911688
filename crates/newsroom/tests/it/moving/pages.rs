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
    async fn links_that_lead_to_nothing_are_told_before_anything_comes_in(store: Store) {
        let desk = Desk::new(store).await;
        let folder = folder();
        std::fs::remove_file(folder.path().join("b.html")).unwrap();
        let (sender, told) = std::sync::mpsc::channel();
        let asked = Asked { path: folder.path().to_owned(), ..Asked::default() };
        let dry = moving::look(&desk.newsroom, &desk.act(), &asked, move |told| sender.send(told).unwrap()).await.unwrap();
        let links: Vec<_> = told.iter().flat_map(|told| told.findings).filter(|(about, _)| about == "link").collect();
        assert_eq!(links, [("link".to_owned(), "https://old.example/2015/b".to_owned())]);
        assert_eq!(dry.findings.get("link"), Some(&1));
    }

    async fn a_mapping_with_a_nul_is_refused_with_its_place(store: Store) {
        let desk = Desk::new(store).await;
        let raw = Mapping::read("byline = \"Jo\"\nsection = \"n\u{0}ws\"\n").unwrap_err().to_string();
        assert!(raw.contains("line 2 holds a NUL"), "{raw}");
        let asked = Asked { path: folder().path().to_owned(), mapping: Mapping::read("[bylines]\nandre = \"An\\u0000dré\"\n").unwrap(), ..Asked::default() };
        let refused = asked.mapping.check().unwrap_err().to_string();
        assert!(refused.contains("“An␀dré” holds a NUL"), "{refused}");
        let folder = folder();
        let asked = Asked { path: folder.path().to_owned(), ..asked };
        let refused = moving::run(&desk.newsroom, &desk.act(), &asked, &|_, _| {}).await.unwrap_err().to_string();
        assert!(refused.contains("holds a NUL"), "{refused}");
    }

    async fn of_a_site_that_was_taught_lists_stay_and_standing_pages_are_pages(store: Store) {
        let desk = Desk::new(store).await;
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, inner: String| {
            let page = format!("<!doctype html><html><head><title>Old Paper</title></head><body><div class=\"top\">Old Paper</div>{inner}</body></html>");
            std::fs::write(folder.path().join(name), page).unwrap();
        };
        let words = |n: usize| format!("<p>Paragraph one of night {n}, which was louder than the night before it and went on for a good deal longer, too.</p><p>Nobody owns the fax machine, said the band of number {n}, who carried it up four floors, and down again, in the rain.</p>");
        let story = |n: usize| format!("<h2 class=\"t\"><a href=\"/{n}\">Night {n} of the fax</a></h2><b class=\"d\">{:02}.03.2015</b> <i class=\"w\">By <a href=\"/by/jo-low\">Jo Low</a></i><div class=\"x\">{}</div>", n + 1, words(n));
        for n in 1..=9 {
            write(&format!("story-{n}.html"), story(n));
        }
        write("front.html", (1..=6).map(story).collect());
        write("tag.html", (3..=8).map(|n| format!("<h2 class=\"t\"><a href=\"/{n}\">Night {n} of the fax</a></h2><b class=\"d\">{:02}.03.2015</b> <i class=\"s\">In <a href=\"/news\">News</a></i>", n + 1)).collect());
        write("about.html", format!("<h2 class=\"t\">About the paper</h2><div class=\"x\">{}</div>", words(70)));
        let mapping = "[[taught]]\npage = \"story-2.html\"\nheadline = \"Night 2 of the fax\"\ndate = \"03.03.2015\"\nday = \"2015-03-03\"\nopening = \"Paragraph one of night 2\"\nbylines = { \"Jo Low\" = \"Jo Low\" }\n";
        let asked = Asked { path: folder.path().to_owned(), mapping: Mapping::read(mapping).unwrap(), ..Asked::default() };
        let (sender, told) = std::sync::mpsc::channel();
        let dry = moving::look(&desk.newsroom, &desk.act(), &asked, move |told| sender.send(told).unwrap()).await.unwrap();
        let told: Vec<Told> = told.iter().collect();
        let of = |kind: &str| told.iter().filter(|told| told.becomes == kind).map(|told| told.headline.clone()).collect::<Vec<_>>();
        assert_eq!(of("story"), (1..=9).map(|n| format!("Night {n} of the fax")).collect::<Vec<_>>());
        assert_eq!(of("page"), ["About the paper"]);
        assert!(told.iter().filter(|told| told.becomes == "story").all(|told| told.bylines == ["Jo Low"]));
        let left: Vec<&str> = dry.notes.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(left, ["front.html: is a list of stories; it was left out", "tag.html: holds no story; it was left out"]);
    }

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
