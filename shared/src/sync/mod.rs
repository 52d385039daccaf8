//! The sync engine, without any input or output of its own.
//!
//! `Client::handle(event, now)` returns effects; the browser's driver and the simulator execute
//! them. The server's rule for a single fact is [`decide`]; storing what it decides is
//! `server/db`'s business.

pub mod backoff;
pub mod client;
pub mod decide;
pub mod effect;
pub mod event;
pub mod outbox;
pub mod photos;
pub mod rows;
pub mod view;

pub use client::Client;
pub use decide::{Decision, MemberStanding, ParentState, Receipt, Stored, answer_again, decide};
pub use effect::{Batch, Effect, Page, Position, Ticket, Witnessed};
pub use event::{Event, Failure, PersistFailure, Wake};
pub use outbox::{EntryState, NewEntry, OutboxEntry, put_away};
pub use photos::{PhotoState, StoredPhoto};
pub use rows::RowSet;
pub use view::{FactState, PendingFact, PendingPhoto, Phase, SyncView};
