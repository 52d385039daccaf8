//! The visitor's own order of the day: moved with buttons, so with a thumb, a keyboard or a screen
//! reader alike; kept as one fact.

use std::rc::Rc;

use gloo::utils::document;
use shared::fieldbook::{Stop, Today};
use shared::model::{Day, FactId, OwnOrder, TargetId};
use shared::rules::{PlanChange, plan_change};
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::{Fact, FactBody};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::desk::Desk;
use super::pieces::{appointment_words, row_words, unbroken};
use super::route::Route;
use super::screen::{Screen, screen};
use super::stops::whereabouts;
use super::trouble::store_trouble;
use crate::driver::StoreError;
use crate::i18n::Lang;
use crate::i18n::today::DayTexts;
use crate::ui::{Sign, Tone, icon, notice};

#[derive(Debug, Properties, PartialEq)]
pub struct OrderProps {
    pub desk: Desk,
}

/// What was moved last stays under the finger and is read out.
#[derive(Clone, Debug, Default, PartialEq)]
struct Arranged {
    order: Vec<TargetId>,
    moved: Option<Move>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Move {
    at: usize,
    up: bool,
}

impl Reducible for Arranged {
    type Action = Move;

    fn reduce(self: Rc<Self>, Move { at, up }: Move) -> Rc<Self> {
        let to = if up { at.checked_sub(1) } else { Some(at + 1) };
        let Some(to) = to.filter(|to| at.max(*to) < self.order.len()) else {
            return self;
        };
        let mut order = self.order.clone();
        order.swap(at, to);
        let moved = Some(Move { at: to, up });
        Rc::new(Self { order, moved })
    }
}

fn target_of(stop: &Stop) -> Option<TargetId> {
    Some(stop.entry.target.as_ref()?.id)
}

/// The stops that are still to be made and can be moved, with their places in the day as 今日 and the map count them.
fn to_be_made(today: &Today) -> impl Iterator<Item = (usize, TargetId)> {
    let stops = (1..).zip(&today.stops).filter(|(_, stop)| !stop.done);
    stops.filter_map(|(place, stop)| Some((place, target_of(stop)?)))
}

/// The day in this order; what is made already stays where it stands.
fn whole_day(today: &Today, order: &[TargetId]) -> Vec<TargetId> {
    let mut order = order.iter().copied();
    let own = |stop: &Stop| {
        let target = target_of(stop)?;
        if stop.done {
            Some(target)
        } else {
            order.next()
        }
    };
    today.stops.iter().filter_map(own).collect()
}

#[component]
pub fn OrderPage(props: &OrderProps) -> Html {
    let desk = &props.desk;
    let lang = desk.lang();
    let day = desk.today();
    let today = desk.snap.book.today(day);
    let arranged = {
        let order = to_be_made(&today).map(|(_, target)| target).collect();
        use_reducer(move || Arranged { order, moved: None })
    };
    let failed = use_state_eq(|| None::<StoreError>);
    use_effect_with(arranged.moved, {
        let last = arranged.order.len().saturating_sub(1);
        move |moved| {
            if let Some(moved) = *moved {
                keep_focus(moved, last);
            }
        }
    });
    let keep = {
        let failed = failed.setter();
        let targets = whole_day(&today, &arranged.order);
        desk.click(move |desk| save(desk, targets.clone(), lang.order_kept(), failed.clone()))
    };
    let back_to_offices = {
        let failed = failed.setter();
        desk.click(move |desk| save(desk, Vec::new(), lang.order_is_offices(), failed.clone()))
    };
    let stop_of = |id: &TargetId| today.stops.iter().find(|stop| target_of(stop) == Some(*id));
    let moves = arranged.dispatcher();
    let last = arranged.order.len().saturating_sub(1);
    let places: Vec<usize> = to_be_made(&today).map(|(place, _)| place).collect();
    let rows = arranged.order.iter().enumerate().filter_map(|(at, id)| {
        let stop = stop_of(id)?;
        Some(row(lang, stop, *places.get(at)?, at, last, &moves))
    });
    let rows: Vec<Html> = rows.collect();
    let said = arranged.moved.and_then(|Move { at, .. }| {
        let stop = stop_of(arranged.order.get(at)?)?;
        Some(lang.is_now_at(&stop.entry.member.name, *places.get(at)?))
    });
    let own = desk
        .snap
        .book
        .plan(day)
        .is_some_and(|plan| !plan.own_order.is_empty());
    let page = if last == 0 {
        let why = html! { <p>{ lang.nothing_to_order_why() }</p> };
        notice(Tone::Plain, lang.nothing_to_order(), why)
    } else {
        html! {
            <div class="stack">
                <p class="second">{ lang.order_why() }</p>
                <ol class="rows arrange">{ for rows }</ol>
                <p class="visually-hidden" role="status">{ said.unwrap_or_default() }</p>
                if own {
                    <button type="button" class="button wide" onclick={back_to_offices}>{ lang.office_order_again() }</button>
                }
            </div>
        }
    };
    let bar = html! {
        <div class="thumb-buttons">
            <button type="button" class="button main" onclick={keep} disabled={last == 0}>{ lang.keep_this_order() }</button>
        </div>
    };
    screen(
        desk,
        Screen {
            title: lang.order_of(&lang.day(day)).into(),
            back: Some(Route::Today),
            page,
            fault: failed
                .as_ref()
                .map(|error| store_trouble(lang, error, false)),
            bar: Some(bar),
            ..Screen::default()
        },
    )
}

fn row(
    lang: Lang,
    stop: &Stop,
    place: usize,
    at: usize,
    last: usize,
    moves: &UseReducerDispatcher<Arranged>,
) -> Html {
    let name = &stop.entry.member.name;
    let when = stop.appointment.map(|at| appointment_words(lang, at));
    let line = html! { <>
        if let Some(when) = when {
            <span class="row-when">{ when }</span>
        }
        { unbroken(&whereabouts(lang, &stop.entry, false)) }
    </> };
    let button = |up: bool| {
        let moves = moves.clone();
        let onclick = Callback::from(move |_: MouseEvent| moves.dispatch(Move { at, up }));
        let (words, sign, disabled) = match up {
            true => (lang.move_up(name), Sign::Up, at == 0),
            false => (lang.move_down(name), Sign::Open, at == last),
        };
        html! {
            <button type="button" class="button move" id={button_id(at, up)} aria-label={words} {disabled} {onclick}>
                { icon(sign) }
            </button>
        }
    };
    html! {
        <li key={stop.entry.member.number.to_string()} class="row arranged">
            <span class="place">{ place }</span>
            <div>{ row_words(name, line) }</div>
            { button(true) }
            { button(false) }
        </li>
    }
}

fn button_id(at: usize, up: bool) -> String {
    format!("move-{at}-{}", if up { "up" } else { "down" })
}

/// The row went elsewhere on the page; at the end of the way its other button can still be pressed.
fn keep_focus(Move { at, up }: Move, last: usize) {
    let up = (up && at > 0) || at == last;
    let button = document().get_element_by_id(&button_id(at, up));
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        // Without focus the next press begins at the top of the page; nothing is lost.
        button.focus().ok();
    }
}

/// One fact against the plan's revision; without targets the office's order stands again.
fn save(
    desk: &Desk,
    targets: Vec<TargetId>,
    said: &'static str,
    failed: UseStateSetter<Option<StoreError>>,
) {
    let now = desk.driver.now();
    let day = desk.today();
    let revision = desk.snap.book.plan(day).map_or(0, |plan| plan.revision);
    let fact = Fact {
        id: FactId::mint(now, desk.driver.random()),
        schema: FACT_SCHEMA,
        recorded_at: now,
        after: Vec::new(),
        corrects: None,
        instead_of: None,
        body: FactBody::OwnOrder(OwnOrder {
            day,
            revision,
            targets,
        }),
    };
    let there = desk.clone();
    desk.once(async move {
        match there.driver.finish(None, fact).await {
            Ok(_) => {
                there.leave(Route::Today);
                there.say(said, None);
            }
            Err(error) => failed.set(Some(error)),
        }
    });
}

#[derive(Debug, Properties, PartialEq)]
pub struct StandingProps {
    pub desk: Desk,
}

/// Whose order Today shows, where it isn't simply the office's: the visitor's own, or the office's newer
/// one in place of it, with what that changed.
#[component]
pub fn OrderStanding(props: &StandingProps) -> Html {
    let desk = &props.desk;
    let lang = desk.lang();
    let day = desk.today();
    let failed = use_state_eq(|| None::<StoreError>);
    let Some(plan) = desk.snap.book.plan(day) else {
        return html! { <div class="standing"></div> };
    };
    let agree = {
        let failed = failed.setter();
        desk.click(move |desk| save(desk, Vec::new(), lang.order_is_offices(), failed.clone()))
    };
    let changes = || html! { { for { changed(desk, day) }.into_iter().map(|line| html! { <p key={line.clone()}>{ line }</p> }) } };
    html! {
        <div class="standing">
            if plan.own_order_gave_way {
                <div role="status">
                    <p>{ lang.office_published() }</p>
                    <div>{ changes() }</div>
                    { for failed.as_ref().map(|error| store_trouble(lang, error, false)) }
                    <button type="button" class="button small" onclick={agree}>{ lang.go_by_this() }</button>
                </div>
            } else if !plan.own_order.is_empty() {
                <p>{ lang.own_order_shown() }</p>
            }
        </div>
    }
}

/// What the office's newer plan changed of the order that the visitor had kept last.
fn changed(desk: &Desk, day: Day) -> Vec<String> {
    let lang = desk.lang();
    let book = &desk.snap.book;
    let kept = book.own().iter().rev().find_map(|fact| match &fact.body {
        FactBody::OwnOrder(order) if order.day == day => Some(&order.targets),
        _ => None,
    });
    let today = book.today(day);
    let now: Vec<TargetId> = today.stops.iter().filter_map(target_of).collect();
    let PlanChange {
        added,
        gone,
        reordered,
    } = kept.map_or_else(PlanChange::default, |kept| plan_change(kept, &now));
    let name = |id: &TargetId| {
        let is_it = |target: &shared::model::Target| target.id == *id;
        let mut entries = book.entries().iter();
        let entry = entries.find(|entry| entry.target.as_ref().is_some_and(is_it))?;
        Some(entry.member.name.as_str())
    };
    let names = |ids: &[TargetId]| {
        let mut known: Vec<String> = ids.iter().filter_map(name).map(str::to_owned).collect();
        match ids.len() - known.len() {
            0 => {}
            unknown => known.push(lang.plan_gone_elsewhere(unknown)),
        }
        known.join("、")
    };
    let mut lines = Vec::new();
    if !added.is_empty() {
        lines.push(lang.plan_added(&names(&added)));
    }
    if !gone.is_empty() {
        lines.push(lang.plan_gone(&names(&gone)));
    }
    if reordered {
        lines.push(lang.plan_reordered().to_owned());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stop_moves_one_place_at_a_time_and_never_out_of_the_day() {
        let ids: Vec<TargetId> = (1..=3)
            .map(|n| TargetId(uuid::Uuid::from_u128(n)))
            .collect();
        let start = || {
            Rc::new(Arranged {
                order: ids.clone(),
                moved: None,
            })
        };
        let moved = start().reduce(Move { at: 2, up: true });
        assert_eq!(moved.order, [ids[0], ids[2], ids[1]]);
        assert_eq!(moved.moved, Some(Move { at: 1, up: true }));
        for nowhere in [
            Move { at: 0, up: true },
            Move { at: 2, up: false },
            Move { at: 9, up: false },
        ] {
            assert_eq!(start().reduce(nowhere).order, ids);
        }
    }
}
