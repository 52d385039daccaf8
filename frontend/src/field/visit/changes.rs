//! Changed data heard on site: what the list says beside what was heard.

use shared::model::{ChangeReport, ChangeReportId, ChangedField, Member};
use yew::prelude::*;

use super::entries::{Add, EntryBox, remove_at};
use super::section::{Section, count_words};
use super::sheet::PartProps;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::{Choices, TextInput};

#[derive(Clone, Debug, Properties, PartialEq)]
pub struct ChangesProps {
    pub part: PartProps,
    pub member: Member,
}

#[component]
pub fn Changes(props: &ChangesProps) -> Html {
    let lang = use_lang();
    let part = &props.part;
    let list = &part.form.changes;
    let on_remove = part.editing(|form, at: usize| remove_at(&mut form.changes, at));
    let entries = list.iter().enumerate().map(|(at, change)| {
        let id = change.id;
        let member = props.member.clone();
        let field = part.editing(move |form, at: usize| {
            let mut changes = form.changes.iter_mut();
            if let Some(change) = changes.find(|change| change.id == id) {
                change.field = ChangedField::ALL[at];
                change.old = old(&member, change.field);
            }
        });
        let new = part.editing(move |form, text: String| {
            let mut changes = form.changes.iter_mut();
            if let Some(change) = changes.find(|change| change.id == id) {
                change.new = text;
            }
        });
        let before = if change.old.is_empty() {
            lang.not_in_the_list().to_owned()
        } else {
            change.old.clone()
        };
        html! {
            <EntryBox key={id.to_string()} {at} on_remove={on_remove.clone()}>
                <Choices class="tight" label={lang.what_changed()} on_tap={field}
                    words={ChangedField::ALL.map(|f| lang.changed_field(f).into()).to_vec()}
                    chosen={ChangedField::ALL.iter().position(|f| *f == change.field)} />
                <p class="old-value"><span class="caption">{ lang.in_the_list() }</span>{ before }</p>
                <TextInput label={lang.heard_now()} start={change.new.clone()} on_text={new} />
            </EntryBox>
        }
    });
    let (now, random) = part.seed();
    let member = props.member.clone();
    let add = part.editing(move |form, ()| {
        form.changes.push(ChangeReport {
            id: ChangeReportId::mint(now, random),
            field: ChangedField::Representative,
            old: old(&member, ChangedField::Representative),
            new: String::new(),
        });
    });
    html! {
        <Section title={lang.changes()} summary={count_words(lang, list.len())}>
            <div class="stack">{ for entries }</div>
            <Add word={lang.add_change()} on_add={add} />
        </Section>
    }
}

fn old(member: &Member, field: ChangedField) -> String {
    let representative = &member.representative;
    match field {
        ChangedField::Representative => {
            let words = [representative.title.as_str(), representative.name.as_str()].join(" ");
            words.trim().to_owned()
        }
        ChangedField::Name => member.name.clone(),
        ChangedField::Address => {
            let words = [member.address.as_str(), member.building.as_str()].join(" ");
            words.trim().to_owned()
        }
        ChangedField::Telephone => member.telephone.clone(),
        // The list names no contact.
        ChangedField::Contact | ChangedField::Other => String::new(),
    }
}
