//! Builders for tests over the real thing: a server with its own database, people, and browsers.

pub mod facts;
pub mod office;
pub mod server;
pub mod simulation;

pub use facts::Phone;
pub use office::Season;
pub use server::{Browser, Reply, TestServer};
