//! Pure decisions, each naming its source. The day and the time are always passed in.

pub mod call_ladder;
pub mod clock_place;
pub mod contact;
pub mod day_map;
pub mod door;
pub mod effective;
#[cfg(test)]
mod fixtures;
pub mod holidays;
pub mod leads;
pub mod map_link;
pub mod matching;
pub mod membership;
pub mod next_step;
pub mod plan_change;
pub mod priority;
pub mod purpose;
pub mod reach;
pub mod report;
pub mod target_rule;

pub use call_ladder::{Advice, Band, NextTry, is_open_on, is_word, next_try};
pub use clock_place::{Slot, place_by_clock};
pub use contact::{ContactAdvice, WhyNot, latest_contact, may_contact};
pub use day_map::{DayMap, Located, day_map, locate};
pub use door::{Door, door, is_closed};
pub use effective::{began_as, effective, effective_by, retracted, standing};
pub use holidays::is_holiday;
pub use map_link::{MapApp, place_link, way_links};
pub use matching::{MOST_SUGGESTIONS, Suggestion, Why, offers, offers_to_lead, suggestions};
pub use membership::{is_cohort, membership_en, membership_ja, membership_year};
pub use next_step::{next_step, settles};
pub use plan_change::{PlanChange, plan_change};
pub use priority::{Standing, points, priority};
pub use purpose::purpose;
pub use reach::{Reach, spoke};
pub use report::{AlsoHeard, also_heard, daily_report, unreported_days};
pub use target_rule::chosen;
