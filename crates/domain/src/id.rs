//! Typed ids, one list. An id is given by the database and never shown in an address.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A story, whatever its state.
    StoryId,
    /// An artist: a person or a group that the paper writes about.
    ArtistId,
    /// A work: an album, a song.
    WorkId,
    /// Stories that belong together.
    ThreadId,
    /// Somebody (or a house byline) who is credited with words or pictures.
    PersonId,
    /// A member of staff, who signs in at the desk.
    StaffId,
    /// A device on which somebody is signed in.
    SessionId,
    /// A personal key to the API.
    TokenId,
    /// A reader of the edition, known by one address.
    ReaderId,
    /// One day's edition, or a special one.
    EditionId,
    /// A job in the queue.
    JobId,
    /// An ad of the paper's own.
    AdId,
    /// A front laid out by hand.
    LayoutId,
    /// A standing page: about, contact, privacy.
    PageId,
}
