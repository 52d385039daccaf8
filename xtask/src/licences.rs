//! Every dependency's licence must be one we may ship under MIT OR Apache-2.0.

use serde_json::Value;

use crate::Result;
use crate::command::{cargo, output};

/// SPDX names that need nothing but a notice. Adding one is a decision: say why beside it.
const ALLOWED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

pub fn check() -> Result {
    let metadata: Value = serde_json::from_str(&output(&mut cargo([
        "metadata",
        "--format-version",
        "1",
        "--locked",
    ]))?)
    .map_err(|error| format!("cargo metadata: {error}"))?;
    let packages = metadata["packages"]
        .as_array()
        .ok_or("cargo metadata lists no packages")?;
    let refused: Vec<String> = packages.iter().filter_map(refusal).collect();
    if refused.is_empty() {
        println!("{} packages, all with an allowed licence", packages.len());
        return Ok(());
    }
    Err(format!(
        "licences that are not allowed:\n{}",
        refused.join("\n")
    ))
}

fn refusal(package: &Value) -> Option<String> {
    let licence = package["license"].as_str();
    if licence.is_some_and(is_allowed) {
        return None;
    }
    let licence = licence.unwrap_or("no licence named");
    Some(format!(
        "  {} {}: {licence}",
        package["name"].as_str()?,
        package["version"].as_str()?
    ))
}

/// Whether an SPDX expression can be satisfied. The old `MIT/Apache-2.0` means OR.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut left = words.as_slice();
    either(&mut left) == Some(true) && left.is_empty()
}

fn either(words: &mut &[&str]) -> Option<bool> {
    let mut allowed = both(words)?;
    while take(words, "OR") {
        allowed |= both(words)?;
    }
    Some(allowed)
}

fn both(words: &mut &[&str]) -> Option<bool> {
    let mut allowed = one(words)?;
    while take(words, "AND") {
        allowed &= one(words)?;
    }
    Some(allowed)
}

fn one(words: &mut &[&str]) -> Option<bool> {
    if take(words, "(") {
        let allowed = either(words)?;
        return take(words, ")").then_some(allowed);
    }
    let (licence, rest) = words.split_first()?;
    *words = rest;
    if !take(words, "WITH") {
        return Some(ALLOWED.contains(licence));
    }
    let (exception, rest) = words.split_first()?;
    *words = rest;
    Some(ALLOWED.contains(&format!("{licence} WITH {exception}").as_str()))
}

fn take(words: &mut &[&str], word: &str) -> bool {
    match words.split_first() {
        Some((first, rest)) if *first == word => {
            *words = rest;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_allowed;

    #[test]
    fn one_allowed_alternative_is_enough() {
        assert!(is_allowed("MIT OR GPL-3.0"));
        assert!(is_allowed("MIT/Apache-2.0"));
        assert!(is_allowed("GPL-3.0 OR Apache-2.0 WITH LLVM-exception"));
    }

    #[test]
    fn every_part_of_a_conjunction_counts() {
        assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0"));
        assert!(!is_allowed("MIT AND GPL-3.0"));
        assert!(!is_allowed("(MIT OR Apache-2.0) AND GPL-3.0"));
    }

    #[test]
    fn what_is_unknown_or_malformed_is_refused() {
        for expression in ["", "GPL-3.0", "MIT OR", "(MIT", "MIT MIT", "MIT WITH"] {
            assert!(!is_allowed(expression), "{expression}");
        }
    }
}
