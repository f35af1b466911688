//! Tables with tabs: the columns are known by the names in the first line.

use crate::import::lines::tidy;
use domain::artist::{ArtistKind, NewArtist};

/// Where each known column stands.
#[derive(Debug, Clone, Default)]
pub(in crate::import) struct Columns {
    name: usize,
    sort_name: Option<usize>,
    kind: Option<usize>,
    disambiguation: Option<usize>,
    aliases: Option<usize>,
    musicbrainz: Option<usize>,
    wikidata: Option<usize>,
    count: usize,
}

impl Columns {
    pub(super) fn of_header(line: &str) -> Result<Self, String> {
        let titles: Vec<String> = line.split('\t').map(|title| title.trim().to_ascii_lowercase().replace([' ', '-'], "_")).collect();
        let at = |names: &[&str]| titles.iter().position(|title| names.contains(&title.as_str()));
        let foreign = ["release_group_mbid", "artist_credit", "title", "least_common_word_count", "in_cc0_lists"];
        if let Some(title) = titles.iter().find(|title| foreign.contains(&title.as_str())) {
            return Err(format!("the column “{title}” belongs to another list; this import takes artists"));
        }
        let Some(name) = at(&["name", "artist", "artist_name"]) else {
            return Err(
                "not recognised: the first line is neither a JSON object nor a header with a column “name” (columns are parted by tabs)"
                    .to_owned(),
            );
        };
        Ok(Self {
            name,
            sort_name: at(&["sort_name", "sortname"]),
            kind: at(&["type", "kind"]),
            disambiguation: at(&["disambiguation", "comment"]),
            aliases: at(&["aliases"]),
            musicbrainz: at(&["mbid", "musicbrainz", "musicbrainz_id"]),
            wikidata: at(&["wikidata_qid", "wikidata", "qid"]),
            count: titles.len(),
        })
    }

    pub(super) fn artist(&self, line: &str) -> Result<NewArtist, String> {
        let cells: Vec<&str> = line.split('\t').collect();
        if cells.len() > self.count {
            return Err(format!("{} columns where the header has {}", cells.len(), self.count));
        }
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map(|cell| tidy(cell)).unwrap_or_default();
        let kind = cell(self.kind);
        Ok(NewArtist {
            name: cell(Some(self.name)),
            sort_name: cell(self.sort_name),
            kind: if kind.is_empty() { ArtistKind::Other } else { ArtistKind::from_word(&kind) },
            aliases: cell(self.aliases).split('|').map(tidy).filter(|alias| !alias.is_empty()).collect(),
            disambiguation: cell(self.disambiguation),
            musicbrainz: Some(cell(self.musicbrainz)).filter(|id| !id.is_empty()),
            wikidata: Some(cell(self.wikidata)).filter(|id| !id.is_empty()),
            members: Vec::new(),
            links: Vec::new(),
        })
    }
}
