//! The office's half: the real server functions on a real SQLite file.

use server::db::{facts, pull, push};
use server::error::ApiError;
use shared::model::{FactId, Moment, Role, UserId};
use shared::sync::Failure;
use shared::wire::ProblemKind;
use shared::wire::sync::{PullReply, PullRequest, PushReply, PushRequest};
use tests::{Season, TestServer};

pub const MEMBERS: u128 = 12;

pub struct Office {
    server: TestServer,
    coordinator: UserId,
    pub visitors: Vec<UserId>,
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

    /// Every stored fact with its author.
    pub fn facts(&self) -> Vec<(FactId, UserId)> {
        self.server.app.db.read(facts::authors).expect("readable")
    }
}
