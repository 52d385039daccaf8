//! The sync engine under bad luck: many phones, the real client engine, the real server on SQLite,
//! and a seeded scheduler between them. A ledger outside of both knows what was promised.
//!
//! A run is a `Plan`; from its seed comes a schedule of steps, and any part of a schedule is a
//! schedule too, so that a failing one shrinks.

mod app;
pub mod chance;
pub mod disk;
#[cfg(test)]
mod disk_steps;
pub mod ledger;
pub mod mutant;
mod office;
pub mod phone;
mod post;
mod proof;
mod record;
pub mod rule;
pub mod shrink;
pub mod step;
mod world;

use std::fmt;
use std::ops::AddAssign;
use std::time::Duration;

pub use mutant::Mutant;
pub use rule::{Rule, Violation};
use step::{Step, schedule};
use world::World;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    pub seed: u64,
    pub steps: u32,
    pub phones: usize,
}

/// What a run did, so that one that did nothing can't pass for a proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    pub steps: u64,
    pub saves: u64,
    pub pushes: u64,
    pub pulls: u64,
    pub photos: u64,
    pub crashes: u64,
    pub restores: u64,
}

#[derive(Debug)]
pub enum Outcome {
    Fine(Figures),
    /// The rule, and the story where it was asked for.
    Broken(Violation, String),
}

pub fn run(plan: Plan, mutant: Option<Mutant>) -> Outcome {
    run_schedule(plan, &schedule(plan.seed, plan.steps), mutant, false)
}

/// Runs exactly these steps; then everything comes to rest, and every rule is held against it.
pub fn run_schedule(plan: Plan, steps: &[Step], mutant: Option<Mutant>, told: bool) -> Outcome {
    let mut world = World::new(plan, mutant, told);
    let held = steps
        .iter()
        .try_for_each(|step| world.apply(*step))
        .and_then(|()| world.settle())
        .and_then(|()| world.hand_round())
        .and_then(|()| world.old_apps_keep_up())
        .and_then(|()| world.everybody_updates())
        .and_then(|()| world.everything_is_right());
    match held {
        Ok(()) => Outcome::Fine(world.figures),
        Err(violation) => Outcome::Broken(violation, world.story()),
    }
}

/// How a failing run came about, as short as it could be made within `patience`.
pub fn shortest_story(
    plan: Plan,
    mutant: Option<Mutant>,
    violation: &Violation,
    patience: Duration,
) -> String {
    let steps = schedule(plan.seed, plan.steps);
    let (plan, steps) = shrink::shrink(plan, steps, violation.rule, mutant, patience);
    match run_schedule(plan, &steps, mutant, true) {
        Outcome::Broken(violation, story) => format!(
            "{} phones, {} steps:\n{story}{violation}",
            plan.phones,
            steps.len()
        ),
        Outcome::Fine(_) => "the same steps hold when they are told: chance is involved".to_owned(),
    }
}

impl AddAssign for Figures {
    fn add_assign(&mut self, more: Self) {
        self.steps += more.steps;
        self.saves += more.saves;
        self.pushes += more.pushes;
        self.pulls += more.pulls;
        self.photos += more.photos;
        self.crashes += more.crashes;
        self.restores += more.restores;
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} steps, {} saves, {} pushes, {} pulls, {} pictures, {} crashes, {} restores",
            self.steps,
            self.saves,
            self.pushes,
            self.pulls,
            self.photos,
            self.crashes,
            self.restores
        )
    }
}
