//! Delta debugging: from a failing schedule to a short one that breaks the same rule.

use std::time::{Duration, Instant};

use super::mutant::Mutant;
use super::rule::Rule;
use super::step::Step;
use super::{Outcome, Plan, run_schedule};

/// The smallest plan and schedule that were found within `patience`.
pub fn shrink(
    mut plan: Plan,
    mut steps: Vec<Step>,
    rule: Rule,
    mutant: Option<Mutant>,
    patience: Duration,
) -> (Plan, Vec<Step>) {
    let until = Instant::now() + patience;
    let breaks = |plan: Plan, steps: &[Step]| match run_schedule(plan, steps, mutant, false) {
        Outcome::Broken(violation, _) => violation.rule == rule,
        Outcome::Fine(_) => false,
    };
    for phones in [2, 3, 5, 10, 20] {
        let fewer = Plan { phones, ..plan };
        if phones < plan.phones && breaks(fewer, &steps) {
            plan = fewer;
            break;
        }
    }
    let mut chunk = steps.len().div_ceil(2);
    while chunk > 0 && Instant::now() < until {
        let mut place = 0;
        let mut removed = false;
        while place < steps.len() && Instant::now() < until {
            let mut fewer = steps.clone();
            fewer.drain(place..(place + chunk).min(steps.len()));
            if breaks(plan, &fewer) {
                steps = fewer;
                removed = true;
            } else {
                place += chunk;
            }
        }
        if !removed || chunk > steps.len() {
            if chunk == 1 {
                break;
            }
            chunk = chunk.min(steps.len()).div_ceil(2).min(chunk - 1);
        }
    }
    (plan, steps)
}
