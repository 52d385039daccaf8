//! Values that two sides changed: what stands, what the phone is told, what the office finds.

use axum::http::{Method, StatusCode};
use server::db::attention;
use shared::model::{AttentionKind, Day, HeardTask, OfficeTaskId, Outcome, Role, Visit};
use shared::wire::attention::AttentionLine;
use shared::wire::office::{ChangeTask, OfficeTasks};
use shared::wire::sync::{Lost, RejectCode, ResultKind};
use tests::facts::{correcting, fact_id, raw_text, retracting, visit, visited};
use tests::{Phone, Season, TestServer};
use uuid::Uuid;

const TASK: OfficeTaskId = OfficeTaskId(Uuid::from_u128(500));

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn lost(field: &str, lost: &str, stands: &str) -> Lost {
    Lost {
        field: field.into(),
        lost: lost.into(),
        stands: stands.into(),
    }
}

/// Something for the office to do until that day.
fn asking(due_on: Option<&str>) -> Visit {
    let mut visit = visit(0, Outcome::MetRepresentative);
    visit.office_tasks.push(HeardTask {
        id: TASK,
        what: "冊子を送る".into(),
        due_on: due_on.map(day),
    });
    visit
}

async fn phone(server: &TestServer) -> Phone {
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    Season::new(server, suzuki, 1).give([0], tanaka);
    Phone::new(server.signed_in("tanaka").await)
}

async fn office_moves_it_to(server: &TestServer, due_on: &str) {
    let mut office = server.signed_in("suzuki").await;
    let change = ChangeTask {
        due_on: Some(day(due_on)),
        ..ChangeTask::default()
    };
    let path = format!("/api/office-tasks/{}", TASK.0);
    let reply = office.send(Method::PATCH, &path, &change).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
}

async fn due(server: &TestServer) -> Option<Day> {
    let mut office = server.signed_in("suzuki").await;
    let OfficeTasks { office_tasks } = office.get("/api/office-tasks").await.json();
    office_tasks[0].line.due_on
}

fn conflicts(server: &TestServer) -> usize {
    let lines = server.app.db.read(attention::list).expect("readable").lines;
    let conflict = |line: &&AttentionLine| line.kind == AttentionKind::Conflict;
    lines.iter().filter(conflict).count()
}

#[tokio::test]
async fn what_the_office_changed_stands_and_the_visitor_is_told() {
    let server = TestServer::new();
    let mut phone = phone(&server).await;
    phone.tell(&visited(1, asking(Some("2023-10-10")))).await;
    office_moves_it_to(&server, "2023-10-12").await;

    // Corrected elsewhere: the office's day stands, and nobody has to know.
    let mut other = asking(Some("2023-10-10"));
    other.note = "入口は裏".into();
    phone.tell(&correcting(1, visited(2, other))).await;
    assert_eq!(due(&server).await, Some(day("2023-10-12")));
    assert_eq!(conflicts(&server), 0);

    let moved = correcting(2, visited(3, asking(Some("2023-10-11"))));
    let expected = vec![lost("office_tasks.due_on", "2023-10-11", "2023-10-12")];
    for _ in 0..2 {
        // The reply may get lost: the same fact again gets the same answer.
        let [ResultKind::Conflict { fields, .. }] =
            &phone.push(std::slice::from_ref(&moved)).await[..]
        else {
            panic!("a conflict was expected");
        };
        assert_eq!(*fields, expected);
    }
    assert_eq!(due(&server).await, Some(day("2023-10-12")));
    assert_eq!(conflicts(&server), 1);
    // It counts, so that what depends on it is stored too.
    let mut child = visited(4, visit(0, Outcome::Absent));
    child.after = vec![fact_id(3)];
    phone.tell(&child).await;
}

#[tokio::test]
async fn what_only_the_visitor_changed_stands() {
    let server = TestServer::new();
    let mut phone = phone(&server).await;
    phone.tell(&visited(1, asking(None))).await;
    let moved = correcting(1, visited(2, asking(Some("2023-10-11"))));
    phone.tell(&moved).await;
    assert_eq!(due(&server).await, Some(day("2023-10-11")));
}

#[tokio::test]
async fn of_two_corrections_the_later_stands_and_the_other_ones_words_are_kept() {
    let server = TestServer::new();
    let mut phone = phone(&server).await;
    let noted = |note: &str| Visit {
        note: note.into(),
        ..visit(0, Outcome::MetRepresentative)
    };
    phone.tell(&visited(1, noted("はじめ"))).await;
    phone
        .tell(&correcting(1, visited(2, noted("電話の人から聞いた話"))))
        .await;
    // Made on another phone, which didn't know of the first correction.
    let other = correcting(1, visited(3, noted("店主の話")));
    let [ResultKind::Conflict { fields, .. }] = &phone.push(&[other]).await[..] else {
        panic!("a conflict was expected");
    };
    assert_eq!(*fields, [lost("note", "電話の人から聞いた話", "店主の話")]);
    assert_eq!(conflicts(&server), 1);
    // One that knows of it is none.
    phone
        .tell(&correcting(3, visited(4, noted("両方の話"))))
        .await;
    assert_eq!(conflicts(&server), 1);
}

#[tokio::test]
async fn who_takes_back_what_was_refused_hears_so() {
    let server = TestServer::new();
    let mut phone = phone(&server).await;
    let id = fact_id(1).0;
    let malformed = format!(r#"{{"id":"{id}","schema":1,"body":{{"dance":1}}}}"#);
    let reply = phone.push_raw(vec![raw_text(&malformed)]).await;
    assert_eq!(reply.status, StatusCode::OK);
    // Without `after`: the retraction names what it depends on by itself.
    let result = phone.push(&[retracting(2, 1)]).await;
    assert!(
        matches!(
            result[..],
            [ResultKind::Rejected {
                code: RejectCode::ParentRejected,
                ..
            }]
        ),
        "{result:?}"
    );
}
