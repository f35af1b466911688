//! The paper through its router, on a real store.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test says what is wrong by failing, its helpers too")]

mod abuse;
mod archive;
mod bounces;
mod browser;
mod desk_artists;
mod desk_imports;
mod desk_readers;
mod embargo;
mod feeds;
mod files;
mod letters;
mod lists;
mod old_addresses;
mod pages;
mod pictures;
mod running;
mod search;
mod serving;
mod sign_in;
mod site;
mod stories_api;
mod strangers;
