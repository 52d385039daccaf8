//! The only place that names fetch.

pub mod office;
pub mod reentry;
mod request;
pub mod session;
pub mod sync;

pub use request::{Body, Done, Failure, Method, request};
