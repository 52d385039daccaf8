//! How much a text may hold, and what is said of one that holds too much.

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::text::is_telephone;

/// Characters a name, a title or a telephone number may have.
pub const SHORT_TEXT: usize = 200;
/// Characters a note, a request or a complaint may have: some three pages, far below a message's limit.
pub const LONG_TEXT: usize = 4_000;
/// Entries in any list inside one fact.
pub const LIST: usize = 100;

/// Why a record can't be accepted; `field` is the record's own field path such as `requests.text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Invalid {
    pub field: String,
    pub fault: Fault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    Missing,
    TooLong,
    TooMany,
    NotAllowed,
}

impl Invalid {
    pub fn new(field: impl Into<String>, fault: Fault) -> Self {
        Self {
            field: field.into(),
            fault,
        }
    }
}

pub fn required(field: &str, text: &str, most: usize) -> Result<(), Invalid> {
    if text.trim().is_empty() {
        return Err(Invalid::new(field, Fault::Missing));
    }
    at_most(field, text, most)
}

pub fn at_most(field: &str, text: &str, most: usize) -> Result<(), Invalid> {
    if text.chars().count() > most {
        return Err(Invalid::new(field, Fault::TooLong));
    }
    Ok(())
}

/// Nothing, or a number that can be dialled.
pub fn dialled(field: &str, text: &str) -> Result<(), Invalid> {
    at_most(field, text, SHORT_TEXT)?;
    if !text.trim().is_empty() && !is_telephone(text) {
        return Err(Invalid::new(field, Fault::NotAllowed));
    }
    Ok(())
}

pub fn not_too_many<T>(field: &str, list: &[T]) -> Result<(), Invalid> {
    if list.len() > LIST {
        return Err(Invalid::new(field, Fault::TooMany));
    }
    Ok(())
}

/// Two parts of one record with the same id would overwrite each other.
pub fn each_once<T: Ord>(field: &str, ids: impl IntoIterator<Item = T>) -> Result<(), Invalid> {
    let mut seen = std::collections::BTreeSet::new();
    for id in ids {
        if !seen.insert(id) {
            return Err(Invalid::new(field, Fault::NotAllowed));
        }
    }
    Ok(())
}
