//! Bytes to and from strangers: SMTP, message assembly, files that are imported or fetched.

pub mod bounce;
pub mod card;
pub mod dkim;
pub mod fetch;
pub mod image;
pub mod imap;
pub mod import;
pub mod media;
pub mod message;
pub mod names;
pub mod relay;
pub mod smtp;
pub mod smtp_door;
