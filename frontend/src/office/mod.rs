//! The console: whom to visit, by whom, in which order, and what to do about what comes back.

pub mod app;
mod carried;
mod command;
mod desk;
mod entry;
mod form;
mod import;
mod leads;
mod load;
mod member_panel;
mod members;
mod overview;
mod plan;
mod route;
mod season_narrow;
mod season_new;
mod selection;
mod settings;
mod shell;
mod table;
pub mod targets;
mod toast;
mod trouble;
mod visit_record;
mod voices;
mod window;
mod withdrawals;
