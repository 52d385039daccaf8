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
                FactBody::DailyReport(_)
                | FactBody::OwnOrder(_)
                | FactBody::FoundLead(_)
                | FactBody::LeadContact(_)
                | FactBody::Retract { .. } => {}
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
        FactBody::DailyReport(_)
        | FactBody::OwnOrder(_)
        | FactBody::FoundLead(_)
        | FactBody::LeadContact(_)
        | FactBody::Retract { .. } => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::CallResult;
    use crate::rules::fixtures::{at, call, call_fact, retracting, visit, visit_fact};

    /// (called, reached, visited, met)
    fn reached(facts: &[Fact]) -> (bool, bool, bool, bool) {
        let reach = Reach::of(facts);
        (reach.called, reach.reached, reach.visited, reach.met)
    }

    #[test]
    fn each_call_result_counts_as_it_should() {
        let later = at("2023-10-05 10:00");
        for (result, answered) in [
            (CallResult::Appointment { at: later }, true),
            (CallResult::CallBack { at: later }, true),
            (CallResult::ContactAbsent, true),
            (CallResult::Declined, true),
            (CallResult::NoAnswer, false),
            (CallResult::WrongNumber, false),
        ] {
            let facts = [call_fact(1, call("2023-10-02 10:00", result))];
            assert_eq!(
                reached(&facts),
                (true, answered, false, false),
                "{result:?}"
            );
        }
    }

    #[test]
    fn each_outcome_counts_as_it_should() {
        for outcome in Outcome::ALL {
            let (answered, met) = match outcome {
                Outcome::MetRepresentative | Outcome::MetContact => (true, true),
                Outcome::AbsentStaffInformed | Outcome::Declined => (true, false),
                Outcome::Absent
                | Outcome::Moved
                | Outcome::Resting
                | Outcome::Closed
                | Outcome::Merged
                | Outcome::Deceased => (false, false),
            };
            let facts = [visit_fact(1, visit("2023-10-02 10:00", outcome))];
            assert_eq!(reached(&facts), (false, answered, true, met), "{outcome:?}");
        }
    }

    #[test]
    fn several_records_add_up() {
        assert_eq!(reached(&[]), (false, false, false, false));
        let facts = [
            call_fact(1, call("2023-10-02 10:00", CallResult::NoAnswer)),
            visit_fact(2, visit("2023-10-03 10:00", Outcome::MetContact)),
            visit_fact(3, visit("2023-10-04 10:00", Outcome::Absent)),
            retracting(4, 9),
        ];
        assert_eq!(reached(&facts), (true, true, true, true));
    }
}
