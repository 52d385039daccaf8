//! The server from outside: the real router over a real SQLite file.

mod assignments;
mod attention;
mod backups;
mod change_reports;
mod conflicts;
mod derived;
mod desk;
mod imports;
mod leads;
mod load;
mod members;
mod office_only;
mod outbox_files;
mod people;
mod personal;
mod photos;
mod places;
mod poke;
mod pull;
mod push;
mod refusals;
mod revocation;
mod seasons;
mod session;
mod statements;
mod web;
