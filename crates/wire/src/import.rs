//! Files that are imported: bytes of strangers into text and records.

pub mod artists;
pub mod csv;
pub mod decode;
mod lines;
pub mod readers;
pub mod saved;
pub mod works;
