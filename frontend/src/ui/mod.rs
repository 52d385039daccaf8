//! Components that both apps use: props in, callbacks out.

pub mod choices;
pub mod icon;
pub mod listen;
pub mod notice;
pub mod text_input;

pub use choices::{Choices, Toggle};
pub use icon::{Icon, Sign};
pub use listen::use_window_event;
pub use notice::{Notice, Tone};
pub use text_input::TextInput;
