//! Days and times as people here write them.

use chrono::{Datelike, Weekday};
use shared::model::{Day, FiscalYear, Moment, NextStep};
use shared::rules::{membership_en, membership_ja};
use shared::text::{fiscal_year_ja, wareki};

use super::Lang;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

impl Lang {
    /// 10月2日(月) / Mon 2 Oct
    pub fn day(self, day: Day) -> String {
        let (month, date, weekday) = (day.month(), day.day(), self.weekday(day.weekday()));
        match self {
            Self::Ja => format!("{month}月{date}日({weekday})"),
            Self::En => format!("{weekday} {date} {}", month_name(day)),
        }
    }

    /// 2023年10月2日 / 2 Oct 2023
    pub fn date(self, day: Day) -> String {
        let (year, month, date) = (day.year(), day.month(), day.day());
        match self {
            Self::Ja => format!("{year}年{month}月{date}日"),
            Self::En => format!("{date} {} {year}", month_name(day)),
        }
    }

    /// 名簿 令和5年10月2日現在 / Member list of 2 Oct 2023
    pub fn list_as_of(self, day: Day) -> String {
        match self {
            Self::Ja => ["名簿 ", &wareki(day), "現在"].concat(),
            Self::En => ["Member list of ", &self.date(day)].concat(),
        }
    }

    /// 2023年10月 / Oct 2023
    pub fn month(self, day: Day) -> String {
        let (year, month) = (day.year(), day.month());
        match self {
            Self::Ja => format!("{year}年{month}月"),
            Self::En => format!("{} {year}", month_name(day)),
        }
    }

    /// 10月 / Oct
    pub fn month_only(self, day: Day) -> String {
        match self {
            Self::Ja => format!("{}月", day.month()),
            Self::En => month_name(day).to_owned(),
        }
    }

    /// 10月2日(月) 14:32 / Mon 2 Oct 14:32
    pub fn day_and_time(self, moment: Moment) -> String {
        let mut text = self.day(moment.day());
        text.push(' ');
        text.push_str(&clock(moment));
        text
    }

    /// The day of a next step, with its time where one was agreed on.
    pub fn when_next(self, step: &NextStep) -> String {
        match (step.due_at(), step.on) {
            (Some(at), _) => self.day_and_time(at),
            (None, Some(day)) => self.day(day),
            (None, None) => String::new(),
        }
    }

    /// 14:32 when it is of `today`, otherwise with the day.
    pub fn time_seen_on(self, moment: Moment, today: Day) -> String {
        if moment.day() == today {
            clock(moment)
        } else {
            self.day_and_time(moment)
        }
    }

    /// 今日, 昨日, 明日, 12日前, otherwise the day; with the year when it is another one.
    pub fn day_seen_from(self, day: Day, today: Day) -> String {
        let ago = (today - day).num_days();
        match (self, ago) {
            (Self::Ja, 0) => "今日".to_owned(),
            (Self::En, 0) => "today".to_owned(),
            (Self::Ja, 1) => "昨日".to_owned(),
            (Self::En, 1) => "yesterday".to_owned(),
            (Self::Ja, -1) => "明日".to_owned(),
            (Self::En, -1) => "tomorrow".to_owned(),
            (Self::Ja, 2..=30) => format!("{ago}日前"),
            (Self::En, 2..=30) => format!("{ago} days ago"),
            _ if day.year() == today.year() => self.day(day),
            _ => self.date(day),
        }
    }

    /// 令和3年度 / FY2021: the year by which cohorts are named.
    pub fn fiscal_year(self, year: FiscalYear) -> String {
        match self {
            Self::Ja => fiscal_year_ja(year.0),
            Self::En => year.to_string(),
        }
    }

    /// 令和3年度入会(加入2年目) / Joined FY2021 (year 2)
    pub fn joined(self, joined_on: Day, today: Day) -> String {
        match self {
            Self::Ja => membership_ja(joined_on, today),
            Self::En => membership_en(joined_on, today),
        }
    }

    /// 1年, 5日, 3時間, 12分: about as long as these milliseconds.
    pub fn about_as_long(self, ms: u64) -> String {
        const UNITS: [(u64, &str, &str); 4] = [
            (365 * 24 * 60, "年", "year"),
            (24 * 60, "日", "day"),
            (60, "時間", "hour"),
            (1, "分", "minute"),
        ];
        let minutes = (ms + 30_000) / 60_000;
        let fits = UNITS.into_iter().find(|(unit, ..)| minutes >= *unit);
        let (unit, ja, en) = fits.unwrap_or(UNITS[3]);
        let n = (minutes + unit / 2) / unit;
        match self {
            Self::Ja => format!("{n}{ja}"),
            Self::En if n == 1 => format!("1 {en}"),
            Self::En => format!("{n} {en}s"),
        }
    }

    /// 3時間, 1時間30分, 12分: what is left, never more than that; from three hours on in whole ones.
    pub fn time_left(self, ms: u64) -> String {
        let minutes = (ms / 60_000).max(1);
        let (hours, minutes) = match minutes / 60 {
            hours @ 3.. => (hours, 0),
            hours => (hours, minutes % 60),
        };
        let in_hours = (hours > 0).then(|| self.about_as_long(hours * 60 * 60_000));
        let in_minutes = (minutes > 0).then(|| self.about_as_long(minutes * 60_000));
        let gap = match self {
            Self::Ja => "",
            Self::En => " ",
        };
        let parts: Vec<String> = in_hours.into_iter().chain(in_minutes).collect();
        parts.join(gap)
    }

    fn weekday(self, weekday: Weekday) -> &'static str {
        let n = weekday.num_days_from_monday() as usize;
        match self {
            Self::Ja => ["月", "火", "水", "木", "金", "土", "日"][n],
            Self::En => ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][n],
        }
    }
}

/// 14:05 on the clocks of Japan.
pub fn clock(moment: Moment) -> String {
    let (hour, minute) = moment.hour_minute();
    format!("{hour}:{minute:02}")
}

/// 14:05:09 on the clocks of Japan.
pub fn clock_with_seconds(moment: Moment) -> String {
    let seconds = moment.utc_ms.rem_euclid(60_000) / 1_000;
    format!("{}:{seconds:02}", clock(moment))
}

fn month_name(day: Day) -> &'static str {
    MONTHS[day.month0() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a test's literal day")
    }

    #[test]
    fn days_read_as_people_write_them() {
        let monday = day("2023-10-02");
        assert_eq!(Lang::Ja.day(monday), "10月2日(月)");
        assert_eq!(Lang::En.day(monday), "Mon 2 Oct");
        assert_eq!(Lang::Ja.day_seen_from(day("2023-09-20"), monday), "12日前");
        assert_eq!(
            Lang::Ja.day_seen_from(day("2022-12-05"), monday),
            "2022年12月5日"
        );
        assert_eq!(
            Lang::En.day_seen_from(day("2023-10-03"), monday),
            "tomorrow"
        );
    }

    #[test]
    fn never_more_is_said_to_be_left_than_is() {
        const MINUTE: u64 = 60_000;
        for (ms, ja, en) in [
            (MINUTE - 1, "1分", "1 minute"),
            (46 * MINUTE - 1, "45分", "45 minutes"),
            (90 * MINUTE, "1時間30分", "1 hour 30 minutes"),
            (120 * MINUTE, "2時間", "2 hours"),
            (239 * MINUTE, "3時間", "3 hours"),
        ] {
            assert_eq!(Lang::Ja.time_left(ms), ja);
            assert_eq!(Lang::En.time_left(ms), en);
        }
    }

    #[test]
    fn a_span_is_told_in_its_largest_unit() {
        const HOUR: u64 = 60 * 60_000;
        for (ms, ja, en) in [
            (11 * 60_000, "11分", "11 minutes"),
            (HOUR - 2_000, "1時間", "1 hour"),
            (9 * HOUR, "9時間", "9 hours"),
            (25 * HOUR, "1日", "1 day"),
            (365 * 24 * HOUR - 2_000, "1年", "1 year"),
            (53 * 365 * 24 * HOUR, "53年", "53 years"),
        ] {
            assert_eq!(Lang::Ja.about_as_long(ms), ja);
            assert_eq!(Lang::En.about_as_long(ms), en);
        }
    }

    #[test]
    fn membership_is_counted_in_fiscal_years() {
        let today = day("2023-10-01");
        assert_eq!(
            Lang::Ja.joined(day("2021-05-10"), today),
            "令和3年度入会(加入2年目)"
        );
        assert_eq!(
            Lang::En.joined(day("2021-05-10"), today),
            "Joined FY2021 (year 2)"
        );
        assert_eq!(Lang::Ja.fiscal_year(FiscalYear(2019)), "令和元年度");
    }
}
