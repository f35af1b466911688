//! Work to be done once, written in the transaction of the fact that causes it.

use crate::db::{Conn, Fields, Tx, statements, values};
use crate::error::Result;
use domain::id::JobId;
use domain::time::Instant;

statements! {
    ENQUEUE = "INSERT INTO jobs (kind, payload, dedupe, state, run_at, attempts, why, created)
        VALUES (?1, ?2, ?3, 'ready', ?4, 0, '', ?5) ON CONFLICT DO NOTHING RETURNING id";
    CLAIMABLE = {
        sqlite: "SELECT id, kind, payload, dedupe, state, run_at, attempts, why FROM jobs
            WHERE state = 'ready' AND run_at <= ?1 AND (kind = 'picture') = (CAST(?2 AS BIGINT) = 1) ORDER BY run_at, id LIMIT 1",
        postgres: "SELECT id, kind, payload, dedupe, state, run_at, attempts, why FROM jobs
            WHERE state = 'ready' AND run_at <= ?1 AND (kind = 'picture') = (CAST(?2 AS BIGINT) = 1) ORDER BY run_at, id LIMIT 1 FOR UPDATE SKIP LOCKED",
    };
    LEASED_OUT = {
        sqlite: "SELECT id, kind, payload, dedupe, state, run_at, attempts, why FROM jobs
            WHERE state = 'running' AND lease_until <= ?1 AND (kind = 'picture') = (CAST(?2 AS BIGINT) = 1) ORDER BY lease_until, id LIMIT 1",
        postgres: "SELECT id, kind, payload, dedupe, state, run_at, attempts, why FROM jobs
            WHERE state = 'running' AND lease_until <= ?1 AND (kind = 'picture') = (CAST(?2 AS BIGINT) = 1) ORDER BY lease_until, id LIMIT 1 FOR UPDATE SKIP LOCKED",
    };
    TAKE = "UPDATE jobs SET state = 'running', epoch = ?2, lease_until = ?3, attempts = attempts + 1 WHERE id = ?1";
    DONE = "DELETE FROM jobs WHERE id = ?1";
    SUPERSEDED = "DELETE FROM jobs WHERE id = ?1 AND EXISTS (SELECT 1 FROM jobs AS newer
        WHERE newer.kind = jobs.kind AND newer.dedupe = jobs.dedupe AND newer.state = 'ready' AND newer.id <> jobs.id)";
    RETRY = "UPDATE jobs SET state = 'ready', run_at = ?2, why = ?3, epoch = NULL, lease_until = NULL WHERE id = ?1";
    FAIL = "UPDATE jobs SET state = 'failed', why = ?2, epoch = NULL, lease_until = NULL WHERE id = ?1";
    LIST = "SELECT id, kind, payload, dedupe, state, run_at, attempts, why FROM jobs ORDER BY id DESC LIMIT ?1";
    NEXT_READY = "SELECT run_at FROM jobs WHERE state = 'ready' AND (kind = 'picture') = (CAST(?1 AS BIGINT) = 1) ORDER BY run_at LIMIT 1";
    NEXT_LEASE = "SELECT lease_until AS run_at FROM jobs WHERE state = 'running' AND (kind = 'picture') = (CAST(?1 AS BIGINT) = 1) ORDER BY lease_until LIMIT 1";
}

/// The kind of the jobs that work on pictures.
pub const PICTURE: &str = "picture";

/// Which queue. Each is worked off by itself: a mail does not wait until two hundred pictures have been made smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Jobs of the kind [`PICTURE`].
    Pictures,
    /// All others.
    Rest,
}

impl Lane {
    fn number(self) -> i64 {
        match self {
            Self::Pictures => 1,
            Self::Rest => 0,
        }
    }
}

/// Where a job stands. A job that is done has no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Waits for its instant.
    Ready,
    /// A process has it.
    Running,
    /// Given up; kept to be looked at.
    Failed,
}

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Ours.
    pub id: JobId,
    /// What is to be done: `link-story`.
    pub kind: String,
    /// To what; JSON, its shape is the kind's own.
    pub payload: String,
    /// Two waiting jobs of a kind never have the same.
    pub dedupe: Option<String>,
    /// Where it stands.
    pub state: JobState,
    /// Not before.
    pub run_at: Instant,
    /// How often it was begun, this time included.
    pub attempts: i64,
    /// Why the last attempt failed.
    pub why: String,
}

fn read(fields: Fields<'_>) -> Result<Job> {
    let state = |word: &str| match word {
        "ready" => Some(JobState::Ready),
        "running" => Some(JobState::Running),
        "failed" => Some(JobState::Failed),
        _ => None,
    };
    Ok(Job {
        id: JobId(fields.int("id")?),
        kind: fields.owned("kind")?,
        payload: fields.owned("payload")?,
        dedupe: fields.owned_or_none("dedupe")?,
        state: fields.word("state", state)?,
        run_at: fields.time("run_at")?,
        attempts: fields.int("attempts")?,
        why: fields.owned("why")?,
    })
}

/// Puts a job in the queue. `None`: one of the same kind and `dedupe` waits already.
///
/// # Errors
/// As every write.
pub async fn enqueue(tx: &Tx, kind: &str, payload: &str, run_at: Instant, dedupe: Option<&str>) -> Result<Option<JobId>> {
    let row = tx.row(&ENQUEUE, &values![kind, payload, dedupe, run_at, tx.now()]).await?;
    row.map(|row| row.of("jobs").int("id").map(JobId)).transpose()
}

/// Takes the job of a queue that has been due longest: one that waits, or one whose lease ran out.
///
/// # Errors
/// As every write.
pub async fn claim(tx: &Tx, lane: Lane, epoch: i64, lease_seconds: i64) -> Result<Option<Job>> {
    let row = match tx.row(&LEASED_OUT, &values![tx.now(), lane.number()]).await? {
        Some(row) => row,
        None => match tx.row(&CLAIMABLE, &values![tx.now(), lane.number()]).await? {
            Some(row) => row,
            None => return Ok(None),
        },
    };
    let mut job = read(row.of("jobs"))?;
    tx.run(&TAKE, &values![job.id, epoch, tx.now().plus_seconds(lease_seconds)]).await?;
    job.attempts += 1;
    job.state = JobState::Running;
    Ok(Some(job))
}

/// A job is done, and forgotten.
///
/// # Errors
/// As every write.
pub async fn done(tx: &Tx, job: JobId) -> Result<()> {
    tx.run(&DONE, &values![job]).await?;
    Ok(())
}

/// A job is to be tried again. When one like it waits already, that one is enough.
///
/// # Errors
/// As every write.
pub async fn retry(tx: &Tx, job: JobId, at: Instant, why: &str) -> Result<()> {
    if tx.run(&SUPERSEDED, &values![job]).await? == 0 {
        tx.run(&RETRY, &values![job, at, why]).await?;
    }
    Ok(())
}

/// A job is given up.
///
/// # Errors
/// As every write.
pub async fn fail(tx: &Tx, job: JobId, why: &str) -> Result<()> {
    tx.run(&FAIL, &values![job, why]).await?;
    Ok(())
}

/// The newest jobs that are not done, newest first.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, limit: usize) -> Result<Vec<Job>> {
    conn.rows(&LIST, &values![limit]).await?.iter().map(|row| read(row.of("jobs"))).collect()
}

/// When there is something to claim next in a queue, were nothing added: the first due job, or the first lease that ends.
///
/// # Errors
/// As every read.
pub async fn next_run(conn: &Conn, lane: Lane) -> Result<Option<Instant>> {
    let mut next = None;
    for sql in [&NEXT_READY, &NEXT_LEASE] {
        let found = conn.row(sql, &values![lane.number()]).await?.map(|row| row.of("jobs").time("run_at")).transpose()?;
        next = next.into_iter().chain(found).min();
    }
    Ok(next)
}
