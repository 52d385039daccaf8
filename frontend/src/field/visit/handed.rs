//! What was left and handed over: leaflets by edition, gift cards and plates against a receipt.

use shared::fieldbook::VisitForm;
use shared::model::{Handover, HandoverItem, Leaflet};
use yew::prelude::*;

use super::entries::{Add, EntryBox, remove_at};
use super::section::{Section, count_words};
use super::sheet::PartProps;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::{Choices, TextInput};

#[component]
pub fn Handed(props: &PartProps) -> Html {
    let lang = use_lang();
    let (leaflets, handed) = (&props.form.leaflets, &props.form.handed_over);
    let summary = count_words(lang, leaflets.len() + handed.len());
    // Entries have no id of their own; how many there are makes a removed one's fields go with it.
    let count = leaflets.len();
    let left = leaflets.iter().enumerate().map(|(at, leaflet)| {
        let edition = props.editing(move |form, text: String| {
            if let Some(leaflet) = form.leaflets.get_mut(at) {
                leaflet.edition = text;
            }
        });
        let copies = props.editing(move |form, text: String| {
            if let Some(leaflet) = form.leaflets.get_mut(at) {
                leaflet.copies = text.trim().parse().unwrap_or(1).clamp(1, 999);
            }
        });
        let on_remove = props.editing(|form, at: usize| remove_at(&mut form.leaflets, at));
        html! {
            <EntryBox key={format!("{count}-{at}")} {at} {on_remove}>
                <TextInput label={lang.leaflet_edition()} placeholder={lang.leaflet_example()}
                    start={leaflet.edition.clone()} on_text={edition} />
                <TextInput label={lang.copies()} inputmode="numeric" start={leaflet.copies.to_string()} on_text={copies} />
            </EntryBox>
        }
    });
    let items = handed.len();
    let given = handed.iter().enumerate().map(|(at, handover)| {
        let item = props.editing(move |form, chosen: usize| {
            if let Some(handover) = form.handed_over.get_mut(at) {
                handover.item = HandoverItem::ALL[chosen];
            }
        });
        let receipt = props.editing(move |form, text: String| {
            if let Some(handover) = form.handed_over.get_mut(at) {
                handover.receipt = text;
            }
        });
        let on_remove = props.editing(|form, at: usize| remove_at(&mut form.handed_over, at));
        html! {
            <EntryBox key={format!("{items}-{at}")} {at} {on_remove}>
                <Choices class="tight" label={lang.handed_over()} on_tap={item}
                    words={HandoverItem::ALL.map(|i| lang.handover_item(i).into()).to_vec()}
                    chosen={HandoverItem::ALL.iter().position(|i| *i == handover.item)} />
                <TextInput label={lang.receipt()} start={handover.receipt.clone()} on_text={receipt} />
            </EntryBox>
        }
    });
    let add_leaflet = props.editing(|form: &mut VisitForm, ()| {
        form.leaflets.push(Leaflet {
            edition: String::new(),
            copies: 1,
        });
    });
    let add_handover = props.editing(|form: &mut VisitForm, ()| {
        form.handed_over.push(Handover {
            item: HandoverItem::GiftCard500,
            receipt: String::new(),
        });
    });
    html! {
        <Section title={lang.left_and_handed()} {summary}>
            <div class="stack">{ for left }</div>
            <Add word={lang.add_leaflet()} on_add={add_leaflet} />
            <div class="stack">{ for given }</div>
            <Add word={lang.add_handover()} on_add={add_handover} />
        </Section>
    }
}
