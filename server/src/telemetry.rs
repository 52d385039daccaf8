//! The log on standard error; standard output is for the person who starts the program.

use tracing::Level;

/// `MEGURI_LOG` is one of error, warn, info, debug, trace.
pub fn start(level: Level) {
    let log = tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(level)
        .finish();
    // Tests start several servers in one process; the first one's log is good enough for all.
    if tracing::subscriber::set_global_default(log).is_err() {
        tracing::debug!("the log was started before");
    }
}
