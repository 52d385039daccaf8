//! What was left and handed over: leaflets by edition, gift cards and plates against a receipt.

use std::rc::Rc;

use shared::fieldbook::{Entry, Fieldbook, HandedBefore};
use shared::model::{FactId, Handover, HandoverItem, Leaflet};
use shared::rules::effective;
use shared::wire::FactBody;
use yew::prelude::*;

use super::entries::{entries, entries_of_kinds, entry_box, remove_at};
use super::section::{count_words, telling_section};
use super::sheet::Part;
use crate::field::desk::Desk;
use crate::field::pieces::{carried_line, who};
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::{DOT, Lang};
use crate::ui::{TextInput, choices};

/// `entry` is `None` once somebody else has the member.
pub(super) fn handed(part: &Part, entry: Option<&Rc<Entry>>) -> Html {
    let lang = part.lang();
    let visit = &part.form.visit;
    let count = visit.leaflets.len() + visit.handed_over.len();
    let before = before(part, entry);
    let lines = before.iter().enumerate().map(|(at, one)| {
        let item = lang.handover_item(one.item);
        html! { <li key={at}>{ [item, DOT, &when_and_who(&part.desk, one)].concat() }</li> }
    });
    let body = html! { <>
        { for carried_line(&part.desk) }
        if !before.is_empty() {
            <div>
                <p class="warns">{ lang.handed_this_year() }</p>
                <ul class="second">{ for lines }</ul>
            </div>
        }
        { leaflets(part) }
        { gifts(part, &before) }
    </> };
    let summary = [
        count_words(lang, count),
        match visit.handed_over.iter().any(Handover::lacks_receipt) {
            true => lang.receipt_missing_short().to_owned(),
            false if count == 0 && !before.is_empty() => lang.handed_this_year().to_owned(),
            false => String::new(),
        },
    ];
    let summary: Vec<String> = { summary.into_iter() }
        .filter(|it| !it.is_empty())
        .collect();
    let wanting = part.wants("leaflets") || part.wants("handed_over");
    telling_section(
        lang.left_and_handed(),
        summary.join(DOT),
        count > 0,
        wanting,
        body,
    )
}

/// What this member was handed this year, apart from this very record.
pub(super) fn before(part: &Part, entry: Option<&Rc<Entry>>) -> Vec<HandedBefore> {
    let anew = [part.form.corrects, part.form.instead_of];
    entry.map_or_else(Vec::new, |entry| {
        entry.handed_this_year(part.desk.today(), anew)
    })
}

/// What to know before one hands over so many of this; none of it forbids it. Of the record that is being corrected
/// the phone has counted some already.
pub fn warnings(
    desk: &Desk,
    before: &[HandedBefore],
    corrects: Option<FactId>,
    item: HandoverItem,
    count: usize,
) -> Html {
    let lang = desk.lang();
    let twice = before.iter().find(|one| one.item == item);
    let twice = twice.map(|one| lang.handed_already(&when_and_who(desk, one)));
    let counted = corrects.and_then(|corrects| desk.own_fact(corrects));
    let counted = counted.map_or(0, |fact| count_of(item, fact.handed_over()));
    let more = i64::try_from(count.saturating_sub(counted)).unwrap_or(i64::MAX);
    let mut carried = desk.snap.book.carried().iter();
    // Of what the office gave none out, nobody keeps count.
    let none_left =
        carried.any(|one| one.item == item && one.given > 0 && one.left().max(0) < more);
    html! {
        <div class="warns">
            if let Some(words) = twice {
                <p>{ words }</p>
            }
            if none_left {
                <p>{ lang.none_left() }</p>
            }
        </div>
    }
}

pub fn missing_receipt(lang: Lang, handover: &Handover) -> Html {
    let words = handover.lacks_receipt().then(|| lang.receipt_missing());
    html! { <p class="warns">{ for words }</p> }
}

pub fn count_of(item: HandoverItem, list: &[Handover]) -> usize {
    list.iter().filter(|one| one.item == item).count()
}

fn when_and_who(desk: &Desk, one: &HandedBefore) -> String {
    let lang = desk.lang();
    let day = lang.day_seen_from(one.at.day(), desk.today());
    [&day, " ", &who(lang, &desk.snap.book, one.by)].concat()
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
    // What was taken back or corrected away was a slip.
    let mut latest_first = effective(book.own()).into_iter().rev();
    let left = latest_first.find_map(|fact| match &fact.body {
        FactBody::Visit(visit) => visit.leaflets.last().cloned(),
        _ => None,
    });
    left.unwrap_or(Leaflet {
        edition: String::new(),
        copies: 1,
    })
}

fn gifts(part: &Part, before: &[HandedBefore]) -> Html {
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
            { warnings(&part.desk, before, part.form.corrects, handover.item, count_of(handover.item, list)) }
            <TextInput label={lang.receipt()} start={handover.receipt.clone()}
                invalid={part.wrong("handed_over.receipt", &handover.receipt)} on_text={receipt} />
            { missing_receipt(lang, handover) }
        </> };
        boxes.push(entry_box(lang, key(list.len(), at), at, &on_remove, body));
    }
    let add = part.tapping(|form, at| {
        form.visit.handed_over.push(Handover {
            item: HandoverItem::ALL[at],
            receipt: String::new(),
        });
    });
    let items = HandoverItem::ALL.map(|i| lang.handover_item(i).into());
    entries_of_kinds(boxes, lang.add_handover(), items.to_vec(), add)
}
