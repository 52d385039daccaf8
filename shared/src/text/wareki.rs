//! The Japanese calendar (和暦).

use chrono::{Datelike, NaiveDate};

/// An era (元号) of the Gregorian calendar in Japan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Era {
    Meiji,
    Taisho,
    Showa,
    Heisei,
    Reiwa,
}

impl Era {
    /// Latest first.
    pub const ALL: [Self; 5] = [
        Self::Reiwa,
        Self::Heisei,
        Self::Showa,
        Self::Taisho,
        Self::Meiji,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Meiji => "明治",
            Self::Taisho => "大正",
            Self::Showa => "昭和",
            Self::Heisei => "平成",
            Self::Reiwa => "令和",
        }
    }

    /// The calendar year that is year 1 (元年).
    pub fn first_year(self) -> i32 {
        match self {
            Self::Meiji => 1868,
            Self::Taisho => 1912,
            Self::Showa => 1926,
            Self::Heisei => 1989,
            Self::Reiwa => 2019,
        }
    }

    /// Year, month and day the era begins on, by the cabinet orders and edicts that named it.
    ///
    /// Meiji is counted from 1 January 1873 (明治6年), when the Gregorian calendar came into force
    /// (Dajokan Proclamation 337 of 1872): earlier dates are of the lunar calendar and can't be
    /// converted by counting.
    fn first_day(self) -> (i32, u32, u32) {
        match self {
            Self::Meiji => (1873, 1, 1),
            Self::Taisho => (1912, 7, 30),
            Self::Showa => (1926, 12, 25),
            Self::Heisei => (1989, 1, 8),
            Self::Reiwa => (2019, 5, 1),
        }
    }

    /// The last day that is still read in this era: the end of the fiscal year in which it
    /// ended, because plans and forms printed before go on in the old count (平成32年3月31日).
    fn last_day_in_use(self) -> Option<(i32, u32, u32)> {
        match self {
            Self::Meiji => Some((1913, 3, 31)),
            Self::Taisho => Some((1927, 3, 31)),
            Self::Showa => Some((1989, 3, 31)),
            Self::Heisei => Some((2020, 3, 31)),
            Self::Reiwa => None,
        }
    }

    /// Whether offices date this day in this era.
    pub fn includes(self, date: NaiveDate) -> bool {
        let day = (date.year(), date.month(), date.day());
        self.first_day() <= day && self.last_day_in_use().is_none_or(|last| day <= last)
    }

    /// The era in force on a day.
    fn on(year: i32, month: u32, day: u32) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|era| era.first_day() <= (year, month, day))
    }
}

/// 令和3年5月10日, as an office writes it; the first year is 元年. Days before 1873 are written in
/// the western calendar.
pub fn wareki(date: NaiveDate) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let year = year_of(Era::on(year, month, day), year);
    format!("{year}{month}月{day}日")
}

/// 令和3年 for a calendar year. A year in which the era changed goes by the new one.
pub fn wareki_year(calendar_year: i32) -> String {
    year_of(Era::on(calendar_year, 12, 31), calendar_year)
}

/// 令和3年度 for the fiscal year that begins on 1 April of `year`.
///
/// A fiscal year goes by the era in force on 1 May: fiscal 2019 is 令和元年度 as a whole (cabinet
/// decision of 2 April 2019 on the change of the era), fiscal 1988 is 昭和63年度.
pub fn fiscal_year_ja(year: i32) -> String {
    format!("{}度", year_of(Era::on(year, 5, 1), year))
}

fn year_of(era: Option<Era>, year: i32) -> String {
    let Some(era) = era else {
        return format!("{year}年");
    };
    match year - era.first_year() + 1 {
        1 => format!("{}元年", era.name()),
        count => format!("{}{count}年", era.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> String {
        wareki(NaiveDate::from_ymd_opt(year, month, day).expect("the tests name real days"))
    }

    #[test]
    fn days_on_both_sides_of_each_change() {
        assert_eq!(on(2021, 5, 10), "令和3年5月10日");
        assert_eq!(on(2019, 5, 1), "令和元年5月1日");
        assert_eq!(on(2019, 4, 30), "平成31年4月30日");
        assert_eq!(on(1989, 1, 8), "平成元年1月8日");
        assert_eq!(on(1989, 1, 7), "昭和64年1月7日");
        assert_eq!(on(1926, 12, 25), "昭和元年12月25日");
        assert_eq!(on(1926, 12, 24), "大正15年12月24日");
        assert_eq!(on(1912, 7, 30), "大正元年7月30日");
        assert_eq!(on(1912, 7, 29), "明治45年7月29日");
        assert_eq!(on(1873, 1, 1), "明治6年1月1日");
        assert_eq!(on(1872, 12, 31), "1872年12月31日");
    }

    #[test]
    fn fiscal_years() {
        assert_eq!(fiscal_year_ja(2021), "令和3年度");
        assert_eq!(fiscal_year_ja(2019), "令和元年度");
        assert_eq!(fiscal_year_ja(2018), "平成30年度");
        assert_eq!(fiscal_year_ja(1989), "平成元年度");
        assert_eq!(fiscal_year_ja(1988), "昭和63年度");
    }

    #[test]
    fn calendar_years() {
        assert_eq!(wareki_year(2023), "令和5年");
        assert_eq!(wareki_year(2019), "令和元年");
        assert_eq!(wareki_year(1860), "1860年");
    }
}
