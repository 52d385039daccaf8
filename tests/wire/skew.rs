//! A phone whose app is a release or two behind pushes to this server.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use shared::json;
use shared::model::{FactId, Role, User};
use shared::wire::fact::{FACT_SCHEMA, LEAST_FACT_SCHEMA};
use shared::wire::office::MemberFile;
use shared::wire::sync::{PushReply, RejectCode, ResultKind};
use shared::wire::{Fact, FactBody, Problem, ProblemKind, Row};
use tests::office::member;
use tests::{Phone, Season, TestServer};

use crate::golden::FIRST_SCHEMA;
use crate::{golden, samples};

/// Members 0 to 2 are hers, as in the golden facts.
struct Stage {
    server: TestServer,
    phone: Phone,
}

async fn stage() -> Stage {
    let server = TestServer::new();
    let coordinator = server.user(Role::Coordinator, "office");
    let sato = server.user(Role::Visitor, "sato");
    Season::new(&server, coordinator, 3).give([0, 1, 2], sato);
    let phone = Phone::new(server.signed_in("sato").await);
    Stage { server, phone }
}

/// The very bytes that an app of that schema stored.
fn bytes(schema: u32) -> Vec<Box<RawValue>> {
    let line = |line: &str| RawValue::from_string(line.to_owned()).expect("JSON");
    golden::text(schema, "facts.jsonl")
        .lines()
        .map(line)
        .collect()
}

/// Without those that a correction or a retraction has replaced.
fn that_count(facts: &[Fact]) -> BTreeMap<FactId, Fact> {
    let replaced = |fact: &Fact| match fact.body {
        FactBody::Retract { fact } => Some(fact),
        _ => fact.corrects,
    };
    let gone: Vec<FactId> = facts.iter().filter_map(replaced).collect();
    let contacts = facts.iter().filter(|fact| fact.member().is_some());
    contacts
        .filter(|fact| !gone.contains(&fact.id))
        .map(|fact| (fact.id, fact.clone()))
        .collect()
}

#[tokio::test]
async fn facts_of_every_released_schema_are_stored_with_the_right_defaults_or_refused_as_too_old() {
    for schema in FIRST_SCHEMA..=FACT_SCHEMA {
        let mut stage = stage().await;
        let reply: PushReply = stage.phone.push_raw(bytes(schema)).await.json();
        if schema < LEAST_FACT_SCHEMA {
            for one in &reply.results {
                let too_old = RejectCode::Schema;
                let refused =
                    matches!(&one.result, ResultKind::Rejected { code, .. } if *code == too_old);
                assert!(refused, "schema {schema}: {one:?}");
            }
            continue;
        }
        for one in &reply.results {
            let applied = matches!(one.result, ResultKind::Applied { .. });
            assert!(applied, "schema {schema}: {one:?}");
        }
        stage.phone.pull().await;
        let contacts: BTreeMap<FactId, Fact> = stage
            .phone
            .rows
            .values()
            .filter_map(|row| match row {
                Row::Contact { fact, .. } => Some((fact.id, fact.as_ref().clone())),
                _ => None,
            })
            .collect();
        assert_eq!(
            contacts,
            that_count(&samples::facts::of(schema)),
            "schema {schema}"
        );
        let mut office = stage.server.signed_in("office").await;
        let path = format!("/api/members/{}", member(1));
        let file: MemberFile = office.get(&path).await.json();
        let counting = file.contacts.iter().filter(|contact| !contact.retracted);
        assert_eq!(counting.count(), 1, "the corrected visit alone");
        assert!(file.contacts.iter().all(|contact| !contact.late));
        let came_of_it = (
            file.requests.len(),
            file.office_tasks.len(),
            file.cases.len(),
        );
        assert_eq!(came_of_it, (7, 2, 1), "schema {schema}");
    }
}

#[tokio::test]
async fn the_same_bytes_again_are_found_whatever_their_schema() {
    for schema in LEAST_FACT_SCHEMA..=FACT_SCHEMA {
        let mut stage = stage().await;
        let first: PushReply = stage.phone.push_raw(bytes(schema)).await.json();
        let again: PushReply = stage.phone.push_raw(bytes(schema)).await.json();
        for (first, again) in first.results.iter().zip(&again.results) {
            let (ResultKind::Applied { seq }, ResultKind::Duplicate { seq: then }) =
                (&first.result, &again.result)
            else {
                panic!("schema {schema}: {first:?}, then {again:?}");
            };
            assert_eq!((first.id, seq), (again.id, then));
        }
    }
}

/// What a phone is told by a server that is newer than its app.
#[test]
fn a_refusal_of_a_kind_unknown_here_counts_as_its_status_says() {
    let too_old = ProblemKind::UpdateNeeded { min_proto: 0 };
    let trouble = ProblemKind::Internal { id: "507".into() };
    for (status, meaning) in [
        (401, ProblemKind::SignedOut),
        (403, ProblemKind::Forbidden),
        (404, ProblemKind::NotFound),
        (422, ProblemKind::MalformedRequest),
        (426, too_old),
        (429, ProblemKind::Throttled { retry_s: 60 }),
        (507, trouble),
    ] {
        for kind in [r#""dance""#, r#"{"dance":{"steps":3}}"#] {
            let body = format!(r#"{{"kind":{kind},"status":{status},"title":"x"}}"#);
            assert_eq!(Problem::kind_in(&body), Some(meaning.clone()), "{body}");
        }
    }
    let known = r#"{"kind":"revoked","status":401,"title":"x"}"#;
    assert_eq!(Problem::kind_in(known), Some(ProblemKind::Revoked));
    // What a gateway or a captive portal says in the same form is no word of ours.
    for foreign in [
        r#"{"error":"proxy"}"#,
        r#"{"type":"about:blank","title":"Forbidden","status":403}"#,
        r#"{"type":"about:blank","title":"Too large","status":413,"kind":null}"#,
    ] {
        assert_eq!(Problem::kind_in(foreign), None, "{foreign}");
    }
}

#[test]
fn a_role_unknown_here_is_read_and_may_nothing() {
    let user = r#"{"id":"00000000-0000-0000-0000-000000000001","login":"a","name":"林","role":"auditor","active":true}"#;
    for user in [
        json::from_str::<User>(user).expect("the phone reads it"),
        serde_json::from_str::<User>(user).expect("the server reads it"),
    ] {
        assert_eq!(user.role, Role::Other);
        assert!(!user.role.works_in_the_office());
        assert!(!Role::ALL.contains(&user.role));
    }
}
