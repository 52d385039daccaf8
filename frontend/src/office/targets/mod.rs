//! 訪問対象: the season's targets, chosen by filter and given to visitors.

mod actions;
pub mod filter;
mod filter_bar;
pub mod page;
mod row;
