//! Two windows of one phone write or finish one draft, and say different things: nobody's words vanish.

use super::draft::with_new_ids;
use super::{CallForm, Draft, DraftForm, FoundForm, LeadForm, VisitForm};
use crate::model::{FactId, LeadId, LeadManner, Moment, PhotoRef, RequestId, Visit};
use crate::wire::{Fact, FactBody};

impl Draft {
    /// Another window writes on under this draft's id. What this one says, as a draft of its own under `id`: what an
    /// unfinished visit or call heard gets new ids, since either may be recorded. Pictures of an unfinished visit
    /// aren't in it: they have to be copied, see `pictures`. `None` when it says nothing.
    pub fn apart(
        &self,
        id: FactId,
        now: Moment,
        mut random: impl FnMut() -> [u8; 10],
    ) -> Option<Self> {
        let mut form = self.form.clone();
        match &mut form {
            _ if self.form.says_nothing() => return None,
            _ if self.corrects().or(self.instead_of()).is_some() => {}
            DraftForm::Visit(form) => form.visit = with_new_ids(&form.visit, now, random),
            DraftForm::Call(form) => form.renew_ids(now, random),
            DraftForm::FoundLead(form) => form.lead.lead = LeadId::mint(now, random()),
            DraftForm::LeadContact(form) => {
                for request in &mut form.contact.requests {
                    request.id = RequestId::mint(now, random());
                }
            }
            DraftForm::Report(_) => {}
        }
        Some(Self {
            id,
            form,
            ..self.clone()
        })
    }

    /// The pictures taken for an unfinished visit.
    pub fn pictures(&self) -> &[PhotoRef] {
        match &self.form {
            DraftForm::Visit(form) if self.corrects().or(self.instead_of()).is_none() => {
                &form.visit.photos
            }
            _ => &[],
        }
    }

    /// Another window has saved `saved` under this draft's id. What this one says otherwise, as a draft of its
    /// own under `id` that corrects the saved record; a report isn't corrected, but handed in once more. `None`
    /// when it says the same, or nothing. Pictures that the saved record lacks aren't in it: they have to be
    /// copied, see `pictures_beside`.
    pub fn beside(&self, saved: &Fact, id: FactId) -> Option<Self> {
        if self.form.says_nothing() && self.pictures_beside(saved).is_empty() {
            return None;
        }
        let corrects = Some(saved.id);
        let form = match (&self.form, &saved.body) {
            (DraftForm::Visit(form), FactBody::Visit(said)) => {
                let form = VisitForm {
                    visit: Visit {
                        photos: said.photos.clone(),
                        ..form.visit.clone()
                    },
                    corrects,
                    instead_of: None,
                    ..(**form).clone()
                };
                let same = form.record().is_ok_and(|visit| visit == **said);
                if same && self.pictures_beside(saved).is_empty() {
                    return None;
                }
                DraftForm::Visit(Box::new(form))
            }
            (DraftForm::Call(form), FactBody::Call(said)) => {
                if form.record(said.member.clone()).as_ref() == Ok(said) {
                    return None;
                }
                DraftForm::Call(CallForm {
                    corrects,
                    instead_of: None,
                    ..form.clone()
                })
            }
            (DraftForm::Report(form), FactBody::DailyReport(said)) => {
                if form.note.trim() == said.note {
                    return None;
                }
                DraftForm::Report(form.clone())
            }
            (DraftForm::FoundLead(form), FactBody::FoundLead(said)) => {
                if form.record() == **said {
                    return None;
                }
                DraftForm::FoundLead(FoundForm {
                    corrects,
                    ..form.clone()
                })
            }
            (DraftForm::LeadContact(form), FactBody::LeadContact(said)) => {
                if form.record().is_ok_and(|contact| contact == **said) {
                    return None;
                }
                DraftForm::LeadContact(LeadForm {
                    corrects,
                    ..form.clone()
                })
            }
            _ => return None,
        };
        Some(Self {
            id,
            form,
            ..self.clone()
        })
    }

    /// The pictures of this draft that the saved record doesn't name.
    pub fn pictures_beside(&self, saved: &Fact) -> Vec<PhotoRef> {
        match (&self.form, &saved.body) {
            (DraftForm::Visit(form), FactBody::Visit(said)) => {
                let lacking = form.visit.photos.iter().filter(|photo| {
                    let named = said.photos.iter().any(|named| named.id == photo.id);
                    !named
                });
                lacking.cloned().collect()
            }
            _ => Vec::new(),
        }
    }
}

impl Draft {
    /// Opened, and nothing answered or written: leaving it loses nothing. A correction is so while it says what the
    /// record among `own` says. A call was rung, whatever is written of it.
    pub fn is_idle(&self, own: &[Fact]) -> bool {
        let rung = match &self.form {
            DraftForm::Call(_) => true,
            DraftForm::LeadContact(form) => form.contact.manner == LeadManner::Call,
            DraftForm::Visit(_) | DraftForm::Report(_) | DraftForm::FoundLead(_) => false,
        };
        let Some(corrects) = self.corrects() else {
            let report = matches!(self.form, DraftForm::Report(_));
            return !rung && !report && self.instead_of().is_none() && self.form.says_nothing();
        };
        let corrected = own.iter().find(|fact| fact.id == corrects);
        corrected.and_then(DraftForm::correcting).as_ref() == Some(&self.form)
    }
}

impl DraftForm {
    /// A saved call, visit, lead or contact with one, opened to be corrected.
    pub fn correcting(fact: &Fact) -> Option<Self> {
        let corrects = Some(fact.id);
        Some(match &fact.body {
            FactBody::Visit(visit) => Self::Visit(Box::new(VisitForm::correcting(fact.id, visit))),
            FactBody::Call(call) => Self::Call(CallForm {
                corrects,
                ..CallForm::reopened(call)
            }),
            FactBody::LeadContact(contact) => Self::LeadContact(LeadForm {
                corrects,
                ..LeadForm::reopened(contact)
            }),
            FactBody::FoundLead(found) => Self::FoundLead(FoundForm {
                lead: (**found).clone(),
                after: Vec::new(),
                corrects,
            }),
            FactBody::DailyReport(_) | FactBody::OwnOrder(_) | FactBody::Retract { .. } => {
                return None;
            }
        })
    }

    /// Opened, and nothing answered or written.
    fn says_nothing(&self) -> bool {
        match self {
            Self::Visit(form) => form.is_untouched(),
            Self::Call(form) => {
                let heard = form.complaint.is_some() || form.risk.is_some();
                let agreed = form.word.is_some() || form.when.is_some();
                let told = !form.answers_told.is_empty() || !form.note.trim().is_empty();
                !heard && !agreed && !told
            }
            Self::Report(form) => form.note.trim().is_empty(),
            Self::FoundLead(form) => {
                let lead = form.record();
                let texts = [lead.business, lead.contact, lead.telephone, lead.address];
                texts.iter().all(String::is_empty) && lead.note.is_empty()
            }
            Self::LeadContact(form) => {
                let contact = &form.contact;
                let agreed = form.outcome.is_some() || contact.next_step.is_some();
                let mut texts = contact.requests.iter().map(|request| &request.words);
                let written = texts.any(|words| !words.trim().is_empty());
                let noted = written || !contact.note.trim().is_empty();
                !agreed && !noted && contact.handed_over.is_empty()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fieldbook::{CallWord, ReportForm, RiskEdit, sample, tell_answer, write_complaint};
    use crate::model::*;

    const SAVED_AT: u32 = 5;

    fn at(minute: u32) -> Moment {
        sample::at(0, 9, minute)
    }

    fn draft(form: DraftForm) -> Draft {
        Draft {
            id: FactId::mint(at(0), sample::random(80)),
            member: Some(sample::member("100003", "", "").number),
            changed_at: at(1),
            form,
        }
    }

    fn other_id() -> FactId {
        FactId::mint(at(6), sample::random(81))
    }

    fn visit(note: &str, photos: Vec<PhotoRef>) -> Draft {
        let member = sample::member("100003", "", "").number;
        let mut form = VisitForm::new(member, at(0), None, true);
        form.outcome = Some(Outcome::MetContact);
        form.visit.note = note.to_owned();
        form.visit.photos = photos;
        draft(DraftForm::Visit(Box::new(form)))
    }

    fn call(note: &str) -> Draft {
        let mut form = CallForm::new(at(0), CallDirection::Out, None);
        form.word = Some(CallWord::NoAnswer);
        form.note = note.to_owned();
        draft(DraftForm::Call(form))
    }

    fn report(note: &str) -> Draft {
        let (day, note) = (sample::day(), note.to_owned());
        draft(DraftForm::Report(ReportForm { day, note }))
    }

    fn saved(draft: &Draft) -> Fact {
        draft.finish(at(SAVED_AT), &[]).expect("complete")
    }

    fn photo(n: u8) -> PhotoRef {
        PhotoRef {
            id: PhotoId::mint(at(0), sample::random(n)),
            kind: PhotoKind::Photo,
            sha256: "a".repeat(64),
            bytes: 7,
        }
    }

    #[test]
    fn the_same_words_at_another_time_are_no_other_record() {
        for draft in [
            visit("駐車場", vec![photo(1)]),
            call("留守"),
            report("特になし"),
        ] {
            assert_eq!(draft.beside(&saved(&draft), other_id()), None);
        }
    }

    #[test]
    fn other_words_become_a_correction_and_another_report() {
        for (first, second) in [
            (visit("駐車場", vec![]), visit("裏口から", vec![])),
            (call("留守"), call("後日")),
        ] {
            let saved = saved(&first);
            let beside = second.beside(&saved, other_id()).expect("it says more");
            let correction = beside.finish(at(7), &[]).expect("complete");
            assert_eq!(correction.id, other_id());
            assert_eq!(correction.corrects, Some(saved.id));
            assert_eq!(correction.after, [saved.id]);
        }
        let (first, second) = (report("特になし"), report("追記あり"));
        let beside = second.beside(&saved(&first), other_id());
        let again = beside.expect("it says more").finish(at(7), &[]);
        assert_eq!(again.expect("complete").corrects, None);
    }

    #[test]
    fn what_is_empty_or_only_begun_adds_nothing() {
        let saved = saved(&visit("駐車場", vec![]));
        let member = sample::member("100003", "", "").number;
        let begun = VisitForm::new(member, at(0), None, true);
        let begun = draft(DraftForm::Visit(Box::new(begun)));
        assert_eq!(begun.beside(&saved, other_id()), None);
    }

    #[test]
    fn whatever_was_written_first_is_kept_apart() {
        let is_kept = |form: DraftForm| {
            let kept = draft(form).apart(other_id(), at(2), || sample::random(82));
            kept.is_some()
        };
        let call = |write: fn(&mut CallForm)| {
            let mut form = CallForm::new(at(0), CallDirection::Out, None);
            write(&mut form);
            is_kept(DraftForm::Call(form))
        };
        assert!(!call(|form| form.note = " ".to_owned()));
        assert!(call(|form| form.when = Some(at(9))));
        assert!(call(|form| {
            let id = ComplaintId::mint(at(0), sample::random(83));
            write_complaint(&mut form.complaint, "請求書が二度".to_owned(), id);
        }));
        assert!(call(|form| {
            let case = WithdrawalCaseId::mint(at(0), sample::random(84));
            RiskEdit::Level(Some(RiskLevel::Wavering)).apply(&mut form.risk, case);
        }));
        assert!(call(|form| {
            let request = RequestId::mint(at(0), sample::random(85));
            tell_answer(&mut form.answers_told, request, true);
        }));
        let lead = LeadId::mint(at(0), sample::random(86));
        let found = |telephone: &str| {
            let lead = FoundLead {
                lead,
                business: " ".to_owned(),
                contact: String::new(),
                telephone: telephone.to_owned(),
                address: String::new(),
                note: String::new(),
                found_on: sample::day(),
            };
            let (after, corrects) = (vec![], None);
            is_kept(DraftForm::FoundLead(FoundForm {
                lead,
                after,
                corrects,
            }))
        };
        assert!(!found(""));
        assert!(found("03-1234-5678"));
        let contact = |write: fn(&mut LeadContact)| {
            let mut form = LeadForm::new(lead, at(0), LeadManner::OnSite, None);
            write(&mut form.contact);
            is_kept(DraftForm::LeadContact(form))
        };
        assert!(!contact(|_| ()));
        assert!(contact(|contact| {
            contact.next_step = Some(NextStep {
                kind: NextStepKind::CallAgain,
                on: None,
                minute: None,
                note: String::new(),
            });
        }));
        let asked = RequestId::mint(at(0), sample::random(85));
        let mut form = LeadForm::new(lead, at(0), LeadManner::OnSite, None);
        form.contact.requests = vec![HeardRequest {
            id: asked,
            category: RequestCategory::Finance,
            words: "補助金".to_owned(),
            reply_wanted: false,
        }];
        let asking = draft(DraftForm::LeadContact(form));
        let kept = asking.apart(other_id(), at(2), || sample::random(82));
        match kept.expect("a request").form {
            DraftForm::LeadContact(kept) => assert!(kept.contact.requests[0].id != asked),
            other => panic!("not a lead's: {other:?}"),
        }
    }

    #[test]
    fn what_is_kept_apart_can_be_recorded_as_well() {
        let kept = |draft: &Draft| {
            let kept = draft.apart(other_id(), at(2), || sample::random(82));
            kept.expect("it says something")
        };
        let written = visit("駐車場", vec![photo(1)]);
        assert_eq!(written.pictures(), [photo(1)]);
        let apart = kept(&written);
        assert_eq!(
            (apart.id, apart.member.clone()),
            (other_id(), written.member.clone())
        );
        assert_eq!(apart.pictures(), [], "they are copied");
        assert_eq!(saved(&apart).corrects, None);
        let apart = kept(&call("留守"));
        assert_eq!(saved(&apart).body, saved(&call("留守")).body);
        let member = sample::member("100003", "", "").number;
        let begun = draft(DraftForm::Visit(Box::new(VisitForm::new(
            member,
            at(0),
            None,
            true,
        ))));
        assert_eq!(begun.apart(other_id(), at(2), || sample::random(82)), None);
        // Both windows find the same place for it, and each sitting has another.
        let id = written.id;
        assert_eq!(id.apart(7), id.apart(7));
        assert!(id.apart(7) != id && id.apart(8) != id.apart(7) && id.apart(0) != id);
        assert_eq!(id.apart(7).minted_at(), id.minted_at());
    }

    #[test]
    fn no_picture_is_lost_whichever_window_took_it() {
        let saved = saved(&visit("駐車場", vec![photo(1)]));
        let second = visit("駐車場", vec![photo(2)]);
        assert_eq!(second.pictures_beside(&saved), [photo(2)]);
        let beside = second.beside(&saved, other_id());
        match beside.expect("it has another picture").form {
            DraftForm::Visit(form) => assert_eq!(form.visit.photos, [photo(1)]),
            other => panic!("not a visit: {other:?}"),
        }
        let without = visit("駐車場", vec![]);
        assert_eq!(without.beside(&saved, other_id()), None);
    }
}
