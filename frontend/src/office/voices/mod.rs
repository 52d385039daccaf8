//! 要望: what the visitors heard that somebody here must act on.

mod changes;
mod complaints;
pub mod matter;
pub mod page;
mod requests;
mod tasks;
