//! May one call or visit this member now?
//!
//! Source: product rule: who isn't to be contacted, has left, or is on hold, can't be called; a contact by anybody
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
    /// No member any more, or notice was received.
    Withdrawn,
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
    if member.withdrawn_on.is_some() {
        return ContactAdvice::Forbidden(WhyNot::Withdrawn);
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

pub(super) fn happened_at(body: &FactBody) -> Option<Moment> {
    match body {
        FactBody::Call(call) => Some(call.at),
        FactBody::Visit(visit) => Some(visit.at),
        FactBody::DailyReport(_)
        | FactBody::OwnOrder(_)
        | FactBody::FoundLead(_)
        | FactBody::LeadContact(_)
        | FactBody::Retract { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CallResult, Outcome};
    use crate::rules::fixtures::{at, call, call_fact, member, user, visit, visit_fact};

    #[test]
    fn forbidden_before_warned_before_free() {
        let now = at("2023-10-16 09:00");
        let recently = Some((user(7), at("2023-10-02 18:00")));
        let warned = ContactAdvice::RecentContact {
            by: user(7),
            at: at("2023-10-02 18:00"),
        };
        let on_hold = ContactAdvice::Forbidden(WhyNot::OnHold);
        for (target, latest, expected) in [
            (None, None, ContactAdvice::Free),
            (Some(TargetState::Open), recently, warned),
            (Some(TargetState::Done), recently, warned),
            (
                None,
                Some((user(7), at("2023-10-01 18:00"))),
                ContactAdvice::Free,
            ),
            (Some(TargetState::OnHold), recently, on_hold),
            (Some(TargetState::OnHold), None, on_hold),
        ] {
            assert_eq!(may_contact(&member(), target, latest, now), expected);
        }
        let ahead = Some((user(7), at("2023-10-20 09:00")));
        assert!(matches!(
            may_contact(&member(), None, ahead, now),
            ContactAdvice::RecentContact { .. }
        ));
        let mut closed = member();
        closed.do_not_contact = true;
        assert_eq!(
            may_contact(&closed, Some(TargetState::OnHold), recently, now),
            ContactAdvice::Forbidden(WhyNot::DoNotContact)
        );
        let mut left = member();
        left.withdrawn_on = Some(at("2024-03-31 00:00").day());
        assert_eq!(
            may_contact(&left, Some(TargetState::Open), recently, now),
            ContactAdvice::Forbidden(WhyNot::Withdrawn)
        );
    }

    #[test]
    fn only_a_conversation_is_a_contact() {
        let facts = [
            (
                user(1),
                call_fact(1, call("2023-10-02 10:00", CallResult::Declined)),
            ),
            (
                user(2),
                visit_fact(2, visit("2023-10-03 10:00", Outcome::AbsentStaffInformed)),
            ),
            (
                user(3),
                call_fact(3, call("2023-10-04 10:00", CallResult::NoAnswer)),
            ),
            (
                user(4),
                visit_fact(4, visit("2023-10-05 10:00", Outcome::Absent)),
            ),
        ];
        let latest =
            |facts: &[(UserId, Fact)]| latest_contact(facts.iter().map(|(by, fact)| (*by, fact)));
        assert_eq!(latest(&facts), Some((user(2), at("2023-10-03 10:00"))));
        assert_eq!(latest(&facts[2..]), None);
    }
}
