//! Columns as the model's types: ids and days as text, enums as their wire words, lists as JSON.

use std::str::FromStr;

use rusqlite::types::Type;
use rusqlite::{Row, RowIndex};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{DbError, DbResult};

pub(crate) trait Columns {
    /// An id, a day or whatever else has a text form.
    fn parsed<T>(&self, column: &str) -> rusqlite::Result<T>
    where
        T: FromStr<Err: std::error::Error + Send + Sync + 'static>;

    fn parsed_if_any<T>(&self, column: &str) -> rusqlite::Result<Option<T>>
    where
        T: FromStr<Err: std::error::Error + Send + Sync + 'static>;

    /// An enum or newtype, stored as its wire word without quotes.
    fn word<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T>;

    fn json<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T>;
}

impl Columns for Row<'_> {
    fn parsed<T>(&self, column: &str) -> rusqlite::Result<T>
    where
        T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
    {
        let text: String = self.get(column)?;
        text.parse()
            .map_err(|cause| unreadable(self, column, cause))
    }

    fn parsed_if_any<T>(&self, column: &str) -> rusqlite::Result<Option<T>>
    where
        T: FromStr<Err: std::error::Error + Send + Sync + 'static>,
    {
        let text: Option<String> = self.get(column)?;
        text.map(|text| {
            text.parse()
                .map_err(|cause| unreadable(self, column, cause))
        })
        .transpose()
    }

    fn word<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T> {
        let text: String = self.get(column)?;
        serde_json::from_value(serde_json::Value::String(text))
            .map_err(|cause| unreadable(self, column, cause))
    }

    fn json<T: DeserializeOwned>(&self, column: &str) -> rusqlite::Result<T> {
        let text: String = self.get(column)?;
        serde_json::from_str(&text).map_err(|cause| unreadable(self, column, cause))
    }
}

fn unreadable(
    row: &Row,
    column: &str,
    cause: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    let index = column.idx(row.as_ref()).unwrap_or(0);
    rusqlite::Error::FromSqlConversionFailure(index, Type::Text, Box::new(cause))
}

/// What `Columns::word` reads.
pub(crate) fn to_word<T: Serialize>(value: &T) -> DbResult<String> {
    let value = serde_json::to_value(value).map_err(|cause| DbError::Corrupt {
        what: "word",
        cause,
    })?;
    match value {
        serde_json::Value::String(word) => Ok(word),
        other => Ok(other.to_string()),
    }
}
