//! What the phone holds in each state.

use shared::fieldbook::sample;
use shared::model::{Carried, CarriedItem, Day, HandoverItem, Place, Purpose, Spot};
use shared::wire::{Row, VisitorCard};

use super::leads;

pub fn rows(state: &str) -> Vec<Row> {
    let mut rows = sample::rows();
    match state {
        "downloading" | "offline-and-empty" | "list-empty" => return Vec::new(),
        "leads-empty" => {}
        "today-leads" | "today-leads-long-names" => rows.extend(leads::untried()),
        leads if leads.starts_with("list-leads") => rows.extend(leads::leads()),
        "lead-gift" => {
            rows.extend(leads::leads());
            rows.push(carried(1));
        }
        lead if lead.starts_with("lead") || lead == "today-due" => rows.extend(leads::leads()),
        "today-without-plan" | "order-nothing" | "day-map-nothing" => {
            return rows.into_iter().map(without_day).collect();
        }
        "visit-handed" => rows.push(carried(1)),
        "visit-handed-before" => {
            rows.push(carried(10));
            return rows.into_iter().map(asked_for_material).collect();
        }
        "card" => rows.push(card_until(sample::at(180, 0, 0).day())),
        "card-expired" => rows.push(card_until(sample::at(-1, 0, 0).day())),
        _ => {}
    }
    if state.starts_with("day-map") {
        rows = rows.into_iter().map(with_spot).collect();
    }
    match state.ends_with("long-names") {
        true => rows.into_iter().map(with_long_name).collect(),
        false => rows,
    }
}

/// Of a visitor who has no picture yet.
fn card_until(valid_until: Day) -> Row {
    Row::VisitorCard(VisitorCard {
        user: sample::me(),
        name: "山田 太郎".to_owned(),
        affiliation: "みなと商工会議所 巡回訪問員".to_owned(),
        photo: String::new(),
        staff: false,
        valid_until: Some(valid_until),
    })
}

/// What the office gave out to be handed over; so many gift cards are handed over already.
fn carried(handed: u32) -> Row {
    let item = |item, given, handed| CarriedItem {
        item,
        given,
        handed,
    };
    Row::Carried(Carried {
        visitor: sample::me(),
        items: vec![
            item(HandoverItem::GiftCard500, 10, handed),
            item(HandoverItem::CommemorativePlate, 3, 0),
        ],
    })
}

fn asked_for_material(row: Row) -> Row {
    match row {
        Row::Target(mut target) => {
            target.purpose = Purpose::RequestedMaterial;
            Row::Target(target)
        }
        other => other,
    }
}

/// Members in several places, the second and the third almost at one.
fn with_spot(row: Row) -> Row {
    match row {
        Row::Member(mut member) => {
            let (lat, lon) = match member.number.as_str() {
                "100003" => (35.440, 139.630),
                "100010" => (35.446, 139.642),
                "100011" => (35.446_2, 139.642_4),
                _ => (35.452, 139.634),
            };
            let place = member.place.take().unwrap_or_default();
            let spot = Spot::of_degrees(lat, lon);
            member.place = Some(Box::new(Place { spot, ..*place }));
            Row::Member(member)
        }
        other => other,
    }
}

fn without_day(row: Row) -> Row {
    match row {
        Row::Target(mut target) => {
            if let Some(assignment) = &mut target.assignment {
                assignment.day = None;
                assignment.appointment = None;
            }
            Row::Target(target)
        }
        other => other,
    }
}

/// Names as long as they come, of every kind that breaks otherwise.
fn with_long_name(row: Row) -> Row {
    const NAMES: [&str; 4] = [
        "株式会社横浜みなとみらいホールディングスサービス",
        "特定非営利活動法人神奈川県中小企業経営支援センター",
        "第一総合税理士社会保険労務士共同事務所有限会社",
        "Yokohama International Trading & Logistics Company",
    ];
    match row {
        Row::Member(mut member) => {
            let at = member
                .number
                .as_str()
                .bytes()
                .map(usize::from)
                .sum::<usize>();
            member.name = NAMES[at % NAMES.len()].to_owned();
            Row::Member(member)
        }
        Row::Lead { visitor, mut lead } => {
            lead.business = NAMES[1].to_owned();
            Row::Lead { visitor, lead }
        }
        other => other,
    }
}
