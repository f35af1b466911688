//! Out of the database into files.

use super::tables::{Kind, TABLES, Table};
use super::{FORMAT, MANIFEST, Manifest};
use crate::blobs::Files;
use crate::db::{Conn, Row, Value};
use crate::error::{Result, StoreError};
use crate::times;
use domain::body::MediaKey;
use domain::time::Instant;
use serde_json::value::RawValue;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;

/// Columns that name stored files.
const FILES: [(&str, &str); 2] = [("media", "key"), ("media_sizes", "file")];

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exported {
    /// Rows of all tables.
    pub rows: u64,
    /// Media files.
    pub files: u64,
    /// Media whose file is gone or damaged; the rest is exported all the same.
    pub lost: Vec<MediaKey>,
}

/// Writes the paper into an empty directory, which is made when it is not there. Hand it a
/// [`Store::snapshot`](crate::Store::snapshot), so that all files show one state. It holds the addresses of readers:
/// keep it as such.
///
/// # Errors
/// [`StoreError::Other`] when the directory is not empty, [`StoreError::Full`], [`StoreError::Corrupt`].
pub async fn export(conn: &Conn, dir: &Path, blobs: &Files) -> Result<Exported> {
    let tables_dir = dir.join("tables");
    let media_dir = dir.join("media");
    must_be_empty(dir)?;
    for made in [&tables_dir, &media_dir] {
        std::fs::create_dir_all(made).map_err(|error| StoreError::file("make the directory", made, &error))?;
    }
    let mut done = Exported::default();
    let mut tables = BTreeMap::new();
    let mut media = BTreeSet::new();
    for table in TABLES {
        let rows = export_table(conn, table, &tables_dir, &mut media).await?;
        tables.insert(table.name.to_owned(), rows);
        done.rows += rows;
    }
    for key in media {
        let sound = blobs.get(&key)?.filter(|bytes| crate::blobs::is_of(&key, bytes));
        match sound {
            Some(bytes) => {
                write_file(&media_dir.join(key.as_str()), &bytes)?;
                done.files += 1;
            }
            None => done.lost.push(key),
        }
    }
    let manifest = Manifest { format: FORMAT, schema: crate::schema_version(), tables };
    let text = serde_json::to_string_pretty(&manifest).map_err(|error| StoreError::Other(error.to_string()))?;
    write_file(&dir.join(MANIFEST), format!("{text}\n").as_bytes())?;
    Ok(done)
}

fn must_be_empty(dir: &Path) -> Result<()> {
    let entry = match std::fs::read_dir(dir) {
        Ok(mut entries) => entries.next(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(StoreError::file("read the directory", dir, &error)),
    };
    match entry {
        Some(_) => Err(StoreError::Other(format!("{} is not empty; export into a new directory", dir.display()))),
        None => Ok(()),
    }
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<()> {
    let written = File::create(path).and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    written.map_err(|error| StoreError::file("write", path, &error))
}

async fn export_table(conn: &Conn, table: &'static Table, dir: &Path, media: &mut BTreeSet<MediaKey>) -> Result<u64> {
    let path = dir.join(format!("{}.jsonl", table.name));
    let trouble = |error: std::io::Error| StoreError::file("write", &path, &error);
    let mut file = BufWriter::new(File::create(&path).map_err(trouble)?);
    let mut rows = 0;
    conn.each_of(table.select, &[], &mut |row| {
        let line = line(table, &row)?;
        file.write_all(line.as_bytes()).map_err(trouble)?;
        rows += 1;
        if let Some((_, column)) = FILES.iter().find(|(name, _)| *name == table.name) {
            media.insert(row.of(table.name).word(column, |text| MediaKey::parse(text).ok())?);
        }
        Ok(())
    })
    .await?;
    file.into_inner().map_err(|error| trouble(error.into_error()))?.sync_all().map_err(trouble)?;
    Ok(rows)
}

/// One row as a line of JSON, columns in the registry's order.
fn line(table: &'static Table, row: &Row) -> Result<String> {
    let mut line = String::from("{");
    for (place, ((column, kind), value)) in table.columns.iter().zip(row.values()).enumerate() {
        line.push_str(if place == 0 { "\"" } else { ",\"" });
        line.push_str(column);
        line.push_str("\":");
        let written = match (kind, value) {
            (_, Value::Null) => Some("null".to_owned()),
            (Kind::Int, Value::Int(number)) => Some(number.to_string()),
            (Kind::Time, Value::Int(micros)) => Some(format!("\"{}\"", times::write(Instant::from_micros(*micros)))),
            (Kind::Text, Value::Text(text)) => serde_json::to_string(text).ok(),
            // As it is stored, to the byte: reading and writing it again might round a number.
            (Kind::Json, Value::Text(text)) => serde_json::from_str::<&RawValue>(text).ok().map(|_| text.replace(['\n', '\r'], " ")),
            _ => None,
        };
        line.push_str(&written.ok_or_else(|| row.of(table.name).corrupt(column))?);
    }
    line.push_str("}\n");
    Ok(line)
}
