use super::*;
use crate::fieldbook::{Fieldbook, sample};
use crate::sync::FactState;
use crate::wire::Row;

#[test]
fn one_owners_other_business_takes_over_what_is_common_and_counts_as_one_conversation() {
    let (first, second) = (
        sample::member("100003", "", ""),
        sample::member("100010", "", ""),
    );
    let met = Outcome::MetRepresentative;
    let visit = sample::visit_with(80, &first, sample::at(0, 9, 0), met, |visit| {
        visit.met_person = "渡邊 一郎".to_owned();
        visit.note = "駐車場の件".to_owned();
        visit.handed_over.push(Handover {
            item: HandoverItem::GiftCard500,
            receipt: "R-1".to_owned(),
        });
    });
    let FactBody::Visit(said) = &visit.body else {
        panic!("not a visit");
    };
    let form = VisitForm::linked(visit.id, said, second.number.clone(), None);
    let draft = Draft {
        id: FactId::mint(sample::at(0, 9, 5), sample::random(81)),
        member: Some(second.number),
        changed_at: sample::at(0, 9, 5),
        form: DraftForm::Visit(Box::new(form)),
    };
    let linked = draft.finish(sample::at(0, 9, 6), &[]).expect("complete");
    let FactBody::Visit(other) = &linked.body else {
        panic!("not a visit");
    };
    assert_eq!((other.at, other.outcome), (said.at, said.outcome));
    assert_eq!(other.met_person, said.met_person);
    assert!(other.handed_over.is_empty() && other.note.is_empty());
    assert_eq!(other.linked_with, Some(visit.id));
    let report = daily_report(sample::day(), &[visit, linked], sample::at(0, 18, 0));
    assert_eq!((report.visits, report.met), (1, 1));
}

#[test]
fn a_call_written_anew_hears_the_same_under_new_ids() {
    let now = sample::at(0, 9, 0);
    let member = sample::member("100003", "", "");
    let mut form = CallForm::new(now, CallDirection::Out, None);
    form.word = Some(CallWord::Declined);
    let id = ComplaintId::mint(now, sample::random(1));
    crate::fieldbook::write_complaint(&mut form.complaint, "  ".to_owned(), id);
    assert_eq!(form.complaint, None);
    crate::fieldbook::write_complaint(&mut form.complaint, "請求書".to_owned(), id);
    let case = WithdrawalCaseId::mint(now, sample::random(2));
    let leaving = crate::fieldbook::RiskEdit::Level(Some(RiskLevel::Leaving));
    leaving.apply(&mut form.risk, case);
    let said = form.record(member.number.clone()).expect("complete");
    assert!(said.is_urgent());
    assert_eq!(CallForm::reopened(&said), form);
    let anew = CallForm::anew(&said, now, || sample::random(9));
    let again = anew.record(member.number.clone()).expect("complete");
    let words = |call: &CallAttempt| call.complaint.clone().map(|said| said.words);
    assert_eq!(words(&again), words(&said));
    assert_ne!(again.complaint, said.complaint);
    assert_ne!(again.risk, said.risk);

    form.note = "長".repeat(limits::LONG_TEXT + 1);
    form.word = None;
    let fault = form.fault(&member.number);
    assert_eq!(fault, Some(Invalid::new("note", Fault::TooLong)));
}

#[test]
fn what_a_call_agreed_on_is_never_before_the_call() {
    let number = sample::member("100003", "", "").number;
    let mut form = CallForm::new(sample::at(0, 10, 0), CallDirection::Out, None);
    let past = Some(Invalid::new("result.at", Fault::NotAllowed));
    for word in [CallWord::Appointment, CallWord::CallBack] {
        form.word = Some(word);
        form.when = None;
        assert_eq!(form.fault(&number), None, "it is missing, not wrong");
        for (when, expected) in [
            (sample::at(0, 9, 59), &past),
            (sample::at(-1, 14, 0), &past),
            (sample::at(0, 10, 0), &None),
            (sample::at(1, 9, 0), &None),
        ] {
            form.when = Some(when);
            assert_eq!(form.fault(&number), *expected, "{word:?} {when:?}");
            assert_eq!(form.record(number.clone()).err(), *expected);
        }
    }
    form.when = Some(sample::at(-1, 14, 0));
    form.word = Some(CallWord::NoAnswer);
    assert_eq!(form.fault(&number), None, "nothing was agreed on");
    form.word = Some(CallWord::CallBack);
    form.corrects = Some(FactId::mint(sample::at(0, 9, 0), sample::random(1)));
    assert_eq!(form.fault(&number), None, "it was recorded so");
}

#[test]
fn a_visit_recorded_in_the_evening_was_in_the_afternoon_but_not_tomorrow() {
    let (opened, now) = (sample::at(0, 19, 0), sample::at(0, 19, 5));
    let number = sample::member("100003", "", "").number;
    let mut form = VisitForm::new(number, opened, None, false);
    form.happened(sample::at(0, 14, 30), now);
    form.outcome = Some(Outcome::Absent);
    let visit = form.record().expect("complete");
    assert_eq!(visit.at, sample::at(0, 14, 30));
    form.happened(sample::at(1, 9, 0), now);
    assert_eq!(form.visit.at, now);
}

#[test]
fn nobody_comes_again_in_time_the_visit() {
    let number = sample::member("100003", "", "").number;
    let mut form = VisitForm::new(number, sample::at(0, 10, 0), None, false);
    form.outcome = Some(Outcome::Absent);
    let mut again = |on: Day, minute| {
        form.visit.next_step = Some(NextStep {
            kind: NextStepKind::VisitAgain,
            on: Some(on),
            minute,
            note: String::new(),
        });
        let fault = form.record().err().map(|invalid| invalid.field);
        let visit = form.record().map(|visit| visit.validate().is_ok());
        (fault.as_deref() == Some("next_step.minute"), visit)
    };
    let day = sample::day();
    assert!(again(day, Some(599)).0);
    for minute in [None, Some(600), Some(24 * 60 - 1)] {
        assert_eq!(again(day, minute), (false, Ok(true)), "{minute:?}");
    }
    assert_eq!(again(day, Some(24 * 60)), (false, Ok(false)));
}

#[test]
fn what_is_missing_is_named_all_at_once_and_nothing_begun_is_dropped() {
    let number = sample::member("100003", "", "").number;
    let mut form = VisitForm::new(number, sample::at(0, 9, 0), None, false);
    let named = |form: &VisitForm| {
        let faults = form.faults().into_iter();
        faults.map(|invalid| invalid.field).collect::<Vec<_>>()
    };
    assert_eq!(named(&form), ["outcome"]);
    form.outcome = Some(Outcome::MetContact);
    let request = |n, category| HeardRequest {
        id: RequestId::mint(sample::at(0, 9, 0), sample::random(n)),
        category,
        words: String::new(),
        reply_wanted: true,
    };
    let task = |due_on| HeardTask {
        id: OfficeTaskId::mint(sample::at(0, 9, 0), sample::random(3)),
        what: String::new(),
        due_on,
    };
    form.visit.requests = vec![request(1, RequestCategory::Other)];
    form.visit.office_tasks = vec![task(None)];
    assert!(named(&form).is_empty(), "opened, and nothing said");
    let recorded = form.record().expect("complete");
    assert!(recorded.requests.is_empty() && recorded.office_tasks.is_empty());

    form.visit
        .requests
        .push(request(2, RequestCategory::Finance));
    form.visit.office_tasks = vec![task(Some(sample::day()))];
    form.visit.mutual_aid = Some(MutualAid {
        interest: MutualAidInterest::WantsExplanation,
        consent: Some(Consent::default()),
    });
    form.visit.note = "長".repeat(limits::LONG_TEXT + 1);
    let consent = ["agreed_by", "passes_on", "to"].map(|it| format!("mutual_aid.consent.{it}"));
    let first = ["note", "requests.words", "office_tasks.what"].map(str::to_owned);
    assert_eq!(named(&form), [first, consent].concat());
}

#[test]
fn a_second_call_is_a_call_of_its_own_unless_it_was_cut_off() {
    let out = CallDirection::Out;
    let mut form = CallForm::new(sample::at(0, 10, 0), out, None);
    assert!(form.goes_on(out, sample::at(0, 10, 9)));
    assert!(!form.goes_on(out, sample::at(0, 10, 10)));
    assert!(!form.goes_on(CallDirection::In, sample::at(0, 10, 1)));
    assert!(!form.goes_on(out, sample::at(0, 9, 59)), "a clock put back");
    form.corrects = Some(FactId::mint(sample::at(0, 9, 0), sample::random(1)));
    assert!(!form.goes_on(out, sample::at(0, 10, 1)));
}

#[test]
fn an_earlier_days_draft_doesnt_swallow_todays_visit() {
    let number = sample::member("100003", "", "").number;
    let (yesterday, now) = (sample::at(-1, 16, 0), sample::at(0, 9, 0));
    let id = FactId::mint(yesterday, sample::random(90));
    assert_eq!(id.minted_at(), yesterday);
    let mut form = VisitForm::new(number, yesterday, None, false);
    assert!(form.goes_on(sample::at(-1, 19, 0)) && !form.is_left_over(id, yesterday));
    assert!(!form.goes_on(now) && form.is_left_over(id, now));
    form.happened(now, now);
    assert!(form.goes_on(now) && !form.is_left_over(id, now), "today's");
    form.visit.at = yesterday;
    let this_morning = FactId::mint(now, sample::random(91));
    assert!(!form.is_left_over(this_morning, now), "written up later");
    form.corrects = Some(this_morning);
    assert!(!form.goes_on(yesterday) && !form.is_left_over(id, now));
}

#[test]
fn a_picture_that_was_ready_too_late_is_added_to_its_record_or_goes_on_where_that_is_written_anew()
{
    let member = sample::member("100003", "", "");
    let met = Outcome::MetContact;
    let visit = sample::visit_with(80, &member, sample::at(0, 9, 0), met, |visit| {
        visit.note = "裏口から".to_owned();
    });
    let photo = PhotoRef {
        id: PhotoId::mint(sample::at(0, 9, 1), sample::random(1)),
        kind: PhotoKind::Photo,
        sha256: "0a".repeat(32),
        bytes: 200_000,
    };
    let now = sample::at(0, 9, 2);
    let later = Draft::with_photo(&visit, &photo, now, sample::random(2));
    let (_, fact) = later.expect("a visit").expect("complete");
    assert_eq!(fact.corrects, Some(visit.id));
    let (FactBody::Visit(before), FactBody::Visit(after)) = (&visit.body, &fact.body) else {
        panic!("not a visit");
    };
    let mut expected = before.clone();
    expected.photos = vec![photo.clone()];
    assert_eq!(after, &expected);
    let mut full = visit.clone();
    if let FactBody::Visit(said) = &mut full.body {
        said.photos = (0..MOST_PHOTOS)
            .map(|n| PhotoRef {
                id: PhotoId::mint(now, sample::random(u8::try_from(n).expect("few"))),
                ..photo.clone()
            })
            .collect();
    }
    let photo = PhotoRef {
        id: PhotoId::mint(now, sample::random(99)),
        ..photo
    };
    let refused = Draft::with_photo(&full, &photo, now, sample::random(2));
    let refused = refused.expect("a visit").map(|_| ());
    assert_eq!(refused, Err(Invalid::new("photos", Fault::TooMany)));

    let body = FactBody::Retract { fact: visit.id };
    let taken_back = sample::fact(83, now, body);
    let own = [visit.clone(), taken_back.clone()];
    let draft = |after| Draft {
        id: FactId::mint(now, sample::random(84)),
        member: Some(member.number.clone()),
        changed_at: now,
        form: DraftForm::Visit(Box::new(VisitForm {
            after,
            ..VisitForm::correcting(visit.id, before)
        })),
    };
    assert!(draft(vec![taken_back.id]).replaces(visit.id, &own));
    assert!(!draft(vec![visit.id]).replaces(visit.id, &own));
    // As long as it stands, what corrects it, or corrects what has corrected it since.
    assert!(draft(vec![]).replaces(visit.id, &own[..1]));
    assert!(draft(vec![]).replaces(visit.id, &[visit.clone(), fact.clone()]));
    assert!(!draft(vec![]).replaces(taken_back.id, &own[..1]));
}

#[test]
fn a_correction_takes_the_stead_of_the_saved_record_and_waits_for_it() {
    let member = sample::member("100003", "", "");
    let visit = sample::visit(80, &member, sample::at(0, 9, 0), Outcome::Absent);
    let FactBody::Visit(said) = &visit.body else {
        panic!("not a visit");
    };
    let mut form = VisitForm::correcting(visit.id, said);
    form.outcome = Some(Outcome::MetContact);
    let draft = Draft {
        id: FactId::mint(sample::at(0, 9, 5), sample::random(81)),
        member: Some(member.number.clone()),
        changed_at: sample::at(0, 9, 5),
        form: DraftForm::Visit(Box::new(form)),
    };
    let correction = draft.finish(sample::at(0, 9, 6), &[]).expect("complete");
    assert_eq!(correction.corrects, Some(visit.id));
    assert_eq!(correction.after, [visit.id]);

    let pending = [
        sample::pending(visit.clone(), FactState::Arrived),
        sample::pending(correction.clone(), FactState::Waiting),
    ];
    let book = Fieldbook::new(sample::me(), sample::rows(), &pending, &[]);
    let entry = book.member(&member.number).expect("a sample member");
    let counts = |id| entry.contacts.iter().any(|contact| contact.fact.id == id);
    assert!(counts(correction.id) && !counts(visit.id));
    let before = entry.before(&correction).expect("both versions are shown");
    assert_eq!(before.fact.id, visit.id);
}

#[test]
fn a_record_taken_back_to_be_written_anew_can_be_brought_back_as_it_was() {
    let shop = sample::member("100003", "", "");
    let at = |minute| sample::at(0, 9, minute);
    let met = Outcome::MetContact;
    let first = sample::visit_with(80, &shop, at(0), Outcome::Absent, |_| {});
    let corrected = Fact {
        corrects: Some(first.id),
        ..sample::visit_with(81, &shop, at(1), met, |visit| {
            visit.note = "裏口から".to_owned();
        })
    };
    let retraction = Fact {
        id: FactId::mint(at(2), sample::random(82)),
        recorded_at: at(2),
        after: vec![first.id],
        corrects: None,
        body: FactBody::Retract { fact: first.id },
        ..first
    };
    let FactBody::Visit(said) = &corrected.body else {
        panic!("not a visit");
    };
    let random = || sample::random(83);
    let form = VisitForm::reopened(said, retraction.id, at(3), random);
    let draft = Draft {
        id: FactId::mint(at(3), sample::random(84)),
        member: Some(shop.number.clone()),
        changed_at: at(3),
        form: DraftForm::Visit(Box::new(form)),
    };
    let notes = |own: &[Fact]| {
        let waiting = own.iter().cloned();
        let waiting: Vec<_> = waiting
            .map(|fact| sample::pending(fact, FactState::Waiting))
            .collect();
        let book = Fieldbook::new(sample::me(), sample::rows(), &waiting, &[]);
        let entry = book.member(&shop.number).expect("a sample member");
        let visits = entry
            .visits()
            .filter(|visit| visit.at.day() == sample::day());
        visits.map(|visit| visit.note.clone()).collect::<Vec<_>>()
    };
    let mut own = vec![first.clone(), corrected.clone()];
    assert_eq!(notes(&own), ["裏口から"]);
    assert!(!draft.is_rewrite(&own));
    own.push(retraction.clone());
    // Neither version counts any more, and a late picture of either goes on in the draft.
    assert!(notes(&own).is_empty());
    assert!(draft.is_rewrite(&own));
    assert!(draft.replaces(corrected.id, &own) && draft.replaces(first.id, &own));
    let anew = draft.finish(at(4), &own).expect("complete");
    assert_eq!((anew.corrects, anew.after), (None, vec![retraction.id]));
    own.push(draft.brings_back(retraction.id, at(4)));
    assert_eq!(notes(&own), ["裏口から"]);
    assert!(!draft.is_rewrite(&own));
    // What the server still has is taken out at once, though only the correction is here.
    let row = Row::Contact {
        by: sample::me(),
        fact: Box::new(corrected),
    };
    let rows = sample::rows().into_iter().chain([row]);
    let waits = [sample::pending(retraction, FactState::Waiting)];
    let book = Fieldbook::new(sample::me(), rows, &waits, &[]);
    let entry = book.member(&shop.number).expect("a sample member");
    assert!(entry.visits().all(|visit| visit.note != "裏口から"));
}

#[test]
fn what_was_opened_and_left_alone_is_no_draft_but_a_tap_or_a_call_is() {
    let at = sample::at(0, 9, 0);
    let number = sample::member("100003", "", "").number;
    let of = |form| Draft {
        id: FactId::mint(at, sample::random(80)),
        member: Some(number.clone()),
        changed_at: at,
        form,
    };
    let new = VisitForm::new(number.clone(), at, None, false);
    let visit = |form: &VisitForm| of(DraftForm::Visit(Box::new(form.clone())));
    assert!(visit(&new).is_idle(&[]));
    // One of the rarer outcomes: which one is asked for, and the tap stays.
    let rare = VisitForm { rare: true, ..new };
    assert!(!visit(&rare).is_idle(&[]));
    assert!(visit(&rare).finish(at, &[]).is_err());
    let kept: VisitForm = crate::json::from_slice(&crate::json::to_vec(&rare)).expect("a form");
    assert!(kept.rare);
    // The dialler was opened, whatever is written of it.
    let call = CallForm::new(at, CallDirection::Out, None);
    assert!(!of(DraftForm::Call(call)).is_idle(&[]));
    let lead = LeadId::mint(at, sample::random(81));
    for (manner, idle) in [(LeadManner::Call, false), (LeadManner::OnSite, true)] {
        let form = LeadForm::new(lead, at, manner, None);
        assert_eq!(of(DraftForm::LeadContact(form)).is_idle(&[]), idle);
    }
    let found = |business: &str| {
        let lead = FoundLead {
            lead,
            business: business.to_owned(),
            contact: String::new(),
            telephone: String::new(),
            address: String::new(),
            note: String::new(),
            found_on: at.day(),
        };
        let (after, corrects) = (Vec::new(), None);
        let form = FoundForm {
            lead,
            after,
            corrects,
        };
        of(DraftForm::FoundLead(form))
    };
    assert!(found(" ").is_idle(&[]) && !found("カフェ").is_idle(&[]));
    // A correction says something once it says something else.
    let shop = sample::member("100003", "", "");
    let saved = sample::visit_with(82, &shop, at, Outcome::Absent, |_| {});
    let mut form = DraftForm::correcting(&saved).expect("a visit");
    assert!(of(form.clone()).is_idle(std::slice::from_ref(&saved)));
    assert!(!of(form.clone()).is_idle(&[]));
    if let DraftForm::Visit(form) = &mut form {
        form.visit.note = "裏口から".to_owned();
    }
    assert!(!of(form).is_idle(&[saved]));
}

#[test]
fn who_rings_us_answers_and_has_the_right_number() {
    use CallWord::{Appointment, CallBack, ContactAbsent, Declined, NoAnswer};
    let offered = |chosen| CallWord::offered(CallDirection::In, chosen);
    let can_be = [Appointment, ContactAbsent, CallBack, Declined];
    assert_eq!(offered(None), can_be);
    // An older record says so: it is shown as it is.
    assert!(offered(Some(NoAnswer)).contains(&NoAnswer));
    assert_eq!(CallWord::offered(CallDirection::Out, None), CallWord::ALL);
}
