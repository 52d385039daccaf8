//! 変更聞き取り: changed member data, from what a visitor heard to the membership system.

use std::rc::Rc;

use shared::model::{ChangeStep, HeardChange};
use shared::wire::change_report::MoveChange;
use shared::wire::office::WithMember;
use yew::prelude::*;

use super::matter::{Matter, Matters};
use crate::api::office;
use crate::i18n::office::attention::AttentionTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::command::command;
use crate::office::desk::{Desk, use_desk};
use crate::office::load::use_load;
use crate::office::toast::Said;

#[component]
pub fn ChangeList() -> Html {
    let lang = use_lang();
    let reports = use_load((), |()| office::change_reports());
    reports.show(lang, |content| {
        let matters: Vec<_> = content.reports.iter().map(|it| matter(it, lang)).collect();
        let act = {
            let (content, again) = (Rc::clone(content), reports.again.clone());
            Callback::from(move |place: usize| {
                html! { <Act heard={content.reports[place].line.clone()} again={again.clone()} /> }
            })
        };
        html! {
            <Matters label={lang.changes_heard()} matters={Rc::new(matters)} {act} empty={lang.no_changes_yet()}>
                <a key="csv" class="button" href="/api/change-reports/export" download="change-reports.csv">{ lang.changes_as_csv() }</a>
            </Matters>
        }
    })
}

fn matter(of: &WithMember<HeardChange>, lang: Lang) -> Matter {
    let heard = &of.line;
    Matter {
        id: heard.id.to_string().into(),
        member: heard.member.clone(),
        member_name: of.member_name.clone(),
        heard_on: heard.heard_on,
        heard_by: of.heard_by_name.clone(),
        words: format!("{} → {}", or_blank(&heard.old, lang), heard.new),
        kind: lang.changed_field(heard.field).into(),
        kind_tone: "",
        status: lang.change_step(heard.step),
        open: heard.step.is_open(),
        owner: heard.moved_by,
        due_on: None,
    }
}

fn or_blank(old: &str, lang: Lang) -> &str {
    if old.trim().is_empty() {
        lang.change_was_blank()
    } else {
        old
    }
}

/// Where one may go on to, the usual step first.
fn next(step: ChangeStep) -> &'static [ChangeStep] {
    match step {
        ChangeStep::Heard => &[ChangeStep::FormReceived, ChangeStep::Dismissed],
        ChangeStep::FormReceived => &[ChangeStep::Entered, ChangeStep::Heard],
        ChangeStep::Entered | ChangeStep::Dismissed => &[ChangeStep::Heard],
    }
}

fn verb(step: ChangeStep, lang: Lang) -> &'static str {
    match step {
        ChangeStep::Heard => lang.back_to_heard(),
        ChangeStep::FormReceived => lang.form_is_received(),
        ChangeStep::Entered => lang.is_entered(),
        ChangeStep::Dismissed => lang.dismiss_change(),
    }
}

#[derive(Debug, Properties, PartialEq)]
struct ActProps {
    heard: HeardChange,
    again: Callback<()>,
}

#[component]
fn Act(props: &ActProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let heard = &props.heard;
    let buttons = next(heard.step).iter().enumerate().map(|(place, to)| {
        let (desk, again, heard, to) = (desk.clone(), props.again.clone(), heard.clone(), *to);
        let onclick = move |_: MouseEvent| shift(&desk, &again, &heard, to, lang);
        let main = place == 0 && to != ChangeStep::Heard;
        html! {
            <button key={verb(to, lang)} type="button" class={classes!("button", main.then_some("main"))} {onclick}>
                { verb(to, lang) }
            </button>
        }
    });
    let moved = heard
        .moved_on
        .zip(heard.moved_by)
        .map(|(day, by)| lang.change_moved(&lang.date(day), desk.name_of(by).as_str()));
    html! {
        <div class="stack">
            <dl class="old-new">
                <div key="old"><dt>{ lang.change_old() }</dt><dd>{ or_blank(&heard.old, lang) }</dd></div>
                <div key="new"><dt>{ lang.change_new() }</dt><dd><strong>{ &heard.new }</strong></dd></div>
            </dl>
            <div class="slot">{ for moved.map(|words| html! { <p class="caption">{ words }</p> }) }</div>
            <div class="actions">{ for buttons }</div>
            <p class="caption">{ lang.change_accepted_what() }</p>
        </div>
    }
}

fn shift(desk: &Desk, again: &Callback<()>, heard: &HeardChange, to: ChangeStep, lang: Lang) {
    let (id, from) = (heard.id, heard.step);
    let undo = {
        let (desk, again) = (desk.clone(), again.clone());
        Callback::from(move |()| {
            command(&desk, again.clone(), async move {
                office::move_change(id, &MoveChange { from: to, to: from }).await?;
                Ok(Said::done(lang.change_undone()))
            });
        })
    };
    let words = lang.change_moved_to(lang.change_step(to));
    command(desk, again.clone(), async move {
        office::move_change(id, &MoveChange { from, to }).await?;
        Ok(Said::undoable(words, undo))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whoever pressed the wrong button gets back to where it was.
    #[test]
    fn every_step_can_be_left_and_reached() {
        for step in ChangeStep::ALL {
            assert!(!next(step).contains(&step));
            let reached = ChangeStep::ALL
                .iter()
                .any(|from| next(*from).contains(&step));
            assert!(reached, "{step:?}");
        }
    }
}
