//! Bodies for property tests: everything a document may hold, with the words that files find hardest.

use super::{Resolver, StoredPicture};
use crate::render::{ArtistRef, Context, Words};
use domain::body::*;
use domain::id::ArtistId;
use domain::link::Strength;
use domain::slug::Slug;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

/// Finds artists `artist-N`, and every file by its key.
pub(crate) struct Shelf;

impl Resolver for Shelf {
    fn artist(&self, slug: &str) -> Option<ArtistId> {
        slug.strip_prefix("artist-")?.parse().ok().map(ArtistId)
    }

    fn picture(&self, name: &str) -> Option<StoredPicture> {
        MediaKey::parse(name).ok().map(|media| StoredPicture { media, width: 1200, height: 800 })
    }

    fn audio(&self, name: &str) -> Option<MediaKey> {
        MediaKey::parse(name).ok()
    }
}

pub(crate) fn artist(id: ArtistId) -> Option<ArtistRef> {
    Some(ArtistRef { name: format!("Artist {id}"), slug: Slug::parse(&format!("artist-{id}")).ok()? })
}

pub(crate) fn context<'a>(words: &'a Words) -> Context<'a> {
    Context { artists: &artist, ..Context::new("", "en-AU", words) }
}

/// Text that files find hard.
fn nasty() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-zA-Z ]{1,12}",
        3 => "[ a-z\\\\*_\\[\\]<>#+.!|~^`&;:()\"'=0-9-]{1,12}",
        1 => prop::sample::select(vec![
            "1. one", "- item", "# head", "    four", "+ plus", "> quote", "---", "===", "```", "| a | b |", "a\u{a0}b", "\u{a0}", " ", "x  ", "🎸", "👩‍🎤 live",
            "שלום", "مرحبا 1. ", "&amp;", "&#42;", "\\", "\\\\", "**bold**", "~~x~~", "H~2~O", "x^2^", "[a](b)", "![x](y)", "<b>", "<br>", "</em>", "http://x.y", "<http://x.y>",
            "a\tb", "line\nline", "\u{2028}", "\u{feff}", "\r", "|", ":--|--:", "[x]: y", "+++", "12) x", "_a_", "snake_case", "Wow!", "a:", "{{x}}", "%", "@", "$1$", "“q”", "’",
            "e\u{301}", "\u{7}", "==x==", "[^1]", "- [ ] x", "***", "* * *", "\\*", "a\\", "`a`", "&copy;", "x\u{b}y",
        ]).prop_map(str::to_owned),
    ]
}

fn href() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("https://example.org/a?b=c&d=e;f#g".to_owned()),
        Just("https://example.org/a_(b)<c>|d*e\\f".to_owned()),
        Just("https://example.org/&copy;é".to_owned()),
        Just("mailto:desk@paper.example".to_owned()),
        Just("/2015/03/27/x".to_owned()),
        Just("javascript:alert(1)".to_owned()),
        "https://[a-z]{1,8}\\.example/[a-z~!*()'&=;_-]{0,9}",
    ]
}

fn mark() -> impl Strategy<Value = Mark> {
    let strength = prop_oneof![Just(Strength::Subject), Just(Strength::Featured), Just(Strength::Mentioned), Just(Strength::Former)];
    let kind = prop::sample::select(super::WORKS.map(|(kind, _)| kind).to_vec());
    prop_oneof![
        Just(Mark::Strong),
        Just(Mark::Emphasis),
        Just(Mark::Strike),
        Just(Mark::Subscript),
        Just(Mark::Superscript),
        (href(), any::<bool>()).prop_map(|(href, sponsored)| Mark::Link { href, sponsored }),
        (0_i64..9, strength).prop_map(|(id, strength)| Mark::Artist { artist: ArtistId(id), strength }),
        kind.prop_map(|kind| Mark::Work { kind }),
    ]
}

pub(crate) fn inlines() -> impl Strategy<Value = Inlines> {
    let piece = prop_oneof![
        6 => (nasty(), vec(mark(), 0..3)).prop_map(Some),
        1 => Just(None),
    ];
    vec(piece, 0..6).prop_map(|pieces| {
        let mut text = Inlines::default();
        for piece in pieces {
            match piece {
                Some((words, marks)) => text.push(&words, &marks),
                None => text.0.push(Inline::HardBreak),
            }
        }
        text
    })
}

fn key() -> impl Strategy<Value = MediaKey> {
    ("[0-9a-f]{64}", "(jpg|webp|mp3)").prop_map(|(digest, ending)| MediaKey::parse(&format!("{digest}.{ending}")).unwrap())
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof![2 => "[A-Za-z’ ]{0,16}", 1 => nasty()]
}

fn picture() -> impl Strategy<Value = Picture> {
    (key(), words(), any::<bool>(), words(), words(), [0.0..=1.0, 0.0..=1.0]).prop_map(
        |(media, alt, decorative, credit, caption, focus)| Picture {
            media,
            alt,
            decorative,
            credit,
            caption,
            width: 1200,
            height: 800,
            focus,
        },
    )
}

fn clip() -> impl Strategy<Value = Clip> {
    let kind =
        prop_oneof![Just(ClipKind::Video), Just(ClipKind::Track), Just(ClipKind::Album), Just(ClipKind::Playlist), Just(ClipKind::Set)];
    let advisory = prop::sample::subsequence(AdvisoryKind::ALL.to_vec(), 0..3);
    (
        prop::sample::select(Provider::ALL.to_vec()),
        option::of(words()),
        kind,
        words(),
        words(),
        any::<u32>(),
        any::<u32>(),
        option::of(key()),
        advisory,
    )
        .prop_map(|(provider, id, kind, title, credit, start, duration, poster, advisory)| Clip {
            provider,
            id,
            kind,
            title,
            credit,
            start,
            duration,
            poster,
            advisory,
        })
}

fn tour_date() -> impl Strategy<Value = TourDate> {
    let status = prop_oneof![Just(DateStatus::On), Just(DateStatus::SoldOut), Just(DateStatus::Moved), Just(DateStatus::Cancelled)];
    let tickets = prop_oneof![Just(String::new()), Just("https://tickets.example/?a=1&b=2".to_owned()), Just("javascript:x".to_owned())];
    (1_i16..9999, 1_i8..=12, 1_i8..=28, words(), words(), tickets, words(), status).prop_map(
        |(year, month, day, city, venue, tickets, note, status)| TourDate {
            date: jiff::civil::date(year, month, day),
            city,
            venue,
            tickets,
            note,
            status,
        },
    )
}

fn facts_block() -> impl Strategy<Value = Block> {
    let song = (words(), words()).prop_map(|(title, note)| Song { title, note });
    let song = song.boxed();
    let track = (words(), words(), words(), words()).prop_map(|(title, length, artist, note)| Track { title, length, artist, note });
    let fact = (words(), words()).prop_map(|(label, value)| Fact { label, value });
    let box_kind = prop_oneof![Just(BoxKind::Gig), Just(BoxKind::Release)];
    prop_oneof![
        (words(), vec(track, 0..3)).prop_map(|(title, tracks)| Block::TrackList(TrackList { title, tracks })),
        (words(), vec(song.clone(), 0..3), vec(song, 0..2)).prop_map(|(title, songs, encore)| Block::SetList(SetList {
            title,
            songs,
            encore
        })),
        (words(), vec(tour_date(), 0..3)).prop_map(|(title, dates)| Block::TourDates(TourDates { title, dates })),
        (-1.0..12.0, 1.0..11.0, words()).prop_map(|(value, out_of, verdict)| Block::Score(Score { value, out_of, verdict })),
        (box_kind, words(), vec(fact, 0..3)).prop_map(|(kind, title, facts)| Block::InfoBox(InfoBox { kind, title, facts })),
    ]
}

fn media_block() -> impl Strategy<Value = Block> {
    prop_oneof![
        picture().prop_map(Block::Picture),
        vec(picture(), 0..4).prop_map(Block::Gallery),
        clip().prop_map(Block::Clip),
        (key(), words(), words(), any::<u32>()).prop_map(|(media, title, credit, duration)| Block::Audio(Audio {
            media,
            title,
            credit,
            duration
        })),
    ]
}

fn table() -> impl Strategy<Value = Block> {
    (words(), any::<bool>(), 0_usize..4)
        .prop_flat_map(|(caption, header, width)| (Just(caption), Just(header), vec(vec(inlines(), width), 0..4)))
        .prop_map(|(caption, header, rows)| Block::Table(Table { caption, header, rows }))
}

fn text_block() -> impl Strategy<Value = Block> {
    let speaker = || option::of(words());
    let turn_kind = prop_oneof![Just(TurnKind::Question), Just(TurnKind::Answer)];
    let html = prop_oneof![
        Just("<p>A map: <kbd>G</kbd>.</p>".to_owned()),
        Just("<div>\n\n```\n</div>\n".to_owned()),
        Just("<!-- x -->".to_owned()),
        nasty(),
    ];
    prop_oneof![
        6 => inlines().prop_map(Block::Paragraph),
        2 => (1_u8..5, inlines()).prop_map(|(level, text)| Block::Heading { level, text }),
        1 => (speaker(), speaker(), vec(inlines(), 0..3)).prop_map(|(speaker, role, paragraphs)| Block::Quotation(Quotation { speaker, role, paragraphs })),
        1 => (speaker(), inlines()).prop_map(|(speaker, text)| Block::PullQuote { text, speaker }),
        3 => (any::<bool>(), any::<u32>(), vec(vec(inlines(), 0..3), 0..4)).prop_map(|(ordered, start, items)| Block::List(List { ordered, start, items })),
        1 => (any::<u32>(), words(), speaker(), speaker(), option::of(any::<u16>()), vec(inlines(), 0..3)).prop_map(|(number, title, artist, label, year, paragraphs)| {
            Block::RankedEntry(RankedEntry { number, title, artist, label, year, paragraphs })
        }),
        2 => (turn_kind, speaker(), vec(inlines(), 0..3)).prop_map(|(kind, speaker, paragraphs)| Block::Turn(Turn { kind, speaker, paragraphs })),
        1 => (inlines(), speaker()).prop_map(|(text, credit)| Block::Verse(Verse { text, credit })),
        1 => Just(Block::Divider),
        1 => html.prop_map(Block::RawHtml),
    ]
}

/// Bodies of so many blocks at most.
pub(crate) fn bodies(most: usize) -> impl Strategy<Value = Body> {
    let block = prop_oneof![6 => text_block(), 2 => media_block(), 2 => facts_block(), 1 => table()];
    vec(block, 0..=most).prop_map(|blocks| Body { blocks })
}
