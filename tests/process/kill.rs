//! Where a server dies: strace kills it on its way into the n-th call of a kind, so that no line of the server
//! knows of it.

use std::ffi::{OsStr, OsString};

use tests::simulation::chance::Dice;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// Before the next bytes go to a file.
    Write,
    /// Before they are flushed: they are written, nothing is promised.
    Flush,
    /// Before a reply leaves: the commit is done, nobody knows.
    Reply,
    /// Right after a reply has arrived.
    Replied,
    /// Before any other call to the system.
    Anywhere,
}

/// A moment, and the how-many-eth of its kind it is.
#[derive(Clone, Copy, Debug)]
pub struct Kill {
    pub moment: Moment,
    pub nth: u64,
}

impl Moment {
    pub const ALL: [Self; 5] = [
        Self::Write,
        Self::Flush,
        Self::Reply,
        Self::Replied,
        Self::Anywhere,
    ];

    /// The calls that strace counts, and how many of them a run has at most.
    fn calls(self) -> (Option<&'static str>, u64) {
        match self {
            Self::Write => (Some("pwrite64,ftruncate,unlink,rename"), 300),
            Self::Flush => (Some("fdatasync,fsync"), 30),
            Self::Reply => (Some("sendto,writev"), 40),
            Self::Replied => (None, 60),
            Self::Anywhere => (Some("all"), 2_500),
        }
    }
}

impl Kill {
    /// Early moments as often as late ones of ten times the number. strace counts for each thread by
    /// itself, and of all calls a start alone makes hundreds: there no moment is preferred.
    pub fn some(moment: Moment, dice: &mut Dice) -> Self {
        let (_, most) = moment.calls();
        let nth = if moment == Moment::Anywhere {
            1 + dice.below(most)
        } else {
            let share = dice.below(1_000) as f64 / 1_000.0;
            (most as f64).powf(share).round().max(1.0) as u64
        };
        Self { moment, nth }
    }

    /// What strace is told; nothing when the load itself kills.
    pub fn strace(self) -> Option<Vec<OsString>> {
        let (calls, _) = self.moment.calls();
        let calls = calls?;
        let nth = self.nth;
        let words = [
            "-o".to_owned(),
            "/dev/null".to_owned(),
            format!("--trace={calls}"),
            format!("--inject={calls}:signal=KILL:when={nth}"),
        ];
        Some(words.map(OsString::from).to_vec())
    }

    /// Replies that the load waits for before it kills.
    pub fn replies(self) -> Option<u64> {
        (self.moment == Moment::Replied).then_some(self.nth)
    }

    pub fn words(arguments: &[OsString]) -> Vec<&OsStr> {
        arguments.iter().map(OsString::as_os_str).collect()
    }
}
