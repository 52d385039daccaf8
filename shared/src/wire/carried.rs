//! What visitors carry, in the console.

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::model::{Carried, Fault, HandoverItem, Invalid, UserId};

/// `GET /api/carried`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct AllCarried {
    pub carried: Vec<Carried>,
}

/// `POST /api/carried`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct GiveOut {
    pub visitor: UserId,
    pub item: HandoverItem,
    /// Below nought: the visitor brought back so many.
    pub count: i64,
}

const MOST_AT_ONCE: i64 = 1_000;

impl GiveOut {
    pub fn validate(&self) -> Result<(), Invalid> {
        if self.count == 0 || self.count.abs() > MOST_AT_ONCE {
            return Err(Invalid::new("count", Fault::NotAllowed));
        }
        Ok(())
    }
}
