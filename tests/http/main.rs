//! The server from outside: the real router over a real SQLite file.

mod derived;
mod people;
mod pull;
mod push;
mod refusals;
mod session;
mod web;
