//! 取り込み: a file becomes members or usages, after a preview and all or nothing.

mod choose;
mod history;
pub mod page;
mod preview;
mod undo;
