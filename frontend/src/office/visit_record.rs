//! All that a visitor wrote down about one visit, as the office reads it.

use shared::model::{
    CallAttempt, ChangeReport, Consent, Handover, HeardComplaint, HeardIntroduction, HeardRequest,
    HeardTask, Leaflet, Moment, MutualAid, NextStep, PhotoId, Proposal, RiskReason, Visit,
    VisitManner, WithdrawalRisk,
};
use yew::prelude::*;

use super::desk::Desk;
use super::photos::Photos;
use crate::i18n::Lang;
use crate::i18n::office::OfficeTexts;
use crate::i18n::situations::SituationTexts;

/// `recorded_at`: shown above it, so that the visit's own day is said only where it is another one.
/// `arrived`: those of its pictures that have come.
pub fn visited(
    visit: &Visit,
    arrived: &[PhotoId],
    recorded_at: Moment,
    desk: &Desk,
    lang: Lang,
) -> Html {
    // Names every field, so that a new one can't be forgotten here.
    let Visit {
        // Whose page this is.
        member: _,
        target: _,
        at,
        // It is the entry's heading, as is the outcome.
        manner,
        outcome: _,
        walk_in,
        met_person,
        proposals,
        mutual_aid,
        requests,
        office_tasks,
        complaint,
        risk,
        changes,
        introductions,
        leaflets,
        handed_over,
        next_step,
        note,
        opinion,
        linked_with,
        photos,
        place,
        representative_confirmed,
        asked_to_introduce,
        answers_told,
    } = visit;
    let on_another_day =
        (at.day() != recorded_at.day()).then(|| lang.visited_at(&lang.day_and_time(*at)));
    let met = (!met_person.is_empty()).then(|| lang.met_person_was(met_person));
    let lines = on_another_day
        .into_iter()
        // Nobody walks in online.
        .chain((*walk_in && *manner == VisitManner::OnSite).then(|| lang.walked_in().to_owned()))
        .chain(linked_with.map(|_| lang.same_conversation().to_owned()))
        .chain(met)
        .chain(proposals.iter().map(|it| proposed(it, desk, lang)))
        .chain(mutual_aid.iter().flat_map(|it| aid(it, lang)))
        .chain(requests.iter().map(|it| request(it, lang)))
        .chain(office_tasks.iter().map(|it| task(it, lang)))
        .chain(representative_confirmed.then(|| lang.representative_confirmed().to_owned()))
        .chain((!answers_told.is_empty()).then(|| lang.answer_told().to_owned()))
        .chain(asked_to_introduce.then(|| lang.asked_to_introduce().to_owned()))
        .chain(changes.iter().map(|it| change(it, lang)))
        .chain(introductions.iter().map(|it| introduction(it, lang)))
        .chain(leaflets.iter().map(|it| leaflet(it, lang)))
        .chain(handed_over.iter().map(|it| handover(it, lang)))
        .chain(next_step.iter().map(|it| next(it, lang)))
        .chain(place.iter().map(|it| {
            let at = lang.day_and_time(it.at);
            lang.place_was(&it.degrees(), it.within_m, &at)
        }));
    html! {
        <>
            { urgent(complaint.as_ref(), risk.as_ref(), lang) }
            <ul class="points">{ for lines.enumerate().map(|(n, words)| html! { <li key={n}>{ words }</li> }) }</ul>
            <div class="slot">
                if !photos.is_empty() {
                    <Photos list={photos.clone()} arrived={arrived.to_vec()} />
                }
            </div>
            <p class="pre">{ note }</p>
            <div>
                if !opinion.is_empty() {
                    <p class="pre second">{ lang.visitors_opinion(opinion) }</p>
                }
            </div>
        </>
    }
}

/// What came of a call, beside its result.
pub fn called(call: &CallAttempt, lang: Lang) -> Html {
    html! {
        <>
            { urgent(call.complaint.as_ref(), call.risk.as_ref(), lang) }
            if !call.answers_told.is_empty() {
                <p>{ lang.answer_told() }</p>
            }
            <p class="pre">{ &call.note }</p>
        </>
    }
}

fn urgent(complaint: Option<&HeardComplaint>, risk: Option<&WithdrawalRisk>, lang: Lang) -> Html {
    html! {
        <>
            <div>{ for risk.iter().map(|risk| html! {
                <p>
                    <span class="chip urgent">{ lang.risk_level(risk.level) }</span>
                    { " " }{ reasons(&risk.reasons, lang) }{ " " }{ &risk.words }
                </p>
            }) }</div>
            <div>{ for complaint.iter().map(|complaint| html! {
                <p><span class="chip urgent">{ lang.complaint() }</span>{ " " }{ &complaint.words }</p>
            }) }</div>
        </>
    }
}

fn reasons(reasons: &[RiskReason], lang: Lang) -> String {
    let words: Vec<_> = reasons.iter().map(|it| lang.risk_reason(*it)).collect();
    words.join(lang.list_comma())
}

fn proposed(proposal: &Proposal, desk: &Desk, lang: Lang) -> String {
    let Proposal { service, reaction } = proposal;
    let service = desk.service_name(service, lang);
    format!("{service}: {}", lang.reaction(*reaction))
}

/// The interest, and below it who agreed to pass on what to whom.
fn aid(mutual_aid: &MutualAid, lang: Lang) -> Vec<String> {
    let MutualAid { interest, consent } = mutual_aid;
    let told = format!(
        "{}: {}",
        lang.mutual_aid(),
        lang.mutual_aid_interest(*interest)
    );
    let agreed = consent.iter().map(|consent| {
        let Consent {
            agreed_by,
            passes_on,
            to,
        } = consent;
        lang.mutual_aid_consent(agreed_by, passes_on, to)
    });
    std::iter::once(told).chain(agreed).collect()
}

fn request(request: &HeardRequest, lang: Lang) -> String {
    let HeardRequest {
        id: _,
        category,
        words,
        reply_wanted,
    } = request;
    let wanted = if *reply_wanted {
        lang.reply_wanted()
    } else {
        ""
    };
    let category = lang.request_category(*category);
    in_a_row(&[&lang.heard_request(category, words), wanted])
}

fn task(task: &HeardTask, lang: Lang) -> String {
    let HeardTask {
        id: _,
        what,
        due_on,
    } = task;
    let due = due_on.map(|day| format!("{} {}", lang.col_due(), lang.day(day)));
    let what = format!("{}: {what}", lang.office_task());
    in_a_row(&[&what, &due.unwrap_or_default()])
}

fn change(change: &ChangeReport, lang: Lang) -> String {
    let ChangeReport {
        id: _,
        field,
        old,
        new,
    } = change;
    format!("{}: {old} → {new}", lang.changed_field(*field))
}

fn introduction(introduction: &HeardIntroduction, lang: Lang) -> String {
    let HeardIntroduction {
        lead: _,
        business,
        contact,
        telephone,
        consented,
    } = introduction;
    let agreed = if *consented {
        lang.agreed_to_be_contacted()
    } else {
        lang.not_agreed_to_be_contacted()
    };
    let business = format!("{}: {business}", lang.introduced());
    in_a_row(&[&business, contact, telephone, agreed])
}

fn leaflet(leaflet: &Leaflet, lang: Lang) -> String {
    let Leaflet { edition, copies } = leaflet;
    lang.left_leaflets(edition, *copies)
}

fn handover(handover: &Handover, lang: Lang) -> String {
    let Handover { item, receipt } = handover;
    let item = lang.was_handed_over(lang.handover_item(*item));
    if handover.lacks_receipt() {
        in_a_row(&[&item, lang.receipt_missing_short()])
    } else if receipt.is_empty() {
        item
    } else {
        in_a_row(&[&item, &lang.receipt_is(receipt)])
    }
}

fn next(next: &NextStep, lang: Lang) -> String {
    let kind = lang.next_step_kind(next.kind);
    let kind = format!("{}: {kind}", lang.next_step());
    in_a_row(&[&kind, &lang.when_next(next), &next.note])
}

/// What is there, one after the other.
fn in_a_row(parts: &[&str]) -> String {
    let there: Vec<&str> = parts.iter().copied().filter(|it| !it.is_empty()).collect();
    there.join(" · ")
}
