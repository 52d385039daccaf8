//! What was proposed, and how it was received; mutual-aid information.

use shared::model::{
    Consent, MutualAid, MutualAidInterest, Proposal, Reaction, Service, ServiceId,
};
use yew::prelude::*;

use super::section::{Section, count_words};
use super::sheet::PartProps;
use crate::field::desk::use_desk;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::{Choices, TextInput};

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

#[derive(Clone, Debug, Properties, PartialEq)]
pub struct ProposalsProps {
    pub part: PartProps,
    /// What fits this member; the rest of the catalogue opens on a tap.
    pub suggested: Vec<ServiceId>,
}

#[component]
pub fn Proposals(props: &ProposalsProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let all = use_state_eq(|| false);
    let form = &props.part.form;
    let shown = |service: &&Service| {
        *all || props.suggested.contains(&service.id)
            || form
                .proposals
                .iter()
                .any(|proposal| proposal.service == service.id)
    };
    let rows = desk.snap.book.services().iter().filter(shown).map(|service| {
        let reaction = form
            .proposals
            .iter()
            .find(|proposal| proposal.service == service.id)
            .map(|proposal| proposal.reaction);
        let chosen = reaction.and_then(|reaction| REACTIONS.iter().position(|r| *r == reaction));
        let name = lang.of(&service.name_ja, &service.name_en).to_owned();
        let id = service.id.clone();
        let tap = props.part.editing(move |form, at: usize| {
            set_reaction(&mut form.proposals, &id, REACTIONS[at]);
        });
        html! {
            <div key={service.id.to_string()} class="proposed">
                <p class="label">{ &name }</p>
                <Choices class="tight" label={name.clone()} words={REACTIONS.map(|r| lang.reaction(r).into()).to_vec()}
                    {chosen} on_tap={tap} />
            </div>
        }
    });
    let show_all = {
        let all = all.setter();
        use_callback((), move |_: MouseEvent, ()| all.set(true))
    };
    let summary = count_words(lang, form.proposals.len());
    html! {
        <Section title={lang.proposed()} {summary}>
            <div class="stack">{ for rows }</div>
            if !*all {
                <button type="button" class="button wide" onclick={show_all}>{ lang.all_services() }</button>
            }
        </Section>
    }
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

#[derive(Clone, Debug, Properties, PartialEq)]
pub struct MutualAidPartProps {
    pub part: PartProps,
    pub wanting: bool,
}

#[component]
pub fn MutualAidPart(props: &MutualAidPartProps) -> Html {
    let lang = use_lang();
    let part = &props.part;
    let aid = part.form.mutual_aid.clone();
    let interest = aid.as_ref().map(|aid| aid.interest);
    let tap = part.editing(|form, at: usize| set_interest(&mut form.mutual_aid, INTERESTS[at]));
    let consent = aid
        .as_ref()
        .and_then(|aid| aid.consent.clone())
        .unwrap_or_default();
    let write = |change: fn(&mut Consent, String)| {
        part.editing(move |form, text: String| {
            if let Some(aid) = &mut form.mutual_aid {
                change(aid.consent.get_or_insert_default(), text);
            }
        })
    };
    let summary = interest
        .map(|i| lang.mutual_aid_interest(i))
        .unwrap_or_default();
    let explain = interest == Some(MutualAidInterest::WantsExplanation);
    html! {
        <Section title={lang.mutual_aid()} {summary} wanting={props.wanting}>
            <Choices label={lang.mutual_aid()} words={INTERESTS.map(|i| lang.mutual_aid_interest(i).into()).to_vec()}
                chosen={interest.and_then(|i| INTERESTS.iter().position(|x| *x == i))} on_tap={tap} />
            <p class="caption">{ lang.mutual_aid_inform_only() }</p>
            if explain {
                <div class="stack">
                    <TextInput label={lang.agreed_by()} start={consent.agreed_by.clone()} invalid={props.wanting}
                        on_text={write(|consent, text| consent.agreed_by = text)} />
                    <TextInput label={lang.passes_on()} start={consent.passes_on.clone()} invalid={props.wanting}
                        on_text={write(|consent, text| consent.passes_on = text)} />
                    <TextInput label={lang.passed_on_to()} start={consent.to.clone()} invalid={props.wanting}
                        on_text={write(|consent, text| consent.to = text)} />
                </div>
            }
        </Section>
    }
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
