//! The search engine's only home. [`query`] reads what somebody typed, [`Index`] keeps stories and answers.
//!
//! An index is a cache: it lies in a folder whose name says its form, is made anew when anything about it is not as this
//! program would have made it, and never holds what cannot be read from the database again.

mod analyse;
mod ask;
mod collect;
mod entry;
mod index;
mod near;
pub mod query;
mod snippet;

pub use ask::{Found, Hit, Order, Shelf, Tally, Wanted};
pub use entry::{Entry, Said, Standing};
pub use index::{Index, Mark};
pub use snippet::{Piece, Snippet};

/// Why an index could not answer. It is a cache: whoever is told makes it anew.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// There is none in the folder, or one of another form.
    #[error("there is no index of this form")]
    Absent,
    /// What lies there is not what was written.
    #[error("the index is damaged: {0}")]
    Damaged(String),
}

/// What asking an index gives.
pub type Result<T> = std::result::Result<T, SearchError>;
