//! May one call or visit this member now?
//!
//! Source: product rule: who isn't to be contacted, or is on hold, can't be called; a contact by anybody
//! in the last 14 days warns and says who and when.

use super::reach::spoke;
use crate::model::{Member, Moment, TargetState, UserId, moment::days_between};
use crate::wire::{Fact, FactBody};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContactAdvice {
    Forbidden(WhyNot),
    /// Allowed, but say so first.
    RecentContact {
        by: UserId,
        at: Moment,
    },
    Free,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    DoNotContact,
    /// The office asks to wait.
    OnHold,
}

/// A contact warns on this many days after its own.
pub const RECENT_DAYS: i64 = 14;

/// `latest` is what `latest_contact` found; a contact dated ahead by a wrong clock warns too.
pub fn may_contact(
    member: &Member,
    target: Option<TargetState>,
    latest: Option<(UserId, Moment)>,
    now: Moment,
) -> ContactAdvice {
    if member.do_not_contact {
        return ContactAdvice::Forbidden(WhyNot::DoNotContact);
    }
    if target == Some(TargetState::OnHold) {
        return ContactAdvice::Forbidden(WhyNot::OnHold);
    }
    match latest {
        Some((by, at)) if days_between(at.day(), now.day()) <= RECENT_DAYS => {
            ContactAdvice::RecentContact { by, at }
        }
        _ => ContactAdvice::Free,
    }
}

/// The latest of a member's effective facts in which somebody spoke with us: who, and when.
/// A call that rang in vain is no contact; otherwise every second try would warn of the first.
pub fn latest_contact<'a>(
    facts: impl IntoIterator<Item = (UserId, &'a Fact)>,
) -> Option<(UserId, Moment)> {
    facts
        .into_iter()
        .filter(|(_, fact)| spoke(&fact.body))
        .filter_map(|(by, fact)| happened_at(&fact.body).map(|at| (by, at)))
        .max_by_key(|(_, at)| at.utc_ms)
}

fn happened_at(body: &FactBody) -> Option<Moment> {
    match body {
        FactBody::Call(call) => Some(call.at),
        FactBody::Visit(visit) => Some(visit.at),
        FactBody::DailyReport(_) | FactBody::Retract { .. } => None,
    }
}
