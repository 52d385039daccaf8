//! The values that our messages are made of.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{Json, Reader, Writer};

/// Anything; only its arrival matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ignored;

impl Json for Ignored {
    fn blank() -> Self {
        Self
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        reader.skip();
    }
    fn write(&self, writer: &mut Writer) {
        writer.raw("null");
    }
}

impl Json for bool {
    fn blank() -> Self {
        false
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        *self = reader.truth();
    }
    fn write(&self, writer: &mut Writer) {
        writer.raw(if *self { "true" } else { "false" });
    }
    fn is_empty(&self) -> bool {
        !*self
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {$(
        impl Json for $number {
            fn blank() -> Self {
                0
            }
            fn read(&mut self, reader: &mut Reader<'_>) {
                let (negative, magnitude) = reader.whole_number();
                let number = i128::from(magnitude);
                match Self::try_from(if negative { -number } else { number }) {
                    Ok(number) => *self = number,
                    Err(_) => reader.fail("a number out of range"),
                }
            }
            #[allow(clippy::cast_sign_loss, reason = "unsigned numbers are never below zero")]
            fn write(&self, writer: &mut Writer) {
                #[allow(unused_comparisons, reason = "one macro for both kinds")]
                let negative = *self < 0;
                writer.number(negative, magnitude(i128::from(*self)));
            }
        }
    )*};
}

whole_numbers!(u8, u16, u32, u64, i8, i16, i32, i64);

#[allow(clippy::cast_possible_truncation, reason = "every number here fits")]
fn magnitude(number: i128) -> u64 {
    number.unsigned_abs() as u64
}

impl Json for String {
    fn blank() -> Self {
        Self::new()
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        *self = reader.plain_text().into_owned();
    }
    fn write(&self, writer: &mut Writer) {
        writer.text(self);
    }
    fn is_empty(&self) -> bool {
        self.as_str().is_empty()
    }
}

impl<T: Json> Json for Option<T> {
    fn blank() -> Self {
        None
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        if !reader.null() {
            self.insert(T::blank()).read(reader);
        }
    }
    fn write(&self, writer: &mut Writer) {
        match self {
            Some(value) => value.write(writer),
            None => writer.raw("null"),
        }
    }
    fn may_be_absent(&self) -> bool {
        true
    }
    fn is_empty(&self) -> bool {
        self.is_none()
    }
}

impl<T: Json> Json for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        reader.array(&mut |reader| {
            let mut value = T::blank();
            value.read(reader);
            self.push(value);
        });
    }
    fn write(&self, writer: &mut Writer) {
        writer.array(&mut self.iter().map(|value| value as &dyn Json));
    }
    fn is_empty(&self) -> bool {
        self.as_slice().is_empty()
    }
}

impl<T: Json> Json for Box<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        self.as_mut().read(reader);
    }
    fn write(&self, writer: &mut Writer) {
        self.as_ref().write(writer);
    }
}

/// Read once, shared from then on.
impl<T: Json> Json for Arc<T> {
    fn blank() -> Self {
        Self::new(T::blank())
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        let mut value = T::blank();
        value.read(reader);
        *self = Self::new(value);
    }
    fn write(&self, writer: &mut Writer) {
        self.as_ref().write(writer);
    }
}

/// A pair is an array of two.
impl<A: Json, B: Json> Json for (A, B) {
    fn blank() -> Self {
        (A::blank(), B::blank())
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        let mut place = 0;
        reader.array(&mut |reader| {
            match place {
                0 => self.0.read(reader),
                1 => self.1.read(reader),
                _ => reader.fail("more than two"),
            }
            place += 1;
        });
        if place < 2 {
            reader.fail("fewer than two");
        }
    }
    fn write(&self, writer: &mut Writer) {
        writer.array(&mut [&self.0 as &dyn Json, &self.1].into_iter());
    }
}

impl Json for Uuid {
    fn blank() -> Self {
        Self::nil()
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        match Self::parse_str(&reader.plain_text()) {
            Ok(id) => *self = id,
            Err(_) => reader.fail("not an id"),
        }
    }
    fn write(&self, writer: &mut Writer) {
        let mut space = Self::encode_buffer();
        writer.text(self.hyphenated().encode_lower(&mut space));
    }
}

/// A day: `2023-10-02`.
impl Json for NaiveDate {
    fn blank() -> Self {
        Self::default()
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        match day(&reader.plain_text()) {
            Some(day) => *self = day,
            None => reader.fail("not a day"),
        }
    }
    fn write(&self, writer: &mut Writer) {
        let (year, month, day) = (self.year(), self.month(), self.day());
        let mut text = String::new();
        let written = if (0..=9999).contains(&year) {
            write!(text, "{year:04}-{month:02}-{day:02}")
        } else {
            write!(text, "{year:+05}-{month:02}-{day:02}")
        };
        debug_assert!(written.is_ok(), "a String takes everything");
        writer.text(&text);
    }
}

/// A year of more than four digits has a sign (ISO 8601).
fn day(text: &str) -> Option<NaiveDate> {
    let (rest, day) = text.rsplit_once('-')?;
    let (year, month) = rest.rsplit_once('-')?;
    let plain = |digits: &str, most: usize| {
        digits.len() <= most && digits.bytes().all(|digit| digit.is_ascii_digit())
    };
    let fits = plain(year, 4) || year.starts_with(['+', '-']);
    if !fits || !plain(month, 2) || !plain(day, 2) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// JSON that is kept as it came.
impl Json for Box<RawValue> {
    fn blank() -> Self {
        RawValue::NULL.to_owned()
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        match RawValue::from_string(reader.raw().to_owned()) {
            Ok(raw) => *self = raw,
            Err(_) => reader.fail("not JSON"),
        }
    }
    fn write(&self, writer: &mut Writer) {
        writer.raw(self.get());
    }
}
