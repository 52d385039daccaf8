//! Rows that one person sees: the day as published with the visitor's own order, leads, the visitor's card.

use axum::http::{Method, StatusCode};
use serde_json::json;
use shared::model::{
    Day, HeardIntroduction, Lead, LeadId, LeadSource, LeadStage, Outcome, OwnOrder, Plan, Role,
    UserId,
};
use shared::wire::leads::{AssignLead, ChangeLead, LeadLine, Leads, NewLead};
use shared::wire::office::{Assign, OrderDay};
use shared::wire::sync::ResultKind;
use shared::wire::{Fact, FactBody, Row, RowKey, VisitorCard};
use tests::facts::{correcting, fact, retracting, visit, visited};
use tests::office::target;
use tests::{Browser, Phone, Season, TestServer};
use uuid::Uuid;

fn day() -> Day {
    "2023-10-03".parse().expect("a day")
}

async fn plan_of(phone: &mut Phone, visitor: UserId) -> Plan {
    phone.pull().await;
    let key = RowKey::Plan {
        visitor,
        day: day(),
    };
    match phone.rows.get(&key) {
        Some(Row::Plan(plan)) => plan.clone(),
        other => panic!("a plan was expected, not {other:?}"),
    }
}

async fn give(office: &mut Browser, visitor: UserId, members: &[u128]) {
    let wish = Assign {
        targets: members.iter().copied().map(target).collect(),
        visitor,
        day: Some(day()),
    };
    let reply = office.post("/api/assignments", &wish).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
}

async fn publish(office: &mut Browser, visitor: UserId, members: &[u128]) {
    let wish = OrderDay {
        visitor,
        day: day(),
        targets: members.iter().copied().map(target).collect(),
    };
    let reply = office
        .send(Method::PUT, "/api/assignments/order", &wish)
        .await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
}

fn ordered(id: u128, revision: u32, members: &[u128]) -> Fact {
    let order = OwnOrder {
        day: day(),
        revision,
        targets: members.iter().copied().map(target).collect(),
    };
    fact(id, FactBody::OwnOrder(order))
}

#[tokio::test]
async fn a_visitors_own_order_stands_until_the_office_publishes_anew() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    Season::new(&server, suzuki, 4);
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    give(&mut office, tanaka, &[0, 1, 2]).await;
    let published = plan_of(&mut phone, tanaka).await;
    assert_eq!((published.revision, published.own_order.len()), (1, 0));

    phone.tell(&ordered(1, 1, &[2, 0, 1])).await;
    let own = plan_of(&mut phone, tanaka).await;
    assert_eq!(own.own_order, [target(2), target(0), target(1)]);

    // One stop more is no new order.
    give(&mut office, tanaka, &[3]).await;
    assert_eq!(plan_of(&mut phone, tanaka).await, own);

    publish(&mut office, tanaka, &[1, 0, 2, 3]).await;
    let anew = plan_of(&mut phone, tanaka).await;
    let gave_way = Plan {
        visitor: tanaka,
        day: day(),
        revision: 2,
        own_order: vec![],
        own_order_gave_way: true,
    };
    assert_eq!(anew, gave_way);

    // Made without a network before the office published: it changes nothing.
    let result = phone.push(&[ordered(2, 1, &[3, 2, 1, 0])]).await;
    let [ResultKind::Conflict { fields, .. }] = &result[..] else {
        panic!("a conflict was expected, not {result:?}");
    };
    assert_eq!(fields[0].field, "order");
    assert_eq!(plan_of(&mut phone, tanaka).await, gave_way);

    phone.tell(&ordered(3, 2, &[3, 2, 1, 0])).await;
    let again = plan_of(&mut phone, tanaka).await;
    assert_eq!(again.own_order.len(), 4);
    assert!(!again.own_order_gave_way);
}

#[tokio::test]
async fn an_own_order_is_corrected_and_taken_back_like_any_fact() {
    let server = TestServer::new();
    let tanaka = server.user(Role::Visitor, "tanaka");
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    // A day for which the office has published nothing.
    phone.tell(&ordered(1, 0, &[0, 1])).await;
    let first = plan_of(&mut phone, tanaka).await;
    assert_eq!((first.revision, first.own_order.len()), (0, 2));
    phone.tell(&correcting(1, ordered(2, 0, &[1, 0]))).await;
    let corrected = plan_of(&mut phone, tanaka).await;
    assert_eq!(corrected.own_order, [target(1), target(0)]);
    phone.tell(&retracting(3, 2)).await;
    assert_eq!(plan_of(&mut phone, tanaka).await, first);
    phone.tell(&retracting(4, 1)).await;
    let none = plan_of(&mut phone, tanaka).await;
    assert!(none.own_order.is_empty() && !none.own_order_gave_way);
}

#[tokio::test]
async fn a_plan_is_on_its_visitors_phone_alone() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    server.user(Role::Visitor, "sato");
    Season::new(&server, suzuki, 1);
    let mut office = server.signed_in("suzuki").await;
    give(&mut office, tanaka, &[0]).await;
    let mut other = Phone::new(server.signed_in("sato").await);
    other.pull().await;
    let plans = |row: &&Row| matches!(row, Row::Plan(_));
    assert_eq!(other.rows.values().filter(plans).count(), 0);
}

fn lead_on(phone: &Phone, visitor: UserId, lead: LeadId) -> Option<&Lead> {
    match phone.rows.get(&RowKey::Lead { visitor, lead }) {
        Some(Row::Lead { lead, .. }) => Some(lead),
        Some(other) => panic!("a lead was expected, not {other:?}"),
        None => None,
    }
}

#[tokio::test]
async fn a_lead_passes_from_phone_to_phone() {
    let server = TestServer::new();
    server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    let sato = server.user(Role::Visitor, "sato");
    let mut office = server.signed_in("suzuki").await;
    let mut first = Phone::new(server.signed_in("tanaka").await);
    let mut second = Phone::new(server.signed_in("sato").await);
    let new = NewLead {
        business: "新しい店".into(),
        contact: "山本".into(),
        telephone: "045-555-0100".into(),
        source: LeadSource::WebsiteEnquiry,
    };
    let lead: Lead = office.post("/api/leads", &new).await.json();
    let path = format!("/api/leads/{}", lead.id);
    for visitor in [Some(tanaka), Some(sato), None] {
        let reply = office
            .send(
                Method::PUT,
                &format!("{path}/visitor"),
                &AssignLead { visitor },
            )
            .await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
        let met = ChangeLead {
            stage: LeadStage::Met,
        };
        let reply = office.send(Method::PATCH, &path, &met).await;
        assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
        let Leads { leads } = office.get("/api/leads").await.json();
        let stored = Lead {
            stage: LeadStage::Met,
            ..lead.clone()
        };
        let line = LeadLine {
            lead: stored.clone(),
            visitor,
        };
        assert_eq!(leads, [line]);
        for (phone, user) in [(&mut first, tanaka), (&mut second, sato)] {
            phone.pull().await;
            let expected = (visitor == Some(user)).then_some(&stored);
            assert_eq!(lead_on(phone, user, lead.id), expected);
        }
    }
}

#[tokio::test]
async fn a_lead_leaves_the_phone_with_the_visit_that_told_of_it() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    Season::new(&server, suzuki, 1).give([0], tanaka);
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let id = LeadId(Uuid::from_u128(40));
    let mut told = visit(0, Outcome::MetRepresentative);
    told.introductions.push(HeardIntroduction {
        lead: id,
        business: "新しい店".into(),
        contact: String::new(),
        telephone: String::new(),
        consented: true,
    });
    phone.tell(&visited(1, told.clone())).await;
    let wish = AssignLead {
        visitor: Some(tanaka),
    };
    let path = format!("/api/leads/{id}/visitor");
    let reply = office.send(Method::PUT, &path, &wish).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
    told.introductions[0].business = "正しい名の店".into();
    phone.tell(&correcting(1, visited(2, told))).await;
    phone.pull().await;
    let lead = lead_on(&phone, tanaka, id).expect("still there");
    assert_eq!(lead.business, "正しい名の店");
    phone.tell(&retracting(3, 1)).await;
    phone.pull().await;
    assert_eq!(lead_on(&phone, tanaka, id), None);
}

#[tokio::test]
async fn a_lead_needs_a_name_a_visitor_and_an_honest_source() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    let mut office = server.signed_in("suzuki").await;
    let nameless = json!({"business": " ", "source": "website_enquiry"});
    let reply = office.post("/api/leads", &nameless).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let introduced = json!({"business": "店", "source": {"introduced": {
        "by": "100000", "heard_in": Uuid::nil(), "heard_by": Uuid::nil(), "consented": true}}});
    let reply = office.post("/api/leads", &introduced).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    let lead: Lead = office
        .post(
            "/api/leads",
            &json!({"business": "店", "source": "newly_founded"}),
        )
        .await
        .json();
    // A coordinator visits nobody.
    let wish = AssignLead {
        visitor: Some(suzuki),
    };
    let path = format!("/api/leads/{}/visitor", lead.id);
    let reply = office.send(Method::PUT, &path, &wish).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_visitors_card_is_on_the_own_phone_alone() {
    let server = TestServer::new();
    let tanaka = server.user(Role::Visitor, "tanaka");
    server.user(Role::Visitor, "sato");
    let mut admin = server.newcomer(Role::Administrator, "admin").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let mut other = Phone::new(server.signed_in("sato").await);
    let path = format!("/api/users/{tanaka}/card");
    let wish = json!({"affiliation": "商工会議所 委託訪問員", "valid_until": "2024-03-31",
        "photo": "/9j/4AAQSkZJRg==", "staff": true});
    let card: VisitorCard = admin.send(Method::PUT, &path, &wish).await.json();
    assert!(card.staff);
    assert_eq!(admin.get(&path).await.json::<VisitorCard>(), card);
    for phone in [&mut phone, &mut other] {
        phone.pull().await;
    }
    let key = RowKey::VisitorCard(tanaka);
    assert_eq!(phone.rows.get(&key), Some(&Row::VisitorCard(card.clone())));
    assert_eq!(other.rows.get(&key), None);

    let rename = json!({"name": "田中 正明"});
    let reply = admin
        .send(Method::PATCH, &format!("/api/users/{tanaka}"), &rename)
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    phone.pull().await;
    let renamed = VisitorCard {
        name: "田中 正明".into(),
        ..card
    };
    assert_eq!(phone.rows.get(&key), Some(&Row::VisitorCard(renamed)));
    for bad in [
        json!({"photo": "no picture"}),
        json!({"photo": "/9j/".repeat(20_000)}),
        json!({"affiliation": "あ".repeat(201)}),
    ] {
        let reply = admin.send(Method::PUT, &path, &bad).await;
        assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn who_is_no_visitor_any_more_has_no_card() {
    let server = TestServer::new();
    let tanaka = server.user(Role::Visitor, "tanaka");
    let mut admin = server.newcomer(Role::Administrator, "admin").await;
    let path = format!("/api/users/{tanaka}/card");
    assert_eq!(admin.get(&path).await.status, StatusCode::OK);
    let promote = json!({"role": "coordinator"});
    let reply = admin
        .send(Method::PATCH, &format!("/api/users/{tanaka}"), &promote)
        .await;
    assert_eq!(reply.status, StatusCode::OK);
    assert_eq!(admin.get(&path).await.status, StatusCode::NOT_FOUND);
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    phone.pull().await;
    assert_eq!(phone.rows.get(&RowKey::VisitorCard(tanaka)), None);
}
