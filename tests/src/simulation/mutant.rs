//! Deliberately broken rules, each at a boundary of the simulation: the wire, the phone's disk, the
//! server's file. Production code has no switches for them.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::value::RawValue;
use shared::model::{FactId, UserId};
use shared::sync::{Batch, Page};
use shared::wire::sync::{
    Change, FactResult, PullMode, PullReply, PullRequest, PushReply, PushRequest, RejectCode,
    ResultKind,
};
use shared::wire::{Fact, Row, RowKey};

use super::chance::Dice;
use super::disk::Disk;
use super::rule::Rule;
use super::world::World;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutant {
    EncodesAgainAtEachSend,
    IgnoresTheNonce,
    DropsForgets,
    DropsTombs,
    ForgetsAfterTheRegrant,
    CursorBeforeRows,
    SavedBeforeWritten,
    SkipsAReceipt,
    SendsAnothersOutbox,
    KeepsTheLendersRows,
    RepliesBeforeTheCommit,
    DropsBeforeTheBackup,
    ArrivedStaysArrived,
    RefusedStaysRefused,
    AppliedForRejected,
    AppliedForDeferred,
    NextBeyondThePage,
    PortalCountsAsReply,
    DraftSurvivesItsRecord,
    UnreadableSurvivesItsForget,
    SumIgnored,
    ChildBeforeParent,
    AppliedForConflict,
    PrunesInSilence,
    WitnessForBeginning,
    NeverReadsAgain,
    ForgetsRefusals,
    SendsAnothersPicture,
    PictureGoesWithItsVisit,
    UrgentLast,
    RefusedBatchFalls,
    OrphansUntold,
    OldVersionsStay,
    ContactCountsTwice,
    ShowsTheLendersRows,
}

impl Mutant {
    pub const ALL: [Self; 35] = [
        Self::EncodesAgainAtEachSend,
        Self::IgnoresTheNonce,
        Self::DropsForgets,
        Self::DropsTombs,
        Self::ForgetsAfterTheRegrant,
        Self::CursorBeforeRows,
        Self::SavedBeforeWritten,
        Self::SkipsAReceipt,
        Self::SendsAnothersOutbox,
        Self::KeepsTheLendersRows,
        Self::RepliesBeforeTheCommit,
        Self::DropsBeforeTheBackup,
        Self::ArrivedStaysArrived,
        Self::RefusedStaysRefused,
        Self::AppliedForRejected,
        Self::AppliedForDeferred,
        Self::NextBeyondThePage,
        Self::PortalCountsAsReply,
        Self::DraftSurvivesItsRecord,
        Self::UnreadableSurvivesItsForget,
        Self::SumIgnored,
        Self::ChildBeforeParent,
        Self::AppliedForConflict,
        Self::PrunesInSilence,
        Self::WitnessForBeginning,
        Self::NeverReadsAgain,
        Self::ForgetsRefusals,
        Self::SendsAnothersPicture,
        Self::PictureGoesWithItsVisit,
        Self::UrgentLast,
        Self::RefusedBatchFalls,
        Self::OrphansUntold,
        Self::OldVersionsStay,
        Self::ContactCountsTwice,
        Self::ShowsTheLendersRows,
    ];

    /// The rule that it breaks, and that has to notice.
    pub fn breaks(self) -> Rule {
        match self {
            Self::EncodesAgainAtEachSend => Rule::SameBytes,
            Self::IgnoresTheNonce
            | Self::ForgetsAfterTheRegrant
            | Self::CursorBeforeRows
            | Self::NextBeyondThePage
            | Self::KeepsTheLendersRows
            | Self::SumIgnored
            | Self::NeverReadsAgain => Rule::CursorPassesNothing,
            Self::DropsForgets
            | Self::DropsTombs
            | Self::PrunesInSilence
            | Self::WitnessForBeginning => Rule::NothingRevokedStays,
            Self::UnreadableSurvivesItsForget => Rule::OldAppsKeepUp,
            Self::DropsBeforeTheBackup => Rule::SavedArrives,
            Self::SendsAnothersOutbox | Self::SendsAnothersPicture => Rule::OnlyOnesOwn,
            Self::SkipsAReceipt | Self::ChildBeforeParent | Self::RefusedBatchFalls => {
                Rule::PoisonStaysAlone
            }
            Self::RepliesBeforeTheCommit
            | Self::AppliedForRejected
            | Self::AppliedForDeferred
            | Self::PortalCountsAsReply => Rule::ArrivedIsThere,
            Self::DraftSurvivesItsRecord => Rule::DraftIsGone,
            Self::AppliedForConflict => Rule::OverruledIsTold,
            Self::ForgetsRefusals | Self::RefusedStaysRefused => Rule::RefusedIsSeen,
            Self::PictureGoesWithItsVisit => Rule::PhotoArrives,
            Self::UrgentLast => Rule::UrgentFirst,
            Self::OldVersionsStay => Rule::RowsAreRight,
            Self::ContactCountsTwice => Rule::EachContactOnce,
            Self::ShowsTheLendersRows => Rule::OnlyOnesRows,
            // What depends on a lost record waits for ever; that shows before the loss itself.
            Self::SavedBeforeWritten | Self::ArrivedStaysArrived | Self::OrphansUntold => {
                Rule::ComesToRest
            }
        }
    }

    /// What the phone's side of the wire sends instead.
    pub fn spoil_push(self, request: &mut PushRequest) {
        match self {
            Self::EncodesAgainAtEachSend => {
                for fact in &mut request.muts {
                    *fact = encode_again(fact);
                }
            }
            Self::IgnoresTheNonce => request.seen = None,
            Self::ChildBeforeParent => request.muts.reverse(),
            Self::UrgentLast => request.muts.sort_by_key(|raw| {
                let fact: Option<Fact> = serde_json::from_str(raw.get()).ok();
                fact.is_some_and(|fact| fact.is_urgent())
            }),
            _ => {}
        }
    }

    pub fn spoil_pull(self, request: &mut PullRequest) {
        match self {
            Self::IgnoresTheNonce => request.seen = None,
            Self::WitnessForBeginning => request.begun = None,
            _ => {}
        }
    }

    /// What the server's side of the wire answers instead.
    pub fn spoil_pushed(self, reply: &mut PushReply) {
        match self {
            Self::DropsBeforeTheBackup => reply.durable_seq = reply.head.seq,
            Self::AppliedForRejected => {
                let seq = reply.head.seq;
                for one in &mut reply.results {
                    if matches!(one.result, ResultKind::Rejected { .. }) {
                        one.result = ResultKind::Applied { seq };
                    }
                }
            }
            Self::AppliedForConflict => {
                for one in &mut reply.results {
                    if let ResultKind::Conflict { seq, .. } = one.result {
                        one.result = ResultKind::Applied { seq };
                    }
                }
            }
            Self::AppliedForDeferred => {
                let seq = reply.head.seq;
                for one in &mut reply.results {
                    if matches!(one.result, ResultKind::Deferred { .. }) {
                        one.result = ResultKind::Applied { seq };
                    }
                }
            }
            _ => {}
        }
    }

    pub fn spoil_pulled(self, reply: &mut PullReply) {
        match self {
            Self::DropsBeforeTheBackup => reply.durable_seq = reply.head.seq,
            Self::DropsForgets => reply
                .changes
                .retain(|change| !matches!(change, Change::Forget { .. })),
            Self::DropsTombs => reply
                .changes
                .retain(|change| !matches!(change, Change::Tomb { .. })),
            // As an app that keeps what it can't read by itself, and reckons with nothing.
            Self::UnreadableSurvivesItsForget => {
                reply.scope = None;
                for change in &mut reply.changes {
                    if let Change::Row { key, member, .. } = change {
                        (*key, *member) = (None, None);
                    }
                }
            }
            // The sum would tell.
            Self::OldVersionsStay => reply.scope = None,
            // A row in ten stays as the phone has it, and only the sum would tell.
            Self::SumIgnored => {
                if let Some(scope) = &mut reply.scope {
                    scope.sum = 0;
                }
                if reply.mode == PullMode::Delta && reply.next.is_multiple_of(10) {
                    reply.changes.pop();
                }
            }
            Self::NextBeyondThePage if reply.more => {
                reply.changes.truncate(reply.changes.len() / 2);
            }
            Self::ForgetsAfterTheRegrant => {
                let regranted = reply.changes.iter().find_map(|change| match change {
                    Change::Row { row, .. } => {
                        let row: Row = serde_json::from_str(row.get()).ok()?;
                        row.member().cloned()
                    }
                    Change::Tomb { .. } | Change::Forget { .. } => None,
                });
                reply.changes.extend(regranted.map(|member| Change::Forget {
                    seq: reply.next,
                    member,
                }));
            }
            _ => {}
        }
    }

    /// What a hotel's page is taken for.
    pub fn portal_as_reply(request: &PushRequest) -> PushReply {
        let seq = request.seen.map_or(1, |seen| seen.seq);
        made_up(request, &ResultKind::Applied { seq })
    }

    /// What the refusal of a whole batch is taken for.
    pub fn all_refused(request: &PushRequest) -> PushReply {
        let refused = ResultKind::Rejected {
            code: RejectCode::Invalid,
            message: String::new(),
        };
        made_up(request, &refused)
    }

    /// Whether this page is stored in two transactions with a crash between.
    pub fn tears(self, page: &Page, dice: &mut Dice) -> bool {
        self == Self::CursorBeforeRows && !page.changes.is_empty() && dice.percent(30)
    }

    /// What the disk stores instead; `true` when it is something else.
    pub fn spoil_batch(self, batch: &mut Batch, disk: &Disk) -> bool {
        let refused = |n| disk.entry(n).is_some_and(|entry| entry.is_refused());
        match batch {
            Batch::Page(page)
                if self == Self::OldVersionsStay && page.write_to == page.position.generation =>
            {
                let held: BTreeSet<RowKey> = disk.rows().iter().map(|row| row.key()).collect();
                let count = page.changes.len();
                page.changes.retain(|change| match change {
                    Change::Row { row, .. } => {
                        let row: Option<Row> = serde_json::from_str(row.get()).ok();
                        row.is_none_or(|row| !held.contains(&row.key()))
                    }
                    Change::Tomb { .. } | Change::Forget { .. } => true,
                });
                page.changes.len() < count
            }
            Batch::Page(page) if self == Self::RefusedStaysRefused => {
                let offered = page.offer_again.len();
                page.offer_again.retain(|(n, _)| !refused(*n));
                page.offer_again.len() < offered
            }
            Batch::Page(page)
                if self == Self::ArrivedStaysArrived && !page.offer_again.is_empty() =>
            {
                page.offer_again.clear();
                true
            }
            _ => false,
        }
    }
}

impl World {
    /// From now on the phone is this person's.
    pub(super) fn hand_over(&mut self, phone: usize, person: UserId) {
        let disk = &mut self.phones[phone].disk;
        match self.mutant {
            Some(Mutant::SendsAnothersOutbox) => {
                disk.set_person(person);
                disk.tamper().give_everything_to(person);
            }
            Some(Mutant::KeepsTheLendersRows) => disk.tamper().keep_rows_for(person),
            Some(Mutant::ShowsTheLendersRows) => disk.tamper().lend(person),
            _ => disk.set_person(person),
        }
    }

    /// The record leaves, and nothing that waits for it hears of that.
    pub(super) fn put_away_untold(
        &mut self,
        phone: usize,
        place: usize,
        (id, body): (FactId, &str),
    ) {
        self.phones[phone].disk.tamper().put_away_alone(id);
        self.ledger.settle(body);
        self.reload(phone, place);
    }
}

/// A reply that no server gave: the same to each fact.
fn made_up(request: &PushRequest, result: &ResultKind) -> PushReply {
    #[derive(serde::Deserialize)]
    struct Head {
        id: FactId,
    }
    let said = |raw: &RawValue| FactResult {
        id: serde_json::from_str::<Head>(raw.get())
            .ok()
            .map(|head| head.id),
        result: result.clone(),
    };
    PushReply {
        proto: request.proto,
        epoch: request.epoch.unwrap_or_default(),
        results: request.muts.iter().map(|raw| said(raw)).collect(),
        head: request
            .seen
            .unwrap_or(shared::wire::sync::Witness { seq: 0, nonce: 0 }),
        durable_seq: 0,
        min_proto: request.proto,
        server_time_ms: 0,
    }
}

/// The same value in other bytes.
fn encode_again(fact: &RawValue) -> Box<RawValue> {
    let text = fact.get().replacen('{', "{ ", 1);
    RawValue::from_string(text).unwrap_or_else(|_| fact.to_owned())
}

impl fmt::Display for Mutant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EncodesAgainAtEachSend => "facts are encoded again before they are hashed",
            Self::IgnoresTheNonce => "the witnessed nonce is ignored",
            Self::DropsForgets => "a forget is dropped",
            Self::DropsTombs => "a tomb is dropped",
            Self::ForgetsAfterTheRegrant => "a re-grant's rows come before the forget",
            Self::CursorBeforeRows => "the cursor is stored before its rows",
            Self::SavedBeforeWritten => "a save is shown before it is written",
            Self::SkipsAReceipt => "a receipt is skipped",
            Self::SendsAnothersOutbox => "another user's outbox is sent",
            Self::KeepsTheLendersRows => "a lent phone keeps the lender's rows",
            Self::RepliesBeforeTheCommit => "the reply goes out before the commit",
            Self::DropsBeforeTheBackup => "arrived facts go before a backup covers them",
            Self::ArrivedStaysArrived => "nothing is offered again after a restore",
            Self::RefusedStaysRefused => "what was refused isn't offered again after a restore",
            Self::AppliedForRejected => "a rejected fact is answered as applied",
            Self::AppliedForDeferred => "a deferred fact counts as applied",
            Self::NextBeyondThePage => "a page reports a next beyond what it holds",
            Self::PortalCountsAsReply => "a captive portal's page counts as a reply",
            Self::UnreadableSurvivesItsForget => "unreadable rows survive a forget",
            Self::SumIgnored => "the sum of versions is ignored",
            Self::ChildBeforeParent => "a child is sent before its parent",
            Self::AppliedForConflict => "an overruled fact is answered as applied",
            Self::DraftSurvivesItsRecord => "a record's draft is deleted in a later transaction",
            Self::PrunesInSilence => "tombs are pruned and phones that missed them carry on",
            Self::WitnessForBeginning => "what a push witnessed counts as read",
            Self::NeverReadsAgain => "rows kept unread aren't read again after an update",
            Self::ForgetsRefusals => "the server keeps nothing of what it refused",
            Self::SendsAnothersPicture => "another user's picture is sent",
            Self::PictureGoesWithItsVisit => {
                "a picture leaves the phone when its visit has arrived"
            }
            Self::UrgentLast => "urgent facts are sent last",
            Self::RefusedBatchFalls => "a refused batch isn't halved, but falls as a whole",
            Self::OrphansUntold => "what waits for a record that was put away isn't told",
            Self::OldVersionsStay => "a row doesn't replace the one that the phone holds",
            Self::ContactCountsTwice => "a lead's contact counts twice",
            Self::ShowsTheLendersRows => "a lent phone goes on from the lender's rows",
        })
    }
}
