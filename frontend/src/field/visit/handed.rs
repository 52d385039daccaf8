//! What was left and handed over: leaflets by edition, gift cards and plates against a receipt.

use shared::fieldbook::Fieldbook;
use shared::model::{Handover, HandoverItem, Leaflet, Visit};
use shared::rules::effective;
use shared::wire::FactBody;
use yew::prelude::*;

use super::entries::{entries, entry_box, remove_at};
use super::section::{count_words, section};
use super::sheet::Part;
use crate::field::pieces::carried_line;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::ui::{TextInput, choices};

pub fn handed(part: &Part) -> Html {
    let lang = part.lang();
    let count = part.form.visit.leaflets.len() + part.form.visit.handed_over.len();
    let body = html! { <>{ for carried_line(&part.desk) }{ leaflets(part) }{ gifts(part) }</> };
    let wanting = part.wants("leaflets") || part.wants("handed_over");
    section(
        lang.left_and_handed(),
        count_words(lang, count),
        wanting,
        body,
    )
}

/// Entries have no id of their own; how many there are makes a removed one's fields go with it.
fn key(count: usize, at: usize) -> String {
    [count.to_string(), at.to_string()].join("-")
}

fn leaflets(part: &Part) -> Html {
    let lang = part.lang();
    let list = &part.form.visit.leaflets;
    let on_remove = part.tapping(|form, at| remove_at(&mut form.visit.leaflets, at));
    let mut boxes = Vec::new();
    for (at, leaflet) in list.iter().enumerate() {
        let edition = part.writing(move |form, text| {
            if let Some(leaflet) = form.visit.leaflets.get_mut(at) {
                leaflet.edition = text;
            }
        });
        let copies = part.writing(move |form, text| {
            if let Some(leaflet) = form.visit.leaflets.get_mut(at) {
                leaflet.copies = text.trim().parse().unwrap_or(1).clamp(1, 999);
            }
        });
        let body = html! { <>
            <TextInput label={lang.leaflet_edition()} placeholder={lang.leaflet_example()}
                start={leaflet.edition.clone()} invalid={part.wrong("leaflets.edition", &leaflet.edition)} on_text={edition} />
            <TextInput label={lang.copies()} inputmode="numeric" start={leaflet.copies.to_string()} on_text={copies} />
        </> };
        boxes.push(entry_box(lang, key(list.len(), at), at, &on_remove, body));
    }
    let add = part.editing(|form, leaflet: Leaflet| form.visit.leaflets.push(leaflet));
    let book = part.desk.snap.book.clone();
    let add = add.reform(move |()| left_last(&book));
    entries(boxes, lang.add_leaflet(), add)
}

/// As in the last record: one carries the same leaflets for weeks, and leaves as many.
fn left_last(book: &Fieldbook) -> Leaflet {
    in_last_visit(book, |visit| visit.leaflets.last().cloned()).unwrap_or(Leaflet {
        edition: String::new(),
        copies: 1,
    })
}

/// What was handed over last is what one carries.
fn handed_last(book: &Fieldbook) -> HandoverItem {
    let usual = match book.gives_gift_card() {
        true => HandoverItem::GiftCard500,
        false => HandoverItem::CommemorativePlate,
    };
    in_last_visit(book, |visit| visit.handed_over.last().map(|last| last.item)).unwrap_or(usual)
}

/// From the visitor's latest own visit that has it. What was taken back or corrected away was a slip.
fn in_last_visit<T>(book: &Fieldbook, find: fn(&Visit) -> Option<T>) -> Option<T> {
    let counting = effective(book.own());
    counting
        .into_iter()
        .rev()
        .find_map(|fact| match &fact.body {
            FactBody::Visit(visit) => find(visit),
            _ => None,
        })
}

fn gifts(part: &Part) -> Html {
    let lang = part.lang();
    let gives = part.desk.snap.book.gives_gift_card();
    let list = &part.form.visit.handed_over;
    let on_remove = part.tapping(|form, at| remove_at(&mut form.visit.handed_over, at));
    let mut boxes = Vec::new();
    for (at, handover) in list.iter().enumerate() {
        let item = part.tapping(move |form, chosen| {
            if let Some(handover) = form.visit.handed_over.get_mut(at) {
                handover.item = HandoverItem::ALL[chosen];
            }
        });
        let receipt = part.writing(move |form, text| {
            if let Some(handover) = form.visit.handed_over.get_mut(at) {
                handover.receipt = text;
            }
        });
        let items = HandoverItem::ALL
            .map(|i| lang.handover_item(i).into())
            .to_vec();
        let chosen = HandoverItem::ALL.iter().position(|i| *i == handover.item);
        let body = html! { <>
            { choices("choices tight", lang.handed_over(), items, chosen.as_slice(), &item) }
            if handover.item == HandoverItem::GiftCard500 && !gives {
                <p class="second">{ lang.no_gift_card() }</p>
            }
            <TextInput label={lang.receipt()} start={handover.receipt.clone()}
                invalid={part.wrong("handed_over.receipt", &handover.receipt)} on_text={receipt} />
        </> };
        boxes.push(entry_box(lang, key(list.len(), at), at, &on_remove, body));
    }
    let add = part.editing(|form, item: HandoverItem| {
        form.visit.handed_over.push(Handover {
            item,
            receipt: String::new(),
        });
    });
    let book = part.desk.snap.book.clone();
    let add = add.reform(move |()| handed_last(&book));
    entries(boxes, lang.add_handover(), add)
}
