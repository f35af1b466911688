//! The only SQL, drivers and bytes at rest.
//!
//! A [`Store`] is opened once. Reads go through a [`Conn`], writes through a [`Tx`] that happens at one instant;
//! functions stand in a module per subject, take one of the two first, and speak domain types. A verb that makes
//! several writes makes them in one `Tx`.

pub mod ads;
pub mod artists;
pub mod audit;
pub mod backup;
pub mod blobs;
pub mod bounces;
pub mod changes;
pub mod clips;
pub mod counts;
mod db;
pub mod deliveries;
pub mod desk;
pub mod editions;
pub mod epochs;
mod error;
pub mod fetched;
pub mod front;
pub mod gigs;
pub mod jobs;
pub mod links;
pub mod mail_stops;
pub mod mailbox;
pub mod media;
mod migrate;
pub mod movings;
pub mod nights;
pub mod paper;
pub mod quotes;
pub mod readers;
pub mod redirects;
pub mod relinkings;
pub mod secrets;
pub mod staff;
pub mod stories;
pub mod suppressions;
pub mod threads;
mod times;
pub mod works;

pub use db::{Conn, Location, Reader, Snapshot, Store, Tx};
pub use error::{Result, StoreError};
pub use migrate::schema_version;
