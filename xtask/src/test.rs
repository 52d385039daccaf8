//! `cargo xtask test`: every check and test there is, with the minutes each took.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::command::{cargo, program, root, succeed};
use crate::web::{self, Profile};
use crate::{Result, licences, server, simulate, sizes, tidy, tools};

struct Suite {
    name: &'static str,
    run: fn() -> Result,
}

/// Cheapest first, so that a slip shows early. All run even when one fails.
const SUITES: [Suite; 12] = [
    Suite {
        name: "tidy",
        run: tidy::check,
    },
    Suite {
        name: "format",
        run: || succeed(&mut cargo(["fmt", "--all", "--check"])),
    },
    Suite {
        name: "licences",
        run: licences::check,
    },
    Suite {
        name: "clippy",
        run: clippy_native,
    },
    Suite {
        name: "clippy-wasm",
        run: clippy_wasm,
    },
    Suite {
        name: "rust",
        run: rust_tests,
    },
    Suite {
        name: "process",
        run: process_tests,
    },
    Suite {
        name: "simulation",
        run: simulate::check,
    },
    Suite {
        name: "components",
        run: component_tests,
    },
    Suite {
        name: "browser",
        run: browser_tests,
    },
    Suite {
        name: "web",
        run: || web::build(Profile::Release).and_then(|()| sizes::ratchet()),
    },
    Suite {
        name: "journeys",
        run: journeys,
    },
];

/// What isn't asked of each change, because it installs much: it runs only when it is named.
const ONLY_BY_NAME: [Suite; 1] = [Suite {
    name: "engines",
    run: engines,
}];

struct Ran {
    name: &'static str,
    took: Duration,
    outcome: Result,
}

pub fn run(wanted: &[String]) -> Result {
    let all = || SUITES.iter().chain(&ONLY_BY_NAME);
    if let Some(unknown) = wanted
        .iter()
        .find(|name| all().all(|suite| suite.name != **name))
    {
        let names: Vec<_> = all().map(|suite| suite.name).collect();
        return Err(format!(
            "there is no suite `{unknown}`; there are {}",
            names.join(", ")
        ));
    }
    let ran: Vec<Ran> = if wanted.is_empty() {
        SUITES.iter().map(run_one).collect()
    } else {
        let chosen = all().filter(|suite| wanted.iter().any(|name| name == suite.name));
        chosen.map(run_one).collect()
    };
    report(&ran)
}

fn run_one(suite: &Suite) -> Ran {
    println!("\n== {}", suite.name);
    let start = Instant::now();
    let outcome = (suite.run)();
    if let Err(reason) = &outcome {
        println!("{} failed: {reason}", suite.name);
    }
    Ran {
        name: suite.name,
        took: start.elapsed(),
        outcome,
    }
}

fn report(ran: &[Ran]) -> Result {
    println!("\n{:<12} {:>8}", "suite", "minutes");
    for Ran {
        name,
        took,
        outcome,
    } in ran
    {
        let outcome = if outcome.is_ok() { "passed" } else { "FAILED" };
        println!("{name:<12} {:>8.1}  {outcome}", took.as_secs_f64() / 60.0);
    }
    let total: Duration = ran.iter().map(|one| one.took).sum();
    println!("{:<12} {:>8.1}\n", "all", total.as_secs_f64() / 60.0);
    let failed: Vec<_> = ran
        .iter()
        .filter(|one| one.outcome.is_err())
        .map(|one| one.name)
        .collect();
    println!(
        "xtask test: {} passed, {} failed",
        ran.len() - failed.len(),
        failed.len()
    );
    if failed.is_empty() {
        Ok(())
    } else {
        Err(format!("failed: {}", failed.join(", ")))
    }
}

fn clippy_native() -> Result {
    let mut clippy = cargo([
        "clippy",
        "--locked",
        "--workspace",
        "--exclude",
        "frontend",
        "--all-targets",
    ]);
    succeed(clippy.args(["--", "--deny", "warnings"]))
}

fn clippy_wasm() -> Result {
    tools::add_wasm_target()?;
    let mut clippy = cargo([
        "clippy",
        "--locked",
        "--package",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    succeed(clippy.args(["--all-targets", "--", "--deny", "warnings"]))
}

fn rust_tests() -> Result {
    succeed(&mut cargo([
        "test",
        "--locked",
        "--workspace",
        "--exclude",
        "frontend",
    ]))
}

/// The real program, killed, traced and without room: tests that a plain `cargo test` leaves out.
fn process_tests() -> Result {
    let meguri = server::build(false)?;
    tools::strace()?;
    let mut test = cargo(["test", "--locked", "--workspace", "--exclude", "frontend"]);
    test.env("MEGURI_BIN", meguri);
    succeed(test.args(["--test", "process", "--", "--ignored", "--nocapture"]))
}

/// The phone's and the console's components and reducers, natively: no browser needed.
fn component_tests() -> Result {
    succeed(&mut cargo([
        "test",
        "--locked",
        "--package",
        "frontend",
        "--lib",
    ]))
}

/// What only a browser has, above all storage. The simulation's disk goes through the same list of steps
/// (`tests/src/simulation/disk_steps.rs`) and must come to the same.
fn browser_tests() -> Result {
    tools::add_wasm_target()?;
    let mut test = cargo([
        "test",
        "--locked",
        "--package",
        "frontend",
        "--target",
        "wasm32-unknown-unknown",
    ]);
    test.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        tools::wasm_test_runner()?,
    );
    let browser = tools::browser()?;
    test.env("CHROMEDRIVER", browser.driver);
    test.env(
        "WASM_BINDGEN_TEST_WEBDRIVER_JSON",
        driver_settings(&browser.chromium)?,
    );
    // In seconds; storage tests share two cores with a browser that is just starting.
    succeed(test.env("WASM_BINDGEN_TEST_TIMEOUT", "600"))
}

/// The frontend's settings for the driver and, beside them, which browser; the driver itself
/// doesn't know `CHROME_PATH`. Returns the file's path.
fn driver_settings(chromium: &Path) -> Result<PathBuf> {
    let settings = web::read(&root().join("frontend/webdriver.json"))?;
    let mut settings: Value = serde_json::from_slice(&settings)
        .map_err(|error| format!("frontend/webdriver.json is not JSON: {error}"))?;
    settings["goog:chromeOptions"]["binary"] = chromium.to_string_lossy().into();
    let file = root().join("target/xtask/webdriver.json");
    web::write(&file, settings.to_string().as_bytes())?;
    Ok(file)
}

/// Whole journeys through a real server and a real browser, over what people will download.
fn journeys() -> Result {
    web::build(Profile::Release)?;
    web::build_gallery()?;
    let meguri = server::build(false)?;
    let files = journey_files()?;
    succeed(
        in_browser(&mut program("node"))?
            .env("MEGURI_BIN", meguri)
            .args(["--test", "--test-reporter=spec", "--test-concurrency=2"])
            .args(files),
    )
}

/// The core journey in Firefox and in WebKitGTK.
fn engines() -> Result {
    let engines = tools::other_engines()?;
    web::build(Profile::Release)?;
    let meguri = server::build(false)?;
    tools::node_packages()?;
    let mut node = program(engines.screen);
    node.args(["--auto-servernum", "node", "--test", "--test-reporter=spec"])
        .arg(root().join("tests/e2e/engines/core.mjs"))
        .env("MEGURI_BIN", meguri)
        .env("FIREFOX", engines.firefox)
        .env("GECKODRIVER", engines.geckodriver)
        .env("WEBKIT", engines.webkit)
        .env("WEBKIT_DRIVER", engines.webkit_driver);
    succeed(&mut node)
}

/// Lets a Node program find the browser.
pub fn in_browser(node: &mut std::process::Command) -> Result<&mut std::process::Command> {
    tools::node_packages()?;
    Ok(node.env("CHROME_PATH", tools::browser()?.chromium))
}

fn journey_files() -> Result<Vec<PathBuf>> {
    let folder = root().join("tests/e2e");
    let entries =
        fs::read_dir(&folder).map_err(|error| format!("tests/e2e could not be read: {error}"))?;
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    if files.is_empty() {
        Err("tests/e2e has no *.test.mjs".to_owned())
    } else {
        Ok(files)
    }
}
