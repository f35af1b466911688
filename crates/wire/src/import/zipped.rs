//! Zip files as folders. A file of some kilobytes may unpack to petabytes and may name places outside of its folder: what
//! unpacks beyond [`Bounds`] or leads out is refused as a whole, and nothing in a zip is unpacked further.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use zip::ZipArchive;
use zip::result::ZipError as Inside;

/// What is taken of a zip file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Entries.
    pub entries: u64,
    /// Bytes when unpacked.
    pub bytes: u64,
    /// How many times larger than the file it may become.
    pub ratio: u64,
    /// Bytes that are not held against the ratio: short texts pack well.
    pub free: u64,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { entries: 500_000, bytes: 32 << 30, ratio: 100, free: 64 << 20 }
    }
}

/// Why a zip file is not read. Nothing of it is.
#[derive(Debug, thiserror::Error)]
pub enum ZipError {
    /// More entries than any paper has files.
    #[error("has {found} entries; {limit} are taken")]
    Entries {
        /// Entries that it says it has.
        found: u64,
        /// Entries that are taken.
        limit: u64,
    },
    /// More bytes than any paper has, or than such a file can honestly hold.
    #[error("unpacks to more than {limit} bytes at “{name}”, which no paper does: it is not read")]
    TooLarge {
        /// The entry at which it was seen.
        name: String,
        /// Bytes that are taken.
        limit: u64,
    },
    /// An entry that would lie outside of the folder.
    #[error("has an entry “{0}”, which leads out of its folder: it is not read")]
    Outside(String),
    /// An entry behind a password.
    #[error("its entry “{0}” is behind a password; unpack it, and import the folder")]
    Locked(String),
    /// Not whole, or packed in a way that is not read.
    #[error("its entry “{name}” cannot be read: {problem}; unpack it, and import the folder")]
    Broken {
        /// The entry.
        name: String,
        /// Why.
        problem: String,
    },
    /// No zip file at all.
    #[error("is no whole zip file: {0}")]
    NoZip(String),
    /// The disk.
    #[error(transparent)]
    Disk(#[from] std::io::Error),
}

/// Folders within folders, and letters of a name.
const DEEPEST: usize = 40;
const LONGEST: usize = 240;

/// Whether a file begins as a zip does.
#[must_use]
pub fn recognises(beginning: &[u8]) -> bool {
    beginning.starts_with(b"PK\x03\x04") || beginning.starts_with(b"PK\x05\x06")
}

/// Unpacks a zip file into a folder that is empty; gives the folder in it that holds the contents. Links in it are left out.
///
/// # Errors
/// [`ZipError`]; what was unpacked by then stays in the folder.
pub fn unpack(file: &Path, into: &Path, bounds: &Bounds) -> Result<PathBuf, ZipError> {
    let mut input = File::open(file)?;
    let length = input.metadata()?.len();
    let claimed = entries(&mut input, length)?;
    if claimed > bounds.entries {
        return Err(ZipError::Entries { found: claimed, limit: bounds.entries });
    }
    let mut archive = ZipArchive::new(BufReader::new(input)).map_err(|error| ZipError::NoZip(error.to_string()))?;
    let limit = bounds.bytes.min(length.saturating_mul(bounds.ratio).max(bounds.free));
    let mut total = 0;
    for number in 0..archive.len() {
        let name = match archive.name_for_index(number) {
            Some(Ok(name)) => name.into_owned(),
            _ => return Err(ZipError::NoZip(format!("the name of its entry {} cannot be read", number + 1))),
        };
        let steps = steps(&name)?;
        let mut entry = match archive.by_index(number) {
            Err(Inside::UnsupportedArchive(problem)) if problem == Inside::PASSWORD_REQUIRED => return Err(ZipError::Locked(name)),
            Err(error) => return Err(ZipError::Broken { name, problem: error.to_string() }),
            Ok(entry) => entry,
        };
        let too_large = || ZipError::TooLarge { name: name.clone(), limit };
        if entry.size() > limit - total {
            return Err(too_large());
        }
        if entry.is_dir() || entry.is_symlink() || is_chaff(&steps) {
            continue;
        }
        let Some(mut to) = create(into, &steps)? else {
            return Err(ZipError::Broken { name, problem: "it is there twice".to_owned() });
        };
        total += copy(&mut entry, &mut to, limit - total, &name)?.ok_or_else(too_large)?;
    }
    Ok(root(into))
}

/// Copies an entry; `None` when it has more than `most` bytes, whatever it says of itself.
fn copy(entry: &mut impl Read, to: &mut File, most: u64, name: &str) -> Result<Option<u64>, ZipError> {
    let (mut buffer, mut copied) = (vec![0; 64 * 1024], 0);
    loop {
        let read = match entry.read(&mut buffer) {
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            other => other.map_err(|error| ZipError::Broken { name: name.to_owned(), problem: error.to_string() })?,
        };
        copied += read as u64;
        if copied > most {
            return Ok(None);
        }
        if read == 0 {
            return Ok(Some(copied));
        }
        to.write_all(buffer.get(..read).unwrap_or_default())?;
    }
}

/// A new file of an entry with its folders; `None` when it is there.
fn create(into: &Path, steps: &[String]) -> Result<Option<File>, ZipError> {
    let path = into.join(steps.iter().collect::<PathBuf>());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    match File::options().write(true).create_new(true).open(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(None),
        other => Ok(Some(other?)),
    }
}

/// The folders and the name of an entry; Windows programs part them with backslashes.
fn steps(name: &str) -> Result<Vec<String>, ZipError> {
    let outside = || ZipError::Outside(name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(200).collect());
    let is_drive = name.as_bytes().get(1) == Some(&b':');
    if name.starts_with(['/', '\\']) || is_drive || name.contains('\0') {
        return Err(outside());
    }
    let steps: Vec<String> = name.split(['/', '\\']).filter(|step| !step.is_empty() && *step != ".").map(str::to_owned).collect();
    if steps.iter().any(|step| step == "..") {
        return Err(outside());
    }
    if steps.len() > DEEPEST || steps.iter().any(|step| step.len() > LONGEST) {
        return Err(ZipError::Broken { name: name.chars().take(80).collect(), problem: "its name is too long".to_owned() });
    }
    Ok(steps)
}

/// What a Mac puts beside each file.
fn is_chaff(steps: &[String]) -> bool {
    steps.first().is_none_or(|first| first == "__MACOSX") || steps.last().is_none_or(|last| last == ".DS_Store" || last.starts_with("._"))
}

/// A folder that holds one folder and nothing else stands for it.
fn root(folder: &Path) -> PathBuf {
    let mut root = folder.to_owned();
    for _ in 0..DEEPEST {
        let mut inside = std::fs::read_dir(&root).into_iter().flatten().flatten();
        match (inside.next(), inside.next()) {
            (Some(only), None) if only.path().is_dir() => root = only.path(),
            _ => break,
        }
    }
    root
}

/// How many entries the end of the file says that it has: the list of them is read at once, however long it is.
fn entries(file: &mut File, length: u64) -> Result<u64, ZipError> {
    const END: usize = 66 * 1024;
    file.seek(SeekFrom::Start(length.saturating_sub(END as u64)))?;
    let mut tail = Vec::new();
    Read::by_ref(file).take(END as u64).read_to_end(&mut tail)?;
    file.seek(SeekFrom::Start(0))?;
    let end = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or_else(|| ZipError::NoZip("its end is missing".to_owned()))?;
    let small = tail.get(end + 10..end + 12).and_then(|bytes| bytes.try_into().ok()).map_or(0, u16::from_le_bytes);
    // Where there are more than that number can say, it stands in a record of its own before this one.
    let large = memchr::memmem::rfind(tail.get(..end).unwrap_or_default(), b"PK\x06\x06")
        .and_then(|at| tail.get(at + 32..at + 40)?.try_into().ok())
        .map(u64::from_le_bytes);
    Ok(large.unwrap_or_default().max(u64::from(small)))
}

#[cfg(test)]
mod tests;
