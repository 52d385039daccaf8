//! Fills the phone app's service worker with what was built: every file and its digest.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::json;
use sha2::{Digest, Sha256};

use crate::Result;
use crate::web::{files_below, has_extension, read, write};

const BUILD: &str = "const BUILD = \"\";";
const FILES: &str = "const FILES = {};";

/// Writes the list of `dist`'s files that are asked for by name, with their digests, and a version
/// made from them into `dist/sw.js`.
pub fn fill(dist: &Path) -> Result {
    let worker = dist.join("sw.js");
    let source = String::from_utf8(read(&worker)?).map_err(|_| "sw.js is not UTF-8".to_owned())?;
    write(&worker, filled(&source, &digests(dist)?)?.as_bytes())
}

fn digests(dist: &Path) -> Result<BTreeMap<String, String>> {
    let mut digests = BTreeMap::new();
    for file in files_below(dist)? {
        // A compressed file goes out under the plain one's name.
        if !file.ends_with("sw.js") && !has_extension(&file, &["br", "gz"]) {
            digests.insert(url_path(dist, &file)?, integrity(&read(&file)?));
        }
    }
    Ok(digests)
}

fn filled(source: &str, digests: &BTreeMap<String, String>) -> Result<String> {
    if !source.contains(BUILD) || !source.contains(FILES) {
        return Err(format!(
            "sw.js must contain the lines `{BUILD}` and `{FILES}` for the build to fill in"
        ));
    }
    let files = json!(digests).to_string();
    // The worker's own text is part of the version: a changed worker needs a cache of its own.
    let version = hex(&Sha256::digest(format!("{source}{files}")))[..16].to_owned();
    Ok(source
        .replace(BUILD, &format!("const BUILD = {};", json!(version)))
        .replace(FILES, &format!("const FILES = {files};")))
}

/// The address a file is asked for by; the page itself is `/`.
fn url_path(dist: &Path, file: &Path) -> Result<String> {
    let inside = file
        .strip_prefix(dist)
        .map_err(|_| format!("{} is outside the build", file.display()))?;
    let path = inside
        .iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/");
    Ok(if path == "index.html" {
        "/".to_owned()
    } else {
        format!("/{path}")
    })
}

/// A digest as the `integrity` of a request wants it (W3C Subresource Integrity).
fn integrity(bytes: &[u8]) -> String {
    format!("sha256-{}", base64(&Sha256::digest(bytes)))
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Base64 with padding (RFC 4648, section 4).
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let group = three
            .iter()
            .fold(0_u32, |group, byte| group << 8 | u32::from(*byte))
            << (8 * (3 - three.len()));
        for place in 0..4 {
            let index = group >> (18 - 6 * place) & 63;
            text.push(if place <= three.len() {
                ALPHABET[index as usize].into()
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_as_in_the_rfc() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn a_changed_file_makes_a_new_version() {
        let source = include_str!("../../frontend/assets/sw.js");
        let with = |digest: &str| {
            filled(
                source,
                &BTreeMap::from([("/".to_owned(), digest.to_owned())]),
            )
        };
        let first = with("sha256-a").expect("the real worker has both lines");
        assert!(first.contains(r#"const FILES = {"/":"sha256-a"};"#));
        assert!(!first.contains(BUILD));
        assert_eq!(with("sha256-a"), Ok(first.clone()));
        assert_ne!(with("sha256-b"), Ok(first));
    }

    #[test]
    fn a_worker_without_the_lines_is_refused() {
        assert!(filled("const FILES = {};", &BTreeMap::new()).is_err());
    }

    #[test]
    fn neither_the_worker_nor_compressed_files_are_listed() {
        let dist = std::env::temp_dir().join(format!("meguri-digests-{}", std::process::id()));
        for name in [
            "index.html",
            "index.html.br",
            "app.js",
            "app.js.gz",
            "sw.js",
        ] {
            write(&dist.join(name), b"").expect("the folder for temporary files takes files");
        }
        let listed = digests(&dist).map(|digests| digests.into_keys().collect::<Vec<_>>());
        std::fs::remove_dir_all(&dist).expect("the test's own folder can be removed");
        assert_eq!(listed, Ok(vec!["/".to_owned(), "/app.js".to_owned()]));
    }

    #[test]
    fn the_page_itself_is_asked_for_as_the_root() {
        let path = |file: &str| url_path(Path::new("dist"), &Path::new("dist").join(file));
        assert_eq!(path("index.html"), Ok("/".to_owned()));
        assert_eq!(
            path("snippets/a/inline0.js"),
            Ok("/snippets/a/inline0.js".to_owned())
        );
    }
}
