//! Signing in, and the people who may.

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::model::limits::{SHORT_TEXT, at_most};
use crate::model::{Day, Fault, Invalid, Role, User, UserId};

/// Which of the two apps speaks. Each has a session of its own, so that both can be open in one
/// browser, signed in as two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum AppKind {
    Phone,
    Console,
}

/// `POST /api/session`. `GET` and `DELETE /api/session?app=console` tell and end that app's session.
#[derive(Clone, Debug, Serialize, Deserialize, Json)]
pub struct SignIn {
    pub app: AppKind,
    pub login: String,
    pub password: String,
}

/// The reply to a sign-in and to `GET /api/session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Session {
    pub user: User,
    /// The server's day in Japan.
    pub today: Day,
    pub demo: bool,
}

/// `POST /api/setup`: the first administrator, by the one-time link printed at the first start.
#[derive(Clone, Debug, Serialize, Deserialize, Json)]
pub struct Setup {
    pub token: String,
    pub login: String,
    pub name: String,
    pub password: String,
}

/// `POST /api/users`
#[derive(Clone, Debug, Serialize, Deserialize, Json)]
pub struct NewUser {
    pub login: String,
    pub name: String,
    pub role: Role,
    pub password: String,
}

/// `PATCH /api/users/{id}`: only what is given changes; deactivating ends every session.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Json)]
pub struct ChangeUser {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub role: Option<Role>,
    #[serde(default)]
    pub active: Option<bool>,
    #[serde(default)]
    pub password: Option<String>,
}

/// `GET /api/users`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Users {
    pub users: Vec<User>,
}

/// `PUT /api/users/{id}/card`: what stands on a visitor's card 訪問員証 beside the name. The reply, and that
/// to `GET`, is a `VisitorCard`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ChangeVisitorCard {
    #[serde(default)]
    pub affiliation: String,
    #[serde(default)]
    pub valid_until: Option<Day>,
    /// A JPEG in base64, or nothing.
    #[serde(default)]
    pub photo: String,
    /// As `VisitorCard::staff`.
    #[serde(default)]
    pub staff: bool,
}

/// Characters of a card's photo: a JPEG of 48 KiB, so that the row fits into a page with others.
pub const MOST_CARD_PHOTO: usize = 64 * 1024;

impl ChangeVisitorCard {
    pub fn validate(&self) -> Result<(), Invalid> {
        at_most("affiliation", &self.affiliation, SHORT_TEXT)?;
        if self.photo.len() > MOST_CARD_PHOTO {
            return Err(Invalid::new("photo", Fault::TooLong));
        }
        // How every JPEG begins, FF D8 FF, in base64.
        let is_jpeg = self.photo.starts_with("/9j/")
            && (self.photo.trim_end_matches('='))
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'+' || b == b'/');
        if self.photo.is_empty() || is_jpeg {
            Ok(())
        } else {
            Err(Invalid::new("photo", Fault::NotAllowed))
        }
    }
}

/// `POST /api/devices/{id}/revoke` stops a phone, whoever uses it; `POST /api/devices/{id}/restore` lets
/// people sign in on it again. `GET /api/devices`: which phones there are and what waits on them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Devices {
    pub devices: Vec<DeviceLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct DeviceLine {
    pub id: crate::model::DeviceId,
    pub user: UserId,
    pub last_contact_ms: i64,
    pub about: super::sync::About,
    /// Facts that the server has put off and that the phone sends again by itself.
    #[serde(default)]
    pub deferred: u32,
    /// When the office stopped it.
    #[serde(default)]
    pub revoked_ms: Option<i64>,
}
