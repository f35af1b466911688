//! Short lists of stories that are not cards: the desk's, the scheduler's, the edition's, the corrections page's.

use super::cards;
use super::row::CorrectionJson;
use crate::db::{Conn, statements, values};
use crate::error::Result;
use domain::edition::{Candidate, Placement};
use domain::id::StoryId;
use domain::slug::Slug;
use domain::story::{Card, Correction, State};
use domain::time::Instant;

macro_rules! listed {
    ($state:literal) => {
        concat!(
            "SELECT id, revision, headline, section, state, state_at, state_reason, updated, saved_at, saved_by FROM stories WHERE state = '",
            $state,
            "' ORDER BY updated DESC, id DESC LIMIT 500"
        )
    };
}

statements! {
    DRAFTS = (listed!("draft"));
    SCHEDULED = (listed!("scheduled"));
    WITHDRAWN = (listed!("withdrawn"));
    DUE = "SELECT id FROM stories WHERE state = 'scheduled' AND state_at <= ?1 ORDER BY state_at, id";
    NEXT = "SELECT state_at FROM stories WHERE state = 'scheduled' AND state_at > ?1 ORDER BY state_at LIMIT 1";
    SCHEDULED_CARDS = "SELECT id, address, headline, standfirst, section, kind, cover, advisory, published, state_at AS live_since, updated,
        score, clip, words FROM stories WHERE state = 'scheduled' AND state_at <= ?1 ORDER BY state_at, id LIMIT 200";
    SCHEDULED_LEADS = "SELECT id FROM stories WHERE state = 'scheduled' AND state_at <= ?1 AND placement = 'lead' ORDER BY state_at, id LIMIT 200";
    HEADLINE_AT = "SELECT headline FROM stories WHERE address = ?1";
    LIVE_SINCE = "SELECT id, live_since, placement FROM stories WHERE state = 'live' AND live_since > ?1 AND live_since <= ?2
        ORDER BY live_since DESC, id DESC";
    COMING = "SELECT id, state_at, placement FROM stories WHERE state = 'scheduled' AND state_at <= ?1 ORDER BY state_at, id";
    CORRECTED = "SELECT id, address, headline, corrections FROM stories WHERE state = 'live' AND corrected IS NOT NULL
        ORDER BY corrected DESC, id DESC LIMIT ?1";
}

/// A story on the desk's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub id: StoryId,
    /// Its revision.
    pub revision: i64,
    /// Its headline.
    pub headline: String,
    /// Its section.
    pub section: Slug,
    /// Where it stands.
    pub state: State,
    /// When it was last saved.
    pub saved_at: Instant,
    /// By whom.
    pub saved_by: String,
}

/// The stories that are not live: drafts, then scheduled, then withdrawn, the newest of each first, 500 of each at most.
///
/// # Errors
/// As every read.
pub async fn drafts(conn: &Conn) -> Result<Vec<Listed>> {
    let mut all = Vec::new();
    for sql in [&DRAFTS, &SCHEDULED, &WITHDRAWN] {
        for row in conn.rows(sql, &[]).await? {
            let fields = row.of("stories");
            let (at, reason) = (fields.time_or_none("state_at")?, fields.owned_or_none("state_reason")?);
            all.push(Listed {
                id: StoryId(fields.int("id")?),
                revision: fields.int("revision")?,
                headline: fields.owned("headline")?,
                section: fields.slug("section")?,
                state: fields.word("state", |word| super::row::state(word, at, reason))?,
                saved_at: fields.time("saved_at")?,
                saved_by: fields.owned("saved_by")?,
            });
        }
    }
    Ok(all)
}

/// The scheduled stories whose instant has come, first come first.
///
/// # Errors
/// As every read.
pub async fn scheduled_due(conn: &Conn, now: Instant) -> Result<Vec<StoryId>> {
    super::ids(conn, &DUE, &values![now]).await
}

/// When the next story flips after `now`.
///
/// # Errors
/// As every read.
pub async fn next_scheduled(conn: &Conn, now: Instant) -> Result<Option<Instant>> {
    conn.row(&NEXT, &values![now]).await?.map(|row| row.of("stories").time("state_at")).transpose()
}

/// The cards of the stories that go live by themselves up to an instant, as if they had; 200 at most. For the desk: no
/// reader may see them.
///
/// # Errors
/// As every read.
pub async fn scheduled_cards(conn: &Conn, until: Instant) -> Result<Vec<Card>> {
    let rows = conn.rows(&SCHEDULED_CARDS, &values![until]).await?;
    cards::finish(conn, rows.iter().map(|row| cards::read(row.of("stories"))).collect::<Result<_>>()?).await
}

/// Those of them that their editor marked as leads.
///
/// # Errors
/// As every read.
pub async fn scheduled_leads(conn: &Conn, until: Instant) -> Result<Vec<StoryId>> {
    super::ids(conn, &SCHEDULED_LEADS, &values![until]).await
}

/// The headline of the story of an address.
///
/// # Errors
/// As every read.
pub async fn headline_at(conn: &Conn, address: &str) -> Result<Option<String>> {
    conn.row(&HEADLINE_AT, &values![address]).await?.map(|row| row.of("stories").owned("headline")).transpose()
}

/// The stories that came onto the paper after one instant and not after another, newest first.
///
/// # Errors
/// As every read.
pub async fn live_since(conn: &Conn, after: Instant, until: Instant) -> Result<Vec<Candidate>> {
    let rows = conn.rows(&LIVE_SINCE, &values![after, until]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("stories");
            Ok(Candidate {
                story: StoryId(fields.int("id")?),
                published: fields.time("live_since")?,
                placement: fields.word("placement", Placement::from_word)?,
            })
        })
        .collect()
}

/// The scheduled stories that will be on the paper by an instant, as candidates of an edition: who may read them may see
/// them in it beforehand.
///
/// # Errors
/// As every read.
pub async fn scheduled_until(conn: &Conn, until: Instant) -> Result<Vec<Candidate>> {
    let rows = conn.rows(&COMING, &values![until]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("stories");
            Ok(Candidate {
                story: StoryId(fields.int("id")?),
                published: fields.time("state_at")?,
                placement: fields.word("placement", Placement::from_word)?,
            })
        })
        .collect()
}

/// A live story that was corrected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Corrected {
    /// Which.
    pub id: StoryId,
    /// Its path.
    pub address: String,
    /// Its headline.
    pub headline: String,
    /// Its corrections, oldest first; never empty.
    pub corrections: Vec<Correction>,
}

/// The live stories with corrections, the newest correction first.
///
/// # Errors
/// As every read.
pub async fn corrections(conn: &Conn, limit: usize) -> Result<Vec<Corrected>> {
    let rows = conn.rows(&CORRECTED, &values![limit]).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("stories");
            Ok(Corrected {
                id: StoryId(fields.int("id")?),
                address: fields.owned("address")?,
                headline: fields.owned("headline")?,
                corrections: CorrectionJson::read(fields.json("corrections")?),
            })
        })
        .collect()
}
