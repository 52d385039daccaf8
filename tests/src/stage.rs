//! A data folder with an office, visitors and members, made once and copied for each server.

use std::fs;
use std::path::Path;

use crate::{Browser, Season, TestServer};
use server::app::DATABASE;
use shared::model::{Role, UserId};

/// Somebody's session; it holds at every server on a copy of this data.
#[derive(Debug)]
pub struct Stage {
    server: TestServer,
    pub office: Browser,
    pub visitors: Vec<Browser>,
}

impl Stage {
    /// Members are dealt out to the visitors in turn.
    pub async fn new(visitors: usize, members: u128) -> Self {
        let server = TestServer::new();
        // Without one each start would write a new setup link.
        server.user(Role::Administrator, "administrator");
        let office = server.newcomer(Role::Coordinator, "office").await;
        let mut signed_in = Vec::new();
        for n in 0..visitors {
            signed_in.push(server.newcomer(Role::Visitor, &format!("visitor{n}")).await);
        }
        let coordinator = office.user.expect("the office signed in");
        let season = Season::new(&server, coordinator, members);
        for (n, visitor) in signed_in.iter().enumerate() {
            let theirs = (0..members).filter(|member| *member as usize % visitors == n);
            season.give(theirs, visitor.user.expect("every visitor signed in"));
        }
        server.app.db.checkpoint().expect("everything in one file");
        Self {
            server,
            office,
            visitors: signed_in,
        }
    }

    pub fn copy_to(&self, data: &Path) {
        fs::copy(self.server.folder().join(DATABASE), data.join(DATABASE)).expect("a copy");
    }

    /// Who holds member n at the beginning.
    pub fn holder(&self, member: u128) -> Option<UserId> {
        self.visitors[member as usize % self.visitors.len()].user
    }
}
