//! What people save: good records of each kind, and poison.

use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use shared::model::{
    CallAttempt, CallDirection, CallResult, ComplaintId, DailyReport, FactId, FoundLead,
    HeardComplaint, HeardIntroduction, HeardRequest, LeadContact, LeadId, LeadManner, LeadOutcome,
    MemberNumber, Moment, Outcome, OwnOrder, PhotoId, PhotoKind, PhotoRef, RequestCategory,
    RequestId, UserId, Visit,
};
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::sync::MOST_FACT_BYTES;
use shared::wire::{Fact, FactBody};

use super::chance::Dice;
use super::ledger::{Fate, Kind, Ledger, Saved};
use super::office::planned_day;
use crate::office::{member, target};

/// A proxy on the way refuses whatever holds this word: a batch-level refusal.
pub const UNWELCOME: &str = "unwelcome";

/// A record about to be saved, and what must become of it.
#[derive(Debug)]
pub struct Record {
    pub fact: Fact,
    /// The bytes on the disk, where they aren't the fact's own: poison.
    pub body: Option<Box<RawValue>>,
    pub fate: Fate,
    pub kind: Kind,
    /// The server never learns its id.
    pub unheard: bool,
}

/// Who records, and when by the phone's clock.
#[derive(Clone, Copy, Debug)]
pub struct Author {
    pub user: UserId,
    pub at: Moment,
    pub schema: u32,
    /// Member numbers reach from 0 to one beyond the last that the office knows.
    pub members: u64,
}

/// The lead that it tells of.
pub fn lead(fact: &Fact) -> Option<LeadId> {
    match &fact.body {
        FactBody::FoundLead(found) => Some(found.lead),
        FactBody::LeadContact(contact) => Some(contact.lead),
        FactBody::Call(_)
        | FactBody::Visit(_)
        | FactBody::DailyReport(_)
        | FactBody::OwnOrder(_)
        | FactBody::Retract { .. } => None,
    }
}

pub fn some_record(
    dice: &mut Dice,
    ledger: &Ledger,
    author: Author,
    phone: usize,
    id: Option<FactId>,
) -> Record {
    let id = id.unwrap_or_else(|| FactId::mint(author.at, dice.bytes()));
    let number = member(u128::from(dice.below(author.members + 1)));
    let own = own_earlier(dice, ledger, author.user, phone);
    match (dice.below(100), own) {
        (0..10, Some(earlier)) if earlier.kind != Kind::Retraction => {
            let mut fact = fact(id, author, FactBody::Retract { fact: earlier.id });
            // What it takes back is its parent, named or not.
            if dice.percent(50) {
                fact.after = vec![earlier.id];
            }
            dependent(ledger, fact, Kind::Retraction)
        }
        (10..22, Some(earlier)) => match correction(dice, id, author, &earlier) {
            Some((fact, kind)) => dependent(ledger, fact, kind),
            None => visit(dice, id, author, number),
        },
        (22..30, Some(earlier)) => {
            let mut record = visit(dice, id, author, number);
            record.fact.after = vec![earlier.id];
            record.fate = ledger.fate_after(&record.fact.after);
            record
        }
        (30..42, _) => poison(dice, ledger, id, author, number),
        (42..65, _) => good(
            fact(id, author, FactBody::Call(call(number, author.at))),
            Kind::Call,
        ),
        (65..70, _) => {
            let report = some_report(dice, author.at);
            good(
                fact(id, author, FactBody::DailyReport(report)),
                Kind::Report,
            )
        }
        (76..81, _) if author.schema >= 3 => {
            let lead = LeadId::mint(author.at, dice.bytes());
            let found = some_lead(dice, author, lead);
            good(fact(id, author, found), Kind::FoundLead)
        }
        (81..87, _) if author.schema >= 3 => match known_lead(dice, ledger) {
            // Whoever contacts it, and wherever it was found: the office may have given it to them.
            Some(lead) => {
                let contact = some_contact(dice, author, lead);
                good(fact(id, author, contact), Kind::LeadContact)
            }
            None => visit(dice, id, author, number),
        },
        (70..76, _) if author.schema >= 3 => {
            let order = some_order(dice, author.members);
            good(fact(id, author, FactBody::OwnOrder(order)), Kind::OwnOrder)
        }
        _ => visit(dice, id, author, number),
    }
}

/// Made for some revision, be it one that was never published.
fn some_order(dice: &mut Dice, members: u64) -> OwnOrder {
    let first = dice.below(members);
    OwnOrder {
        day: planned_day(),
        revision: u32::try_from(dice.below(4)).unwrap_or(0),
        targets: (0..dice.below(4))
            .map(|n| target(u128::from(first + n)))
            .collect(),
    }
}

fn some_report(dice: &mut Dice, at: Moment) -> DailyReport {
    DailyReport {
        day: at.day(),
        sent_at: at,
        calls: 3,
        calls_reached: 1,
        appointments: 0,
        visits: 2,
        met: 1,
        requests: 0,
        withdrawal_signs: 0,
        lead_contacts: 0,
        first_visit_at: None,
        last_visit_at: None,
        note: format!("日報{}", dice.below(1_000)),
    }
}

fn own_earlier(dice: &mut Dice, ledger: &Ledger, user: UserId, phone: usize) -> Option<Saved> {
    let own = ledger.saves().iter().enumerate().rev().take(400);
    let own = own.filter(|(_, saved)| {
        // What was refused on another phone is known there only, once the server was restored. On this one it
        // may have been put away since the draft was begun.
        let sure = saved.fate == Fate::Stored && !saved.unheard;
        saved.user == user && (sure || saved.phone == phone)
    });
    dice.choose(own.map(|(n, saved)| (n as u64, saved)))
        .cloned()
}

/// One that anybody found.
fn known_lead(dice: &mut Dice, ledger: &Ledger) -> Option<LeadId> {
    let leads = ledger.saves().iter().enumerate();
    dice.choose(leads.filter_map(|(n, saved)| Some((n as u64, saved.lead?))))
}

fn some_lead(dice: &mut Dice, author: Author, lead: LeadId) -> FactBody {
    FactBody::FoundLead(Box::new(FoundLead {
        lead,
        business: format!("カフェ{}", dice.below(1_000)),
        contact: String::new(),
        telephone: String::new(),
        address: String::new(),
        note: String::new(),
        found_on: author.at.day(),
    }))
}

fn some_contact(dice: &mut Dice, author: Author, lead: LeadId) -> FactBody {
    FactBody::LeadContact(Box::new(LeadContact {
        lead,
        at: author.at,
        manner: LeadManner::OnSite,
        outcome: LeadOutcome::ALL[dice.below(5) as usize],
        requests: Vec::new(),
        handed_over: vec![],
        next_step: None,
        note: String::new(),
    }))
}

/// Facts are about the same member or lead as what they correct, as the app makes them.
fn correction(
    dice: &mut Dice,
    id: FactId,
    author: Author,
    earlier: &Saved,
) -> Option<(Fact, Kind)> {
    let body = match earlier.kind {
        Kind::Call => FactBody::Call(call(earlier.member.clone()?, author.at)),
        Kind::Visit => {
            let visit = some_visit(dice, author, earlier.member.clone()?);
            FactBody::Visit(Box::new(visit))
        }
        Kind::FoundLead if author.schema >= 3 => some_lead(dice, author, earlier.lead?),
        Kind::LeadContact if author.schema >= 3 => some_contact(dice, author, earlier.lead?),
        Kind::FoundLead | Kind::LeadContact | Kind::Report | Kind::OwnOrder | Kind::Retraction => {
            return None;
        }
    };
    let mut fact = fact(id, author, body);
    if dice.percent(50) {
        fact.after = vec![earlier.id];
    }
    fact.corrects = Some(earlier.id);
    Some((fact, earlier.kind))
}

fn poison(
    dice: &mut Dice,
    ledger: &Ledger,
    id: FactId,
    author: Author,
    number: MemberNumber,
) -> Record {
    let mut bad = good(
        fact(id, author, FactBody::Call(call(number, author.at))),
        Kind::Call,
    );
    bad.fate = Fate::Refused;
    let raw = |json: String| Some(RawValue::from_string(json).expect("literal JSON"));
    match dice.below(8) {
        0 => {
            bad.body = raw(format!(
                r#"{{"id":"{id}","schema":1,"body":{{"dance":1}}}}"#
            ));
        }
        1 => {
            bad.body = raw(format!(r#"{{"number":{}}}"#, dice.number()));
            bad.unheard = true;
        }
        2 => {
            if let FactBody::Call(call) = &mut bad.fact.body {
                call.note = "あ".repeat(5_000);
            }
        }
        3 if dice.percent(30) => {
            let large = "x".repeat(MOST_FACT_BYTES);
            bad.body = raw(format!(r#"{{"id":"{id}","schema":1,"body":"{large}"}}"#));
        }
        4 => {
            bad.unheard = true;
            if let FactBody::Call(call) = &mut bad.fact.body {
                call.note = UNWELCOME.to_owned();
            }
        }
        5 => {
            // Somebody else's fact, taken back.
            let others = ledger.saves().iter().enumerate();
            let others =
                others.filter(|(_, saved)| saved.user != author.user && saved.fate == Fate::Stored);
            let other = dice.choose(others.map(|(n, saved)| (n as u64, saved.id)));
            if let Some(other) = other {
                bad.fact.body = FactBody::Retract { fact: other };
                bad.fact.after = vec![other];
                bad.kind = Kind::Retraction;
            } else {
                bad.fate = Fate::Stored;
            }
        }
        6 => {
            let earlier = ledger.saves().iter().enumerate();
            let earlier = earlier.filter(|(_, saved)| {
                saved.fate != Fate::Refused && !ledger.has_dependents(saved.id)
            });
            let taken = dice.choose(earlier.map(|(n, saved)| (n as u64, saved.id)));
            // The ledger knows by itself that two records share this id.
            bad.fate = Fate::Stored;
            if let Some(taken) = taken {
                bad.fact.id = taken;
            }
        }
        _ => bad.fact.after = vec![bad.fact.id],
    }
    bad
}

fn good(fact: Fact, kind: Kind) -> Record {
    Record {
        fact,
        body: None,
        fate: Fate::Stored,
        kind,
        unheard: false,
    }
}

fn dependent(ledger: &Ledger, fact: Fact, kind: Kind) -> Record {
    let parents: Vec<FactId> = fact.parents().collect();
    Record {
        fate: ledger.fate_after(&parents),
        ..good(fact, kind)
    }
}

fn visit(dice: &mut Dice, id: FactId, author: Author, number: MemberNumber) -> Record {
    let visit = some_visit(dice, author, number);
    good(
        fact(id, author, FactBody::Visit(Box::new(visit))),
        Kind::Visit,
    )
}

fn some_visit(dice: &mut Dice, author: Author, number: MemberNumber) -> Visit {
    let complaint = dice.percent(15).then(|| HeardComplaint {
        id: ComplaintId::mint(author.at, dice.bytes()),
        words: "連絡が遅い".into(),
    });
    let request = dice.percent(30).then(|| HeardRequest {
        id: RequestId::mint(author.at, dice.bytes()),
        category: RequestCategory::Finance,
        words: format!("要望{}", dice.below(1_000)),
        reply_wanted: true,
    });
    let photos = if dice.percent(25) {
        (0..=dice.below(2))
            .map(|_| some_photo(dice, author))
            .collect()
    } else {
        vec![]
    };
    let introduction = dice.percent(10).then(|| HeardIntroduction {
        lead: LeadId::mint(author.at, dice.bytes()),
        business: format!("紹介先{}", dice.below(1_000)),
        contact: String::new(),
        telephone: String::new(),
        consented: true,
    });
    Visit {
        walk_in: true,
        photos,
        complaint,
        requests: request.into_iter().collect(),
        introductions: introduction.into_iter().collect(),
        ..Visit::new(number, author.at, Outcome::MetRepresentative)
    }
}

fn some_photo(dice: &mut Dice, author: Author) -> PhotoRef {
    let id = PhotoId::mint(author.at, dice.bytes());
    let jpeg = jpeg(id);
    let sha256 = Sha256::digest(&jpeg);
    PhotoRef {
        id,
        kind: PhotoKind::Photo,
        sha256: sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
        bytes: u32::try_from(jpeg.len()).expect("some bytes"),
    }
}

/// A picture like no other: its id tells what it shows.
pub fn jpeg(id: PhotoId) -> Vec<u8> {
    [&[0xFF, 0xD8, 0xFF], id.0.as_bytes().as_slice()].concat()
}

fn call(member: MemberNumber, at: Moment) -> CallAttempt {
    CallAttempt::new(member, at, CallDirection::Out, CallResult::NoAnswer)
}

fn fact(id: FactId, author: Author, body: FactBody) -> Fact {
    Fact {
        id,
        schema: author.schema.min(FACT_SCHEMA),
        recorded_at: author.at,
        after: vec![],
        corrects: None,
        instead_of: None,
        body,
    }
}
