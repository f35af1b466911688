//! The paper through its router, on a real store.

mod feeds;
mod files;
mod letters;
mod pages;
mod site;
mod strangers;
