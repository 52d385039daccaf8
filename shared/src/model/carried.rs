//! What visitors carry to hand over 持ち出し: gift cards and plates, given out by the office.

use serde::{Deserialize, Serialize};

use super::{HandoverItem, UserId};
use crate::json::Json;

/// What one visitor carries, each item once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Carried {
    pub visitor: UserId,
    pub items: Vec<CarriedItem>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct CarriedItem {
    pub item: HandoverItem,
    /// What the office gave to the visitor, less what it took back.
    pub given: u32,
    /// What the visitor's records say was handed over.
    pub handed: u32,
}

impl CarriedItem {
    /// Below nought when more was handed over than the office knows of.
    pub fn left(self) -> i64 {
        i64::from(self.given) - i64::from(self.handed)
    }
}
