//! The office's half: the real server functions on a real SQLite file.

use server::db::audit::Actor;
use server::db::{Db, DbError, assignments, members, pull, push, seasons, targets, users};
use shared::model::{
    Day, FiscalYear, Member, MemberNumber, Moment, Priority, Purpose, Representative, Role, Season,
    SeasonId, SeasonKind, Target, TargetId, TargetRule, TargetState, User, UserId,
};
use shared::wire::office::Assign;
use shared::wire::sync::{PullReply, PullRequest, PushReply, PushRequest};
use tempfile::TempDir;
use uuid::Uuid;

pub const MEMBERS: u128 = 12;

pub struct Office {
    pub db: Db,
    pub coordinator: UserId,
    pub targets: Vec<(TargetId, MemberNumber)>,
    // Deleted with the office.
    _folder: TempDir,
}

pub fn visitor(n: usize) -> UserId {
    UserId(Uuid::from_u128(100 + n as u128))
}

pub fn member(n: u128) -> MemberNumber {
    MemberNumber::parse(&format!("{}", 100_000 + n)).expect("six digits")
}

fn day(text: &str) -> Day {
    text.parse().expect("a literal day")
}

impl Office {
    pub fn new(visitors: usize) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let db = Db::open(&folder.path().join("meguri.sqlite")).expect("a new database");
        let coordinator = UserId(Uuid::from_u128(1));
        let season = SeasonId(Uuid::from_u128(2));
        let targets: Vec<_> = (0..MEMBERS)
            .map(|n| (TargetId(Uuid::from_u128(1_000 + n)), member(n)))
            .collect();
        db.write(|write| {
            users::add(
                write,
                &user(coordinator, "coordinator", Role::Coordinator),
                "-",
            )?;
            for n in 0..visitors {
                users::add(
                    write,
                    &user(visitor(n), &format!("visitor{n}"), Role::Visitor),
                    "-",
                )?;
            }
            seasons::add(write, &retention(season))?;
            for (id, number) in &targets {
                members::put(write, &business(number))?;
                members::stamp(write, number)?;
                let target = target(*id, season, number);
                targets::add(write, &target)?;
                targets::stamp(write, &target)?;
            }
            Ok::<_, DbError>(())
        })
        .expect("the office is set up");
        Self {
            db,
            coordinator,
            targets,
            _folder: folder,
        }
    }

    pub fn assign(&self, target: usize, visitor: UserId) {
        let actor = Actor {
            user: self.coordinator,
            at: Moment::from_utc_ms(0),
        };
        let wish = Assign {
            targets: vec![self.targets[target].0],
            visitor,
            day: None,
        };
        self.db
            .write(|write| assignments::assign(write, actor, &wish))
            .expect("assigned");
    }

    pub fn take_back(&self, target: usize) {
        let actor = Actor {
            user: self.coordinator,
            at: Moment::from_utc_ms(0),
        };
        let target = [self.targets[target].0];
        self.db
            .write(|write| assignments::take_back(write, actor, &target))
            .expect("taken back");
    }

    pub fn push(&self, user: UserId, request: &PushRequest, at: Moment) -> PushReply {
        push::push(&self.db, user, request, at).expect("the database takes it")
    }

    pub fn pull(&self, user: UserId, request: &PullRequest, at: Moment) -> PullReply {
        self.db
            .read(|read| pull::page(read, user, request, at))
            .expect("the database answers")
    }
}

fn user(id: UserId, login: &str, role: Role) -> User {
    User {
        id,
        login: login.to_owned(),
        name: login.to_owned(),
        role,
        active: true,
    }
}

fn retention(id: SeasonId) -> Season {
    Season {
        id,
        name: "令和5年度 退会防止".into(),
        kind: SeasonKind::Retention,
        fiscal_year: FiscalYear(2023),
        starts_on: day("2023-08-01"),
        ends_on: day("2024-02-29"),
        rule: TargetRule {
            cohorts: vec![FiscalYear(2021)],
            ..TargetRule::default()
        },
    }
}

fn business(number: &MemberNumber) -> Member {
    Member {
        number: number.clone(),
        name: format!("開港商店{number}"),
        kana: String::new(),
        representative: Representative::default(),
        industry: "小売業".into(),
        section: String::new(),
        branch: "中支部".into(),
        joined_on: day("2021-05-10"),
        joined_via: None,
        postal_code: String::new(),
        address: String::new(),
        building: String::new(),
        telephone: String::new(),
        employees: None,
        fee_units: None,
        corporate_number: String::new(),
        withdrawn_on: None,
        representative_changed_on: None,
        do_not_contact: false,
        usages: vec![],
        search_key: String::new(),
    }
}

fn target(id: TargetId, season: SeasonId, member: &MemberNumber) -> Target {
    Target {
        id,
        season,
        member: member.clone(),
        purpose: Purpose::UsageProposal,
        priority: Priority::default(),
        state: TargetState::Open,
        assignment: None,
    }
}
