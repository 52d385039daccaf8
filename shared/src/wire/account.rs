//! Signing in, and the people who may.

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::model::{Role, User, UserId};

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
    pub today: crate::model::Day,
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

/// `GET /api/devices`: which phones there are and what waits on them.
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
    /// Facts of its last push that wait for another one, and that it will offer again.
    #[serde(default)]
    pub deferred: u32,
}
