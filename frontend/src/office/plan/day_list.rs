//! The day's stops in order: moved by buttons, by keys or by dragging.

use std::rc::Rc;

use gloo::utils::document;
use shared::model::{Day, Moment, TargetId};
use shared::wire::office::TargetLine;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlElement};
use yew::prelude::*;

use super::order::moved;
use crate::i18n::office::OfficeTexts;
use crate::i18n::when::clock;
use crate::i18n::{Lang, use_lang};

#[derive(Debug, Properties, PartialEq)]
pub struct DayListProps {
    pub lines: Rc<Vec<TargetLine>>,
    pub day: Day,
    pub chosen: Option<TargetId>,
    pub on_choose: Callback<TargetId>,
    pub on_order: Callback<Vec<TargetId>>,
    pub on_remove: Callback<TargetLine>,
}

#[component]
pub fn DayList(props: &DayListProps) -> Html {
    let lang = use_lang();
    let dragged = use_state_eq(|| None::<usize>);
    let over = use_state_eq(|| None::<usize>);
    let focus = use_mut_ref(|| None::<TargetId>);
    {
        // Moving a stop re-renders the list; the keys stay with the stop that moved.
        let focus = focus.clone();
        use_effect_with(Rc::clone(&props.lines), move |_| {
            if let Some(id) = focus.borrow_mut().take() {
                let element = document().get_element_by_id(&format!("stop-{id}"));
                // A stop that is gone can't take the focus.
                if let Some(element) = element.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
                    element.focus().ok();
                }
            }
        });
    }
    let shift = {
        let (lines, on_order) = (Rc::clone(&props.lines), props.on_order.clone());
        Callback::from(move |(from, to): (usize, usize)| {
            if from == to || to >= lines.len() {
                return;
            }
            let order: Vec<TargetId> = lines.iter().map(|line| line.target.id).collect();
            *focus.borrow_mut() = order.get(from).copied();
            on_order.emit(moved(&order, from, to));
        })
    };
    let stops = props.lines.iter().enumerate().map(|(place, line)| {
        let handlers = Handlers {
            ondragstart: {
                let dragged = dragged.setter();
                Callback::from(move |event: DragEvent| {
                    if let Some(data) = event.data_transfer() {
                        // Firefox drags only what carries data.
                        data.set_data("text/plain", "stop").ok();
                    }
                    dragged.set(Some(place));
                })
            },
            ondragover: {
                let (over, any) = (over.setter(), dragged.is_some());
                Callback::from(move |event: DragEvent| {
                    if any {
                        event.prevent_default();
                        over.set(Some(place));
                    }
                })
            },
            ondrop: {
                let (dragged, over, shift) = (dragged.clone(), over.setter(), shift.clone());
                Callback::from(move |event: DragEvent| {
                    event.prevent_default();
                    if let Some(from) = *dragged {
                        shift.emit((from, place));
                    }
                    dragged.set(None);
                    over.set(None);
                })
            },
            ondragend: {
                let (dragged, over) = (dragged.setter(), over.setter());
                Callback::from(move |_: DragEvent| {
                    dragged.set(None);
                    over.set(None);
                })
            },
        };
        let class = classes!(
            "stop",
            (props.chosen == Some(line.target.id)).then_some("chosen"),
            (*over == Some(place)).then_some("over")
        );
        stop(props, place, line, class, handlers, &shift, lang)
    });
    html! {
        <section>
            <h2>{ lang.planned(props.lines.len()) }</h2>
            if props.lines.is_empty() {
                <p class="second">{ lang.nothing_planned() }</p>
            } else {
                <p class="caption">{ lang.order_by_keys() }</p>
                <ol class="stops numbered">{ for stops }</ol>
            }
        </section>
    }
}

struct Handlers {
    ondragstart: Callback<DragEvent>,
    ondragover: Callback<DragEvent>,
    ondrop: Callback<DragEvent>,
    ondragend: Callback<DragEvent>,
}

fn stop(
    props: &DayListProps,
    place: usize,
    line: &TargetLine,
    class: Classes,
    handlers: Handlers,
    shift: &Callback<(usize, usize)>,
    lang: Lang,
) -> Html {
    let id = line.target.id;
    let last = props.lines.len() - 1;
    let onkeydown = {
        let shift = shift.clone();
        Callback::from(move |event: KeyboardEvent| {
            if !event.alt_key() {
                return;
            }
            let to = match event.key().as_str() {
                "ArrowUp" => place.saturating_sub(1),
                "ArrowDown" => (place + 1).min(last),
                _ => return,
            };
            event.prevent_default();
            shift.emit((place, to));
        })
    };
    let up = shift.reform(move |_: MouseEvent| (place, place.saturating_sub(1)));
    let down = shift.reform(move |_: MouseEvent| (place, (place + 1).min(last)));
    let open = props.on_choose.reform(move |_: MouseEvent| id);
    let remove = {
        let line = line.clone();
        props.on_remove.reform(move |_: MouseEvent| line.clone())
    };
    let Handlers {
        ondragstart,
        ondragover,
        ondrop,
        ondragend,
    } = handlers;
    html! {
        <li key={id.to_string()} {class} draggable="true" {ondragstart} {ondragover} {ondrop} {ondragend} {onkeydown}>
            <span class="place">{ place + 1 }</span>
            <button type="button" id={format!("stop-{id}")} class="stop-name" onclick={open}>
                <strong>{ &line.name }</strong>
                { chips(line, props.day, lang) }
                <span class="caption">{ &line.address }</span>
            </button>
            <span class="stop-actions">
                <button type="button" class="button" onclick={up} disabled={place == 0} aria-label={lang.move_up(&line.name)}>{ "↑" }</button>
                <button type="button" class="button" onclick={down} disabled={place == last} aria-label={lang.move_down(&line.name)}>{ "↓" }</button>
                <button type="button" class="button quiet" onclick={remove}>{ lang.take_off_day() }</button>
            </span>
        </li>
    }
}

/// What is agreed on, of another day with its day, and what has been done.
fn chips(line: &TargetLine, day: Day, lang: Lang) -> Html {
    let agreed = appointment(line).map(|at| {
        let at = match at.day() == day {
            true => clock(at),
            false => lang.day_and_time(at),
        };
        html! { <span class="chip done">{ lang.appointment_at(&at) }</span> }
    });
    html! {
        <span class="chips">
            <span class="slot">{ for agreed }</span>
            <span class="slot">if line.steps.visited {
                <span class="chip done">{ lang.step_visited() }</span>
            }</span>
        </span>
    }
}

pub fn appointment(line: &TargetLine) -> Option<Moment> {
    let held = line.target.assignment.as_ref()?;
    Some(held.appointment?.at)
}

/// Agreed on for the day, but no stop of it: the visitor's phone places them by their time.
pub fn besides(lines: &[TargetLine], day: Day, lang: Lang, on_choose: &Callback<TargetId>) -> Html {
    let rows = lines.iter().map(|line| {
        let id = line.target.id;
        let open = on_choose.reform(move |_: MouseEvent| id);
        html! {
            <li key={id.to_string()} class="stop">
                <button type="button" class="stop-name" onclick={open}>
                    <strong>{ &line.name }</strong>
                    { chips(line, day, lang) }
                    <span class="caption">{ &line.address }</span>
                </button>
            </li>
        }
    });
    html! {
        <section>
            if !lines.is_empty() {
                <h2>{ lang.agreed_besides(lines.len()) }</h2>
                <ul class="stops">{ for rows }</ul>
            }
        </section>
    }
}
