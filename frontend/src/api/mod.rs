//! The only place that names fetch.

mod gzip;
pub mod office;
pub mod poke;
pub mod reentry;
mod request;
pub mod session;
pub mod sync;

pub use request::{Body, Done, Failure, Method, request};
