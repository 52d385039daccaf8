//! Whom to call and visit first, and why.
//!
//! Source: the plan for FY2023 puts members without any history of using a service first; the other
//! reasons and their order are the product's default: wavering, changed representative, joined on the
//! web alone, unanswered request, time since the last contact.

use super::membership::membership_year;
use crate::model::{Day, JoinSource, Member, Priority, Reason, moment::months_between};
use crate::order::sort_by_key;

/// What is known of a member when its place in the order is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// No line in the usage history.
    pub never_used: bool,
    /// The last record noted that the member wavers or wants to leave.
    pub wavering: bool,
    pub representative_changed: bool,
    /// The application was completed on the web alone, so nobody has met them yet.
    pub web_joined: bool,
    /// A request waits for an answer.
    pub unanswered_request: bool,
    /// Anybody's last contact.
    pub last_contact_on: Option<Day>,
    pub joined_on: Day,
}

/// Months for which a changed representative counts as new.
const NEW_REPRESENTATIVE_MONTHS: u32 = 12;
/// Most leave in the second and third year; up to then a web joiner still counts as one.
const LAST_YEAR_AT_RISK: u32 = 3;
/// Time since the last contact stops adding after so many months.
const MOST_MONTHS_COUNTED: u32 = 24;

impl Standing {
    /// What the member's own data says. The caller adds what the records say:
    /// `Standing { wavering, unanswered_request, last_contact_on, ..Standing::of_member(member, today) }`.
    ///
    /// `web_joined` holds up to the third membership year. The plan's web-join follow-up is a visit of its
    /// own to members of the current year; in a retention season, whose members are in year 2 or 3, the
    /// same fact still says that they are likely to have met nobody of the chamber.
    pub fn of_member(member: &Member, today: Day) -> Self {
        Self {
            never_used: member.usages.is_empty(),
            wavering: false,
            representative_changed: member
                .representative_changed_on
                .is_some_and(|on| months_between(on, today) < NEW_REPRESENTATIVE_MONTHS),
            web_joined: member.joined_via == Some(JoinSource::Web)
                && membership_year(member.joined_on, today) <= LAST_YEAR_AT_RISK,
            unanswered_request: false,
            last_contact_on: None,
            joined_on: member.joined_on,
        }
    }
}

/// The sum of what the reasons weigh; reasons come heaviest first.
pub fn priority(standing: &Standing, today: Day) -> Priority {
    let year = membership_year(standing.joined_on, today);
    let since_contact = match standing.last_contact_on {
        None => Some(Reason::NeverContacted),
        Some(on) => match months_between(on, today) {
            0 => None,
            months => Some(Reason::MonthsSinceContact(months)),
        },
    };
    let holds = |condition: bool, reason: Reason| condition.then_some(reason);
    let mut reasons: Vec<Reason> = [
        holds(standing.never_used, Reason::NeverUsed),
        holds(standing.wavering, Reason::Wavering),
        holds(
            standing.representative_changed,
            Reason::RepresentativeChanged,
        ),
        holds(standing.web_joined, Reason::WebJoined),
        holds(standing.unanswered_request, Reason::UnansweredRequest),
        since_contact,
        holds((2..=3).contains(&year), Reason::MembershipYear(year)),
    ]
    .into_iter()
    .flatten()
    .collect();
    sort_by_key(&mut reasons, |reason| std::cmp::Reverse(points(*reason)));
    Priority {
        points: reasons.iter().copied().map(points).sum(),
        reasons,
    }
}

/// What one reason weighs. `NeverUsed` outweighs all others together.
pub fn points(reason: Reason) -> u32 {
    match reason {
        Reason::NeverUsed => 10_000,
        Reason::Wavering => 1_600,
        Reason::RepresentativeChanged => 800,
        Reason::WebJoined => 400,
        Reason::UnansweredRequest => 200,
        Reason::NeverContacted => 100,
        Reason::MonthsSinceContact(months) => 4 * months.min(MOST_MONTHS_COUNTED),
        // Year 2 and year 3 leave equally often in the plan's figures.
        Reason::MembershipYear(_) => 3,
    }
}

#[cfg(test)]
#[path = "priority_tests.rs"]
mod tests;
