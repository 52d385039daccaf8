//! The visitor's phone app, one file a screen.

pub mod actions;
pub mod app;
pub mod appointments;
pub mod call;
pub mod card;
pub mod day_map;
pub mod desk;
pub mod device;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod help;
pub mod install;
pub mod late;
mod lead_record;
pub mod leads;
pub mod list;
pub mod member;
pub mod news;
pub mod offers;
mod order;
mod painted;
pub mod photo;
pub mod pieces;
pub mod refused;
mod report;
pub mod route;
pub mod screen;
pub mod sign_in;
pub mod stops;
pub mod sync_page;
pub mod toast;
pub mod today;
mod today_leads;
mod told;
pub mod trouble;
pub mod update;
pub mod visit;
