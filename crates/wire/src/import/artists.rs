//! Lists of artists, a line each: our own JSON lines, tables with tabs, MusicBrainz dumps.
//!
//! Of a MusicBrainz dump only what is CC0 is taken: id, name, sort name, type, aliases, disambiguation and who is a
//! member of what. Annotations, tags, genres and ratings are never read.

mod musicbrainz;
mod own;
mod table;

pub use super::lines::{LONGEST_LINE, LineProblem};
use super::lines::{Listed, Records};
use domain::artist::NewArtist;
use std::io::BufRead;
use table::Columns;

/// An artist and the line that it stood in, counted from 1.
pub type LineArtist = (usize, NewArtist);

/// The artists of a list as it streams in; the file's form is told from its first line. `name` is the file's name, for errors.
pub fn read<R: BufRead>(reader: R, name: &str) -> impl Iterator<Item = Result<LineArtist, LineProblem>> {
    Records::of(reader, name)
}

impl Listed for NewArtist {
    type Columns = Columns;

    fn of_json(line: &str) -> Result<Self, String> {
        json(line)
    }

    fn columns(header: &str) -> Result<Columns, String> {
        Columns::of_header(header)
    }

    fn of_row(columns: &Columns, line: &str) -> Result<Self, String> {
        columns.artist(line)
    }

    fn sound(self) -> Result<Self, String> {
        self.check().map_err(|refusal| refusal.to_string())?;
        match with_nul(&self) {
            Some(field) => Err(format!("the {field} has a NUL character, which no database takes")),
            None => Ok(self),
        }
    }
}

/// The part of an artist that has a NUL character.
fn with_nul(artist: &NewArtist) -> Option<&'static str> {
    let lines = [("name", &artist.name), ("sort name", &artist.sort_name), ("disambiguation", &artist.disambiguation)];
    let ids = [("MusicBrainz id", &artist.musicbrainz), ("Wikidata id", &artist.wikidata)];
    let ids = ids.into_iter().filter_map(|(field, id)| Some((field, id.as_ref()?)));
    let members = artist
        .members
        .iter()
        .flat_map(|member| [("name of a member", Some(&member.name)), ("id of a member", member.musicbrainz.as_ref())]);
    let members = members.filter_map(|(field, text)| Some((field, text?)));
    let aliases = artist.aliases.iter().map(|alias| ("alias", alias));
    let links = artist.links.iter().map(|link| ("link", link));
    let mut all = lines.into_iter().chain(ids).chain(aliases).chain(members).chain(links);
    all.find(|(_, text)| text.contains('\0')).map(|(field, _)| field)
}

/// A line of MusicBrainz's has an `id`; one of ours has none.
fn json(text: &str) -> Result<NewArtist, String> {
    if musicbrainz::is_dump_line(text) { musicbrainz::artist(text) } else { own::artist(text) }
}

#[cfg(test)]
mod tests;
