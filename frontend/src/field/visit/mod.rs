//! The record of a visit: one scroll, one question that has to be answered, the rest as it applies.

mod agreed;
mod changes;
pub mod entries;
mod finish;
pub mod handed;
pub mod moments;
mod outcome;
mod page;
mod photos;
mod place;
mod proposals;
mod purpose;
mod quick_text;
mod risk;
pub mod section;
mod sheet;
mod voices;

pub use page::visit_page;
pub use purpose::opening;
pub use risk::risk_section;
pub use voices::{RequestsEdit, complaint_section, requests_section};
