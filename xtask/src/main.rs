//! `cargo xtask serve | test | bench | dist`: everything that builds, checks and starts Meguri.
#![allow(
    clippy::print_stdout,
    reason = "a command-line tool talks on standard output"
)]

mod bench;
mod bundle;
mod command;
mod dist;
mod licences;
mod serve;
mod server;
mod service_worker;
mod simulate;
mod sizes;
mod test;
mod tidy;
mod tools;
mod web;

use std::process::ExitCode;

/// What went wrong, in words for the person at the terminal.
type Result<T = (), E = String> = std::result::Result<T, E>;

const USAGE: &str = "\
cargo xtask serve [--demo] [--release] [--port N] [--data DIR] [--today YYYY-MM-DD]
    builds phone app, console and server, and starts them on http://127.0.0.1:8080
cargo xtask test [SUITE ...]
    runs every suite of checks and tests, or only those named
cargo xtask simulate [--steps N] [--seed S] [--phones N] [--minutes M] [--each N] | --mutants
    runs phones and server under bad luck; a run that breaks a rule is told as short as possible
cargo xtask bench [sizes | native | phone | load | curve | sync ...]
    measures what has a budget and prints the table
cargo xtask dist
    makes target/dist/meguri: one executable with both web apps inside";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next();
    let rest: Vec<String> = arguments.collect();
    let outcome = match command.as_deref() {
        Some("serve") => serve::run(&rest),
        Some("test") => test::run(&rest),
        Some("simulate") => simulate::run(&rest),
        Some("bench") => bench::run(&rest),
        Some("dist") => dist::run(&rest),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        Some(other) => Err(format!("there is no command `{other}`\n\n{USAGE}")),
        None => Err(USAGE.to_owned()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
