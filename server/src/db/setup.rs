//! The one-time link by which the first administrator is made.

use rusqlite::Connection;
use shared::model::Role;

use super::columns::to_word;
use super::{DbResult, Read, Write, meta};
use crate::auth::token::{Token, TokenHash, hex};

const KEY: &str = "setup_token_hash";

/// A new link's token while there is no administrator; an older link is worth nothing from now on.
pub fn begin(write: &mut Write) -> DbResult<Option<Token>> {
    if administrator_exists(&write.tx)? {
        return Ok(None);
    }
    let token = Token::random()?;
    meta::put(write, KEY, &hex(&token.hash()))?;
    Ok(Some(token))
}

pub fn is_valid(read: &Read, token: &TokenHash) -> DbResult<bool> {
    fits(&read.tx, token)
}

/// Uses the link up; `false` when somebody was faster.
pub fn spend(write: &mut Write, token: &TokenHash) -> DbResult<bool> {
    let valid = fits(&write.tx, token)?;
    if valid {
        meta::remove(write, KEY)?;
    }
    Ok(valid)
}

fn fits(tx: &Connection, token: &TokenHash) -> DbResult<bool> {
    let stored = meta::get(tx, KEY)?;
    Ok(stored.as_deref() == Some(hex(token).as_str()) && !administrator_exists(tx)?)
}

fn administrator_exists(tx: &Connection) -> DbResult<bool> {
    Ok(tx
        .prepare_cached("SELECT 1 FROM users WHERE role = ?1 AND active = 1")?
        .exists([to_word(&Role::Administrator)?])?)
}
