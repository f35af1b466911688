//! Files of a record a line, as they stream in: what is broken is told by line, and the rest goes in.

use std::io::BufRead;

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

/// The lines of a file that are not blank, with their numbers from 1.
#[derive(Debug)]
struct Lines<R> {
    reader: R,
    file: String,
    line: usize,
    done: bool,
}

impl<R: BufRead> Lines<R> {
    /// `name` is the file's name, for errors.
    fn of(reader: R, name: &str) -> Self {
        Self { reader, file: name.to_owned(), line: 0, done: false }
    }

    /// Gives no more lines: what follows cannot be made sense of.
    fn stop(&mut self) {
        self.done = true;
    }

    /// A problem with the last line given.
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
                Some(Err(self.problem(format!("longer than {LONGEST_LINE} bytes; is every record on a line of its own?"))))
            }
            Err(error) => {
                self.done = true;
                Some(Err(self.problem(format!("the file cannot be read further: {error}"))))
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<(usize, String), LineProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.done {
            let Some(line) = self.next_line() else { break };
            let read = line.and_then(|bytes| {
                String::from_utf8(bytes).map_err(|error| {
                    let good = error.utf8_error().valid_up_to();
                    self.problem(format!("broken bytes after {good} good ones; save the file in UTF-8"))
                })
            });
            match read {
                Ok(line) if line.trim_start_matches('\u{feff}').trim().is_empty() => {}
                Ok(line) => return Some(Ok((self.line, line.trim_start_matches('\u{feff}').to_owned()))),
                Err(problem) => return Some(Err(problem)),
            }
        }
        self.done = true;
        None
    }
}

/// A record of which a list has one a line: as a JSON object, or as the row of a table whose first line heads the columns.
pub(super) trait Listed: Sized {
    /// Where the columns stand.
    type Columns: std::fmt::Debug;

    /// Reads an object.
    ///
    /// # Errors
    /// What is wrong with it.
    fn of_json(line: &str) -> Result<Self, String>;

    /// Reads the line that heads a table.
    ///
    /// # Errors
    /// What it lacks.
    fn columns(header: &str) -> Result<Self::Columns, String>;

    /// Reads a row.
    ///
    /// # Errors
    /// What is wrong with it.
    fn of_row(columns: &Self::Columns, line: &str) -> Result<Self, String>;

    /// Whether the paper could take it.
    ///
    /// # Errors
    /// Why not.
    fn sound(self) -> Result<Self, String>;
}

#[derive(Debug)]
enum Form<C> {
    Json,
    Table(C),
}

/// The records of a list, one by one, each with its line.
pub(super) struct Records<R, T: Listed> {
    lines: Lines<R>,
    form: Option<Form<T::Columns>>,
}

impl<R: BufRead, T: Listed> Records<R, T> {
    /// The form is told from the first line. `name` is the file's name, for errors.
    pub(super) fn of(reader: R, name: &str) -> Self {
        Self { lines: Lines::of(reader, name), form: None }
    }

    /// A record of a line; none of the line that heads a table.
    fn record(&mut self, line: &str) -> Option<Result<T, String>> {
        if self.form.is_none() && !line.trim_start().starts_with('{') {
            match T::columns(line) {
                Ok(columns) => self.form = Some(Form::Table(columns)),
                Err(problem) => {
                    self.lines.stop();
                    return Some(Err(problem));
                }
            }
            return None;
        }
        let read = match self.form.get_or_insert(Form::Json) {
            Form::Json => T::of_json(line),
            Form::Table(columns) => T::of_row(columns, line),
        };
        Some(read.and_then(T::sound))
    }
}

impl<R: BufRead, T: Listed> Iterator for Records<R, T> {
    type Item = Result<(usize, T), LineProblem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (number, line) = match self.lines.next()? {
                Ok(read) => read,
                Err(problem) => return Some(Err(problem)),
            };
            if let Some(read) = self.record(&line) {
                return Some(read.map(|record| (number, record)).map_err(|problem| self.lines.problem(problem)));
            }
        }
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

/// A name without blanks at its ends and with single ones inside.
pub(super) fn tidy(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What serde says of a line that is no JSON object of `what`, without its own line number: ours is the file's.
pub(super) fn said(what: &str, error: &serde_json::Error) -> String {
    let said = error.to_string();
    let bare = said.rsplit_once(" at line ").map_or(said.as_str(), |(bare, _)| bare);
    format!("not a JSON object of {what}: {bare} (column {})", error.column())
}
