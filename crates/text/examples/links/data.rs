//! The lists of artists, merged as an import merges them, and texts as bodies.

use domain::artist::{ArtistKind, Memberships};
use domain::body::{Block, Body, Inlines};
use domain::id::ArtistId;
use domain::link::decide::{Decision, Rulings};
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use text::fold;
use text::linking::{Known, Piece, link_story};
use text::names::{NameRow, Names};

pub(crate) fn folder() -> PathBuf {
    std::env::var_os("INKIE_DATA").map_or_else(|| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").into(), PathBuf::from)
}

pub(crate) fn read(path: &str) -> String {
    let path = folder().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

pub(crate) struct Artist {
    pub(crate) name: String,
    pub(crate) kind: ArtistKind,
    /// Wikidata's number, where the list has it.
    pub(crate) wikidata: Option<String>,
    sources: Vec<&'static str>,
}

/// All CC0 names of the folder.
pub(crate) struct World {
    pub(crate) artists: Vec<Artist>,
    pub(crate) names: Names,
    pub(crate) memberships: Memberships,
    numbers: HashSet<String>,
}

impl World {
    pub(crate) fn load() -> Self {
        let mut artists: Vec<Artist> = Vec::new();
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        let files = [
            ("wikidata-lastfm-names.tsv", 1, None),
            ("musicbrainz-1968-1973-artists.tsv", 1, Some(3)),
            ("musicbrainz-ru-artists.tsv", 1, Some(2)),
        ];
        for (file, name_at, kind_at) in files {
            // Both MusicBrainz lists have ids of one kind: two of them are two artists.
            let source = if kind_at.is_some() { "musicbrainz" } else { "wikidata" };
            for line in read(&format!("artists/{file}")).lines().skip(1) {
                let cells: Vec<&str> = line.split('\t').collect();
                let name = cells[name_at].trim();
                let kind = kind_at.map_or(ArtistKind::default(), |at| kind(cells[at]));
                let wikidata = kind_at.is_none().then(|| cells[0].to_owned());
                let key = fold::key(name);
                let same = by_key.entry(key).or_default();
                if let Some(known) = same.iter().find(|id| !artists[**id].sources.contains(&source)) {
                    let known = &mut artists[*known];
                    known.sources.push(source);
                    if kind != ArtistKind::default() {
                        known.kind = kind;
                    }
                    continue;
                }
                same.push(artists.len());
                artists.push(Artist { name: name.to_owned(), kind, wikidata, sources: vec![source] });
            }
        }
        let row =
            |(id, artist): (i64, &Artist)| NameRow { artist: ArtistId(id), name: artist.name.clone(), is_alias: false, kind: artist.kind };
        let names = Names::build((0..).zip(&artists).map(row));
        let numbers = artists.iter().filter_map(|artist| artist.wikidata.clone()).collect();
        Self { artists, names, memberships: Memberships::default(), numbers }
    }

    pub(crate) fn name(&self, artist: ArtistId) -> &str {
        &self.artist(artist).name
    }

    pub(crate) fn artist(&self, artist: ArtistId) -> &Artist {
        &self.artists[usize::try_from(artist.0).unwrap()]
    }

    pub(crate) fn has_wikidata(&self, id: &str) -> bool {
        self.numbers.contains(id)
    }

    /// Everything decided about a text without an artist line.
    pub(crate) fn link(&self, headline: &str, body: &Body) -> Vec<Decision> {
        let known = Known { names: &self.names, memberships: &self.memberships, ruled: &Rulings::default() };
        link_story(known, Piece { headline, standfirst: "", body, subjects: &[] })
    }
}

fn kind(word: &str) -> ArtistKind {
    if word.is_empty() { ArtistKind::default() } else { ArtistKind::from_word(word) }
}

/// A text's paragraphs, each with the code point at which it begins.
pub(crate) struct Paragraphs(pub(crate) Vec<(usize, String)>);

impl Paragraphs {
    pub(crate) fn of(text: &str) -> Self {
        let mut from = 0;
        let mut found = Vec::new();
        for part in text.split('\n') {
            if !part.trim().is_empty() {
                found.push((from, part.to_owned()));
            }
            from += part.chars().count() + 1;
        }
        Self(found)
    }

    pub(crate) fn body(&self) -> Body {
        Body { blocks: self.0.iter().map(|(_, text)| Block::Paragraph(Inlines::plain(text.as_str()))).collect() }
    }

    /// The code point in the whole text at a byte of a paragraph.
    pub(crate) fn point(&self, paragraph: usize, byte: usize) -> usize {
        let (from, text) = &self.0[paragraph];
        from + text[..byte].chars().count()
    }

    /// A stretch with the words round it.
    pub(crate) fn context(&self, paragraph: usize, start: usize, end: usize) -> String {
        let text = &self.0[paragraph].1;
        let before: Vec<char> = text[..start].chars().collect();
        let before: String = before[before.len().saturating_sub(60)..].iter().collect();
        let after: String = text[end..].chars().take(40).collect();
        format!("{before}[{}]{after}", &text[start..end])
    }
}

pub(crate) fn overlap(a: (usize, usize), b: (usize, usize)) -> usize {
    a.1.min(b.1).saturating_sub(a.0.max(b.0))
}
