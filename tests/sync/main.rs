//! A short turn of the simulation, so that a broken rule shows in `cargo test` already.
//! `cargo xtask test simulation` runs it for a minute and each mutant until it is caught;
//! `cargo xtask simulate` as long as one likes.

use std::time::Duration;

use tests::simulation::{Figures, Outcome, Plan, run, shortest_story};

const SEEDS: u64 = 8;
const STEPS: u32 = 300;

#[test]
fn every_rule_holds_for_few_phones_and_many() {
    let mut all = Figures::default();
    for seed in 0..SEEDS {
        let plan = Plan {
            seed,
            steps: STEPS,
            phones: if seed % 4 == 0 { 50 } else { 4 },
        };
        match run(plan, None) {
            Outcome::Fine(figures) => all += figures,
            Outcome::Broken(violation, _) => panic!(
                "seed {seed}, {} phones: {violation}\n{}",
                plan.phones,
                shortest_story(plan, None, &violation, Duration::from_secs(30))
            ),
        }
    }
    assert!(
        all.saves > 0 && all.pushes > 0 && all.pulls > 0 && all.photos > 0,
        "a simulation in which nothing happened proves nothing"
    );
}
