//! Files that are imported: bytes of strangers into text and records.

pub mod artists;
pub mod csv;
pub mod data;
pub mod decode;
pub mod feed;
pub mod front_matter;
mod gates;
pub mod ghost;
mod lines;
mod loose;
pub mod nights;
pub mod readers;
pub mod redirects;
pub mod saved;
pub mod source;
pub mod table;
mod utf16;
pub mod works;
pub mod wxr;
pub mod zipped;

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// What a word of a table or of front matter says of yes and no. YAML 1.1, which Jekyll and Hexo read, has more words for both.
fn truth(word: &str) -> Option<bool> {
    match word.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "on" | "y" | "t" | "1" => Some(true),
        "false" | "no" | "off" | "n" | "f" | "0" => Some(false),
        _ => None,
    }
}

/// Reads a file of a folder that is imported, up to a size: a link may lead out of the folder, a pipe is waited for for ever.
///
/// # Errors
/// Of the disk; [`io::ErrorKind::InvalidInput`] when it is no file, [`io::ErrorKind::FileTooLarge`].
fn read_within(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if !std::fs::symlink_metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "is no file of this folder"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("is larger than {} MB", most >> 20)));
    }
    Ok(bytes)
}
