//! serde and `shared::json` against each other, over messages that were changed at random: both understand
//! the same of it, or both refuse. A failure prints the changes, as few as still fail.

use std::sync::OnceLock;

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value};
use shared::wire::fact::FACT_SCHEMA;

use crate::samples::{self, File};

/// What happens to one place of a message.
#[derive(Clone, Debug)]
enum Change {
    /// Something else stands there.
    Becomes(Value),
    /// What stands at another place stands there too.
    BecomesThatOf(prop::sample::Index),
    Goes,
    /// A newer app's field.
    Gets(String, Value),
}

/// How it is spelt.
#[derive(Clone, Copy, Debug)]
enum Spelling {
    Short,
    /// With line breaks and spaces.
    Wide,
    /// Each character beyond ASCII as `\u….`.
    Escaped,
}

fn number() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i16>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec![0, 1, -1, 255, 256, i64::from(u32::MAX), 1 << 53])
            .prop_map(Value::from),
    ]
}

fn small_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        number(),
        any::<String>().prop_map(Value::from),
        Just(Value::Array(vec![])),
        Just(Value::Object(Map::new())),
        vec(number(), 1..3).prop_map(Value::from),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        small_value().prop_map(Change::Becomes),
        any::<prop::sample::Index>().prop_map(Change::BecomesThatOf),
        Just(Change::Goes),
        ("[a-z_]{1,6}", small_value()).prop_map(|(name, value)| Change::Gets(name, value)),
    ]
}

fn spelling() -> impl Strategy<Value = Spelling> {
    prop_oneof![
        Just(Spelling::Short),
        Just(Spelling::Wide),
        Just(Spelling::Escaped)
    ]
}

/// The ways to every place of a message, each from its root.
fn places(value: &Value, here: &str, found: &mut Vec<String>) {
    found.push(here.to_owned());
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                places(value, &format!("{here}/{name}"), found);
            }
        }
        Value::Array(values) => {
            for (n, value) in values.iter().enumerate() {
                places(value, &format!("{here}/{n}"), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn apply(message: &mut Value, place: &prop::sample::Index, change: &Change) {
    let mut all = Vec::new();
    places(message, "", &mut all);
    let here = place.get::<String>(&all);
    match change {
        Change::Becomes(value) => put(message, here, value.clone()),
        Change::BecomesThatOf(other) => {
            let copied = message.pointer(other.get::<String>(&all)).cloned();
            put(message, here, copied.unwrap_or_default());
        }
        Change::Goes => remove(message, here),
        Change::Gets(name, value) => {
            if let Some(Value::Object(fields)) = message.pointer_mut(here) {
                fields.insert(name.clone(), value.clone());
            }
        }
    }
}

/// A list takes only a list's place: instead of an object, serde would take its elements for the fields in
/// their order. Nobody writes that, and the phone doesn't read it.
fn put(message: &mut Value, place: &str, value: Value) {
    if let Some(there) = message.pointer_mut(place)
        && (there.is_array() || !value.is_array())
    {
        *there = value;
    }
}

fn remove(message: &mut Value, place: &str) {
    let Some((parent, name)) = place.rsplit_once('/') else {
        return;
    };
    match message.pointer_mut(parent) {
        Some(Value::Object(fields)) => {
            fields.remove(name);
        }
        Some(Value::Array(values)) => {
            if let Ok(n) = name.parse::<usize>() {
                values.remove(n);
            }
        }
        _ => {}
    }
}

fn spelt(message: &Value, spelling: Spelling) -> String {
    match spelling {
        Spelling::Short => message.to_string(),
        Spelling::Wide => format!("{message:#}"),
        Spelling::Escaped => message
            .to_string()
            .chars()
            .map(|character| {
                let mut units = [0; 2];
                let escaped = |unit: &mut u16| format!("\\u{unit:04x}");
                match character.is_ascii() {
                    true => character.to_string(),
                    false => character
                        .encode_utf16(&mut units)
                        .iter_mut()
                        .map(escaped)
                        .collect(),
                }
            })
            .collect(),
    }
}

fn files() -> &'static [File] {
    static FILES: OnceLock<Vec<File>> = OnceLock::new();
    FILES.get_or_init(|| samples::files(FACT_SCHEMA))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn a_changed_message_is_understood_alike(
        file: prop::sample::Index,
        line: prop::sample::Index,
        changes in vec((any::<prop::sample::Index>(), change()), 1..6),
        spelling in spelling(),
    ) {
        let sample = line.get(&file.get(files()).lines);
        let [text, _] = sample.written();
        let mut message: Value = serde_json::from_str(&text).expect("JSON");
        for (place, change) in &changes {
            apply(&mut message, place, change);
        }
        sample.is_read_alike_from(&spelt(&message, spelling));
    }

    #[test]
    fn a_damaged_message_is_understood_alike(
        file: prop::sample::Index,
        line: prop::sample::Index,
        from: prop::sample::Index,
        bytes in 0_usize..4,
        instead in "[\\[\\]{}\",:0-9a-z\\\\.-]{0,3}",
    ) {
        let sample = line.get(&file.get(files()).lines);
        let [mut text, _] = sample.written();
        let start = text.floor_char_boundary(from.index(text.len()));
        let end = text.floor_char_boundary((start + bytes).min(text.len()));
        text.replace_range(start..end, &instead);
        sample.is_read_alike_from(&text);
    }
}
