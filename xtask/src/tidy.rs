//! Rules of the house that a machine can check.

use std::path::Path;

use crate::Result;
use crate::command::{output, program, root};

const LONGEST: usize = 800;
const SOURCE: [&str; 4] = ["rs", "css", "mjs", "js"];

pub fn check() -> Result {
    let listed = output(program("git").args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let mut faults = Vec::new();
    let mut files = 0;
    for name in listed.split_terminator('\0') {
        // Pictures and data are not text; a file that was deleted but not yet committed is not there.
        let Ok(text) = std::fs::read_to_string(root().join(name)) else {
            continue;
        };
        files += 1;
        faults.extend(
            faults_of(name, &text)
                .into_iter()
                .map(|fault| format!("  {name}: {fault}")),
        );
    }
    if files == 0 {
        return Err("git lists no files here".to_owned());
    }
    if faults.is_empty() {
        println!("{files} files, all tidy");
        return Ok(());
    }
    Err(format!("not tidy:\n{}", faults.join("\n")))
}

fn faults_of(name: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let extension = Path::new(name)
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    let lines = text.lines().count();
    if SOURCE.contains(&extension) && lines > LONGEST {
        faults.push(format!("{lines} lines; split it, {LONGEST} is the most"));
    }
    if extension == "rs" && text.contains(concat!("todo", "!(")) {
        faults.push("something is left to do".to_owned());
    }
    if name.ends_with("package-lock.json") && text.contains("\"resolved\":") {
        faults.push("names a registry's addresses; run npm with this folder's .npmrc".to_owned());
    }
    for home in [
        concat!("/", "root/"),
        concat!("/", "home/"),
        concat!("/", "Users/"),
    ] {
        if text.contains(home) {
            faults.push(format!("names a path of one machine ({home}…)"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_source_file_is_found_and_a_long_document_is_not() {
        let text = "line\n".repeat(LONGEST + 1);
        assert_eq!(faults_of("a.rs", &text).len(), 1);
        assert!(faults_of("a.md", &text).is_empty());
        assert!(faults_of("a.rs", &"line\n".repeat(LONGEST)).is_empty());
    }

    #[test]
    fn a_home_path_is_found_anywhere() {
        assert_eq!(
            faults_of("a.md", concat!("see /", "home/taro/notes")).len(),
            1
        );
    }
}
