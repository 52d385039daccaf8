//! Leads on the phone: what the server sent, with the visitor's own unsent records laid over it.

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::json::Json;
use crate::model::limits::Fault;
use crate::model::{
    Day, FactId, FoundLead, HeardRequest, Invalid, Lead, LeadContact, LeadHistory, LeadId,
    LeadManner, LeadOutcome, LeadSource, LeadStage, Moment, NextStep, NextStepKind, UserId,
};
use crate::order::sort_by_key;
use crate::rules::leads::{stage, stage_beyond_contacts};
use crate::rules::{effective_by, retracted};
use crate::sync::{FactState, PendingFact};
use crate::text::{fold, telephone_digits};
use crate::wire::{Fact, FactBody};

use super::draft::is_same_call;
use super::list::{Filter, search_words};
use super::{Fieldbook, ListQuery};

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
            requests: Vec::new(),
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
        let mut contact = self.contact.clone();
        if let (Some(next), None) = (&contact.next_step, self.corrects) {
            next.comes_after(contact.at)?;
        }
        // One that was opened but left empty is no part of the record.
        let said = |request: &HeardRequest| !request.words.trim().is_empty();
        contact.requests.retain(said);
        Ok(LeadContact {
            outcome,
            note: contact.note.trim().to_owned(),
            ..contact
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

    /// Whether it still waits for the first word with somebody there. Not on a day on which one has tried in vain,
    /// not where a day was agreed on or nothing is left to do, and not without the consent that an introduction needs.
    pub fn is_for_today(&self, day: Day) -> bool {
        let Lead {
            source,
            stage,
            contacts,
            ..
        } = &self.lead;
        let agreed = match source {
            LeadSource::Introduced(introduction) => introduction.consented,
            LeadSource::WebsiteEnquiry
            | LeadSource::MaterialRequest
            | LeadSource::NewlyFounded
            | LeadSource::MetOnTheWay => true,
        };
        let in_vain = |one: &LeadHistory| {
            one.contact.outcome == LeadOutcome::Nobody && one.contact.at.day() < day
        };
        let again = self.next_step().is_none_or(|next| match next.kind {
            NextStepKind::VisitAgain | NextStepKind::CallAgain => next.on.is_none(),
            NextStepKind::OfficeCalls | NextStepKind::Nothing => false,
        });
        *stage == LeadStage::Introduced && agreed && again && contacts.iter().all(in_vain)
    }

    /// As a member's, of what is known of a lead.
    fn search_key(&self) -> String {
        let lead = &self.lead;
        let telephone = telephone_digits(&lead.telephone);
        let texts = [&lead.business, &lead.contact, &lead.address, &telephone];
        texts.map(|text| fold(text)).join(" ")
    }
}

impl Fieldbook {
    /// Leads that nobody has spoken with yet, who waits longest first.
    pub fn leads_for(&self, day: Day) -> Vec<&LeadEntry> {
        let waiting = self.leads.iter().filter(|entry| entry.is_for_today(day));
        let mut waiting: Vec<&LeadEntry> = waiting.collect();
        sort_by_key(&mut waiting, |entry| entry.lead.found_on);
        waiting
    }

    /// Places in `leads()` of those that the list's search finds, by the same rules as members. None while nothing is
    /// searched for, or while a filter asks for what only members have.
    pub fn search_leads(&self, query: &ListQuery) -> Vec<u32> {
        let words = search_words(&query.words);
        if words.is_empty() || query.filter != Filter::default() {
            return Vec::new();
        }
        let found = (0..).zip(&self.leads).filter(|(_, entry)| {
            let key = entry.search_key();
            words.iter().all(|word| key.contains(word.as_str()))
        });
        found.map(|(at, _)| at).collect()
    }

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
    for fact in retracted(pending.iter().map(|waiting| waiting.fact.as_ref())) {
        let lead = found_in(fact);
        leads.retain(|one| lead != Some(one.lead.id) && one.lead.own_find != Some(fact));
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
    let facts = pending.iter().map(|waiting| waiting.fact.as_ref());
    let gone: HashSet<FactId> = retracted(facts).into_iter().chain(corrected).collect();
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
    use crate::fieldbook::Progress;
    use crate::fieldbook::sample::{self, at, fact, me, pending, random};
    use crate::fieldbook::{Draft, DraftForm};
    use crate::model::{Introduction, RequestCategory, RequestId};
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
    fn nobody_agrees_with_a_lead_on_what_lies_before_the_contact() {
        let mut form = LeadForm::new(found().lead, at(0, 9, 30), LeadManner::OnSite, None);
        form.outcome = Some(LeadOutcome::Met);
        let mut again = |minute| {
            form.contact.next_step = Some(NextStep {
                kind: NextStepKind::VisitAgain,
                on: Some(at(0, 9, 30).day()),
                minute: Some(minute),
                note: String::new(),
            });
            form.record().map(|_| ()).map_err(|invalid| invalid.field)
        };
        assert_eq!(again(9 * 60 + 29), Err("next_step.minute".into()));
        assert_eq!(again(9 * 60 + 30), Ok(()));
    }

    /// The same lead, as the office's row.
    fn row(lead: Lead) -> Row {
        Row::Lead {
            visitor: me(),
            lead: Box::new(lead),
        }
    }

    #[test]
    fn a_lead_stands_on_today_until_somebody_there_was_spoken_with() {
        let day = at(0, 9, 0).day();
        let tried = |days: i64, outcome, next_step: Option<NextStep>| {
            let mut lead = found().as_lead();
            let mut form = LeadForm::new(lead.id, at(days, 9, 0), LeadManner::Call, None);
            (form.contact.outcome, form.contact.next_step) = (outcome, next_step);
            lead.stage = outcome.stage();
            lead.contacts.push(LeadHistory {
                fact: FactId::mint(at(days, 9, 0), random(4)),
                by: me(),
                contact: form.contact,
            });
            lead
        };
        let step = |kind, on: Option<Day>| {
            let note = String::new();
            let minute = None;
            Some(NextStep {
                kind,
                on,
                minute,
                note,
            })
        };
        let introduced = |consented| Lead {
            source: LeadSource::Introduced(Introduction {
                by: sample::member("100003", "", "").number,
                heard_in: FactId::mint(at(-9, 10, 0), random(98)),
                heard_by: me(),
                consented,
            }),
            ..found().as_lead()
        };
        let known_to_office = Lead {
            stage: LeadStage::Contacted,
            ..found().as_lead()
        };
        use LeadOutcome::{Declined, Met, Nobody, Spoke};
        for (lead, expected) in [
            (found().as_lead(), true),
            (known_to_office, false),
            (introduced(true), true),
            (introduced(false), false),
            (tried(-1, Nobody, None), true),
            (tried(0, Nobody, None), false),
            (tried(-1, Spoke, None), false),
            (tried(-1, Met, None), false),
            (tried(-1, Declined, None), false),
            (tried(-1, Nobody, step(NextStepKind::CallAgain, None)), true),
            // Its day stands among what is due.
            (
                tried(-1, Nobody, step(NextStepKind::CallAgain, Some(day))),
                false,
            ),
            (
                tried(-1, Nobody, step(NextStepKind::OfficeCalls, None)),
                false,
            ),
            (tried(-1, Nobody, step(NextStepKind::Nothing, None)), false),
        ] {
            let what = format!("{lead:?}");
            let seen = book(vec![row(lead)], &[]);
            assert_eq!(!seen.leads_for(day).is_empty(), expected, "{what}");
        }
    }

    #[test]
    fn who_waits_longest_comes_first() {
        let lead = |n: u8, days: i64| Lead {
            id: LeadId::mint(at(0, 9, 0), random(n)),
            found_on: at(days, 9, 0).day(),
            ..found().as_lead()
        };
        let seen = book(
            vec![row(lead(1, 0)), row(lead(2, -5)), row(lead(3, -1))],
            &[],
        );
        let waiting = seen.leads_for(at(0, 9, 0).day());
        let days: Vec<Day> = waiting.iter().map(|entry| entry.lead.found_on).collect();
        assert_eq!(days, [-5, -1, 0].map(|days| at(days, 9, 0).day()));
    }

    #[test]
    fn the_list_finds_leads_as_it_finds_members() {
        let lead = Lead {
            contact: "髙橋 直子".to_owned(),
            address: "横浜市中区新港二丁目2番1号".to_owned(),
            ..found().as_lead()
        };
        let seen = book(vec![row(lead)], &[]);
        let found = |words: &str, filter: Filter| {
            let query = ListQuery {
                words: words.to_owned(),
                filter,
                ..ListQuery::default()
            };
            seen.search_leads(&query).len()
        };
        for words in [
            "かふぇ",
            "ｶﾌｪ汽車道",
            "株式会社カフェ",
            "高橋",
            "新港2-2",
            "0188",
            "０４５（５５５）",
            "汽車道 新港",
        ] {
            assert_eq!(found(words, Filter::default()), 1, "{words}");
        }
        for words in ["", "株式会社", "食堂", "汽車道 食堂", "0189"] {
            assert_eq!(found(words, Filter::default()), 0, "{words}");
        }
        let visited = Filter {
            progress: Some(Progress::Visited),
            ..Filter::default()
        };
        assert_eq!(found("かふぇ", visited), 0, "a filter asks about members");
    }

    #[test]
    fn a_request_belongs_to_the_contact_that_heard_it_and_an_empty_one_to_none() {
        let mut form = LeadForm::new(found().lead, at(0, 9, 5), LeadManner::OnSite, None);
        form.outcome = Some(LeadOutcome::Met);
        let request = |n: u8, words: &str| HeardRequest {
            id: RequestId::mint(at(0, 9, 5), random(n)),
            category: RequestCategory::Sales,
            words: words.to_owned(),
            reply_wanted: true,
        };
        form.contact.requests = vec![request(1, "朝市に出たい"), request(2, " ")];
        let contact = form.record().expect("complete");
        assert_eq!(contact.requests, [request(1, "朝市に出たい")]);
        form.contact.requests = vec![request(1, &"長".repeat(4_001))];
        let contact = form.record().expect("complete");
        let wrong = Invalid::new("requests.words", Fault::TooLong);
        assert_eq!(contact.validate(), Err(wrong));
    }

    #[test]
    fn a_find_whose_number_is_none_isnt_finished() {
        let finished = |telephone: &str| {
            let lead = FoundLead {
                telephone: telephone.to_owned(),
                ..found()
            };
            let form = FoundForm {
                lead,
                after: Vec::new(),
                corrects: None,
            };
            let draft = Draft {
                id: FactId::mint(at(0, 9, 1), random(2)),
                member: None,
                changed_at: at(0, 9, 1),
                form: DraftForm::FoundLead(form),
            };
            draft.finish(at(0, 9, 2), &[]).map(|fact| fact.id)
        };
        let wrong = Invalid::new("telephone", Fault::NotAllowed);
        assert_eq!(finished("12"), Err(wrong));
        for telephone in ["", " ", "０４５−５５５−０１８８"] {
            assert!(finished(telephone).is_ok(), "{telephone}");
        }
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
