use super::*;
use domain::body::{Inline, Inlines, Mark, Provider};

/// A text as one line a piece, marks as `*`, `_` and `[](…)`.
fn shown(form: Form, text: &str) -> Vec<String> {
    read(form, text, "https://paper.example/2015/03/27/story/").pieces.iter().map(piece).collect()
}

fn piece(piece: &Piece) -> String {
    let picture = |picture: &ForeignPicture| {
        let name = picture.addresses.first().cloned().or(picture.number.as_ref().map(|number| format!("#{number}"))).unwrap_or_default();
        format!("{name} “{}” {} / {}", picture.alt, picture.caption, picture.credit)
    };
    match piece {
        Piece::Block(Block::Paragraph(text)) => inline(text),
        Piece::Block(Block::Heading { level, text }) => format!("{} {}", "#".repeat(usize::from(*level)), inline(text)),
        Piece::Block(Block::Quotation(said)) => {
            let said_by = said.speaker.as_ref().map(|speaker| format!(" — {speaker}")).unwrap_or_default();
            format!("> {}{said_by}", said.paragraphs.iter().map(inline).collect::<Vec<_>>().join(" // "))
        }
        Piece::Block(Block::List(list)) => {
            let items = list.items.iter().map(|item| item.iter().map(inline).collect::<Vec<_>>().join(" // "));
            format!("{} {}", if list.ordered { "1." } else { "-" }, items.collect::<Vec<_>>().join(" | "))
        }
        Piece::Block(Block::Clip(clip)) => format!("clip {}:{}", clip.provider.name(), clip.id.as_deref().unwrap_or_default()),
        Piece::Block(Block::Table(table)) => {
            table.rows.iter().map(|row| row.iter().map(inline).collect::<Vec<_>>().join(";")).collect::<Vec<_>>().join(" | ")
        }
        Piece::Block(Block::Divider) => "***".to_owned(),
        Piece::Block(Block::RawHtml(html)) => html.clone(),
        Piece::Block(other) => format!("{other:?}"),
        Piece::Picture(one) => format!("picture {}", picture(one)),
        Piece::Gallery(several) => format!("gallery {}", several.iter().map(picture).collect::<Vec<_>>().join(" + ")),
        Piece::Attached => "gallery of all".to_owned(),
        Piece::Sound { file, .. } => format!("sound {}", picture(file)),
    }
}

fn inline(text: &Inlines) -> String {
    text.0
        .iter()
        .map(|piece| match piece {
            Inline::HardBreak => "/".to_owned(),
            Inline::Text { text, marks } => marks.iter().rev().fold(text.clone(), |text, mark| match mark {
                Mark::Strong => format!("*{text}*"),
                Mark::Emphasis => format!("_{text}_"),
                Mark::Link { href, .. } => format!("[{text}]({href})"),
                other => format!("{other:?}({text})"),
            }),
        })
        .collect()
}

fn findings(form: Form, text: &str) -> Vec<(About, String)> {
    read(form, text, "https://paper.example/a/").findings.into_iter().map(|finding| (finding.about, finding.text)).collect()
}

#[test]
fn paragraphs_of_the_classic_editor() {
    let text = "One <em>and\ntwo</em>.\n\nThree.<br />\n<br />\nFour.\n<h2>Head</h2>\nFive\n\n\n&nbsp;\n\n<p>Six\nseven</p>";
    assert_eq!(shown(Form::WordPress, text), ["One _and_/_two_.", "Three.", "Four.", "## Head", "Five", "Six/seven"]);
    assert_eq!(shown(Form::Html, "<p>One\n\ntwo</p>"), ["One two"], "HTML has no such rule");
}

#[test]
fn addresses_on_lines_of_their_own_play() {
    let text = "Before\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\nafter\n\nhttps://example.org/a\n\n<p>See https://youtu.be/dQw4w9WgXcQ, here</p>";
    let expected = [
        "Before",
        "clip YouTube:dQw4w9WgXcQ",
        "after",
        "[https://example.org/a](https://example.org/a)",
        "See [https://youtu.be/dQw4w9WgXcQ](https://youtu.be/dQw4w9WgXcQ), here",
    ];
    assert_eq!(shown(Form::WordPress, text), expected);
}

#[test]
fn blocks_of_the_new_editor() {
    let text = r#"<!-- wp:paragraph -->
<p>One</p>
<!-- /wp:paragraph -->
<!-- wp:embed {"url":"https://vimeo.com/148751763"} -->
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
https://vimeo.com/148751763
</div><figcaption>By Jo</figcaption></figure>
<!-- /wp:embed -->
<!-- wp:latest-posts {"n":3} /-->
<!-- wp:quote --><blockquote class="wp-block-quote"><p>Said</p><cite>Jo Bloke</cite></blockquote><!-- /wp:quote -->
<!-- wp:gallery --><figure class="wp-block-gallery"><figure><img src="/a.jpg" class="wp-image-7"/></figure><figure><img src="/b.jpg"/></figure></figure><!-- /wp:gallery -->
loose

lines"#;
    let expected = [
        "One",
        "clip Vimeo:148751763",
        "> Said — Jo Bloke",
        "gallery https://paper.example/a.jpg “”  /  + https://paper.example/b.jpg “”  / ",
        "loose",
        "lines",
    ];
    assert_eq!(shown(Form::WordPress, text), expected);
    assert_eq!(findings(Form::WordPress, text), [(About::Card, "the block “latest-posts” {\"n\":3}".to_owned())]);
}

#[test]
fn blocks_keep_what_they_are() {
    let text = r#"<!-- wp:verse --><pre class="wp-block-verse">A nail with a <em>coat</em> on,<br>a coat with a man,

a man</pre><!-- /wp:verse -->
<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>It looked at us<br>like a bank</p><cite>Ned</cite></blockquote></figure><!-- /wp:pullquote -->
<!-- wp:audio --><figure class="wp-block-audio"><audio controls src="/lift.ogg"></audio><figcaption>The lift</figcaption></figure><!-- /wp:audio -->
<!-- wp:table --><figure class="wp-block-table"><table><thead><tr><th></th><th></th></tr></thead><tbody><tr><td>Accounts</td><td>Mrs Ng</td></tr></tbody></table></figure><!-- /wp:table -->"#;
    let read = read(Form::WordPress, text, "https://paper.example/");
    let lines: Vec<String> = match &read.pieces[0] {
        Piece::Block(Block::Verse(verse)) => inline(&verse.text).split('/').map(str::to_owned).collect(),
        other => panic!("{other:?}"),
    };
    assert_eq!(lines, ["A nail with a _coat_ on,", "a coat with a man,", "", "a man"]);
    assert!(matches!(&read.pieces[1], Piece::Block(Block::PullQuote { text, speaker: Some(speaker) })
        if inline(text) == "It looked at us/like a bank" && speaker == "Ned"));
    assert!(matches!(&read.pieces[2], Piece::Sound { title, .. } if title == "The lift"));
    assert!(matches!(&read.pieces[3], Piece::Block(Block::Table(table)) if !table.header && table.rows.len() == 1));
    assert_eq!(shown(Form::Html, "<pre><code>one<br>  two</code></pre>"), ["<pre>one\n  two</pre>"]);
}

#[test]
fn shortcodes() {
    for (text, expected) in [
        (
            "[caption id=\"attachment_7\" align=\"left\"]<a href=\"http://p.example/big.jpg\"><img src=\"http://p.example/big-300x200.jpg\" alt=\"Gilt\" /></a> At the Tote. Photo: Jo Bloke[/caption] After",
            &["picture http://p.example/big.jpg “Gilt” At the Tote. / Jo Bloke", "After"][..],
        ),
        ("[caption width=\"3\" caption=\"Old\"]<img src=\"/a.jpg\">[/caption]", &["picture https://paper.example/a.jpg “” Old / "]),
        ("[gallery ids=\"3,5\"]", &["gallery #3 “”  /  + #5 “”  / "]),
        ("[gallery]", &["gallery of all"]),
        ("[youtube=http://www.youtube.com/watch?v=dQw4w9WgXcQ&w=3]", &["clip YouTube:dQw4w9WgXcQ"]),
        ("[youtube dQw4w9WgXcQ]", &["clip YouTube:dQw4w9WgXcQ"]),
        ("[embed width=\"1\"]https://youtu.be/dQw4w9WgXcQ[/embed]", &["clip YouTube:dQw4w9WgXcQ"]),
        ("[bandcamp width=350 album=3866443265 size=large]", &["clip Bandcamp:album=3866443265"]),
        ("[soundcloud url=\"https://soundcloud.com/gilt/bakery\" params=\"x=1\"]", &["clip SoundCloud:gilt/bakery"]),
        ("[audio mp3=\"http://p.example/a.mp3\"][/audio]", &["sound http://p.example/a.mp3 “”  / "]),
        ("[[gallery]] and [sic] and [1] and [word]", &["[gallery] and [sic] and [1] and [word]"]),
        (
            "[soundcloud url=\"https://api.soundcloud.com/tracks/1\"]",
            &["[https://api.soundcloud.com/tracks/1](https://api.soundcloud.com/tracks/1)"],
        ),
        ("a [rating stars=\"4\"] b", &["a [rating stars=\"4\"] b"]),
        ("<pre>[gallery]</pre>", &["<pre>[gallery]</pre>"]),
        ("[quote author=\"Jo\"]Yes[/quote]", &["> Yes — Jo"]),
    ] {
        assert_eq!(shown(Form::WordPress, text), expected, "{text}");
    }
    assert_eq!(findings(Form::WordPress, "a [rating stars=\"4\"] b"), [(About::Shortcode, "[rating stars=\"4\"]".to_owned())]);
}

#[test]
fn players_of_every_age() {
    for code in [
        "<object width=\"425\"><param name=\"movie\" value=\"http://www.youtube.com/v/dQw4w9WgXcQ&hl=en\"></param><embed src=\"http://www.youtube.com/v/dQw4w9WgXcQ&hl=en\"></embed></object>",
        "<embed src=\"http://www.youtube.com/v/dQw4w9WgXcQ\">",
        "<iframe src=\"//www.youtube.com/embed/dQw4w9WgXcQ?rel=0\"></iframe>",
        "<iframe data-src=\"https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ\" src=\"about:blank\"></iframe>",
        "<p><a href=\"x\"><iframe src=\"https://www.youtube.com/embed/dQw4w9WgXcQ\"></iframe></a></p>",
    ] {
        assert_eq!(shown(Form::Html, code), ["clip YouTube:dQw4w9WgXcQ"], "{code}");
    }
    let moogaloop = "<object data=\"http://vimeo.com/moogaloop.swf?clip_id=148751763&amp;server=vimeo.com\"></object>";
    assert_eq!(shown(Form::Html, moogaloop), ["clip Vimeo:148751763"]);
    assert_eq!(
        findings(Form::Html, "<iframe src=\"https://maps.example/x\"></iframe>"),
        [(About::Player, "https://maps.example/x".to_owned())]
    );
    let gram =
        "<blockquote class=\"instagram-media\" data-instgrm-permalink=\"https://www.instagram.com/p/Cabc-12/\"><p>x</p></blockquote>";
    assert_eq!(read(Form::Html, gram, "").clips().next().map(|clip| clip.provider), Some(Provider::Instagram));
}

#[test]
fn html_as_people_write_it() {
    let text = "<div><b>Bold <i>both</i></b> <a href='../x'>up</a></div><ul><li>a<ul><li>b</li></ul><li><p>c</p><p>d</p></ul>\
        <table><tr><th>A<th>B<tr><td>1<td colspan=2>2</table><table><tr><td>frame</td></tr></table>\
        <a href=\"javascript:x()\">no</a><img src=\"data:x\"><form action=\"/f\"><input value=\"Go\"></form><script>alert(1)</script>";
    let expected = ["*Bold *_*both*_ [up](https://paper.example/2015/03/27/story/../x)", "- a | b | c // d", "A;B; | 1;2;", "frame", "no"];
    let shown = shown(Form::Html, text);
    assert_eq!(shown.len(), expected.len(), "{shown:?}");
    assert_eq!(&shown[1..], &expected[1..]);
    let told: Vec<About> = findings(Form::Html, text).into_iter().map(|(about, _)| about).collect();
    assert_eq!(told, [About::Markup, About::Link, About::Picture, About::Form, About::Form, About::Script]);
}

#[test]
fn cards_of_ghost() {
    let mobiledoc = r#"{"version":"0.3.1","atoms":[["soft-return","",{}]],"markups":[["a",["href","https://x.example"]],["em"]],
        "cards":[["card-markdown",{"markdown":"Two *words*\n\nhttps://youtu.be/dQw4w9WgXcQ"}],["image",{"src":"__GHOST_URL__/content/a.jpg","alt":"A","caption":"Photo by <b>Jo</b>"}],["odd",{"a":1}]],
        "sections":[[1,"p",[[0,[0,1],2,"link"],[1,[],0,0],[0,[],0," on"]]],[3,"ul",[[[0,[],0,"item"]]]],[10,0],[10,1],[10,2]]}"#;
    let expected = [
        "[_link_](https://x.example)/on",
        "- item",
        "Two _words_",
        "clip YouTube:dQw4w9WgXcQ",
        "picture https://paper.example/content/a.jpg “A”  / Jo",
    ];
    assert_eq!(shown(Form::Mobiledoc, mobiledoc), expected);
    assert_eq!(findings(Form::Mobiledoc, mobiledoc), [(About::Card, "the card “odd”: {\"a\":1}".to_owned())]);
    let lexical = r#"{"root":{"children":[{"type":"paragraph","children":[{"type":"extended-text","text":"a<b","format":1},{"type":"linebreak"},{"type":"link","url":"/x","children":[{"type":"text","text":"c"}]}]},
        {"type":"extended-heading","tag":"h3","children":[{"type":"text","text":"H"}]},{"type":"list","listType":"number","children":[{"type":"listitem","children":[{"type":"text","text":"1"}]}]},
        {"type":"embed","url":"https://vimeo.com/148751763","html":"<iframe></iframe>","caption":""},{"type":"horizontalrule"}]}}"#;
    let expected = ["*a<b*/[c](https://paper.example/x)", "### H", "1. 1", "clip Vimeo:148751763", "***"];
    assert_eq!(shown(Form::Lexical, lexical), expected);
    assert_eq!(findings(Form::Lexical, "{").first().map(|(about, _)| *about), Some(About::Entry));
}

#[test]
fn what_ghost_has_for_letters_alone_is_left_out_and_told() {
    let lexical = r#"{"root":{"children":[{"type":"paragraph","children":[{"type":"text","text":"a"}]},{"type":"email","html":"<p>Hey {first_name}, hello</p>"},
        {"type":"email-cta","html":"<p>Pay</p>","buttonUrl":"https://a.example","buttonText":"Now"},{"type":"paywall"},{"type":"paragraph","children":[{"type":"text","text":"b"}]}]}}"#;
    assert_eq!(shown(Form::Lexical, lexical), ["a", "b"]);
    let told: Vec<String> = findings(Form::Lexical, lexical).into_iter().map(|(_, text)| text).collect();
    let wanted = [
        "a part for letters alone is left out: Hey {first_name}, hello",
        "a part for letters alone is left out: Pay",
        "what follows was for those who pay; it comes with the rest",
    ];
    assert_eq!(told, wanted);
}

#[test]
fn titles_are_one_plain_line() {
    assert_eq!(plain("Gilt &amp; <em>Co</em> &#8211;\n live"), "Gilt & Co – live");
    assert_eq!(plain("plain  text"), "plain text");
}

#[test]
fn deep_nesting_and_much_of_it_end() {
    let deep = format!("{}x{}", "<div><b>".repeat(20_000), "</b></div>".repeat(20_000));
    assert!(read(Form::Html, &deep, "").words() >= 1);
    let brackets = "[caption ".repeat(20_000);
    assert_eq!(read(Form::WordPress, &brackets, "").pieces.len(), 1);
    let nested = format!("{}x{}", "[row]".repeat(2_000), "[/row]".repeat(2_000));
    assert!(!read(Form::WordPress, &nested, "").pieces.is_empty());
}

proptest::proptest! {
    #[test]
    fn anything_is_read(text in "(<p>|</p>|<b>|<ul>|<li>|<table>|<tr>|<td>|<img src=a>|\\[caption\\]|\\[/caption\\]|\\[a b=\"c|<!-- wp:|-->|\n\n|[a-z\" =\\[\\]<>/]){0,30}") {
        for form in [Form::WordPress, Form::Html, Form::Markdown, Form::Mobiledoc, Form::Lexical] {
            let _ = read(form, &text, "https://a.example/b");
        }
    }
}

/// A paper in which everything leads to one story.
struct One;

impl Resolver for One {
    fn file(&self, _: &ForeignPicture) -> Result<Known, String> {
        Err(String::new())
    }

    fn link(&self, _: &str) -> Linked {
        Linked::To("/2015/03/27/a".to_owned())
    }
}

#[test]
fn two_links_that_lead_to_one_place_are_one_as_they_are_stored() {
    let html = "<p><a href=\"http://old.example/a\">Gilt</a><a href=\"http://old.example/?p=1\">play</a> on</p>";
    let body = read(Form::Html, html, "http://old.example/").settle(&One).body;
    assert_eq!(domain::body::Body::from_json(&body.to_json()).as_ref(), Ok(&body));
    let [Block::Paragraph(text)] = body.blocks.as_slice() else { panic!("{body:?}") };
    assert_eq!(text.0.len(), 2, "{text:?}");
}
