//! What this visit is for 訪問目的, in a sentence, and the few things that only such a visit needs.

use std::rc::Rc;

use shared::fieldbook::{Entry, VisitForm, tell_answer};
use shared::model::{
    ChangeReport, ChangeReportId, ChangedField, Handover, HandoverItem, Outcome, Purpose, RequestId,
};
use yew::prelude::*;

use super::changes::in_the_list;
use super::entries::check;
use super::handed::{self, count_of};
use super::sheet::Part;
use crate::field::pieces::{purpose_hint, purposes};
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;

/// Said before the door is opened: what the visit is for, and what the office has answered.
pub fn before(part: &Part, entry: &Entry) -> Html {
    let lang = part.lang();
    let hints = purposes(entry).into_iter().map(|purpose| {
        html! {
            <li key={lang.purpose(purpose)}>
                <span class="chip">{ lang.purpose(purpose) }</span>{ " " }{ purpose_hint(&part.desk, purpose) }
            </li>
        }
    });
    let told = part.editing(|form, (id, on)| tell_answer(&mut form.visit.answers_told, id, on));
    let opening = opening(lang, entry, &part.form.visit.answers_told, &told);
    html! {
        <section class="stack">
            <ul class="purposes">{ for hints }</ul>
            { for opening }
        </section>
    }
}

/// The office's answer, to be told first; and whether it was.
pub fn opening(
    lang: Lang,
    entry: &Entry,
    told: &[RequestId],
    on_told: &Callback<(RequestId, bool)>,
) -> Option<Html> {
    let answered = entry.latest_answer()?;
    let (id, answer) = (answered.id, answered.answer.as_ref()?);
    let here = told.contains(&id);
    // What somebody has told needn't be told again.
    (here || answered.told.is_none()).then(|| {
        html! {
            <details class="opening">
                <summary>{ lang.open_with_the_answer() }</summary>
                <p class="second">{ lang.asked(&answered.words) }</p>
                <p class="pre">{ &answer.words }</p>
                { check(lang.answer_told(), here, on_told.reform(move |on| (id, on))) }
            </details>
        }
    })
}

/// What such a visit ends with, each a single tap.
pub fn done(part: &Part, entry: &Rc<Entry>) -> Html {
    let mut asked = Vec::new();
    for purpose in purposes(entry) {
        match purpose {
            Purpose::RepresentativeChange => asked.push(representative(part, entry)),
            Purpose::CommemorativePlate => {
                asked.push(hand_over(part, entry, HandoverItem::CommemorativePlate));
                asked.push(asked_to_introduce(part));
            }
            Purpose::RequestedMaterial => {
                let item = HandoverItem::GiftCard500;
                let written = has(&part.form, item);
                let gives = part.desk.snap.book.gives_gift_card();
                if written || gives && once_met(&part.form, written) {
                    asked.push(hand_over(part, entry, item));
                }
            }
            Purpose::Recruiting => asked.push(asked_to_introduce(part)),
            Purpose::UsageProposal | Purpose::Retention | Purpose::WebJoinFollowUp => {}
        }
    }
    html! { <div class="stack">{ for asked }</div> }
}

/// Whether to offer what only a meeting 面談 ends with, such as the gift card; what is written already never hides.
fn once_met(form: &VisitForm, written: bool) -> bool {
    written || form.outcome.is_some_and(Outcome::met)
}

/// The old one beside the new one; confirmed on site where somebody was met, or yet another is heard.
fn representative(part: &Part, entry: &Entry) -> Html {
    let lang = part.lang();
    let confirmed = part.form.visit.representative_confirmed;
    let new = in_the_list(entry, ChangedField::Representative);
    let confirm = part.editing(|form, on| form.visit.representative_confirmed = on);
    let (now, random) = part.seed();
    let old = new.clone();
    let other = part.editing(move |form, ()| {
        form.visit.representative_confirmed = false;
        if !has_another(form) {
            form.visit.changes.push(ChangeReport {
                id: ChangeReportId::mint(now, random),
                field: ChangedField::Representative,
                old: old.clone(),
                new: String::new(),
            });
        }
    });
    let another = Callback::from(move |_: MouseEvent| other.emit(()));
    let former = match entry.member.former_representative.as_str() {
        "" => lang.not_in_the_list(),
        former => former,
    };
    html! {
        <div class="stack">
            <dl class="facts">
                <div class="fact"><dt>{ lang.representative_before() }</dt><dd>{ former }</dd></div>
                <div class="fact"><dt>{ lang.representative_now() }</dt><dd>{ new }</dd></div>
            </dl>
            if once_met(&part.form, confirmed) {
                { check(lang.representative_confirmed(), confirmed, confirm) }
            }
            if !has_another(&part.form) {
                <button type="button" class="button wide" onclick={another}>{ lang.another_representative() }</button>
            }
        </div>
    }
}

fn has_another(form: &VisitForm) -> bool {
    let mut changes = form.visit.changes.iter();
    changes.any(|change| change.field == ChangedField::Representative)
}

fn asked_to_introduce(part: &Part) -> Html {
    let change = part.editing(|form, on| form.visit.asked_to_introduce = on);
    check(
        part.lang().asked_to_introduce(),
        part.form.visit.asked_to_introduce,
        change,
    )
}

/// One tap puts it among what was handed over, where its receipt is noted.
fn hand_over(part: &Part, entry: &Rc<Entry>, item: HandoverItem) -> Html {
    let on = has(&part.form, item);
    let change = part.editing(move |form, on: bool| {
        let list = &mut form.visit.handed_over;
        if on {
            let receipt = String::new();
            list.push(Handover { item, receipt });
        } else {
            list.retain(|handover| handover.item != item);
        }
    });
    let count = count_of(item, &part.form.visit.handed_over).max(1);
    let before = handed::before(part, Some(entry));
    html! { <>
        { check(was_handed(part.lang(), item), on, change) }
        { handed::warnings(&part.desk, &before, part.form.corrects, item, count) }
    </> }
}

fn has(form: &VisitForm, item: HandoverItem) -> bool {
    count_of(item, &form.visit.handed_over) > 0
}

fn was_handed(lang: Lang, item: HandoverItem) -> &'static str {
    match item {
        HandoverItem::GiftCard500 => lang.gift_card_500_handed(),
        HandoverItem::CommemorativePlate => lang.plate_handed(),
        HandoverItem::GiftCard3000 | HandoverItem::Other => lang.handed_over(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::fieldbook::sample;

    #[test]
    fn only_a_meeting_ends_with_a_gift_or_a_confirmed_representative() {
        let member = sample::member("100003", "", "").number;
        let mut form = VisitForm::new(member, sample::at(0, 9, 0), None, false);
        assert!(!once_met(&form, false));
        for outcome in Outcome::ALL {
            form.outcome = Some(outcome);
            assert_eq!(once_met(&form, false), outcome.met(), "{outcome:?}");
            assert!(once_met(&form, true), "nothing written ever hides");
        }
    }
}
