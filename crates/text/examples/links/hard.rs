//! Names made only of ordinary words: never linked by themselves where nothing speaks for an artist.

use crate::data::{Paragraphs, World, read};
use domain::artist::{ArtistKind, Memberships};
use domain::id::ArtistId;
use domain::link::Standing;
use domain::link::decide::Rulings;
use text::linking::{Known, Piece, link_story};
use text::names::{NameRow, Names};

/// Sentences in which a word is a word, or may be anything.
const PLAIN: [&str; 6] = [
    "{} is what they said on Tuesday.",
    "Nobody in the street had heard of {} before the rain came.",
    "They went home, and {} was left on the table with the keys.",
    "“{},” the neighbour said.",
    "The council spoke of {} and then of the bus.",
    "Why {} Matters",
];

pub(crate) fn run(_: &World, errors: bool) {
    let (mut linked, mut walked) = (0, 0);
    for line in read("artists/hard-names.tsv").lines().skip(1) {
        let name = line.split('\t').next().unwrap();
        let names = Names::build([NameRow { artist: ArtistId(1), name: name.to_owned(), is_alias: false, kind: ArtistKind::Group }]);
        walked += 1;
        for plain in PLAIN {
            let body = Paragraphs::of(&plain.replace("{}", name)).body();
            let known = Known { names: &names, memberships: &Memberships::default(), ruled: &Rulings::default() };
            for link in link_story(known, Piece { headline: "", standfirst: "", body: &body, subjects: &[] }) {
                if link.standing == Standing::Sure {
                    linked += 1;
                    if errors {
                        println!("  LINKED {name} ({}): {plain}", link.evidence);
                    }
                }
            }
        }
    }
    println!("{walked} names of ordinary words in {} plain sentences: {linked} linked", PLAIN.len());
}
