//! `--demo`: a living example of a chamber in mid-season, for trying things out.
//!
//! Everything goes the way that real data goes: lists through the import, targets through a season's
//! rule, calls and visits through the phones' push. Businesses, people and numbers are invented.

mod desk;
mod diary;
mod dice;
mod list;
mod places;
mod recruiting;
mod round;
mod words;

use chrono::Datelike;
use shared::model::moment::plus_days;
use shared::model::{
    Campaign, Day, FiscalYear, Moment, Role, Season, SeasonId, SeasonKind, Target, TargetRule,
    User, UserId,
};
use shared::text::fiscal_year_ja;
use shared::wire::OfficeCard;
use shared::wire::import::ImportKind;
use shared::wire::office::Assign;

use self::round::Round;
use crate::auth::password::hash_blocking;
use crate::catalogue::standard_catalogue;
use crate::clock::Clock;
use crate::db::audit::Actor;
use crate::db::{
    Db, DbResult, area_map, assignments, imports, meta, mint, office_card, seasons, services, users,
};
use crate::error::{ApiError, ApiResult};

const MEMBERS: &[u8] = include_bytes!("../demo/members_fy2023.cp932.csv");
const USAGES: &[u8] = include_bytes!("../demo/service_usage_fy2023.cp932.csv");
/// The fiscal year in which the two lists were written.
const LISTS_YEAR: i32 = 2023;

/// Everybody's password: a demo listens on this machine only and holds nobody's data.
pub const PASSWORD: &str = "meguri-demo-2026";

/// Days before today on which the targets were chosen.
const CHOSEN_BEFORE: i64 = 21;
const FILLED: &str = "demo";

/// Whether this database was filled, to the end, by `fill`.
pub fn is_filled(db: &Db) -> DbResult<bool> {
    db.read(|read| Ok(meta::get(&read.tx, FILLED)?.is_some()))
}

/// Fills a new database around the clock's today.
pub fn fill(db: &Db, clock: &Clock) -> ApiResult<()> {
    let now = clock.now();
    let today = now.day();
    let people = People::arrive(db, now)?;
    let office = Actor {
        user: people.coordinator.id,
        at: earlier(now, CHOSEN_BEFORE + 7),
    };
    db.write(|write| {
        services::fill_if_empty(write, &standard_catalogue())?;
        area_map::put(write, &places::outlines())?;
        office_card::put(
            write,
            &OfficeCard {
                name: "みなと商工会議所 会員サービス課".to_owned(),
                telephone: "045-000-1200".to_owned(),
                gift_by_staff_only: false,
            },
        )
    })?;
    let years = FiscalYear::of(today).0 - LISTS_YEAR;
    for (kind, name, bytes) in [
        (ImportKind::Members, "会員名簿.csv", MEMBERS),
        (ImportKind::Usages, "利用履歴.csv", USAGES),
    ] {
        let bytes = list::shifted(kind, bytes, years)?;
        db.write(|write| {
            let opened = imports::open(&bytes)?;
            let id = imports::stage(write, office, kind, name, &bytes, &opened.guess(kind))?;
            imports::confirm(write, office, id)
        })?;
    }
    let season = season(today, office.at)?;
    let chosen_at = Moment::in_japan(
        season.starts_on.max(plus_days(today, -CHOSEN_BEFORE)),
        words::time(9, 0),
    );
    let lines = {
        db.write(|write| {
            seasons::add(write, &season)?;
            seasons::choose(write, &season, chosen_at).map_err(ApiError::from)
        })?;
        db.read(|read| seasons::target_lines(read, season.id))?
    };
    let mut taken = Vec::new();
    for (visitor, area) in people.visitors.iter().zip(AREAS) {
        let theirs = Round::choose(&lines, area);
        for (day, targets) in theirs.days(today) {
            assign(db, office, visitor.id, day, &targets)?;
        }
        taken.push((visitor.clone(), theirs));
    }
    diary::write(db, &taken, now)?;
    desk::act(db, &people.coordinator, now)?;
    recruiting::write(db, office, &people.visitors)?;
    db.write(|write| meta::put(write, FILLED, "filled"))?;
    Ok(())
}

/// The branches that each visitor goes round.
const AREAS: [&[&str]; 3] = [
    &["中支部"],
    &["西支部", "神奈川支部"],
    &["鶴見支部", "港北支部"],
];

fn assign(
    db: &Db,
    office: Actor,
    visitor: UserId,
    day: Option<Day>,
    targets: &[Target],
) -> ApiResult<()> {
    let wish = Assign {
        targets: targets.iter().map(|target| target.id).collect(),
        visitor,
        day,
    };
    db.write(|write| assignments::assign(write, office, &wish))?;
    Ok(())
}

/// August to February as in the plan; where today lies outside or right at one end, the whole fiscal
/// year and more if it must be, so that the season always contains today and some days around it.
fn season(today: Day, at: Moment) -> DbResult<Season> {
    let year = FiscalYear::of(today);
    let day_of = |year: i32, month: u32| Day::from_ymd_opt(year, month, 1).unwrap_or(today);
    let (starts_on, ends_on) = (day_of(year.0, 8), plus_days(day_of(year.0 + 1, 3), -1));
    let (first_visit, last_visit) = (plus_days(today, -CHOSEN_BEFORE), plus_days(today, 1));
    let in_season = starts_on <= first_visit && last_visit <= ends_on;
    let (starts_on, ends_on) = if in_season {
        (starts_on, ends_on)
    } else {
        (
            year.first_day().min(first_visit),
            year.last_day().max(last_visit),
        )
    };
    Ok(Season {
        id: SeasonId::mint(at, mint::random()?),
        name: format!("{} 退会防止", fiscal_year_ja(year.0)),
        kind: SeasonKind::Retention,
        fiscal_year: year,
        starts_on,
        ends_on,
        rule: TargetRule {
            cohorts: vec![year.minus(3), year.minus(2)],
            ..TargetRule::default()
        },
        campaigns: campaigns(year, ends_on),
    })
}

/// What the plan for FY2023 promises to non-members.
fn campaigns(year: FiscalYear, season_ends: Day) -> Vec<Campaign> {
    let campaign = |words: &str, starts_on: Option<Day>, ends_on: Day| Campaign {
        words: words.to_owned(),
        starts_on,
        ends_on,
    };
    let day_of = |month, day| Day::from_ymd_opt(year.0, month, day);
    let december = day_of(12, 31).unwrap_or(season_ends);
    vec![
        campaign("入会金2,000円が無料", None, season_ends),
        campaign("年会費が半額", day_of(10, 1), december.min(season_ends)),
    ]
}

fn earlier(moment: Moment, days: i64) -> Moment {
    moment.plus_ms(-days * 24 * 60 * 60 * 1_000)
}

/// The day as many working days (Monday to Friday) before.
fn working_days_before(today: Day, days: u32) -> Day {
    let mut day = today;
    let mut left = days;
    while left > 0 {
        day = plus_days(day, -1);
        left -= u32::from(day.weekday().number_from_monday() <= 5);
    }
    day
}

struct People {
    coordinator: User,
    visitors: Vec<User>,
}

impl People {
    fn arrive(db: &Db, now: Moment) -> ApiResult<Self> {
        let hash = hash_blocking(PASSWORD)?;
        let add = |login: &str, name: &str, role: Role| -> ApiResult<User> {
            let user = User {
                id: UserId::mint(now, mint::random()?),
                login: login.to_owned(),
                name: name.to_owned(),
                role,
                active: true,
            };
            db.write(|write| users::add(write, &user, &hash))?;
            Ok(user)
        };
        add("kanri", "高木 修", Role::Administrator)?;
        Ok(Self {
            coordinator: add("suzuki", "鈴木 恵", Role::Coordinator)?,
            visitors: vec![
                add("tanaka", "田中 正明", Role::Visitor)?,
                add("sato", "佐藤 由美", Role::Visitor)?,
                add("ito", "伊藤 大介", Role::Visitor)?,
            ],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::{complaints, leads, members, progress, requests, withdrawals};
    use shared::model::{CaseStatus, RiskLevel};

    #[test]
    fn the_demo_is_a_season_in_full_swing_whatever_the_day() {
        for today in ["2024-02-29", "2027-04-01", "2028-03-31"] {
            let folder = tempfile::tempdir().expect("a folder");
            let db = Db::open(&folder.path().join("meguri.sqlite")).expect("a database");
            let today: Day = today.parse().expect("a day");
            assert!(!is_filled(&db).expect("readable"));
            fill(&db, &Clock::showing(today)).expect("filled");
            assert!(is_filled(&db).expect("readable"));

            db.read(|read| {
                let accounts = users::all(read)?;
                assert_eq!(accounts.len(), 5);
                assert_eq!(members::search(read, "", 0)?.total, 12_000, "{today}");
                let seasons = seasons::list(read)?.seasons;
                assert!(seasons[0].season.contains(today), "{today}");
                // The lists are of July; by then they hold the two cohorts of the plan.
                assert_eq!(seasons[0].targets, 1_508, "{today}");

                let lines = seasons::target_lines(read, seasons[0].season.id)?;
                for visitor in accounts.iter().filter(|user| user.role == Role::Visitor) {
                    let held: Vec<_> = lines
                        .iter()
                        .filter_map(|line| line.target.assignment.as_ref())
                        .filter(|held| held.visitor == visitor.id)
                        .collect();
                    assert_eq!(held.len(), 62, "{today}");
                    for day in [today, plus_days(today, 1)] {
                        let mut order: Vec<_> = held
                            .iter()
                            .filter(|held| held.day == Some(day))
                            .filter_map(|held| held.position)
                            .collect();
                        order.sort_unstable();
                        assert_eq!(order, (1..=10).collect::<Vec<_>>(), "{today}");
                    }
                }

                let progress = progress::of(
                    read,
                    &seasons[0].season,
                    Moment::in_japan(today, words::time(12, 0)),
                )?;
                assert!(
                    progress.total.met > 20 && progress.total.called > 20,
                    "{today}"
                );
                assert_eq!(progress.total.assigned, 186);
                assert!(
                    progress
                        .visitors
                        .iter()
                        .all(|line| line.late == 0 && line.arrived > 30)
                );
                let requests = requests::list(read)?;
                assert!(requests.iter().any(|line| line.line.answer.is_some()));
                assert!(requests.iter().any(|line| line.line.status.is_open()));
                assert_eq!(complaints::list(read)?.len(), 1);
                // Beside those that visits heard of.
                let leads = leads::list(read)?;
                let given = leads.iter().filter(|line| line.visitor.is_some());
                assert_eq!(given.count(), 6);
                let cases = withdrawals::list(read)?;
                let leaving = cases
                    .iter()
                    .filter(|case| case.line.level == RiskLevel::Leaving);
                assert_eq!(leaving.count(), 1);
                assert!(
                    cases
                        .iter()
                        .any(|case| case.line.status == CaseStatus::Open)
                );
                Ok(())
            })
            .expect("readable");
        }
    }
}
