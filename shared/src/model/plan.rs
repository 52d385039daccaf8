//! Plan 訪問予定: one visitor's day as the office published it, and the visitor's own order of it.

use serde::{Deserialize, Serialize};

use super::limits::{each_once, not_too_many};
use super::{Day, Invalid, TargetId, UserId};
use crate::json::Json;

/// One visitor's day. Which stops it has, and their order, stands in the targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Plan {
    pub visitor: UserId,
    pub day: Day,
    /// Grows each time the office puts the day in order; 0 where it never did.
    pub revision: u32,
    /// The visitor's own order of this very revision; empty: the office's order stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub own_order: Vec<TargetId>,
    /// The office put the day in order after the visitor did: the office's order stands, and the
    /// visitor is told so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub own_order_gave_way: bool,
}

/// The order in which a visitor wants to make the stops of a day. Without targets the office's order
/// stands again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct OwnOrder {
    pub day: Day,
    /// The plan's revision that the visitor saw; an order of an older one gives way.
    pub revision: u32,
    pub targets: Vec<TargetId>,
}

impl OwnOrder {
    pub fn validate(&self) -> Result<(), Invalid> {
        not_too_many("targets", &self.targets)?;
        each_once("targets", self.targets.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Fault;
    use uuid::Uuid;

    #[test]
    fn a_target_stands_once_in_a_days_order() {
        let target = |n| TargetId(Uuid::from_u128(n));
        let order = |targets| OwnOrder {
            day: "2023-10-02".parse().expect("a day"),
            revision: 1,
            targets,
        };
        assert_eq!(order(vec![]).validate(), Ok(()));
        assert_eq!(order(vec![target(2), target(1)]).validate(), Ok(()));
        let twice = order(vec![target(1), target(1)]).validate();
        assert_eq!(twice, Err(Invalid::new("targets", Fault::NotAllowed)));
        let many = order((0..101).map(target).collect()).validate();
        assert_eq!(many, Err(Invalid::new("targets", Fault::TooMany)));
    }
}
