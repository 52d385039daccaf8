//! A visitor and a day: what is planned, in order, and what isn't planned yet.

use std::rc::Rc;

use shared::model::moment::plus_days;
use shared::model::{Day, TargetId, TargetState, UserId};
use shared::wire::office::{Assign, OrderDay, TargetLine, Targets};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::day_list::{DayList, appointment, besides};
use crate::api::{Failure, office};
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;
use crate::office::command::command;
use crate::office::desk::{Desk, use_desk};
use crate::office::form::Pick;
use crate::office::load::use_load;
use crate::office::member_panel::{MemberFacts, Panel};
use crate::office::overview::SeasonPick;
use crate::office::toast::Said;

#[component]
pub fn PlanPage() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let chosen_visitor = use_state_eq(|| None::<UserId>);
    let day = use_state_eq(|| desk.today());
    let chosen = use_state_eq(|| None::<TargetId>);
    let targets = use_load(desk.season, |season| async move {
        match season {
            Some(season) => office::targets(season).await,
            None => Ok(Targets {
                targets: Vec::new(),
            }),
        }
    });
    let visitor = chosen_visitor.or_else(|| desk.visitors().next().map(|user| user.id));
    let visitors: Vec<_> = desk
        .visitors()
        .map(|user| (user.id.to_string().into(), user.name.clone().into()))
        .collect();
    let on_visitor = {
        let chosen_visitor = chosen_visitor.setter();
        Callback::from(move |value: AttrValue| chosen_visitor.set(value.parse().ok()))
    };
    let go = |to: Day| {
        let day = day.setter();
        Callback::from(move |_: MouseEvent| day.set(to))
    };
    let on_day = {
        let day = day.setter();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<web_sys::HtmlInputElement>();
            if let Ok(picked) = input.value().parse() {
                day.set(picked);
            }
        })
    };
    let on_choose = {
        let chosen = chosen.setter();
        use_callback((), move |id: TargetId, ()| chosen.set(Some(id)))
    };
    let body = match visitor {
        None => html! { <p>{ lang.no_visitors_yet() }</p> },
        Some(visitor) => targets.show(lang, |content| {
            html! {
                <VisitorDay key={format!("{visitor}-{}", *day)} {visitor} day={*day} targets={Rc::clone(content)}
                    chosen={*chosen} on_choose={on_choose.clone()} again={targets.again.clone()} />
            }
        }),
    };
    let beside = chosen.and_then(|id| {
        let lines = &targets.content.as_ref()?.targets;
        lines.iter().find(|line| line.target.id == id)
    });
    let close = {
        let chosen = chosen.setter();
        Callback::from(move |()| chosen.set(None))
    };
    html! {
        <div class={classes!("page", "listed", beside.is_some().then_some("with-panel"))}>
            <div class="main scrolled">
                <header class="page-head">
                    <h1>{ lang.menu_plan() }</h1>
                    <SeasonPick />
                </header>
                <div class="day-head">
                    <div class="slot">if !visitors.is_empty() {
                        <Pick label={lang.visitor()} options={visitors} on_pick={on_visitor}
                            chosen={visitor.map(|id| id.to_string()).unwrap_or_default()} />
                    }</div>
                    <button type="button" class="button" onclick={go(plus_days(*day, -1))} aria-label={lang.day_before()}>{ "‹" }</button>
                    <label class="field">
                        <span class="label">{ lang.day_label() }</span>
                        <input class="input" type="date" ~value={day.to_string()} onchange={on_day} />
                    </label>
                    <button type="button" class="button" onclick={go(plus_days(*day, 1))} aria-label={lang.day_after()}>{ "›" }</button>
                    <button type="button" class="button" onclick={go(desk.today())}>{ lang.to_today() }</button>
                    <strong class="day-words">{ lang.day(*day) }</strong>
                </div>
                { body }
            </div>
            <div class="slot">{ for beside.map(|line| html! {
                <Panel key="panel" title={line.name.clone()} on_close={close}>
                    <MemberFacts number={line.target.member.clone()} />
                </Panel>
            }) }</div>
        </div>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct VisitorDayProps {
    visitor: UserId,
    day: Day,
    targets: Rc<Targets>,
    chosen: Option<TargetId>,
    on_choose: Callback<TargetId>,
    again: Callback<()>,
}

#[component]
fn VisitorDay(props: &VisitorDayProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let (visitor, day) = (props.visitor, props.day);
    // What was ordered here and isn't confirmed yet; the server's order otherwise.
    let wanted = use_state(|| None::<Rc<Vec<TargetId>>>);
    let latest = use_mut_ref(|| None::<Rc<Vec<TargetId>>>);
    let saving = use_mut_ref(|| false);
    {
        let (wanted, latest) = (wanted.setter(), latest.clone());
        use_effect_with(Rc::clone(&props.targets), move |_| {
            // The list was read anew, and with it the order that counts.
            if latest.borrow().is_none() {
                wanted.set(None);
            }
        });
    }
    let planned = planned(&props.targets, visitor, day);
    let planned = match &*wanted {
        Some(order) => in_order(&planned, order),
        None => planned,
    };
    let unplanned = unplanned(&props.targets, visitor);
    let on_order = {
        let (wanted, desk, again) = (wanted.setter(), desk.clone(), props.again.clone());
        Callback::from(move |order: Vec<TargetId>| {
            let order = Rc::new(order);
            wanted.set(Some(Rc::clone(&order)));
            *latest.borrow_mut() = Some(order);
            if saving.replace(true) {
                return;
            }
            let (wanted, latest, saving) = (wanted.clone(), latest.clone(), saving.clone());
            let (desk, again) = (desk.clone(), again.clone());
            spawn_local(async move {
                let result = save_latest(visitor, day, &latest).await;
                saving.replace(false);
                if let Err(failure) = result {
                    // Back to what the server has; it says so in words.
                    latest.replace(None);
                    wanted.set(None);
                    desk.say.emit(Said::Failed(failure));
                }
                again.emit(());
            });
        })
    };
    let move_to = |to: Option<Day>| {
        let (desk, again) = (desk.clone(), props.again.clone());
        Callback::from(move |line: TargetLine| plan(&desk, &again, line, visitor, to, lang))
    };
    html! {
        <div class="two-columns even">
            <div class="stack">
                <DayList lines={Rc::new(planned)} {day} chosen={props.chosen} on_choose={props.on_choose.clone()} {on_order}
                    on_remove={move_to(None)} />
                { besides(&agreed_besides(&props.targets, visitor, day), day, lang, &props.on_choose) }
            </div>
            <section>
                <h2>{ lang.unplanned(&lang.number(unplanned.len() as u64)) }</h2>
                if unplanned.is_empty() {
                    <p class="second">{ lang.nothing_unplanned() }</p>
                } else {
                    <Unplanned lines={Rc::new(unplanned)} on_choose={props.on_choose.clone()} on_add={move_to(Some(day))} />
                }
            </section>
        </div>
    }
}

/// Saves the newest order, one request at a time, until nothing newer is wanted.
async fn save_latest(
    visitor: UserId,
    day: Day,
    latest: &std::cell::RefCell<Option<Rc<Vec<TargetId>>>>,
) -> Result<(), Failure> {
    loop {
        let Some(order) = latest.borrow().clone() else {
            return Ok(());
        };
        let targets = (*order).clone();
        office::order_day(&OrderDay {
            visitor,
            day,
            targets,
        })
        .await?;
        let newest = latest
            .borrow()
            .as_ref()
            .is_some_and(|now| Rc::ptr_eq(now, &order));
        if newest {
            latest.replace(None);
            return Ok(());
        }
    }
}

/// Puts a target on a day, or takes it off the day while the visitor keeps it; undone by the reverse.
fn plan(
    desk: &Desk,
    again: &Callback<()>,
    line: TargetLine,
    visitor: UserId,
    day: Option<Day>,
    lang: crate::i18n::Lang,
) {
    let before = line.target.assignment.as_ref().and_then(|held| held.day);
    let undo = {
        let (desk, again, line) = (desk.clone(), again.clone(), line.clone());
        Callback::from(move |()| {
            let targets = vec![line.target.id];
            command(&desk, again.clone(), async move {
                let day = before;
                office::assign(&Assign {
                    targets,
                    visitor,
                    day,
                })
                .await?;
                Ok(Said::done(lang.plan_undone()))
            });
        })
    };
    let targets = vec![line.target.id];
    command(desk, again.clone(), async move {
        office::assign(&Assign {
            targets,
            visitor,
            day,
        })
        .await?;
        let words = match day {
            Some(day) => lang.planned_for(&line.name, &lang.day(day)),
            None => lang.taken_off_day(&line.name),
        };
        Ok(Said::undoable(words, undo))
    });
}

fn planned(targets: &Targets, visitor: UserId, day: Day) -> Vec<TargetLine> {
    let mut lines = held_by(targets, visitor, |held| held == Some(day));
    lines.sort_by_key(|line| {
        let held = line.target.assignment.as_ref();
        held.and_then(|held| held.position).unwrap_or(u32::MAX)
    });
    lines
}

fn agreed_besides(targets: &Targets, visitor: UserId, day: Day) -> Vec<TargetLine> {
    let mut lines = held_by(targets, visitor, |on| on != Some(day));
    lines
        .retain(|line| !line.do_not_contact && appointment(line).is_some_and(|at| at.day() == day));
    lines.sort_by_key(appointment);
    lines
}

/// What the visitor still has to do and nobody has put on a day.
fn unplanned(targets: &Targets, visitor: UserId) -> Vec<TargetLine> {
    let mut lines = held_by(targets, visitor, |day| day.is_none());
    lines.retain(|line| line.target.state == TargetState::Open && !line.do_not_contact);
    lines
}

fn held_by(
    targets: &Targets,
    visitor: UserId,
    on: impl Fn(Option<Day>) -> bool,
) -> Vec<TargetLine> {
    let held = |line: &&TargetLine| {
        let held = line.target.assignment.as_ref();
        held.is_some_and(|held| held.visitor == visitor && on(held.day))
    };
    targets.targets.iter().filter(held).cloned().collect()
}

/// The lines as ordered here; what the order doesn't know (it came since) stays at the end.
fn in_order(lines: &[TargetLine], order: &[TargetId]) -> Vec<TargetLine> {
    let mut lines = lines.to_vec();
    let place = |line: &TargetLine| order.iter().position(|id| *id == line.target.id);
    lines.sort_by_key(|line| place(line).unwrap_or(usize::MAX));
    lines
}

#[derive(Debug, Properties, PartialEq)]
struct UnplannedProps {
    lines: Rc<Vec<TargetLine>>,
    on_choose: Callback<TargetId>,
    on_add: Callback<TargetLine>,
}

/// Rows of the list of unplanned ones that are mounted; more come by searching the targets.
const MOST_SHOWN: usize = 60;

#[component]
fn Unplanned(props: &UnplannedProps) -> Html {
    let lang = use_lang();
    let shown = props.lines.iter().take(MOST_SHOWN).map(|line| {
        let id = line.target.id;
        let open = props.on_choose.reform(move |_: MouseEvent| id);
        let add = {
            let line = line.clone();
            props.on_add.reform(move |_: MouseEvent| line.clone())
        };
        html! {
            <li key={id.to_string()} class="stop">
                <button type="button" class="stop-name" onclick={open}>
                    <strong>{ &line.name }</strong>
                    <span class="caption">{ &line.address }</span>
                </button>
                <button type="button" class="button" onclick={add}>{ lang.put_on_day() }</button>
            </li>
        }
    });
    html! {
        <>
            <ul class="stops">{ for shown }</ul>
            <p class="caption">
                if props.lines.len() > MOST_SHOWN {
                    { lang.more_unplanned(&lang.number((props.lines.len() - MOST_SHOWN) as u64)) }
                }
            </p>
        </>
    }
}
