//! The second step: what would happen, which column means what, which rows are bad and why.

use std::rc::Rc;

use shared::model::Day;
use shared::wire::import::{Column, ColumnMeaning, ImportKind, Preview as Looked};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::i18n::office::OfficeTexts;
use crate::i18n::office::import::ImportTexts;
use crate::i18n::{Lang, use_lang};
use crate::office::form::Pick;

/// Lines of the file shown beside a column's meaning.
const SAMPLES: usize = 3;

#[derive(Debug, Properties, PartialEq)]
pub struct PreviewProps {
    pub preview: Rc<Looked>,
    pub busy: bool,
    pub on_as_of: Callback<Day>,
    pub on_columns: Callback<Vec<Option<ColumnMeaning>>>,
    pub on_confirm: Callback<()>,
    pub on_cancel: Callback<()>,
}

#[component]
pub fn Preview(props: &PreviewProps) -> Html {
    let lang = use_lang();
    let preview = &props.preview;
    let ready = preview.missing.is_empty() && preview.counts.rows > preview.counts.bad;
    let writes = preview.counts.new + preview.counts.changed;
    let take_in = if ready && writes == 0 {
        lang.take_in_unchanged().to_owned()
    } else {
        lang.take_in(&lang.number(writes))
    };
    let confirm = props.on_confirm.reform(|_: MouseEvent| ());
    let cancel = props.on_cancel.reform(|_: MouseEvent| ());
    html! {
        <section class="stack" aria-busy={props.busy.to_string()}>
            <div class="preview-head">
                <div>
                    <h2>{ &preview.file_name }</h2>
                    <p class="second">{ lang.import_kind(preview.kind) }{ " · " }{ lang.encoding(preview.encoding) }</p>
                </div>
                { counts(preview, lang) }
            </div>
            { missing(preview, lang) }
            { as_of(props, lang) }
            <div class="actions">
                <button type="button" class="button main" onclick={confirm} disabled={!ready || props.busy}>
                    { take_in }
                </button>
                <button type="button" class="button" onclick={cancel} disabled={props.busy}>{ lang.choose_other_file() }</button>
                <span class="second">{ lang.nothing_until_confirmed() }</span>
            </div>
            { bad_rows(preview, lang) }
            { columns(props, lang) }
        </section>
    }
}

fn counts(preview: &Looked, lang: Lang) -> Html {
    let counts = preview.counts;
    let tiles = [
        (lang.count_rows(), counts.rows, ""),
        (lang.count_new(), counts.new, "done"),
        (lang.count_changed(), counts.changed, "waiting"),
        (lang.count_unchanged(), counts.unchanged, ""),
        (
            lang.count_bad(),
            counts.bad,
            if counts.bad > 0 { "urgent" } else { "" },
        ),
    ];
    html! {
        <dl class="tiles small">
            { for tiles.into_iter().map(|(words, count, tone)| html! {
                <div key={words} class={classes!("tile", tone)}><dt>{ words }</dt><dd>{ lang.number(count) }</dd></div>
            }) }
        </dl>
    }
}

/// What the office alone knows: the file may have been written days ago.
fn as_of(props: &PreviewProps, lang: Lang) -> Html {
    let on_as_of = props.on_as_of.clone();
    let onchange = Callback::from(move |event: Event| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        if let Ok(day) = input.value().parse() {
            on_as_of.emit(day);
        }
    });
    let value = { props.preview.as_of }.map_or_else(String::new, |day| day.to_string());
    let hint = match props.preview.kind {
        ImportKind::Members => lang.as_of_shown(),
        ImportKind::Usages => "",
    };
    html! {
        <label class="field">
            <span class="label">{ lang.as_of() }</span>
            <input class="input" type="date" ~value={value} {onchange} disabled={props.busy} />
            <span class="caption">{ hint }</span>
        </label>
    }
}

fn missing(preview: &Looked, lang: Lang) -> Html {
    if preview.missing.is_empty() {
        return html! { <div></div> };
    }
    let missing = preview
        .missing
        .iter()
        .map(|meaning| lang.column_meaning(*meaning));
    let missing = missing.collect::<Vec<_>>().join(lang.list_comma());
    html! {
        <div class="notice urgent" role="alert">
            <p class="headline">{ lang.columns_missing(&missing) }</p>
            <p>{ lang.columns_missing_next() }</p>
        </div>
    }
}

fn bad_rows(preview: &Looked, lang: Lang) -> Html {
    if preview.bad_rows.is_empty() {
        return html! { <p class="second">{ lang.no_bad_rows() }</p> };
    }
    let rows = preview.bad_rows.iter().map(|row| {
        html! {
            <tr key={row.line}>
                <td class="num">{ lang.number(row.line) }</td>
                <td>{ &row.label }</td>
                <td>{ lang.row_problem(&row.reason) }</td>
            </tr>
        }
    });
    let bad = preview.counts.bad;
    let more = bad.saturating_sub(preview.bad_rows.len() as u64);
    html! {
        <section>
            <h3>{ lang.bad_rows(&lang.number(bad)) }</h3>
            <p class="second">{ lang.bad_rows_stop_nothing() }</p>
            <div class="plain-table bounded" tabindex="0" role="region" aria-label={lang.bad_rows(&lang.number(bad))}>
                <table>
                    <thead><tr>
                        <th scope="col" class="num">{ lang.col_line() }</th>
                        <th scope="col">{ lang.col_number_and_name() }</th>
                        <th scope="col">{ lang.col_why() }</th>
                    </tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
            <p class="second">if more > 0 { { lang.more_bad_rows(&lang.number(more)) } }</p>
        </section>
    }
}

fn columns(props: &PreviewProps, lang: Lang) -> Html {
    let preview = &props.preview;
    let options = meanings(preview.kind, lang);
    let rows = preview.columns.iter().enumerate().map(|(place, column)| {
        let on_pick = {
            let (preview, on_columns) = (Rc::clone(preview), props.on_columns.clone());
            Callback::from(move |value: AttrValue| {
                on_columns.emit(changed(&preview.columns, place, parse(preview.kind, &value)));
            })
        };
        let samples = preview.sample.iter().take(SAMPLES).filter_map(|line| line.get(place));
        html! {
            <tr key={place}>
                <th scope="row">{ &column.header }</th>
                <td>
                    <Pick label={lang.meaning_of(&column.header)} quiet_label={true} options={options.clone()}
                        chosen={value(column.meaning)} {on_pick} class={classes!(column.meaning.is_none().then_some("unused"))} />
                </td>
                <td class="samples">{ for samples.enumerate().map(|(n, sample)| html! { <span key={n}>{ sample }</span> }) }</td>
            </tr>
        }
    });
    html! {
        <section>
            <h3>{ lang.columns_title() }</h3>
            <div class="plain-table">
                <table>
                    <thead><tr>
                        <th scope="col">{ lang.col_header() }</th>
                        <th scope="col">{ lang.col_meaning() }</th>
                        <th scope="col">{ lang.col_sample() }</th>
                    </tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
        </section>
    }
}

fn meanings(kind: ImportKind, lang: Lang) -> Vec<(AttrValue, AttrValue)> {
    let mut options = vec![(value(None), AttrValue::from(lang.not_imported()))];
    options.extend(kind.meanings().iter().map(|meaning| {
        let words = lang.column_meaning(*meaning);
        let words = if meaning.is_required(kind) {
            lang.needed(words)
        } else {
            words.to_owned()
        };
        (value(Some(*meaning)), words.into())
    }));
    options
}

/// A meaning's name in the choice; its own words may change with the language.
fn value(meaning: Option<ColumnMeaning>) -> AttrValue {
    meaning.map_or_else(AttrValue::default, |meaning| format!("{meaning:?}").into())
}

fn parse(kind: ImportKind, text: &str) -> Option<ColumnMeaning> {
    let mut meanings = kind.meanings().iter().copied();
    meanings.find(|meaning| value(Some(*meaning)) == text)
}

/// The choice with one column changed. A meaning belongs to one column: it leaves the other.
fn changed(
    columns: &[Column],
    place: usize,
    meaning: Option<ColumnMeaning>,
) -> Vec<Option<ColumnMeaning>> {
    let mut meanings: Vec<_> = columns.iter().map(|column| column.meaning).collect();
    for (other, held) in meanings.iter_mut().enumerate() {
        if other == place {
            *held = meaning;
        } else if *held == meaning {
            *held = None;
        }
    }
    meanings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meaning_moves_from_one_column_to_another() {
        let columns =
            [Some(ColumnMeaning::Name), None, Some(ColumnMeaning::Number)].map(|meaning| Column {
                header: String::new(),
                meaning,
            });
        assert_eq!(
            changed(&columns, 1, Some(ColumnMeaning::Name)),
            [None, Some(ColumnMeaning::Name), Some(ColumnMeaning::Number)]
        );
        assert_eq!(
            changed(&columns, 2, None),
            [Some(ColumnMeaning::Name), None, None]
        );
    }

    #[test]
    fn each_meaning_is_found_by_its_value() {
        for kind in [ImportKind::Members, ImportKind::Usages] {
            for meaning in kind.meanings() {
                assert_eq!(parse(kind, &value(Some(*meaning))), Some(*meaning));
            }
            assert_eq!(parse(kind, ""), None);
        }
    }
}
