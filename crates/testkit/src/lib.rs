//! Both databases for every test, and builders of what a paper is made of. Only ever a development dependency.
//!
//! [`both!`] runs one test body on a fresh SQLite file and on a fresh PostgreSQL database. The server comes from
//! `INKIE_TEST_POSTGRES`: the address of a superuser on loopback.

#![expect(clippy::panic, clippy::expect_used, reason = "a test kit says what is wrong by failing the test")]

mod builders;
pub mod peer;
mod postgres;
mod scratch;

pub use builders::{
    KEYS, act, artist, at, body, byline, draft, media, minute, new_story, paper, person, reader, set_up, slug, staff, story,
};
pub use scratch::{Scratch, on_postgres, on_sqlite, with_scratch};

/// Runs an async test body on both databases: `name::sqlite` and `name::postgres`.
///
/// ```ignore
/// testkit::both! {
///     async fn a_paper_is_stored(store: Store) {
///         assert!(store::paper::get(&store.read().await.unwrap()).await.unwrap().is_none());
///     }
/// }
/// ```
#[macro_export]
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($store:ident: Store) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, clippy::allow_attributes, reason = "not every body needs what stands around it")]
            use super::*;

            async fn run($store: ::store::Store) $body

            #[test]
            fn sqlite() {
                $crate::on_sqlite(run);
            }

            #[test]
            fn postgres() {
                $crate::on_postgres(run);
            }
        }
    )+};
}
