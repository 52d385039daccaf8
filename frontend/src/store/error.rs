//! What a write or a read on the phone can come back with. In every case nothing was half-written.

use shared::json;
use std::fmt;

use wasm_bindgen::{JsCast, JsValue};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreError {
    /// The phone's storage is full.
    QuotaExceeded,
    /// The browser refuses storage: private mode, or a connection that can't be reopened.
    Closed,
    /// A record with this id and another content is there already: a double tap.
    AlreadySaved,
    /// A picture that the record names isn't on this phone.
    PhotoGone,
    /// A newer version of the app has been here.
    ReadOnly,
    /// Another tab has written meanwhile.
    Changed,
    /// What is stored isn't what this app writes; the text says what is wrong with it.
    Unreadable(String),
    Other(String),
}

impl StoreError {
    /// A new connection may do better.
    pub(super) fn may_pass(&self) -> bool {
        match self {
            Self::Closed | Self::Other(_) => true,
            Self::QuotaExceeded
            | Self::AlreadySaved
            | Self::PhotoGone
            | Self::ReadOnly
            | Self::Changed
            | Self::Unreadable(_) => false,
        }
    }

    fn of_exception(value: &JsValue) -> Self {
        match value.dyn_ref::<web_sys::DomException>() {
            Some(exception) => Self::of_name(&exception.name()),
            None => Self::Other(format!("{value:?}")),
        }
    }

    fn of_name(name: &str) -> Self {
        match name {
            "QuotaExceededError" => Self::QuotaExceeded,
            "ConstraintError" => Self::AlreadySaved,
            // What browsers say of a connection that is gone, and of a transaction that went with it.
            ""
            | "InvalidStateError"
            | "UnknownError"
            | "AbortError"
            | "TransactionInactiveError" => Self::Closed,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<JsValue> for StoreError {
    fn from(exception: JsValue) -> Self {
        Self::of_exception(&exception)
    }
}

impl From<rexie::Error> for StoreError {
    fn from(error: rexie::Error) -> Self {
        use idb::Error as Idb;
        match error {
            rexie::Error::IdbError(
                Idb::AddFailed(value)
                | Idb::UpdateFailed(value)
                | Idb::DeleteFailed(value)
                | Idb::ClearFailed(value)
                | Idb::GetFailed(value)
                | Idb::GetAllFailed(value)
                | Idb::GetAllKeysFailed(value)
                | Idb::ObjectStoreNotFound(value)
                | Idb::TransactionOpenFailed(value)
                | Idb::TransactionCommitError(value)
                | Idb::IndexedDbOpenFailed(value),
            ) => Self::of_exception(&value),
            rexie::Error::IdbError(Idb::DomException(exception)) => Self::of_exception(&exception),
            rexie::Error::IdbError(Idb::IndexedDbNotFound(_)) => Self::Closed,
            // A full disk shows when the transaction commits, and only in why it aborted.
            rexie::Error::TransactioncommitFailed => Self::of_name(&super::disk::last_abort()),
            other => Self::Other(other.to_string()),
        }
    }
}

impl From<json::Fault> for StoreError {
    fn from(error: json::Fault) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::QuotaExceeded => f.write_str("the phone's storage is full"),
            Self::Closed => f.write_str("the browser refuses storage"),
            Self::AlreadySaved => f.write_str("this record is saved already"),
            Self::PhotoGone => f.write_str("a picture of this record isn't on this phone"),
            Self::ReadOnly => f.write_str("a newer version of the app is in use"),
            Self::Changed => f.write_str("another tab has written meanwhile"),
            Self::Unreadable(cause) | Self::Other(cause) => f.write_str(cause),
        }
    }
}
