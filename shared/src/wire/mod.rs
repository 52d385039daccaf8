//! Versioned messages between phone, console and server, and the problems a server answers with.

pub mod account;
pub mod attention;
pub mod carried;
pub mod change_report;
pub mod fact;
pub mod import;
pub mod leads;
pub mod office;
pub mod outbox_file;
pub mod problem;
pub mod row;
pub mod sync;

pub use fact::{Fact, FactBody};
pub use problem::{Problem, ProblemKind};
pub use row::{Colleague, MemberList, OfficeCard, Row, RowKey, VisitorCard};
