//! Two databases behind one closed enum, which is matched in this module and nowhere else.
//!
//! `Conn` reads, `Tx` writes and dereferences to `Conn`. Every statement is a constant of [`sql`].

mod conn;
mod postgres;
mod seats;
pub(crate) mod sql;
mod sqlite;
#[cfg(test)]
mod tests;
mod value;

pub(crate) use conn::certain;
pub use conn::{Conn, Location, Reader, Snapshot, Store, Tx};
pub(crate) use sql::{Built, Sql, statements};
pub(crate) use value::{Fields, Row, Value, json_ids, json_words, values};
