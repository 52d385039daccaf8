//! Invented records: sent, waiting, refused, being written.

use shared::fieldbook::{CallForm, CallWord, Draft, DraftForm, ReportForm, VisitForm, sample};
use shared::model::limits::LONG_TEXT;
use shared::model::*;
use shared::rules::daily_report;
use shared::sync::{FactState, PendingFact};
use shared::wire::FactBody;
use shared::wire::sync::RejectCode;

use super::leads;

/// What the visitor has recorded on this phone.
pub fn own(state: &str) -> Vec<PendingFact> {
    match state {
        "sync-all-sent" | "sync-second-copy" => Vec::new(),
        "sync-falls" => falling(),
        "sync-long" => (1..=60).map(|n| arrived(n, "100003")).collect(),
        sync if sync.starts_with("sync") => unsent(),
        "today-urgent" | "list-urgent" | "member-unsent" | "report" | "pieces-words" => unsent(),
        "today-done" => ["100003", "100010", "100011", "100020"]
            .iter()
            .zip(70..)
            .map(|(number, n)| arrived(n, number))
            .collect(),
        "today-due" => vec![to_be_visited_again("200006")],
        "today-appointments" | "today-appointments-long-names" => agreed(),
        "visit-linked" => vec![arrived(66, "100010")],
        "member-handed" => vec![handed_over("100011")],
        "visit-handed-before" => vec![handed_over("100003")],
        "report-handed-in" => vec![handed_in(FactState::Arrived)],
        "report-waiting" => vec![handed_in(FactState::Waiting)],
        "report-refused" => vec![handed_in(refused())],
        _ => Vec::new(),
    }
}

pub fn draft_id() -> FactId {
    FactId::mint(sample::at(0, 9, 0), sample::random(90))
}

fn refused() -> FactState {
    FactState::NeedsYou {
        code: RejectCode::Invalid,
        message: "note".to_owned(),
    }
}

fn arrived(n: u8, number: &str) -> PendingFact {
    let member = sample::member(number, "", "");
    let visit = sample::visit(n, &member, sample::at(0, 8, 0), Outcome::MetContact);
    sample::pending(visit, FactState::Arrived)
}

fn handed_in(state: FactState) -> PendingFact {
    let report = daily_report(sample::day(), std::iter::empty(), sample::at(0, 9, 0));
    let fact = sample::fact(75, sample::at(0, 9, 0), FactBody::DailyReport(report));
    sample::pending(fact, state)
}

/// One soon, one overdue, one nobody kept, one tomorrow, and a call that should have been made.
fn agreed() -> Vec<PendingFact> {
    let of = |number: &str| sample::member(number, "", "");
    let called = |n, number, result| {
        let call = sample::call(n, &of(number), sample::at(-2, 10, 0), result);
        sample::pending(call, FactState::Arrived)
    };
    let appointment = |days, hour, minute| CallResult::Appointment {
        at: sample::at(days, hour, minute),
    };
    let back = CallResult::CallBack {
        at: sample::at(0, 8, 45),
    };
    vec![
        called(61, "200006", appointment(0, 9, 45)),
        called(62, "200007", appointment(0, 8, 50)),
        called(63, "200008", appointment(-1, 14, 30)),
        called(64, "200009", appointment(1, 11, 0)),
        called(65, "200010", back),
    ]
}

/// Nobody was there a week ago.
fn to_be_visited_again(number: &str) -> PendingFact {
    let member = sample::member(number, "", "");
    let visit = sample::visit_with(
        69,
        &member,
        sample::at(-7, 8, 0),
        Outcome::Absent,
        |visit| {
            visit.next_step = Some(leads::next_step(NextStepKind::VisitAgain));
        },
    );
    sample::pending(visit, FactState::Arrived)
}

/// What was left and handed over, with its receipts.
fn handed_over(number: &str) -> PendingFact {
    let member = sample::member(number, "", "");
    let at = sample::at(0, 8, 0);
    let visit = sample::visit_with(76, &member, at, Outcome::MetContact, hand_over);
    sample::pending(visit, FactState::Arrived)
}

fn hand_over(visit: &mut Visit) {
    let handover = |item, receipt: &str| Handover {
        item,
        receipt: receipt.to_owned(),
    };
    visit.leaflets = vec![Leaflet {
        edition: "活用事例集 第3版".to_owned(),
        copies: 2,
    }];
    visit.handed_over = vec![
        handover(HandoverItem::GiftCard500, "R-0001 総務課 渡邊 一郎様"),
        handover(HandoverItem::CommemorativePlate, ""),
    ];
}

/// Begun in several places and finished in none.
fn half_written(visit: &mut Visit) {
    let at = sample::at(0, 9, 0);
    visit.requests = vec![HeardRequest {
        id: RequestId::mint(at, sample::random(1)),
        category: RequestCategory::Finance,
        words: String::new(),
        reply_wanted: true,
    }];
    visit.mutual_aid = Some(MutualAid {
        interest: MutualAidInterest::WantsExplanation,
        consent: None,
    });
    visit.note = too_long();
}

fn unsent() -> Vec<PendingFact> {
    let of = |number: &str| sample::member(number, "", "");
    let complaint = sample::visit_with(
        60,
        &of("100011"),
        sample::at(0, 8, 30),
        Outcome::MetContact,
        |visit| {
            visit.complaint = Some(HeardComplaint {
                id: ComplaintId::mint(sample::at(0, 8, 30), sample::random(1)),
                words: "会報が3か月届いていない".to_owned(),
            });
        },
    );
    let call = |n: u8, number: &str, minute: u32, result: CallResult| {
        sample::call(n, &of(number), sample::at(0, 8, minute), result)
    };
    let back = CallResult::CallBack {
        at: sample::at(0, 14, 0),
    };
    vec![
        sample::pending(complaint, FactState::Waiting),
        sample::pending(call(61, "200003", 40, back), FactState::Sending),
        sample::pending(
            call(62, "200004", 50, CallResult::NoAnswer),
            FactState::Arrived,
        ),
        sample::pending(call(63, "200005", 55, CallResult::Declined), refused()),
    ]
}

/// A visit was refused, and what took it back with it.
fn falling() -> Vec<PendingFact> {
    let member = sample::member("100011", "", "");
    let visit = sample::visit(64, &member, sample::at(0, 8, 30), Outcome::MetContact);
    let body = FactBody::Retract { fact: visit.id };
    let taken_back = sample::fact(65, sample::at(0, 8, 40), body);
    let refused = |code| FactState::NeedsYou {
        code,
        message: String::new(),
    };
    vec![
        sample::pending(visit, refused(RejectCode::Invalid)),
        sample::pending(taken_back, refused(RejectCode::ParentRejected)),
    ]
}

/// What is being written.
pub fn drafts(state: &str) -> Vec<Draft> {
    let outcome = match state {
        "visit" => None,
        "visit-talked"
        | "visit-linked"
        | "visit-left-over"
        | "visit-saved-elsewhere"
        | "visit-kept-apart"
        | "visit-silent" => Some(Outcome::MetRepresentative),
        "visit-photos" => Some(Outcome::Absent),
        "visit-handed" | "visit-handed-before" | "visit-wanting" => Some(Outcome::MetContact),
        "lead-found"
        | "lead-found-no-number"
        | "lead-contact"
        | "lead-gift"
        | "lead-too-long"
        | "lead-saved-elsewhere" => {
            return vec![leads::draft(draft_id(), state)];
        }
        "report-too-long" => return vec![report_draft()],
        "visit-closed-down" => Some(Outcome::Closed),
        "call-appointment" | "today" => return vec![call_draft("100003", "")],
        "call-saved-elsewhere" => {
            let mut draft = call_draft("100003", "");
            if let DraftForm::Call(form) = &mut draft.form {
                form.corrects = Some(draft.id);
            }
            return vec![draft];
        }
        "call-close" | "call-close-long-names" => {
            return vec![call_draft_for(sample::at(0, 13, 45))];
        }
        "call-too-early" => return vec![call_draft_for(sample::at(0, 8, 0))],
        // Nobody here has this member any more.
        "call-handed-on" => return vec![call_draft("999999", "")],
        "call-too-long" => return vec![call_draft("100003", &too_long())],
        _ => return Vec::new(),
    };
    let number = sample::member("100003", "", "").number;
    let mut form = VisitForm {
        outcome,
        ..VisitForm::new(number, sample::at(0, 9, 0), None, false)
    };
    if state == "visit-photos" {
        form.name_photo(&leads::picture(1));
    }
    if state.starts_with("visit-handed") {
        hand_over(&mut form.visit);
    }
    if state == "visit-wanting" {
        half_written(&mut form.visit);
    }
    form.visit.linked_with = (state == "visit-linked").then(|| own(state)[0].fact.id);
    vec![Draft {
        id: draft_id(),
        member: MemberNumber::parse("100003"),
        changed_at: sample::at(0, 9, 1),
        form: DraftForm::Visit(Box::new(form)),
    }]
}

/// One character more than a note may have.
pub fn too_long() -> String {
    "あ".repeat(LONG_TEXT + 1)
}

fn report_draft() -> Draft {
    let form = ReportForm {
        day: sample::day(),
        note: too_long(),
    };
    Draft {
        id: draft_id(),
        member: None,
        changed_at: sample::at(0, 9, 1),
        form: DraftForm::Report(form),
    }
}

fn call_draft_for(when: Moment) -> Draft {
    let mut draft = call_draft("100003", "");
    if let DraftForm::Call(form) = &mut draft.form {
        form.when = Some(when);
    }
    draft
}

fn call_draft(number: &str, note: &str) -> Draft {
    let form = CallForm {
        word: Some(CallWord::Appointment),
        note: note.to_owned(),
        ..CallForm::new(sample::at(0, 9, 0), CallDirection::Out, None)
    };
    Draft {
        id: draft_id(),
        member: MemberNumber::parse(number),
        changed_at: sample::at(0, 9, 1),
        form: DraftForm::Call(form),
    }
}
