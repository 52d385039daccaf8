//! National holidays 国民の祝日, computed: no table grows old on a phone.
//!
//! Source: 国民の祝日に関する法律 as it stands since 2022; the equinoxes by the usual approximation, which
//! holds until 2099. What a single year moved by a law of its own (2019 to 2021) isn't known here.

use chrono::{Datelike, Weekday};

use crate::model::{Day, moment::plus_days};

/// A holiday by name, one in lieu of a Sunday, or a day between two of them.
pub fn is_holiday(day: Day) -> bool {
    is_named(day) || is_in_lieu(day) || is_named(plus_days(day, -1)) && is_named(plus_days(day, 1))
}

fn is_named(day: Day) -> bool {
    let nth_monday = |n| day.weekday() == Weekday::Mon && (day.day() - 1) / 7 + 1 == n;
    match (day.month(), day.day()) {
        (1, 1) | (2, 11 | 23) | (4, 29) | (5, 3..=5) | (8, 11) | (11, 3 | 23) => true,
        (1 | 10, _) => nth_monday(2),
        (7, _) => nth_monday(3),
        (3, date) => date == equinox(day.year(), 20_843_100),
        (9, date) => nth_monday(3) || date == equinox(day.year(), 23_248_800),
        _ => false,
    }
}

/// The date in March or September, from the moment of 1980's in millionths of a day.
fn equinox(year: i32, in_1980: i64) -> u32 {
    let years = i64::from(year) - 1980;
    let date = (in_1980 + 242_194 * years) / 1_000_000 - years.div_euclid(4);
    u32::try_from(date).unwrap_or(0)
}

/// A holiday on a Sunday is made up for by the next day that is none.
fn is_in_lieu(day: Day) -> bool {
    let mut before = plus_days(day, -1);
    while is_named(before) {
        if before.weekday() == Weekday::Sun {
            return true;
        }
        before = plus_days(before, -1);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fixtures::day;

    /// As the Cabinet Office publishes them.
    const PUBLISHED: [(i32, &[&str]); 3] = [
        (
            2023,
            &[
                "01-01", "01-02", "01-09", "02-11", "02-23", "03-21", "04-29", "05-03", "05-04",
                "05-05", "07-17", "08-11", "09-18", "09-23", "10-09", "11-03", "11-23",
            ],
        ),
        (
            2024,
            &[
                "01-01", "01-08", "02-11", "02-12", "02-23", "03-20", "04-29", "05-03", "05-04",
                "05-05", "05-06", "07-15", "08-11", "08-12", "09-16", "09-22", "09-23", "10-14",
                "11-03", "11-04", "11-23",
            ],
        ),
        (
            2026,
            &[
                "01-01", "01-12", "02-11", "02-23", "03-20", "04-29", "05-03", "05-04", "05-05",
                "05-06", "07-20", "08-11", "09-21", "09-22", "09-23", "10-12", "11-03", "11-23",
            ],
        ),
    ];

    #[test]
    fn holidays_are_those_that_the_cabinet_office_publishes() {
        for (year, published) in PUBLISHED {
            let first = day(&format!("{year}-01-01"));
            let days = (0..366).map(|n| plus_days(first, n));
            let found = days.filter(|day| day.year() == year && is_holiday(*day));
            let found: Vec<String> = found.map(|day| day.format("%m-%d").to_string()).collect();
            assert_eq!(found, published, "{year}");
        }
    }
}
