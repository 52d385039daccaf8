//! The visitor's phone app and the coordinator's console.

pub mod i18n;
