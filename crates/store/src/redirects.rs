//! Old addresses. One step always leads to the end: chains are collapsed when a redirect is stored.

use crate::db::{Conn, Tx, statements, values};
use crate::error::Result;
use domain::change::ChangeKind;
use domain::navigation::Redirect;

statements! {
    GET = "SELECT path, target FROM redirects WHERE path = ?1";
    PUT = "INSERT INTO redirects (path, target) VALUES (?1, ?2) ON CONFLICT (path) DO UPDATE SET target = excluded.target";
    FORGET = "DELETE FROM redirects WHERE path = ?1";
    LIST = "SELECT path, target FROM redirects WHERE path > ?1 ORDER BY path LIMIT ?2";
    SEARCH = "SELECT path, target FROM redirects WHERE path > ?1 AND (lower(path) LIKE ?2 ESCAPE '!' OR lower(target) LIKE ?2 ESCAPE '!')
        ORDER BY path LIMIT ?3";
    FOLLOW = "UPDATE redirects SET target = ?2 WHERE target = ?1";
}

/// Where an old path leads now.
///
/// # Errors
/// As every read.
pub async fn get(conn: &Conn, path: &str) -> Result<Option<String>> {
    conn.row(&GET, &values![path]).await?.map(|row| row.of("redirects").owned("target")).transpose()
}

/// Leads `from` to `to`, and whatever led to `from` as well. `to` is a place of its own from now on.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, from: &str, to: &str) -> Result<()> {
    tx.run(&FORGET, &values![to]).await?;
    if from == to {
        return Ok(());
    }
    tx.run(&FOLLOW, &values![from, to]).await?;
    tx.run(&PUT, &values![from, to]).await?;
    Ok(())
}

/// Leads many old paths on. None of the targets may itself lead on.
///
/// # Errors
/// As every write.
pub async fn put_many(tx: &Tx, redirects: &[Redirect]) -> Result<()> {
    let rows: Vec<_> = redirects.iter().map(|redirect| Vec::from(values![&redirect.path, &redirect.target])).collect();
    tx.run_many(&PUT, &rows).await?;
    tx.change(ChangeKind::Draft, 0);
    Ok(())
}

/// The redirects after a path, by path; with `search`, those that have it in path or target.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, after: &str, search: &str, limit: usize) -> Result<Vec<Redirect>> {
    let rows = if search.is_empty() {
        conn.rows(&LIST, &values![after, limit]).await?
    } else {
        let plain = search.to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
        conn.rows(&SEARCH, &values![after, format!("%{plain}%"), limit]).await?
    };
    rows.iter().map(|row| Ok(Redirect { path: row.of("redirects").owned("path")?, target: row.of("redirects").owned("target")? })).collect()
}

/// Forgets a redirect; says whether there was one.
///
/// # Errors
/// As every write.
pub async fn remove(tx: &Tx, path: &str) -> Result<bool> {
    let removed = tx.run(&FORGET, &values![path]).await?;
    tx.change(ChangeKind::Draft, 0);
    Ok(removed > 0)
}
