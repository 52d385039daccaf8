//! The rules, held against what is on the disks, in memory and in the office's tables.

use std::collections::{BTreeMap, BTreeSet};

use shared::model::{FactId, PhotoId, UserId};
use shared::sync::{Batch, EntryState, OutboxEntry, RowSet};
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::sync::{
    About, DeferCode, MOST_ROWS, PROTO, PullRequest, PushReply, PushRequest, ResultKind,
};
use shared::wire::{Fact, FactBody, Row, RowKey};

use super::app::App;
use super::ledger::Fate;
use super::record::jpeg;
use super::rule::{Held, Rule, check};
use super::world::{World, photos_left, short};

impl World {
    /// At the server's door: only bytes that were saved, only by their author.
    pub(super) fn only_saved_bytes_of_ones_own(
        &self,
        phone: usize,
        user: UserId,
        request: &PushRequest,
    ) -> Held {
        for fact in &request.muts {
            let saved = self.ledger.with_body(fact.get());
            check(Rule::SameBytes, saved.is_some(), || {
                format!("phone {phone} sends what nobody saved: {}", fact.get())
            })?;
            let own = saved.is_none_or(|saved| saved.user == user);
            check(Rule::OnlyOnesOwn, own, || {
                format!("phone {phone} sends {} as {user:?}'s", fact.get())
            })?;
        }
        Ok(())
    }

    /// Before the last urgent fact of a batch stands only what urgent ones depend on. Of what nobody can read
    /// nothing is known.
    pub(super) fn urgent_first(&self, phone: usize, request: &PushRequest) -> Held {
        let facts: Vec<Option<Fact>> = request
            .muts
            .iter()
            .map(|raw| serde_json::from_str(raw.get()).ok())
            .collect();
        let is_urgent = |fact: &Option<Fact>| fact.as_ref().is_some_and(Fact::is_urgent);
        let Some(last) = facts.iter().rposition(is_urgent) else {
            return Ok(());
        };
        let mut needed: BTreeSet<FactId> = BTreeSet::new();
        // From the back: whatever a fact depends on stands before it.
        for (raw, fact) in request.muts[..=last].iter().zip(&facts).rev() {
            let saved = self.ledger.with_body(raw.get());
            let named = fact.as_ref().is_some_and(|fact| needed.contains(&fact.id));
            check(
                Rule::UrgentFirst,
                is_urgent(fact) || named || fact.is_none(),
                || format!("phone {phone} sends {} before what is urgent", raw.get()),
            )?;
            needed.extend(saved.iter().flat_map(|saved| saved.parents.iter().copied()));
        }
        Ok(())
    }

    /// A picture goes out only as that of the visit which the sender saved.
    pub(super) fn only_ones_own_picture(&self, phone: usize, user: UserId, photo: PhotoId) -> Held {
        let stored = self.phones[phone].disk.photo(photo);
        let own = stored.is_none_or(|stored| stored.user == user);
        check(Rule::OnlyOnesOwn, own, || {
            format!("phone {phone} sends the picture {photo} as {user:?}'s")
        })
    }

    /// A good fact is stored, or waits for a parent that isn't there yet; nothing else.
    pub(super) fn poison_stayed_alone(&self, request: &PushRequest, reply: &PushReply) -> Held {
        let count = (request.muts.len(), reply.results.len());
        check(Rule::PoisonStaysAlone, count.0 == count.1, || {
            format!("{} results for {} facts", count.1, count.0)
        })?;
        for (fact, result) in request.muts.iter().zip(&reply.results) {
            let Some(saved) = self.ledger.with_body(fact.get()) else {
                continue;
            };
            let good = match (saved.fate, &result.result) {
                (Fate::Stored, ResultKind::Rejected { .. }) => false,
                (Fate::Stored, ResultKind::Deferred { code, .. }) => {
                    *code == DeferCode::ParentMissing
                        && saved
                            .parents
                            .iter()
                            .any(|id| self.office.fact(*id).is_none())
                }
                (
                    Fate::Refused,
                    ResultKind::Applied { .. }
                    | ResultKind::Conflict { .. }
                    | ResultKind::Duplicate { .. },
                ) => false,
                _ => true,
            };
            check(Rule::PoisonStaysAlone, good, || {
                format!(
                    "{:?} for {} ({:?})",
                    result.result,
                    short(saved.id),
                    saved.fate
                )
            })?;
        }
        Ok(())
    }

    /// After each of a phone's transactions.
    pub(super) fn stored(&mut self, phone: usize, place: usize, batch: &Batch) -> Held {
        let history = self.phones[phone].tabs[place].history;
        match batch {
            Batch::Results { states, seen } => {
                // Without a head no server has said it, but a proxy, or its person who has read that it was overruled.
                let said_in = seen.head.is_some().then_some(history);
                for (n, state) in states {
                    self.said_rightly(phone, *n, state, said_in)?;
                }
                Ok(())
            }
            Batch::Photos { .. } => Ok(()),
            Batch::Page(page) => {
                if page.write_to == page.position.generation {
                    self.phones[phone].disk.stands_in(history);
                }
                self.rows_are_honest(phone)
            }
        }
    }

    fn said_rightly(&self, phone: usize, n: u64, state: &EntryState, said_in: Option<u64>) -> Held {
        let Some(entry) = self.phones[phone].disk.entry(n) else {
            return Ok(());
        };
        let Some(saved) = self.ledger.with_body(entry.body.get()) else {
            return Ok(());
        };
        match state {
            EntryState::Arrived { .. } | EntryState::Conflict { .. }
                if said_in == Some(self.office.history) =>
            {
                let overruled = matches!(
                    self.office.answered(saved.id),
                    Some(ResultKind::Conflict { .. })
                );
                let told =
                    matches!(state, EntryState::Conflict { .. }) || self.seen.contains(&saved.id);
                check(Rule::OverruledIsTold, told || !overruled, || {
                    format!("phone {phone} doesn't say that {} lost", short(saved.id))
                })?;
                let there = self.office.fact(saved.id);
                let same = there.is_some_and(|(by, body)| by == saved.user && body == saved.body);
                check(Rule::ArrivedIsThere, same, || {
                    format!("phone {phone} shows {} as arrived", short(saved.id))
                })
            }
            EntryState::NeedsYou { code, .. } => {
                check(Rule::PoisonStaysAlone, saved.fate != Fate::Stored, || {
                    format!(
                        "phone {phone} shows {} as refused: {code:?}",
                        short(saved.id)
                    )
                })
            }
            _ => Ok(()),
        }
    }

    /// What is on a phone's disk is what its person could see at its cursor, but for what has
    /// changed since. Says nothing of a phone that doesn't know yet that the server went back.
    pub(super) fn rows_are_honest(&self, phone: usize) -> Held {
        let holder = &self.phones[phone];
        let disk = &holder.disk;
        let Some(position) = disk.position() else {
            return Ok(());
        };
        let person = holder.person();
        check(Rule::OnlyOnesRows, position.user == person, || {
            format!("phone {phone} holds rows of {:?}", position.user)
        })?;
        if disk.history() != self.office.history {
            return Ok(());
        }
        let cursor = position.cursor;
        let rows = by_key(&disk.rows());
        let visible = self.office.visible_up_to(person, cursor);
        for key in &visible {
            let unknown_kind = !holder.app.can_read(key);
            check(
                Rule::CursorPassesNothing,
                unknown_kind || rows.contains_key(key),
                || format!("phone {phone} is at {cursor} without {key:?}"),
            )?;
        }
        let visible: BTreeSet<&RowKey> = visible.iter().collect();
        for (key, row) in rows.iter().filter(|(key, _)| !visible.contains(key)) {
            let stamped = self.office.stamped(key);
            let changed_since = stamped.is_some_and(|seq| seq > cursor);
            let revoked_since = row.member().is_some_and(|member| {
                // Tombs of a member that one no longer visits needn't come: the forget will.
                let forget = self.office.forget(person, member);
                forget.is_some_and(|seq| seq > cursor)
            });
            // Nobody can be told of a tomb that is gone, so the phone's next pull begins anew.
            let missed = stamped.is_none() && position.begun.max(cursor) < self.office.pruned;
            check(
                Rule::NothingRevokedStays,
                changed_since || revoked_since || missed,
                || format!("phone {phone} is at {cursor} and still holds {key:?}"),
            )?;
        }
        Ok(())
    }

    /// Once everything has come to rest.
    pub fn everything_is_right(&self) -> Held {
        self.every_save_is_somewhere()?;
        self.every_picture_is_there()?;
        self.the_office_sees_refusals()?;
        let wrong = self.office.leads_with_another_history();
        check(Rule::EachContactOnce, wrong.is_empty(), || {
            format!("leads {wrong:?} have another history than their contacts")
        })?;
        let mut seen = BTreeMap::new();
        for (n, phone) in self.phones.iter().enumerate() {
            let person = phone.person();
            let expected = seen
                .entry(person)
                .or_insert_with(|| self.as_a_new_phone_sees(person));
            let keys = self.office.may_see(person);
            check(Rule::RowsAreRight, expected.keys().eq(keys.iter()), || {
                format!("the server tells {person:?} of other rows than the tables hold")
            })?;
            same_rows(n, "disk", &phone.disk.rows(), expected)?;
            for tab in &phone.tabs {
                same_rows(n, "memory", tab.client.rows(), expected)?;
            }
        }
        Ok(())
    }

    /// Before anybody updates: at rest an old phone lacks nothing but what its app can't read.
    pub fn old_apps_keep_up(&self) -> Held {
        for (n, phone) in self.phones.iter().enumerate() {
            if phone.app == App::NEWEST {
                continue;
            }
            let mut expected = self.as_a_new_phone_sees(phone.person());
            // Of what it can't read it keeps neither more nor less.
            let (kept, all) = (phone.disk.rows().len(), expected.len());
            check(Rule::OldAppsKeepUp, kept == all, || {
                format!("phone {n}, {:?}, keeps {kept} rows of {all}", phone.app)
            })?;
            expected.retain(|key, _| phone.app.can_read(key));
            let found = by_key(&phone.disk.rows());
            check(Rule::OldAppsKeepUp, found == expected, || {
                let lacks: Vec<&RowKey> = expected
                    .keys()
                    .filter(|key| found.get(key) != expected.get(key))
                    .collect();
                let keeps: Vec<&RowKey> = found
                    .keys()
                    .filter(|key| !expected.contains_key(key))
                    .collect();
                format!(
                    "phone {n}, {:?}, lacks {lacks:?} and still holds {keeps:?}",
                    phone.app
                )
            })?;
        }
        Ok(())
    }

    /// Nothing that was refused is known to its author alone, unless the server never read of it. What a person
    /// has put away before the server went back isn't offered again.
    fn the_office_sees_refusals(&self) -> Held {
        let seen = self.office.refused();
        let went_back = self.office.history > 0;
        for saved in self.ledger.saves() {
            let gone = saved.unheard || (went_back && self.ledger.is_put_away(saved));
            let must_be = saved.fate == Fate::Refused && !gone;
            check(
                Rule::RefusedIsSeen,
                !must_be || seen.contains(&saved.body),
                || {
                    format!(
                        "{} was refused, and the office doesn't see it",
                        short(saved.id)
                    )
                },
            )?;
        }
        Ok(())
    }

    fn every_save_is_somewhere(&self) -> Held {
        let mut stored: BTreeMap<FactId, (UserId, String)> = BTreeMap::new();
        for (id, user, body) in self.office.facts() {
            let twice = stored.insert(id, (user, body)).is_some();
            check(Rule::SavedArrives, !twice, || {
                format!("{} is stored twice", short(id))
            })?;
        }
        for (id, (user, body)) in &stored {
            let saved = self.ledger.with_body(body);
            let same = saved.is_some_and(|saved| saved.id == *id && saved.user == *user);
            check(Rule::SameBytes, same, || {
                format!(
                    "{} is stored in other bytes or under another name",
                    short(*id)
                )
            })?;
        }
        for (n, phone) in self.phones.iter().enumerate() {
            let waiting = phone.disk.outbox().find(|entry| entry.waits());
            check(Rule::ComesToRest, waiting.is_none(), || {
                let of = |id: FactId| phone.disk.outbox().find(|entry| entry.id() == id);
                let state = |id: FactId| (short(id), of(id).map(|entry| &entry.state));
                let depends = |entry: &OutboxEntry| entry.fact.parents().map(state).collect();
                let on: Vec<_> = waiting.map_or(vec![], depends);
                let what = waiting.map(|entry| (&entry.state, entry.body.get()));
                format!("something waits for ever on phone {n}: {what:?}, which depends on {on:?}")
            })?;
        }
        let refused: std::collections::HashSet<&str> = self
            .phones
            .iter()
            .flat_map(|phone| phone.disk.outbox())
            .filter(|entry| matches!(entry.state, EntryState::NeedsYou { .. }))
            .map(|entry| entry.body.get())
            .collect();
        for saved in self.ledger.saves() {
            let there = stored
                .get(&saved.id)
                .is_some_and(|(_, body)| *body == saved.body);
            let said = saved.settled || refused.contains(saved.body.as_str());
            let right = match saved.fate {
                Fate::Stored => there,
                Fate::Refused => !there && said,
                Fate::OneOfTwo => there || said,
            };
            check(Rule::SavedArrives, right, || {
                format!(
                    "{} ({:?}) is at the office: {there}; shown as refused: {said}",
                    short(saved.id),
                    saved.fate
                )
            })?;
        }
        Ok(())
    }

    fn every_picture_is_there(&self) -> Held {
        for (id, author, body) in self.office.facts() {
            let fact: Fact = serde_json::from_str(&body).expect("a stored fact");
            let FactBody::Visit(visit) = fact.body else {
                continue;
            };
            for photo in visit.photos {
                let there = self.office.stored_photo(photo.id);
                let right = there
                    .as_ref()
                    .is_some_and(|(by, bytes)| *by == author && *bytes == jpeg(photo.id));
                check(Rule::PhotoArrives, right, || {
                    let there = there.is_some();
                    format!("{} of {}: at the office: {there}", photo.id, short(id))
                })?;
            }
        }
        for (n, phone) in self.phones.iter().enumerate() {
            let waiting = photos_left(&phone.disk).next();
            check(Rule::ComesToRest, waiting.is_none(), || {
                format!("a picture waits for ever on phone {n}: {waiting:?}")
            })?;
        }
        Ok(())
    }

    fn as_a_new_phone_sees(&self, user: UserId) -> BTreeMap<RowKey, Row> {
        let mut rows = RowSet::default();
        let (mut epoch, mut cursor) = (None, 0);
        loop {
            let request = PullRequest {
                proto: PROTO,
                schema: FACT_SCHEMA,
                device: self.phones[0].device,
                user,
                epoch,
                cursor,
                seen: None,
                photo_seen: None,
                begun: None,
                limit: MOST_ROWS,
                about: About::default(),
            };
            let reply = self.office.pull(user, &request, self.now);
            rows.apply(&reply.changes);
            (epoch, cursor) = (Some(reply.epoch), reply.next);
            if !reply.more {
                return by_key(&rows);
            }
        }
    }
}

fn same_rows(n: usize, place: &str, rows: &RowSet, expected: &BTreeMap<RowKey, Row>) -> Held {
    let found = by_key(rows);
    let missing: Vec<&RowKey> = expected
        .keys()
        .filter(|key| !found.contains_key(key))
        .collect();
    let forbidden: Vec<&RowKey> = found
        .keys()
        .filter(|key| !expected.contains_key(key))
        .collect();
    check(Rule::NothingRevokedStays, forbidden.is_empty(), || {
        format!("{place} of phone {n} still holds {forbidden:?}")
    })?;
    check(Rule::RowsAreRight, missing.is_empty(), || {
        format!("{place} of phone {n} lacks {missing:?}")
    })?;
    check(Rule::RowsAreRight, found == *expected, || {
        format!("{place} of phone {n} shows old versions")
    })
}

fn by_key(rows: &RowSet) -> BTreeMap<RowKey, Row> {
    rows.iter()
        .map(|row| (row.key(), row.as_ref().clone()))
        .collect()
}
