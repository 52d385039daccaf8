//! The sync engine under bad luck: several phones, the real client engine, the real server on
//! SQLite, and a network that drops, repeats and reorders; phones crash between any two effects.
//!
//! A failing run prints its seed. `MEGURI_SEED=42 cargo test -p tests --test sync` runs one again,
//! `MEGURI_STEPS` makes the runs longer.

mod disk;
mod office;
mod phone;
mod proof;
mod world;

use world::{Faults, World};

const SEEDS: u64 = 25;
const STEPS: u32 = 400;

fn number_from(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|_| panic!("{name} must be a number, not {text:?}")),
    )
}

fn run_seeds(faults: Faults) {
    let seeds = match number_from("MEGURI_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..SEEDS,
    };
    let steps =
        number_from("MEGURI_STEPS").map_or(STEPS, |steps| u32::try_from(steps).unwrap_or(u32::MAX));
    let mut arrived = 0;
    for seed in seeds {
        let outcome = std::panic::catch_unwind(|| {
            let mut world = World::new(seed, faults);
            world.run(steps);
            world.settle();
            // Before anybody signs in anew: these rows came change by change.
            proof::phones_show_what_their_person_may_see(&world);
            world.hand_round();
            proof::phones_show_what_their_person_may_see(&world);
            proof::all_saved_facts_arrived_once(&world)
        });
        match outcome {
            Ok(facts) => arrived += facts,
            Err(cause) => {
                let text = cause.downcast_ref::<String>().map_or("", String::as_str);
                panic!("seed {seed} of {faults:?} failed after {steps} steps: {text}");
            }
        }
    }
    assert!(
        arrived > 0,
        "a simulation in which nothing was recorded proves nothing"
    );
}

#[test]
fn a_quiet_network_loses_nothing() {
    run_seeds(Faults::NONE);
}

#[test]
fn a_bad_network_loses_nothing_and_doubles_nothing() {
    run_seeds(Faults {
        network: true,
        ..Faults::NONE
    });
}

#[test]
fn crashes_between_effects_lose_nothing() {
    run_seeds(Faults {
        network: true,
        crashes: true,
        ..Faults::NONE
    });
}

#[test]
fn a_restored_server_gets_everything_again() {
    run_seeds(Faults {
        network: true,
        restores: true,
        ..Faults::NONE
    });
}

#[test]
fn everything_at_once() {
    run_seeds(Faults::ALL);
}
