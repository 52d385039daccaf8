//! 訪問予定: one visitor's day in order.

mod day_list;
mod order;
pub mod page;
