//! JSON for the phone: what serde writes and reads, at a tenth of its WebAssembly.
//!
//! serde makes code for each type and each format, and again for each way out of an error. Here the
//! code for a type is a table of its keys and an array of its fields; all else is shared. Two ideas
//! carry it:
//! - values are read in place, over a blank one, through `&mut dyn Json`;
//! - a `Reader` that has failed stays failed. Whatever is read from then on stays blank, nothing has
//!   to be checked on the way, and `from_str` looks once, at the end.
//!
//! `#[derive(Json)]` follows serde's own attributes. The server keeps serde; `tests.rs` holds both
//! against each other.

mod reader;
#[cfg(test)]
mod tests;
mod values;
mod writer;

use std::fmt;

use serde_json::value::RawValue;

pub use reader::{Form, Reader};
pub use shared_derive::Json;
pub use values::Ignored;
pub use writer::Writer;

/// A value that has a place in our JSON.
pub trait Json {
    /// What stands there until it is read; nobody sees it unless everything was read.
    fn blank() -> Self
    where
        Self: Sized;

    fn read(&mut self, reader: &mut Reader<'_>);

    fn write(&self, writer: &mut Writer);

    /// An object may lack it even where it is required: an `Option`.
    fn may_be_absent(&self) -> bool {
        false
    }

    /// Where an object omits what is empty: `None`, no text, no elements, `false`.
    fn is_empty(&self) -> bool {
        false
    }
}

/// One field of an object.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    pub name: &'static str,
    pub required: bool,
    /// Not written while it is empty.
    pub omit: bool,
}

/// Why a text couldn't be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub what: &'static str,
    /// Byte of the text.
    pub at: usize,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.what, self.at)
    }
}

impl std::error::Error for Fault {}

pub fn to_string(value: &dyn Json) -> String {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.into_text()
}

/// UTF-8.
pub fn to_vec(value: &dyn Json) -> Vec<u8> {
    to_string(value).into_bytes()
}

/// The bytes that are kept, hashed and sent as they are.
pub fn to_raw(value: &dyn Json) -> Result<Box<RawValue>, Fault> {
    RawValue::from_string(to_string(value)).map_err(|_| Fault {
        what: "not JSON",
        at: 0,
    })
}

pub fn from_str<T: Json>(text: &str) -> Result<T, Fault> {
    let mut value = T::blank();
    read_whole(text, &mut value)?;
    Ok(value)
}

pub fn from_slice<T: Json>(bytes: &[u8]) -> Result<T, Fault> {
    match std::str::from_utf8(bytes) {
        Ok(text) => from_str(text),
        Err(error) => Err(Fault {
            what: "not UTF-8",
            at: error.valid_up_to(),
        }),
    }
}

fn read_whole(text: &str, value: &mut dyn Json) -> Result<(), Fault> {
    let mut reader = Reader::of(text);
    value.read(&mut reader);
    reader.end()
}
