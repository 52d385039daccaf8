//! Runs the simulation for so many steps or minutes, or each mutant until it is caught.
//!
//! `simulate [--steps N] [--seed S] [--phones N] [--minutes M] [--each N]` or `simulate --mutants`.
#![allow(
    clippy::print_stdout,
    reason = "a command-line tool talks on standard output"
)]

use std::process::ExitCode;
use std::time::{Duration, Instant};

use tests::simulation::{Figures, Mutant, Outcome, Plan, run, shortest_story};

/// A failing run is made shorter for so long.
const PATIENCE: Duration = Duration::from_secs(60);
/// Few phones get into each other's way more often than many.
const SIZES: [usize; 4] = [50, 4, 50, 12];
const MUTANT_PLAN: Plan = Plan {
    seed: 0,
    steps: 1_500,
    phones: 5,
};
/// Some need a rare encounter: an old app, a row that it can't read, and its member given to somebody else.
const MOST_SEEDS: u64 = 400;

struct Wish {
    seed: u64,
    steps: u64,
    each: u32,
    phones: Option<usize>,
    until: Option<Instant>,
    mutants: bool,
}

fn main() -> ExitCode {
    let wish = match wish(std::env::args().skip(1)) {
        Ok(wish) => wish,
        Err(reason) => {
            eprintln!("simulate: {reason}");
            return ExitCode::FAILURE;
        }
    };
    let fine = if wish.mutants {
        catch_each_mutant()
    } else {
        simulate(&wish)
    };
    if fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn wish(mut arguments: impl Iterator<Item = String>) -> Result<Wish, String> {
    let mut wish = Wish {
        seed: 0,
        steps: 100_000,
        each: 4_000,
        phones: None,
        until: None,
        mutants: false,
    };
    while let Some(name) = arguments.next() {
        if name == "--mutants" {
            wish.mutants = true;
            continue;
        }
        let value = arguments
            .next()
            .and_then(|value| value.parse::<u64>().ok())
            .ok_or_else(|| format!("{name} needs a number"))?;
        match name.as_str() {
            "--seed" => wish.seed = value,
            "--steps" => wish.steps = value,
            "--each" => wish.each = u32::try_from(value).unwrap_or(u32::MAX),
            "--phones" => wish.phones = usize::try_from(value).ok(),
            "--minutes" => wish.until = Some(Instant::now() + Duration::from_secs(60 * value)),
            _ => return Err(format!("there is no {name}")),
        }
    }
    Ok(wish)
}

fn simulate(wish: &Wish) -> bool {
    let began = Instant::now();
    let mut all = Figures::default();
    let mut runs = 0;
    for seed in wish.seed.. {
        let left = wish.steps.saturating_sub(all.steps);
        let over = match wish.until {
            Some(until) => Instant::now() >= until,
            None => left == 0,
        };
        if over {
            break;
        }
        let steps = match wish.until {
            Some(_) => wish.each,
            None => wish.each.min(u32::try_from(left).unwrap_or(u32::MAX)),
        };
        let size = SIZES[usize::try_from(seed).unwrap_or(0) % SIZES.len()];
        let plan = Plan {
            seed,
            steps,
            phones: wish.phones.unwrap_or(size),
        };
        match run(plan, None) {
            Outcome::Fine(figures) => all += figures,
            Outcome::Broken(violation, _) => {
                println!("seed {seed} of {} phones, {steps} steps", plan.phones);
                println!("{violation}\nshrinking for at most a minute …");
                println!("{}", shortest_story(plan, None, &violation, PATIENCE));
                println!(
                    "again: cargo xtask simulate --seed {seed} --steps {steps} --each {steps} --phones {}",
                    plan.phones
                );
                return false;
            }
        }
        runs += 1;
        if runs % 25 == 0 {
            println!("{runs} runs, {all}, {} s", began.elapsed().as_secs());
        }
    }
    println!(
        "{runs} runs, {all}, {} s: every rule held",
        began.elapsed().as_secs()
    );
    all.saves > 0 && all.pulls > 0
}

fn catch_each_mutant() -> bool {
    println!("{:<52} {:>5}  caught by", "mutant", "seed");
    let mut all_caught = true;
    for mutant in Mutant::ALL {
        let mut plans = (0..MOST_SEEDS).map(|seed| Plan {
            seed,
            ..MUTANT_PLAN
        });
        // Another rule may notice first; the one that the mutant breaks must, in some run.
        let breaks = |plan: &Plan| match run(*plan, Some(mutant)) {
            Outcome::Broken(violation, _) => violation.rule == mutant.breaks(),
            Outcome::Fine(_) => false,
        };
        match plans.find(breaks) {
            Some(plan) => {
                let rule = mutant.breaks();
                println!("{:<52} {:>5}  {rule}", mutant.to_string(), plan.seed);
                // Only what holds without the mutant is caught by it.
                if let Outcome::Broken(violation, _) = run(plan, None) {
                    all_caught = false;
                    println!("seed {} breaks without it too: {violation}", plan.seed);
                }
            }
            None => {
                all_caught = false;
                println!(
                    "{:<52} not caught as: {}",
                    mutant.to_string(),
                    mutant.breaks()
                );
            }
        }
    }
    all_caught
}
