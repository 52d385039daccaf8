//! Meguri's server: sync, console API, both web apps, embedded SQLite.

pub mod app;
pub mod auth;
pub mod backup;
pub mod catalogue;
pub mod clock;
pub mod db;
pub mod demo;
pub mod error;
pub mod export;
pub mod import;
pub mod routes;
pub mod telemetry;
pub mod web;
