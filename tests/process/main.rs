//! The real program on real files: killed at any moment, traced, without room on its disk, and put back
//! to yesterday's copy. `cargo xtask test process` builds it and runs these; alone, `cargo build --package
//! server` comes first and `cargo test --package tests --test process -- --ignored` runs them.

mod full;
mod kill;
mod killed;
mod ledger;
mod load;
mod restored;
mod traced;
