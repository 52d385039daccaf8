//! The visitor's phone app and the coordinator's console.

pub mod api;
pub mod driver;
pub mod field;
pub mod i18n;
pub mod office;
pub mod store;
pub mod ui;
