//! What the index keeps of a story, and in which fields.

use crate::analyse::{LONGEST_WORD, Words};
use domain::story::Kind;
use tantivy::TantivyDocument;
use tantivy::schema::{FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions};
use text::fold;

/// A story as the index takes it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Entry {
    /// Its number.
    pub story: i64,
    /// The headline.
    pub headline: String,
    /// The line under it.
    pub standfirst: String,
    /// The artist line, as printed.
    pub credited: Vec<String>,
    /// Who is credited, by name.
    pub bylines: Vec<String>,
    /// Its text, blocks parted by empty lines.
    pub text: String,
    /// The section, by slug.
    pub section: String,
    /// What kind.
    pub kind: Kind,
    /// The artists it speaks of.
    pub artists: Vec<i64>,
    /// Who is credited.
    pub people: Vec<i64>,
    /// The dateline, µs UTC.
    pub published: i64,
    /// The year of the dateline, in the paper's zone.
    pub year: i16,
    /// What lists are ordered by, newest first, µs UTC: when it came onto the paper, or was last saved.
    pub since: i64,
    /// A review's score, in thousandths of the best there is.
    pub score: Option<i64>,
    /// Who says what in it, as far as that is public as data.
    pub said: Vec<Said>,
    /// For the desk's own index: where it stands.
    pub standing: Option<Standing>,
}

/// Somebody's words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// Who.
    pub speaker: String,
    /// What.
    pub words: String,
}

/// What the desk asks by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Whose it is; 0 when nobody's.
    pub owner: i64,
    /// The word of its state.
    pub state: &'static str,
}

/// The fields. Another set of them is another form of index: see `FORM` in `index.rs`.
#[derive(Clone)]
pub(crate) struct Fields {
    pub(crate) schema: Schema,
    pub(crate) story: Field,
    pub(crate) words: Field,
    pub(crate) said: Field,
    pub(crate) section: Field,
    pub(crate) kind: Field,
    pub(crate) year: Field,
    pub(crate) artist: Field,
    pub(crate) person: Field,
    pub(crate) published: Field,
    pub(crate) since: Field,
    pub(crate) score: Field,
    pub(crate) owner: Field,
    pub(crate) state: Field,
    pub(crate) text: Field,
    pub(crate) quotes: Field,
}

/// The name of the tokenizer.
pub(crate) const CUTTER: &str = "inkie";

/// Parts a stored quotation's speaker from the words, and a speaker's term from a word's.
pub(crate) const PART: char = '\u{1}';

impl Fields {
    pub(crate) fn new() -> Self {
        let mut schema = Schema::builder();
        let words = TextFieldIndexing::default().set_tokenizer(CUTTER).set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let plain = || {
            TextOptions::default().set_indexing_options(
                TextFieldIndexing::default().set_tokenizer("raw").set_index_option(IndexRecordOption::Basic).set_fieldnorms(false),
            )
        };
        Self {
            story: schema.add_i64_field("story", INDEXED | FAST),
            words: schema.add_text_field("words", TextOptions::default().set_indexing_options(words)),
            said: schema.add_text_field("said", plain()),
            section: schema.add_text_field("section", STRING | FAST),
            kind: schema.add_u64_field("kind", INDEXED | FAST),
            year: schema.add_u64_field("year", INDEXED | FAST),
            artist: schema.add_i64_field("artist", INDEXED),
            person: schema.add_i64_field("person", INDEXED),
            published: schema.add_i64_field("published", FAST),
            since: schema.add_i64_field("since", FAST),
            score: schema.add_i64_field("score", FAST),
            owner: schema.add_i64_field("owner", INDEXED),
            state: schema.add_text_field("state", plain()),
            text: schema.add_text_field("text", STORED),
            quotes: schema.add_text_field("quotes", STORED),
            schema: schema.build(),
        }
    }

    pub(crate) fn document(&self, entry: &Entry, words: Words) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        document.add_i64(self.story, entry.story);
        // What stands in the headline or the artist line counts as if it were said three times more.
        for _ in 0..3 {
            document.add_text(self.words, &entry.headline);
            for name in &entry.credited {
                document.add_text(self.words, name);
            }
        }
        document.add_text(self.words, &entry.standfirst);
        document.add_text(self.words, &entry.text);
        for name in &entry.bylines {
            document.add_text(self.words, name);
        }
        document.add_text(self.section, &entry.section);
        document.add_u64(self.kind, kind_code(entry.kind));
        document.add_u64(self.year, u64::from(entry.year.unsigned_abs()));
        for artist in &entry.artists {
            document.add_i64(self.artist, *artist);
        }
        for person in &entry.people {
            document.add_i64(self.person, *person);
        }
        document.add_i64(self.published, entry.published);
        document.add_i64(self.since, entry.since);
        if let Some(score) = entry.score {
            document.add_i64(self.score, score);
        }
        if let Some(standing) = &entry.standing {
            document.add_i64(self.owner, standing.owner);
            document.add_text(self.state, standing.state);
        }
        document.add_text(self.text, &entry.text);
        for said in &entry.said {
            for term in spoken(said, words) {
                document.add_text(self.said, term);
            }
            document.add_text(self.quotes, format!("{}{PART}{}", said.speaker, said.words));
        }
        document
    }
}

/// The terms of a quotation: each way to name the speaker, alone and with each word, by its stem.
fn spoken(said: &Said, words: Words) -> Vec<String> {
    let mut terms = Vec::new();
    let mut spoken: Vec<String> =
        fold::tokens(&said.words).iter().map(|token| words.stem(token.bare_key().unwrap_or(&token.key))).collect();
    spoken.retain(|word| word.len() <= LONGEST_WORD);
    spoken.sort();
    spoken.dedup();
    for name in speaker_keys(&said.speaker) {
        terms.push(format!("{name}{PART}"));
        terms.extend(spoken.iter().map(|word| format!("{name}{PART}{word}")));
    }
    terms
}

/// How somebody may be called: the whole name, and its last word where there are more.
fn speaker_keys(speaker: &str) -> Vec<String> {
    let whole = fold::key(speaker);
    let last = whole.rsplit_once(' ').map(|(_, last)| last.to_owned());
    [Some(whole), last].into_iter().flatten().filter(|key| !key.is_empty() && key.len() <= 4 * LONGEST_WORD).collect()
}

/// The number of a kind in the index.
pub(crate) fn kind_code(kind: Kind) -> u64 {
    Kind::ALL.iter().position(|one| *one == kind).map_or(u64::MAX, |place| place as u64)
}
