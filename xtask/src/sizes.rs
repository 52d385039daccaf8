//! What the phone's wasm is made of, by crate and, for our own crates, by module; and the ratchet that
//! lets it grow only on purpose.

use std::collections::BTreeMap;
use std::fs;

use serde_json::{Value, json};

use crate::command::root;
use crate::{Result, web};

/// Growth beyond this fails `cargo xtask test`: five per cent.
const SLACK: f64 = 1.05;
const RECORD: &str = "xtask/phone-bundle.json";

/// Bytes of code of one crate or module.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub bytes: usize,
    pub functions: usize,
}

/// The phone app's script and wasm, compressed with brotli, in bytes.
pub fn phone_bundle() -> Result<u64> {
    bundle("field")
}

/// What somebody downloads of an app's script and wasm, in bytes.
pub fn bundle(bin: &str) -> Result<u64> {
    let dist = web::dist(bin);
    let mut bytes = 0;
    for file in web::files_below(&dist)? {
        let name = file.to_string_lossy();
        if name.ends_with(".js.br") || name.ends_with(".wasm.br") {
            bytes += fs::metadata(&file)
                .map_err(|error| format!("{}: {error}", file.display()))?
                .len();
        }
    }
    if bytes == 0 {
        Err(format!("{} holds nothing compressed", dist.display()))
    } else {
        Ok(bytes)
    }
}

/// Fails when the phone app has outgrown the recorded size.
pub fn ratchet() -> Result {
    let recorded = recorded()?;
    let measured = phone_bundle()?;
    let of = |share: f64| recorded as f64 * share;
    if measured as f64 > of(SLACK) {
        return Err(format!(
            "the phone app is {measured} bytes of JS and wasm (brotli); {RECORD} says {recorded}. `cargo xtask bench \
             sizes` shows where they are. If they are worth it, write the new figure into that file; a \
             warning above that Rust's own library couldn't be compiled explains a tenth"
        ));
    }
    if (measured as f64) < of(2.0 - SLACK) {
        println!("xtask: the phone app shrank to {measured} bytes; write that into {RECORD}");
    }
    Ok(())
}

fn recorded() -> Result<u64> {
    let text = web::read(&root().join(RECORD))?;
    let record: Value =
        serde_json::from_slice(&text).map_err(|error| format!("{RECORD}: {error}"))?;
    record["brotli_bytes"]
        .as_u64()
        .ok_or_else(|| format!("{RECORD} has no brotli_bytes"))
}

/// Prints the table of an app that was built for release, and keeps it in `target/bench/parts.json`.
pub fn print_parts(bin: &str) -> Result {
    let wasm = web::read(&web::named_wasm(bin))?;
    let parts = parts(&wasm).ok_or("the wasm with names can't be read")?;
    let all: usize = parts.iter().map(|part| part.bytes).sum();
    println!(
        "\n{:<40}{:>9}{:>8}{:>11}",
        bin, "bytes", "share", "functions"
    );
    for part in parts.iter().filter(|part| part.bytes * 400 > all) {
        let share = part.bytes as f64 * 100.0 / all as f64;
        println!(
            "{:<40}{:>9}{share:>7.1}%{:>11}",
            part.name, part.bytes, part.functions
        );
    }
    println!("{:<40}{all:>9}", "all code, without the rest of the file");
    let lines: Vec<Value> = parts
        .iter()
        .map(|part| json!({ "name": part.name, "bytes": part.bytes, "functions": part.functions }))
        .collect();
    web::write(
        &root().join("target/bench/parts.json"),
        format!("{:#}\n", Value::Array(lines)).as_bytes(),
    )
}

/// Largest first. `None` for what isn't a wasm module.
fn parts(wasm: &[u8]) -> Option<Vec<Part>> {
    let functions = functions(wasm)?;
    let mut sums: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for (name, bytes) in functions {
        let sum = sums.entry(owner(name)).or_default();
        sum.0 += bytes;
        sum.1 += 1;
    }
    let mut parts: Vec<Part> = sums
        .into_iter()
        .map(|(name, (bytes, functions))| Part {
            name,
            bytes,
            functions,
        })
        .collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.bytes));
    Some(parts)
}

/// Whose code it is: what Yew or std generate for a type of ours counts as ours, and what std generates
/// for another crate as that crate's. Names look like `<yew[1f]::Scope<frontend[2a]::field::Page>>::new`.
fn owner(name: &str) -> String {
    let paths: Vec<&str> = name
        .split(|letter: char| {
            !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | ':' | '[' | ']'))
        })
        .filter(|path| path.contains("]::"))
        .collect();
    let of = |path: &str| path.split('[').next().unwrap_or_default().to_owned();
    let ours = paths
        .iter()
        .find(|path| matches!(of(path).as_str(), "frontend" | "shared"));
    if let Some(path) = ours {
        let modules = path.split("::").skip(1);
        let modules = modules.take_while(|part| {
            part.chars()
                .all(|letter| letter.is_ascii_lowercase() || letter == '_')
        });
        return std::iter::once(of(path))
            .chain(modules.take(2).map(str::to_owned))
            .collect::<Vec<_>>()
            .join("::");
    }
    let foreign = paths
        .iter()
        .find(|path| !matches!(of(path).as_str(), "core" | "alloc" | "std"));
    match foreign {
        Some(path) => of(path),
        None if paths.is_empty() => "(without a crate)".to_owned(),
        None => "std".to_owned(),
    }
}

/// Each function's name and the bytes of its code.
fn functions(wasm: &[u8]) -> Option<Vec<(&str, usize)>> {
    let mut module = Bytes(wasm.strip_prefix(b"\0asm\x01\0\0\0")?);
    let mut imported = 0;
    let mut sizes = Vec::new();
    let mut names = BTreeMap::new();
    while let Some(section) = module.byte() {
        let mut content = module.counted()?;
        match section {
            0 if content.counted()?.0 == b"name" => names = function_names(content)?,
            2 => imported = imported_functions(content)?,
            10 => {
                for _ in 0..content.number()? {
                    sizes.push(content.counted()?.0.len());
                }
            }
            _ => {}
        }
    }
    let named = sizes.into_iter().enumerate().map(|(place, size)| {
        let name = names.get(&(place + imported)).copied();
        (name.unwrap_or_default(), size)
    });
    Some(named.collect())
}

fn imported_functions(mut section: Bytes) -> Option<usize> {
    let mut functions = 0;
    for _ in 0..section.number()? {
        section.counted()?;
        section.counted()?;
        match section.byte()? {
            0 => {
                functions += 1;
                section.number()?;
            }
            kind @ (1 | 2) => {
                if kind == 1 {
                    section.byte()?;
                }
                let has_most = section.number()? & 1 == 1;
                section.number()?;
                if has_most {
                    section.number()?;
                }
            }
            _ => {
                section.byte()?;
                section.byte()?;
            }
        }
    }
    Some(functions)
}

fn function_names(mut section: Bytes<'_>) -> Option<BTreeMap<usize, &str>> {
    while let Some(kind) = section.byte() {
        let mut content = section.counted()?;
        if kind == 1 {
            let count = content.number()?;
            return (0..count)
                .map(|_| {
                    let place = content.number()?;
                    Some((place, std::str::from_utf8(content.counted()?.0).ok()?))
                })
                .collect();
        }
    }
    Some(BTreeMap::new())
}

/// What is left to read.
#[derive(Clone, Copy)]
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// LEB128.
    fn number(&mut self) -> Option<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 127) << shift;
            if byte < 128 {
                return Some(number);
            }
        }
        None
    }

    /// A length and that many bytes.
    fn counted(&mut self) -> Option<Bytes<'a>> {
        let length = self.number()?;
        let (part, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(Bytes(part))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_generated_for_a_type_of_ours_is_ours() {
        for (name, whose) in [
            (
                "<yew[1f]::html::Scope<frontend[2a]::field::list::ListPage> as yew[1f]::Stateful>::view",
                "frontend::field::list",
            ),
            (
                "<alloc[3]::vec::Vec<shared[4]::wire::Row>>::push",
                "shared::wire",
            ),
            ("<alloc[3]::vec::Vec<idb[4]::Key>>::push", "idb"),
            ("core[3]::fmt::write", "std"),
            ("main", "(without a crate)"),
        ] {
            assert_eq!(owner(name), whose, "{name}");
        }
    }

    #[test]
    fn a_module_is_taken_apart() {
        let section = |id: u8, content: &[u8]| {
            let length = u8::try_from(content.len()).expect("a short section");
            [&[id, length], content].concat()
        };
        let imports = section(2, b"\x02\x01m\x01f\x00\x00\x01m\x01g\x02\x00\x01");
        let code = section(10, b"\x02\x02\x00\x0b\x03\x00\x01\x0b");
        let names = section(1, b"\x02\x01\x04main\x02\x07k[1]::x");
        let names = section(0, &[b"\x04name", &names[..]].concat());
        let wasm = [b"\0asm\x01\0\0\0", &imports[..], &code[..], &names[..]].concat();
        assert_eq!(functions(&wasm), Some(vec![("main", 2), ("k[1]::x", 3)]));
        assert_eq!(functions(b"not wasm"), None);
        assert_eq!(functions(&wasm[..wasm.len() - 3]), None);
    }
}
