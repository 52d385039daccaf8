//! What only this visitor sees: the plan of each day with its own order, the leads to win, the card.

use crate::model::{Campaign, CarriedItem, Day, Lead, LeadId, OwnOrder, Plan, UserId};
use crate::rules::effective_by;
use crate::rules::leads::campaigns;
use crate::sync::PendingFact;
use crate::wire::{FactBody, VisitorCard};

use super::{Fieldbook, LeadEntry};

impl Fieldbook {
    /// The day as the office published it, with the visitor's own order of it. `None`: the office
    /// published nothing, and the visitor put nothing in order.
    pub fn plan(&self, day: Day) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.day == day)
    }

    /// Non-members whom this visitor is to win, with what the visitor recorded of them.
    pub fn leads(&self) -> &[LeadEntry] {
        &self.leads
    }

    pub fn lead(&self, id: LeadId) -> Option<&LeadEntry> {
        self.leads.iter().find(|entry| entry.lead.id == id)
    }

    /// What may be promised to this lead today.
    pub fn campaigns(&self, lead: &Lead, today: Day) -> Vec<&Campaign> {
        campaigns(lead, &self.base.seasons, today)
    }

    /// Gift cards and plates that this visitor carries.
    pub fn carried(&self) -> &[CarriedItem] {
        &self.carried
    }

    pub fn card(&self) -> Option<&VisitorCard> {
        self.base.card.as_ref()
    }

    /// Whether this visitor's meeting with who requested material ends with the gift card: by the office's
    /// setting, staff's alone may. Who has no visitor's card works in the office.
    ///
    /// Source: plan FY2023, material requested and staff met; whether a contractor's meeting counts is the
    /// office's to say.
    pub fn gives_gift_card(&self) -> bool {
        let staff_only = (self.office()).is_some_and(|office| office.gift_by_staff_only);
        !staff_only || self.card().is_none_or(|card| card.staff)
    }
}

/// What is still carried: records that wait have been handed over, too. A correction counts as one only
/// once it has arrived.
pub(super) fn less_what_waits(base: &[CarriedItem], pending: &[PendingFact]) -> Vec<CarriedItem> {
    let mut carried = base.to_vec();
    let waiting = pending
        .iter()
        .filter(|waiting| !waiting.state.has_arrived() && waiting.fact.corrects.is_none());
    for waiting in effective_by(waiting, |waiting| waiting.fact.as_ref()) {
        for handover in waiting.fact.handed_over() {
            let mut known = carried.iter_mut();
            match known.find(|carried| carried.item == handover.item) {
                Some(carried) => carried.handed += 1,
                None => carried.push(CarriedItem {
                    item: handover.item,
                    given: 0,
                    handed: 1,
                }),
            }
        }
    }
    carried
}

/// The plans with the visitor's own orders that haven't come back. One that was made for an older
/// revision gives way at once, as it will on the server.
pub(super) fn laid_over(me: UserId, base: &[Plan], pending: &[PendingFact]) -> Vec<Plan> {
    let mut plans = base.to_vec();
    let waiting = pending
        .iter()
        .filter(|waiting| !waiting.state.wants_somebody());
    for waiting in effective_by(waiting, |waiting| waiting.fact.as_ref()) {
        if let FactBody::OwnOrder(order) = &waiting.fact.body {
            lay_over(me, &mut plans, order);
        }
    }
    plans
}

fn lay_over(me: UserId, plans: &mut Vec<Plan>, order: &OwnOrder) {
    match plans.iter_mut().find(|plan| plan.day == order.day) {
        Some(plan) if plan.revision > order.revision => plan.own_order_gave_way = true,
        Some(plan) => {
            plan.own_order.clone_from(&order.targets);
            plan.own_order_gave_way = false;
        }
        None => plans.push(Plan {
            visitor: me,
            day: order.day,
            revision: order.revision,
            own_order: order.targets.clone(),
            own_order_gave_way: false,
        }),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::fieldbook::sample::{at, day, fact, me, pending, visit_with};
    use crate::model::{Carried, Handover, HandoverItem, Outcome, TargetId};
    use crate::sync::FactState;
    use crate::wire::sync::RejectCode;
    use crate::wire::{OfficeCard, Row};
    use uuid::Uuid;

    fn plan(revision: u32, own_order: &[u128]) -> Plan {
        Plan {
            visitor: me(),
            day: day(),
            revision,
            own_order: own_order
                .iter()
                .map(|n| TargetId(Uuid::from_u128(*n)))
                .collect(),
            own_order_gave_way: false,
        }
    }

    fn ordered(revision: u32, targets: &[u128], state: FactState) -> PendingFact {
        let order = OwnOrder {
            day: day(),
            revision,
            targets: plan(0, targets).own_order,
        };
        PendingFact {
            fact: Arc::new(fact(9, at(0, 8, 0), FactBody::OwnOrder(order))),
            saved_at: at(0, 8, 0),
            state,
        }
    }

    fn seen(published: Option<Plan>, pending: &[PendingFact]) -> Plan {
        let rows = published.map(Row::Plan);
        let book = Fieldbook::new(me(), rows, pending, &[]);
        book.plan(day()).cloned().expect("a plan")
    }

    #[test]
    fn an_own_order_shows_before_it_is_sent_and_gives_way_to_a_newer_revision() {
        let waiting = |revision| ordered(revision, &[2, 1], FactState::Waiting);
        assert_eq!(seen(Some(plan(3, &[])), &[]), plan(3, &[]));
        assert_eq!(seen(Some(plan(3, &[])), &[waiting(3)]), plan(3, &[2, 1]));
        assert_eq!(seen(None, &[waiting(0)]), plan(0, &[2, 1]));
        let gave_way = Plan {
            own_order_gave_way: true,
            ..plan(3, &[])
        };
        assert_eq!(seen(Some(plan(3, &[])), &[waiting(2)]), gave_way);
    }

    #[test]
    fn a_contractors_meeting_ends_with_a_gift_card_unless_the_office_says_staff_only() {
        let gives = |staff_only: Option<bool>, staff: Option<bool>| {
            let office = staff_only.map(|gift_by_staff_only| {
                Row::OfficeCard(OfficeCard {
                    gift_by_staff_only,
                    ..OfficeCard::default()
                })
            });
            let card = staff.map(|staff| {
                Row::VisitorCard(VisitorCard {
                    user: me(),
                    name: "山田 太郎".to_owned(),
                    affiliation: String::new(),
                    valid_until: None,
                    photo: String::new(),
                    staff,
                })
            });
            let rows = office.into_iter().chain(card);
            Fieldbook::new(me(), rows, &[], &[]).gives_gift_card()
        };
        assert!(gives(None, Some(false)), "the office has said nothing");
        assert!(gives(Some(false), Some(false)));
        assert!(!gives(Some(true), Some(false)));
        assert!(gives(Some(true), Some(true)));
        assert!(
            gives(Some(true), None),
            "the office's own people have no card"
        );
    }

    #[test]
    fn what_was_handed_over_without_a_signal_is_carried_no_more() {
        let member = crate::fieldbook::sample::member("100003", "", "");
        let gift = |n, state| {
            let outcome = Outcome::MetRepresentative;
            let visit = visit_with(n, &member, at(0, 9, 0), outcome, |visit| {
                visit.handed_over.push(Handover {
                    item: HandoverItem::GiftCard500,
                    receipt: String::new(),
                });
            });
            pending(visit, state)
        };
        let row = Row::Carried(Carried {
            visitor: me(),
            items: vec![CarriedItem {
                item: HandoverItem::GiftCard500,
                given: 5,
                handed: 1,
            }],
        });
        let left = |pending: &[PendingFact]| {
            let book = Fieldbook::new(me(), [row.clone()], pending, &[]);
            book.carried()[0].left()
        };
        assert_eq!(left(&[]), 4);
        let (waits, arrived) = (gift(1, FactState::Waiting), gift(2, FactState::Arrived));
        assert_eq!(
            left(&[waits, arrived]),
            3,
            "the server has counted what arrived"
        );
    }

    #[test]
    fn a_refused_own_order_changes_nothing() {
        let refused = FactState::NeedsYou {
            code: RejectCode::Invalid,
            message: "targets".into(),
        };
        let pending = ordered(3, &[2, 1], refused);
        assert_eq!(seen(Some(plan(3, &[1, 2])), &[pending]), plan(3, &[1, 2]));
    }
}
