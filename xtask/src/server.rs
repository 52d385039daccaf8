//! Building native programs of the workspace and finding the executable that Cargo made.

use std::path::PathBuf;

use serde_json::Value;

use crate::Result;
use crate::command::{cargo, output};

/// Builds the server (`meguri`) without the web apps inside.
pub fn build(release: bool) -> Result<PathBuf> {
    build_program("meguri", if release { &["--release"] } else { &[] })
}

/// Builds one native program and returns its executable.
///
/// The whole native workspace is selected, so that features resolve as in `cargo test` and nothing
/// is compiled a second time.
pub fn build_program(name: &str, more: &[&str]) -> Result<PathBuf> {
    let mut build = cargo([
        "build",
        "--locked",
        "--workspace",
        "--exclude",
        "frontend",
        "--bin",
        name,
    ]);
    let messages = output(
        build
            .args(more)
            .arg("--message-format=json-render-diagnostics"),
    )?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == name)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .ok_or_else(|| format!("cargo built no program named `{name}`"))
}
