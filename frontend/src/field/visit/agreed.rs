//! What was agreed for afterwards: a business introduced, the next step, and the visitor's own notes.

use shared::model::{Day, HeardIntroduction, LeadId, NextStep, NextStepKind};
use yew::prelude::*;

use super::entries::{Add, Check, EntryBox, remove_at};
use super::moments::DayInput;
use super::section::{Section, count_words};
use super::sheet::PartProps;
use crate::field::desk::use_desk;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::{Choices, TextInput};

#[component]
pub fn Introductions(props: &PartProps) -> Html {
    let lang = use_lang();
    let list = &props.form.introductions;
    let on_remove = props.editing(|form, at: usize| remove_at(&mut form.introductions, at));
    let entries = list.iter().enumerate().map(|(at, lead)| {
        let id = lead.lead;
        let write = |change: fn(&mut HeardIntroduction, String)| {
            props.editing(move |form, text: String| {
                let mut leads = form.introductions.iter_mut();
                if let Some(lead) = leads.find(|lead| lead.lead == id) {
                    change(lead, text);
                }
            })
        };
        let consent = props.editing(move |form, on: bool| {
            let mut leads = form.introductions.iter_mut();
            if let Some(lead) = leads.find(|lead| lead.lead == id) {
                lead.consented = on;
            }
        });
        html! {
            <EntryBox key={id.to_string()} {at} on_remove={on_remove.clone()}>
                <TextInput label={lang.introduced_business()} start={lead.business.clone()}
                    on_text={write(|lead, text| lead.business = text)} />
                <TextInput label={lang.introduced_contact()} start={lead.contact.clone()}
                    on_text={write(|lead, text| lead.contact = text)} />
                <TextInput label={lang.telephone()} inputmode="tel" start={lead.telephone.clone()}
                    on_text={write(|lead, text| lead.telephone = text)} />
                <Check word={lang.agreed_to_contact()} on={lead.consented} on_change={consent} />
            </EntryBox>
        }
    });
    let (now, random) = props.seed();
    let add = props.editing(move |form, ()| {
        form.introductions.push(HeardIntroduction {
            lead: LeadId::mint(now, random),
            business: String::new(),
            contact: String::new(),
            telephone: String::new(),
            consented: false,
        });
    });
    html! {
        <Section title={lang.introduction()} summary={count_words(lang, list.len())}>
            <div class="stack">{ for entries }</div>
            <Add word={lang.add_introduction()} on_add={add} />
        </Section>
    }
}

#[component]
pub fn NextStepPart(props: &PartProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let next = props.form.next_step.clone();
    let tap = props.editing(|form, at: usize| {
        let kind = NextStepKind::ALL[at];
        let before = form.next_step.take();
        if before.as_ref().is_some_and(|next| next.kind == kind) {
            return;
        }
        form.next_step = Some(NextStep {
            kind,
            on: before.as_ref().and_then(|next| next.on),
            note: before.map(|next| next.note).unwrap_or_default(),
        });
    });
    let on_day = props.editing(|form, day: Option<Day>| {
        if let Some(next) = &mut form.next_step {
            next.on = day;
        }
    });
    let on_text = props.editing(|form, text: String| {
        if let Some(next) = &mut form.next_step {
            next.note = text;
        }
    });
    let kind = next.as_ref().map(|next| next.kind);
    let summary = next.as_ref().map_or_else(String::new, |next| {
        let on = next.on.map(|day| lang.day(day)).unwrap_or_default();
        format!("{} {on}", lang.next_step_kind(next.kind))
    });
    let has_day = kind.is_some_and(|kind| kind != NextStepKind::Nothing);
    html! {
        <Section title={lang.next_step()} {summary}>
            <Choices label={lang.next_step()} words={NextStepKind::ALL.map(|k| lang.next_step_kind(k).into()).to_vec()}
                chosen={kind.and_then(|kind| NextStepKind::ALL.iter().position(|k| *k == kind))} on_tap={tap} />
            if has_day {
                <div class="stack">
                    <DayInput label={lang.on_which_day()} chosen={next.as_ref().and_then(|n| n.on)}
                        today={desk.today()} {on_day} />
                    <TextInput label={lang.note_optional()} start={next.map(|n| n.note).unwrap_or_default()} {on_text} />
                </div>
            }
        </Section>
    }
}

/// The free note lies open; the visitor's own view is kept apart from the member's words.
#[component]
pub fn Notes(props: &PartProps) -> Html {
    let lang = use_lang();
    let note = props.editing(|form, text: String| form.note = text);
    let opinion = props.editing(|form, text: String| form.opinion = text);
    let noted = if props.form.opinion.trim().is_empty() {
        ""
    } else {
        lang.noted()
    };
    html! {
        <div class="stack">
            <Section title={lang.opinion()} summary={noted}>
                <p class="caption">{ lang.opinion_apart() }</p>
                <TextInput label={lang.opinion()} long=true start={props.form.opinion.clone()} on_text={opinion} />
            </Section>
            <TextInput label={lang.note()} long=true start={props.form.note.clone()} on_text={note} />
        </div>
    }
}
