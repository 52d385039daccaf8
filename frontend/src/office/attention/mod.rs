//! 要確認: records that were refused or flagged, and the file of a phone that can't send any more.

mod decide;
mod file;
mod inbox;
pub mod page;
pub mod record;
