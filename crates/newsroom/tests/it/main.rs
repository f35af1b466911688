//! The verbs of a newsroom on real databases: what people and the worker ask for, and what must hold whatever happens.

#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test says what is wrong by failing, its helpers too")]

mod artists;
mod desk;
mod edition;
mod given_data;
mod intake;
mod mailbox;
mod media;
mod paper;
mod plan;
mod readers;
mod sink;
mod smtp;
mod smtp_sink;
mod stories;
mod subscribe;
mod worker;
