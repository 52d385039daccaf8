//! A batch of facts: one transaction for all, a savepoint for each, so that one bad fact never
//! blocks another and nothing is acknowledged that isn't stored.

use rusqlite::{Connection, OptionalExtension, params};
use serde::Deserialize;
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use shared::model::{
    AttentionKind, DeviceId, FactId, Fault, Invalid, MemberNumber, Moment, UserId,
};
use shared::sync::{Decision, MemberStanding, ParentState, Receipt, Stored, answer_again, decide};
use shared::wire::fact::{FACT_SCHEMA, LEAST_FACT_SCHEMA};
use shared::wire::sync::{
    DeferCode, FactResult, Lost, MIN_PROTO, MOST_FACT_BYTES, PROTO, PushReply, PushRequest,
    RejectCode, ResultKind,
};
use shared::wire::{Fact, FactBody, ProblemKind};

use super::attention::{self, Sent};
use super::audit::Actor;
use super::columns::Columns;
use super::facts::{self, Arrival, Told};
use super::{
    Db, DbError, DbResult, Write, backup, carried, conflict, consequence, derived, devices, leads,
    mint, photos, plans, priorities, scope, to_json,
};
use crate::error::{ApiError, ApiResult};

/// Why one fact can't be stored.
#[derive(Debug)]
pub(super) enum Refusal {
    Db(DbError),
    /// An id inside the fact already belongs to something else; the name of its field.
    TakenId(&'static str),
}

/// Who sends, from where, when.
#[derive(Clone, Copy, Debug)]
pub struct Sender {
    pub user: UserId,
    pub device: DeviceId,
    pub at: Moment,
}

/// The little that must be readable to speak of a fact at all.
#[derive(Deserialize)]
struct Head {
    id: FactId,
    #[serde(default)]
    schema: Option<u32>,
}

/// Stores the batch; an error means that nothing of it was stored. `OtherHistory` when the phone has
/// witnessed what isn't in this database's past. `told_ms` is the time that the phone is told (`Clock::told_ms`).
pub fn push(
    db: &Db,
    user: UserId,
    request: &PushRequest,
    at: Moment,
    told_ms: i64,
) -> ApiResult<PushReply> {
    let sender = Sender {
        user,
        device: request.device,
        at,
    };
    let (epoch, results) = db.write(|write| {
        if !super::was_our_head(&write.tx, request.seen)?
            || !super::was_our_head(&write.tx, request.photo_seen)?
        {
            return Err(ProblemKind::OtherHistory.into());
        }
        devices::heard_of(write, sender.device, user, at, &request.about)?;
        let results = request
            .muts
            .iter()
            .map(|raw| one_fact(write, sender, raw))
            .collect::<DbResult<Vec<_>>>()?;
        devices::put_deferred(write, sender, deferred(&results))?;
        Ok::<_, ApiError>((super::epoch(&write.tx)?, results))
    })?;
    // The commit made the nonce, so the head is read after it.
    let (head, durable_seq) =
        db.read(|read| Ok((super::head(&read.tx)?, backup::durable_seq(&read.tx)?)))?;
    Ok(PushReply {
        proto: PROTO,
        epoch,
        results,
        head,
        durable_seq,
        min_proto: MIN_PROTO,
        server_time_ms: told_ms,
    })
}

fn deferred(results: &[FactResult]) -> usize {
    let is_deferred = |one: &&FactResult| matches!(one.result, ResultKind::Deferred { .. });
    results.iter().filter(is_deferred).count()
}

/// Stores one fact, or says why not.
pub(super) fn one_fact(write: &mut Write, sender: Sender, raw: &RawValue) -> DbResult<FactResult> {
    let body = raw.get();
    let hash: [u8; 32] = Sha256::digest(body.as_bytes()).into();
    let Ok(head) = serde_json::from_str::<Head>(body) else {
        let result = rejected(too_large(body).unwrap_or(RejectCode::Malformed), "");
        let sent = Sent {
            fact: None,
            hash: &hash,
            body,
            result: &result,
        };
        attention::note(write, AttentionKind::Rejected, sender, &sent)?;
        return Ok(FactResult { id: None, result });
    };
    let receipt = receipt(&write.tx, head.id, &hash)?;
    let known = receipt.is_some();
    let result = answer(write, sender, &head, receipt, body)?;
    let sent = Sent {
        fact: Some(head.id),
        hash: &hash,
        body,
        result: &result,
    };
    if !known && deserves_receipt(&result) {
        put_receipt(write, head.id, sender.user, &hash, &result)?;
    }
    put_before_the_office(write, sender, &sent, known)?;
    Ok(FactResult {
        id: Some(head.id),
        result,
    })
}

/// A refused fact never disappears with the phone that holds it, and one about somebody else's member is
/// looked at.
fn put_before_the_office(
    write: &mut Write,
    sender: Sender,
    sent: &Sent,
    known: bool,
) -> DbResult<()> {
    match sent.result {
        ResultKind::Rejected { .. } => {
            attention::note(write, AttentionKind::Rejected, sender, sent)
        }
        ResultKind::Applied { .. } | ResultKind::Conflict { .. } if !known => {
            attention::settled(write, sender, sent)?;
            if let ResultKind::Conflict { .. } = sent.result {
                attention::note(write, AttentionKind::Conflict, sender, sent)?;
            }
            match facts::flag(&write.tx, sent.fact)? {
                Some(why) => attention::note(write, why, sender, sent),
                None => Ok(()),
            }
        }
        ResultKind::Applied { .. }
        | ResultKind::Conflict { .. }
        | ResultKind::Duplicate { .. }
        | ResultKind::Deferred { .. }
        | ResultKind::Unknown => Ok(()),
    }
}

/// A deferred fact comes again, and one of a schema that is too old may, to a server that has gone back a version.
fn deserves_receipt(result: &ResultKind) -> bool {
    match result {
        ResultKind::Applied { .. } | ResultKind::Conflict { .. } => true,
        ResultKind::Rejected { code, .. } => *code != RejectCode::Schema,
        ResultKind::Duplicate { .. } | ResultKind::Deferred { .. } | ResultKind::Unknown => false,
    }
}

/// What a fact would be answered because its id came before; `None` when it never did.
pub(super) fn answered(
    tx: &Connection,
    author: UserId,
    raw: &RawValue,
) -> DbResult<Option<ResultKind>> {
    let body = raw.get();
    let hash: [u8; 32] = Sha256::digest(body.as_bytes()).into();
    let Ok(head) = serde_json::from_str::<Head>(body) else {
        return Ok(None);
    };
    let receipt = receipt(tx, head.id, &hash)?;
    Ok(receipt.map(|receipt| answer_again(&receipt, author)))
}

fn answer(
    write: &mut Write,
    sender: Sender,
    head: &Head,
    receipt: Option<Receipt>,
    body: &str,
) -> DbResult<ResultKind> {
    let fact = match decode(head, body) {
        Ok(fact) => fact,
        Err(code) => {
            // The rule has the word on replays, but it needs a fact; this one can't be read.
            return Ok(match receipt {
                Some(receipt) if receipt.user == sender.user && receipt.same_body => receipt.result,
                Some(_) => rejected(RejectCode::IdReuse, ""),
                None if is_newer(head) => NOT_YET,
                None => rejected(code, ""),
            });
        }
    };
    if receipt.is_none()
        && let Some(field) = contradiction(&write.tx, &fact)?
    {
        return Ok(rejected(RejectCode::Invalid, field));
    }
    let stored = stored(&write.tx, sender, &fact, receipt)?;
    match decide(&fact, sender.user, &stored) {
        Decision::Answer(result) => Ok(result),
        Decision::Apply { late, held } => {
            let arrival = Arrival {
                author: sender.user,
                device: sender.device,
                at: sender.at,
                late,
                held,
            };
            in_savepoint(write, |write| apply(write, arrival, &fact, body))
        }
    }
}

/// A newer app's: this server takes it once it is updated itself, as it was before somebody went back a version.
const NOT_YET: ResultKind = ResultKind::Deferred {
    code: DeferCode::Other,
    retry_s: 3_600,
};

fn is_newer(head: &Head) -> bool {
    head.schema.is_some_and(|schema| schema > FACT_SCHEMA)
}

fn decode(head: &Head, body: &str) -> Result<Fact, RejectCode> {
    if let Some(code) = too_large(body) {
        return Err(code);
    }
    match head.schema {
        Some(LEAST_FACT_SCHEMA..=FACT_SCHEMA) => {
            serde_json::from_str(body).map_err(|_| RejectCode::Malformed)
        }
        Some(_) => Err(RejectCode::Schema),
        None => Err(RejectCode::Malformed),
    }
}

fn too_large(body: &str) -> Option<RejectCode> {
    (body.len() > MOST_FACT_BYTES).then_some(RejectCode::TooLarge)
}

/// A fact that waits for itself, or a correction about another member: the field at fault.
fn contradiction(tx: &Connection, fact: &Fact) -> DbResult<Option<&'static str>> {
    if fact.after.contains(&fact.id) {
        return Ok(Some("after"));
    }
    let Some(original) = facts::changes(fact) else {
        return Ok(None);
    };
    if original == fact.id {
        return Ok(Some("corrects"));
    }
    if matches!(fact.body, FactBody::Retract { .. }) {
        return Ok(None);
    }
    let member = facts::author_and_member(tx, original)?.map(|(_, member)| member);
    let same =
        member.is_none_or(|member| member.as_deref() == fact.member().map(MemberNumber::as_str));
    Ok((!same).then_some("member"))
}

fn stored(
    tx: &Connection,
    sender: Sender,
    fact: &Fact,
    receipt: Option<Receipt>,
) -> DbResult<Stored> {
    let mut parents = fact
        .after
        .iter()
        .map(|parent| parent_state(tx, sender.user, *parent))
        .collect::<DbResult<Vec<_>>>()?;
    let mut original_author = None;
    if let Some(original) = facts::changes(fact) {
        original_author = facts::author_and_member(tx, original)?.map(|(author, _)| author);
        // Somebody else's is told apart; one that was refused never comes.
        if original_author.is_none() {
            parents.push(parent_state(tx, sender.user, original)?);
        }
    }
    Ok(Stored {
        receipt,
        member: standing(tx, sender.user, fact)?,
        parents,
        original_author,
    })
}

fn standing(tx: &Connection, user: UserId, fact: &Fact) -> DbResult<MemberStanding> {
    let Some(member) = fact.member() else {
        return Ok(MemberStanding::NotAboutOne);
    };
    if scope::holds(tx, user, member)? {
        return Ok(MemberStanding::Holds);
    }
    Ok(if scope::held_before(tx, user, member)? {
        MemberStanding::HeldBefore
    } else {
        MemberStanding::NeverHeld
    })
}

/// A parent whose id is another person's fact can never arrive as this person's.
fn parent_state(tx: &Connection, user: UserId, parent: FactId) -> DbResult<ParentState> {
    let found: Option<(UserId, ResultKind)> = tx
        .prepare_cached("SELECT user_id, result FROM receipts WHERE fact_id = ?1")?
        .query_row([parent.to_string()], |row| {
            Ok((row.parsed("user_id")?, row.json("result")?))
        })
        .optional()?;
    Ok(match found {
        Some((by, ResultKind::Applied { .. } | ResultKind::Conflict { .. })) if by == user => {
            ParentState::Stored
        }
        Some(_) => ParentState::Rejected,
        None => ParentState::Missing,
    })
}

fn receipt(tx: &Connection, id: FactId, hash: &[u8; 32]) -> DbResult<Option<Receipt>> {
    let found = tx
        .prepare_cached("SELECT user_id, body_hash, result FROM receipts WHERE fact_id = ?1")?
        .query_row([id.to_string()], |row| {
            Ok(Receipt {
                user: row.parsed("user_id")?,
                same_body: row.get::<_, Vec<u8>>("body_hash")? == hash,
                result: row.json("result")?,
            })
        })
        .optional()?;
    Ok(found)
}

fn put_receipt(
    write: &Write,
    id: FactId,
    user: UserId,
    hash: &[u8; 32],
    result: &ResultKind,
) -> DbResult<()> {
    write
        .tx
        .prepare_cached(
            "INSERT INTO receipts (fact_id, user_id, body_hash, result) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![
            id.to_string(),
            user.to_string(),
            hash,
            to_json("result", result)?
        ])?;
    Ok(())
}

/// Runs `work` so that it leaves either everything or nothing. Only a database that can't be
/// written to ends the whole batch; any other fault defers the one fact, and is logged.
fn in_savepoint(
    write: &mut Write,
    work: impl FnOnce(&mut Write) -> Result<Kept, Refusal>,
) -> DbResult<ResultKind> {
    write.tx.execute_batch("SAVEPOINT fact")?;
    let result = match work(write) {
        Ok(Kept { seq, lost }) if lost.is_empty() => ResultKind::Applied { seq },
        Ok(Kept { seq, lost }) => ResultKind::Conflict { seq, fields: lost },
        Err(Refusal::Db(cause @ DbError::Unavailable(_))) => return Err(cause),
        Err(refusal) => {
            write.tx.execute_batch("ROLLBACK TO fact")?;
            match refusal {
                Refusal::TakenId(field) => rejected(RejectCode::Invalid, field),
                Refusal::Db(cause) => {
                    tracing::error!(%cause, "a fact couldn't be stored by a fault of ours");
                    ResultKind::Deferred {
                        code: DeferCode::Unavailable,
                        retry_s: 300,
                    }
                }
            }
        }
    };
    write.tx.execute_batch("RELEASE fact")?;
    Ok(result)
}

/// A fact as it was stored, and what of it other values stand for.
struct Kept {
    seq: u64,
    lost: Vec<Lost>,
}

fn apply(write: &mut Write, arrival: Arrival, fact: &Fact, body: &str) -> Result<Kept, Refusal> {
    let seq = facts::store(write, arrival, fact, body)?;
    if let Some(refused) = fact.instead_of {
        attention::corrected(write, arrival.author, refused, fact.id, arrival.at)?;
    }
    if facts::changes(fact).is_none() {
        let itself = Told {
            by: arrival.author,
            fact: fact.clone(),
            counts: true,
        };
        let lost = begin_to_count(write, &[itself], &[fact.id], arrival.at)?;
        return Ok(Kept { seq, lost });
    }
    let turned = facts::settle_family(write, fact)?;
    // Its pictures come whether or not it ever counts: another version may be the effective one.
    if let FactBody::Visit(visit) = &fact.body {
        let family = to_json("family", &turned.family)?;
        let source = derived::Source {
            fact: fact.id,
            by: arrival.author,
            today: arrival.at.day(),
            family: &family,
        };
        photos::expect(write, &source, &visit.photos)?;
    }
    let mut lost = conflict::overruled(&write.tx, fact, &turned)?;
    // First the new version takes over what it shares with the old one; the rest goes.
    lost.extend(begin_to_count(
        write,
        &turned.now_count,
        &turned.family,
        arrival.at,
    )?);
    for told in &turned.count_no_more {
        derived::take_back(write, told.fact.id, told.fact.member())?;
        consequence::undo(write, &told.fact)?;
        carried::count(write, told.by, &told.fact, -1)?;
        settle_personal(write, told)?;
        refresh(write, &told.fact, arrival.at)?;
    }
    Ok(Kept { seq, lost })
}

/// The office takes a stored fact back, by a retraction of its own.
pub(super) fn office_retracts(write: &mut Write, actor: Actor, fact: FactId) -> ApiResult<()> {
    let retraction = Fact {
        id: FactId::mint(actor.at, mint::random()?),
        schema: FACT_SCHEMA,
        recorded_at: actor.at,
        after: vec![fact],
        corrects: None,
        instead_of: None,
        body: FactBody::Retract { fact },
    };
    let arrival = Arrival {
        author: actor.user,
        device: facts::NO_DEVICE,
        at: actor.at,
        late: false,
        held: false,
    };
    let body = to_json("fact", &retraction)?;
    apply(write, arrival, &retraction, &body)?;
    Ok(())
}

/// The fact counts again as if the office had not taken it back.
pub(super) fn office_brings_back(write: &mut Write, actor: Actor, fact: FactId) -> ApiResult<()> {
    match facts::office_retraction(&write.tx, fact)? {
        Some(retraction) => office_retracts(write, actor, retraction),
        None => Ok(()),
    }
}

fn begin_to_count(
    write: &mut Write,
    facts: &[Told],
    family: &[FactId],
    at: Moment,
) -> Result<Vec<Lost>, Refusal> {
    let mut lost = Vec::new();
    let family = to_json("family", &family)?;
    for told in facts {
        let source = derived::Source {
            fact: told.fact.id,
            by: told.by,
            today: at.day(),
            family: &family,
        };
        match &told.fact.body {
            FactBody::Visit(visit) => lost.extend(derived::make(write, &source, visit)?),
            FactBody::FoundLead(found) => leads::found(write, &source, found)?,
            FactBody::Call(call) => derived::make_of_call(write, &source, call)?,
            FactBody::DailyReport(_)
            | FactBody::OwnOrder(_)
            | FactBody::LeadContact(_)
            | FactBody::Retract { .. } => {}
        }
        consequence::apply(write, &told.fact)?;
        carried::count(write, told.by, &told.fact, 1)?;
        lost.extend(settle_personal(write, told)?);
        refresh(write, &told.fact, at)?;
    }
    Ok(lost)
}

/// What rows of one person follow from a fact that begins to count, or counts no more; and the value that
/// lost, where the office has put a day in order since.
fn settle_personal(write: &mut Write, told: &Told) -> DbResult<Option<Lost>> {
    match &told.fact.body {
        FactBody::OwnOrder(order) => plans::settle(write, told.by, order),
        FactBody::LeadContact(contact) => {
            leads::settle(write, contact.lead)?;
            Ok(None)
        }
        // A lead that is taken back goes with its fact: derived::take_back.
        FactBody::FoundLead(_)
        | FactBody::Call(_)
        | FactBody::Visit(_)
        | FactBody::DailyReport(_)
        | FactBody::Retract { .. } => Ok(None),
    }
}

/// A conversation or a request bears on how urgent the member is.
fn refresh(write: &mut Write, fact: &Fact, at: Moment) -> DbResult<()> {
    match fact.member() {
        Some(member) => priorities::refresh_one(write, member, at.day()),
        None => Ok(()),
    }
}

fn rejected(code: RejectCode, field: &str) -> ResultKind {
    ResultKind::Rejected {
        code,
        message: field.to_owned(),
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Db(cause) => Self::Db(cause),
            Refusal::TakenId(field) => Self::from(Invalid::new(field, Fault::NotAllowed)),
        }
    }
}

impl From<DbError> for Refusal {
    fn from(cause: DbError) -> Self {
        Self::Db(cause)
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(cause: rusqlite::Error) -> Self {
        Self::Db(cause.into())
    }
}
