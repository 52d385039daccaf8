//! What the office's newer plan changed of the visitor's own order of the day.

use crate::model::TargetId;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanChange {
    /// Stops that the visitor's order doesn't have.
    pub added: Vec<TargetId>,
    /// Stops that the day doesn't have any more.
    pub gone: Vec<TargetId>,
    /// What both have stands in another order.
    pub reordered: bool,
}

pub fn plan_change(own: &[TargetId], now: &[TargetId]) -> PlanChange {
    let without = |list: &[TargetId], other: &[TargetId]| -> Vec<TargetId> {
        let left_out = list.iter().filter(|id| !other.contains(id));
        left_out.copied().collect()
    };
    let both = |list: &[TargetId], other: &[TargetId]| -> Vec<TargetId> {
        let kept = list.iter().filter(|id| other.contains(id));
        kept.copied().collect()
    };
    PlanChange {
        added: without(now, own),
        gone: without(own, now),
        reordered: both(own, now) != both(now, own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn ids(numbers: &[u128]) -> Vec<TargetId> {
        numbers
            .iter()
            .map(|n| TargetId(Uuid::from_u128(*n)))
            .collect()
    }

    #[test]
    fn additions_losses_and_another_order_are_told_apart() {
        let change = |own: &[u128], now: &[u128]| plan_change(&ids(own), &ids(now));
        assert_eq!(change(&[1, 2, 3], &[1, 2, 3]), PlanChange::default());
        let expected = PlanChange {
            added: ids(&[4]),
            gone: ids(&[2]),
            reordered: false,
        };
        assert_eq!(change(&[1, 2, 3], &[1, 4, 3]), expected);
        assert!(change(&[1, 2, 3], &[3, 1, 2]).reordered);
    }
}
