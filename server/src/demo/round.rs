//! One visitor's targets over the days of the demo.

use shared::model::moment::plus_days;
use shared::model::{Day, Target};
use shared::wire::office::TargetLine;

use super::working_days_before;

/// Working days that lie behind, and the visits planned on each.
pub(super) const DAYS_BEHIND: usize = 8;
const VISITS_A_DAY: usize = 4;
/// Stops of today, and of tomorrow.
const STOPS: usize = 10;
/// Targets that a visitor holds without a day.
const WITHOUT_DAY: usize = 10;

/// One visitor's targets, neighbours side by side.
#[derive(Debug)]
pub(super) struct Round {
    targets: Vec<Target>,
}

impl Round {
    const SIZE: usize = DAYS_BEHIND * VISITS_A_DAY + 2 * STOPS + WITHOUT_DAY;

    /// Three of four from the most urgent end, the others from among those who have used services.
    pub(super) fn choose(lines: &[TargetLine], branches: &[&str]) -> Self {
        let of_area: Vec<&TargetLine> = lines
            .iter()
            .filter(|line| branches.contains(&line.branch.as_str()))
            .collect();
        let urgent = Self::SIZE * 3 / 4;
        let mut chosen: Vec<&TargetLine> = of_area.iter().copied().take(urgent).collect();
        chosen.extend(of_area.iter().copied().rev().take(Self::SIZE - urgent));
        // Numbers of a street follow each other in its addresses, so neighbours do too.
        chosen.sort_by(|a, b| a.address.cmp(&b.address));
        Self {
            targets: chosen.into_iter().map(|line| line.target.clone()).collect(),
        }
    }

    pub(super) fn behind(&self, day: usize) -> &[Target] {
        self.slice(day * VISITS_A_DAY, VISITS_A_DAY)
    }

    pub(super) fn today(&self) -> &[Target] {
        self.slice(DAYS_BEHIND * VISITS_A_DAY, STOPS)
    }

    fn slice(&self, from: usize, len: usize) -> &[Target] {
        let end = (from + len).min(self.targets.len());
        &self.targets[from.min(end)..end]
    }

    /// What is assigned to which day; `None` is without a day.
    pub(super) fn days(&self, today: Day) -> Vec<(Option<Day>, Vec<Target>)> {
        let behind =
            (0..DAYS_BEHIND).map(|day| (Some(day_behind(today, day)), self.behind(day).to_vec()));
        let ahead = DAYS_BEHIND * VISITS_A_DAY + STOPS;
        let mut days: Vec<_> = behind.collect();
        days.push((Some(today), self.today().to_vec()));
        days.push((Some(plus_days(today, 1)), self.slice(ahead, STOPS).to_vec()));
        days.push((None, self.slice(ahead + STOPS, WITHOUT_DAY).to_vec()));
        days.retain(|(_, targets)| !targets.is_empty());
        days
    }
}

/// Day 0 is the longest ago.
pub(super) fn day_behind(today: Day, day: usize) -> Day {
    let before = u32::try_from(DAYS_BEHIND - day).unwrap_or(0);
    working_days_before(today, before)
}
