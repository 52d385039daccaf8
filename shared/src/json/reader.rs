//! Reads JSON in place. A reader that has failed stays failed and reads nothing more.

use super::{Fault, Json, Key};

/// How deep unknown values may be nested, as in serde_json.
const DEEPEST: u32 = 128;

#[derive(Debug)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    fault: Option<Fault>,
}

/// How an enum's value begins.
#[derive(Debug)]
pub struct Form {
    /// Of the variant among the names that were given; beyond them when it is none of those.
    pub place: usize,
    kind: Kind,
}

#[derive(Debug, PartialEq, Eq)]
enum Kind {
    /// `"name"`
    Alone,
    /// `{"name":content}`
    Outside,
    /// `{"tag":"name",…}`; the reader stands at the beginning of the object.
    Among,
}

impl<'a> Reader<'a> {
    pub fn of(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            fault: None,
        }
    }

    /// Fails unless all was read and nothing is left.
    pub fn end(mut self) -> Result<(), Fault> {
        if self.peek().is_some() {
            self.fail("something after the end");
        }
        self.fault.map_or(Ok(()), Err)
    }

    /// The first failure is the one that is told.
    pub fn fail(&mut self, what: &'static str) {
        let at = self.at;
        self.fault.get_or_insert(Fault { what, at });
        self.at = self.text.len();
    }

    pub fn object(&mut self, keys: &[Key], values: &mut [&mut dyn Json]) {
        let mut seen: u64 = 0;
        // Objects come in the order in which they are written.
        let mut next = 0;
        self.expect(b'{');
        let mut more = self.not_yet(b'}');
        while more {
            let place = if keys.get(next).is_some_and(|key| self.passes(key.name)) {
                Some(next)
            } else {
                let name = self.name();
                keys.iter().position(|key| key.name == name)
            };
            match place {
                Some(place) if seen & (1 << (place & 63)) == 0 => {
                    seen |= 1 << (place & 63);
                    next = place + 1;
                    if let Some(value) = values.get_mut(place) {
                        value.read(self);
                    }
                }
                Some(_) => self.fail("a field twice"),
                None => self.skip(),
            }
            more = self.more(b'}');
        }
        for (place, (key, value)) in keys.iter().zip(values).enumerate() {
            if key.required && seen & (1 << (place & 63)) == 0 && !value.may_be_absent() {
                self.fail("a field is missing");
            }
        }
    }

    /// Calls `read` once for each element, with the reader before it.
    pub fn array(&mut self, read: &mut dyn FnMut(&mut Self)) {
        self.expect(b'[');
        let mut more = self.not_yet(b']');
        while more {
            read(self);
            more = self.more(b']');
        }
    }

    /// The beginning of an enum whose variant stands outside of its content.
    pub fn variant(&mut self, names: &[&str]) -> Form {
        let (kind, name) = if self.peek() == Some(b'{') {
            self.at += 1;
            (Kind::Outside, self.name())
        } else {
            (Kind::Alone, self.plain_text())
        };
        Form {
            place: place_of(&name, names),
            kind,
        }
    }

    /// The beginning of an enum whose variant stands among its fields.
    pub fn tagged(&mut self, tag: &str, names: &[&str]) -> Form {
        let begin = self.at;
        let mut place = usize::MAX;
        self.expect(b'{');
        let mut more = self.not_yet(b'}');
        let mut found = false;
        while more && !found {
            found = self.name() == tag;
            if found {
                place = place_of(&self.plain_text(), names);
            } else {
                self.skip();
                more = self.more(b'}');
            }
        }
        if !found {
            self.fail("a tag is missing");
        }
        if self.fault.is_none() {
            self.at = begin;
        }
        Form {
            place,
            kind: Kind::Among,
        }
    }

    pub fn content(&mut self, form: &Form, content: &mut dyn Json) {
        if form.kind == Kind::Alone {
            self.fail("content is missing");
        }
        content.read(self);
    }

    pub fn fields(&mut self, form: &Form, keys: &[Key], values: &mut [&mut dyn Json]) {
        if form.kind == Kind::Alone {
            self.fail("content is missing");
        }
        self.object(keys, values);
    }

    pub fn no_content(&mut self, form: &Form) {
        if form.kind == Kind::Outside && !self.null() {
            self.fail("content that isn't known");
        }
    }

    pub fn skip_content(&mut self, form: &Form) {
        if form.kind != Kind::Alone {
            self.skip();
        }
    }

    pub fn close(&mut self, form: &Form) {
        if form.kind == Kind::Outside {
            self.expect(b'}');
        }
    }

    pub fn null(&mut self) -> bool {
        self.word("null")
    }

    pub fn truth(&mut self) -> bool {
        if self.word("true") {
            return true;
        }
        if !self.word("false") {
            self.fail("neither true nor false");
        }
        false
    }

    /// Whether it is negative, and its magnitude; no fractions and no exponents.
    pub fn whole_number(&mut self) -> (bool, u64) {
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let first = self.at;
        let mut magnitude: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.byte() {
            let more = magnitude
                .checked_mul(10)
                .and_then(|tens| tens.checked_add(u64::from(digit - b'0')));
            match more {
                Some(more) => magnitude = more,
                None => self.fail("a number too large"),
            }
            self.at += 1;
        }
        let digits = self.at.saturating_sub(first);
        let leading_zero = digits > 1 && self.text.as_bytes().get(first) == Some(&b'0');
        if digits == 0
            || leading_zero
            || (negative && magnitude == 0)
            || matches!(self.byte(), Some(b'.' | b'e' | b'E'))
        {
            self.fail("not a whole number");
        }
        (negative, magnitude)
    }

    /// A text as it stands; borrowed unless something in it is escaped.
    pub fn plain_text(&mut self) -> std::borrow::Cow<'a, str> {
        self.expect(b'"');
        let first = self.at;
        let mut unescaped = String::new();
        let mut plain = first;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let is_plain = |byte: &&u8| !matches!(byte, b'"' | b'\\' | 0..0x20);
            self.at += rest.iter().take_while(is_plain).count();
            match self.byte() {
                Some(b'"') => break,
                Some(b'\\') => {
                    unescaped.push_str(self.text.get(plain..self.at).unwrap_or_default());
                    self.at += 1;
                    let letter = self.escape();
                    unescaped.push(letter);
                    plain = self.at;
                }
                _ => {
                    self.fail("a text without an end");
                    return String::new().into();
                }
            }
        }
        let rest = self.text.get(plain..self.at).unwrap_or_default();
        self.at += 1;
        if plain == first {
            rest.into()
        } else {
            unescaped.push_str(rest);
            unescaped.into()
        }
    }

    /// The next value as it stands.
    pub fn raw(&mut self) -> &'a str {
        self.peek();
        let first = self.at;
        self.skip();
        self.text.get(first..self.at).unwrap_or_default()
    }

    pub fn skip(&mut self) {
        self.skip_below(DEEPEST);
    }

    fn skip_below(&mut self, depth: u32) {
        let Some(deeper) = depth.checked_sub(1) else {
            return self.fail("nested too deeply");
        };
        match self.peek() {
            Some(b'"') => {
                self.plain_text();
            }
            Some(b'{') => {
                self.at += 1;
                let mut more = self.not_yet(b'}');
                while more {
                    self.name();
                    self.skip_below(deeper);
                    more = self.more(b'}');
                }
            }
            Some(b'[') => self.array(&mut |reader| reader.skip_below(deeper)),
            Some(b'-' | b'0'..=b'9') => self.skip_number(),
            _ => {
                if !(self.null() || self.word("true") || self.word("false")) {
                    self.fail("not JSON");
                }
            }
        }
    }

    fn skip_number(&mut self) {
        self.at += usize::from(self.byte() == Some(b'-'));
        if self.byte() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits();
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits();
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits();
        }
    }

    fn digits(&mut self) {
        let first = self.at;
        while let Some(b'0'..=b'9') = self.byte() {
            self.at += 1;
        }
        if self.at == first {
            self.fail("not a number");
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> char {
        let letter = self.byte().unwrap_or_default();
        self.at += 1;
        match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => self.escaped_unit(),
            _ => {
                self.fail("an escape that isn't known");
                ' '
            }
        }
    }

    fn escaped_unit(&mut self) -> char {
        let mut units = [self.hex(), 0];
        let rest = self.text.get(self.at..).unwrap_or_default();
        if (0xD800..0xDC00).contains(&units[0]) && rest.starts_with("\\u") {
            self.at += 2;
            units[1] = self.hex();
        }
        let used = if units[1] == 0 { 1 } else { 2 };
        let mut letters = char::decode_utf16(units.into_iter().take(used));
        match (letters.next(), letters.next()) {
            (Some(Ok(letter)), None) => letter,
            _ => {
                self.fail("half of a character");
                ' '
            }
        }
    }

    fn hex(&mut self) -> u16 {
        let digits = self.text.get(self.at..self.at + 4).unwrap_or_default();
        let plain = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        match u16::from_str_radix(digits, 16) {
            Ok(unit) if plain => {
                self.at += 4;
                unit
            }
            _ => {
                self.fail("not four hexadecimal digits");
                0
            }
        }
    }

    /// A key and its colon.
    /// Moves on when this very name is next, without looking at its letters one by one.
    fn passes(&mut self, name: &str) -> bool {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let after = rest
            .strip_prefix(b"\"")
            .and_then(|rest| rest.strip_prefix(name.as_bytes()))
            .and_then(|rest| rest.strip_prefix(b"\":"));
        self.at += after.map_or(0, |after| rest.len() - after.len());
        after.is_some()
    }

    fn name(&mut self) -> std::borrow::Cow<'a, str> {
        let name = self.plain_text();
        self.expect(b':');
        name
    }

    /// Something stands before the closing bracket; passes it otherwise.
    fn not_yet(&mut self, close: u8) -> bool {
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                false
            }
            Some(_) => true,
            None => {
                self.fail("the end is missing");
                false
            }
        }
    }

    /// Passes a comma, or the closing bracket.
    fn more(&mut self, close: u8) -> bool {
        match self.peek() {
            Some(b',') => {
                self.at += 1;
                true
            }
            _ => {
                self.expect(close);
                false
            }
        }
    }

    fn expect(&mut self, byte: u8) {
        if self.peek() == Some(byte) {
            self.at += 1;
        } else {
            self.fail("not what is expected here");
        }
    }

    fn word(&mut self, word: &str) -> bool {
        self.peek();
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let found = rest.starts_with(word.as_bytes());
        if found {
            self.at += word.len();
        }
        found
    }

    /// The next byte that isn't white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\t' | b'\r') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

fn place_of(name: &str, names: &[&str]) -> usize {
    let place = names.iter().position(|known| *known == name);
    place.unwrap_or(usize::MAX)
}
