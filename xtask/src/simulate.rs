//! `cargo xtask simulate`: the sync engine, phones and server under bad luck. Optimised, so that a
//! minute is worth something.

use crate::Result;
use crate::command::{cargo, succeed};

const BINARY: [&str; 8] = [
    "run",
    "--locked",
    "--release",
    "--package",
    "tests",
    "--bin",
    "simulate",
    "--",
];

pub fn run(wishes: &[String]) -> Result {
    succeed(cargo(BINARY).args(wishes))
}

/// What CI runs: a minute and more of every fault, then each deliberately broken rule.
pub fn check() -> Result {
    let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    run(&words("--minutes 1"))?;
    run(&words("--mutants"))
}
