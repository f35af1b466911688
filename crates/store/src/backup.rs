//! The whole paper as open files: a table is a file of JSON lines, a picture is a picture.
//!
//! What is exported is what a paper *is*. Left out are keys, sign-up counts, the mailbox, and what only a running
//! process means: jobs, epochs, the feed of changes and its cursors. The same paper gives the same bytes on either
//! database.

mod export;
mod import;
mod tables;

pub use export::{Exported, export};
pub use import::{Imported, import};

#[cfg(test)]
pub(crate) use tables::TABLES;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The format of the export; raised when its files change their meaning.
const FORMAT: u32 = 1;
/// Written last: an export without it is not complete.
const MANIFEST: &str = "inkie-export.json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    format: u32,
    schema: i64,
    tables: BTreeMap<String, u64>,
}
