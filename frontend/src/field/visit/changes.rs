//! Changed data heard on site: what the list says beside what was heard.

use std::rc::Rc;

use shared::fieldbook::Entry;
use shared::model::{ChangeReport, ChangeReportId, ChangedField, Place};
use yew::prelude::*;

use super::entries::{entries, entry_box, remove_at};
use super::section::{count_words, section};
use super::sheet::Part;
use crate::field::pieces::unbroken;
use crate::i18n::field::FieldTexts;
use crate::ui::{TextInput, choices};

/// Without its entry the member is somebody else's by now, and nothing old is known.
pub fn changes(part: &Part, entry: Option<&Rc<Entry>>) -> Html {
    let lang = part.lang();
    let list = &part.form.visit.changes;
    let on_remove = part.tapping(|form, at| remove_at(&mut form.visit.changes, at));
    let mut boxes = Vec::new();
    for (at, change) in list.iter().enumerate() {
        let id = change.id;
        let entry = entry.cloned();
        let field = part.tapping(move |form, at| {
            let mut changes = form.visit.changes.iter_mut();
            if let Some(change) = changes.find(|change| change.id == id) {
                change.field = ChangedField::ALL[at];
                change.old = old(entry.as_deref(), change.field);
            }
        });
        let new = part.writing(move |form, text| {
            let mut changes = form.visit.changes.iter_mut();
            if let Some(change) = changes.find(|change| change.id == id) {
                change.new = text;
            }
        });
        let before = match change.old.as_str() {
            "" => lang.not_in_the_list(),
            old => old,
        };
        let fields = ChangedField::ALL
            .map(|f| lang.changed_field(f).into())
            .to_vec();
        let chosen = ChangedField::ALL.iter().position(|f| *f == change.field);
        let body = html! { <>
            { choices("choices tight", lang.what_changed(), fields, chosen.as_slice(), &field) }
            <p class="old-value"><span class="caption">{ lang.in_the_list() }</span>{ unbroken(before) }</p>
            <TextInput label={lang.heard_now()} start={change.new.clone()}
                invalid={part.wrong("changes.new", &change.new)} on_text={new} />
        </> };
        boxes.push(entry_box(lang, id.to_string(), at, &on_remove, body));
    }
    let (now, random) = part.seed();
    let entry = entry.cloned();
    let add = part.editing(move |form, ()| {
        form.visit.changes.push(ChangeReport {
            id: ChangeReportId::mint(now, random),
            field: ChangedField::Representative,
            old: old(entry.as_deref(), ChangedField::Representative),
            new: String::new(),
        });
    });
    let body = entries(boxes, lang.add_change(), add);
    section(
        lang.changes(),
        count_words(lang, list.len()),
        part.wants("changes"),
        body,
    )
}

fn old(entry: Option<&Entry>, field: ChangedField) -> String {
    entry.map_or_else(String::new, |entry| in_the_list(entry, field))
}

/// What the membership list says of this.
pub fn in_the_list(entry: &Entry, field: ChangedField) -> String {
    let member = &entry.member;
    let known =
        |of: fn(&Place) -> &String| member.place.as_deref().map(of).cloned().unwrap_or_default();
    match field {
        ChangedField::Representative => member.representative.title_and_name(),
        ChangedField::Name => member.name.clone(),
        ChangedField::Address => {
            let words = [member.address.as_str(), member.building.as_str()].join(" ");
            words.trim().to_owned()
        }
        ChangedField::Telephone => member.telephone.clone(),
        ChangedField::ShopName => member.shop_name().to_owned(),
        ChangedField::VisitAddress => member.visit_address().to_owned(),
        ChangedField::Entrance => known(|place| &place.entrance),
        ChangedField::ClosedOn => known(|place| &place.closed_on),
        ChangedField::GoodHours => known(|place| &place.good_hours),
        // The list names no contact.
        ChangedField::Contact | ChangedField::Other => String::new(),
    }
}
