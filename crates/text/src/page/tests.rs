use super::*;
use domain::time::Zone;
use proptest::prelude::*;
use std::time::{Duration, Instant as Clock};

mod given_data;

/// A page with a body that nobody would take for anything else.
fn page(head: &str, before: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=en-GB><head>{head}</head><body><header><nav><a href=/>Home</a> <a href=/news>News</a></nav></header><main><article>{before}<div class=\"entry-content\">{body}</div></article></main></body></html>"
    )
}

const BODY: &str = "<p>They began at nine, which is to say at ten, and by the second song the room had stopped talking about itself.</p>\
<p>Nobody had expected the organ. It came in from the left, like weather, and it stayed until the end of the night.</p>";

fn read_from(html: &str) -> Article {
    read(html, "https://www.example.com/2015/03/27/a-night-out/").unwrap()
}

fn authors_of(before: &str) -> Vec<String> {
    read_from(&page("<title>A night out | Example</title>", &format!("<h1>A night out</h1>{before}"), BODY)).authors
}

#[test]
fn what_is_said_to_machines_is_read() {
    let head = r#"<title>A night out - Example</title><link rel=canonical href="/2015/03/27/a-night-out/"><meta property="og:site_name" content="Example">
        <meta property="og:image" content="/i/night.jpg"><script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"Example"},
        {"@type":["Review","NewsArticle"],"headline":"A night out","alternativeHeadline":"One organ, two hours","author":[{"@id":"./anna"},{"@type":"Person","name":"Ben Okri"}],
        "datePublished":"2015-03-27T11:29:00+11:00","articleSection":"Live","keywords":"organ, Two Bands","itemReviewed":{"@type":"MusicAlbum","name":"Wind","byArtist":{"@type":"MusicGroup","name":"Two Bands"}},
        "reviewRating":{"@type":"Rating","ratingValue":8.1,"bestRating":"10"}},{"@type":"Person","@id":"./anna","name":"Anna Seghers"}]}</script>"#;
    let article = read_from(&page(head, "<h1>A night out</h1>", BODY));
    assert_eq!((article.headline.as_str(), article.standfirst.as_str()), ("A night out", "One organ, two hours"));
    assert_eq!(article.authors, ["Anna Seghers", "Ben Okri"]);
    assert_eq!(article.published.unwrap().instant(&Zone::utc()).unwrap().rfc3339(), "2015-03-27T00:29:00Z");
    assert_eq!((article.section.as_deref(), article.artists.as_slice()), (Some("Live"), ["Two Bands".to_owned()].as_slice()));
    assert_eq!(article.score, Some(Score { value: "8.1".to_owned(), best: Some("10".to_owned()) }));
    assert_eq!(article.tags, ["organ", "Two Bands"]);
    assert_eq!(article.address.as_deref(), Some("https://www.example.com/2015/03/27/a-night-out/"));
    assert_eq!(article.lead.unwrap().address, "https://www.example.com/i/night.jpg");
    assert_eq!((article.language.as_deref(), article.doubtful.as_slice()), (Some("en-GB"), [].as_slice()));
}

#[test]
fn json_that_is_nearly_json_is_read() {
    for broken in [
        "<!-- {\"@type\":\"Article\",\"headline\":\"A\n night &amp; out\",\"author\":\"Anna Seghers\",} -->",
        "//<![CDATA[\n[{\"@type\":\"http://schema.org/Article\",\"headline\":\"A night &amp; out\",\"author\":{\"name\":[\"Anna Seghers\"]}}]\n//]]>",
    ] {
        let article = read_from(&page(&format!("<script type=application/ld+json>{broken}</script>"), "", BODY));
        assert_eq!(
            (article.headline.as_str(), article.authors.as_slice()),
            ("A night & out", ["Anna Seghers".to_owned()].as_slice()),
            "{broken}"
        );
    }
}

#[test]
fn bylines_are_read_as_people_write_them() {
    let cases: [(&str, &[&str]); 14] = [
        (
            "<p class=byline>By <a href=/authors/anna>Anna Seghers</a> and <a href=/authors/ben>Ben Okri</a></p>",
            &["Anna Seghers", "Ben Okri"],
        ),
        ("<p>By Anna Seghers, Ben Okri &amp; Li Vance</p>", &["Anna Seghers", "Ben Okri", "Li Vance"]),
        ("<p>Words: Anna Seghers</p>", &["Anna Seghers"]),
        ("<p>Von Anna Seghers und Ben Okri</p>", &["Anna Seghers", "Ben Okri"]),
        ("<p>Par Anna Seghers et Ben Okri</p>", &["Anna Seghers", "Ben Okri"]),
        ("<p>Por Anna Seghers y Ben Okri</p>", &["Anna Seghers", "Ben Okri"]),
        ("<p>Af Anna Seghers og Ben Okri</p>", &["Anna Seghers", "Ben Okri"]),
        (
            "<div class=author><span>By</span><span>Anna Seghers</span><span>Staff Writer</span><time>27 March 2015</time></div>",
            &["Anna Seghers"],
        ),
        ("<p>By Anna Seghers on 27 March 2015</p>", &["Anna Seghers"]),
        ("<a rel=author href=/a>Anna Seghers</a>", &["Anna Seghers"]),
        ("<span itemprop=author><span itemprop=name>Anna Seghers</span></span>", &["Anna Seghers"]),
        ("<p class=byline>Anna Seghers (Berlin)</p>", &["Anna Seghers"]),
        ("<p class=byline>ANNA SEGHERS | 27.03.2015</p>", &["ANNA SEGHERS"]),
        ("<p class=byline>admin</p>", &[]),
    ];
    for (before, names) in cases {
        assert_eq!(authors_of(before), names, "{before}");
    }
}

#[test]
fn a_person_is_the_author_before_the_site_is() {
    let head = r#"<meta name=author content=Example><meta property="og:site_name" content="Example">"#;
    let article = read_from(&page(head, "<h1>A night out</h1><p class=byline>By Anna Seghers</p>", BODY));
    assert_eq!(article.authors, ["Anna Seghers"]);
    let alone = read_from(&page(head, "<h1>A night out</h1>", BODY));
    assert_eq!(
        (alone.authors.as_slice(), alone.doubtful.first().map(|doubt| doubt.what)),
        (["Example".to_owned()].as_slice(), Some(Part::Authors))
    );
}

#[test]
fn dates_are_read_with_their_zones() {
    let melbourne = Zone::named("Australia/Melbourne").unwrap();
    let cases = [
        ("<meta property=article:published_time content=2015-03-27T11:29:00+11:00>", "", "2015-03-27T00:29:00Z"),
        ("<meta name=pubdate content='Fri, 27 Mar 2015 11:29:00 +1100'>", "", "2015-03-27T00:29:00Z"),
        ("<meta name=date content='2015-03-27 11:29'>", "", "2015-03-27T00:29:00Z"),
        ("<meta name=sailthru.date value=1427416140>", "", "2015-03-27T00:29:00Z"),
        ("", "<time datetime=2015-03-27T00:29Z>Friday</time>", "2015-03-27T00:29:00Z"),
        ("", "<p>Posted on 27 March 2015, 11:29 am</p>", "2015-03-27T00:29:00Z"),
        ("", "<p class=date>27/03/2015</p>", "2015-03-26T13:00:00Z"),
        ("", "<p class=date>2015年3月27日 11時29分</p>", "2015-03-27T00:29:00Z"),
        ("", "", "2015-03-26T13:00:00Z"),
    ];
    for (head, before, instant) in cases {
        let article = read_from(&page(head, &format!("<h1>A night out</h1>{before}"), BODY));
        let read = article.published.and_then(|date| date.instant(&melbourne).ok()).map(|at| at.rfc3339());
        assert_eq!(read.as_deref(), Some(instant), "{head}{before}");
    }
    let other = read_from(&page("<meta name=date content=2019-01-01>", "<h1>A night out</h1>", BODY));
    assert!(other.doubtful.iter().any(|doubt| doubt.what == Part::Published), "{:?}", other.doubtful);
}

#[test]
fn the_headline_is_the_one_that_is_seen() {
    let headline = |head: &str, before: &str| read_from(&page(head, before, BODY)).headline;
    assert_eq!(headline("<title>A night out | Example</title>", "<h1>Example</h1><h2>A night out</h2>"), "A night out");
    assert_eq!(
        headline("<meta property=og:title content='A night out'>", "<h1><span>Live</span> <span>A night out</span></h1>").len(),
        "Live A night out".len()
    );
    assert_eq!(
        headline("<meta property=og:title content='A night out in town'>", "<h1><span>Live</span> <span>A night out in town</span></h1>"),
        "A night out in town"
    );
    assert_eq!(headline("<title>A night out — Example</title><meta property=og:site_name content=Example>", ""), "A night out");
}

#[test]
fn the_body_is_clean_html_with_its_parts() {
    let body = "<h3>The organ</h3><p>They <em>began</em> at <a href=\"../nine\">nine</a>, <span style=color:red>which</span> is to say at ten, and it was good.</p>\
        <blockquote><p>“We were early,” she said, and nobody in the room believed her for a moment.</p></blockquote><ul><li>First a song that nobody knew, not even they.</li><li>Then one that all did.</li></ul>\
        <figure><img data-src=/i/organ.jpg src=data:image/gif;base64,R0 alt=\"An organ\"><figcaption>The organ at rest. Photo: Pia Lundgrave</figcaption></figure>\
        <iframe src=\"https://www.youtube.com/embed/aqz-KE-bpKQ\"></iframe><script>alert(1)</script><p onclick=\"x()\">It came in from the left, like weather, and it <b>stayed</b> until the end.</p>";
    let article = read_from(&page("", "<h1>A night out</h1>", body));
    assert_eq!(
        article.body.as_str(),
        "<h3>The organ</h3>\n<p>They <em>began</em> at <a href=\"https://www.example.com/2015/03/27/nine\">nine</a>, which is to say at ten, and it was good.</p>\n\
        <blockquote><p>“We were early,” she said, and nobody in the room believed her for a moment.</p>\n</blockquote>\n<ul><li>First a song that nobody knew, not even they.</li><li>Then one that all did.</li></ul>\n\
        <figure><img src=\"https://www.example.com/i/organ.jpg\" alt=\"An organ\"><figcaption>The organ at rest. <cite>Pia Lundgrave</cite></figcaption></figure>\n\
        <p class=\"clip\"><a href=\"https://www.youtube.com/embed/aqz-KE-bpKQ\">https://www.youtube.com/embed/aqz-KE-bpKQ</a></p>\n\
        <p>It came in from the left, like weather, and it <strong>stayed</strong> until the end.</p>\n"
    );
    assert_eq!((article.pictures.len(), article.pictures[0].credit.as_str(), article.clips.len()), (1, "Pia Lundgrave", 1));
    assert_eq!(article.clips[0].clip.as_ref().and_then(|clip| clip.id.as_deref()), Some("aqz-KE-bpKQ"));
    assert!(!article.text.contains("Lundgrave") && article.text.starts_with("The organ\n\nThey began at nine, which"));
}

#[test]
fn the_site_stays_outside() {
    let teaser = |n: usize| {
        format!(
            "<div class=x><h3><a href=/{n}>Another story about band number {n}</a></h3><p>A line that says what happened in story number {n}, in short.</p></div>"
        )
    };
    let furniture = [
        "<p>Read more: <a href=/x>Another night, another town</a></p>",
        "<p>Advertisement</p>",
        "<p>Sign up for our newsletter</p>",
        "<div class=share-bar><p>Tell your friends about this story, they will thank you for it later on.</p></div>",
        "<div class=newsletter-signup><p>We write one letter a day and it is about nothing but music, they say.</p></div>",
        "<div style=\"display: none\"><p>Words that nobody sees stand here, one after the other, in a line.</p></div>",
        "<div class=cookie-notice><p>We would like to keep some cookies on your device, if that is all right.</p></div>",
        "<p>Lesen Sie auch: Noch ein Abend</p>",
    ];
    for piece in furniture {
        let html = page("", "<h1>A night out</h1>", &BODY.replacen("</p><p>", &format!("</p>{piece}<p>"), 1));
        assert_eq!(read_from(&html).text, read_from(&page("", "<h1>A night out</h1>", BODY)).text, "{piece}");
    }
    let long = format!("{BODY}<p>{}</p>", "The second half began without anybody having noticed the end of the first. ".repeat(9));
    let below = format!(
        "{long}{}<section id=comments><p>I was there and it was nothing like that, I can tell you, not at all.</p></section>",
        (1..5).map(teaser).collect::<String>()
    );
    assert_eq!(read_from(&page("", "<h1>A night out</h1>", &below)).text, read_from(&page("", "<h1>A night out</h1>", &long)).text);
}

#[test]
fn a_list_of_stories_is_told_from_a_story() {
    let teaser = |n: usize| {
        format!(
            "<div class=x><h3><a href=/{n}>Another story about band number {n}</a></h3><p>A line that says what happened in story number {n}, in short, and no more.</p></div>"
        )
    };
    let article = read_from(&page("<title>News</title>", "<h1>News</h1>", &(1..9).map(teaser).collect::<String>()));
    assert!(article.doubtful.iter().any(|doubt| doubt.what == Part::Body && doubt.why.contains("list")), "{:?}", article.doubtful);
}

#[test]
fn furniture_inside_a_quotation_goes_and_the_quotation_stays_whole() {
    let torn = "<p>“We have been here <div class=ad-slot><p>Advertisement</p></div>for nineteen years,” she said, “and nobody has asked us to leave.”</p>";
    let article = read_from(&page("", "<h1>A night out</h1>", &format!("{BODY}{torn}{BODY}")));
    let whole = "“We have been here for nineteen years,” she said, “and nobody has asked us to leave.”";
    assert!(article.text.contains(whole) && article.body.as_str().contains(&format!("<p>{whole}</p>")), "{}", article.body);
    let inline = "<blockquote>We have been here <span class=\"share-tools\">Share this</span> for nineteen years and nobody has asked us to leave.</blockquote>";
    let article = read_from(&page("", "<h1>A night out</h1>", &format!("{BODY}{inline}")));
    assert!(article.text.contains("We have been here for nineteen years and nobody"), "{}", article.text);
}

#[test]
fn a_text_that_only_machines_are_given_is_taken_and_said_to_be_doubtful() {
    let text = "A long text that stands nowhere on the page but in its data. ".repeat(12);
    let head = format!(
        "<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"headline\":\"A night out\",\"articleBody\":\"{text}\"}}</script>"
    );
    let article = read_from(&page(&head, "<h1>A night out</h1>", "<p>Log in to read this story, it says here.</p>"));
    assert!(article.text.starts_with("A long text") && article.doubtful.iter().any(|doubt| doubt.what == Part::Body));
}

#[test]
fn a_page_of_nothing_is_doubtful_in_every_part() {
    for html in ["", "<html></html>", "plain words", "<script>", "<!--", "<p", "\u{0}\u{feff}"] {
        let parts: Vec<Part> = read(html, "").unwrap().doubtful.iter().map(|doubt| doubt.what).collect();
        assert!(parts.contains(&Part::Body) && parts.contains(&Part::Authors), "{html:?} {parts:?}");
    }
}

#[test]
fn what_is_made_to_hurt_costs_no_more_than_a_long_page() {
    let deep = 100_000;
    let pages = [
        "<div>".repeat(deep),
        format!("{}words{}", "<blockquote><p>".repeat(deep), "</p></blockquote>".repeat(deep)),
        "<b a=1><i b=2><p>x".repeat(deep / 4),
        format!("<a {}>x", (0..deep).map(|n| format!("a{n} ")).collect::<String>()),
        "<table><tr><td>".repeat(deep / 10),
        "<p>word ".repeat(deep),
        format!("<p class=\"{}\">x", "share-bar ".repeat(deep)),
        "&amp;&lt;&".repeat(deep),
        format!("<script type=application/ld+json>{}</script>", "[".repeat(deep)),
        format!("<script type=application/ld+json>{}1{}</script>", "{\"@graph\":[".repeat(60), "]}".repeat(60)),
        "<h1>By a</h1><p>By By By".repeat(deep / 10),
        "<a href=/author/x>".repeat(deep / 4),
        format!("<p>{}</p>", "word, and ".repeat(deep)),
        "<svg><desc><math><mtext>".repeat(deep / 10),
        "<select><option>".repeat(deep / 4),
    ];
    for (n, html) in pages.iter().enumerate() {
        let start = Clock::now();
        let article = read(html, "https://example.com/").unwrap();
        assert!(article.text.len() <= html.len() * 2);
        // Unoptimised and beside other tests; a page that costs its square takes minutes.
        assert!(start.elapsed() < Duration::from_secs(30), "page {n} took {:?}", start.elapsed());
    }
    assert_eq!(read(&"x".repeat(LIMIT + 1), "").unwrap_err(), PageError::TooLarge(LIMIT + 1));
}

proptest! {
    #[test]
    fn any_text_is_an_article(text in ".{0,300}") {
        prop_assert!(read(&text, &text).is_ok());
    }

    #[test]
    fn any_html_is_an_article_and_its_body_says_nothing_new(pieces in proptest::collection::vec(0..PIECES.len(), 0..60)) {
        let html: String = pieces.iter().map(|n| PIECES[*n]).collect();
        let article = read(&html, "https://example.com/x").unwrap();
        // What comes out is harmless and means the same when it is read again.
        prop_assert!(!article.body.as_str().contains("<script") && !article.body.as_str().contains("onclick"));
        let again = crate::sanitise::words(article.body.as_str());
        for word in words::tokens(&article.text) {
            prop_assert!(words::tokens(&again).contains(&word), "{word} of {html}");
        }
    }
}

const PIECES: [&str; 34] = [
    "<p>",
    "</p>",
    "<div class=share>",
    "<div class='article-body'>",
    "</div>",
    "They played until two, and nobody in the room went home before it. ",
    "“Yes",
    "”",
    "<blockquote>",
    "</blockquote>",
    "<ul><li>",
    "</li></ul>",
    "<h1>",
    "</h1>",
    "<h2>Related</h2>",
    "<br><br>",
    "<a href=/x>",
    "</a>",
    "<img src=/a.jpg onclick=x()>",
    "<figure>",
    "</figure>",
    "<figcaption>Photo: A</figcaption>",
    "<table><tr><td>",
    "</table>",
    "<script>x</script>",
    "<time datetime=2015-03-27>",
    "<b>",
    "</b>",
    "By Anna Seghers",
    "<iframe src=https://youtu.be/aqz-KE-bpKQ></iframe>",
    "<footer>",
    "<svg><p>",
    "<template><p>x",
    "<pre>  two\n lines</pre>",
];
