//! The one-time link by which the first administrator is made.

use shared::model::Role;

use super::columns::to_word;
use super::{DbResult, Write, meta};
use crate::auth::token::{Token, TokenHash};

const KEY: &str = "setup_token_hash";

/// A new link's token while there is no administrator; an older link is worth nothing from now on.
pub fn begin(write: &mut Write) -> DbResult<Option<Token>> {
    if administrator_exists(write)? {
        return Ok(None);
    }
    let token = Token::random()?;
    meta::put(write, KEY, &hex(&token.hash()))?;
    Ok(Some(token))
}

pub fn is_valid(write: &Write, token: &TokenHash) -> DbResult<bool> {
    let stored = meta::get(&write.tx, KEY)?;
    Ok(stored.as_deref() == Some(hex(token).as_str()) && !administrator_exists(write)?)
}

pub fn spend(write: &mut Write) -> DbResult<()> {
    meta::remove(write, KEY)
}

fn administrator_exists(write: &Write) -> DbResult<bool> {
    Ok(write
        .tx
        .prepare_cached("SELECT 1 FROM users WHERE role = ?1 AND active = 1")?
        .exists([to_word(&Role::Administrator)?])?)
}

fn hex(hash: &TokenHash) -> String {
    use std::fmt::Write as _;
    hash.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a String takes every write");
        text
    })
}
