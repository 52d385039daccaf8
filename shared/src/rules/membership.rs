//! Membership year 加入年数.
//!
//! Source: the plan for FY2023 counts by fiscal year, not by anniversary: whoever joined in FY2021 is in
//! year 2 all through FY2023, whatever the day. The year of joining itself is 当年度入会.

use std::cmp::Ordering;

use crate::model::{Day, FiscalYear};

/// Fiscal year of `on` − fiscal year of joining; 0 in the year of joining and before it.
pub fn membership_year(joined_on: Day, on: Day) -> u32 {
    u32::try_from(FiscalYear::of(on).0 - FiscalYear::of(joined_on).0).unwrap_or(0)
}

/// Joined in one of these fiscal years; no years named means any.
pub fn is_cohort(joined_on: Day, cohorts: &[FiscalYear]) -> bool {
    cohorts.is_empty() || cohorts.contains(&FiscalYear::of(joined_on))
}

/// `令和3年度入会(加入2年目)`, or `当年度入会`.
pub fn membership_ja(joined_on: Day, on: Day) -> String {
    let cohort = FiscalYear::of(joined_on);
    match cohort.cmp(&FiscalYear::of(on)) {
        Ordering::Less => format!(
            "{}入会(加入{}年目)",
            fiscal_year_ja(cohort),
            membership_year(joined_on, on)
        ),
        Ordering::Equal => "当年度入会".to_owned(),
        Ordering::Greater => format!("{}入会予定", fiscal_year_ja(cohort)),
    }
}

/// `Joined FY2021 (year 2)`, or `Joined this fiscal year`.
pub fn membership_en(joined_on: Day, on: Day) -> String {
    let cohort = FiscalYear::of(joined_on);
    match cohort.cmp(&FiscalYear::of(on)) {
        Ordering::Less => format!("Joined {cohort} (year {})", membership_year(joined_on, on)),
        Ordering::Equal => "Joined this fiscal year".to_owned(),
        Ordering::Greater => format!("Joins in {cohort}"),
    }
}

fn fiscal_year_ja(year: FiscalYear) -> String {
    let (era, first) = match year.0 {
        2019.. => ("令和", 2019),
        1989.. => ("平成", 1989),
        1926.. => ("昭和", 1926),
        _ => return format!("{}年度", year.0),
    };
    match year.0 - first + 1 {
        1 => format!("{era}元年度"),
        n => format!("{era}{n}年度"),
    }
}
