//! 設定: people, phones, seasons, and how the office is reached.

mod area_map;
mod campaigns;
mod devices;
mod office_card;
pub mod page;
mod people;
mod seasons;
mod visitor_card;
