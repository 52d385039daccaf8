//! What has been imported before, and undoing the newest.

use shared::model::ImportId;
use shared::wire::import::{ImportLine, UndoState};
use yew::prelude::*;

use super::undo::Undo;
use crate::api::office;
use crate::i18n::office::import::ImportTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::load::use_load;

#[derive(Debug, Properties, PartialEq)]
pub struct HistoryProps {
    /// Counts the imports of this page, so that the list is read again after each.
    pub taken: u32,
    pub on_undone: Callback<ImportId>,
}

#[component]
pub fn History(props: &HistoryProps) -> Html {
    let lang = use_lang();
    let history = use_load(props.taken, |_| office::imports());
    let undoing = use_state_eq(|| None::<ImportId>);
    let on_choose = {
        let undoing = undoing.setter();
        Callback::from(move |import: ImportId| undoing.set(Some(import)))
    };
    let on_close = {
        let undoing = undoing.setter();
        Callback::from(move |()| undoing.set(None))
    };
    let on_undone = {
        let (on_undone, again) = (props.on_undone.clone(), history.again.clone());
        Callback::from(move |import| {
            on_undone.emit(import);
            again.emit(());
        })
    };
    html! {
        <section>
            <h2>{ lang.import_history() }</h2>
            <div class="slot">{ for undoing.iter().map(|import| html! {
                <Undo key={import.to_string()} import={*import} on_close={on_close.clone()} on_undone={on_undone.clone()} />
            }) }</div>
            { history.show(lang, |history| {
                if history.imports.is_empty() {
                    return html! { <p class="second">{ lang.no_import_yet() }</p> };
                }
                let rows = history.imports.iter().map(|import| html! {
                    <tr key={import.id.to_string()}>
                        <td>{ lang.date(import.confirmed_on) }</td>
                        <td>{ lang.import_kind(import.kind) }</td>
                        <td>{ &import.file_name }</td>
                        <td>{ for import.as_of.map(|day| lang.date(day)) }</td>
                        <td class="num">{ lang.number(import.counts.new) }</td>
                        <td class="num">{ lang.number(import.counts.changed) }</td>
                        <td class="num">{ lang.number(import.counts.unchanged) }</td>
                        <td class="num">{ lang.number(import.counts.bad) }</td>
                        <td>{ &import.confirmed_by }</td>
                        <td>{ undo(import, *undoing, &on_choose, lang) }</td>
                    </tr>
                });
                html! {
                    <div class="plain-table">
                        <table>
                            <thead><tr>
                                <th scope="col">{ lang.col_day() }</th>
                                <th scope="col">{ lang.col_list() }</th>
                                <th scope="col">{ lang.col_file() }</th>
                                <th scope="col">{ lang.col_as_of() }</th>
                                <th scope="col" class="num">{ lang.count_new() }</th>
                                <th scope="col" class="num">{ lang.count_changed() }</th>
                                <th scope="col" class="num">{ lang.count_unchanged() }</th>
                                <th scope="col" class="num">{ lang.count_bad() }</th>
                                <th scope="col">{ lang.col_by() }</th>
                                <th scope="col">{ lang.col_undo() }</th>
                            </tr></thead>
                            <tbody>{ for rows }</tbody>
                        </table>
                    </div>
                }
            }) }
        </section>
    }
}

fn undo(
    import: &ImportLine,
    undoing: Option<ImportId>,
    on_choose: &Callback<ImportId>,
    lang: Lang,
) -> Html {
    match &import.undo {
        UndoState::Possible => {
            let id = import.id;
            let onclick = on_choose.reform(move |_: MouseEvent| id);
            let disabled = undoing == Some(id);
            html! { <button type="button" class="button" {onclick} {disabled}>{ lang.undo_import() }</button> }
        }
        UndoState::NotPossible => html! { <span></span> },
        UndoState::Undone { on, by } => html! {
            <span class="second">{ lang.import_undone(&lang.date(*on), by) }</span>
        },
    }
}
