use super::tests_support::{Shelf, bodies, context};
use super::*;
use crate::render::Words;
use domain::body::*;
use proptest::prelude::*;

fn problems(text: &str) -> Vec<String> {
    read(text, &Shelf).unwrap_err().iter().map(ToString::to_string).collect()
}

fn body_problems(body: &str) -> Vec<String> {
    problems(&format!("+++\nheadline = \"x\"\n+++\n{body}"))
}

fn body_of(text: &str) -> Body {
    read(&format!("+++\nheadline = \"x\"\n+++\n\n{text}"), &Shelf).unwrap().body
}

#[test]
fn a_whole_story() {
    let file = read(include_str!("../../tests/files/whole.md"), &Shelf).unwrap();
    insta::assert_debug_snapshot!(file.head);
    insta::assert_json_snapshot!(file.body.to_json());
    let words = Words::default();
    let written = write(&file, &context(&words));
    assert_eq!(read(&written, &Shelf).unwrap(), file);
    insta::assert_snapshot!(written);
}

#[test]
fn what_is_not_known_is_refused_with_its_line() {
    assert_eq!(problems("hello")[0], "line 1: a story file begins with a line of +++, the head, and another line of +++");
    assert_eq!(problems("+++\nheadline = \"x\"\n")[0], "line 1: the head is not closed; put a line of +++ after it");
    let head = problems("+++\nheadline = \"x\"\nsektion = \"news\"\n+++\n");
    assert!(head[0].starts_with("line 3: unknown field `sektion`"), "{head:?}");
    let head = problems(
        "+++\nheadline = \"\"\ndate = \"yesterday\"\ntype = \"poem\"\nslug = \"A b\"\nnewsletter = \"no\"\nstatus = \"x\"\ncover = { picture = \"x.jpg\" }\nbylines = [{ name = \"A\", role = \"drums\" }]\ncorrections = [{ at = \"x\", text = \"\" }]\n+++\n",
    );
    let lines: Vec<&str> = head.iter().map(|problem| problem.split(':').next().unwrap()).collect();
    assert_eq!(lines, ["line 2", "line 3", "line 4", "line 5", "line 6", "line 7", "line 8", "line 9", "line 10"], "{head:#?}");
    let cases = [
        ("\n```carousel\n```", "line 5: there is no block “carousel”"),
        ("```quotation\nspeaker = \"A\"\nvoice = \"b\"\n---\nx\n```", "line 6: quotation: unknown field `voice`"),
        ("```quotation\nspeaker = \"A\"\nx\n```", "line 4: quotation has a text: put a line of ---"),
        ("```quotation\n---\na\n\n## b\n```", "line 8: only paragraphs stand in quotation"),
        ("```quotation\n---\na\n\n[b](artist:nobody)\n```", "line 8: there is no artist “nobody”"),
        ("```picture\npicture = \"no.jpg\"\n```", "line 4: there is no picture “no.jpg”"),
        ("```score\nvalue = 11\n```", "line 4: a score of 11 out of 10 cannot be"),
        ("```tour_dates\ndates = [\n  { date = \"2026-02-30\", city = \"x\" },\n]\n```", "line 6: tour_dates: "),
        ("a\n\n# b", "line 6: the headline stands in the head"),
        ("a\n\n    b", "line 6: a line that begins with four spaces is code"),
        ("- a\n  - b", "line 5: only paragraphs stand in a list"),
        ("a `b`", "line 4: `b`: there is no mark for code"),
        ("a\n![b](c)", "line 5: the picture “c” stands in running text"),
        ("[a](javascript:x)", "line 4: “javascript:x” is not an address"),
        ("[a](artist:artist-1 \"singer\")", "line 4: “singer” is not what an artist is to a story"),
        ("[a](work:opera)", "line 4: “opera” is no kind of work"),
        ("a <span>b</span>", "line 4: <span> cannot stand in running text"),
        ("a <em>b", "line 4: <em> is not closed"),
        ("[a]\n\n[a]: https://example.org", "line 6: addresses are not kept apart from their links"),
        ("```quotation\n---\n> a\n```", "line 6: only paragraphs stand in quotation"),
    ];
    for (body, expected) in cases {
        let found = body_problems(body);
        assert!(found.iter().any(|problem| problem.starts_with(expected)), "{body}\n{found:#?}");
    }
}

#[test]
fn dates_are_clocks_or_instants() {
    let zone = Zone::named("Australia/Melbourne").unwrap();
    let instants = ["2026-03-27 11:29", "2026-03-27T11:29:00+11:00", "2026-03-27T00:29:00Z"]
        .map(|text| FileDate::parse(text).unwrap().instant(&zone).unwrap());
    assert_eq!(instants[0], instants[1]);
    assert_eq!(instants[1], instants[2]);
    for bad in ["", "2026-03-27", "27 March", "2026-13-01 10:00"] {
        assert_eq!(FileDate::parse(bad), None, "{bad}");
    }
}

#[test]
fn people_s_own_markdown_is_understood() {
    let quoted = body_of("> one\n>\n> two");
    assert!(matches!(&quoted.blocks[..], [Block::Quotation(quotation)] if quotation.paragraphs.len() == 2 && quotation.speaker.is_none()));
    let verse = body_of("```verse\n---\nGoing up\ngoing down\n\nstill\n```");
    let Block::Verse(verse) = &verse.blocks[0] else { panic!("{verse:?}") };
    assert_eq!(verse.text.text(), "Going up\ngoing down\n\nstill");
    assert!(matches!(&body_of("<div>\n<p>x</p>\n</div>").blocks[..], [Block::RawHtml(html)] if html == "<div>\n<p>x</p>\n</div>"));
    let text = body_of("one\ntwo  \nthree\\\nfour");
    assert_eq!(text.blocks[0].inlines()[0].text(), "one two\nthree\nfour");
    let formula = body_of("H~2~O and x^2^ but a~b c~d, 5\\^2\\^ and \\~x\\~");
    let sub = |text: &str, mark: Option<Mark>| Inline::Text { text: text.to_owned(), marks: mark.into_iter().collect() };
    let expected = [
        sub("H", None),
        sub("2", Some(Mark::Subscript)),
        sub("O and x", None),
        sub("2", Some(Mark::Superscript)),
        sub(" but a~b c~d, 5^2^ and ~x~", None),
    ];
    assert_eq!(formula.blocks[0].inlines()[0].0, expected);
    assert_eq!(read("+++\r\nheadline = \"x\"\r\n+++\r\n\r\none\r\n", &Shelf).unwrap().body.word_count(), 1);
}

#[test]
fn plain_stories_stay_readable() {
    let words = Words::default();
    let text = "The *fourth* album — **five** tracks, [Gilt](artist:artist-7 \"featured\")’s best_of, 100% & more; see [this](https://example.org/a?b=c&d=e).\n\n- one\n- two\n\n1. one\n2. two\n";
    assert_eq!(crate::render::markdown(&body_of(text), &context(&words)), text);
}

#[test]
fn a_standing_page() {
    let page = read_page("+++\ntitle = \"About\"\nslug = \"about\"\n+++\n\nWe print.\n", &Shelf).unwrap();
    assert_eq!((page.title.as_str(), page.body.word_count()), ("About", 2));
    let words = Words::default();
    assert_eq!(read_page(&write_page(&page, &context(&words)), &Shelf).unwrap(), page);
    assert!(read_page("+++\ntitle = \"About\"\ndate = \"x\"\n+++\n", &Shelf).is_err());
}

fn heads() -> impl Strategy<Value = Head> {
    let text = || "[a-zA-Z“”’\"\\\\#+=\\[\\]{} é🎸-]{0,20}";
    let name = "[A-Za-z’.\"]{1,12}";
    let slug = || proptest::option::of("[a-z]{1,8}(-[a-z0-9]{1,4}){0,2}".prop_map(|slug| Slug::parse(&slug).unwrap()));
    let date =
        || prop::sample::select(vec!["2026-03-27 11:29", "2026-03-27T11:29:00+11:00"]).prop_map(|date| FileDate::parse(date).unwrap());
    let byline = (name, prop_oneof![Just(Part::Words), Just(Part::Photographs), Just(Part::Interview)])
        .prop_map(|(name, part)| FileByline { name, part });
    let correction = (date(), text()).prop_map(|(at, text)| FileCorrection { at, text });
    let advisory = (prop::sample::subsequence(AdvisoryKind::ALL.to_vec(), 0..3), text()).prop_map(|(kinds, note)| Advisory { kinds, note });
    let sponsor = ("[A-Za-z’.\"]{1,12}", proptest::option::of(Just("https://amps.example/new?a=b".to_owned())));
    let sponsor = proptest::option::of(sponsor.prop_map(|(name, link)| Sponsor { name, link }));
    let status = prop_oneof![Just(FileStatus::Draft), Just(FileStatus::Live), Just(FileStatus::Withdrawn)];
    let placement = prop_oneof![Just(Placement::Lead), Just(Placement::In), Just(Placement::Out)];
    let first = (name, text(), proptest::option::of(date()), slug(), slug(), prop::sample::select(Kind::ALL.to_vec()));
    let second = (
        proptest::collection::vec(byline, 0..3),
        proptest::collection::vec(text(), 0..3),
        proptest::collection::vec(text(), 0..3),
        placement,
        status,
        advisory,
        sponsor,
        proptest::collection::vec(correction, 0..3),
    );
    (first, second).prop_map(
        |(
            (headline, standfirst, date, slug, section, kind),
            (bylines, artists, featured, placement, status, advisory, sponsor, corrections),
        )| {
            Head {
                headline,
                standfirst,
                date,
                slug,
                section,
                kind,
                bylines,
                artists,
                featured,
                placement,
                status,
                cover: None,
                advisory,
                sponsor,
                corrections,
            }
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(body in bodies(8)) {
        let words = Words::default();
        let expected = normal(&body);
        let file = StoryFile { head: Head { headline: "x".to_owned(), ..Head::default() }, body };
        let written = write(&file, &context(&words));
        match read(&written, &Shelf) {
            Ok(read) => prop_assert_eq!(read.body, expected, "{}", written),
            Err(problems) => prop_assert!(false, "{:?}\n{}", problems, written),
        }
    }

    #[test]
    fn a_normal_form_is_its_own(body in bodies(8)) {
        let once = normal(&body);
        prop_assert_eq!(normal(&once), once);
    }

    #[test]
    fn heads_are_read_back(head in heads()) {
        let words = Words::default();
        let file = StoryFile { head, body: Body::default() };
        let written = write(&file, &context(&words));
        prop_assert_eq!(read(&written, &Shelf), Ok(file), "{}", written);
    }

    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,200}") {
        let _ = read(&text, &Shelf);
        let _ = read(&format!("+++\nheadline = \"x\"\n+++\n{text}"), &Shelf);
        let _ = read(&format!("+++\n{text}\n+++\n"), &Shelf);
    }

    #[test]
    fn no_pieces_of_markup_break_the_reader(pieces in proptest::collection::vec(prop::sample::select(vec![
        "```", "````", "quotation", "verse", "table", "raw_html", "\n", "\n---\n", "\n\n", "> ", "- ", "1. ", "    ", "\t", "| a | b |\n", "| --- | --- |\n", "<div>", "</em>", "<em>", "**", "*", "~", "^", "[", "](", ")",
        "artist:artist-1", "work:song", " \"subject\"", "\\", "&#0;", "&#32;", "<br>", "# ", "speaker = \"x\"", "+++", "x", "é", "\u{0}", "\r", "[a]: b", "![",
    ]), 0..40)) {
        let _ = read(&format!("+++\nheadline = \"x\"\n+++\n{}", pieces.concat()), &Shelf);
    }
}

#[test]
fn endless_nesting_neither_breaks_nor_stalls_the_reader() {
    let words = Words::default();
    for piece in ["- ", "> ", "[", "![", "*_", "**a", "<em>", "~a", "^a", "`", "1. ", "| a ", "&#", "<div>\n", "x^1^", "```\n"] {
        let text = format!("+++\nheadline = \"x\"\n+++\n{}", piece.repeat(10_000));
        let _ = read(&text, &Shelf);
    }
    let _ = read(&format!("+++\nx = {}\n+++\n", "[".repeat(10_000)), &Shelf);
    for tag in ["<div>", "<b>", "<table><tr><td>", "<a href=\"/\">", "</p>"] {
        let body = Body { blocks: vec![Block::RawHtml(tag.repeat(3_000))] };
        let _ = (crate::render::page(&body, &context(&words)), crate::render::plain(&body, &context(&words)));
    }
}
