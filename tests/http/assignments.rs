//! Giving targets to visitors, taking them back, ordering a day; and what phones see of it.

use axum::http::Method;
use serde_json::json;
use shared::model::{Day, Fault, Invalid, Outcome, Role, TargetId, TargetState, UserId};
use shared::wire::account::ChangeUser;
use shared::wire::office::{Assign, OrderDay, SetTargetState, TakeBack, Touched};
use shared::wire::{ProblemKind, Row, RowKey};
use tests::facts::{visit, visited};
use tests::office::target;
use tests::{Browser, Phone, Reply, Season, TestServer};
use uuid::Uuid;

const DAY: &str = "2023-10-03";

fn day() -> Day {
    DAY.parse().expect("a day")
}

async fn assign(
    office: &mut Browser,
    members: impl IntoIterator<Item = u128>,
    visitor: UserId,
    day: Option<Day>,
) -> Reply {
    let targets = members.into_iter().map(target).collect();
    let wish = Assign {
        targets,
        visitor,
        day,
    };
    office.post("/api/assignments", &wish).await
}

async fn order(office: &mut Browser, visitor: UserId, members: &[u128]) -> Reply {
    let targets = members.iter().copied().map(target).collect();
    let wish = OrderDay {
        visitor,
        day: day(),
        targets,
    };
    office
        .send(Method::PUT, "/api/assignments/order", &wish)
        .await
}

/// The day as the phone has it: targets by position.
fn stops(phone: &Phone) -> Vec<(u32, TargetId)> {
    let mut stops: Vec<_> = phone
        .rows
        .values()
        .filter_map(|row| match row {
            Row::Target(target) => target.assignment.as_ref().map(|held| (target.id, held)),
            _ => None,
        })
        .filter(|(_, held)| held.day == Some(day()))
        .map(|(id, held)| (held.position.expect("a day has an order"), id))
        .collect();
    stops.sort_unstable();
    stops
}

#[tokio::test]
async fn a_day_is_filled_ordered_and_emptied() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    let sato = server.user(Role::Visitor, "sato");
    Season::new(&server, suzuki, 6);
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let mut other = Phone::new(server.signed_in("sato").await);

    let touched: Touched = assign(&mut office, [0, 1], tanaka, Some(day()))
        .await
        .json();
    assert_eq!(touched.targets, 2);
    let touched: Touched = assign(&mut office, [1, 2, 3], tanaka, Some(day()))
        .await
        .json();
    assert_eq!(touched.targets, 2, "one was there already");
    phone.pull().await;
    assert_eq!(
        stops(&phone),
        [
            (1, target(0)),
            (2, target(1)),
            (3, target(2)),
            (4, target(3))
        ]
    );

    let reply = order(&mut office, tanaka, &[3, 0, 2, 1]).await;
    assert!(reply.status.is_success(), "{}", reply.text());
    phone.pull().await;
    assert_eq!(
        stops(&phone),
        [
            (1, target(3)),
            (2, target(0)),
            (3, target(2)),
            (4, target(1))
        ]
    );

    // One moves to a colleague: it leaves this phone, and the order closes up.
    assign(&mut office, [0], sato, Some(day()))
        .await
        .json::<Touched>();
    phone.pull().await;
    other.pull().await;
    assert_eq!(
        stops(&phone),
        [(1, target(3)), (2, target(2)), (3, target(1))]
    );
    assert!(!phone.knows(0));
    assert!(other.knows(0));
    assert_eq!(stops(&other), [(1, target(0))]);

    let wish = TakeBack {
        targets: vec![target(3), target(5)],
    };
    let touched: Touched = office
        .post("/api/assignments/take-back", &wish)
        .await
        .json();
    assert_eq!(touched.targets, 1, "nobody held the other");
    assign(&mut office, [2], tanaka, None)
        .await
        .json::<Touched>();
    phone.pull().await;
    assert!(!phone.knows(3));
    assert!(phone.knows(2), "without a day, but still theirs");
    assert_eq!(stops(&phone), [(1, target(1))]);
}

#[tokio::test]
async fn an_order_must_name_exactly_the_day() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    Season::new(&server, suzuki, 4);
    let mut office = server.signed_in("suzuki").await;
    assign(&mut office, 0..3, tanaka, Some(day()))
        .await
        .json::<Touched>();
    for stale in [&[0, 1][..], &[0, 1, 2, 3], &[0, 1, 3], &[0, 1, 2, 2]] {
        let reply = order(&mut office, tanaka, stale).await;
        assert_eq!(reply.problem(), ProblemKind::Changed, "{stale:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_assigned_is_refused_as_a_whole() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    let ito = server.user(Role::Visitor, "ito");
    server.user(Role::Administrator, "takagi");
    let season = Season::new(&server, suzuki, 4);
    season.give([3], tanaka);
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    phone.tell(&visited(1, visit(3, Outcome::Closed))).await;
    let mut administrator = server.signed_in("takagi").await;
    let end = ChangeUser {
        active: Some(false),
        ..ChangeUser::default()
    };
    let path = format!("/api/users/{ito}");
    administrator
        .send(Method::PATCH, &path, &end)
        .await
        .json::<serde_json::Value>();

    let mut office = server.signed_in("suzuki").await;
    let done = SetTargetState {
        targets: vec![target(2)],
        state: TargetState::Done,
    };
    office
        .post("/api/targets/state", &done)
        .await
        .json::<Touched>();
    let invalid = |field| ProblemKind::Invalid {
        invalid: Invalid::new(field, Fault::NotAllowed),
    };
    let stranger = UserId(Uuid::from_u128(9));
    for (members, visitor, problem) in [
        (vec![0], suzuki, invalid("visitor")),
        (vec![0], ito, invalid("visitor")),
        (vec![0], stranger, ProblemKind::NotFound),
        (vec![0, 99], tanaka, ProblemKind::NotFound),
        (vec![2], tanaka, invalid("targets")),
        // Contact has stopped there.
        (vec![0, 3], tanaka, invalid("targets")),
    ] {
        let reply = assign(&mut office, members, visitor, Some(day())).await;
        assert_eq!(reply.problem(), problem);
    }
    for outside in ["2023-07-31", "2024-03-01"] {
        let day = outside.parse().expect("a day");
        let reply = assign(&mut office, [0], tanaka, Some(day)).await;
        assert_eq!(reply.problem(), invalid("day"), "{outside}");
    }
    phone.pull().await;
    assert!(!phone.knows(0));
    assert!(!phone.rows.contains_key(&RowKey::Target(target(0))));
    for body in [
        json!({}),
        json!({"targets": ["x"], "visitor": tanaka}),
        json!([1]),
    ] {
        let reply = office.post("/api/assignments", &body).await;
        assert_eq!(reply.problem(), ProblemKind::MalformedRequest);
    }
}
