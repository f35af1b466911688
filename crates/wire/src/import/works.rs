//! Lists of works, a line each: our own JSON lines, tables with tabs, MusicBrainz dumps of release groups.
//!
//! Of a MusicBrainz dump only what is CC0 is taken: id, title, type, first release date and whose it is. Annotations, tags,
//! genres and ratings are never read.

use super::lines::{LineProblem, Listed, Records, said, tidy};
use domain::body::WorkKind;
use domain::part_day::PartDay;
use domain::work::{ListedWork, NewWork};
use serde::Deserialize;
use std::io::BufRead;

/// A work and the line that it stood in, counted from 1.
pub type LineWork = (usize, ListedWork);

/// The works of a list as it streams in; the file's form is told from its first line. `name` is the file's name, for errors.
pub fn read<R: BufRead>(reader: R, name: &str) -> impl Iterator<Item = Result<LineWork, LineProblem>> {
    Records::of(reader, name)
}

impl Listed for ListedWork {
    type Columns = Columns;

    fn of_json(line: &str) -> Result<Self, String> {
        json(line)
    }

    fn columns(header: &str) -> Result<Columns, String> {
        Columns::of_header(header)
    }

    fn of_row(columns: &Columns, line: &str) -> Result<Self, String> {
        columns.work(line)
    }

    fn sound(self) -> Result<Self, String> {
        self.check().map(|()| self).map_err(|refusal| refusal.to_string())
    }
}

fn part_day(text: &str) -> Result<PartDay, String> {
    PartDay::parse("released", text).map_err(|refusal| refusal.to_string())
}

fn kind(word: &str) -> Result<WorkKind, String> {
    match word.trim().to_ascii_lowercase().as_str() {
        "" | "album" => Ok(WorkKind::Album),
        "single" | "track" | "recording" => Ok(WorkKind::Song),
        other => WorkKind::from_word(other).ok_or_else(|| format!("the kind “{other}” is none of album, ep, song, film, show, book")),
    }
}

/// Our own form, `{"title": "…", "artist": "…", "kind": "album", "released": "2014-10-24", "musicbrainz": "…"}`, and that of
/// a dump, which has an `id` and an `artist-credit`.
#[derive(Deserialize)]
struct Line {
    title: String,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    artist: Option<String>,
    #[serde(default)]
    artists: Vec<String>,
    #[serde(default, alias = "year", alias = "date")]
    released: Option<serde_json::Value>,
    #[serde(default, alias = "mbid")]
    musicbrainz: Option<String>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default, rename = "artist-credit")]
    credit: Vec<Credit>,
    #[serde(default, rename = "primary-type")]
    primary_type: Option<String>,
    #[serde(default, rename = "first-release-date")]
    first_release: Option<String>,
}

#[derive(Deserialize)]
struct Credit {
    #[serde(default)]
    artist: Option<Credited>,
}

#[derive(Deserialize)]
struct Credited {
    id: String,
    #[serde(default)]
    name: String,
}

fn json(text: &str) -> Result<ListedWork, String> {
    let line: Line = serde_json::from_str(text).map_err(|error| said("a work", &error))?;
    if let Some(id) = line.id {
        let artists = line.credit.into_iter().filter_map(|credit| credit.artist).map(|artist| (tidy(&artist.name), Some(artist.id)));
        let kind = match line.primary_type.as_deref() {
            Some("Single") => WorkKind::Song,
            Some("EP") => WorkKind::Ep,
            _ => WorkKind::Album,
        };
        // A date that is none says nothing: the rest of the line is sound.
        let released = part_day(line.first_release.as_deref().unwrap_or_default()).unwrap_or_default();
        let work = NewWork { title: tidy(&line.title), kind, released, musicbrainz: Some(id) };
        return Ok(ListedWork { work, artists: artists.collect() });
    }
    let released = match line.released {
        Some(serde_json::Value::Number(year)) => year.to_string(),
        Some(serde_json::Value::String(text)) => text,
        _ => String::new(),
    };
    let work = NewWork {
        title: tidy(&line.title),
        kind: kind(line.kind.as_deref().unwrap_or_default())?,
        released: part_day(&released)?,
        musicbrainz: domain::artist::musicbrainz(line.musicbrainz.as_deref().unwrap_or_default()).map_err(|refusal| refusal.to_string())?,
    };
    let artists = line.artist.iter().chain(&line.artists).map(|name| (tidy(name), None)).filter(|(name, _)| !name.is_empty());
    Ok(ListedWork { work, artists: artists.collect() })
}

/// Where each known column of a table with tabs stands.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    title: usize,
    artist: Option<usize>,
    artist_id: Option<usize>,
    kind: Option<usize>,
    released: Option<usize>,
    musicbrainz: Option<usize>,
    count: usize,
}

impl Columns {
    fn of_header(line: &str) -> Result<Self, String> {
        let titles: Vec<String> = line.split('\t').map(|title| title.trim().to_ascii_lowercase().replace([' ', '-'], "_")).collect();
        let at = |names: &[&str]| titles.iter().position(|title| names.contains(&title.as_str()));
        let found = (at(&["title", "name"]), at(&["artist", "artist_name", "artist_credit", "artists"]), at(&["artist_mbid", "artist_id"]));
        let (Some(title), artist, artist_id) = found else {
            return Err(
                "not recognised: the first line is neither a JSON object nor a header with a column “title” (columns are parted by tabs)"
                    .to_owned(),
            );
        };
        if artist.is_none() && artist_id.is_none() {
            return Err("the header has no column “artist”: a work needs one".to_owned());
        }
        Ok(Self {
            title,
            artist,
            artist_id,
            kind: at(&["kind", "type", "primary_type"]),
            released: at(&["released", "date", "year", "first_release_date"]),
            musicbrainz: at(&["release_group_mbid", "mbid", "musicbrainz"]),
            count: titles.len(),
        })
    }

    fn work(&self, line: &str) -> Result<ListedWork, String> {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() > self.count {
            return Err(format!("{} columns where the header has {}", cells.len(), self.count));
        }
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map(|cell| tidy(cell)).unwrap_or_default();
        let work = NewWork {
            title: cell(Some(self.title)),
            kind: kind(&cell(self.kind))?,
            released: part_day(&cell(self.released))?,
            musicbrainz: domain::artist::musicbrainz(&cell(self.musicbrainz)).map_err(|refusal| refusal.to_string())?,
        };
        let names = cell(self.artist);
        let ids = cell(self.artist_id);
        let mut names = names.split('|').map(tidy).filter(|name| !name.is_empty());
        let mut ids = ids.split('|').map(tidy).filter(|id| !id.is_empty());
        let mut artists = Vec::new();
        loop {
            match (names.next(), ids.next()) {
                (None, None) => break,
                (name, id) => artists.push((name.unwrap_or_default(), id)),
            }
        }
        Ok(ListedWork { work, artists })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<Result<LineWork, LineProblem>> {
        read(text.as_bytes(), "works").collect()
    }

    #[test]
    fn json_lines_of_ours_and_of_a_dump_go_in_and_broken_ones_are_named() {
        let lines = "{\"title\":\"RTJ2\",\"artist\":\"Run The Jewels\",\"released\":2014}\n{\"title\":\n{\"title\":\"Nobody’s\"}\n\
            {\"id\":\"64b14cee-ff24-4a5a-adf8-bbcf78eb7b64\",\"title\":\"Grace\",\"primary-type\":\"Single\",\"first-release-date\":\"1994-08-23\",\"tags\":[{\"name\":\"x\"}],\"artist-credit\":[{\"name\":\"Buckley\",\"joinphrase\":\"\",\"artist\":{\"id\":\"a\",\"name\":\"Jeff Buckley\"}}]}\n\
            {\"title\":\"Late\",\"artist\":\"Gilt\",\"released\":\"soon\"}\n";
        let read = all(lines);
        let good: Vec<_> = read.iter().flatten().collect();
        assert_eq!(good.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 4]);
        assert_eq!((good[0].1.work.kind, good[0].1.work.released.to_string().as_str()), (WorkKind::Album, "2014"));
        assert_eq!(good[1].1.artists, [("Jeff Buckley".to_owned(), Some("a".to_owned()))]);
        assert_eq!((good[1].1.work.kind, good[1].1.work.released.to_string().as_str()), (WorkKind::Song, "1994-08-23"));
        let broken: Vec<_> = read.iter().filter_map(|line| line.as_ref().err()).map(|problem| problem.line).collect();
        assert_eq!(broken, [2, 3, 5]);
    }

    #[test]
    fn tables_say_whose_each_work_is() {
        let read = all("title\tartist\tyear\ttype\nGrace\tJeff Buckley\t1994\talbum\nDuet\tA|B\t\tsingle\nBad\tA\t\tlamp\n");
        let good: Vec<_> = read.iter().flatten().map(|(_, work)| work).collect();
        assert_eq!((good.len(), good[1].artists.len(), good[1].work.kind), (2, 2, WorkKind::Song));
        assert!(read[2].as_ref().unwrap_err().problem.contains("lamp"));
        assert_eq!(all("name\tage\nx\t1\n").len(), 1, "a table without artists is not read");
    }
}
