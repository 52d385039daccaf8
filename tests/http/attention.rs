//! 要確認: a record that was refused or flagged, the office's decision, and what its author hears of it.

use serde_json::json;
use server::db::audit;
use shared::model::{
    AttentionId, AttentionKind, CallResult, FactId, Fault, Invalid, Outcome, Resolution,
    ResolutionKind, TargetState,
};
use shared::wire::attention::{Attention, AttentionLine, Resolve};
use shared::wire::office::{MemberFile, Progress, Seasons};
use shared::wire::sync::{RejectCode, ResultKind};
use shared::wire::{Fact, ProblemKind, Row, RowKey};
use tests::facts::{called, fact_id, stranger, visit, visited};
use tests::office::member;
use tests::server::set_up;
use tests::{Browser, OneVisitor, Phone, Reply, Season};

async fn lines(office: &mut Browser) -> Vec<AttentionLine> {
    office.get("/api/attention").await.json::<Attention>().lines
}

async fn resolve(
    office: &mut Browser,
    id: AttentionId,
    kind: ResolutionKind,
    words: &str,
) -> Reply {
    let wish = Resolve {
        kind,
        words: words.into(),
    };
    office
        .post(&format!("/api/attention/{id}/resolve"), &wish)
        .await
}

async fn open_count(office: &mut Browser) -> u64 {
    let seasons: Seasons = office.get("/api/seasons").await.json();
    let season = seasons.seasons[0].season.id;
    let path = format!("/api/seasons/{season}/progress");
    let progress: Progress = office.get(&path).await.json();
    progress.needs.open_attention
}

/// A visit that no rule accepts.
fn too_long(id: u128) -> Fact {
    let mut visit = visit(0, Outcome::MetContact);
    visit.note = "長".repeat(5_000);
    visited(id, visit)
}

fn told(phone: &Phone) -> Vec<Resolution> {
    let resolution = |row: &Row| match row {
        Row::Resolution(resolution) => Some(resolution.clone()),
        _ => None,
    };
    phone.rows.values().filter_map(resolution).collect()
}

async fn contacts(office: &mut Browser, n: u128) -> Vec<(FactId, bool)> {
    let path = format!("/api/members/{}", member(n));
    let file: MemberFile = office.get(&path).await.json();
    let contacts = file.contacts.iter();
    contacts
        .map(|contact| (contact.fact.id, contact.retracted))
        .collect()
}

#[tokio::test]
async fn a_refused_record_is_read_resolved_heard_of_and_corrected() {
    let mut stage = OneVisitor::new().await;
    let refused = too_long(1);
    stage.phone.push(std::slice::from_ref(&refused)).await;
    let [line] = &lines(&mut stage.office).await[..] else {
        panic!("one line");
    };
    assert_eq!(line.kind, AttentionKind::Rejected);
    assert_eq!(line.fact.as_ref(), Some(&refused));
    assert_eq!(line.member_name.as_deref(), Some("株式会社100000"));
    assert!(
        matches!(&line.result, ResultKind::Rejected { code: RejectCode::Invalid, message } if message == "note")
    );
    assert_eq!(open_count(&mut stage.office).await, 1);

    let ask = ResolutionKind::AskedToCorrect;
    let reply = resolve(&mut stage.office, line.id, ask, "メモを短くしてください").await;
    assert_eq!(reply.status.as_u16(), 204, "{}", reply.text());
    assert_eq!(open_count(&mut stage.office).await, 0);
    stage.phone.pull().await;
    let heard = told(&stage.phone);
    assert_eq!(heard.len(), 1);
    assert_eq!(
        (heard[0].fact, heard[0].kind, heard[0].words.as_str()),
        (refused.id, ask, "メモを短くしてください")
    );
    assert!(lines(&mut stage.office).await[0].waits_for_visitor());

    let mut corrected = visited(2, visit(0, Outcome::MetContact));
    corrected.instead_of = Some(refused.id);
    stage.phone.tell(&corrected).await;
    stage.phone.pull().await;
    assert_eq!(told(&stage.phone), [], "there is nothing left to be told");
    let line = &lines(&mut stage.office).await[0];
    let resolved = line.resolved.as_ref().expect("resolved");
    assert_eq!(resolved.corrected_by, Some(corrected.id));
    assert!(!line.waits_for_visitor());
    assert_eq!(
        contacts(&mut stage.office, 0).await,
        [(corrected.id, false)]
    );
    let audited: Vec<_> = set_up(&stage.server, audit::all)
        .into_iter()
        .filter(|line| line.what.starts_with("attention."))
        .map(|line| line.detail)
        .collect();
    assert_eq!(audited, [format!("{} asked_to_correct", line.id)]);
}

#[tokio::test]
async fn a_visitor_who_corrects_unasked_leaves_nothing_to_decide() {
    let mut stage = OneVisitor::new().await;
    stage.phone.push(&[too_long(1)]).await;
    let mut corrected = visited(2, visit(0, Outcome::MetContact));
    corrected.instead_of = Some(fact_id(1));
    stage.phone.tell(&corrected).await;
    assert_eq!(open_count(&mut stage.office).await, 0);
    let line = &lines(&mut stage.office).await[0];
    let resolved = line.resolved.as_ref().expect("resolved");
    assert_eq!(resolved.kind, ResolutionKind::Corrected);
    assert_eq!(resolved.by, line.author);
    let late = resolve(&mut stage.office, line.id, ResolutionKind::Discarded, "x").await;
    assert_eq!(late.problem(), ProblemKind::Changed);
}

#[tokio::test]
async fn what_is_discarded_needs_a_reason_and_stays_on_record() {
    let mut stage = OneVisitor::new().await;
    stage.phone.push(&[too_long(1)]).await;
    let id = lines(&mut stage.office).await[0].id;
    let discard = ResolutionKind::Discarded;
    for empty in ["", " 　\n"] {
        let reply = resolve(&mut stage.office, id, discard, empty).await;
        let invalid = Invalid::new("words", Fault::Missing);
        assert_eq!(reply.problem(), ProblemKind::Invalid { invalid });
    }
    for kind in [ResolutionKind::Accepted, ResolutionKind::Corrected] {
        let reply = resolve(&mut stage.office, id, kind, "x").await;
        let invalid = Invalid::new("kind", Fault::NotAllowed);
        assert_eq!(
            reply.problem(),
            ProblemKind::Invalid { invalid },
            "{kind:?}"
        );
    }
    resolve(&mut stage.office, id, discard, "二重の記録でした").await;
    stage.phone.pull().await;
    assert_eq!(told(&stage.phone)[0].kind, discard);
    let line = &lines(&mut stage.office).await[0];
    assert!(line.raw.contains("met_contact"), "the bytes stay");

    let path = format!("/api/attention/{id}/resolution");
    assert_eq!(stage.office.delete(&path).await.status.as_u16(), 204);
    stage.phone.pull().await;
    assert_eq!(told(&stage.phone), []);
    assert_eq!(open_count(&mut stage.office).await, 1);
    let nothing = resolve(&mut stage.office, AttentionId(99), discard, "x").await;
    assert_eq!(nothing.problem(), ProblemKind::NotFound);
}

#[tokio::test]
async fn a_late_record_is_accepted_or_taken_back_by_the_office_and_can_be_brought_back() {
    let mut stage = OneVisitor::new().await;
    // Member 3 was hers; the author of a record about it is told.
    let season = Season::existing(&stage.server, stage.office.user.expect("signed in"));
    season.give([3], stage.sato);
    season.take_back([3]);
    let late = visited(1, visit(3, Outcome::MetRepresentative));
    stage.phone.tell(&late).await;
    stage.phone.tell(&called(2, 3, CallResult::NoAnswer)).await;
    let mut unknown = visit(0, Outcome::Absent);
    (unknown.member, unknown.target) = (stranger(), None);
    stage.phone.tell(&visited(3, unknown)).await;
    let all = lines(&mut stage.office).await;
    let kinds: Vec<_> = all.iter().map(|line| line.kind).collect();
    let (late_kind, held) = (AttentionKind::Late, AttentionKind::Held);
    assert_eq!(kinds, [late_kind, late_kind, held]);

    let accepted = ResolutionKind::Accepted;
    for line in &all[1..] {
        let reply = resolve(&mut stage.office, line.id, accepted, "").await;
        assert_eq!(reply.status.as_u16(), 204, "{}", reply.text());
    }
    stage.phone.pull().await;
    assert_eq!(told(&stage.phone), [], "that all is well needn't be said");

    let discard = ResolutionKind::Discarded;
    resolve(
        &mut stage.office,
        all[0].id,
        discard,
        "別の会員の訪問でした",
    )
    .await;
    let seen = contacts(&mut stage.office, 3).await;
    assert_eq!(seen, [(fact_id(2), false), (fact_id(1), true)]);
    stage.phone.pull().await;
    assert_eq!(told(&stage.phone).len(), 1);

    let path = format!("/api/attention/{}/resolution", all[0].id);
    assert_eq!(stage.office.delete(&path).await.status.as_u16(), 204);
    let seen = contacts(&mut stage.office, 3).await;
    assert_eq!(seen, [(fact_id(2), false), (fact_id(1), false)]);
}

#[tokio::test]
async fn a_record_with_two_lines_is_taken_back_once_and_counts_again_after_both() {
    let mut stage = OneVisitor::new().await;
    let late = visited(1, visit(3, Outcome::MetRepresentative));
    stage.phone.tell(&late).await;
    // The same record was overruled, too.
    let db = rusqlite::Connection::open(stage.server.folder().join(server::app::DATABASE));
    db.expect("the database")
        .execute_batch(
            "INSERT INTO attention (kind, fact, author, device, arrived_ms, body_hash, result)
             SELECT 'conflict', fact, author, device, arrived_ms, body_hash, result FROM attention",
        )
        .expect("a second line");
    let all = lines(&mut stage.office).await;
    assert_eq!(all.len(), 2);
    for line in &all {
        let reply = resolve(
            &mut stage.office,
            line.id,
            ResolutionKind::Discarded,
            "重複",
        )
        .await;
        assert_eq!(reply.status.as_u16(), 204, "{}", reply.text());
    }
    assert_eq!(contacts(&mut stage.office, 3).await, [(fact_id(1), true)]);
    let reopen = |id| format!("/api/attention/{id}/resolution");
    stage.office.delete(&reopen(all[0].id)).await;
    assert_eq!(contacts(&mut stage.office, 3).await, [(fact_id(1), true)]);
    let reply = resolve(&mut stage.office, all[0].id, ResolutionKind::Accepted, "").await;
    assert_eq!(
        reply.problem(),
        ProblemKind::Changed,
        "its other line says otherwise"
    );
    stage.office.delete(&reopen(all[1].id)).await;
    assert_eq!(contacts(&mut stage.office, 3).await, [(fact_id(1), false)]);
}

/// Taking back what settled a target opens it again, as the visitor's own retraction would.
#[tokio::test]
async fn what_the_office_takes_back_undoes_its_consequences() {
    let mut stage = OneVisitor::new().await;
    let sato = stage.phone.browser.user.expect("signed in");
    let season = Season::existing(&stage.server, stage.office.user.expect("signed in"));
    season.take_back([0]);
    let met = visited(1, visit(0, Outcome::MetRepresentative));
    stage.phone.tell(&met).await;
    let state = async |office: &mut Browser| {
        let path = format!("/api/members/{}", member(0));
        office.get(&path).await.json::<MemberFile>().targets[0].state
    };
    assert_eq!(state(&mut stage.office).await, TargetState::Done);
    let id = lines(&mut stage.office).await[0].id;
    resolve(
        &mut stage.office,
        id,
        ResolutionKind::Discarded,
        "訪問先の誤り",
    )
    .await;
    assert_eq!(state(&mut stage.office).await, TargetState::Open);
    // The row leaves whoever holds the member now.
    season.give([0], sato);
    stage.phone.pull().await;
    assert!(!stage.phone.rows.contains_key(&RowKey::Contact(met.id)));
}

#[tokio::test]
async fn a_record_that_cant_be_read_is_shown_as_it_came() {
    let mut stage = OneVisitor::new().await;
    let muts = vec![tests::facts::raw_text("42")];
    stage.phone.push_raw(muts).await;
    let line = &lines(&mut stage.office).await[0];
    assert_eq!((&line.fact, line.raw.as_str()), (&None, "42"));
    // Nobody's phone can be told: not even the record's id is known.
    resolve(
        &mut stage.office,
        line.id,
        ResolutionKind::Discarded,
        "読めない",
    )
    .await;
    stage.phone.pull().await;
    assert_eq!(told(&stage.phone), []);
    let malformed = stage
        .office
        .post(
            &format!("/api/attention/{}/resolve", line.id),
            &json!({"kind": "dance"}),
        )
        .await;
    assert_eq!(malformed.problem(), ProblemKind::MalformedRequest);
}
