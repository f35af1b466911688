//! The paper's small search: every folded word must begin a word of the story. It reads every live story's text, which
//! serves some ten thousand of them; beyond, an index of its own is due.

use super::cards;
use crate::db::{Built, Conn, values};
use crate::error::Result;
use domain::story::Card;

/// The most words that are looked for.
const MOST_WORDS: usize = 12;

/// The live stories in which every word begins a word of the text, newest first. Words are folded by the caller.
///
/// # Errors
/// As every read.
pub async fn search(conn: &Conn, words: &[String], limit: usize, offset: usize) -> Result<Vec<Card>> {
    let words: Vec<&String> = words.iter().filter(|word| !word.is_empty()).take(MOST_WORDS).collect();
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let rows = conn.rows_built(&statement(&words, limit, offset)).await?;
    cards::finish(conn, rows.iter().map(|row| cards::read(row.of("stories"))).collect::<Result<_>>()?).await
}

pub(crate) fn statement(words: &[&String], limit: usize, offset: usize) -> Built {
    let begin =
        concat!("SELECT ", cards::columns!(), " FROM stories JOIN story_texts ON story_texts.story = stories.id WHERE state = 'live'");
    let mut built = Built::new(begin, &[]);
    for word in words {
        built.push(" AND folded LIKE ?1 ESCAPE '!'", &values![pattern(word)]);
    }
    built.push(" ORDER BY live_since DESC, id DESC LIMIT ?1 OFFSET ?2", &values![limit, offset]);
    built
}

/// A stored text begins with a space, so that every word has one before it.
pub(crate) fn pattern(word: &str) -> String {
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
