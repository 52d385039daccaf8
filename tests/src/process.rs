//! The real program in a process of its own, on real files: it can be killed, traced, and started again.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::NamedTempFile;

use crate::server::{Door, TODAY};
use crate::wire::Wire;

/// How long anything may take before a test calls it stuck.
const PATIENCE: Duration = Duration::from_secs(60);

/// How it is started. Days and copies as in the program's own options.
#[derive(Clone, Copy, Debug)]
pub struct Options<'a> {
    pub data: &'a Path,
    pub today: &'a str,
    pub backups: usize,
}

impl<'a> Options<'a> {
    pub fn on(data: &'a Path) -> Self {
        Self {
            data,
            today: TODAY,
            backups: 0,
        }
    }
}

#[derive(Debug)]
pub struct Process {
    child: Child,
    /// Open as long as the process lives, so that it may go on printing.
    _said: BufReader<ChildStdout>,
    log: NamedTempFile,
    address: SocketAddr,
    traced: bool,
}

impl Process {
    /// Starts it and waits until it listens.
    #[track_caller]
    pub fn start(options: Options) -> Self {
        Self::begin(options, &[]).unwrap_or_else(|log| panic!("the server didn't start: {log}"))
    }

    /// The same under strace with these arguments. `None` when it was dead before it listened.
    pub fn start_traced(options: Options, arguments: &[&OsStr]) -> Option<Self> {
        let strace = [OsStr::new("strace"), OsStr::new("-f"), OsStr::new("-qq")];
        Self::begin(options, &[&strace, arguments].concat()).ok()
    }

    fn begin(options: Options, tracer: &[&OsStr]) -> Result<Self, String> {
        let executable = executable();
        let log = NamedTempFile::new().expect("a temporary file");
        let words = [tracer, &[executable.as_os_str()]].concat();
        let mut child = Command::new(words[0])
            .args(&words[1..])
            .args(["--port", "0", "--log", "info", "--today", options.today])
            .args(["--backups", &options.backups.to_string()])
            .arg("--data")
            .arg(options.data)
            .arg("--web")
            .arg(options.data.join("web"))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(log.reopen().expect("the log is there"))
            .spawn()
            .unwrap_or_else(|cause| panic!("{} can't be started: {cause}", words[0].display()));
        let mut said = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("readable words");
        let Some(address) = line.trim().strip_prefix("listening on http://") else {
            child.wait().expect("it ends");
            return Err(line + &fs::read_to_string(log.path()).expect("readable words"));
        };
        Ok(Self {
            child,
            _said: said,
            log,
            address: address.parse().expect("an address"),
            traced: !tracer.is_empty(),
        })
    }

    pub fn door(&self) -> Door {
        Door::Wire(Wire::to(self.address))
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(mut self) {
        self.signal("KILL");
        self.child.wait().expect("it ends");
    }

    /// Asks it to stop, as a service manager does, and waits until it has.
    pub fn stop(mut self) {
        self.signal("TERM");
        let status = self.child.wait().expect("it ends");
        assert!(status.success(), "{status}: {}", self.log());
    }

    /// Waits for the end that somebody else makes.
    pub fn wait(mut self) {
        self.child.wait().expect("it ends");
    }

    /// What it has complained about so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log.path()).expect("readable words")
    }

    /// Waits until these words stand in its log.
    pub async fn says(&self, words: &str) {
        let begun = Instant::now();
        while !self.log().contains(words) {
            assert!(begun.elapsed() < PATIENCE, "no {words:?} in {}", self.log());
            // The pause between two looks; nothing depends on its length.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The signal goes to the server itself: strace would only let go of it.
    fn signal(&self, signal: &str) {
        let id = self.child.id();
        let id = if self.traced {
            let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children"));
            match children.unwrap_or_default().split_whitespace().next() {
                Some(server) => server.to_owned(),
                // It is dead, and strace about to end.
                None => return,
            }
        } else {
            id.to_string()
        };
        // A process that has just ended by itself can't be signalled any more.
        let _ = Command::new("kill")
            .args(["-s", signal, &id])
            .stderr(Stdio::null())
            .status()
            .expect("kill is everywhere");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.signal("KILL");
        // A test that fails has no use for how it ended.
        let _ = self.child.wait();
    }
}

/// `MEGURI_BIN`, or the server that was built beside this program.
fn executable() -> PathBuf {
    if let Some(given) = std::env::var_os("MEGURI_BIN") {
        return given.into();
    }
    let here = std::env::current_exe().expect("this program has a path");
    let beside = here.ancestors().skip(1).take(2);
    beside
        .map(|folder| folder.join("meguri"))
        .find(|program| program.is_file())
        .expect("build the server first: cargo build --package server")
}
