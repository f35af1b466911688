//! The tables of an export, row by row, wherever they stand: under `data`, or under `db[0].data`, or under `db`.

use super::super::source::{Flow, SourceError};
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use std::fmt;
use std::io::Read;

/// Where a table or its rows are looked for, a word or a number is passed over.
macro_rules! passes_over_scalars {
    () => {
        fn visit_str<E>(self, _: &str) -> Result<(), E> {
            Ok(())
        }

        fn visit_i64<E>(self, _: i64) -> Result<(), E> {
            Ok(())
        }

        fn visit_u64<E>(self, _: u64) -> Result<(), E> {
            Ok(())
        }

        fn visit_f64<E>(self, _: f64) -> Result<(), E> {
            Ok(())
        }

        fn visit_bool<E>(self, _: bool) -> Result<(), E> {
            Ok(())
        }

        fn visit_unit<E>(self) -> Result<(), E> {
            Ok(())
        }
    };
}

/// Stands in for the posts on the first reading.
pub(super) const POSTS_SEEN: &str = "posts are there";

/// The most rows of a table beside the posts that are kept.
const MOST_ROWS: usize = 2_000_000;

/// Tables that mean nothing for a paper of readers.
const IDLE: [&str; 16] = [
    "permissions",
    "permissions_roles",
    "permissions_users",
    "permissions_apps",
    "migrations",
    "migrations_lock",
    "roles",
    "roles_users",
    "sessions",
    "actions",
    "brute",
    "invites",
    "mobiledoc_revisions",
    "post_revisions",
    "tokens",
    "emails",
];

/// What is wanted of a row.
enum Wish<'s> {
    /// Everything but posts.
    Tables(&'s mut dyn FnMut(String, Value)),
    /// Only posts.
    Posts(&'s mut dyn FnMut(Value) -> Flow),
}

/// Hands out the rows of every table but the posts.
pub(super) fn tables(input: impl Read, each: &mut dyn FnMut(String, Value)) -> Result<(), SourceError> {
    walk(input, Wish::Tables(each))
}

/// Hands out the posts.
pub(super) fn posts(input: impl Read, each: &mut dyn FnMut(Value) -> Flow) -> Result<(), SourceError> {
    walk(input, Wish::Posts(each))
}

fn walk(input: impl Read, wish: Wish<'_>) -> Result<(), SourceError> {
    let mut walk = Walk { wish, stopped: false };
    let mut reader = serde_json::Deserializer::from_reader(std::io::BufReader::with_capacity(256 * 1024, input));
    let done = Level { walk: &mut walk, depth: 0 }.deserialize(&mut reader);
    match done {
        Ok(()) => Ok(()),
        Err(_) if walk.stopped => Ok(()),
        Err(error) if error.is_io() => Err(SourceError::Io(error.into())),
        Err(error) => Err(SourceError::Unreadable { line: error.line() as u64, problem: error.to_string() }),
    }
}

struct Walk<'s> {
    wish: Wish<'s>,
    stopped: bool,
}

/// A place on the way down to the tables.
struct Level<'w, 's> {
    walk: &'w mut Walk<'s>,
    depth: u8,
}

impl<'de> DeserializeSeed<'de> for Level<'_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the tables of a Ghost export")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "db" | "data" if self.depth < 3 => map.next_value_seed(Level { walk: self.walk, depth: self.depth + 1 })?,
                "meta" if self.depth < 3 => {
                    let meta: Value = map.next_value()?;
                    if let Wish::Tables(each) = &mut self.walk.wish {
                        each(name, meta);
                    }
                }
                _ if self.depth > 0 => map.next_value_seed(Rows { walk: self.walk, name: &name })?,
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Level { walk: self.walk, depth: self.depth })?.is_some() {}
        Ok(())
    }

    passes_over_scalars!();
}

/// The rows of one table.
struct Rows<'w, 's, 'n> {
    walk: &'w mut Walk<'s>,
    name: &'n str,
}

impl<'de> DeserializeSeed<'de> for Rows<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let wanted = match self.walk.wish {
            Wish::Tables(_) => !IDLE.contains(&self.name),
            Wish::Posts(_) => self.name == "posts",
        };
        if !wanted {
            return deserializer.deserialize_ignored_any(IgnoredAny).map(drop);
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the rows of a table")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let mut kept = 0;
        match &mut self.walk.wish {
            Wish::Tables(each) if self.name == "posts" => {
                each(POSTS_SEEN.to_owned(), Value::Null);
                while seq.next_element::<IgnoredAny>()?.is_some() {}
            }
            Wish::Tables(each) => {
                while let Some(row) = seq.next_element::<Value>()? {
                    kept += 1;
                    if kept <= MOST_ROWS {
                        each(self.name.to_owned(), row);
                    }
                }
            }
            Wish::Posts(each) => {
                while let Some(row) = seq.next_element::<Value>()? {
                    if each(row).is_break() {
                        self.walk.stopped = true;
                        return Err(serde::de::Error::custom("stopped"));
                    }
                }
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }

    passes_over_scalars!();
}
