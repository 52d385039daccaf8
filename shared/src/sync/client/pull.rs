//! Fetching what changed, page by page.

use super::{Client, KEEP_ARRIVED_DAYS, LastPage, Staging, Step};
use crate::model::Moment;
use crate::sync::effect::{Batch, Effect, Page, Position};
use crate::sync::event::Failure;
use crate::sync::outbox::{EntryState, OutboxEntry};
use crate::sync::rows::RowSet;
use crate::wire::fact::FACT_SCHEMA;
use crate::wire::sync::{PROTO, PullMode, PullReply, PullRequest, ScopeSum};

const KEEP_ARRIVED_MS: i64 = KEEP_ARRIVED_DAYS * 24 * 60 * 60 * 1_000;

/// Whether something that arrived has been kept for long enough.
pub(super) fn is_old(saved_at: Moment, now: Moment) -> bool {
    saved_at.utc_ms.saturating_add(KEEP_ARRIVED_MS) < now.utc_ms
}

impl Client {
    pub(super) fn pull(&mut self) -> Vec<Effect> {
        let Some(position) = &self.position else {
            self.step = Step::Resting;
            return vec![];
        };
        let (epoch, cursor, begun, seen, photo_seen) = match &self.staging {
            // What was witnessed before a reset says nothing while it is being filled.
            Some(staging) => (
                Some(staging.epoch),
                staging.cursor,
                staging.begun,
                staging.seen,
                None,
            ),
            None => (
                position.epoch,
                position.cursor,
                position.begun,
                position.seen,
                self.photo_seen(),
            ),
        };
        let request = PullRequest {
            proto: PROTO,
            schema: FACT_SCHEMA,
            device: self.device,
            user: position.user,
            epoch,
            cursor,
            seen,
            photo_seen,
            begun: Some(begun),
            limit: self.page_rows,
            about: self.about_now(),
        };
        self.photos.vouched_for(photo_seen);
        self.step = Step::Pulling;
        vec![Effect::Pull(request)]
    }

    pub(super) fn pull_replied(
        &mut self,
        reply: Result<PullReply, Failure>,
        now: Moment,
    ) -> Vec<Effect> {
        if !matches!(self.step, Step::Pulling) {
            return vec![];
        }
        self.step = Step::Resting;
        let reply = match reply {
            Ok(reply) => reply,
            Err(failure) => return self.fail(failure),
        };
        let Some(position) = self.position.clone() else {
            return vec![];
        };
        match reply.mode {
            PullMode::Delta => {}
            PullMode::Reset => self.begin_anew(&position, reply.epoch),
            PullMode::Unknown => return self.fail(Failure::UpdateNeeded),
        }
        let staging = self.staging.take().map(|staging| Staging {
            begun: begun(staging.cursor, staging.begun, &reply),
            ..staging
        });
        let last = (!reply.more).then_some(LastPage { scope: reply.scope });
        let (cursor, seen) = (reply.next, Some(reply.head));
        let page = Box::new(self.place(&position, staging.as_ref(), reply, now));
        let staging = staging.map(|staging| Staging {
            cursor,
            seen,
            ..staging
        });
        self.persist(|ticket| {
            let batch = Batch::Page(page.clone());
            let step = Step::StoringPage {
                ticket,
                page,
                staging,
                last,
            };
            (step, batch)
        })
    }

    fn begin_anew(&mut self, position: &Position, epoch: uuid::Uuid) {
        self.staging = Some(Staging {
            generation: position.generation + self.apart,
            cursor: 0,
            begun: 0,
            epoch,
            seen: None,
            rows: RowSet::default(),
        });
    }

    /// What is to be written for this page.
    fn place(
        &self,
        position: &Position,
        staging: Option<&Staging>,
        reply: PullReply,
        now: Moment,
    ) -> Page {
        let moved = Position {
            user: position.user,
            generation: staging.map_or(position.generation, |staging| staging.generation),
            epoch: Some(reply.epoch),
            cursor: reply.next,
            begun: match staging {
                Some(staging) => staging.begun,
                None => begun(position.cursor, position.begun, &reply),
            },
            seen: Some(reply.head),
            last_success_ms: if reply.more {
                position.last_success_ms
            } else {
                Some(now.utc_ms)
            },
            clock_ahead_ms: match reply.server_time_ms {
                0 => 0,
                server => now.utc_ms.saturating_sub(server),
            },
        };
        // Begun from nothing, one can't know whether this history still has what had arrived, and what was
        // noted as refused: it waits once more, in the transaction that makes the new rows visible.
        let begun_anew = match staging {
            Some(_) => !reply.more,
            None => position.epoch.is_none(),
        };
        let offer_again = if begun_anew {
            self.mine()
                .filter_map(|entry| Some((entry.n, self.offered_again(entry)?)))
                .collect()
        } else {
            vec![]
        };
        let covered = |entry: &&OutboxEntry| match entry.state {
            EntryState::Arrived { seq } => {
                let in_a_backup = seq <= reply.durable_seq;
                let no_backups = reply.durable_seq == 0;
                let old = is_old(entry.saved_at, now);
                seq <= moved.cursor && (in_a_backup || (no_backups && old))
            }
            EntryState::Waiting
            | EntryState::Orphaned
            | EntryState::Deferred { .. }
            | EntryState::Conflict { .. }
            | EntryState::NeedsYou { .. } => false,
        };
        let carries_on = staging.is_none() && position.epoch.is_some();
        let (drop, drop_photos) = if carries_on {
            let photos = self.photos_to_drop(reply.durable_seq, now);
            let gone = self
                .mine()
                .filter(covered)
                .filter(|entry| self.photos.through(&entry.fact, &photos));
            (gone.map(|entry| entry.n).collect(), photos)
        } else {
            (vec![], vec![])
        };
        Page {
            expect: position.clone(),
            write_to: moved.generation,
            begins: staging.is_some_and(|staging| staging.cursor == 0),
            changes: reply.changes,
            // While a new generation is being filled, what people see doesn't move.
            position: if staging.is_some() && reply.more {
                position.clone()
            } else {
                moved
            },
            drop,
            offer_again,
            photos_again: begun_anew,
            drop_photos,
        }
    }

    pub(super) fn page_stored(
        &mut self,
        page: Page,
        staging: Option<Staging>,
        last: Option<LastPage>,
        now: Moment,
    ) -> Vec<Effect> {
        for n in &page.drop {
            self.outbox.remove(n);
        }
        for (n, state) in &page.offer_again {
            if let Some(entry) = self.outbox.get_mut(n) {
                entry.state = state.clone();
            }
        }
        self.photos.page_stored(&page);
        self.position = Some(page.position);
        match staging {
            None => {
                self.rows_revision += u64::from(!page.changes.is_empty());
                self.rows.apply(&page.changes);
            }
            Some(mut staging) => {
                staging.rows.apply(&page.changes);
                if last.is_some() {
                    self.rows_revision += 1;
                    self.rows = staging.rows;
                } else {
                    self.staging = Some(staging);
                }
            }
        }
        match last {
            None => {
                let mut effects = vec![Effect::Show];
                effects.extend(self.pull());
                effects
            }
            Some(last) if self.reckons_otherwise(last) => self.fetch_anew(),
            Some(_) => self.round_done(now),
        }
    }

    /// The server says how many rows this person may see, and which versions of them.
    fn reckons_otherwise(&mut self, last: LastPage) -> bool {
        let own = self.rows.scope();
        // An older server counts, and sums nothing up.
        let differs =
            |scope: ScopeSum| scope.count != own.count || (scope.sum != 0 && scope.sum != own.sum);
        let differs = last.scope.is_some_and(differs);
        let was_fetched_anew = std::mem::replace(&mut self.fetched_anew, differs);
        differs && !was_fetched_anew
    }

    fn fetch_anew(&mut self) -> Vec<Effect> {
        let Some((position, epoch)) = self
            .position
            .clone()
            .and_then(|position| Some((position.clone(), position.epoch?)))
        else {
            return vec![];
        };
        self.begin_anew(&position, epoch);
        self.pull()
    }
}

/// The head that these rows were begun at, of which `reply` is the first page or a later one.
fn begun(cursor: u64, begun: u64, reply: &PullReply) -> u64 {
    if cursor == 0 { reply.head.seq } else { begun }
}
