//! People who sign in.

use serde::{Deserialize, Serialize};

use super::limits::{Fault, SHORT_TEXT, required};
use super::{Invalid, UserId};
use crate::json::Json;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct User {
    pub id: UserId,
    /// What is typed at sign-in: 1 to 40 lower-case letters, digits, `.`, `-`, `_`.
    pub login: String,
    /// As shown to colleagues and on the visitor's card.
    pub name: String,
    pub role: Role,
    pub active: bool,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 訪問員
    Visitor,
    /// 事務局担当
    Coordinator,
    /// システム管理者
    Administrator,
    /// A word of a newer server: it may nothing here, and nobody is given it.
    #[serde(other)]
    Other,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Visitor, Self::Coordinator, Self::Administrator];

    pub fn works_in_the_office(self) -> bool {
        matches!(self, Self::Coordinator | Self::Administrator)
    }
}

/// Characters a password must have at least; length is what counts (NIST SP 800-63B, 5.1.1).
pub const LEAST_PASSWORD: usize = 10;
/// Characters a password may have at most, so that hashing can't be made to take long.
pub const MOST_PASSWORD: usize = 200;

pub fn validate_login(login: &str) -> Result<(), Invalid> {
    let fits = (1..=40).contains(&login.len())
        && login
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-_".contains(&b));
    if fits {
        Ok(())
    } else {
        Err(Invalid::new("login", Fault::NotAllowed))
    }
}

pub fn validate_name(name: &str) -> Result<(), Invalid> {
    required("name", name, SHORT_TEXT)
}

pub fn validate_password(password: &str) -> Result<(), Invalid> {
    match password.chars().count() {
        0 => Err(Invalid::new("password", Fault::Missing)),
        1..LEAST_PASSWORD => Err(Invalid::new("password", Fault::NotAllowed)),
        LEAST_PASSWORD..=MOST_PASSWORD => Ok(()),
        _ => Err(Invalid::new("password", Fault::TooLong)),
    }
}
