//! Pieces that screens are made of. Most are plain functions: a Yew component costs the phone some
//! four kilobytes of code, a function almost nothing. Components are only what keeps a state.

pub mod choices;
#[cfg(test)]
mod contrast;
pub mod icon;
pub mod notice;
pub mod text_input;

pub use choices::{choices, toggle};
pub use icon::{Sign, icon};
pub use notice::{Tone, announced, notice};
pub use text_input::TextInput;
