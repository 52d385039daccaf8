//! The dense table: sticky head, sorting, selection, keys; only what is in sight is mounted.

use std::ops::Range;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::utils::window;
use web_sys::Element;
use yew::prelude::*;

use super::window::{ROW_PX, scroll_to, window as rows_in_sight};
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub words: AttrValue,
    pub sortable: bool,
    /// Sets the width, and whether narrow screens leave the column out.
    pub class: &'static str,
}

impl Head {
    pub fn new(words: impl Into<AttrValue>, class: &'static str) -> Self {
        Self {
            words: words.into(),
            sortable: false,
            class,
        }
    }

    pub fn sortable(self) -> Self {
        Self {
            sortable: true,
            ..self
        }
    }
}

/// One row as shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub key: AttrValue,
    pub cells: Vec<Html>,
    pub selected: bool,
    /// Waiting to be read.
    pub pending: bool,
}

impl Row {
    pub fn new(key: impl Into<AttrValue>, cells: Vec<Html>) -> Self {
        Self {
            key: key.into(),
            cells,
            selected: false,
            pending: false,
        }
    }
}

/// What was asked of the selection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    Toggle(usize),
    Through(usize),
    All,
    Nothing,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sorting {
    pub column: usize,
    pub descending: bool,
}

impl Sorting {
    /// A press on a head: sorts by it, a second press turns it round.
    pub fn pressed(self, column: usize) -> Self {
        Self {
            column,
            descending: self.column == column && !self.descending,
        }
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct TableProps {
    pub label: AttrValue,
    pub heads: Rc<[Head]>,
    pub count: usize,
    pub row: Callback<usize, Row>,
    /// The row whose panel is open.
    #[prop_or_default]
    pub chosen: Option<usize>,
    pub on_choose: Callback<Option<usize>>,
    #[prop_or_default]
    pub on_press: Option<Callback<Pressed>>,
    #[prop_or_default]
    pub sorting: Option<Sorting>,
    #[prop_or_default]
    pub on_sort: Callback<usize>,
    /// The rows that are mounted now.
    #[prop_or_default]
    pub on_window: Callback<Range<usize>>,
    pub empty: AttrValue,
}

#[component]
pub fn Table(props: &TableProps) -> Html {
    let lang = use_lang();
    let scroller = use_node_ref();
    let sight = use_state_eq(|| (0_u32, 800_u32));
    let measure = {
        let (scroller, sight) = (scroller.clone(), sight.setter());
        use_callback((), move |(), ()| {
            if let Some(element) = scroller.cast::<Element>() {
                let px = |px: i32| u32::try_from(px).unwrap_or(0);
                // Whole rows only: scrolling within one renders nothing.
                let top = px(element.scroll_top()) / ROW_PX * ROW_PX;
                sight.set((top, px(element.client_height())));
            }
        })
    };
    {
        let measure = measure.clone();
        use_effect_with((), move |()| {
            measure.emit(());
            let resized = EventListener::new(&window(), "resize", move |_| measure.emit(()));
            move || drop(resized)
        });
    }
    let (top, height) = *sight;
    let mounted = rows_in_sight(props.count, top, height);
    {
        let on_window = props.on_window.clone();
        use_effect_with((mounted.clone(), props.count), move |(mounted, _)| {
            on_window.emit(mounted.clone());
        });
    }
    {
        let scroller = scroller.clone();
        let (count, chosen) = (props.count, props.chosen);
        use_effect_with((count, chosen), move |_| {
            let row = chosen.filter(|row| *row < count);
            if let (Some(row), Some(element)) = (row, scroller.cast::<Element>()) {
                let px = |px: i32| u32::try_from(px).unwrap_or(0);
                let (top, height) = (px(element.scroll_top()), px(element.client_height()));
                if let Some(top) = scroll_to(row, top, height) {
                    element.set_scroll_top(i32::try_from(top).unwrap_or(i32::MAX));
                }
            }
        });
    }
    let onscroll = measure.reform(|_: Event| ());
    let onkeydown = keys(props);
    let row_id = |row: usize| format!("row-{row}");
    let active = props.chosen.filter(|row| mounted.contains(row)).map(row_id);
    html! {
        <div ref={scroller} class="table" role="grid" tabindex="0" aria-label={&props.label}
            aria-rowcount={(props.count + 1).to_string()} aria-multiselectable={props.on_press.is_some().then_some("true")}
            aria-activedescendant={active} {onscroll} {onkeydown}>
            <table role="presentation">
                <thead role="rowgroup"><tr role="row" aria-rowindex="1">{ heads(props, lang) }</tr></thead>
                <tbody role="rowgroup">
                    <Gap key="above" rows={mounted.start} />
                    { for mounted.clone().map(|place| line(props, place, lang.select_row())) }
                    <Gap key="below" rows={props.count - mounted.end} />
                </tbody>
            </table>
            <div class="table-empty">
                if props.count == 0 {
                    <p>{ &props.empty }</p>
                }
            </div>
        </div>
    }
}

/// Arrows walk, Shift with them selects, Space selects, Ctrl+A all, Escape closes the panel and
/// then the selection, Home and End go to the ends.
fn keys(props: &TableProps) -> Callback<KeyboardEvent> {
    let (count, chosen) = (props.count, props.chosen);
    let (on_choose, on_press) = (props.on_choose.clone(), props.on_press.clone());
    Callback::from(move |event: KeyboardEvent| {
        if event.is_composing() || count == 0 {
            return;
        }
        let press = |pressed| on_press.iter().for_each(|on_press| on_press.emit(pressed));
        let last = count - 1;
        let to = match event.key().as_str() {
            "ArrowDown" => chosen.map_or(0, |row| (row + 1).min(last)),
            "ArrowUp" => chosen.map_or(0, |row| row.saturating_sub(1)),
            "PageDown" => chosen.map_or(0, |row| (row + 15).min(last)),
            "PageUp" => chosen.map_or(0, |row| row.saturating_sub(15)),
            "Home" => 0,
            "End" => last,
            " " => {
                event.prevent_default();
                chosen
                    .into_iter()
                    .for_each(|row| press(Pressed::Toggle(row)));
                return;
            }
            "a" if event.ctrl_key() || event.meta_key() => {
                event.prevent_default();
                press(Pressed::All);
                return;
            }
            "Escape" => {
                if chosen.is_some() {
                    on_choose.emit(None);
                } else {
                    press(Pressed::Nothing);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        if event.shift_key() {
            press(Pressed::Through(to));
        }
        on_choose.emit(Some(to));
    })
}

fn heads(props: &TableProps, lang: crate::i18n::Lang) -> Html {
    let box_column = props.on_press.as_ref().map(|_| {
        html! { <th key="box" role="columnheader" class="box"><span class="visually-hidden">{ lang.selection() }</span></th> }
    });
    let columns = props.heads.iter().enumerate().map(|(column, head)| {
        let sorted = props.sorting.filter(|sorting| sorting.column == column);
        let (aria, arrow) = match sorted {
            Some(sorting) if sorting.descending => (Some("descending"), " ▼"),
            Some(_) => (Some("ascending"), " ▲"),
            None => (None, ""),
        };
        let words = if head.sortable {
            let onclick = props.on_sort.reform(move |_: MouseEvent| column);
            html! { <button type="button" tabindex="-1" {onclick}>{ &head.words }<span aria-hidden="true">{ arrow }</span></button> }
        } else {
            html! { <span>{ &head.words }</span> }
        };
        html! { <th key={column} role="columnheader" class={head.class} aria-sort={aria}>{ words }</th> }
    });
    html! { <>{ for box_column }{ for columns }</> }
}

fn line(props: &TableProps, place: usize, select: &str) -> Html {
    let row = props.row.emit(place);
    let chosen = props.chosen == Some(place);
    let onclick = props.on_choose.reform(move |_: MouseEvent| Some(place));
    let tick = props.on_press.as_ref().map(|on_press| {
        let onclick = {
            let on_press = on_press.clone();
            move |event: MouseEvent| {
                // The press is on the box, not on the row behind it; the box shows what the
                // selection says.
                event.stop_propagation();
                event.prevent_default();
                on_press.emit(if event.shift_key() {
                    Pressed::Through(place)
                } else {
                    Pressed::Toggle(place)
                });
            }
        };
        html! {
            <td key="box" role="gridcell" class="box" {onclick}>
                <span class="tick-box" role="checkbox" aria-label={select.to_owned()} aria-checked={row.selected.to_string()}>
                    { if row.selected { "✓" } else { "" } }
                </span>
            </td>
        }
    });
    let cells = row.cells.iter().zip(props.heads.iter()).enumerate();
    html! {
        <tr key={row.key.as_str()} id={format!("row-{place}")} role="row" aria-rowindex={(place + 2).to_string()}
            aria-selected={(row.selected || chosen).to_string()} aria-busy={row.pending.then_some("true")}
            class={classes!(chosen.then_some("chosen"), row.selected.then_some("selected"))} {onclick}>
            { for tick }
            { for cells.map(|(n, (cell, head))| html! {
                <td key={n} role="gridcell" class={head.class}>{ cell.clone() }</td>
            }) }
        </tr>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct GapProps {
    rows: usize,
}

/// The height of the rows that aren't mounted. A drawing has its height as an attribute, which the
/// content security policy allows where it forbids inline styles.
#[component]
fn Gap(props: &GapProps) -> Html {
    let height = props.rows * ROW_PX as usize;
    html! {
        <tr class="gap" aria-hidden="true">
            <td>
                <svg width="1" height={height.to_string()}></svg>
            </td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_press_on_a_head_turns_the_order_round_and_another_head_starts_anew() {
        let sorting = |column, descending| Sorting { column, descending };
        let first = sorting(1, false);
        assert_eq!(first.pressed(1), sorting(1, true));
        assert_eq!(first.pressed(1).pressed(1), sorting(1, false));
        assert_eq!(first.pressed(1).pressed(4), sorting(4, false));
    }
}
