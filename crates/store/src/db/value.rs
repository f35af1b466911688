//! Scalars on their way to and from a database: four kinds and nothing.

use crate::error::{Result, StoreError};
use domain::time::Instant;
use std::sync::Arc;

/// One scalar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<usize> for Value {
    fn from(value: usize) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<&String> for Value {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<&[u8]> for Value {
    fn from(value: &[u8]) -> Self {
        Self::Blob(value.to_vec())
    }
}

impl From<Instant> for Value {
    fn from(value: Instant) -> Self {
        Self::Int(value.micros())
    }
}

impl From<&domain::slug::Slug> for Value {
    fn from(value: &domain::slug::Slug) -> Self {
        Self::Text(value.as_str().to_owned())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

macro_rules! from_ids {
    ($($id:ident),+) => {$(
        impl From<domain::id::$id> for Value {
            fn from(value: domain::id::$id) -> Self {
                Self::Int(value.0)
            }
        }
    )+};
}
from_ids!(StoryId, ArtistId, PersonId, StaffId, SessionId, TokenId, ReaderId, EditionId, JobId, PageId, AdId, LayoutId, WorkId, ThreadId);

/// `values![a, b]`: parameters in the order of `?1`, `?2`.
macro_rules! values {
    ($($value:expr),* $(,)?) => { [$($crate::db::Value::from($value)),*] };
}
pub(crate) use values;

/// A list of ids as the one text parameter that `json_ids(?1)` takes apart.
pub(crate) fn json_ids(ids: impl IntoIterator<Item = i64>) -> Value {
    let listed: Vec<String> = ids.into_iter().map(|id| id.to_string()).collect();
    Value::Text(format!("[{}]", listed.join(",")))
}

/// A list of words as the one text parameter that `json_words(?1)` takes apart.
pub(crate) fn json_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Value {
    let listed: Vec<serde_json::Value> = words.into_iter().map(serde_json::Value::from).collect();
    Value::Text(serde_json::Value::from(listed).to_string())
}

/// One row, with the names of its columns.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(super) names: Arc<[String]>,
    pub(super) values: Vec<Value>,
}

impl Row {
    /// Typed reading of this row; `table` is named when a value is not what it should be.
    pub(crate) fn of(&self, table: &'static str) -> Fields<'_> {
        Fields { table, row: self }
    }

    /// The values in the order of the statement's columns.
    pub(crate) fn values(&self) -> &[Value] {
        &self.values
    }
}

/// Typed getters that say which value is broken.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'a> {
    table: &'static str,
    row: &'a Row,
}

impl<'a> Fields<'a> {
    /// The error for a value that cannot be read.
    pub(crate) fn corrupt(&self, column: &str) -> StoreError {
        let row = match self.row.values.first() {
            Some(Value::Int(id)) => id.to_string(),
            Some(Value::Text(key)) => format!("“{key}”"),
            _ => "?".to_owned(),
        };
        StoreError::Corrupt { table: self.table, column: column.to_owned(), row }
    }

    fn value(&self, column: &str) -> Result<&'a Value> {
        let place = self.row.names.iter().position(|name| name == column);
        place.and_then(|place| self.row.values.get(place)).ok_or_else(|| self.corrupt(column))
    }

    pub(crate) fn int(&self, column: &str) -> Result<i64> {
        self.int_or_none(column)?.ok_or_else(|| self.corrupt(column))
    }

    pub(crate) fn int_or_none(&self, column: &str) -> Result<Option<i64>> {
        match self.value(column)? {
            Value::Int(number) => Ok(Some(*number)),
            Value::Null => Ok(None),
            _ => Err(self.corrupt(column)),
        }
    }

    /// A count or size, which is never negative.
    pub(crate) fn size(&self, column: &str) -> Result<usize> {
        usize::try_from(self.int(column)?).map_err(|_| self.corrupt(column))
    }

    pub(crate) fn flag(&self, column: &str) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }

    pub(crate) fn text(&self, column: &str) -> Result<&'a str> {
        self.text_or_none(column)?.ok_or_else(|| self.corrupt(column))
    }

    pub(crate) fn text_or_none(&self, column: &str) -> Result<Option<&'a str>> {
        match self.value(column)? {
            Value::Text(text) => Ok(Some(text)),
            Value::Null => Ok(None),
            _ => Err(self.corrupt(column)),
        }
    }

    pub(crate) fn owned(&self, column: &str) -> Result<String> {
        self.text(column).map(str::to_owned)
    }

    pub(crate) fn owned_or_none(&self, column: &str) -> Result<Option<String>> {
        Ok(self.text_or_none(column)?.map(str::to_owned))
    }

    pub(crate) fn bytes(&self, column: &str) -> Result<&'a [u8]> {
        match self.value(column)? {
            Value::Blob(bytes) => Ok(bytes),
            _ => Err(self.corrupt(column)),
        }
    }

    pub(crate) fn bytes_or_none(&self, column: &str) -> Result<Option<&'a [u8]>> {
        match self.value(column)? {
            Value::Null => Ok(None),
            _ => self.bytes(column).map(Some),
        }
    }

    pub(crate) fn time(&self, column: &str) -> Result<Instant> {
        self.int(column).map(Instant::from_micros)
    }

    pub(crate) fn time_or_none(&self, column: &str) -> Result<Option<Instant>> {
        Ok(self.int_or_none(column)?.map(Instant::from_micros))
    }

    pub(crate) fn slug(&self, column: &str) -> Result<domain::slug::Slug> {
        self.word(column, |word| domain::slug::Slug::parse(word).ok())
    }

    /// A word of a closed list, or anything else that a text is parsed into.
    pub(crate) fn word<T>(&self, column: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<T> {
        read(self.text(column)?).ok_or_else(|| self.corrupt(column))
    }

    /// A JSON text of a type that serde knows.
    pub(crate) fn json<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<T> {
        serde_json::from_str(self.text(column)?).map_err(|_| self.corrupt(column))
    }

    pub(crate) fn json_or_none<T: serde::de::DeserializeOwned>(&self, column: &str) -> Result<Option<T>> {
        self.text_or_none(column)?.map(|text| serde_json::from_str(text).map_err(|_| self.corrupt(column))).transpose()
    }
}
