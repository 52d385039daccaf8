//! 会員: the whole list, searched on the server, read page by page as one scrolls.

pub mod page;
mod pages;
