use super::*;
use domain::edition::{Contents, Selection};
use domain::time::Zone;
use proptest::prelude::*;
use std::fs;
use std::path::Path;

/// The mails as they lie in the repository.
fn mails() -> Sources {
    fn gather(folder: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                gather(&entry.path(), &format!("{name}/"), files);
            } else {
                files.push((name, fs::read_to_string(entry.path()).unwrap()));
            }
        }
    }
    let mut files = Vec::new();
    gather(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../newsroom/mail"), "", &mut files);
    Sources::new(files)
}

fn templates() -> MailTemplates {
    MailTemplates::new(&mails(), Manner::Strict).unwrap()
}

fn paper_of(name: &str) -> MailPaper {
    let paper = Paper {
        name: name.to_owned(),
        tagline: String::new(),
        zone: Zone::utc(),
        language: "en-AU".to_owned(),
        spot: "#e4002b".to_owned(),
        edition_minute: 390,
        publisher: "The Feedback Cooperative Press".to_owned(),
        postal_address: "Level 1, above the locksmith, 14 Plectrum Lane, North Tallow VIC 3999, Australia".to_owned(),
        email: None,
        base_url: "https://feedback.example".to_owned(),
        ..Paper::default()
    };
    MailPaper::of(&paper, Some("https://feedback.example/assets/archivo-latin.woff2".to_owned()))
}

fn paper() -> MailPaper {
    paper_of("The Feedback")
}

fn facts() -> EditionFacts {
    EditionFacts {
        subject: "The loudest quiet band in the country would like you to stop whispering".to_owned(),
        preheader: "Three albums, one microphone and a ban on talking between songs.".to_owned(),
        day: "Friday 20 November 2026".to_owned(),
        special: false,
        note: Vec::new(),
        ad: None,
    }
}

fn story(artists: &[&str], headline: &str, standfirst: &str) -> MailStory {
    MailStory {
        url: format!("https://feedback.example/2026/11/20/{}", headline.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "-")),
        headline: headline.to_owned(),
        artists: artists.iter().map(|&name| name.to_owned()).collect(),
        follow: artists.first().map(|name| format!("https://feedback.example/artists/{}/follow", name.to_lowercase().replace(' ', "-"))),
        kicker: artists.is_empty().then(|| "Local".to_owned()),
        standfirst: Some(standfirst.to_owned()).filter(|text| !text.is_empty()),
        byline: None,
        advisory: None,
        sponsor: None,
        score: None,
        clip: None,
        picture: None,
        thumb: None,
    }
}

fn picture(name: &str, pixels: (u32, u32), width: u32, alt: &str) -> Option<MailPicture> {
    let src = format!("https://feedback.example/media/{name}.jpg");
    MailPicture::shown(src, pixels, width, alt.to_owned(), "Pia Lundgrave".to_owned())
}

fn score(value: &str, hot: bool) -> Option<MailScore> {
    Some(MailScore { value: value.to_owned(), out_of: "10".to_owned(), hot })
}

fn clip(title: &str) -> Option<MailClip> {
    let poster = picture("between-floors-poster", (1200, 800), COLUMN, "Poster: two floors and the dark between them");
    Some(MailClip { title: title.to_owned(), sound: false, provider: "YouTube".to_owned(), duration: Some("4:12".to_owned()), poster })
}

/// A day of the demo paper.
fn eight() -> Vec<MailStory> {
    let lead = "The loudest quiet band in the country would like you to stop whispering";
    let lead_line =
        "Three albums, one microphone and a ban on talking between songs. We sat with them in the only pub that still lets them in.";
    vec![
        MailStory {
            byline: Some("Imogen Achterberg".to_owned()),
            picture: picture("one-microphone", (1200, 800), COLUMN, "Halftone poster of a single ribbon microphone in a large empty field"),
            ..story(&["Saltwater Choir"], lead, lead_line)
        },
        MailStory {
            clip: clip("Between Floors"),
            advisory: Some("Contains violence, flashing images".to_owned()),
            ..story(
                &["Dead Postcodes", "Odalys Kerr"],
                "Watch Dead Postcodes & Odalys Kerr’s unsettling new clip",
                "The video for ‘Between Floors’ has arrived, and it does not get out.",
            )
        },
        story(
            &["Paper Tigress"],
            "Drummer quits by fax, band confirms fax machine was also the drummer’s",
            "A statement is expected when somebody finds the cable.",
        ),
        MailStory {
            thumb: picture("ferry-leaving", (1200, 800), THUMB, "A ferry"),
            ..story(&["Lesser Harbour"], "New single arrives with forty seconds of a ferry leaving", "The ferry has asked for a credit.")
        },
        MailStory {
            score: score("9", true),
            ..story(&["Saltwater Choir"], "Low Voices, Long Corridor", "A record that shuts the door behind you.")
        },
        story(&[], "Council keeps the venue, loses the car park, calls it even", "The vote was six to five and the five had driven."),
        MailStory { score: score("3.5", false), ..story(&["The Big Sorry"], "Apology Tour", "They are not.") },
        story(
            &["Vera Static"],
            "“I wrote it on the night bus and I can prove it”: the tape exists",
            "Forty-one minutes, eleven stops, one chorus.",
        ),
    ]
}

fn many(count: usize) -> Vec<MailStory> {
    let mut stories: Vec<MailStory> = eight().into_iter().cycle().take(count).collect();
    for (at, story) in stories.iter_mut().enumerate() {
        story.url = format!("{}-with-an-address-as-long-as-they-get-{at}", story.url);
    }
    stories
}

fn links() -> ReaderLinks {
    ReaderLinks {
        leave: "https://feedback.example/newsletter/leave/leavetoken".to_owned(),
        preferences: "https://feedback.example/newsletter/preferences/choosetoken".to_owned(),
        copy: "https://feedback.example/newsletter/2026-11-20/ff".to_owned(),
    }
}

fn letter(stories: &[MailStory]) -> Letter {
    let parts = templates().edition(&paper(), &facts(), stories, &[]).unwrap();
    parts.assemble(Contents::of(Selection::all(stories.len())), &links())
}

#[test]
fn an_edition_of_eight() {
    let Letter { html, text } = letter(&eight());
    insta::assert_snapshot!("edition_html", html.as_str());
    insta::assert_snapshot!("edition_text", text);
}

#[test]
fn an_edition_of_sixteen_ends_in_lines_with_numbers() {
    let Letter { html, text } = letter(&many(16));
    insta::assert_snapshot!("edition_long_html", html.as_str());
    insta::assert_snapshot!("edition_long_text", text);
}

#[test]
fn service_mails_are_as_they_were() {
    let link = "https://feedback.example/newsletter/confirm/token".to_owned();
    let artist = ServiceFacts { link: link.clone(), days: 7, artist: Some("Gilt & Sons".to_owned()) };
    let confirm = templates().service("confirm", &paper(), &artist).unwrap();
    insta::assert_snapshot!("confirm_text", format!("{}\n\n{}", confirm.subject, confirm.letter.text));
    insta::assert_snapshot!("confirm_html", confirm.letter.html.as_str());
    let plain = ServiceFacts { link, days: 7, artist: None };
    let preferences = templates().service("preferences", &paper(), &plain).unwrap();
    insta::assert_snapshot!("preferences_text", format!("{}\n\n{}", preferences.subject, preferences.letter.text));
    for (words, facts, asks) in [("follow", &artist, "every story about Gilt & Sons"), ("return", &plain, "asked to take that back")] {
        let mail = templates().service(words, &paper(), facts).unwrap();
        let text = mail.letter.text.replace('\n', " ");
        assert!(text.contains(asks) && !text.contains('{'), "{text}");
    }
}

#[test]
fn a_note_from_the_editor_stands_before_the_stories() {
    let noted = EditionFacts { note: vec!["No edition tomorrow: <we> are at a wedding.".to_owned(), "Be loud.".to_owned()], ..facts() };
    let parts = templates().edition(&paper(), &noted, &eight(), &[]).unwrap();
    let Letter { html, text } = parts.assemble(Contents::of(Selection::all(8)), &links());
    let at = |whole: &str, words: &str| whole.find(words).unwrap_or_else(|| panic!("{words} is not in {whole}"));
    let html = html.as_str();
    assert!(
        at(html, "&lt;we&gt; are at") < at(html, "Be loud.")
            && at(html, "Be loud.") < at(html, "The loudest quiet band in the country would like you to stop whispering</a>")
    );
    assert!(at(&text, "No edition tomorrow") < at(&text, "Be loud.") && at(&text, "Be loud.") < at(&text, "Saltwater Choir"));
}

#[test]
fn a_special_says_so_and_why_it_came() {
    let special = EditionFacts { special: true, ..facts() };
    let parts = templates().edition(&paper(), &special, &eight()[..1], &[]).unwrap();
    let Letter { html, text } = parts.assemble(Contents::of(Selection::all(1)), &links());
    assert!(text.contains("Special edition, Friday 20 November 2026") && text.contains("you chose special editions"), "{text}");
    assert!(html.as_str().contains("Special edition") && html.as_str().contains("you chose special editions"));
}

#[test]
fn corrections_stand_after_the_stories_for_who_had_them() {
    let correction = |word: &str| MailCorrection {
        url: format!("https://feedback.example/{word}"),
        headline: format!("The {word} & the tram"),
        text: format!("It was <no> {word}."),
    };
    let parts = templates().edition(&paper(), &facts(), &eight(), &[correction("bus"), correction("ferry")]).unwrap();
    let with = |corrected| parts.assemble(Contents { corrected, ..Contents::of(Selection::all(8)) }, &links());
    let Letter { html, text } = with(Selection(2));
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}"));
    assert!(
        at("Vera Static") < at("We got it wrong")
            && at("The ferry & the tram") < at("It was <no> ferry.")
            && at("feedback.example/ferry") < at("Had enough")
    );
    assert!(html.as_str().contains("The ferry &amp; the tram</a>") && html.as_str().contains("It was &lt;no&gt; ferry."));
    assert!(html.as_str().contains("href=\"https://feedback.example/ferry\""));
    assert!(!text.contains("bus &") && !html.as_str().contains("bus &amp;"), "not theirs");
    let none = parts.assemble(Contents::of(Selection::all(8)), &links());
    assert!(!none.text.contains("We got it wrong") && !none.html.as_str().contains("We got it wrong"));
    let web = |parts: &EditionParts| parts.on_the_web(Selection::all(8), Selection(0), &links()).into_string();
    assert!(web(&parts).contains("no&gt; bus") && web(&parts).contains("no&gt; ferry"), "all of them in the copy");
    let untold = parts.clone().untold(Selection(2));
    assert_eq!(untold.corrections(), Selection(1));
    assert!(!web(&untold).contains("ferry &amp;") && web(&untold.untold(Selection(1))).matches("We got it wrong").count() == 0);
}

#[test]
fn forty_stories_stay_small() {
    let html = letter(&many(40)).html;
    assert!(html.as_str().len() <= 60_000, "{} bytes: the way out would stand beyond the first 60 KB", html.as_str().len());
    let most = letter(&many(60)).html;
    assert!(most.as_str().len() <= 80_000, "{} bytes", most.as_str().len());
}

#[test]
fn every_link_is_in_both_parts() {
    let stories = many(16);
    let Letter { html, text } = letter(&stories);
    let shared = [links().leave, links().preferences, links().copy];
    for url in stories.into_iter().map(|story| story.url).chain(shared) {
        assert!(html.as_str().contains(&format!("href=\"{url}\"")), "html: {url}");
        assert!(text.lines().any(|line| line.trim().ends_with(&url)), "text: {url}");
    }
    assert!(!html.as_str().contains("[[") && !text.contains("[["), "a marker was left");
}

#[test]
fn a_reader_gets_their_selection_with_their_artists_first() {
    let parts = templates().edition(&paper(), &facts(), &eight(), &[]).unwrap();
    let selection = Selection(0).with(2).with(5).with(7);
    let text = parts.assemble(Contents { first: Selection(0).with(7), ..Contents::of(selection) }, &links()).text;
    let at = |words: &str| text.find(words).unwrap_or_else(|| panic!("{words} is not in {text}"));
    assert!(at("night bus") < at("Drummer quits") && at("Drummer quits") < at("Council keeps"));
    assert!(!text.contains("ferry"));
    let again: EditionParts = serde_json::from_str(&serde_json::to_string(&parts).unwrap()).unwrap();
    assert_eq!(
        again.assemble(Contents::of(selection), &links()),
        parts.assemble(Contents::of(selection), &links()),
        "the same to the byte"
    );
    let web = ReaderLinks { leave: "/newsletter?a=1&b=\"".to_owned(), ..links() };
    assert!(parts.assemble(Contents::of(selection), &web).html.as_str().contains("href=\"/newsletter?a=1&amp;b=&quot;\""));
}

#[test]
fn the_law_is_in_the_footer() {
    let Letter { html, text } = letter(&eight());
    for part in [html.as_str(), &text.replace('\n', " ")] {
        assert!(part.contains("The Feedback Cooperative Press") && part.contains("14 Plectrum Lane"), "{part}");
    }
    assert!(html.as_str().contains("lang=\"en-AU\""));
    assert!(!html.as_str().contains("<script") && !html.as_str().contains("<link") && !html.as_str().contains("<form"));
}

/// `tests/browser/run mail` holds these against what the original of MJML makes of the same sources.
#[test]
fn sources_are_compiled_as_they_were() {
    for mail in ["edition", "service", "staff"] {
        let name = format!("{mail}/body.mjml");
        let sources = mails();
        let text = sources.texts().get(&name).unwrap();
        insta::assert_snapshot!(format!("compiled_{mail}"), compile::mjml(&name, text).unwrap());
    }
}

#[test]
fn the_copy_on_the_web_says_nothing_of_what_was_withdrawn_nor_of_its_reader() {
    let parts = templates().edition(&paper(), &facts(), &many(16), &[]).unwrap();
    let site = ReaderLinks::all_to("https://feedback.example/newsletter");
    let whole = parts.on_the_web(Selection::all(16), Selection(0), &site);
    for told in ["The Feedback, Friday 20 November 2026</title>", "Three albums, one microphone", "Drummer quits"] {
        assert!(whole.as_str().contains(told), "{told}");
    }
    assert!(whole.as_str().contains("Get the letter") && whole.as_str().ends_with("</html>\n"));
    for of_a_reader in ["In a browser", "you have left", "You get this because"] {
        assert!(!whole.as_str().contains(of_a_reader), "{of_a_reader}");
    }
    assert_eq!(parts.on_the_web(Selection(4), Selection(0), &site).as_str().matches("Drummer quits").count(), 1);
    let gone = Selection(0).with(0).with(2).with(8).with(13);
    let copy = parts.on_the_web(Selection::all(16), gone, &site);
    assert_eq!(copy.as_str().matches("It was withdrawn.").count(), 4, "{}", copy.as_str());
    let named = many(16);
    for place in (0..16).filter(|place| gone.has(*place)) {
        assert!(!copy.as_str().contains(&named[place].url), "{place}");
    }
    assert!(!copy.as_str().contains("Three albums, one microphone"), "neither its subject nor its preheader");
    let before: EditionParts = {
        let mut stored = serde_json::to_value(&parts).unwrap();
        stored.as_object_mut().unwrap().retain(|name, _| name != "web_head" && name != "web_tail" && name != "withdrawn");
        serde_json::from_value(stored).unwrap()
    };
    assert!(before.on_the_web(Selection(4), Selection(0), &site).as_str().contains("Drummer quits"));
}

#[test]
fn a_broken_mail_says_where() {
    let broken = |mjml: &str| {
        let files = [("messages.toml", ""), ("service/body.mjml", mjml)].map(|(name, text)| (name, text.to_owned()));
        MailTemplates::new(&Sources::new(files), Manner::Strict).unwrap_err().to_string()
    };
    assert!(broken("<mjml>\n<mj-body>\n<mj-nothing /></mj-body></mjml>").contains("<mj-nothing>"));
    assert!(broken("<mjml><mj-body><mj-include path=\"https://evil.example/\" /></mj-body></mjml>").contains("mj-include"));
    assert!(broken("no mail").contains("service/body.mjml"));
    let cut = Sources::new([("messages.toml", ""), ("edition/body.txt", "[[story]] [[tail]]")]);
    assert!(MailTemplates::new(&cut, Manner::Strict).unwrap_err().to_string().contains("[[more]]"));
}

/// The names of a document's elements in order: what the words of a story must not change.
fn skeleton(html: &str) -> Vec<String> {
    let tags = html.split('<').skip(1);
    tags.map(|tag| tag.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default().to_owned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_words_break_a_letter(words in "[<>&\"'{}%#a-z\u{e000}-\u{e006}\\[\\]/ ]{1,40}") {
        let words = format!("x{words}");
        let dressed = |words: &str| MailStory {
            artists: vec![words.to_owned()],
            headline: words.to_owned(),
            standfirst: Some(words.to_owned()),
            byline: Some(words.to_owned()),
            advisory: Some(words.to_owned()),
            clip: Some(MailClip { title: words.to_owned(), sound: true, provider: words.to_owned(), duration: None, poster: picture("a", (3, 2), COLUMN, words) }),
            ..story(&[], words, "")
        };
        let plain = letter(&[dressed("x"), dressed("x")]);
        let hostile = letter(&[dressed(&words), dressed(&words)]);
        prop_assert_eq!(skeleton(hostile.html.as_str()), skeleton(plain.html.as_str()));
    }
}
