//! The bar of actions over the selected targets: give, take back, hold, reopen; each can be undone.

use std::rc::Rc;

use shared::model::{Day, Purpose, TargetId, TargetState, UserId};
use shared::wire::office::{Assign, SetTargetPurpose, SetTargetState, TakeBack, TargetLine};
use yew::prelude::*;

use crate::api::{Failure, office};
use crate::i18n::office::OfficeTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::use_lang;
use crate::office::command::command;
use crate::office::desk::{Desk, use_desk};
use crate::office::form::{Field, Pick, typed};
use crate::office::selection::{Select, Selection};
use crate::office::toast::Said;

#[derive(Properties, PartialEq)]
pub struct ActionsProps {
    pub selected: Rc<Vec<TargetLine>>,
    pub selection: UseReducerDispatcher<Selection<TargetId>>,
    /// Reads the list again.
    pub again: Callback<()>,
}

#[component]
pub fn Actions(props: &ActionsProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let visitor = use_state_eq(|| None::<UserId>);
    let count = props.selected.len();
    let visitors: Vec<_> = desk
        .visitors()
        .map(|user| {
            (
                user.id.to_string().into(),
                AttrValue::from(user.name.clone()),
            )
        })
        .collect();
    let to = visitor.or_else(|| desk.visitors().next().map(|user| user.id));
    let done = {
        let (again, selection) = (props.again.clone(), props.selection.clone());
        Callback::from(move |()| {
            selection.dispatch(Select::Nothing);
            again.emit(());
        })
    };
    let onsubmit = {
        let (desk, selected) = (desk.clone(), Rc::clone(&props.selected));
        let (done, again) = (done.clone(), props.again.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(visitor) = to else { return };
            let day = typed(&event, "day").parse::<Day>().ok();
            let message = Assign {
                targets: ids(&selected),
                visitor,
                day,
            };
            let undo = restore_holders(&desk, &selected, again.clone(), lang.assignment_undone());
            let name = desk.name_of(visitor);
            command(&desk, done.clone(), async move {
                let touched = office::assign(&message).await?;
                let given = lang.number(touched.targets);
                let words = match day {
                    Some(day) => lang.assigned_for(&given, &name, &lang.day(day)),
                    None => lang.assigned(&given, &name),
                };
                Ok(Said::undoable(words, undo))
            });
        })
    };
    let take_back = {
        let (desk, selected) = (desk.clone(), Rc::clone(&props.selected));
        let (done, again) = (done.clone(), props.again.clone());
        Callback::from(move |_: MouseEvent| {
            let targets = ids(&selected);
            let undo = restore_holders(&desk, &selected, again.clone(), lang.assignment_undone());
            command(&desk, done.clone(), async move {
                let touched = office::take_back(&TakeBack { targets }).await?;
                Ok(Said::undoable(
                    lang.taken_back(&lang.number(touched.targets)),
                    undo,
                ))
            });
        })
    };
    let on_state = |state: TargetState| {
        let (desk, selected) = (desk.clone(), Rc::clone(&props.selected));
        let (done, again) = (done.clone(), props.again.clone());
        Callback::from(move |_: MouseEvent| {
            let targets = ids(&selected);
            let state_of = |line: &TargetLine| line.target.state;
            let words = lang.state_undone();
            let undo = restore(&desk, &selected, again.clone(), words, state_of, set_state);
            command(&desk, done.clone(), async move {
                let touched = office::set_target_state(&SetTargetState { targets, state }).await?;
                let words = lang.state_set(&lang.number(touched.targets), lang.target_state(state));
                Ok(Said::undoable(words, undo))
            });
        })
    };
    let on_purpose = {
        let (desk, selected) = (desk.clone(), Rc::clone(&props.selected));
        let (done, again) = (done.clone(), props.again.clone());
        Callback::from(move |value: AttrValue| {
            let chosen = value
                .parse()
                .ok()
                .and_then(|at: usize| Purpose::ALL.get(at));
            let Some(purpose) = chosen.copied() else {
                return;
            };
            let targets = ids(&selected);
            let purpose_of = |line: &TargetLine| line.target.purpose;
            let words = lang.purpose_undone();
            let undo = restore(
                &desk,
                &selected,
                again.clone(),
                words,
                purpose_of,
                set_purpose,
            );
            command(&desk, done.clone(), async move {
                let touched =
                    office::set_target_purpose(&SetTargetPurpose { targets, purpose }).await?;
                let words = lang.purpose_set(&lang.number(touched.targets), lang.purpose(purpose));
                Ok(Said::undoable(words, undo))
            });
        })
    };
    let unchanged = std::iter::once((AttrValue::default(), lang.purpose_unchanged().into()));
    let purposes = Purpose::ALL.into_iter().enumerate();
    let purposes =
        purposes.map(|(at, purpose)| (at.to_string().into(), lang.purpose(purpose).into()));
    let purposes: Vec<(AttrValue, AttrValue)> = unchanged.chain(purposes).collect();
    let clear = {
        let selection = props.selection.clone();
        Callback::from(move |_: MouseEvent| selection.dispatch(Select::Nothing))
    };
    let on_pick = {
        let visitor = visitor.setter();
        Callback::from(move |value: AttrValue| visitor.set(value.parse().ok()))
    };
    let any_held = props
        .selected
        .iter()
        .any(|line| line.target.assignment.is_some());
    let any_open = props
        .selected
        .iter()
        .any(|line| line.target.state == TargetState::Open);
    let any_shut = props
        .selected
        .iter()
        .any(|line| line.target.state != TargetState::Open);
    html! {
        <div class="action-bar" role="region" aria-label={lang.with_selected()}>
            <strong>{ lang.selected(&lang.number(count as u64)) }</strong>
            <form class="assign" {onsubmit}>
                <div class="slot">if visitors.is_empty() {
                    <span>{ lang.no_visitors_yet() }</span>
                } else {
                    <Pick label={lang.visitor()} options={visitors} chosen={to.map(|to| to.to_string()).unwrap_or_default()} {on_pick} />
                    <Field label={lang.day_if_any()} name="day" kind="date" required={false} />
                    <button type="submit" class="button main">{ lang.assign() }</button>
                }</div>
            </form>
            <div class="actions">
                <Pick label={lang.purpose_of_visit()} quiet_label={true} options={purposes} chosen="" on_pick={on_purpose} />
                <button type="button" class="button" onclick={take_back} disabled={!any_held}>{ lang.take_back() }</button>
                <button type="button" class="button" onclick={on_state(TargetState::OnHold)} disabled={!any_open}>{ lang.hold() }</button>
                <button type="button" class="button" onclick={on_state(TargetState::Open)} disabled={!any_shut}>{ lang.reopen() }</button>
                <button type="button" class="button quiet" onclick={clear}>{ lang.clear_selection() }</button>
            </div>
        </div>
    }
}

fn ids(lines: &[TargetLine]) -> Vec<TargetId> {
    lines.iter().map(|line| line.target.id).collect()
}

/// Those that share something, in the order in which each is first met.
fn grouped<K: PartialEq>(
    lines: &[TargetLine],
    key: impl Fn(&TargetLine) -> K,
) -> Vec<(K, Vec<TargetId>)> {
    let mut groups: Vec<(K, Vec<TargetId>)> = Vec::new();
    for line in lines {
        let (key, id) = (key(line), line.target.id);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, targets)) => targets.push(id),
            None => groups.push((key, vec![id])),
        }
    }
    groups
}

/// Puts each target back to what it was, those that were alike in one request.
fn restore<K, Sent>(
    desk: &Desk,
    before: &[TargetLine],
    again: Callback<()>,
    words: &'static str,
    was: fn(&TargetLine) -> K,
    put: fn(K, Vec<TargetId>) -> Sent,
) -> Callback<()>
where
    K: Clone + PartialEq + 'static,
    Sent: Future<Output = Result<(), Failure>> + 'static,
{
    let (desk, groups) = (desk.clone(), grouped(before, was));
    Callback::from(move |()| {
        let groups = groups.clone();
        command(&desk, again.clone(), async move {
            for (was, targets) in groups {
                put(was, targets).await?;
            }
            Ok(Said::done(words))
        });
    })
}

/// Gives every target back to whom it belonged, on its day; what is done can't be given out again.
fn restore_holders(
    desk: &Desk,
    before: &[TargetLine],
    again: Callback<()>,
    words: &'static str,
) -> Callback<()> {
    let open: Vec<TargetLine> = before
        .iter()
        .filter(|line| line.target.state != TargetState::Done)
        .cloned()
        .collect();
    let held = |line: &TargetLine| {
        let held = line.target.assignment.as_ref();
        held.map(|held| (held.visitor, held.day))
    };
    restore(desk, &open, again, words, held, give)
}

async fn give(held: Option<(UserId, Option<Day>)>, targets: Vec<TargetId>) -> Result<(), Failure> {
    match held {
        Some((visitor, day)) => {
            let message = Assign {
                targets,
                visitor,
                day,
            };
            office::assign(&message).await?;
        }
        None => {
            office::take_back(&TakeBack { targets }).await?;
        }
    }
    Ok(())
}

async fn set_purpose(purpose: Purpose, targets: Vec<TargetId>) -> Result<(), Failure> {
    office::set_target_purpose(&SetTargetPurpose { targets, purpose }).await?;
    Ok(())
}

async fn set_state(state: TargetState, targets: Vec<TargetId>) -> Result<(), Failure> {
    office::set_target_state(&SetTargetState { targets, state }).await?;
    Ok(())
}
