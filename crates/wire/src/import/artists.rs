//! Lists of artists, a line each: our own JSON lines, tables with tabs, MusicBrainz dumps.
//!
//! Of a MusicBrainz dump only what is CC0 is taken: id, name, sort name, type, aliases, disambiguation and who is a
//! member of what. Annotations, tags, genres and ratings are never read.

mod musicbrainz;
mod own;
mod table;

use domain::artist::NewArtist;
use std::io::BufRead;
use table::Columns;

/// The longest line taken, in bytes. The longest artist of a MusicBrainz dump has some hundred thousand.
pub const LONGEST_LINE: usize = 16 * 1024 * 1024;

/// What is wrong with one line; the lines after it go in all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {problem}")]
pub struct LineProblem {
    /// The file's name.
    pub file: String,
    /// Counted from 1; 0 when no line can be named.
    pub line: usize,
    /// What is wrong and what would be right.
    pub problem: String,
}

/// An artist and the line that it stood in, counted from 1.
pub type LineArtist = (usize, NewArtist);

/// Reads a list as it streams in; the file's form is told from its first line. `name` is the file's name, for errors.
pub fn read<R: BufRead>(reader: R, name: &str) -> Artists<R> {
    Artists { reader, file: name.to_owned(), line: 0, form: None, done: false }
}

/// The artists of a list, one by one.
#[derive(Debug)]
pub struct Artists<R> {
    reader: R,
    file: String,
    line: usize,
    form: Option<Form>,
    done: bool,
}

#[derive(Debug, Clone)]
enum Form {
    Json,
    Table(Columns),
}

impl<R: BufRead> Artists<R> {
    fn problem(&self, problem: impl Into<String>) -> LineProblem {
        LineProblem { file: self.file.clone(), line: self.line, problem: problem.into() }
    }

    /// The next line without its end; `None` at the end of the file.
    fn next_line(&mut self) -> Option<Result<Vec<u8>, LineProblem>> {
        let mut bytes = Vec::new();
        self.line += 1;
        match read_bounded(&mut self.reader, &mut bytes) {
            Ok(Read::End) => None,
            Ok(Read::Line) => {
                while matches!(bytes.last(), Some(b'\n' | b'\r')) {
                    bytes.pop();
                }
                Some(Ok(bytes))
            }
            Ok(Read::TooLong) => {
                Some(Err(self.problem(format!("longer than {LONGEST_LINE} bytes; is every artist on a line of its own?"))))
            }
            Err(error) => {
                self.done = true;
                Some(Err(self.problem(format!("the file cannot be read further: {error}"))))
            }
        }
    }

    fn artist(&mut self, bytes: &[u8]) -> Option<Result<LineArtist, LineProblem>> {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.trim_start_matches('\u{feff}'),
            Err(error) => {
                return Some(Err(self.problem(format!("broken bytes after {} good ones; save the file in UTF-8", error.valid_up_to()))));
            }
        };
        if text.trim().is_empty() {
            return None;
        }
        let form = match self.form.clone() {
            Some(form) => form,
            None if text.trim_start().starts_with('{') => self.form.insert(Form::Json).clone(),
            None => match Columns::of_header(text) {
                Ok(columns) => {
                    self.form = Some(Form::Table(columns));
                    return None;
                }
                Err(problem) => {
                    self.done = true;
                    return Some(Err(self.problem(problem)));
                }
            },
        };
        let read = match &form {
            Form::Json => json(text),
            Form::Table(columns) => columns.artist(text),
        };
        let checked = read.and_then(|artist| artist.check().map(|()| artist).map_err(|refusal| refusal.to_string()));
        Some(checked.map(|artist| (self.line, artist)).map_err(|problem| self.problem(problem)))
    }
}

impl<R: BufRead> Iterator for Artists<R> {
    type Item = Result<LineArtist, LineProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let Some(line) = self.next_line() else { break };
            match line {
                Ok(bytes) => {
                    if let Some(artist) = self.artist(&bytes) {
                        return Some(artist);
                    }
                }
                Err(problem) => return Some(Err(problem)),
            }
        }
        self.done = true;
        None
    }
}

enum Read {
    Line,
    TooLong,
    End,
}

/// Reads to the line's end and keeps no more than [`LONGEST_LINE`] bytes of it.
fn read_bounded(reader: &mut impl BufRead, into: &mut Vec<u8>) -> std::io::Result<Read> {
    let (mut any, mut too_long) = (false, false);
    loop {
        let buffer = match reader.fill_buf() {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if buffer.is_empty() {
            break;
        }
        any = true;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |end| end + 1);
        too_long |= into.len() + used > LONGEST_LINE;
        if !too_long {
            into.extend_from_slice(buffer.get(..used).unwrap_or_default());
        }
        reader.consume(used);
        if end.is_some() {
            break;
        }
    }
    Ok(match (any, too_long) {
        (false, _) => Read::End,
        (true, true) => Read::TooLong,
        (true, false) => Read::Line,
    })
}

/// A line of MusicBrainz's has an `id`; one of ours has none.
fn json(text: &str) -> Result<NewArtist, String> {
    if musicbrainz::is_dump_line(text) { musicbrainz::artist(text) } else { own::artist(text) }
}

/// A name without blanks at its ends and with single ones inside.
fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What serde says, without its own line number: ours is the file's.
fn said(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let bare = said.rsplit_once(" at line ").map_or(said.as_str(), |(bare, _)| bare);
    format!("not a JSON object of an artist: {bare} (column {})", error.column())
}

#[cfg(test)]
mod tests;
