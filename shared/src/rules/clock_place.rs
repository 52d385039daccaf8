//! Where a stop with a time belongs in a day's order.
//!
//! Source: plan FY2023: 8 to 12 visits a day, so that one with the way to it takes some 40 minutes; product rule:
//! several stops in one building are one arrival.

use crate::model::Moment;

/// What one arrival takes, the way to it included.
const STOP_MS: i64 = 40 * 60_000;

/// One stop of the order, as far as its time matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    At(Moment),
    Untimed,
    /// In the building of the stop before it.
    SameBuilding,
    /// It was over before the visitor agreed on the new one.
    Past,
}

/// The place in `order` of an appointment at `at`: behind all with an earlier time, before those with a later one,
/// and between them behind as many arrivals as fit from `from` on, when it was agreed on. Nothing here is the present
/// time, so that the order doesn't change while one looks at it.
pub fn place_by_clock(order: &[Slot], at: Moment, from: Moment) -> usize {
    let earlier = |slot: &Slot| matches!(slot, Slot::At(other) if *other <= at);
    let begin = order.iter().rposition(earlier);
    let mut free = match begin.map(|place| order[place]) {
        Some(Slot::At(other)) => from.max(other.plus_ms(STOP_MS)),
        _ => from,
    };
    // One is in a building only once its first stop has been counted.
    let mut there = begin.is_some();
    let begin = begin.map_or(0, |place| place + 1);
    let mut place = begin;
    for slot in &order[begin..] {
        match slot {
            Slot::Past => there = false,
            Slot::SameBuilding if there => {}
            Slot::Untimed | Slot::SameBuilding if free.plus_ms(STOP_MS) <= at => {
                free = free.plus_ms(STOP_MS);
                there = true;
            }
            Slot::Untimed | Slot::SameBuilding | Slot::At(_) => break,
        }
        place += 1;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::Slot::{At, Past, SameBuilding, Untimed};
    use super::*;
    use crate::rules::fixtures::at;

    #[test]
    fn as_many_stops_come_before_it_as_fit() {
        let clock = |time: &str| at(&format!("2023-10-02 {time}"));
        let early = At(clock("11:00"));
        let late = At(clock("16:00"));
        for (order, from, time, expected) in [
            (vec![], "09:00", "15:00", 0),
            (vec![Untimed; 5], "09:00", "11:00", 3),
            (vec![Untimed; 5], "09:00", "10:59", 2),
            (vec![Untimed; 5], "14:30", "15:00", 0),
            (vec![Untimed; 5], "15:00", "14:00", 0),
            // What was done before it was agreed on takes no time, nor does it come after.
            (vec![Past, Past, Untimed, Untimed], "13:00", "14:00", 3),
            // Never before what has an earlier time, never behind what has a later one.
            (vec![Untimed, Untimed, Untimed, early], "10:30", "11:30", 4),
            (vec![early, Untimed, Untimed], "09:00", "12:20", 2),
            (vec![Untimed, late, Untimed], "09:00", "15:00", 1),
            (vec![late, Untimed, early, Untimed], "09:00", "12:30", 4),
            // Whoever else is in a building takes no way, and isn't parted from it.
            (vec![Untimed, SameBuilding, Untimed], "09:00", "10:20", 3),
            (vec![Untimed, SameBuilding, Untimed], "09:00", "09:40", 2),
            (vec![Untimed, SameBuilding], "09:00", "09:39", 0),
            (vec![early, SameBuilding, Untimed], "09:00", "11:30", 2),
            (vec![Past, SameBuilding, Untimed], "13:00", "13:30", 1),
        ] {
            let place = place_by_clock(&order, clock(time), clock(from));
            assert_eq!(place, expected, "{order:?} {from} {time}");
        }
    }
}
