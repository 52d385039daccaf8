//! What the phone, the console and the server must agree on.
//!
//! Nothing here knows a clock, randomness, a network or a disk: time and random bytes are passed in.

// What `#[derive(Json)]` writes names this crate, here too.
extern crate self as shared;

pub mod fieldbook;
pub mod json;
pub mod model;
pub mod order;
pub mod rules;
pub mod sync;
pub mod text;
pub mod wire;
