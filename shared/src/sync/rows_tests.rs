//! Rows that this app can't read, beside those that it can.

use serde_json::value::to_raw_value;
use uuid::Uuid;

use super::*;
use crate::model::{FiscalYear, SeasonId, SeasonKind, TargetRule, UserId};
use crate::wire::{Colleague, RowKey};

const COUPON: &str = r#"{"coupon":7}"#;

fn raw(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).expect("JSON")
}

fn member(number: &str) -> MemberNumber {
    MemberNumber::parse(number).expect("a number")
}

fn colleague(name: &str) -> Row {
    Row::Colleague(Colleague {
        id: UserId(Uuid::from_u128(1)),
        name: name.into(),
    })
}

fn readable(seq: u64, row: &Row) -> Change {
    Change::Row {
        seq,
        row: to_raw_value(row).expect("a row serialises"),
        key: Some(to_raw_value(&row.key()).expect("a key serialises")),
        member: row.member().cloned(),
    }
}

/// A kind of row that a newer server has, of this member.
fn unknown(seq: u64, of: &str) -> Change {
    Change::Row {
        seq,
        row: raw(&format!(r#"{{"coupon":{{"id":7,"yen":{seq}}}}}"#)),
        key: Some(raw(COUPON)),
        member: Some(member(of)),
    }
}

fn holding(changes: &[Change]) -> RowSet {
    let mut rows = RowSet::default();
    rows.apply(changes);
    rows
}

/// As a start after folding finds them.
fn folded(rows: &RowSet) -> RowSet {
    RowSet::from_base(&rows.to_base()).expect("its own base")
}

#[test]
fn a_forget_takes_the_rows_that_it_cant_read_along() {
    for rows in [
        holding(&[unknown(3, "100001")]),
        folded(&holding(&[unknown(3, "100001")])),
    ] {
        assert_eq!(rows.unreadable(), 1);
        let forget = |number| Change::Forget {
            seq: 9,
            member: member(number),
        };
        let mut other = rows.clone();
        other.apply(&[forget("100002")]);
        assert_eq!(other.unreadable(), 1);
        let mut own = rows;
        own.apply(&[forget("100001")]);
        assert_eq!((own.unreadable(), own.scope().count), (0, 0));
    }
}

#[test]
fn a_tomb_of_a_kind_that_nobody_here_knows_buries_its_row() {
    let tomb = |key: &str| Change::Tomb {
        seq: 9,
        key: raw(key),
    };
    let mut rows = holding(&[unknown(3, "100001"), readable(4, &colleague("佐藤"))]);
    rows.apply(&[tomb(r#"{"coupon":8}"#)]);
    assert_eq!(rows.scope().count, 2);
    rows.apply(&[tomb(COUPON)]);
    assert_eq!((rows.unreadable(), rows.scope().count), (0, 1));
}

#[test]
fn a_newer_version_of_an_unreadable_row_takes_its_place() {
    let rows = holding(&[unknown(3, "100001"), unknown(5, "100001")]);
    assert_eq!(
        rows.scope(),
        folded(&holding(&[unknown(5, "100001")])).scope()
    );
}

#[test]
fn the_last_readable_version_is_shown_until_an_update_reads_the_newest() {
    let newer = |name: &str| {
        let row = to_raw_value(&colleague(name)).expect("a row serialises");
        row.get().replace("colleague", "colleague_of_next_year")
    };
    let unreadable = Change::Row {
        seq: 5,
        row: raw(&newer("田中")),
        key: Some(to_raw_value(&colleague("").key()).expect("a key serialises")),
        member: None,
    };
    let rows = folded(&holding(&[readable(4, &colleague("佐藤")), unreadable]));
    let names = |rows: &RowSet| -> Vec<Row> { rows.iter().map(|row| (**row).clone()).collect() };
    assert_eq!(names(&rows), [colleague("佐藤")]);
    // The server has one row, and this very version of it.
    let newest = holding(&[readable(5, &colleague("田中"))]);
    assert_eq!(rows.scope(), newest.scope());
    // After the update the same bytes mean something.
    let base = String::from_utf8(rows.to_base()).expect("JSON");
    let updated = base.replace("colleague_of_next_year", "colleague");
    let rows = RowSet::from_base(updated.as_bytes()).expect("readable");
    assert_eq!(names(&rows), [colleague("田中")]);
    assert_eq!((rows.unreadable(), rows.scope()), (0, newest.scope()));
}

#[test]
fn what_was_folded_adds_up_as_before() {
    let rows = holding(&[unknown(3, "100001"), readable(4, &colleague("佐藤"))]);
    assert_eq!(folded(&rows).scope(), rows.scope());
    assert_ne!(rows.scope().sum, 0);
}

#[test]
fn the_first_apps_base_is_still_read() {
    let season = Row::Season(crate::model::Season {
        id: SeasonId(Uuid::from_u128(2)),
        name: "令和5年度 退会防止".into(),
        kind: SeasonKind::Retention,
        fiscal_year: FiscalYear(2023),
        starts_on: "2023-08-01".parse().expect("a day"),
        ends_on: "2024-02-29".parse().expect("a day"),
        rule: TargetRule::default(),
        campaigns: Vec::new(),
    });
    let row = serde_json::to_string(&season).expect("a row serialises");
    let base = format!(r#"[[{row}],[{{"coupon":{{"id":7}}}}]]"#);
    let rows = RowSet::from_base(base.as_bytes()).expect("the first base");
    assert_eq!((rows.scope().count, rows.unreadable()), (2, 1));
    let keys: Vec<RowKey> = rows.iter().map(|row| row.key()).collect();
    assert_eq!(keys, [season.key()]);
}
