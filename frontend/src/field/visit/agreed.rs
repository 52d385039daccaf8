//! What was agreed for afterwards: a business introduced, the next step, and the visitor's own notes.

use shared::fieldbook::Whom;
use shared::model::{Day, HeardIntroduction, LeadId, NextStep, NextStepKind};
use shared::text::is_telephone;
use yew::prelude::*;

use super::entries::{check, entries, entry_box, remove_at};
use super::section::{count_words, section};
use super::sheet::Part;
use crate::field::appointments::step_input;
use crate::i18n::field::FieldTexts;
use crate::ui::{TextInput, choices};

pub fn introductions(part: &Part) -> Html {
    let lang = part.lang();
    let list = &part.form.visit.introductions;
    let on_remove = part.tapping(|form, at| remove_at(&mut form.visit.introductions, at));
    let mut boxes = Vec::new();
    for (at, lead) in list.iter().enumerate() {
        let id = lead.lead;
        let write = |change: fn(&mut HeardIntroduction, String)| {
            part.writing(move |form, text| {
                let mut leads = form.visit.introductions.iter_mut();
                if let Some(lead) = leads.find(|lead| lead.lead == id) {
                    change(lead, text);
                }
            })
        };
        let consent = part.editing(move |form, on: bool| {
            let mut leads = form.visit.introductions.iter_mut();
            if let Some(lead) = leads.find(|lead| lead.lead == id) {
                lead.consented = on;
            }
        });
        let body = html! { <>
            <TextInput label={lang.introduced_business()} start={lead.business.clone()}
                invalid={part.wrong("introductions.business", &lead.business)}
                on_text={write(|lead, text| lead.business = text)} />
            <TextInput label={lang.introduced_contact()} start={lead.contact.clone()}
                invalid={part.wrong("introductions.contact", &lead.contact)}
                on_text={write(|lead, text| lead.contact = text)} />
            <TextInput label={lang.telephone()} inputmode="tel" start={lead.telephone.clone()}
                invalid={part.wrong("introductions.telephone", &lead.telephone) && !is_telephone(&lead.telephone)}
                on_text={write(|lead, text| lead.telephone = text)} />
            { check(lang.agreed_to_contact(), lead.consented, consent) }
        </> };
        boxes.push(entry_box(lang, id.to_string(), at, &on_remove, body));
    }
    let (now, random) = part.seed();
    let add = part.editing(move |form, ()| {
        form.visit.introductions.push(HeardIntroduction {
            lead: LeadId::mint(now, random),
            business: String::new(),
            contact: String::new(),
            telephone: String::new(),
            consented: false,
        });
    });
    let body = entries(boxes, lang.add_introduction(), add);
    section(
        lang.introduction(),
        count_words(lang, list.len()),
        part.wants("introductions"),
        body,
    )
}

pub fn next_step(part: &Part) -> Html {
    let lang = part.lang();
    let next = part.form.visit.next_step.as_ref();
    let tap = part.tapping(|form, at| {
        let kind = NextStepKind::ALL[at];
        let before = form.visit.next_step.take();
        if before.as_ref().is_some_and(|next| next.kind == kind) {
            return;
        }
        form.visit.next_step = Some(NextStep {
            kind,
            on: before.as_ref().and_then(|next| next.on),
            minute: before.as_ref().and_then(|next| next.minute),
            note: before.map(|next| next.note).unwrap_or_default(),
        });
    });
    let on_day = part.editing(|form, day: Option<Day>| {
        if let Some(next) = &mut form.visit.next_step {
            next.on = day;
            next.minute = next.minute.filter(|_| day.is_some());
        }
    });
    let on_minute = part.editing(|form, minute: Option<u32>| {
        if let Some(next) = &mut form.visit.next_step {
            next.minute = minute;
        }
    });
    let on_text = part.writing(|form, text| {
        if let Some(next) = &mut form.visit.next_step {
            next.note = text;
        }
    });
    let kind = next.map(|next| next.kind);
    let summary = next.map_or_else(String::new, |next| {
        [lang.next_step_kind(next.kind), &lang.when_next(next)].join(" ")
    });
    let kinds = NextStepKind::ALL
        .map(|k| lang.next_step_kind(k).into())
        .to_vec();
    let chosen = kind.and_then(|kind| NextStepKind::ALL.iter().position(|k| *k == kind));
    let dated = next.filter(|next| next.kind != NextStepKind::Nothing);
    let with = Whom::Member(part.form.visit.member.clone());
    let body = html! { <>
        { choices("choices", lang.next_step(), kinds, chosen.as_slice(), &tap) }
        if let Some(next) = dated {
            <div class="stack">
                { step_input(&part.desk, &with, next, part.wrong("next_step.minute", ":"), &on_day, &on_minute) }
                <TextInput label={lang.note_optional()} start={next.note.clone()} {on_text}
                    invalid={part.wrong("next_step.note", &next.note)} />
            </div>
        }
    </> };
    section(lang.next_step(), summary, part.wants("next_step"), body)
}

/// The free note lies open; the visitor's own view is kept apart from the member's words.
pub fn notes(part: &Part) -> Html {
    let lang = part.lang();
    let form = &part.form;
    let note = part.writing(|form, text| form.visit.note = text);
    let opinion = part.writing(|form, text| form.visit.opinion = text);
    let noted = if form.visit.opinion.trim().is_empty() {
        ""
    } else {
        lang.noted()
    };
    let body = html! { <>
        <p class="caption">{ lang.opinion_apart() }</p>
        <TextInput label={lang.opinion()} long=true start={form.visit.opinion.clone()} on_text={opinion}
            invalid={part.wrong("opinion", &form.visit.opinion)} />
    </> };
    html! {
        <div class="stack">
            { section(lang.opinion(), noted, part.wants("opinion"), body) }
            <TextInput label={lang.note()} long=true start={form.visit.note.clone()} on_text={note}
                invalid={part.wrong("note", &form.visit.note)} />
        </div>
    }
}
