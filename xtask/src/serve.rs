//! `cargo xtask serve`: build everything and start it.

use std::process::Command;

use crate::web::{self, Profile};
use crate::{Result, USAGE, command, server};

pub fn run(arguments: &[String]) -> Result {
    let Wanted {
        release,
        for_server,
    } = understand(arguments)?;
    web::build(if release {
        Profile::Release
    } else {
        Profile::Dev
    })?;
    println!("xtask: building the server");
    let meguri = server::build(release)?;
    println!("xtask: starting (Ctrl-C stops it)");
    become_the(
        command::program(meguri)
            .args(["--web", "target/web"])
            .args(for_server),
    )
}

#[derive(Debug, PartialEq)]
struct Wanted {
    release: bool,
    for_server: Vec<String>,
}

fn understand(arguments: &[String]) -> Result<Wanted> {
    let mut wanted = Wanted {
        release: false,
        for_server: Vec::new(),
    };
    let mut left = arguments.iter();
    while let Some(argument) = left.next() {
        match argument.as_str() {
            "--release" => wanted.release = true,
            "--demo" => wanted.for_server.push(argument.clone()),
            "--port" | "--data" | "--today" => {
                let value = left
                    .next()
                    .ok_or_else(|| format!("{argument} needs a value\n\n{USAGE}"))?;
                wanted.for_server.extend([argument.clone(), value.clone()]);
            }
            other => return Err(format!("serve does not know `{other}`\n\n{USAGE}")),
        }
    }
    Ok(wanted)
}

/// Hands the terminal over, so that Ctrl-C and a service manager's signals reach the server itself.
#[cfg(unix)]
fn become_the(server: &mut Command) -> Result {
    use std::os::unix::process::CommandExt;
    Err(format!(
        "the server could not be started: {}",
        server.exec()
    ))
}

#[cfg(not(unix))]
fn become_the(server: &mut Command) -> Result {
    command::succeed(server)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn what_concerns_the_server_is_passed_on() {
        assert_eq!(
            understand(&words("--release --demo --port 9000")),
            Ok(Wanted {
                release: true,
                for_server: words("--demo --port 9000")
            })
        );
    }

    #[test]
    fn a_misspelt_flag_or_a_missing_value_is_refused() {
        assert!(understand(&words("--dmeo")).is_err());
        assert!(understand(&words("--port")).is_err());
    }
}
