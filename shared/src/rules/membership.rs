//! Membership year 加入年数.
//!
//! Source: the plan for FY2023 counts by fiscal year, not by anniversary: whoever joined in FY2021 is in
//! year 2 all through FY2023, whatever the day. The year of joining itself is 当年度入会.

use std::cmp::Ordering;

use crate::model::{Day, FiscalYear};
use crate::text::fiscal_year_ja;

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
            fiscal_year_ja(cohort.0),
            membership_year(joined_on, on)
        ),
        Ordering::Equal => "当年度入会".to_owned(),
        Ordering::Greater => format!("{}入会予定", fiscal_year_ja(cohort.0)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::day;
    use proptest::prelude::*;

    #[test]
    fn membership_years_turn_on_1_april() {
        for (joined_on, on, year, ja, en) in [
            // The two examples of the plan for FY2023.
            (
                "2021-05-10",
                "2023-10-01",
                2,
                "令和3年度入会(加入2年目)",
                "Joined FY2021 (year 2)",
            ),
            (
                "2021-03-31",
                "2023-10-01",
                3,
                "令和2年度入会(加入3年目)",
                "Joined FY2020 (year 3)",
            ),
            (
                "2021-04-01",
                "2023-10-01",
                2,
                "令和3年度入会(加入2年目)",
                "Joined FY2021 (year 2)",
            ),
            (
                "2021-03-31",
                "2024-03-31",
                3,
                "令和2年度入会(加入3年目)",
                "Joined FY2020 (year 3)",
            ),
            (
                "2021-03-31",
                "2024-04-01",
                4,
                "令和2年度入会(加入4年目)",
                "Joined FY2020 (year 4)",
            ),
            (
                "2023-03-31",
                "2023-04-01",
                1,
                "令和4年度入会(加入1年目)",
                "Joined FY2022 (year 1)",
            ),
            (
                "2023-04-01",
                "2023-10-01",
                0,
                "当年度入会",
                "Joined this fiscal year",
            ),
            (
                "2020-02-29",
                "2024-02-29",
                4,
                "令和元年度入会(加入4年目)",
                "Joined FY2019 (year 4)",
            ),
            (
                "2019-04-01",
                "2023-10-01",
                4,
                "令和元年度入会(加入4年目)",
                "Joined FY2019 (year 4)",
            ),
            (
                "1989-03-31",
                "2023-10-01",
                35,
                "昭和63年度入会(加入35年目)",
                "Joined FY1988 (year 35)",
            ),
            // Joining ahead: later in the same fiscal year, and in the next.
            (
                "2024-03-31",
                "2023-10-01",
                0,
                "当年度入会",
                "Joined this fiscal year",
            ),
            (
                "2024-04-01",
                "2023-10-01",
                0,
                "令和6年度入会予定",
                "Joins in FY2024",
            ),
        ] {
            let (joined_on, on) = (day(joined_on), day(on));
            assert_eq!(membership_year(joined_on, on), year, "{joined_on} on {on}");
            assert_eq!(membership_ja(joined_on, on), ja);
            assert_eq!(membership_en(joined_on, on), en);
        }
    }

    #[test]
    fn a_cohort_is_a_fiscal_year_of_joining() {
        let plan = [FiscalYear(2020), FiscalYear(2021)];
        for (joined_on, expected) in [
            ("2020-03-31", false),
            ("2020-04-01", true),
            ("2022-03-31", true),
            ("2022-04-01", false),
        ] {
            assert_eq!(is_cohort(day(joined_on), &plan), expected, "{joined_on}");
        }
        assert!(is_cohort(day("1970-01-01"), &[]));
    }

    proptest! {
        #[test]
        fn the_year_grows_by_one_each_1_april_and_never_otherwise(joined in 0i64..40_000, later in 0i64..20_000) {
            let joined_on = day("1950-01-01") + chrono::TimeDelta::days(joined);
            let on = joined_on + chrono::TimeDelta::days(later);
            let next = on.succ_opt().expect("far from chrono's end");
            let grown = membership_year(joined_on, next) - membership_year(joined_on, on);
            prop_assert_eq!(grown == 1, next == FiscalYear::of(next).first_day());
            prop_assert!(grown <= 1);
        }
    }
}
