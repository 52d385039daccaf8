//! Builders for tests over the real thing: a server with its own database, people, and browsers.

pub mod facts;
pub mod figures;
pub mod handset;
pub mod office;
pub mod process;
pub mod server;
pub mod simulation;
pub mod stage;
pub mod wire;

pub use facts::Phone;
pub use handset::Handset;
pub use office::{OneVisitor, Season};
pub use process::Process;
pub use server::{Browser, Reply, TestServer};
pub use stage::Stage;
