use super::sample::{self, at, book, call, day, me, pending, visit, visit_with};
use super::*;
use crate::model::*;
use crate::rules::{ContactAdvice, contact::WhyNot};
use crate::sync::FactState;

fn number(text: &str) -> MemberNumber {
    MemberNumber::parse(text).expect("a literal number")
}

fn known(text: &str) -> Member {
    let book = book(&[]);
    book.member(&number(text))
        .expect("a sample member")
        .member
        .clone()
}

fn names(book: &Fieldbook, query: &ListQuery) -> Vec<String> {
    let found = book.list(query, day());
    let name = |at: u32| book.entries()[at as usize].member.name.clone();
    found.into_iter().map(name).collect()
}

fn searching(words: &str) -> ListQuery {
    ListQuery {
        words: words.to_owned(),
        ..ListQuery::default()
    }
}

#[test]
fn the_day_keeps_the_offices_order_and_groups_a_building() {
    let today = book(&[]).today(day());
    let stops: Vec<(&str, bool)> = today
        .stops
        .iter()
        .map(|stop| (stop.entry.member.number.as_str(), stop.same_building))
        .collect();
    let expected = [
        ("100003", false),
        ("100010", false),
        ("100011", true),
        ("100020", false),
    ];
    assert_eq!(stops, expected);
    assert_eq!(today.stops[3].appointment, Some(at(0, 13, 30)));
    assert!(today.suggested.is_empty());
}

/// `(number, building, appointment)` in the office's order → numbers in the visitor's.
fn in_order(stops: &[(&str, &str, Option<Moment>)]) -> Vec<String> {
    let mut rows = Vec::new();
    for (place, (number, building, appointment)) in (1_u8..).zip(stops) {
        let mut member = sample::member(number, number, "");
        (*building).clone_into(&mut member.building);
        let mut target = sample::target(&member, place, Some(u32::from(place)));
        if let Some(assignment) = &mut target.assignment {
            assignment.appointment = appointment.map(|at| Appointment { at });
        }
        rows.extend([Row::Target(target), Row::Member(Box::new(member))]);
    }
    let book = Fieldbook::new(me(), rows, &[], &[]);
    let stops = book.today(day()).stops;
    stops
        .into_iter()
        .map(|stop| stop.entry.member.number.to_string())
        .collect()
}

#[test]
fn stops_of_one_building_are_one_arrival_from_the_top_down() {
    let order = in_order(&[
        ("1", "三渓ビル2F", None),
        ("2", "汐見ビル", None),
        ("3", "三渓ビル 5階", None),
        ("4", "三渓ビルB1F", None),
    ]);
    assert_eq!(order, ["3", "1", "4", "2"]);
}

#[test]
fn an_appointment_keeps_its_place_and_the_building_joins_it() {
    let order = in_order(&[
        ("1", "三渓ビル2F", Some(at(0, 10, 0))),
        ("2", "汐見ビル", None),
        ("3", "三渓ビル5F", None),
        ("4", "汐見ビル3F", Some(at(0, 14, 0))),
    ]);
    assert_eq!(order, ["1", "3", "2", "4"]);
}

#[test]
fn the_visitors_own_order_stands_and_what_the_office_adds_comes_last() {
    let mut rows = sample::rows();
    let target_of = |number: &str| {
        let book = book(&[]);
        let entry = book.member(&self::number(number)).expect("known");
        entry.target.as_ref().expect("a target").id
    };
    let numbers = |rows: Vec<Row>| -> Vec<String> {
        let book = Fieldbook::new(me(), rows, &[], &[]);
        let stops = book.today(day()).stops;
        stops
            .iter()
            .map(|stop| stop.entry.member.number.to_string())
            .collect()
    };
    rows.push(Row::Plan(Plan {
        visitor: me(),
        day: day(),
        revision: 2,
        // One building apart: the visitor means it.
        own_order: vec![
            target_of("100011"),
            target_of("100003"),
            target_of("100010"),
        ],
        own_order_gave_way: false,
    }));
    assert_eq!(numbers(rows), ["100011", "100003", "100010", "100020"]);
}

#[test]
fn the_list_sorts_by_distance_and_groups_buildings() {
    let mut near = sample::member("1", "近い商店", "チカイ");
    near.change_place(|place| place.spot = Spot::of_degrees(35.4410, 139.6266));
    let mut far = sample::member("2", "遠い商店", "トオイ");
    far.change_place(|place| place.spot = Spot::of_degrees(35.5, 139.6266));
    let mut rough = sample::member("3", "区だけ分かる店", "ワカル");
    rough.address = "横浜市西区浅間町5-25".to_owned();
    rough.building = "汐見ビル2F".to_owned();
    let mut above = sample::member("4", "その上の店", "");
    above.address = "横浜市西区浅間町五丁目25".to_owned();
    above.building = "汐見ビル 6階".to_owned();
    above.change_place(|place| place.spot = Spot::of_degrees(35.6, 139.6266));
    let unknown = sample::member("5", "どこか", "");
    let members = [unknown, above, rough, far, near];
    let mut rows: Vec<Row> = members.map(|member| Row::Member(Box::new(member))).into();
    rows.push(Row::AreaMap(Box::new(AreaMap {
        credit: String::new(),
        areas: vec![Area {
            name: "西区".to_owned(),
            rings: vec![vec![(139_619_000, 35_456_000)]],
        }],
    })));
    let book = Fieldbook::new(me(), rows, &[], &[]);
    let query = ListQuery {
        sort: Sort::Nearest,
        here: Spot::of_degrees(35.4408, 139.6266),
        ..ListQuery::default()
    };
    let found = book.list(&query, day());
    let number = |at: &u32| book.entries()[*at as usize].member.number.to_string();
    // The upper floor comes along, though its own spot is far away.
    let numbers: Vec<String> = found.iter().map(number).collect();
    assert_eq!(numbers, ["1", "4", "3", "2", "5"]);
    assert!(book.share_building(found[1], found[2]));
    assert!(
        !book.share_building(found[0], found[4]),
        "neither names a building"
    );
    let metres = book.metres_from(query.here, &book.entries()[found[0] as usize]);
    assert_eq!(metres, Some(22));
}

#[test]
fn a_list_by_name_has_the_syllabary_as_headings() {
    let readings = ["ｱｵｷ", "いとう", "ガクヤ", "ヴィーナス", "ンダ", "", "ABC"];
    let rows = (1..)
        .zip(readings)
        .map(|(n, kana)| Row::Member(Box::new(sample::member(&n.to_string(), kana, kana))));
    let book = Fieldbook::new(me(), rows, &[], &[]);
    let all: Vec<u32> = (0..7).collect();
    let headings = book.headings(&all);
    assert_eq!(
        headings,
        [('ア', 0), ('カ', 2), ('ハ', 3), ('ワ', 4), ('他', 5)]
    );
}

#[test]
fn an_own_unsent_visit_counts_at_once() {
    let aoka = known("100003");
    let book = book(&[]);
    assert_eq!(
        book.progress(book.member(&aoka.number).expect("known"), day()),
        Progress::Met
    );
    let denso = known("100011");
    let unsent = pending(
        visit(60, &denso, at(0, 9, 30), Outcome::MetContact),
        FactState::Waiting,
    );
    let book = book.with_own(&[unsent], &[]);
    let entry = book.member(&denso.number).expect("known");
    assert_eq!(book.progress(entry, day()), Progress::Met);
    assert_eq!(entry.contacts[0].state, Some(FactState::Waiting));
    assert_eq!(book.today(day()).done(), 1);
    assert_eq!(book.with_own(&[], &[]).today(day()).done(), 0);
}

#[test]
fn a_visit_taken_back_no_longer_counts_even_when_the_server_knows_it() {
    let denso = known("100011");
    let made = visit(60, &denso, at(0, 9, 30), Outcome::MetContact);
    let back = FactBody::Retract { fact: made.id };
    let back = pending(sample::fact(61, at(0, 9, 31), back), FactState::Waiting);
    let waiting = pending(made.clone(), FactState::Waiting);
    assert_eq!(book(&[waiting, back.clone()]).today(day()).done(), 0);

    let mut rows = sample::rows();
    rows.push(Row::Contact {
        by: me(),
        fact: Box::new(made),
    });
    let arrived = Fieldbook::new(me(), rows, &[], &[]);
    assert_eq!(arrived.today(day()).done(), 1);
    assert_eq!(arrived.with_own(&[back], &[]).today(day()).done(), 0);
}

#[test]
fn a_fact_that_came_back_isnt_shown_twice() {
    let denso = known("100011");
    let made = visit(60, &denso, at(0, 9, 30), Outcome::MetContact);
    let mut rows = sample::rows();
    rows.push(Row::Contact {
        by: me(),
        fact: Box::new(made.clone()),
    });
    let book = Fieldbook::new(me(), rows, &[pending(made, FactState::Arrived)], &[]);
    let entry = book.member(&denso.number).expect("known");
    assert_eq!(entry.visits().count(), 1);
    assert_eq!(entry.contacts[0].state, None);
}

#[test]
fn what_was_asked_in_an_unsent_visit_is_open_at_once() {
    let denso = known("100011");
    let made = visit_with(60, &denso, at(0, 9, 30), Outcome::MetContact, |visit| {
        visit.requests.push(HeardRequest {
            id: RequestId::mint(at(0, 9, 30), sample::random(1)),
            category: RequestCategory::Staffing,
            words: "若い人が来ない".to_owned(),
            reply_wanted: true,
        });
    });
    let book = book(&[pending(made, FactState::Waiting)]);
    let entry = book.member(&denso.number).expect("known");
    assert_eq!(entry.unanswered().count(), 1);
    assert!(entry.reasons(day()).contains(&Reason::UnansweredRequest));
}

#[test]
fn a_wish_to_leave_heard_by_telephone_is_a_reason_at_once_and_a_call_in_vain_doesnt_hide_it() {
    let denso = known("100011");
    let mut heard = call(60, &denso, at(0, 9, 30), CallResult::Declined);
    if let FactBody::Call(call) = &mut heard.body {
        let case = WithdrawalCaseId::mint(at(0, 9, 30), sample::random(61));
        RiskEdit::Level(Some(RiskLevel::Leaving)).apply(&mut call.risk, case);
    }
    let in_vain = call(62, &denso, at(0, 10, 0), CallResult::NoAnswer);
    let later = visit(63, &denso, at(0, 11, 0), Outcome::MetRepresentative);
    let wavers = |facts: Vec<Fact>| {
        let waiting = facts
            .into_iter()
            .map(|fact| pending(fact, FactState::Waiting));
        let book = book(&waiting.collect::<Vec<_>>());
        let entry = book.member(&denso.number).expect("known");
        entry.reasons(day()).contains(&Reason::Wavering)
    };
    assert!(wavers(vec![heard.clone()]));
    assert!(wavers(vec![heard.clone(), in_vain.clone()]));
    assert!(!wavers(vec![heard, in_vain, later]));
}

#[test]
fn an_answer_that_the_member_was_told_waits_no_more() {
    let aoka = known("100003");
    let answered = |book: &Fieldbook| {
        let entry = book.member(&aoka.number).expect("known");
        let id = entry.latest_answer().expect("answered").id;
        (id, entry.untold_answer().is_some())
    };
    let (id, untold) = answered(&book(&[]));
    assert!(untold);
    let mut told = call(60, &aoka, at(0, 9, 30), CallResult::Declined);
    if let FactBody::Call(call) = &mut told.body {
        tell_answer(&mut call.answers_told, id, true);
        tell_answer(&mut call.answers_told, id, true);
        assert_eq!(call.answers_told, [id]);
    }
    let told = book(&[pending(told, FactState::Waiting)]);
    assert_eq!(answered(&told), (id, false));
    let request = told
        .member(&aoka.number)
        .and_then(|entry| entry.latest_answer());
    let by = request
        .and_then(|request| request.told)
        .map(|told| (told.by, told.on));
    assert_eq!(by, Some((me(), day())));
}

#[test]
fn closed_down_stops_all_contact_before_it_is_sent() {
    let denso = known("100011");
    let made = visit(60, &denso, at(0, 9, 30), Outcome::Closed);
    let book = book(&[pending(made, FactState::Waiting)]);
    let advice = book
        .member(&denso.number)
        .expect("known")
        .contact_advice(at(0, 10, 0));
    assert_eq!(advice, ContactAdvice::Forbidden(WhyNot::DoNotContact));
}

#[test]
fn an_appointment_made_by_telephone_finds_its_place_among_the_stops() {
    let other = known("200007");
    let agreed = CallResult::Appointment { at: at(0, 11, 0) };
    let made = call(60, &other, at(0, 9, 30), agreed);
    let book = book(&[pending(made, FactState::Waiting)]);
    let today = book.today(day());
    let place = today
        .stops
        .iter()
        .position(|stop| stop.entry.member.number == other.number);
    assert_eq!(place, Some(3), "before the appointment at 13:30");

    let visited = visit(61, &other, at(0, 11, 5), Outcome::Absent);
    let call = call(60, &other, at(0, 9, 30), agreed);
    let book = book.with_own(
        &[
            pending(call, FactState::Waiting),
            pending(visited, FactState::Waiting),
        ],
        &[],
    );
    assert_eq!(
        book.member(&other.number).expect("known").appointment(),
        None
    );
}

#[test]
fn a_promised_call_waits_until_somebody_calls() {
    let other = known("200007");
    let promise = CallResult::CallBack { at: at(0, 14, 0) };
    let first = pending(call(60, &other, at(-1, 9, 30), promise), FactState::Waiting);
    let then = pending(
        call(61, &other, at(0, 14, 2), CallResult::NoAnswer),
        FactState::Waiting,
    );
    let book = book(std::slice::from_ref(&first));
    assert_eq!(book.call_backs(day()).len(), 1);
    assert_eq!(book.call_backs(moment::plus_days(day(), -1)).len(), 0);
    assert_eq!(
        book.with_own(&[first, then], &[]).call_backs(day()).len(),
        0
    );
}

#[test]
fn without_a_plan_the_most_important_whom_nobody_contacted_lately_are_suggested() {
    let tomorrow = moment::plus_days(day(), 1);
    let today = book(&[]).today(tomorrow);
    assert!(today.stops.is_empty());
    let first: Vec<&str> = today
        .suggested
        .iter()
        .map(|e| e.member.number.as_str())
        .collect();
    assert_eq!(first[..2], ["200029", "200028"]);
    assert_eq!(first.len(), 10);
    assert!(
        !first.contains(&"100010"),
        "called five days ago by a colleague"
    );
    assert!(!first.contains(&"100031"), "on hold");
}

#[test]
fn search_finds_any_script_width_and_telephone() {
    let book = book(&[]);
    for words in ["㈱関内青果", "カンナイ", "かんない", "ｶﾝﾅｲ", "関内 渡辺"]
    {
        assert_eq!(
            names(&book, &searching(words)),
            ["関内青果株式会社"],
            "{words}"
        );
    }
    assert_eq!(names(&book, &searching("0177")), ["医療法人三渓クリニック"]);
    assert_eq!(
        names(&book, &searching("０４５－５５５－０１７７")).len(),
        1
    );
    assert_eq!(names(&book, &searching("三渓ビル")).len(), 2);
    assert!(names(&book, &searching("存在しない")).is_empty());
    assert_eq!(
        names(&book, &searching("株式会社")).len(),
        book.entries().len()
    );
}

#[test]
fn filters_and_orders_combine() {
    let book = book(&[]);
    let west = ListQuery {
        filter: Filter {
            branch: Some("西支部".to_owned()),
            progress: Some(Progress::NotYet),
            reason: Some(Reason::WebJoined),
        },
        ..ListQuery::default()
    };
    assert_eq!(names(&book, &west), ["株式会社ネクストシステム"]);
    let longest_ago = ListQuery {
        sort: Sort::LastContact,
        ..ListQuery::default()
    };
    // A call that rang in vain is no contact, so nobody has contacted the one whose building both share.
    let last = names(&book, &longest_ago).pop();
    assert_eq!(last.as_deref(), Some("関内青果株式会社"));
    let by_name = ListQuery {
        sort: Sort::Name,
        ..ListQuery::default()
    };
    assert_eq!(names(&book, &by_name)[0], "関内青果株式会社");
    assert_eq!(book.branches(), ["中支部", "南支部", "西支部"]);
}

#[test]
fn targets_that_are_done_come_last_by_importance() {
    let mut rows = sample::rows();
    let mut first = names(&book(&[]), &ListQuery::default());
    for row in &mut rows {
        if let Row::Target(target) = row
            && target.member == number("200029")
        {
            target.state = TargetState::Done;
        }
    }
    let book = Fieldbook::new(me(), rows, &[], &[]);
    let done = first.remove(0);
    first.push(done);
    assert_eq!(names(&book, &ListQuery::default()), first);
}

#[test]
fn a_caller_is_found_by_the_last_digits() {
    let found = book(&[]).by_last_digits("1007");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].member.number, number("200007"));
}

#[test]
fn a_draft_becomes_one_fact_under_its_own_id() {
    let mut form = VisitForm::new(number("100003"), at(0, 9, 0), None, true);
    assert!(form.is_untouched());
    let draft = |form: &VisitForm| Draft {
        id: FactId::mint(at(0, 9, 0), sample::random(9)),
        member: Some(number("100003")),
        changed_at: at(0, 9, 0),
        form: DraftForm::Visit(Box::new(form.clone())),
    };
    let refused = draft(&form)
        .finish(at(0, 9, 5), &[])
        .expect_err("no outcome yet");
    assert_eq!(refused.field, "outcome");

    form.outcome = Some(Outcome::MetContact);
    form.visit.requests.push(HeardRequest {
        id: RequestId::mint(at(0, 9, 1), sample::random(1)),
        category: RequestCategory::Other,
        words: "  ".to_owned(),
        reply_wanted: true,
    });
    let fact = draft(&form)
        .finish(at(0, 9, 5), &[])
        .expect("an outcome is enough");
    let FactBody::Visit(visit) = &fact.body else {
        panic!("a visit's draft makes a visit");
    };
    assert_eq!(fact.id, draft(&form).id);
    assert!(
        visit.requests.is_empty(),
        "an entry left empty is no request"
    );

    form.visit.mutual_aid = Some(MutualAid {
        interest: MutualAidInterest::WantsExplanation,
        consent: None,
    });
    let refused = draft(&form)
        .finish(at(0, 9, 5), &[])
        .expect_err("nobody agreed to pass it on");
    assert_eq!(refused.field, "mutual_aid.consent");
}

#[test]
fn a_call_asks_for_a_time_only_where_it_needs_one() {
    let mut form = CallForm::new(at(0, 9, 0), CallDirection::Out, None);
    form.word = Some(CallWord::Appointment);
    let draft = |form: &CallForm| Draft {
        id: FactId::mint(at(0, 9, 0), sample::random(9)),
        member: Some(number("100003")),
        changed_at: at(0, 9, 0),
        form: DraftForm::Call(form.clone()),
    };
    let refused = draft(&form)
        .finish(at(0, 9, 2), &[])
        .expect_err("no time yet");
    assert_eq!(refused.field, "result.at");
    form.when = Some(at(0, 14, 0));
    assert!(draft(&form).finish(at(0, 9, 2), &[]).is_ok());
    form.word = Some(CallWord::NoAnswer);
    form.when = None;
    assert!(draft(&form).finish(at(0, 9, 2), &[]).is_ok());
}

#[test]
fn drafts_survive_storage() {
    let mut form = VisitForm::new(number("100003"), at(0, 9, 0), None, false);
    form.visit.note = "書きかけ".to_owned();
    let draft = Draft {
        id: FactId::mint(at(0, 9, 0), sample::random(9)),
        member: Some(number("100003")),
        changed_at: at(0, 9, 0),
        form: DraftForm::Visit(Box::new(form)),
    };
    let bytes = serde_json::to_vec(&draft).expect("serialises");
    let read: Draft = serde_json::from_slice(&bytes).expect("parses");
    assert_eq!(read, draft);
}
