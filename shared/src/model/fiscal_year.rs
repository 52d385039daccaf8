//! The chamber's fiscal year: April to March.

use chrono::Datelike;
use serde::{Deserialize, Serialize};
use std::fmt;

use super::Day;
use crate::json::Json;

/// FY2023 runs from 2023-04-01 to 2024-03-31.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Json,
)]
#[serde(transparent)]
pub struct FiscalYear(pub i32);

impl FiscalYear {
    pub fn of(day: Day) -> Self {
        Self(if day.month() >= 4 {
            day.year()
        } else {
            day.year() - 1
        })
    }

    /// 1 April; chrono's last representable year falls back to its last day.
    pub fn first_day(self) -> Day {
        Day::from_ymd_opt(self.0, 4, 1).unwrap_or(Day::MAX)
    }

    /// 31 March of the following year.
    pub fn last_day(self) -> Day {
        Day::from_ymd_opt(self.0.saturating_add(1), 3, 31).unwrap_or(Day::MAX)
    }

    pub fn minus(self, years: i32) -> Self {
        Self(self.0 - years)
    }
}

impl fmt::Display for FiscalYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FY{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_year_turns_between_31_march_and_1_april() {
        let of = |text: &str| FiscalYear::of(text.parse().expect("a test's literal day"));
        assert_eq!(of("2021-03-31"), FiscalYear(2020));
        assert_eq!(of("2021-04-01"), FiscalYear(2021));
        assert_eq!(of("2020-02-29"), FiscalYear(2019));
        assert_eq!(FiscalYear(2023).first_day().to_string(), "2023-04-01");
        assert_eq!(FiscalYear(2023).last_day().to_string(), "2024-03-31");
    }
}
