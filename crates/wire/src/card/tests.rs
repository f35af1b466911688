use super::*;
use proptest::prelude::*;
use std::sync::LazyLock;

static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    Fonts::read(
        include_bytes!("../../../../themes/newsprint/fonts/card-head.ttf"),
        include_bytes!("../../../../themes/newsprint/fonts/card-line.ttf"),
        include_bytes!("../../../../themes/newsprint/fonts/card-standfirst.ttf"),
    )
    .unwrap()
});

const CARD: Card<'static> = Card {
    paper: "The Feedback",
    dateline: "27 March 2015",
    artist_line: "Saltwater Choir",
    headline: "The loudest quiet band in the country would like you to stop whispering",
    standfirst: "Three albums, one microphone and a ban on talking between songs.",
    spot: "#e4002b",
    language: "en-AU",
};

fn drawn(card: &Card<'_>) -> tiny_skia::Pixmap {
    tiny_skia::Pixmap::decode_png(&draw(card, &FONTS).unwrap()).unwrap()
}

fn copy(text: &str) -> Copy {
    Copy::of(text, &FONTS.head)
}

fn lines(headline: &str, height: f32) -> (Vec<Line>, f32) {
    let fitted = fit::headline(&FONTS.head, &copy(headline), COLUMN, height);
    (fitted.lines, fitted.size)
}

/// Pixels that are nearly of a colour, by rows from `top` to `bottom`.
fn count(picture: &tiny_skia::Pixmap, (red, green, blue): (u8, u8, u8), rows: std::ops::Range<u32>) -> usize {
    let near = |a: u8, b: u8| a.abs_diff(b) < 12;
    let cells = rows.flat_map(|y| (0..WIDTH).map(move |x| (x, y)));
    let pixels = cells.filter_map(|(x, y)| picture.pixel(x, y));
    pixels.filter(|pixel| near(pixel.red(), red) && near(pixel.green(), green) && near(pixel.blue(), blue)).count()
}

#[test]
fn a_card_has_its_size_and_the_same_bytes_every_time() {
    let picture = drawn(&CARD);
    assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT));
    assert_eq!(draw(&CARD, &FONTS).unwrap(), draw(&CARD, &FONTS.clone()).unwrap());
}

#[test]
fn the_spot_is_for_the_artist_line_alone() {
    let red = (0xe4, 0x00, 0x2b);
    assert!(count(&drawn(&CARD), red, 104..190) > 500);
    assert_eq!(count(&drawn(&CARD), red, 190..HEIGHT), 0);
    assert_eq!(count(&drawn(&Card { artist_line: "", ..CARD }), red, 0..HEIGHT), 0);
}

#[test]
fn nothing_reaches_the_edge() {
    let long = "word ".repeat(200);
    for headline in ["Gone", "“Quoted”", CARD.headline, &long, &"W".repeat(300)] {
        let picture = drawn(&Card { headline, artist_line: &long, standfirst: &long, paper: &long, ..CARD });
        let clean = picture.pixel(0, 0).unwrap();
        let edge = |x: u32, y: u32| x < 8 || y < 8 || x >= WIDTH - 8 || y >= HEIGHT - 8;
        let cells = (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y))).filter(|(x, y)| edge(*x, *y));
        assert!(cells.into_iter().all(|(x, y)| picture.pixel(x, y).unwrap() == clean), "{headline}");
    }
}

#[test]
fn a_headline_fills_its_column_or_its_height() {
    for headline in ["Gone", "Party Wall", CARD.headline, "“Nobody tells you the van is the career”"] {
        let (lines, size) = lines(headline, 390.0);
        let widest = lines.iter().map(Line::measure).fold(0.0, f32::max) * size;
        let tall = (fit::ASCENT + fit::DESCENT + fit::LEADING * (lines.len() as f32 - 1.0)) * size;
        assert!(widest <= COLUMN + 0.5 && tall <= 390.5, "{headline}: {widest} x {tall}");
        assert!(widest > COLUMN - 1.0 || tall > 389.0 || size > 439.0, "{headline}: {widest} x {tall}");
    }
}

#[test]
fn what_is_too_long_is_broken_or_cut() {
    let (lines, size) = lines(&"Donaudampfschifffahrtsgesellschaft".repeat(3), 390.0);
    assert!(lines.len() > 1 && size > 60.0);
    let cut = copy(&"and another thing ".repeat(30)).cut_to(&FONTS.head, 12.0, 2);
    assert!(cut.ends_with('…') && cut.len() < 80, "{cut}");
    let sentence = copy("It ends here. But then it goes on and on and on").cut_to(&FONTS.head, 10.0, 1);
    assert_eq!(sentence, "It ends here.");
}

#[test]
fn letters_that_no_font_has_lose_their_marks_or_are_left_out() {
    assert_eq!(copy("El\u{2011}P & \u{1f3b8} Nguye\u{0302}\u{0303}n Ž\u{200b}ižek\u{202e}").text(), "El-P & Nguyen Žižek");
    assert!(!copy("宇多田ヒカル plays Melbourne").is_legible());
    assert!(!copy("משינה חוזרים").is_legible());
    assert!(copy("Gang of Four \u{1f3b8}").is_legible());
}

#[test]
fn an_illegible_headline_gives_way_to_the_artist_and_the_paper() {
    let poster = drawn(&Card { headline: "משינה חוזרים", artist_line: "", standfirst: "", ..CARD });
    let same = drawn(&Card { headline: CARD.paper, artist_line: "", standfirst: "", ..CARD });
    assert_eq!(poster, same);
    let nothing = Card::default();
    assert!(draw(&nothing, &FONTS).is_ok());
}

#[test]
fn a_paper_from_the_right_begins_on_the_right() {
    let picture = drawn(&Card { language: "he-IL", headline: "Gone", ..CARD });
    let ink = |from: u32, to: u32| (from..to).filter(|x| picture.pixel(*x, 400).unwrap().red() < 60).count();
    assert!(ink(600, WIDTH) > ink(0, 400));
}

#[test]
fn bytes_that_are_no_font_are_named() {
    let broken = Fonts::read(b"not a font", b"", b"");
    assert_eq!(broken.err(), Some(CardError::Font("headline")));
}

#[test]
fn markup_is_letters_like_any_other() {
    let text = "</text><image href=\"file:///etc/passwd\"/>&lt;";
    assert_eq!(copy(text).text(), text);
    assert!(draw(&Card { headline: text, artist_line: text, standfirst: text, spot: text, language: text, ..CARD }, &FONTS).is_ok());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_text_is_a_reason_not_to_draw(
        headline in any::<String>(), mixed in "[a-zÀ-ſא-ת ؠ-ي\u{300}-\u{36f}“”0-9\u{200b}-\u{2069}-]{0,400}",
        spot in "#?[0-9a-gé]{0,7}", language in "[a-z]{0,3}(-[A-Z]{2})?",
    ) {
        for (headline, other) in [(&headline, &mixed), (&mixed, &headline)] {
            let card = Card { paper: other, dateline: other, artist_line: other, headline, standfirst: other, spot: &spot, language: &language };
            let picture = drawn(&card);
            prop_assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT));
        }
    }
}

#[test]
fn says_when_a_headline_is_cut() {
    assert!(!cuts_headline(CARD.headline, &FONTS) && !cuts_headline("", &FONTS));
    assert!(cuts_headline(&"a headline of a great many words ".repeat(9), &FONTS));
}
