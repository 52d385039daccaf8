//! Leads that visitors find, call and visit.

use axum::http::{Method, StatusCode};
use shared::model::{
    FoundLead, Handover, HandoverItem, HeardIntroduction, HeardRequest, Lead, LeadContact, LeadId,
    LeadManner, LeadOutcome, LeadSource, LeadStage, Outcome, RequestCategory, RequestId, Role,
    UserId, Visit,
};
use shared::wire::carried::{AllCarried, GiveOut};
use shared::wire::leads::{AssignLead, ChangeLead, Leads, NewLead};
use shared::wire::office::{Progress, Seasons};
use shared::wire::sync::{RejectCode, ResultKind};
use shared::wire::{Fact, FactBody, Row, RowKey};
use tests::facts::{correcting, fact, fact_id, noon, retracting, visit, visited};
use tests::{Browser, Phone, Season, TestServer};
use uuid::Uuid;

const LEAD: LeadId = LeadId(Uuid::from_u128(40));

fn found(id: u128) -> Fact {
    let found = FoundLead {
        lead: LEAD,
        business: "カフェ汽車道".to_owned(),
        contact: "山本".to_owned(),
        telephone: "045-555-0188".to_owned(),
        address: "横浜市中区新港2".to_owned(),
        note: String::new(),
        found_on: noon().day(),
    };
    fact(id, FactBody::FoundLead(Box::new(found)))
}

fn contact(id: u128, outcome: LeadOutcome) -> Fact {
    let contact = LeadContact {
        lead: LEAD,
        at: noon(),
        manner: LeadManner::OnSite,
        outcome,
        requests: Vec::new(),
        handed_over: Vec::new(),
        next_step: None,
        note: String::new(),
    };
    fact(id, FactBody::LeadContact(Box::new(contact)))
}

async fn on_phone(phone: &mut Phone, visitor: UserId) -> Option<Lead> {
    phone.pull().await;
    let key = RowKey::Lead {
        visitor,
        lead: LEAD,
    };
    match phone.rows.get(&key) {
        Some(Row::Lead { lead, .. }) => Some((**lead).clone()),
        Some(other) => panic!("a lead was expected, not {other:?}"),
        None => None,
    }
}

async fn at_office(office: &mut Browser) -> Option<Lead> {
    let Leads { leads } = office.get("/api/leads").await.json();
    leads.into_iter().next().map(|line| line.lead)
}

#[tokio::test]
async fn a_lead_found_on_the_way_stays_with_who_found_it_and_moves_with_each_contact() {
    let server = TestServer::new();
    server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    phone
        .push(&[found(1), contact(2, LeadOutcome::Spoke)])
        .await;
    let mut lead = on_phone(&mut phone, tanaka).await.expect("on the phone");
    assert_eq!(lead.own_find.take(), Some(fact_id(1)));
    assert_eq!(lead.source, LeadSource::MetOnTheWay);
    assert_eq!(lead.address, "横浜市中区新港2");
    assert_eq!(lead.stage, LeadStage::Contacted);
    assert_eq!((lead.contacts.len(), lead.contacts[0].by), (1, tanaka));
    assert_eq!(at_office(&mut office).await, Some(lead));

    phone.tell(&contact(3, LeadOutcome::Met)).await;
    let stage = |lead: Option<Lead>| lead.map(|lead| (lead.stage, lead.contacts.len()));
    let met = Some((LeadStage::Met, 2));
    assert_eq!(stage(on_phone(&mut phone, tanaka).await), met);
    // What only a contact said falls with it.
    phone.tell(&retracting(4, 3)).await;
    let contacted = Some((LeadStage::Contacted, 1));
    assert_eq!(stage(on_phone(&mut phone, tanaka).await), contacted);

    let accepted = ChangeLead {
        stage: LeadStage::Accepted,
    };
    let path = format!("/api/leads/{LEAD}");
    let reply = office.send(Method::PATCH, &path, &accepted).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
    // The office is ahead: a meeting doesn't throw the lead back.
    phone.tell(&contact(5, LeadOutcome::Met)).await;
    let ahead = Some((LeadStage::Accepted, 2));
    assert_eq!(stage(on_phone(&mut phone, tanaka).await), ahead);

    // Nor does a correction of what was written down about it.
    let mut corrected = found(7);
    corrected.corrects = Some(fact_id(1));
    phone.tell(&corrected).await;
    assert_eq!(stage(on_phone(&mut phone, tanaka).await), ahead);

    phone.tell(&retracting(8, 7)).await;
    assert_eq!(stage(on_phone(&mut phone, tanaka).await), ahead);

    phone.tell(&retracting(6, 1)).await;
    assert_eq!(on_phone(&mut phone, tanaka).await, None);
    assert_eq!(at_office(&mut office).await, None);
}

#[tokio::test]
async fn what_a_visitor_carries_goes_down_with_each_record_and_up_with_its_retraction() {
    let server = TestServer::new();
    server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let wish = GiveOut {
        visitor: tanaka,
        item: HandoverItem::GiftCard500,
        count: 5,
    };
    let reply = office.post("/api/carried", &wish).await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
    let mut met = contact(2, LeadOutcome::Met);
    if let FactBody::LeadContact(contact) = &mut met.body {
        contact.handed_over.push(Handover {
            item: HandoverItem::GiftCard500,
            receipt: "R-1".to_owned(),
        });
    }
    phone.push(&[found(1), met]).await;
    phone.pull().await;
    let left = |phone: &Phone| match phone.rows.get(&RowKey::Carried(tanaka)) {
        Some(Row::Carried(carried)) => carried.items[0].left(),
        other => panic!("what is carried was expected, not {other:?}"),
    };
    assert_eq!(left(&phone), 4);
    phone.tell(&retracting(3, 2)).await;
    phone.pull().await;
    assert_eq!(left(&phone), 5);
    let AllCarried { carried } = office.get("/api/carried").await.json();
    assert_eq!(carried[0].items[0].left(), 5);
    let nothing = GiveOut { count: 0, ..wish };
    let reply = office.post("/api/carried", &nothing).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
}

/// Whatever has become of the phone's own copy of the record.
#[tokio::test]
async fn who_found_a_lead_is_told_the_record_that_a_correction_replaces() {
    let server = TestServer::new();
    server.user(Role::Coordinator, "suzuki");
    let tanaka = server.user(Role::Visitor, "tanaka");
    let sato = server.user(Role::Visitor, "sato");
    let mut office = server.signed_in("suzuki").await;
    let mut finder = Phone::new(server.signed_in("tanaka").await);
    let mut other = Phone::new(server.signed_in("sato").await);
    let find = |lead: Option<Lead>| lead.map(|lead| lead.own_find);
    finder.push(&[found(1)]).await;
    let told = find(on_phone(&mut finder, tanaka).await);
    assert_eq!(told, Some(Some(fact_id(1))));
    finder.tell(&correcting(1, found(2))).await;
    let told = find(on_phone(&mut finder, tanaka).await);
    assert_eq!(told, Some(Some(fact_id(2))));
    assert_eq!(find(at_office(&mut office).await), Some(None));
    // Whoever is to win it now has found nothing.
    let visitor = Some(sato);
    let path = format!("/api/leads/{LEAD}/visitor");
    let reply = office
        .send(Method::PUT, &path, &AssignLead { visitor })
        .await;
    assert_eq!(reply.status, StatusCode::NO_CONTENT, "{}", reply.text());
    assert_eq!(find(on_phone(&mut other, sato).await), Some(None));
}

#[tokio::test]
async fn nobody_takes_over_anothers_lead_by_its_id() {
    let server = TestServer::new();
    let tanaka = server.user(Role::Visitor, "tanaka");
    server.user(Role::Visitor, "sato");
    let mut first = Phone::new(server.signed_in("tanaka").await);
    let mut second = Phone::new(server.signed_in("sato").await);
    first.push(&[found(1)]).await;
    let reply = second.push(&[found(2)]).await;
    let refused = ResultKind::Rejected {
        code: RejectCode::Invalid,
        message: "lead".to_owned(),
    };
    assert_eq!(reply, [refused]);
    assert!(on_phone(&mut first, tanaka).await.is_some());
}

#[tokio::test]
async fn what_is_no_telephone_number_is_refused_wherever_it_comes_from() {
    let server = TestServer::new();
    server.user(Role::Coordinator, "suzuki");
    server.user(Role::Visitor, "tanaka");
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let mut twelve = found(1);
    if let FactBody::FoundLead(found) = &mut twelve.body {
        found.telephone = "12".to_owned();
    }
    let refused = ResultKind::Rejected {
        code: RejectCode::Invalid,
        message: "telephone".to_owned(),
    };
    assert_eq!(phone.push(&[twelve]).await, [refused]);
    let new = NewLead {
        business: "新しい店".to_owned(),
        contact: String::new(),
        telephone: "１２".to_owned(),
        source: LeadSource::WebsiteEnquiry,
    };
    let reply = office.post("/api/leads", &new).await;
    assert_eq!(reply.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(at_office(&mut office).await, None);
}

/// After a restore phones offer again what they sent, in whatever order.
#[tokio::test]
async fn a_contact_that_arrives_before_the_visit_that_heard_of_the_lead_counts() {
    let server = TestServer::new();
    server.user(Role::Coordinator, "suzuki");
    server.user(Role::Visitor, "tanaka");
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    phone.tell(&contact(2, LeadOutcome::Met)).await;
    let introducing = Visit {
        introductions: vec![HeardIntroduction {
            lead: LEAD,
            business: "カフェ汽車道".to_owned(),
            contact: String::new(),
            telephone: String::new(),
            consented: true,
        }],
        ..visit(1, Outcome::MetRepresentative)
    };
    phone.tell(&visited(1, introducing)).await;
    let lead = at_office(&mut office).await.expect("at the office");
    assert_eq!((lead.stage, lead.contacts.len()), (LeadStage::Met, 1));
}

#[tokio::test]
async fn what_a_lead_asks_for_counts_at_the_office_as_in_the_days_report() {
    let server = TestServer::new();
    let suzuki = server.user(Role::Coordinator, "suzuki");
    Season::new(&server, suzuki, 1);
    server.user(Role::Visitor, "tanaka");
    let mut office = server.signed_in("suzuki").await;
    let mut phone = Phone::new(server.signed_in("tanaka").await);
    let Seasons { seasons } = office.get("/api/seasons").await.json();
    let path = format!("/api/seasons/{}/progress", seasons[0].season.id);
    let asked = |id: u128, number: u128| {
        let mut fact = contact(id, LeadOutcome::Met);
        if let FactBody::LeadContact(contact) = &mut fact.body {
            contact.requests = vec![HeardRequest {
                id: RequestId(Uuid::from_u128(number)),
                category: RequestCategory::Sales,
                words: "朝市に出たい".to_owned(),
                reply_wanted: false,
            }];
        }
        fact
    };
    phone.push(&[found(1), asked(2, 1), asked(3, 2)]).await;
    let mut counted = async || {
        let progress: Progress = office.get(&path).await.json();
        progress.requests_by_category
    };
    assert_eq!(counted().await, [(RequestCategory::Sales, 2)]);
    phone.tell(&retracting(4, 3)).await;
    assert_eq!(counted().await, [(RequestCategory::Sales, 1)]);
}
