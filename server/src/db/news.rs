//! What a commit tells those who listen: that the stream has grown, and for whom.

use std::collections::BTreeSet;
use std::sync::Arc;

use rusqlite::Connection;
use shared::model::{MemberNumber, UserId};
use tokio::sync::broadcast;

use super::columns::Columns as _;
use super::{Db, DbResult};

/// A listener that is further behind hears that it missed something.
pub(super) const MOST_UNREAD: usize = 64;
/// A commit about more members than this is everybody's news: an import, a season given out.
const MOST_MEMBERS: usize = 100;

#[derive(Clone, Debug)]
pub enum News {
    /// Something visible to these people was stamped.
    Stamped { head: u64, whom: Whom },
    /// Some session ended before its time.
    SessionsEnded,
}

#[derive(Clone, Debug)]
pub enum Whom {
    Everybody,
    Only(Arc<BTreeSet<UserId>>),
}

impl Whom {
    pub fn includes(&self, user: UserId) -> bool {
        match self {
            Self::Everybody => true,
            Self::Only(users) => users.contains(&user),
        }
    }
}

impl Db {
    /// Everything that is committed from now on.
    pub fn listen(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }
}

/// Whom the stamps of one transaction concern.
#[derive(Debug, Default)]
pub(super) struct Audience {
    everybody: bool,
    members: BTreeSet<MemberNumber>,
    users: BTreeSet<UserId>,
}

impl Audience {
    pub(super) fn add(&mut self, member: Option<&MemberNumber>) {
        match member {
            Some(member) if !self.everybody => {
                if !self.members.contains(member) {
                    self.members.insert(member.clone());
                }
                self.everybody = self.members.len() > MOST_MEMBERS;
            }
            Some(_) => {}
            None => self.everybody = true,
        }
    }

    pub(super) fn add_user(&mut self, user: UserId) {
        self.users.insert(user);
    }

    pub(super) fn resolve(self, tx: &Connection) -> DbResult<Whom> {
        if self.everybody {
            return Ok(Whom::Everybody);
        }
        let mut users = self.users;
        let mut holders = tx.prepare_cached("SELECT user_id FROM holdings WHERE member = ?1")?;
        for member in &self.members {
            let mut rows = holders.query([member.as_str()])?;
            while let Some(row) = rows.next()? {
                users.insert(row.parsed("user_id")?);
            }
        }
        Ok(Whom::Only(Arc::new(users)))
    }
}
