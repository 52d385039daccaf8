//! What has been imported before.

use yew::prelude::*;

use crate::api::office;
use crate::i18n::office::import::ImportTexts;
use crate::i18n::use_lang;
use crate::office::load::use_load;

#[derive(Debug, Properties, PartialEq)]
pub struct HistoryProps {
    /// Counts the imports of this page, so that the list is read again after each.
    pub taken: u32,
}

#[component]
pub fn History(props: &HistoryProps) -> Html {
    let lang = use_lang();
    let history = use_load(props.taken, |_| office::imports());
    html! {
        <section>
            <h2>{ lang.import_history() }</h2>
            { history.show(lang, |history| {
                if history.imports.is_empty() {
                    return html! { <p class="second">{ lang.no_import_yet() }</p> };
                }
                let rows = history.imports.iter().map(|import| html! {
                    <tr key={import.id.to_string()}>
                        <td>{ lang.date(import.confirmed_on) }</td>
                        <td>{ lang.import_kind(import.kind) }</td>
                        <td>{ &import.file_name }</td>
                        <td class="num">{ lang.number(import.counts.new) }</td>
                        <td class="num">{ lang.number(import.counts.changed) }</td>
                        <td class="num">{ lang.number(import.counts.unchanged) }</td>
                        <td class="num">{ lang.number(import.counts.bad) }</td>
                        <td>{ &import.confirmed_by }</td>
                    </tr>
                });
                html! {
                    <div class="plain-table">
                        <table>
                            <thead><tr>
                                <th scope="col">{ lang.col_day() }</th>
                                <th scope="col">{ lang.col_list() }</th>
                                <th scope="col">{ lang.col_file() }</th>
                                <th scope="col" class="num">{ lang.count_new() }</th>
                                <th scope="col" class="num">{ lang.count_changed() }</th>
                                <th scope="col" class="num">{ lang.count_unchanged() }</th>
                                <th scope="col" class="num">{ lang.count_bad() }</th>
                                <th scope="col">{ lang.col_by() }</th>
                            </tr></thead>
                            <tbody>{ for rows }</tbody>
                        </table>
                    </div>
                }
            }) }
        </section>
    }
}
