//! Random secrets of 256 bits: session cookies and the setup link. Only their SHA-256 is stored.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::db::{DbError, DbResult};

pub struct Token([u8; 32]);

/// SHA-256 of a token. A token has full entropy, so a fast hash is enough.
pub type TokenHash = [u8; 32];

impl Token {
    pub fn random() -> DbResult<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(DbError::NoRandomness)?;
        Ok(Self(bytes))
    }

    /// Reads what `text` wrote: 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }

    pub fn hash(&self) -> TokenHash {
        Sha256::digest(self.0).into()
    }

    /// 64 hexadecimal digits.
    pub fn text(&self) -> String {
        hex(&self.0)
    }
}

/// Two hexadecimal digits a byte.
pub fn hex(bytes: &[u8; 32]) -> String {
    use fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes every write");
        text
    })
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(secret)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_text_and_shows_itself_nowhere_else() {
        let token = Token::random().expect("random bytes");
        let again = Token::parse(&token.text()).expect("its own text");
        assert_eq!(token.hash(), again.hash());
        assert_eq!(format!("{token:?}"), "Token(secret)");
        for bad in ["", "00", &"g".repeat(64), &"é".repeat(32), &"+1".repeat(32)] {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
    }
}
