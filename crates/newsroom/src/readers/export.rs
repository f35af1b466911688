//! All readers as a table, a piece at a time.

use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::id::ReaderId;
use domain::reader::Reader;
use domain::role::Verb as Right;
use domain::time::Instant;
use store::readers::{self, Followed};
use wire::import::readers::harmless;

/// Readers in one piece.
const PIECE: usize = 1_000;

/// The columns; a list of this form is read back by [`super::Import`].
const HEADER: &str = "email,standing,choice,follows,asked,wording,source,confirmed,ended,ended_why\r\n";

/// An export under way.
pub struct Export {
    newsroom: Newsroom,
    begun: bool,
    last: Option<ReaderId>,
}

impl Export {
    /// Begins one, and says so in the log.
    ///
    /// # Errors
    /// [`VerbError::Refused`](crate::VerbError::Refused) for the wrong role.
    pub async fn start(newsroom: &Newsroom, act: &Act) -> Verb<Self> {
        act.allow(Right::ManageReaders)?;
        let tx = newsroom.begin(act.now).await?;
        store::audit::append(&tx, act, "export readers", "every reader, as a table").await?;
        newsroom.commit(tx).await?;
        Ok(Self { newsroom: newsroom.clone(), begun: false, last: Some(ReaderId(0)) })
    }

    /// The next piece, lines ended by CRLF (RFC 4180); none at the end. A cell that a spreadsheet would run begins with
    /// an apostrophe.
    ///
    /// # Errors
    /// [`VerbError::Store`](crate::VerbError::Store).
    pub async fn piece(&mut self) -> Verb<Option<String>> {
        let mut piece = if std::mem::replace(&mut self.begun, true) { String::new() } else { HEADER.to_owned() };
        let Some(last) = self.last else { return Ok(None) };
        let conn = self.newsroom.store().read().await?;
        let some = readers::after(&conn, last, PIECE).await?;
        self.last = some.last().map(|reader| reader.id);
        let ids: Vec<ReaderId> = some.iter().map(|reader| reader.id).collect();
        let follows = readers::follows_of(&conn, &ids).await?;
        for reader in &some {
            push(&mut piece, reader, follows.get(&reader.id).map_or(&[], Vec::as_slice));
        }
        Ok(Some(piece))
    }
}

fn push(piece: &mut String, reader: &Reader, follows: &[Followed]) {
    let time = |time: Option<Instant>| time.map(Instant::rfc3339).unwrap_or_default();
    let follows: Vec<&str> = follows.iter().map(|followed| followed.slug.as_str()).collect();
    let cells = [
        reader.email.as_str().to_owned(),
        reader.standing.word().to_owned(),
        reader.choice.word().to_owned(),
        follows.join("; "),
        time(Some(reader.consent.asked)),
        reader.consent.wording.clone(),
        reader.consent.source.clone(),
        time(reader.consent.confirmed),
        time(reader.ended),
        reader.ended_why.clone(),
    ];
    let line: Vec<String> = cells.iter().map(|cell| quoted(&harmless(cell))).collect();
    piece.push_str(&line.join(","));
    piece.push_str("\r\n");
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\r', '\n', ';', '\t']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}
