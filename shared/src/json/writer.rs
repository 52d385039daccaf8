//! Compact JSON, as serde_json writes it.

use super::{Json, Key};

#[derive(Debug, Default)]
pub struct Writer {
    text: String,
}

impl Writer {
    pub fn into_text(self) -> String {
        self.text
    }

    /// JSON that is already written.
    pub fn raw(&mut self, json: &str) {
        self.text.push_str(json);
    }

    pub fn text(&mut self, text: &str) {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        self.text.push('"');
        let mut plain = 0;
        for (at, byte) in text.bytes().enumerate() {
            let escaped = match byte {
                b'"' => "\\\"",
                b'\\' => "\\\\",
                0x08 => "\\b",
                b'\t' => "\\t",
                b'\n' => "\\n",
                0x0C => "\\f",
                b'\r' => "\\r",
                0..0x20 => "\\u00",
                _ => continue,
            };
            self.text.push_str(text.get(plain..at).unwrap_or_default());
            self.text.push_str(escaped);
            if escaped.len() > 2 {
                self.text.push(char::from(HEX[usize::from(byte >> 4)]));
                self.text.push(char::from(HEX[usize::from(byte & 15)]));
            }
            plain = at + 1;
        }
        self.text.push_str(text.get(plain..).unwrap_or_default());
        self.text.push('"');
    }

    pub fn number(&mut self, negative: bool, mut magnitude: u64) {
        let mut digits = [0; 20];
        let mut first = digits.len();
        while first == digits.len() || magnitude > 0 {
            first -= 1;
            digits[first] = b'0' + (magnitude % 10) as u8;
            magnitude /= 10;
        }
        if negative {
            self.text.push('-');
        }
        let digits = digits[first..].iter().map(|digit| char::from(*digit));
        self.text.extend(digits);
    }

    pub fn object(&mut self, keys: &[Key], values: &[&dyn Json]) {
        self.text.push('{');
        self.members(keys, values);
        self.text.push('}');
    }

    pub fn array(&mut self, values: &mut dyn Iterator<Item = &dyn Json>) {
        self.text.push('[');
        for value in values {
            self.comma();
            value.write(self);
        }
        self.text.push(']');
    }

    /// `{"name":content}`
    pub fn variant(&mut self, name: &str, content: &dyn Json) {
        self.text.push('{');
        self.key(name);
        content.write(self);
        self.text.push('}');
    }

    /// `{"name":{…}}`
    pub fn variant_fields(&mut self, name: &str, keys: &[Key], values: &[&dyn Json]) {
        self.text.push('{');
        self.key(name);
        self.object(keys, values);
        self.text.push('}');
    }

    /// `{"tag":"name",…}`
    pub fn tagged_fields(&mut self, tag: &str, name: &str, keys: &[Key], values: &[&dyn Json]) {
        self.text.push('{');
        self.key(tag);
        self.text(name);
        self.members(keys, values);
        self.text.push('}');
    }

    fn members(&mut self, keys: &[Key], values: &[&dyn Json]) {
        for (key, value) in keys.iter().zip(values) {
            if !(key.omit && value.is_empty()) {
                self.key(key.name);
                value.write(self);
            }
        }
    }

    fn key(&mut self, name: &str) {
        self.comma();
        self.text(name);
        self.text.push(':');
    }

    /// Values end in anything but an opening bracket.
    fn comma(&mut self) {
        if !self.text.ends_with(['{', '[']) {
            self.text.push(',');
        }
    }
}
