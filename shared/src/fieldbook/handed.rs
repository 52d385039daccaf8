//! What was handed over before, so that nobody gets the same gift twice without a word.

use crate::model::{Day, FactId, FiscalYear, Handover, HandoverItem, Moment, UserId};

use super::{Entry, LeadEntry};

/// Something handed over, by whom and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandedBefore {
    pub item: HandoverItem,
    pub by: UserId,
    pub at: Moment,
}

impl Entry {
    /// What anybody handed over here in the fiscal year of `today`, latest first, as far as this phone knows; without
    /// the records that are being written anew.
    pub fn handed_this_year(&self, today: Day, anew: [Option<FactId>; 2]) -> Vec<HandedBefore> {
        let facts = self.contacts.iter().map(|contact| {
            let fact = &contact.fact;
            (fact.id, contact.by, contact.at(), fact.handed_over())
        });
        this_year(facts, today, anew)
    }
}

impl LeadEntry {
    /// The same of a lead.
    pub fn handed_this_year(&self, today: Day, anew: [Option<FactId>; 2]) -> Vec<HandedBefore> {
        let facts = self.lead.contacts.iter().rev().map(|one| {
            let contact = &one.contact;
            (one.fact, one.by, contact.at, contact.handed_over.as_slice())
        });
        this_year(facts, today, anew)
    }
}

fn this_year<'a>(
    facts: impl Iterator<Item = (FactId, UserId, Moment, &'a [Handover])>,
    today: Day,
    anew: [Option<FactId>; 2],
) -> Vec<HandedBefore> {
    let year = FiscalYear::of(today);
    let other =
        |fact: FactId, at: Moment| FiscalYear::of(at.day()) == year && !anew.contains(&Some(fact));
    facts
        .filter(|(fact, _, at, _)| other(*fact, *at))
        .flat_map(|(_, by, at, handed)| {
            handed.iter().map(move |handover| HandedBefore {
                item: handover.item,
                by,
                at,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fieldbook::sample::{self, at, day, me, member, pending, visit_with};
    use crate::fieldbook::{Fieldbook, LeadForm};
    use crate::model::{FoundLead, Lead, LeadHistory, LeadId, LeadManner, Outcome, Visit};
    use crate::sync::FactState;
    use crate::wire::Row;

    fn gift(visit: &mut Visit) {
        visit.handed_over.push(card());
    }

    fn card() -> Handover {
        Handover {
            item: HandoverItem::GiftCard500,
            receipt: String::new(),
        }
    }

    #[test]
    fn a_gift_of_this_year_is_known_by_whomever_it_was_and_one_of_the_year_before_isnt_counted() {
        let shop = member("100011", "", "");
        let met = Outcome::MetContact;
        let of = |n, days| visit_with(n, &shop, at(days, 9, 0), met, gift);
        let (mine, long_ago) = (of(70, -1), of(71, -300));
        let theirs = Row::Contact {
            by: sample::colleague(),
            fact: Box::new(of(72, -40)),
        };
        let rows = sample::rows().into_iter().chain([theirs]);
        let waits = [mine.clone(), long_ago].map(|fact| pending(fact, FactState::Waiting));
        let book = Fieldbook::new(me(), rows, &waits, &[]);
        let entry = book.member(&shop.number).expect("a sample member");
        let known = |anew| {
            let handed = entry.handed_this_year(day(), anew).into_iter();
            handed.map(|one| (one.by, one.at)).collect::<Vec<_>>()
        };
        let (first, second) = ((me(), at(-1, 9, 0)), (sample::colleague(), at(-40, 9, 0)));
        assert_eq!(known([None, None]), [first, second]);
        // What is written anew says itself what was handed over.
        assert_eq!(known([Some(mine.id), None]), [second]);
    }

    #[test]
    fn a_leads_gift_of_this_year_is_known() {
        let id = LeadId::mint(at(0, 8, 0), sample::random(1));
        let mut form = LeadForm::new(id, at(-9, 8, 0), LeadManner::OnSite, None);
        form.contact.handed_over.push(card());
        let fact = FactId::mint(at(-9, 8, 0), sample::random(2));
        let found = FoundLead {
            lead: id,
            business: "カフェ汽車道".to_owned(),
            contact: String::new(),
            telephone: String::new(),
            address: String::new(),
            note: String::new(),
            found_on: day(),
        };
        let lead = Lead {
            contacts: vec![LeadHistory {
                fact,
                by: me(),
                contact: form.contact,
            }],
            ..found.as_lead()
        };
        let row = Row::Lead {
            visitor: me(),
            lead: Box::new(lead),
        };
        let book = Fieldbook::new(me(), [row], &[], &[]);
        let entry = book.lead(id).expect("known");
        let count = |day, anew| entry.handed_this_year(day, [anew, None]).len();
        assert_eq!(count(day(), None), 1);
        assert_eq!(count(day(), Some(fact)), 0);
        let next_year = FiscalYear::of(day()).last_day().succ_opt();
        assert_eq!(count(next_year.expect("a day"), None), 0);
    }
}
