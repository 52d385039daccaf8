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

    /// What phones hold their own clocks against, in UTC milliseconds; 0, which says nothing, where this one was moved:
    /// phones keep their own.
    pub fn told_ms(&self) -> i64 {
        if self.shift_ms == 0 {
            self.now().utc_ms
        } else {
            0
        }
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
        let moved = Clock::showing(today);
        assert_eq!(moved.today(), today);
        assert_eq!(moved.told_ms(), 0, "no phone is to be called wrong for it");
        assert_ne!(Clock::default().told_ms(), 0);
    }
}
