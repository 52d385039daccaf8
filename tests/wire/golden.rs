//! The files: decoded by both decoders to asserted values, written as they are by both encoders, never
//! changed and never lost.

use std::fmt::{Debug, Write as _};
use std::path::{Path, PathBuf};
use std::{fs, io};

use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use shared::json::{self, Json};
use shared::wire::fact::FACT_SCHEMA;

use crate::samples;

/// Every file with its SHA-256. One that was released is never edited: phones and files of that form
/// exist. `README.md` says how a form is added.
const FILES: &str = include_str!("sha256");

/// The first schema that was ever released. What the server takes of a phone may begin later; phones and files
/// hold what was written in any of them.
pub const FIRST_SCHEMA: u32 = 1;

/// A message, and what its line must be understood as.
pub trait Sample: Send + Sync {
    /// By serde, as on the server, and by `shared::json`, as on the phone.
    fn must_be_read_from(&self, line: &str);
    /// By serde and by `shared::json`.
    fn written(&self) -> [String; 2];
    /// Whatever stands there, both decoders make the same of it, and both encoders of that.
    fn is_read_alike_from(&self, text: &str);
}

/// Messages hold raw JSON, which knows no equality; their debugging text shows every field.
impl<T: Json + Serialize + DeserializeOwned + Debug + Send + Sync> Sample for T {
    fn must_be_read_from(&self, line: &str) {
        let asserted = format!("{self:#?}");
        let server: T = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}\n{line}"));
        assert_eq!(format!("{server:#?}"), asserted, "{line}");
        let phone: T = json::from_str(line).unwrap_or_else(|e| panic!("{e}\n{line}"));
        assert_eq!(format!("{phone:#?}"), asserted, "{line}");
    }

    fn written(&self) -> [String; 2] {
        let server = serde_json::to_string(self).expect("a message serialises");
        [server, json::to_string(self)]
    }

    fn is_read_alike_from(&self, text: &str) {
        let (server, phone) = (serde_json::from_str::<T>(text), json::from_str::<T>(text));
        match (server, phone) {
            (Ok(server), Ok(phone)) => {
                assert_eq!(format!("{phone:?}"), format!("{server:?}"), "{text}");
                let [by_server, by_phone] = server.written();
                assert_eq!(by_phone, by_server, "{text}");
                server.must_be_read_from(&by_server);
            }
            (Err(_), Err(_)) => {}
            // A newer server's word with contents is "other" for the phone; serde wants a bare word.
            (Err(error), Ok(_)) if error.to_string().contains("expected unit") => {}
            (server, phone) => panic!("serde: {server:?}\nphone: {phone:?}\n{text}"),
        }
    }
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("wire")
}

/// The text of `<schema>/<name>`.
pub fn text(schema: u32, name: &str) -> String {
    let path = folder().join(schema.to_string()).join(name);
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

#[test]
fn every_released_form_is_read_for_ever() {
    let mut read = Vec::new();
    for schema in FIRST_SCHEMA..=FACT_SCHEMA {
        for file in samples::files(schema) {
            read.push(format!("{schema}/{}", file.name));
            let text = text(schema, file.name);
            assert_eq!(
                text.lines().count(),
                file.lines.len(),
                "{schema}/{}",
                file.name
            );
            for (line, sample) in text.lines().zip(&file.lines) {
                sample.must_be_read_from(line);
            }
        }
    }
    read.sort();
    let listed = FILES.lines().filter_map(|line| line.split_once("  "));
    let listed: Vec<&str> = listed.map(|(_, name)| name).collect();
    assert_eq!(read, listed, "a released file is read by no test");
}

#[test]
fn the_newest_form_is_written_to_the_letter() {
    for file in samples::files(FACT_SCHEMA) {
        let text = text(FACT_SCHEMA, file.name);
        for (line, sample) in text.lines().zip(&file.lines) {
            assert_eq!(sample.written(), [line, line], "{}", file.name);
        }
    }
}

#[test]
fn no_file_was_changed_or_removed() {
    let found = sums().expect("the files are readable");
    assert_eq!(
        found, FILES,
        "a released form was changed, or a new one isn't listed in `sha256`"
    );
}

/// One line a file, as `sha256sum` writes it, in the order of the names.
fn sums() -> io::Result<String> {
    let mut names = Vec::new();
    for schema in fs::read_dir(folder())? {
        let schema = schema?.path();
        let is_number = schema.file_name().is_some_and(|name| {
            name.to_string_lossy()
                .bytes()
                .all(|digit| digit.is_ascii_digit())
        });
        if is_number {
            for file in fs::read_dir(schema)? {
                names.push(file?.path());
            }
        }
    }
    names.sort();
    let mut sums = String::new();
    for name in names {
        for byte in Sha256::digest(fs::read(&name)?) {
            write!(sums, "{byte:02x}").expect("a string has room");
        }
        let shown = name.strip_prefix(folder()).expect("below the folder");
        writeln!(sums, "  {}", shown.display()).expect("a string has room");
    }
    Ok(sums)
}

/// Writes the newest schema's files from the samples, and the list. Of older schemas nothing is touched.
#[test]
#[ignore = "writes files: by hand, when a form is added"]
fn write_the_newest_form() {
    let to = folder().join(FACT_SCHEMA.to_string());
    fs::create_dir_all(&to).expect("a folder");
    for file in samples::files(FACT_SCHEMA) {
        let mut text = String::new();
        for sample in &file.lines {
            let [server, _] = sample.written();
            text += &server;
            text.push('\n');
        }
        fs::write(to.join(file.name), text).expect("a file");
    }
    fs::write(folder().join("sha256"), sums().expect("readable")).expect("a file");
}
