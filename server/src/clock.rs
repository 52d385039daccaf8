//! The server's clock. `--today DATE` moves it by whole days for trying things out.

use std::time::{SystemTime, UNIX_EPOCH};

use shared::model::moment::days_between;
use shared::model::{Day, Moment};

#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    shift_ms: i64,
}

impl Clock {
    /// A clock that shows `today` now, at the real time of day.
    pub fn showing(today: Day) -> Self {
        let real = Self::default().today();
        Self {
            shift_ms: days_between(real, today) * 24 * 60 * 60 * 1_000,
        }
    }

    pub fn now(&self) -> Moment {
        let since_epoch = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let utc_ms = i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX);
        Moment::from_utc_ms(utc_ms).plus_ms(self.shift_ms)
    }

    /// The day in Japan.
    pub fn today(&self) -> Day {
        self.now().day()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shifted_clock_shows_the_day_asked_for() {
        let today: Day = "2023-10-02".parse().expect("a day");
        assert_eq!(Clock::showing(today).today(), today);
    }
}
