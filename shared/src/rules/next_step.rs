//! What was agreed on at the door, and until when it stands; phone and server ask the same.
//!
//! Source: product rule: what a visit agreed on stands until somebody there has said otherwise, or it was tried on its
//! day or later: a visit by a visit, a call by a call.

use super::call_ladder::is_word;
use super::contact::happened_at;
use super::reach::spoke;
use crate::model::{NextStep, NextStepKind, Visit};
use crate::wire::FactBody;

/// Somebody there said what happens next, so that what was agreed before waits no more.
pub fn settles(body: &FactBody) -> bool {
    match body {
        FactBody::Call(call) => is_word(call.result),
        _ => spoke(body),
    }
}

/// The step that stands, and the visit that agreed on it. `latest_first` are the calls and visits of one member that
/// count.
pub fn next_step<'a>(
    latest_first: impl Iterator<Item = &'a FactBody> + Clone,
) -> Option<(&'a Visit, &'a NextStep)> {
    let mut steps = latest_first.clone().enumerate();
    let (place, visit, step) = steps.find_map(|(place, body)| match body {
        FactBody::Visit(visit) => Some((place, &**visit, visit.next_step.as_ref()?)),
        _ => None,
    })?;
    let on = step.due_on()?;
    let calls = step.kind == NextStepKind::CallAgain;
    let is_past = latest_first.take(place).any(|body| {
        let is_it = matches!(body, FactBody::Call(_)) == calls;
        settles(body) || is_it && happened_at(body).is_some_and(|at| at.day() >= on)
    });
    (!is_past).then_some((visit, step))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CallResult, Outcome};
    use crate::rules::fixtures::{at, call, day, visit};

    #[test]
    fn what_was_agreed_at_the_door_stands_until_its_day_or_another_word() {
        let asked = Visit {
            next_step: Some(NextStep {
                kind: NextStepKind::VisitAgain,
                on: Some(day("2023-10-05")),
                minute: Some(10 * 60),
                note: String::new(),
            }),
            ..visit("2023-10-02 10:00", Outcome::MetContact)
        };
        let called = |when, result| FactBody::Call(call(when, result));
        let visited = |when, outcome| FactBody::Visit(Box::new(visit(when, outcome)));
        for (since, stands) in [
            (None, true),
            (Some(called("2023-10-05 09:00", CallResult::NoAnswer)), true),
            (
                Some(called("2023-10-03 09:00", CallResult::Declined)),
                false,
            ),
            (Some(visited("2023-10-03 09:00", Outcome::Absent)), true),
            (
                Some(visited("2023-10-03 09:00", Outcome::MetContact)),
                false,
            ),
            (Some(visited("2023-10-05 10:00", Outcome::Absent)), false),
        ] {
            let first = FactBody::Visit(Box::new(asked.clone()));
            let bodies = [Some(first), since].into_iter().flatten();
            let bodies: Vec<FactBody> = bodies.collect();
            let found = next_step(bodies.iter().rev());
            let found = found.and_then(|(_, step)| step.appointment());
            let expected = stands.then(|| at("2023-10-05 10:00"));
            assert_eq!(found, expected, "{:?}", bodies.last());
        }
    }
}
