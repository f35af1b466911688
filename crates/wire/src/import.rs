//! Files that are imported: bytes of strangers into text and records.

pub mod artists;
pub mod csv;
pub mod decode;
pub mod feed;
pub mod front_matter;
pub mod ghost;
mod lines;
mod loose;
pub mod readers;
pub mod redirects;
pub mod saved;
pub mod source;
pub mod table;
mod utf16;
pub mod works;
pub mod wxr;
