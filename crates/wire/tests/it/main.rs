//! Bytes to and from strangers, held against programs of strangers.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test says what is wrong by failing, its helpers too")]

mod fetch;
mod mail_peers;
