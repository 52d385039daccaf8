//! How far one has come with a target; phone and console count by it.
//!
//! Source: product rule: coverage is called, reached, visited, met; 不在・従業員対応 isn't met 面談.

use crate::model::Outcome;
use crate::wire::{Fact, FactBody};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// At least one telephone call, out or in.
    pub called: bool,
    /// Somebody answered the telephone or the door.
    pub reached: bool,
    /// At least one visit, on site or online, whatever came of it.
    pub visited: bool,
    /// 面談: the representative or the contact was met.
    pub met: bool,
}

impl Reach {
    /// From the effective facts of one target.
    pub fn of<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> Self {
        let mut reach = Self::default();
        for fact in facts {
            reach.reached |= spoke(&fact.body);
            match &fact.body {
                FactBody::Call(_) => reach.called = true,
                FactBody::Visit(visit) => {
                    reach.visited = true;
                    reach.met |= visit.outcome.met();
                }
                FactBody::DailyReport(_) | FactBody::Retract { .. } => {}
            }
        }
        reach
    }
}

/// Somebody at the member's answered the telephone or the door, if only to decline.
pub fn spoke(body: &FactBody) -> bool {
    match body {
        FactBody::Call(call) => call.result.reached(),
        FactBody::Visit(visit) => visit.outcome.talked() || visit.outcome == Outcome::Declined,
        FactBody::DailyReport(_) | FactBody::Retract { .. } => false,
    }
}
