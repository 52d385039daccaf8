//! People who sign in. Their names are rows that every phone sees.

use rusqlite::{Connection, OptionalExtension, Row, params};
use shared::model::{Role, User, UserId};
use shared::wire::RowKey;

use super::columns::{Columns, to_word};
use super::{DbResult, Read, Write, sessions, visitor_cards};

const COLUMNS: &str = "id, login, name, role, active";

pub(super) fn user(row: &Row) -> rusqlite::Result<User> {
    Ok(User {
        id: row.parsed("id")?,
        login: row.get("login")?,
        name: row.get("name")?,
        role: row.word("role")?,
        active: row.get("active")?,
    })
}

/// The active user of a login, with the hash of the password.
pub fn for_sign_in(read: &Read, login: &str) -> DbResult<Option<(User, String)>> {
    Ok(read
        .tx
        .prepare_cached("SELECT * FROM users WHERE login = ?1 AND active = 1")?
        .query_row([login], |row| Ok((user(row)?, row.get("password_hash")?)))
        .optional()?)
}

pub fn all(read: &Read) -> DbResult<Vec<User>> {
    let sql = format!("SELECT {COLUMNS} FROM users ORDER BY role DESC, login");
    let users = read
        .tx
        .prepare_cached(&sql)?
        .query_map([], user)?
        .collect::<Result<_, _>>()?;
    Ok(users)
}

pub fn find(tx: &Connection, id: UserId) -> DbResult<Option<User>> {
    let sql = format!("SELECT {COLUMNS} FROM users WHERE id = ?1");
    Ok(tx
        .prepare_cached(&sql)?
        .query_row([id.to_string()], user)
        .optional()?)
}

pub fn login_is_taken(write: &Write, login: &str) -> DbResult<bool> {
    Ok(write
        .tx
        .prepare_cached("SELECT 1 FROM users WHERE login = ?1")?
        .exists([login])?)
}

/// Other active administrators than this one.
pub fn another_administrator(write: &Write, id: UserId) -> DbResult<bool> {
    Ok(write
        .tx
        .prepare_cached("SELECT 1 FROM users WHERE role = ?1 AND active = 1 AND id <> ?2")?
        .exists(params![to_word(&Role::Administrator)?, id.to_string()])?)
}

pub fn add(write: &mut Write, user: &User, password_hash: &str) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "INSERT INTO users (id, login, name, role, active, password_hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            user.id.to_string(),
            user.login,
            user.name,
            to_word(&user.role)?,
            user.active,
            password_hash
        ])?;
    write.stamp(&RowKey::Colleague(user.id), None)?;
    if user.role == Role::Visitor {
        visitor_cards::issue(write, user.id)?;
    }
    Ok(())
}

/// Stores what changed. A new role, a new password or an end of the account ends every session. Those of a
/// closed account stay until it is opened again, so that its phones are told why they are refused.
pub fn change(
    write: &mut Write,
    before: &User,
    after: &User,
    password_hash: Option<&str>,
) -> DbResult<()> {
    let id = after.id.to_string();
    write
        .tx
        .prepare_cached("UPDATE users SET name = ?2, role = ?3, active = ?4 WHERE id = ?1")?
        .execute(params![id, after.name, to_word(&after.role)?, after.active])?;
    if let Some(hash) = password_hash {
        write
            .tx
            .prepare_cached("UPDATE users SET password_hash = ?2 WHERE id = ?1")?
            .execute(params![id, hash])?;
    }
    if before.name != after.name {
        write.stamp(&RowKey::Colleague(after.id), None)?;
    }
    let card_changed = before.role != after.role || before.name != after.name;
    if after.role != Role::Visitor {
        visitor_cards::withdraw(write, after.id)?;
    } else if card_changed {
        visitor_cards::issue(write, after.id)?;
    }
    let opened_again = after.active && !before.active;
    if before.role != after.role || opened_again || password_hash.is_some() {
        sessions::end_all(write, after.id)?;
    } else if !after.active {
        write.ended_sessions();
    }
    Ok(())
}
