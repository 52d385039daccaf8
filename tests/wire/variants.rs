//! No word of the protocol goes without a golden sample.

use std::collections::BTreeSet;

use shared::sync::EntryState;
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::sync::{Change, DeferCode, PullMode, RejectCode, ResultKind};
use shared::wire::{FactBody, ProblemKind, Row, RowKey};

use crate::samples;

/// The words of an enum. The match is exhaustive, so a new variant doesn't compile until it has its line
/// here; then it fails until it has a sample.
macro_rules! words {
    ($words:ident of $choice:ty: $($variant:pat => $word:literal,)*) => {
        struct $words;
        impl $words {
            fn all() -> BTreeSet<&'static str> {
                BTreeSet::from([$($word),*])
            }
            fn of<'a>(samples: impl IntoIterator<Item = &'a $choice>) -> BTreeSet<&'static str> {
                let word = |sample: &$choice| match sample { $($variant => $word),* };
                samples.into_iter().map(word).collect()
            }
        }
    };
}

words! { FactWords of FactBody:
    FactBody::Call(_) => "call",
    FactBody::Visit(_) => "visit",
    FactBody::DailyReport(_) => "daily_report",
    FactBody::OwnOrder(_) => "own_order",
    FactBody::FoundLead(_) => "found_lead",
    FactBody::LeadContact(_) => "lead_contact",
    FactBody::Retract { .. } => "retract",
}

words! { RowWords of Row:
    Row::Member(_) => "member",
    Row::Target(_) => "target",
    Row::Contact { .. } => "contact",
    Row::Request(_) => "request",
    Row::OfficeTask(_) => "office_task",
    Row::Service(_) => "service",
    Row::Season(_) => "season",
    Row::Colleague(_) => "colleague",
    Row::OfficeCard(_) => "office_card",
    Row::MemberList(_) => "member_list",
    Row::Plan(_) => "plan",
    Row::Lead { .. } => "lead",
    Row::VisitorCard(_) => "visitor_card",
    Row::Carried(_) => "carried",
    Row::AreaMap(_) => "area_map",
    Row::Resolution(_) => "resolution",
}

words! { KeyWords of RowKey:
    RowKey::Member(_) => "member",
    RowKey::Target(_) => "target",
    RowKey::Contact(_) => "contact",
    RowKey::Request(_) => "request",
    RowKey::OfficeTask(_) => "office_task",
    RowKey::Service(_) => "service",
    RowKey::Season(_) => "season",
    RowKey::Colleague(_) => "colleague",
    RowKey::OfficeCard => "office_card",
    RowKey::MemberList => "member_list",
    RowKey::Plan { .. } => "plan",
    RowKey::Lead { .. } => "lead",
    RowKey::VisitorCard(_) => "visitor_card",
    RowKey::Carried(_) => "carried",
    RowKey::AreaMap => "area_map",
    RowKey::Resolution(_) => "resolution",
}

words! { ChangeWords of Change:
    Change::Row { .. } => "row",
    Change::Tomb { .. } => "tomb",
    Change::Forget { .. } => "forget",
}

words! { ModeWords of PullMode:
    PullMode::Delta => "delta",
    PullMode::Reset => "reset",
    PullMode::Unknown => "unknown",
}

words! { ResultWords of ResultKind:
    ResultKind::Applied { .. } => "applied",
    ResultKind::Conflict { .. } => "conflict",
    ResultKind::Duplicate { .. } => "duplicate",
    ResultKind::Rejected { .. } => "rejected",
    ResultKind::Deferred { .. } => "deferred",
    ResultKind::Unknown => "unknown",
}

words! { RejectWords of RejectCode:
    RejectCode::Malformed => "malformed",
    RejectCode::Invalid => "invalid",
    RejectCode::TooLarge => "too_large",
    RejectCode::IdReuse => "id_reuse",
    RejectCode::Schema => "schema",
    RejectCode::NotYours => "not_yours",
    RejectCode::ParentRejected => "parent_rejected",
    RejectCode::Other => "other",
}

words! { DeferWords of DeferCode:
    DeferCode::ParentMissing => "parent_missing",
    DeferCode::Unavailable => "unavailable",
    DeferCode::Other => "other",
}

words! { StateWords of EntryState:
    EntryState::Waiting => "waiting",
    EntryState::Orphaned => "orphaned",
    EntryState::Arrived { .. } => "arrived",
    EntryState::NeedsYou { .. } => "needs_you",
    EntryState::Deferred { .. } => "deferred",
    EntryState::Conflict { .. } => "conflict",
}

words! { ProblemWords of ProblemKind:
    ProblemKind::SignedOut => "signed_out",
    ProblemKind::Revoked => "revoked",
    ProblemKind::WrongPassword => "wrong_password",
    ProblemKind::Throttled { .. } => "throttled",
    ProblemKind::SetupLinkSpent => "setup_link_spent",
    ProblemKind::UnknownPhoto => "unknown_photo",
    ProblemKind::Forbidden => "forbidden",
    ProblemKind::NotFound => "not_found",
    ProblemKind::Invalid { .. } => "invalid",
    ProblemKind::MalformedRequest => "malformed_request",
    ProblemKind::TooLarge { .. } => "too_large",
    ProblemKind::ForeignOrigin => "foreign_origin",
    ProblemKind::NeedsHttps => "needs_https",
    ProblemKind::LoginTaken => "login_taken",
    ProblemKind::Changed => "changed",
    ProblemKind::File { .. } => "file",
    ProblemKind::UpdateNeeded { .. } => "update_needed",
    ProblemKind::ServerTooOld => "server_too_old",
    ProblemKind::OtherHistory => "other_history",
    ProblemKind::StorageUnavailable => "storage_unavailable",
    ProblemKind::Internal { .. } => "internal",
}

#[test]
fn every_kind_of_fact_has_a_sample_in_the_newest_schema() {
    let facts = samples::facts::of(FACT_SCHEMA);
    assert_eq!(
        FactWords::of(facts.iter().map(|fact| &fact.body)),
        FactWords::all()
    );
}

#[test]
fn every_kind_of_row_has_a_sample_and_its_key() {
    let rows = samples::rows::of(FACT_SCHEMA);
    assert_eq!(RowWords::of(&rows), RowWords::all());
    let keys: Vec<RowKey> = rows.iter().map(Row::key).collect();
    assert_eq!(KeyWords::of(&keys), KeyWords::all());
}

#[test]
fn every_word_of_a_pull_has_a_sample() {
    let replies = samples::sync::pull_replies(FACT_SCHEMA);
    let changes = replies.iter().flat_map(|reply| &reply.changes);
    assert_eq!(ChangeWords::of(changes), ChangeWords::all());
    assert_eq!(
        ModeWords::of(replies.iter().map(|reply| &reply.mode)),
        ModeWords::all()
    );
}

#[test]
fn every_word_about_a_fact_has_a_sample() {
    let results: Vec<ResultKind> = samples::sync::results(FACT_SCHEMA);
    assert_eq!(ResultWords::of(&results), ResultWords::all());
    let rejected = results.iter().filter_map(|result| match result {
        ResultKind::Rejected { code, .. } => Some(code),
        _ => None,
    });
    assert_eq!(RejectWords::of(rejected), RejectWords::all());
    let deferred = results.iter().filter_map(|result| match result {
        ResultKind::Deferred { code, .. } => Some(code),
        _ => None,
    });
    assert_eq!(DeferWords::of(deferred), DeferWords::all());
    let states = samples::sync::entry_states(FACT_SCHEMA);
    assert_eq!(StateWords::of(&states), StateWords::all());
}

#[test]
fn every_refusal_has_a_sample() {
    let problems = samples::sync::problems(FACT_SCHEMA);
    assert_eq!(
        ProblemWords::of(problems.iter().map(|problem| &problem.kind)),
        ProblemWords::all()
    );
}
