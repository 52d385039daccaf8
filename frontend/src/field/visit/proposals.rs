//! What was proposed, and how it was received; mutual-aid information.

use shared::model::{
    Consent, MUTUAL_AID, MutualAid, MutualAidInterest, Proposal, Reaction, Service, ServiceId,
};
use yew::prelude::*;

use super::quick_text::quick_text;
use super::section::{count_words, section};
use super::sheet::Part;
use crate::field::offers::script;
use crate::i18n::field::FieldTexts;
use crate::ui::choices;

const REACTIONS: [Reaction; 4] = [
    Reaction::Using,
    Reaction::Wants,
    Reaction::Considering,
    Reaction::NotNeeded,
];
const INTERESTS: [MutualAidInterest; 3] = [
    MutualAidInterest::Told,
    MutualAidInterest::Interested,
    MutualAidInterest::WantsExplanation,
];

/// `suggested` is what fits this member; `all` shows the rest of the catalogue, too.
pub fn proposals(part: &Part, suggested: &[ServiceId], all: &UseStateHandle<bool>) -> Html {
    let lang = part.lang();
    let form = &part.form;
    let shown = |service: &&Service| {
        **all
            || suggested.contains(&service.id)
            || form
                .visit
                .proposals
                .iter()
                .any(|proposal| proposal.service == service.id)
    };
    let mut rows = Vec::new();
    for service in part.desk.snap.book.services().iter().filter(shown) {
        let before = form
            .visit
            .proposals
            .iter()
            .find(|proposal| proposal.service == service.id);
        let chosen = before.and_then(|p| REACTIONS.iter().position(|r| *r == p.reaction));
        let name = AttrValue::from(lang.of(&service.name_ja, &service.name_en).to_owned());
        let id = service.id.clone();
        let tap = part.tapping(move |form, at| {
            set_reaction(&mut form.visit.proposals, &id, REACTIONS[at]);
        });
        let words = REACTIONS.map(|r| lang.reaction(r).into()).to_vec();
        rows.push(html! {
            <div key={service.id.to_string()} class="proposed">
                <p class="label">{ &name }</p>
                { choices("choices tight", name, words, chosen.as_slice(), &tap) }
            </div>
        });
    }
    let show_all = {
        let all = all.clone();
        Callback::from(move |_: MouseEvent| all.set(true))
    };
    let body = html! { <>
        <div class="stack">{ for rows }</div>
        if !**all {
            <button type="button" class="button wide" onclick={show_all}>{ lang.all_services() }</button>
        }
    </> };
    section(
        lang.proposed(),
        count_words(lang, form.visit.proposals.len()),
        part.wants("proposals"),
        body,
    )
}

/// The same reaction again takes it back.
fn set_reaction(proposals: &mut Vec<Proposal>, service: &ServiceId, reaction: Reaction) {
    let before = proposals
        .iter()
        .position(|proposal| proposal.service == *service);
    match before {
        Some(at) if proposals[at].reaction == reaction => {
            proposals.remove(at);
        }
        Some(at) => proposals[at].reaction = reaction,
        None => proposals.push(Proposal {
            service: service.clone(),
            reaction,
        }),
    }
}

pub fn mutual_aid(part: &Part) -> Html {
    let lang = part.lang();
    let book = &part.desk.snap.book;
    let member = book.member(&part.form.visit.member);
    let member = member.map(|entry| &entry.member);
    let cover = { book.services().iter() }.find(|service| service.id.0 == MUTUAL_AID);
    let industry = member.map_or("", |member| &member.industry);
    let explained = cover.map(|service| {
        html! { <>
            <p>{ lang.of(&service.summary_ja, &service.summary_en) }</p>
            { script(lang, service, industry) }
        </> }
    });
    // Whom one talked with, and whom the list names.
    let representative = member.map_or("", |member| &member.representative.name);
    let mut people = vec![part.form.visit.met_person.trim(), representative.trim()];
    people.retain(|name| !name.is_empty());
    people.dedup();
    let people: Vec<AttrValue> = { people.into_iter() }
        .map(|name| name.to_owned().into())
        .collect();
    let aid = part.form.visit.mutual_aid.as_ref();
    let interest = aid.map(|aid| aid.interest);
    let wanting = part.wants("mutual_aid");
    let tap = part.tapping(|form, at| set_interest(&mut form.visit.mutual_aid, INTERESTS[at]));
    let consent = aid.and_then(|aid| aid.consent.clone()).unwrap_or_default();
    let write = |change: fn(&mut Consent, String)| {
        part.writing(move |form, text| {
            if let Some(aid) = &mut form.visit.mutual_aid {
                change(aid.consent.get_or_insert_default(), text);
            }
        })
    };
    let words = INTERESTS
        .map(|i| lang.mutual_aid_interest(i).into())
        .to_vec();
    let chosen = interest.and_then(|i| INTERESTS.iter().position(|x| *x == i));
    let explain = interest == Some(MutualAidInterest::WantsExplanation);
    let mut consents = Vec::new();
    if explain {
        let desk: Vec<AttrValue> = vec![lang.mutual_aid_desk().into()];
        let what: Vec<AttrValue> = vec![lang.name_and_number().into()];
        let field = |label, words, field: &str, start: String, on_text| {
            let invalid = part.wrong(&["mutual_aid.consent.", field].concat(), &start);
            quick_text(lang, label, words, start, invalid, on_text)
        };
        consents = vec![
            field(
                lang.agreed_by(),
                people,
                "agreed_by",
                consent.agreed_by,
                write(|consent, text| consent.agreed_by = text),
            ),
            field(
                lang.passes_on(),
                what,
                "passes_on",
                consent.passes_on,
                write(|consent, text| consent.passes_on = text),
            ),
            field(
                lang.passed_on_to(),
                desk,
                "to",
                consent.to,
                write(|consent, text| consent.to = text),
            ),
        ];
    }
    let body = html! { <>
        { for explained }
        { choices("choices", lang.mutual_aid(), words, chosen.as_slice(), &tap) }
        <p class="caption">{ lang.mutual_aid_inform_only() }</p>
        if explain {
            <div class="stack">
                { for consents }
            </div>
        }
    </> };
    let summary = interest
        .map(|i| lang.mutual_aid_interest(i))
        .unwrap_or_default();
    section(lang.mutual_aid(), summary, wanting, body)
}

fn set_interest(mutual_aid: &mut Option<MutualAid>, interest: MutualAidInterest) {
    let consent = match mutual_aid.take() {
        Some(before) if before.interest == interest => return,
        Some(before) => before.consent,
        None => None,
    };
    // Consent belongs to the explanation that it was given for.
    let keep = interest == MutualAidInterest::WantsExplanation;
    *mutual_aid = Some(MutualAid {
        interest,
        consent: consent.filter(|_| keep),
    });
}
