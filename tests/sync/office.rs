//! The office's half: the real server functions on a real SQLite file.

use server::db::{facts, pull, push};
use server::error::ApiError;
use shared::model::{FactId, Moment, Role, UserId};
use shared::sync::Failure;
use shared::wire::ProblemKind;
use shared::wire::sync::{PullReply, PullRequest, PushReply, PushRequest};
use tempfile::TempDir;
use tests::{Season, TestServer};

const COPY: &str = "copy.sqlite";

pub const MEMBERS: u128 = 12;

pub struct Office {
    server: TestServer,
    coordinator: UserId,
    pub visitors: Vec<UserId>,
    backup: Option<TempDir>,
}

impl Office {
    pub fn new(visitors: usize) -> Self {
        let server = TestServer::new();
        let coordinator = server.user(Role::Coordinator, "coordinator");
        let visitors = (0..visitors)
            .map(|n| server.user(Role::Visitor, &format!("visitor{n}")))
            .collect();
        Season::new(&server, coordinator, MEMBERS);
        Self {
            server,
            coordinator,
            visitors,
            backup: None,
        }
    }

    pub fn season(&self) -> Season<'_> {
        Season::existing(&self.server, self.coordinator)
    }

    pub fn push(
        &self,
        user: UserId,
        request: &PushRequest,
        at: Moment,
    ) -> Result<PushReply, Failure> {
        match push::push(&self.server.app.db, user, request, at) {
            Ok(reply) => Ok(reply),
            Err(ApiError::Refused(ProblemKind::OtherHistory)) => Err(Failure::OtherHistory),
            Err(other) => panic!("the database takes it: {other}"),
        }
    }

    pub fn pull(&self, user: UserId, request: &PullRequest, at: Moment) -> PullReply {
        let db = &self.server.app.db;
        db.read(|read| pull::page(read, user, request, at))
            .expect("the database answers")
    }

    /// Every night's copy.
    pub fn back_up(&mut self) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let copy = folder.path().join(COPY);
        self.server.app.db.back_up(&copy).expect("a copy");
        self.backup = Some(folder);
    }

    /// The disk broke: the latest copy is all there is. Without one nothing happens.
    pub fn restore(&mut self) {
        if let Some(folder) = &self.backup {
            self.server = TestServer::from_backup(&folder.path().join(COPY));
        }
    }

    /// Every stored fact with its author.
    pub fn facts(&self) -> Vec<(FactId, UserId)> {
        self.server.app.db.read(facts::authors).expect("readable")
    }
}
