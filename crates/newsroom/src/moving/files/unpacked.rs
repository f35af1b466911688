//! Files that lie within archives of pages: what a page showed when it was saved.

use crate::moving::source::Source;
use std::path::PathBuf;
use store::blobs;
use wire::import::saved::{Folder, Saved};
use wire::import::source::System;

/// Bytes that are unpacked of one source.
const MOST_BYTES: u64 = 64 * 1024 * 1024 * 1024;

/// Files that were unpacked; they go with this.
#[derive(Debug, Default)]
pub(super) struct Unpacked(Vec<PathBuf>);

impl Drop for Unpacked {
    fn drop(&mut self) {
        for path in &self.0 {
            drop(std::fs::remove_file(path));
        }
    }
}

impl Unpacked {
    /// Unpacks the pictures and sounds of a source: where each was, and where it lies now. What cannot be read is told when
    /// the pages are read.
    pub(super) fn unpack(&mut self, source: &Source, blobs: &blobs::Files) -> Vec<(String, PathBuf)> {
        let mut places = Vec::new();
        if source.system != System::Pages {
            return places;
        }
        let read = source.reads();
        let Some(folder) = (if read.is_dir() { Folder::open(read).ok() } else { Some(Folder::of(read)) }) else {
            return places;
        };
        let mut bytes = 0;
        for saved in folder.entries.iter().filter(|entry| entry.is_archive()).flat_map(Folder::read).flatten() {
            if !is_shown(&saved) {
                continue;
            }
            bytes += saved.bytes.len() as u64;
            let path = blobs.incoming();
            if bytes > MOST_BYTES || std::fs::write(&path, &saved.bytes).is_err() {
                drop(std::fs::remove_file(path));
                tracing::warn!(place = saved.place, "the pictures of an archive do not all fit on the disk");
                break;
            }
            self.0.push(path.clone());
            places.push((saved.address, path));
        }
        places
    }
}

fn is_shown(saved: &Saved) -> bool {
    let shown = ["image/", "audio/"].iter().any(|kind| saved.kind.starts_with(kind)) || saved.kind == "application/octet-stream";
    shown && !saved.address.is_empty() && !saved.bytes.is_empty()
}
