//! What is read and what is looked for in vain: sums of an hour or a day, nothing of anybody.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::time::{Day, Instant};

statements! {
    READ = "INSERT INTO page_reads (hour, path, reads) VALUES (?1, ?2, ?3)
        ON CONFLICT (hour, path) DO UPDATE SET reads = page_reads.reads + excluded.reads";
    TOP = "SELECT path, CAST(sum(reads) AS BIGINT) AS reads FROM page_reads WHERE hour >= ?1 AND hour < ?2 GROUP BY path ORDER BY sum(reads) DESC, path LIMIT ?3";
    HOURS = "SELECT hour, CAST(sum(reads) AS BIGINT) AS reads FROM page_reads WHERE hour >= ?1 AND hour < ?2 GROUP BY hour ORDER BY hour";
    FORGET_READS = "DELETE FROM page_reads WHERE hour < ?1";
    VAIN = "INSERT INTO vain_searches (day, query, times) VALUES (?1, ?2, ?3)
        ON CONFLICT (day, query) DO UPDATE SET times = vain_searches.times + excluded.times";
    TOP_VAIN = "SELECT query, CAST(sum(times) AS BIGINT) AS times FROM vain_searches WHERE day >= ?1 GROUP BY query ORDER BY sum(times) DESC, query LIMIT ?2";
    FORGET_VAIN = "DELETE FROM vain_searches WHERE day < ?1";
}

/// Adds to what was read in an hour, which is named by its first instant.
///
/// # Errors
/// As every write.
pub async fn add_reads(tx: &Tx, reads: &[(Instant, String, i64)]) -> Result<()> {
    let rows: Vec<_> = reads.iter().map(|(hour, path, many)| Vec::from(values![*hour, path, *many])).collect();
    tx.run_many(&READ, &rows).await
}

/// The pages that were read most between two instants.
///
/// # Errors
/// As every read.
pub async fn top(conn: &Conn, from: Instant, until: Instant, limit: usize) -> Result<Vec<(String, i64)>> {
    let rows = conn.rows(&TOP, &values![from, until, limit]).await?;
    rows.iter().map(|row| Ok((row.of("page_reads").owned("path")?, row.of("page_reads").int("reads")?))).collect()
}

/// How much was read in each hour between two instants; an hour without readers is left out.
///
/// # Errors
/// As every read.
pub async fn hours(conn: &Conn, from: Instant, until: Instant) -> Result<Vec<(Instant, i64)>> {
    let rows = conn.rows(&HOURS, &values![from, until]).await?;
    rows.iter().map(|row| Ok((row.of("page_reads").time("hour")?, row.of("page_reads").int("reads")?))).collect()
}

/// Adds to what was looked for in vain on a day.
///
/// # Errors
/// As every write.
pub async fn add_vain(tx: &Tx, searches: &[(Day, String, i64)]) -> Result<()> {
    let rows: Vec<_> = searches.iter().map(|(day, query, times)| Vec::from(values![day.to_string(), query, *times])).collect();
    tx.run_many(&VAIN, &rows).await
}

/// What was looked for in vain most often since a day.
///
/// # Errors
/// As every read.
pub async fn top_vain(conn: &Conn, since: Day, limit: usize) -> Result<Vec<(String, i64)>> {
    let rows = conn.rows(&TOP_VAIN, &values![since.to_string(), limit]).await?;
    rows.iter().map(|row| Ok((row.of("vain_searches").owned("query")?, row.of("vain_searches").int("times")?))).collect()
}

/// Forgets what is too old to be of use.
///
/// # Errors
/// As every write.
pub async fn forget(tx: &Tx, reads_before: Instant, searches_before: Day) -> Result<()> {
    tx.run(&FORGET_READS, &values![reads_before]).await?;
    tx.run(&FORGET_VAIN, &values![searches_before.to_string()]).await?;
    Ok(())
}
