//! The budgets that can be measured natively, one JSON object a line, for `cargo xtask bench`.
//! Medians over several runs; times depend on the machine, so nothing here is an assertion.

use std::time::Instant;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use server::db::audit::Actor;
use server::db::{Db, imports, members, services, users};
use server::error::ApiError;
use shared::fieldbook::{Fieldbook, ListQuery};
use shared::model::{Day, Member, Moment, Role, User, UserId};
use shared::wire::Row;
use shared::wire::import::ImportKind;
use tests::figures::{median, percentile, print};
use uuid::Uuid;

const MEMBERS: &[u8] = include_bytes!("../../../server/demo/members_fy2023.cp932.csv");
const USAGES: &[u8] = include_bytes!("../../../server/demo/service_usage_fy2023.cp932.csv");
const OFFICE: UserId = UserId(Uuid::from_u128(1));
const RUNS: usize = 5;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> Result<()> {
    let mut import_s: Vec<f64> = Vec::new();
    let mut stored = Vec::new();
    for _ in 0..RUNS {
        let folder = tempfile::tempdir()?;
        let db = empty_office(&folder.path().join("meguri.sqlite"))?;
        let began = Instant::now();
        import(&db, ImportKind::Members, MEMBERS)?;
        import(&db, ImportKind::Usages, USAGES)?;
        import_s.push(began.elapsed().as_secs_f64());
        stored = all_members(&db)?;
    }
    print(
        "import of 12,000 members + 22,000 usages, preview and commit",
        Some(3.0),
        median(&mut import_s),
        "s",
    )?;

    let today: Day = "2023-10-02".parse()?;
    let rows = stored
        .iter()
        .cloned()
        .map(|member| Row::Member(Box::new(member)));
    let book = Fieldbook::new(OFFICE, rows, &[], &[]);
    if book.entries().len() != 12_000 {
        return Err(format!("{} members instead of 12,000", book.entries().len()).into());
    }
    let mut search_ms = search_times(&book, &stored, today);
    print(
        "search per keystroke over 12,000 members, native, p95",
        Some(5.0),
        percentile(&mut search_ms, 95),
        "ms",
    )?;
    Ok(())
}

fn empty_office(path: &std::path::Path) -> Result<Db> {
    let db = Db::open(path)?;
    db.write(|write| {
        let user = User {
            id: OFFICE,
            login: "office".into(),
            name: "事務局".into(),
            role: Role::Coordinator,
            active: true,
        };
        users::add(write, &user, "-")?;
        services::fill_if_empty(write, &server::catalogue::standard_catalogue())
    })?;
    Ok(db)
}

/// What a coordinator does: stage the file, look at the preview, confirm.
fn import(db: &Db, kind: ImportKind, bytes: &[u8]) -> std::result::Result<(), ApiError> {
    let today: Day = Moment::from_utc_ms(1_690_000_000_000).day();
    let actor = Actor {
        user: OFFICE,
        at: Moment::from_utc_ms(1_690_000_000_000),
    };
    let opened = imports::open(bytes)?;
    let columns = opened.guess(kind);
    let id = db.write(|write| imports::stage(write, actor, kind, "export.csv", bytes, &columns))?;
    db.read(|read| Ok(imports::preview(read, id, today)))??;
    db.write(|write| imports::confirm(write, actor, id))?;
    Ok(())
}

fn all_members(db: &Db) -> Result<Vec<Member>> {
    let mut found = Vec::new();
    for page in 0.. {
        let next = db.read(|read| members::search(read, "", page))?;
        if next.members.is_empty() {
            break;
        }
        found.extend(next.members);
    }
    Ok(found)
}

/// Types parts of names, kana, addresses and telephone numbers, one keystroke more each time.
fn search_times(book: &Fieldbook, members: &[Member], today: Day) -> Vec<f64> {
    let mut random = StdRng::seed_from_u64(1);
    let mut times = Vec::new();
    for _ in 0..200 {
        let member = &members[random.random_range(0..members.len())];
        let text = match random.random_range(0..4) {
            0 => &member.name,
            1 => &member.kana,
            2 => &member.address,
            _ => &member.telephone,
        };
        for typed in 1..=text.chars().count().min(8) {
            let query = ListQuery {
                words: text.chars().take(typed).collect(),
                ..ListQuery::default()
            };
            let began = Instant::now();
            let found = book.list(&query, today);
            times.push(began.elapsed().as_secs_f64() * 1_000.0);
            std::hint::black_box(found);
        }
    }
    times
}
