//! What came back, as the desk sees it.

use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::bounce::{FAILING_SECONDS, failing_since};
use domain::email::Email;
use domain::id::{EditionId, ReaderId};
use domain::reader::{Reader, Standing};
use domain::role::Verb as Right;
use domain::time::Instant;
use store::bounces::{self, Bounce, Filter, Sum};
use store::{Conn, editions, readers};

/// The most that one list shows.
pub const MOST: usize = 200;

/// How many sorts of an edition, and bounces of a reader, are told.
const TOLD: usize = 20;

/// How many soft bounces are looked at to tell since when a mailbox fails.
const SOFTS: usize = 60;

/// Something that came back, with whose it was.
#[derive(Debug, Clone)]
pub struct Bounced {
    /// It.
    pub bounce: Bounce,
    /// The day of the edition.
    pub day: Option<domain::time::Day>,
    /// Whose letter; none once they were erased.
    pub email: Option<Email>,
}

/// A list of them.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The newest first.
    pub bounces: Vec<Bounced>,
    /// There are more: go on before the last one.
    pub more: bool,
}

/// What came back, the newest first.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role.
pub async fn list(newsroom: &Newsroom, act: &Act, filter: Filter, limit: usize) -> Verb<Listed> {
    act.allow(Right::SeeReaders)?;
    let conn = newsroom.store().read().await?;
    let limit = limit.clamp(1, MOST);
    let mut found = bounces::list(&conn, filter, limit + 1).await?;
    let more = found.len() > limit;
    found.truncate(limit);
    Ok(Listed { bounces: with_days(&conn, found).await?, more })
}

async fn with_days(conn: &Conn, found: Vec<(Bounce, Option<Email>)>) -> Verb<Vec<Bounced>> {
    let mut days = std::collections::HashMap::new();
    let mut all = Vec::with_capacity(found.len());
    for (bounce, email) in found {
        let day = match bounce.edition {
            None => None,
            Some(id) => match days.get(&id) {
                Some(day) => *day,
                None => {
                    let day = editions::by_id(conn, id).await?.map(|edition| edition.day);
                    days.insert(id, day);
                    day
                }
            },
        };
        all.push(Bounced { bounce, day, email });
    }
    Ok(all)
}

/// What came back of an edition, in sums, the most frequent sort first.
pub(crate) async fn came_back(conn: &Conn, edition: EditionId) -> Verb<Vec<Sum>> {
    Ok(bounces::of_edition(conn, edition, TOLD).await?)
}

/// What came back of a reader's letters, and since when the mailbox fails, if for two weeks or more.
pub(crate) async fn of_person(conn: &Conn, reader: ReaderId, now: Instant) -> Verb<(Vec<Bounced>, Option<Instant>)> {
    let found = bounces::of_reader(conn, reader, TOLD).await?.into_iter().map(|bounce| (bounce, None)).collect();
    let since = failing_since(&bounces::softs(conn, reader, SOFTS).await?, now);
    Ok((with_days(conn, found).await?, since))
}

/// A reader whose mailbox has failed for long.
#[derive(Debug, Clone)]
pub struct Failing {
    /// Who.
    pub reader: Reader,
    /// Since when.
    pub since: Instant,
}

/// Active readers whose letters have come back for two weeks or more, without a word that there is nobody: somebody
/// decides what becomes of them.
///
/// # Errors
/// [`crate::VerbError::Refused`] for the wrong role.
pub async fn failing(newsroom: &Newsroom, act: &Act) -> Verb<Vec<Failing>> {
    act.allow(Right::SeeReaders)?;
    let conn = newsroom.store().read().await?;
    let mut failing = Vec::new();
    for id in bounces::soft_since(&conn, act.now.plus_seconds(-FAILING_SECONDS), 2, MOST).await? {
        let Some(reader) = readers::by_id(&conn, id).await?.filter(|reader| reader.standing == Standing::Active) else { continue };
        if let Some(since) = failing_since(&bounces::softs(&conn, id, SOFTS).await?, act.now) {
            failing.push(Failing { reader, since });
        }
    }
    Ok(failing)
}
