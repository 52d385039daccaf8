//! A season with members, given out and taken back as a coordinator does it.

use std::ops::Range;

use server::db::audit::Actor;
use server::db::{DbError, assignments, members, seasons, targets};
use shared::model::{
    Day, FiscalYear, Member, MemberNumber, Moment, Priority, Purpose, Representative, Role,
    SeasonId, SeasonKind, Target, TargetId, TargetRule, TargetState, UserId,
};
use shared::wire::office::{Assign, OrderDay};
use uuid::Uuid;

use crate::facts::Phone;
use crate::server::{Browser, TestServer, set_up};

/// The season's own id.
pub const SEASON: SeasonId = SeasonId(Uuid::from_u128(2));

#[derive(Debug)]
pub struct Season<'a> {
    server: &'a TestServer,
    actor: Actor,
}

/// Member number 100000 + n.
pub fn member(n: u128) -> MemberNumber {
    MemberNumber::parse(&format!("{}", 100_000 + n)).expect("six digits")
}

/// The target of member n.
pub fn target(n: u128) -> TargetId {
    TargetId(Uuid::from_u128(1_000 + n))
}

impl<'a> Season<'a> {
    /// Members 0 to `size`, each an open target, nobody's yet. `by` is the coordinator.
    pub fn new(server: &'a TestServer, by: UserId, size: u128) -> Self {
        set_up(server, |write| {
            seasons::add(write, &retention()).expect("the first season");
            Ok::<_, DbError>(())
        });
        let season = Self::existing(server, by);
        season.add(0..size);
        season
    }

    /// More members, each an open target, nobody's yet.
    pub fn add(&self, members: Range<u128>) {
        set_up(self.server, |write| {
            for n in members {
                let number = member(n);
                members::put(write, &business(&number))?;
                members::stamp(write, &number)?;
                let target = Target {
                    id: target(n),
                    season: SEASON,
                    member: number,
                    purpose: Purpose::UsageProposal,
                    priority: Priority::default(),
                    state: TargetState::Open,
                    assignment: None,
                };
                targets::add(write, &target)?;
                targets::stamp(write, &target)?;
            }
            Ok::<_, DbError>(())
        });
    }

    /// The season that `new` made on this server.
    pub fn existing(server: &'a TestServer, by: UserId) -> Self {
        let actor = Actor {
            user: by,
            at: Moment::from_utc_ms(0),
        };
        Self { server, actor }
    }

    pub fn give(&self, members: impl IntoIterator<Item = u128>, visitor: UserId) {
        let wish = Assign {
            targets: members.into_iter().map(target).collect(),
            visitor,
            day: None,
        };
        self.server
            .app
            .db
            .write(|write| {
                // What is done is reopened first, as the office does.
                targets::set_state(write, self.actor, &wish.targets, TargetState::Open)?;
                assignments::assign(write, self.actor, &wish)
            })
            .expect("these targets may be given");
    }

    /// The membership system has another name for the member.
    pub fn rename(&self, n: u128, name: &str) {
        let renamed = Member {
            name: name.to_owned(),
            ..business(&member(n))
        };
        set_up(self.server, |write| {
            members::put(write, &renamed)?;
            members::stamp(write, &renamed.number)?;
            Ok::<_, DbError>(())
        });
    }

    /// Puts all that the visitor holds in the order of one day, beginning with the n-th.
    pub fn publish(&self, visitor: UserId, day: Day, first: usize) {
        let db = &self.server.app.db;
        let held = db
            .read(|read| targets::held_by(read, visitor))
            .expect("the targets are readable");
        if held.is_empty() {
            return;
        }
        let mut targets = held;
        let first = first % targets.len();
        targets.rotate_left(first);
        db.write(|write| {
            targets::set_state(write, self.actor, &targets, TargetState::Open)?;
            let wish = Assign {
                targets: targets.clone(),
                visitor,
                day: Some(day),
            };
            assignments::assign(write, self.actor, &wish)?;
            let wish = OrderDay {
                visitor,
                day,
                targets,
            };
            assignments::order(write, self.actor, &wish)
        })
        .expect("the day may be put in order");
    }

    pub fn take_back(&self, members: impl IntoIterator<Item = u128>) {
        let targets: Vec<TargetId> = members.into_iter().map(target).collect();
        self.server
            .app
            .db
            .write(|write| assignments::take_back(write, self.actor, &targets))
            .expect("these targets may be taken back");
    }
}

fn retention() -> shared::model::Season {
    shared::model::Season {
        id: SEASON,
        name: "令和5年度 退会防止".into(),
        kind: SeasonKind::Retention,
        fiscal_year: FiscalYear(2023),
        starts_on: "2023-08-01".parse().expect("a literal day"),
        ends_on: "2024-02-29".parse().expect("a literal day"),
        rule: TargetRule {
            cohorts: vec![FiscalYear(2020), FiscalYear(2021)],
            ..TargetRule::default()
        },
        campaigns: Vec::new(),
    }
}

fn business(number: &MemberNumber) -> Member {
    Member {
        number: number.clone(),
        name: format!("株式会社{number}"),
        kana: "カブシキガイシャ".into(),
        representative: Representative::default(),
        industry: "飲食".into(),
        section: String::new(),
        branch: String::new(),
        joined_on: "2021-05-10".parse().expect("a literal day"),
        joined_via: None,
        postal_code: String::new(),
        address: "横浜市".into(),
        building: String::new(),
        telephone: "045-000-0000".into(),
        employees: Some(5),
        fee_units: None,
        corporate_number: String::new(),
        withdrawn_on: None,
        representative_changed_on: None,
        former_representative: String::new(),
        do_not_contact: false,
        place: None,
        usages: vec![],
        search_key: number.to_string(),
    }
}

/// The office, and one visitor with a phone that hasn't pulled yet.
#[derive(Debug)]
pub struct OneVisitor {
    pub office: Browser,
    pub phone: Phone,
    pub sato: UserId,
    // Deleted with the test.
    pub server: TestServer,
}

impl OneVisitor {
    /// Sato holds members 0 and 1 of four.
    pub async fn new() -> Self {
        let server = TestServer::new();
        let coordinator = server.user(Role::Coordinator, "office");
        let sato = server.user(Role::Visitor, "sato");
        Season::new(&server, coordinator, 4).give([0, 1], sato);
        Self {
            office: server.signed_in("office").await,
            phone: Phone::new(server.signed_in("sato").await),
            sato,
            server,
        }
    }
}
