//! Meguri's server: sync, console API, both web apps, embedded SQLite.

pub mod clock;
pub mod db;
