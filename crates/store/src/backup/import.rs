//! Out of files into an empty database: all of it or nothing.

use super::tables::{Kind, TABLES, Table};
use super::{FORMAT, MANIFEST, Manifest};
use crate::blobs::Files;
use crate::db::sql::Dialect;
use crate::db::{Store, Tx, Value};
use crate::error::{Result, StoreError};
use crate::times;
use domain::body::MediaKey;
use domain::change::ChangeKind;
use domain::id::{ReaderId, StoryId};
use domain::time::Instant;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

/// Rows that are sent at once.
const BATCH: usize = 500;

/// What an import brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Imported {
    /// Rows of all tables.
    pub rows: u64,
    /// Media files.
    pub files: u64,
}

/// Reads an export into a migrated database without a paper. Media files are stored first, then every row in one
/// transaction.
///
/// # Errors
/// [`StoreError::Other`] with file and line, or why the export or the database does not fit; no row was stored.
pub async fn import(store: &Store, dir: &Path, blobs: &Files, now: Instant) -> Result<Imported> {
    let manifest = read_manifest(dir)?;
    let mut done = Imported { files: import_media(&dir.join("media"), blobs)?, rows: 0 };
    let tx = store.begin(now).await?;
    must_be_empty(&tx).await?;
    for table in TABLES {
        let rows = import_table(&tx, table, &dir.join("tables")).await?;
        let promised = manifest.tables.get(table.name).copied().unwrap_or(0);
        if rows != promised {
            let short = format!("{} has {rows} rows, {MANIFEST} says {promised}; the export is not complete", table.name);
            return Err(StoreError::Other(short));
        }
        done.rows += rows;
    }
    if store.dialect() == Dialect::Postgres {
        for text in TABLES.iter().filter_map(|table| table.continue_ids) {
            tx.each_of(text, &[], &mut |_| Ok(())).await?;
        }
    }
    verify(&tx).await?;
    tx.change(ChangeKind::Paper, 0);
    tx.change(ChangeKind::Artists, 0);
    tx.commit().await?;
    Ok(done)
}

/// Reads everything back as the pages will: a row that cannot be read is refused here, not found by a reader.
async fn verify(tx: &Tx) -> Result<()> {
    let whole = |error: StoreError| StoreError::Other(format!("the export has a row that this program would not write: {error}"));
    crate::paper::get(tx).await.map_err(whole)?;
    crate::paper::sections(tx).await.map_err(whole)?;
    crate::paper::people(tx).await.map_err(whole)?;
    crate::paper::pages(tx).await.map_err(whole)?;
    crate::staff::list(tx).await.map_err(whole)?;
    crate::artists::memberships(tx).await.map_err(whole)?;
    crate::ads::list(tx, usize::from(u16::MAX)).await.map_err(whole)?;
    crate::front::past(tx, Instant::from_micros(i64::MAX), usize::from(u16::MAX)).await.map_err(whole)?;
    crate::editions::list(tx, usize::from(u16::MAX)).await.map_err(whole)?;
    let names = crate::artists::names(tx).await.map_err(whole)?;
    for some in names.chunks(VERIFIED_AT_ONCE) {
        let ids: Vec<_> = some.iter().map(|name| name.artist).collect();
        crate::artists::by_ids(tx, &ids).await.map_err(whole)?;
    }
    let mut last = StoryId(0);
    while let Some(newest) = verify_stories(tx, last).await.map_err(whole)? {
        last = newest;
    }
    if let Some((edition, reader)) = crate::deliveries::stray(tx).await? {
        let said = format!("deliveries.jsonl has a letter of edition {edition} to reader {reader}; one of the two is not in the export");
        return Err(StoreError::Other(said));
    }
    let mut last = ReaderId(0);
    while let Some(reader) = crate::readers::after(tx, last, VERIFIED_AT_ONCE).await.map_err(whole)?.last() {
        last = reader.id;
    }
    Ok(())
}

/// How many rows are held while they are verified.
const VERIFIED_AT_ONCE: usize = 500;

async fn verify_stories(tx: &Tx, after: StoryId) -> Result<Option<StoryId>> {
    let ids = crate::stories::after(tx, after, VERIFIED_AT_ONCE).await?;
    for id in &ids {
        if let Some(story) = crate::stories::by_id(tx, *id).await? {
            crate::links::auto(tx, *id, story.text_version).await?;
            crate::quotes::of_story(tx, *id, story.text_version).await?;
        }
    }
    crate::stories::cards_by_ids(tx, &ids).await?;
    Ok(ids.last().copied())
}

fn read_manifest(dir: &Path) -> Result<Manifest> {
    let path = dir.join(MANIFEST);
    let text = std::fs::read_to_string(&path).map_err(|error| StoreError::file("read", &path, &error))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|error| StoreError::Other(format!("{}: {error}", path.display())))?;
    if manifest.format != FORMAT || manifest.schema != crate::schema_version() {
        return Err(StoreError::Other(format!(
            "{}: the export has format {} and schema {}, this program reads format {FORMAT} and schema {}; import it with the program that wrote it and migrate",
            path.display(),
            manifest.format,
            manifest.schema,
            crate::schema_version()
        )));
    }
    if let Some(unknown) = manifest.tables.keys().find(|name| TABLES.iter().all(|table| table.name != name.as_str())) {
        return Err(StoreError::Other(format!("{}: there is no table “{unknown}”", path.display())));
    }
    Ok(manifest)
}

async fn must_be_empty(tx: &Tx) -> Result<()> {
    for table in TABLES {
        let mut rows = 0_u64;
        tx.each_of(&format!("{} LIMIT 1", table.select), &[], &mut |_| {
            rows += 1;
            Ok(())
        })
        .await?;
        if rows > 0 {
            return Err(StoreError::Other(format!(
                "there is a paper here already (table {} has rows); import into a new, empty database",
                table.name
            )));
        }
    }
    Ok(())
}

fn import_media(dir: &Path, blobs: &Files) -> Result<u64> {
    let trouble = |error: std::io::Error| StoreError::file("read the directory", dir, &error);
    let mut files = 0;
    for entry in std::fs::read_dir(dir).map_err(trouble)? {
        let path = entry.map_err(trouble)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let key = MediaKey::parse(name).map_err(|_| StoreError::Other(format!("{} is not the name of a stored file", path.display())))?;
        let bytes = std::fs::read(&path).map_err(|error| StoreError::file("read", &path, &error))?;
        if !crate::blobs::is_of(&key, &bytes) {
            return Err(StoreError::Other(format!("{} is damaged: its bytes are not those that its name tells", path.display())));
        }
        blobs.put(&bytes, name.rsplit('.').next().unwrap_or_default())?;
        files += 1;
    }
    Ok(files)
}

async fn import_table(tx: &Tx, table: &'static Table, dir: &Path) -> Result<u64> {
    let path = dir.join(format!("{}.jsonl", table.name));
    let file = File::open(&path).map_err(|error| StoreError::file("read", &path, &error))?;
    let insert = table.insert(tx.dialect());
    let mut batch = Vec::with_capacity(BATCH);
    let mut rows = 0;
    for (number, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| StoreError::file("read", &path, &error))?;
        let at = |problem: String| StoreError::Other(format!("{}, line {}: {problem}", path.display(), number + 1));
        batch.push(read_line(table, &line).map_err(at)?);
        rows += 1;
        if batch.len() == BATCH {
            store_batch(tx, &insert, &mut batch, &path, rows).await?;
        }
    }
    store_batch(tx, &insert, &mut batch, &path, rows).await?;
    Ok(rows)
}

async fn store_batch(tx: &Tx, insert: &str, batch: &mut Vec<Vec<Value>>, path: &Path, rows: u64) -> Result<()> {
    let first = rows + 1 - u64::try_from(batch.len()).unwrap_or(0).min(rows);
    tx.run_many_of(insert, batch).await.map_err(|error| match error {
        StoreError::Conflict(said) | StoreError::Other(said) => {
            StoreError::Other(format!("{}, in lines {first} to {rows}: {said}", path.display()))
        }
        other => other,
    })?;
    batch.clear();
    Ok(())
}

fn read_line(table: &Table, line: &str) -> std::result::Result<Vec<Value>, String> {
    let mut given: BTreeMap<String, Box<RawValue>> = serde_json::from_str(line).map_err(|error| error.to_string())?;
    let mut values = Vec::with_capacity(table.columns.len());
    for (column, kind) in table.columns {
        let raw = given.remove(*column).ok_or_else(|| format!("“{column}” is missing"))?;
        values.push(read_value(*kind, raw.get()).ok_or_else(|| format!("“{column}” has a value that it cannot have"))?);
    }
    match given.keys().next() {
        Some(unknown) => Err(format!("“{unknown}” is not known")),
        None => Ok(values),
    }
}

fn read_value(kind: Kind, raw: &str) -> Option<Value> {
    if raw == "null" {
        return Some(Value::Null);
    }
    match kind {
        Kind::Int => serde_json::from_str(raw).ok().map(Value::Int),
        Kind::Text => serde_json::from_str(raw).ok().map(Value::Text),
        Kind::Json => Some(Value::Text(raw.to_owned())),
        Kind::Time => times::read(&serde_json::from_str::<String>(raw).ok()?).map(Value::from),
    }
}
