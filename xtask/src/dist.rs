//! `cargo xtask dist`: one executable with both web apps inside.

use std::fs;

use crate::web::{self, Profile};
use crate::{Result, USAGE, command, server};

pub fn run(arguments: &[String]) -> Result {
    if let Some(argument) = arguments.first() {
        return Err(format!("dist does not know `{argument}`\n\n{USAGE}"));
    }
    let bytes = build()?;
    println!(
        "xtask: target/dist/meguri is {:.1} MB, with both web apps inside",
        bytes as f64 / 1e6
    );
    Ok(())
}

/// Builds `target/dist/meguri` and returns its size in bytes.
pub fn build() -> Result<u64> {
    web::build(Profile::Release)?;
    println!("xtask: building the server with both web apps inside");
    let built = server::build_program(
        "meguri",
        &["--release", "--features", "server/embedded-web"],
    )?;
    let folder = command::root().join("target/dist");
    let executable = folder
        .join("meguri")
        .with_extension(std::env::consts::EXE_EXTENSION);
    fs::create_dir_all(&folder)
        .and_then(|()| fs::copy(&built, &executable))
        .map_err(|error| format!("{} could not be written: {error}", executable.display()))
}
