//! The library: stored files in the order in which they came, newest first, by words and by what they lack.

use super::{MediaRow, columns, read};
use crate::db::{Built, Conn, Value, values};
use crate::error::Result;
use domain::body::MediaKey;
use domain::time::Instant;

/// What a list is narrowed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Only {
    /// Nothing is left out.
    #[default]
    All,
    /// Pictures without a credit.
    Uncredited,
    /// Pictures without alt text that are not decorative.
    Undescribed,
    /// Files whose terms end by an instant, or have ended.
    Expiring {
        /// By when.
        by: Instant,
    },
    /// Files that nothing uses.
    Unused,
    /// Sounds.
    Sounds,
}

/// Which files, and how many.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// Words that must all begin a word of the file's name or facts, folded by the caller.
    pub words: Vec<String>,
    /// What is left out.
    pub only: Only,
    /// Goes on behind this file: when it came, and its key.
    pub before: Option<(Instant, MediaKey)>,
    /// How many at most.
    pub limit: usize,
}

/// The most words that are looked for.
const MOST_WORDS: usize = 8;

/// Files, newest first.
///
/// # Errors
/// As every read.
pub async fn library(conn: &Conn, filter: &Filter) -> Result<Vec<MediaRow>> {
    conn.rows_built(&statement(filter)).await?.iter().map(|row| read(row.of("media"))).collect()
}

fn statement(filter: &Filter) -> Built {
    let mut built = Built::new(concat!("SELECT ", columns!(), " FROM media WHERE key <> ''"), &[]);
    if let Some((created, key)) = &filter.before {
        built.push(" AND (created, key) < (?1, ?2)", &values![*created, key.as_str()]);
    }
    match filter.only {
        Only::All => {}
        Only::Uncredited => built.push(" AND credit = '' AND mime LIKE 'image/%'", &[]),
        Only::Undescribed => built.push(" AND alt = '' AND decorative = 0 AND mime LIKE 'image/%'", &[]),
        Only::Expiring { by } => built.push(" AND expires IS NOT NULL AND expires <= ?1", &[Value::from(by)]),
        Only::Unused => built.push(" AND NOT EXISTS (SELECT 1 FROM media_uses WHERE media_uses.media = media.key)", &[]),
        Only::Sounds => built.push(" AND mime LIKE 'audio/%'", &[]),
    }
    for word in filter.words.iter().filter(|word| !word.is_empty()).take(MOST_WORDS) {
        built.push(" AND folded LIKE ?1 ESCAPE '!'", &values![word_pattern(word)]);
    }
    built.push(" ORDER BY created DESC, key DESC LIMIT ?1", &values![filter.limit]);
    built
}

/// A stored text begins with a space, so that every word has one before it.
fn word_pattern(word: &str) -> String {
    let mut pattern = String::from("% ");
    for letter in word.chars() {
        if matches!(letter, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(letter);
    }
    pattern.push('%');
    pattern
}

/// Every form of the statement.
#[cfg(test)]
pub(crate) fn all_filters() -> Vec<Built> {
    let by = Instant::from_micros(0);
    let key = MediaKey::parse(&format!("{}.jpg", "a".repeat(64))).ok();
    let only = [Only::All, Only::Uncredited, Only::Undescribed, Only::Expiring { by }, Only::Unused, Only::Sounds];
    let mut all = Vec::new();
    for only in only {
        for before in [None, key.clone().map(|key| (by, key))] {
            all.push(statement(&Filter { words: vec!["fax".to_owned()], only, before, limit: 1 }));
        }
    }
    all
}
