//! Leads on the phone: what the server sent, with the visitor's own unsent records laid over it.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::model::limits::Fault;
use crate::model::{
    Day, FactId, FoundLead, Invalid, Lead, LeadContact, LeadHistory, LeadId, LeadManner,
    LeadOutcome, Moment, NextStep, UserId,
};
use crate::rules::effective_by;
use crate::rules::leads::{stage, stage_beyond_contacts};
use crate::sync::{FactState, PendingFact};
use crate::wire::{Fact, FactBody};

use super::Fieldbook;
use super::draft::is_same_call;

/// One lead with how far the visitor's own records of it have come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeadEntry {
    pub lead: Lead,
    /// The own record that it was found in, while the server hasn't sent it back.
    pub found_in: Option<FactId>,
    pub found: Option<FactState>,
    /// Own contacts that the server hasn't sent back yet.
    states: Vec<(FactId, FactState)>,
}

/// A lead being written down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Json)]
pub struct FoundForm {
    pub lead: FoundLead,
    /// The retraction that it was undone with.
    #[serde(default)]
    pub after: Vec<FactId>,
    /// The record that this one replaces.
    #[serde(default)]
    pub corrects: Option<FactId>,
}

/// A call or a visit to a lead as far as it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Json)]
pub struct LeadForm {
    #[serde(default)]
    pub outcome: Option<LeadOutcome>,
    /// Its own outcome counts only once the record is finished.
    pub contact: LeadContact,
    /// What has to arrive first: the record that the lead was found in.
    #[serde(default)]
    pub after: Vec<FactId>,
    /// The record that this one replaces.
    #[serde(default)]
    pub corrects: Option<FactId>,
}

impl LeadForm {
    pub fn new(lead: LeadId, at: Moment, manner: LeadManner, found_in: Option<FactId>) -> Self {
        let contact = LeadContact {
            lead,
            at,
            manner,
            outcome: LeadOutcome::Nobody,
            handed_over: Vec::new(),
            next_step: None,
            note: String::new(),
        };
        Self {
            outcome: None,
            contact,
            after: found_in.into_iter().collect(),
            corrects: None,
        }
    }

    /// Whether a tap on the telephone or on the record belongs to what is being written here: not to a correction,
    /// and not to an earlier day's visit or an earlier call.
    pub fn goes_on(&self, lead: LeadId, manner: LeadManner, now: Moment) -> bool {
        let contact = &self.contact;
        let is_now = match manner {
            LeadManner::Call => is_same_call(contact.at, now),
            LeadManner::OnSite | LeadManner::Online => contact.at.day() == now.day(),
        };
        self.corrects.is_none() && contact.lead == lead && contact.manner == manner && is_now
    }

    /// When it was, if not when its record was opened; it was never later than `now`.
    pub fn happened(&mut self, at: Moment, now: Moment) {
        self.contact.at = if at.utc_ms <= now.utc_ms { at } else { now };
    }

    /// A contact once more: to be corrected, or written anew.
    pub fn reopened(contact: &LeadContact) -> Self {
        Self {
            outcome: Some(contact.outcome),
            contact: contact.clone(),
            after: Vec::new(),
            corrects: None,
        }
    }

    pub(super) fn record(&self) -> Result<LeadContact, Invalid> {
        let outcome = self
            .outcome
            .ok_or_else(|| Invalid::new("outcome", Fault::Missing))?;
        Ok(LeadContact {
            outcome,
            note: self.contact.note.trim().to_owned(),
            ..self.contact.clone()
        })
    }
}

impl FoundForm {
    pub(super) fn record(&self) -> FoundLead {
        let lead = &self.lead;
        let [business, contact, telephone, address, note] = [
            &lead.business,
            &lead.contact,
            &lead.telephone,
            &lead.address,
            &lead.note,
        ]
        .map(|text| text.trim().to_owned());
        FoundLead {
            lead: lead.lead,
            business,
            contact,
            telephone,
            address,
            note,
            found_on: lead.found_on,
        }
    }
}

impl LeadEntry {
    /// How far an own contact has come; `None` once the server has sent it back.
    pub fn state_of(&self, contact: FactId) -> Option<&FactState> {
        let mut states = self.states.iter();
        states
            .find(|(id, _)| *id == contact)
            .map(|(_, state)| state)
    }

    /// What was agreed last.
    pub fn next_step(&self) -> Option<&NextStep> {
        self.lead.contacts.last()?.contact.next_step.as_ref()
    }

    /// The day that was agreed last for the next step.
    pub fn next_on(&self) -> Option<Day> {
        self.next_step()?.on
    }
}

impl Fieldbook {
    /// The visitor's own record that the lead was found in, as it stands: from the outbox, or as the server told of
    /// it once that has let it go.
    pub fn found_in(&self, lead: LeadId) -> Option<(FactId, FoundLead)> {
        let own = effective_by(&self.own, |fact| *fact).into_iter();
        let mut own = own.filter_map(|fact| match &fact.body {
            FactBody::FoundLead(found) if found.lead == lead => Some((fact.id, (**found).clone())),
            _ => None,
        });
        own.next().or_else(|| {
            let lead = &self.lead(lead)?.lead;
            Some((lead.own_find?, FoundLead::again(lead)))
        })
    }
}

pub(super) fn laid_over(
    me: UserId,
    base: &[Lead],
    pending: &[PendingFact],
    settled: &[Arc<Fact>],
) -> Vec<LeadEntry> {
    let plain = |lead: &Lead| LeadEntry {
        lead: lead.clone(),
        found_in: None,
        found: None,
        states: Vec::new(),
    };
    let mut leads: Vec<LeadEntry> = base.iter().map(plain).collect();
    take_out(&mut leads, pending);
    let found_in = |id: FactId| {
        let known = settled
            .iter()
            .chain(pending.iter().map(|waiting| &waiting.fact));
        known.into_iter().find_map(|fact| match &fact.body {
            FactBody::FoundLead(found) if fact.id == id => Some(found.lead),
            _ => None,
        })
    };
    for waiting in pending {
        if let FactBody::Retract { fact } = waiting.fact.body {
            let lead = found_in(fact);
            leads.retain(|one| lead != Some(one.lead.id) && one.lead.own_find != Some(fact));
        }
    }
    for waiting in effective_by(pending, |waiting| waiting.fact.as_ref()) {
        let (fact, state) = (waiting.fact.id, waiting.state.clone());
        match &waiting.fact.body {
            FactBody::FoundLead(found) if leads.iter().all(|one| one.lead.id != found.lead) => {
                leads.push(LeadEntry {
                    lead: found.as_lead(),
                    found_in: Some(fact),
                    found: Some(state),
                    states: Vec::new(),
                });
            }
            FactBody::FoundLead(found) if waiting.fact.corrects.is_some() => {
                let entry = leads.iter_mut().find(|one| one.lead.id == found.lead);
                if let Some(entry) = entry {
                    let before = std::mem::replace(&mut entry.lead, found.as_lead());
                    (entry.lead.stage, entry.lead.contacts) = (before.stage, before.contacts);
                    (entry.found_in, entry.found) = (Some(fact), Some(state));
                }
            }
            FactBody::LeadContact(contact) => {
                let entry = leads.iter_mut().find(|one| one.lead.id == contact.lead);
                if let Some(entry) = entry
                    && entry.lead.contacts.iter().all(|one| one.fact != fact)
                {
                    let contact = (**contact).clone();
                    entry.lead.contacts.push(LeadHistory {
                        fact,
                        by: me,
                        contact,
                    });
                    entry.lead.stage = stage(entry.lead.stage, &entry.lead.contacts);
                    entry.states.push((fact, state));
                }
            }
            _ => {}
        }
    }
    leads
}

/// What was taken back or corrected shows no more, also before the server knows, and the stage isn't its any more.
fn take_out(leads: &mut [LeadEntry], pending: &[PendingFact]) {
    let counting = effective_by(pending, |waiting| waiting.fact.as_ref());
    let corrected = { counting.iter() }.filter_map(|waiting| waiting.fact.corrects);
    let gone: HashSet<FactId> = pending
        .iter()
        .filter_map(|waiting| match waiting.fact.body {
            FactBody::Retract { fact } => Some(fact),
            _ => None,
        })
        .chain(corrected)
        .collect();
    for LeadEntry { lead, .. } in leads {
        if lead.contacts.iter().any(|one| gone.contains(&one.fact)) {
            let known = stage_beyond_contacts(lead);
            lead.contacts.retain(|one| !gone.contains(&one.fact));
            lead.stage = stage(known, &lead.contacts);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fieldbook::sample::{at, fact, me, pending, random};
    use crate::fieldbook::{Draft, DraftForm};
    use crate::model::LeadStage;
    use crate::wire::Row;

    fn found() -> FoundLead {
        FoundLead {
            lead: LeadId::mint(at(0, 9, 0), random(1)),
            business: "カフェ汽車道".to_owned(),
            contact: String::new(),
            telephone: "045-555-0188".to_owned(),
            address: String::new(),
            note: String::new(),
            found_on: at(0, 9, 0).day(),
        }
    }

    fn met(after: Vec<FactId>) -> Fact {
        let mut form = LeadForm::new(found().lead, at(0, 9, 5), LeadManner::OnSite, None);
        form.outcome = Some(LeadOutcome::Met);
        form.after = after;
        let draft = Draft {
            id: FactId::mint(at(0, 9, 5), random(3)),
            member: None,
            changed_at: at(0, 9, 6),
            form: DraftForm::LeadContact(form),
        };
        draft.finish(at(0, 9, 6), &[]).expect("complete")
    }

    fn book(rows: Vec<Row>, facts: &[Fact]) -> Fieldbook {
        let waiting: Vec<_> = facts
            .iter()
            .map(|fact| pending(fact.clone(), FactState::Waiting))
            .collect();
        Fieldbook::new(me(), rows, &waiting, &[])
    }

    #[test]
    fn a_tap_goes_on_with_the_same_contact_alone() {
        let (lead, call, on_site) = (found().lead, LeadManner::Call, LeadManner::OnSite);
        let visit = LeadForm::new(lead, at(0, 9, 0), on_site, None);
        assert!(visit.goes_on(lead, on_site, at(0, 17, 0)));
        assert!(!visit.goes_on(lead, on_site, at(1, 9, 0)), "yesterday's");
        assert!(!visit.goes_on(lead, call, at(0, 9, 1)));
        let other = LeadId::mint(at(0, 9, 0), random(2));
        assert!(!visit.goes_on(other, on_site, at(0, 9, 1)));
        let rung = LeadForm::new(lead, at(0, 9, 0), call, None);
        assert!(rung.goes_on(lead, call, at(0, 9, 9)), "it was cut off");
        assert!(!rung.goes_on(lead, call, at(0, 14, 0)), "the morning's");
        let correction = LeadForm {
            corrects: Some(met(vec![]).id),
            ..visit
        };
        assert!(!correction.goes_on(lead, on_site, at(0, 9, 1)));
    }

    #[test]
    fn when_it_was_can_be_put_right_but_not_into_the_future() {
        let mut form = LeadForm::new(found().lead, at(0, 9, 0), LeadManner::OnSite, None);
        form.happened(at(-1, 15, 0), at(0, 9, 5));
        assert_eq!(form.contact.at, at(-1, 15, 0));
        form.happened(at(1, 9, 0), at(0, 9, 5));
        assert_eq!(form.contact.at, at(0, 9, 5));
    }

    #[test]
    fn a_lead_found_without_a_signal_can_be_contacted_at_once() {
        let found_in = fact(2, at(0, 9, 1), FactBody::FoundLead(Box::new(found())));
        let seen = book(vec![], std::slice::from_ref(&found_in));
        let entry = seen.lead(found().lead).expect("is there");
        assert_eq!(entry.found, Some(FactState::Waiting));
        assert_eq!(entry.found_in, Some(found_in.id));
        assert_eq!(entry.lead.stage, LeadStage::Introduced);

        let contact = met(vec![found_in.id]);
        assert_eq!(
            contact.after,
            [found_in.id],
            "it doesn't arrive before the lead"
        );
        let seen = book(vec![], &[found_in, contact.clone()]);
        let entry = seen.lead(found().lead).expect("is there");
        assert_eq!(entry.lead.stage, LeadStage::Met);
        assert_eq!(entry.state_of(contact.id), Some(&FactState::Waiting));
    }

    #[test]
    fn what_came_back_shows_once_and_what_was_taken_back_not_at_all() {
        let contact = met(vec![]);
        let FactBody::LeadContact(said) = &contact.body else {
            panic!("not a contact");
        };
        let mut lead = found().as_lead();
        lead.contacts.push(LeadHistory {
            fact: contact.id,
            by: me(),
            contact: (**said).clone(),
        });
        let row = || {
            let (visitor, lead) = (me(), Box::new(lead.clone()));
            vec![Row::Lead { visitor, lead }]
        };
        let contacts = |facts: &[Fact]| {
            let seen = book(row(), facts);
            seen.lead(lead.id).expect("is there").lead.contacts.len()
        };
        assert_eq!(contacts(std::slice::from_ref(&contact)), 1);
        let taken_back = fact(9, at(0, 9, 9), FactBody::Retract { fact: contact.id });
        assert_eq!(contacts(&[contact, taken_back]), 0);
    }

    #[test]
    fn a_correction_moves_the_stage_at_once_and_leaves_what_the_office_said() {
        let contact = met(vec![]);
        let FactBody::LeadContact(said) = &contact.body else {
            panic!("not a contact");
        };
        let corrected = |outcome| {
            let said = LeadContact {
                outcome,
                ..(**said).clone()
            };
            Fact {
                corrects: Some(contact.id),
                ..fact(9, at(0, 9, 9), FactBody::LeadContact(Box::new(said)))
            }
        };
        let taken_back = fact(9, at(0, 9, 9), FactBody::Retract { fact: contact.id });
        let of_another = fact(
            9,
            at(0, 9, 9),
            FactBody::Retract {
                fact: FactId::mint(at(0, 8, 0), random(8)),
            },
        );
        let nobody = corrected(LeadOutcome::Nobody);
        let applied = corrected(LeadOutcome::Applied);
        for (known, unsent, expected) in [
            (LeadStage::Met, &nobody, LeadStage::Introduced),
            (LeadStage::Met, &taken_back, LeadStage::Introduced),
            (LeadStage::Met, &applied, LeadStage::Applied),
            (LeadStage::Accepted, &nobody, LeadStage::Accepted),
            // The office may say less than the contacts do; that stands until one of them changes.
            (LeadStage::Introduced, &of_another, LeadStage::Introduced),
        ] {
            let mut lead = found().as_lead();
            lead.stage = known;
            lead.contacts.push(LeadHistory {
                fact: contact.id,
                by: me(),
                contact: (**said).clone(),
            });
            let (visitor, id) = (me(), lead.id);
            let rows = vec![Row::Lead {
                visitor,
                lead: Box::new(lead),
            }];
            let seen = book(rows, std::slice::from_ref(unsent));
            let entry = seen.lead(id).expect("is there");
            assert_eq!(entry.lead.stage, expected, "{known:?}, {:?}", unsent.body);
        }
    }

    #[test]
    fn an_own_find_is_corrected_at_once_and_goes_when_it_is_taken_back() {
        let found_in = fact(2, at(0, 9, 1), FactBody::FoundLead(Box::new(found())));
        let mut lead = found().as_lead();
        lead.stage = LeadStage::Met;
        let id = lead.id;
        let seen = |unsent: &[Fact], settled: &[Arc<Fact>]| {
            let row = Row::Lead {
                visitor: me(),
                lead: Box::new(lead.clone()),
            };
            let waiting = unsent
                .iter()
                .map(|fact| pending(fact.clone(), FactState::Waiting));
            Fieldbook::new(me(), [row], &waiting.collect::<Vec<_>>(), settled)
        };
        assert!(
            seen(&[], &[]).found_in(id).is_none(),
            "found by somebody else"
        );
        let settled = [Arc::new(found_in.clone())];
        let known = seen(&[], &settled).found_in(id).map(|(fact, _)| fact);
        assert_eq!(known, Some(found_in.id));

        let better = FoundLead {
            business: "カフェ汽車道 本店".to_owned(),
            ..found()
        };
        let correction = Fact {
            corrects: Some(found_in.id),
            ..fact(9, at(0, 9, 9), FactBody::FoundLead(Box::new(better)))
        };
        let book = seen(std::slice::from_ref(&correction), &settled);
        let entry = book.lead(id).expect("is there");
        assert_eq!(entry.lead.business, "カフェ汽車道 本店");
        assert_eq!(
            (entry.lead.stage, &entry.found),
            (LeadStage::Met, &Some(FactState::Waiting))
        );
        assert_eq!(book.found_in(id).map(|(fact, _)| fact), Some(correction.id));

        let taken_back = fact(9, at(0, 9, 9), FactBody::Retract { fact: found_in.id });
        assert!(seen(&[taken_back], &settled).lead(id).is_none());
    }

    #[test]
    fn an_own_find_is_corrected_and_taken_back_also_when_the_phone_no_longer_has_its_record() {
        let found_in = fact(2, at(-90, 9, 1), FactBody::FoundLead(Box::new(found()))).id;
        let lead = Lead {
            own_find: Some(found_in),
            ..found().as_lead()
        };
        let id = lead.id;
        let row = |lead: Lead| Row::Lead {
            visitor: me(),
            lead: Box::new(lead),
        };
        let seen = book(vec![row(lead.clone())], &[]);
        assert_eq!(seen.found_in(id), Some((found_in, found())));
        let body = FactBody::Retract { fact: found_in };
        let seen = book(vec![row(lead)], &[fact(9, at(0, 9, 9), body)]);
        assert!(seen.lead(id).is_none());
    }

    #[test]
    fn a_phone_with_leads_only_isnt_empty_and_finds_who_calls_back() {
        let found_in = fact(2, at(0, 9, 1), FactBody::FoundLead(Box::new(found())));
        let seen = book(vec![], &[found_in]);
        assert!(!seen.is_empty());
        let callers = |digits: &str| seen.leads_by_last_digits(digits).count();
        assert_eq!([callers("0188"), callers("88"), callers("0100")], [1, 1, 0]);
    }
}
