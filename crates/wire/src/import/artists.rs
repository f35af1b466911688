//! Lists of artists, a line each: our own JSON lines, tables with tabs, MusicBrainz dumps.
//!
//! Of a MusicBrainz dump only what is CC0 is taken: id, name, sort name, type, aliases, disambiguation and who is a
//! member of what. Annotations, tags, genres and ratings are never read.

mod musicbrainz;
mod own;
mod table;

use super::lines::Lines;
pub use super::lines::{LONGEST_LINE, LineProblem};
use domain::artist::NewArtist;
use std::io::BufRead;
use table::Columns;

/// An artist and the line that it stood in, counted from 1.
pub type LineArtist = (usize, NewArtist);

/// Reads a list as it streams in; the file's form is told from its first line. `name` is the file's name, for errors.
pub fn read<R: BufRead>(reader: R, name: &str) -> Artists<R> {
    Artists { lines: Lines::of(reader, name), form: None }
}

/// The artists of a list, one by one.
#[derive(Debug)]
pub struct Artists<R> {
    lines: Lines<R>,
    form: Option<Form>,
}

#[derive(Debug, Clone)]
enum Form {
    Json,
    Table(Columns),
}

impl<R: BufRead> Artists<R> {
    fn artist(&mut self, line: &str) -> Option<Result<NewArtist, String>> {
        let form = match self.form.clone() {
            Some(form) => form,
            None if line.trim_start().starts_with('{') => self.form.insert(Form::Json).clone(),
            None => match Columns::of_header(line) {
                Ok(columns) => {
                    self.form = Some(Form::Table(columns));
                    return None;
                }
                Err(problem) => {
                    self.lines.stop();
                    return Some(Err(problem));
                }
            },
        };
        let read = match &form {
            Form::Json => json(line),
            Form::Table(columns) => columns.artist(line),
        };
        Some(read.and_then(|artist| artist.check().map(|()| artist).map_err(|refusal| refusal.to_string())))
    }
}

impl<R: BufRead> Iterator for Artists<R> {
    type Item = Result<LineArtist, LineProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match self.lines.next()? {
                Ok((_, line)) => line,
                Err(problem) => return Some(Err(problem)),
            };
            if let Some(read) = self.artist(&line) {
                let number = self.lines.number();
                return Some(read.map(|artist| (number, artist)).map_err(|problem| self.lines.problem(problem)));
            }
        }
    }
}

/// A line of MusicBrainz's has an `id`; one of ours has none.
fn json(text: &str) -> Result<NewArtist, String> {
    if musicbrainz::is_dump_line(text) { musicbrainz::artist(text) } else { own::artist(text) }
}

#[cfg(test)]
mod tests;
