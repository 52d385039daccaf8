//! What the tests of the rules start from.

use chrono::NaiveTime;
use uuid::Uuid;

use crate::model::{
    CallAttempt, CallDirection, CallResult, Day, FactId, Member, MemberNumber, Moment, Outcome,
    Representative, UserId, Visit,
};
use crate::wire::fact::FACT_SCHEMA;
use crate::wire::{Fact, FactBody};

pub fn day(text: &str) -> Day {
    text.parse().expect("a test's literal day")
}

/// `2023-10-02 14:30` on a clock in Japan.
pub fn at(text: &str) -> Moment {
    let (on, time) = text.split_once(' ').expect("a day and a time");
    let time = NaiveTime::parse_from_str(time, "%H:%M").expect("a test's literal time");
    Moment::in_japan(day(on), time)
}

pub fn user(number: u128) -> UserId {
    UserId(Uuid::from_u128(number))
}

pub fn number() -> MemberNumber {
    MemberNumber::parse("100003").expect("a member number")
}

/// A restaurant of five people that joined in FY2021 and used nothing yet.
pub fn member() -> Member {
    Member {
        number: number(),
        name: "関内食堂".to_owned(),
        kana: String::new(),
        representative: Representative::default(),
        industry: "飲食業".to_owned(),
        section: String::new(),
        branch: "中支部".to_owned(),
        joined_on: day("2021-05-10"),
        joined_via: None,
        postal_code: String::new(),
        address: String::new(),
        building: String::new(),
        telephone: "045-000-0000".to_owned(),
        employees: Some(5),
        fee_units: None,
        corporate_number: String::new(),
        withdrawn_on: None,
        representative_changed_on: None,
        former_representative: String::new(),
        do_not_contact: false,
        place: None,
        usages: Vec::new(),
        search_key: String::new(),
    }
}

pub fn call(when: &str, result: CallResult) -> CallAttempt {
    CallAttempt::new(number(), at(when), CallDirection::Out, result)
}

pub fn visit(when: &str, outcome: Outcome) -> Visit {
    Visit::new(number(), at(when), outcome)
}

pub fn fact_id(number: u128) -> FactId {
    FactId(Uuid::from_u128(number))
}

pub fn fact(id: u128, body: FactBody) -> Fact {
    Fact {
        id: fact_id(id),
        schema: FACT_SCHEMA,
        recorded_at: at("2023-10-02 18:00"),
        after: Vec::new(),
        corrects: None,
        instead_of: None,
        body,
    }
}

pub fn call_fact(id: u128, call: CallAttempt) -> Fact {
    fact(id, FactBody::Call(call))
}

pub fn visit_fact(id: u128, visit: Visit) -> Fact {
    fact(id, FactBody::Visit(Box::new(visit)))
}

pub fn correcting(original: u128, correction: Fact) -> Fact {
    Fact {
        corrects: Some(fact_id(original)),
        ..correction
    }
}

pub fn retracting(id: u128, retracted: u128) -> Fact {
    fact(
        id,
        FactBody::Retract {
            fact: fact_id(retracted),
        },
    )
}
