//! Points in time and calendar days.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Timelike};
use serde::{Deserialize, Serialize};

use crate::json::{Json, Key, Reader, Writer};

/// A calendar day in Japan; on the wire `2023-10-02`.
pub type Day = NaiveDate;

/// Japan's offset from UTC in minutes; the whole product shows Asia/Tokyo, which has no summer time.
pub const JAPAN_OFFSET_MINUTES: i16 = 9 * 60;

/// An instant in UTC together with the offset of the device that recorded it.
/// Device time is shown, never used for order: order is the server's `seq`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Moment {
    /// Milliseconds since 1970-01-01T00:00Z.
    #[serde(rename = "t")]
    pub utc_ms: i64,
    /// Minutes east of UTC where it was recorded.
    #[serde(rename = "o", default = "japan", skip_serializing_if = "is_japan")]
    pub offset_minutes: i16,
}

fn japan() -> i16 {
    JAPAN_OFFSET_MINUTES
}

// serde calls this with a reference.
#[allow(clippy::trivially_copy_pass_by_ref)]
fn is_japan(offset: &i16) -> bool {
    *offset == JAPAN_OFFSET_MINUTES
}

/// By hand, because the offset is only written abroad.
impl Json for Moment {
    fn blank() -> Self {
        Self::from_utc_ms(0)
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        reader.object(&KEYS, &mut [&mut self.utc_ms, &mut self.offset_minutes]);
    }
    fn write(&self, writer: &mut Writer) {
        let written = if is_japan(&self.offset_minutes) { 1 } else { 2 };
        writer.object(&KEYS[..written], &[&self.utc_ms, &self.offset_minutes]);
    }
}

const KEYS: [Key; 2] = [
    Key {
        name: "t",
        required: true,
        omit: false,
    },
    Key {
        name: "o",
        required: false,
        omit: false,
    },
];

impl Moment {
    /// An instant recorded in Japan.
    pub fn from_utc_ms(utc_ms: i64) -> Self {
        Self {
            utc_ms,
            offset_minutes: JAPAN_OFFSET_MINUTES,
        }
    }

    /// The instant at which the clocks of Japan show `day` and `time`.
    pub fn in_japan(day: Day, time: NaiveTime) -> Self {
        let local = day.and_time(time).and_utc().timestamp_millis();
        Self::from_utc_ms(local - i64::from(JAPAN_OFFSET_MINUTES) * 60_000)
    }

    /// The minute in which it lies, as forms and clocks show it: none of them has seconds.
    pub fn to_the_minute(self) -> Self {
        let seconds = self.utc_ms.rem_euclid(60_000);
        Self {
            utc_ms: self.utc_ms - seconds,
            ..self
        }
    }

    /// The day that a calendar in Japan shows, clamped to chrono's range.
    pub fn day(self) -> Day {
        let ms = self
            .utc_ms
            .saturating_add(i64::from(JAPAN_OFFSET_MINUTES) * 60_000);
        DateTime::from_timestamp_millis(ms).map_or(NaiveDate::MIN, |t| t.date_naive())
    }

    /// The time of day that a clock in Japan shows, to the minute: (hour, minute).
    pub fn hour_minute(self) -> (u32, u32) {
        let ms = self
            .utc_ms
            .saturating_add(i64::from(JAPAN_OFFSET_MINUTES) * 60_000);
        DateTime::from_timestamp_millis(ms).map_or((0, 0), |t| (t.hour(), t.minute()))
    }

    pub fn plus_ms(self, ms: i64) -> Self {
        Self {
            utc_ms: self.utc_ms.saturating_add(ms),
            ..self
        }
    }
}

/// Whole days from `earlier` to `later`; negative when they are the other way round.
pub fn days_between(earlier: Day, later: Day) -> i64 {
    (later - earlier).num_days()
}

/// Whole months from `earlier` to `later`, 0 when they are the other way round.
pub fn months_between(earlier: Day, later: Day) -> u32 {
    let months =
        (later.year() - earlier.year()) * 12 + later.month() as i32 - earlier.month() as i32;
    let incomplete = i32::from(later.day() < earlier.day());
    u32::try_from(months - incomplete).unwrap_or(0)
}

pub fn plus_days(day: Day, days: i64) -> Day {
    day.checked_add_signed(TimeDelta::days(days)).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().expect("a test's literal day")
    }

    #[test]
    fn a_moment_just_before_midnight_utc_is_the_next_morning_in_japan() {
        let moment = Moment::from_utc_ms(1_696_201_200_000); // 2023-10-01T23:00Z
        assert_eq!(moment.day(), day("2023-10-02"));
        assert_eq!(moment.hour_minute(), (8, 0));
    }

    #[test]
    fn japan_clock_round_trips() {
        let time = NaiveTime::from_hms_opt(10, 30, 0).expect("a time");
        let moment = Moment::in_japan(day("2023-10-02"), time);
        assert_eq!(
            (moment.day(), moment.hour_minute()),
            (day("2023-10-02"), (10, 30))
        );
    }

    #[test]
    fn months_count_only_when_complete() {
        assert_eq!(months_between(day("2023-01-31"), day("2023-02-28")), 0);
        assert_eq!(months_between(day("2023-01-15"), day("2023-04-15")), 3);
        assert_eq!(months_between(day("2023-05-01"), day("2023-04-15")), 0);
    }

    #[test]
    fn the_offset_is_only_written_abroad() {
        let json = serde_json::to_string(&Moment::from_utc_ms(5)).expect("serialises");
        assert_eq!(json, r#"{"t":5}"#);
        let abroad: Moment = serde_json::from_str(r#"{"t":5,"o":0}"#).expect("parses");
        assert_eq!(abroad.offset_minutes, 0);
    }
}
