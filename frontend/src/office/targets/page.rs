//! The list of targets with its filter, the selection and the chosen member beside it.

use std::rc::Rc;

use shared::model::{SeasonId, TargetId};
use shared::text::fold_query;
use shared::wire::office::{TargetLine, Targets};
use yew::prelude::*;
use yew_router::prelude::*;

use super::actions::Actions;
use super::filter::{Filter, Holder, arrange, ids};
use super::filter_bar::FilterBar;
use super::row::{BY_URGENCY, heads, line, reasons, sort_by};
use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;
use crate::office::desk::use_desk;
use crate::office::load::use_load;
use crate::office::member_panel::{MemberFacts, Panel};
use crate::office::overview::SeasonPick;
use crate::office::route::{Route, TargetQuery};
use crate::office::selection::{Select, Selection};
use crate::office::table::{Pressed, Sorting, Table};

#[component]
pub fn TargetsPage() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let season = desk.season;
    html! {
        <div class="page listed">
            { match season {
                Some(season) => html! { <TargetList key={season.to_string()} {season} /> },
                None => html! {
                    <div class="main">
                        <header class="page-head"><h1>{ lang.menu_targets() }</h1></header>
                        <p>{ lang.no_season_yet() }</p>
                        <p><Link<Route> to={Route::NewSeason} classes="button main">{ lang.new_season() }</Link<Route>></p>
                    </div>
                },
            } }
        </div>
    }
}

#[derive(Debug, Properties, PartialEq)]
struct ListProps {
    season: SeasonId,
}

#[component]
fn TargetList(props: &ListProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let query = use_location()
        .and_then(|location| location.query::<TargetQuery>().ok())
        .unwrap_or_default();
    let targets = use_load(props.season, office::targets);
    let filter = use_state_eq(|| asked(query));
    let sorting = use_state_eq(|| Sorting {
        column: BY_URGENCY,
        descending: false,
    });
    let selection = use_reducer(Selection::<TargetId>::default);
    let chosen = use_state_eq(|| None::<TargetId>);
    {
        // A number of the overview was pressed while this list was open.
        let filter = filter.setter();
        use_effect_with(query, move |query| filter.set(asked(*query)));
    }
    {
        let dispatch = selection.dispatcher();
        use_effect_with(targets.content.clone(), move |targets| {
            if let Some(targets) = targets {
                let known = targets.targets.iter().map(|line| line.target.id).collect();
                dispatch.dispatch(Select::Keep(known));
            }
        });
    }
    let places = {
        let parts = (targets.content.clone(), (*filter).clone(), *sorting);
        use_memo(parts, |(targets, filter, sorting)| {
            let lines = targets
                .as_deref()
                .map_or(&[][..], |targets| &targets.targets);
            arrange(lines, filter, sort_by(sorting.column), sorting.descending)
        })
    };
    let on_search = {
        let filter = filter.clone();
        Callback::from(move |words: AttrValue| {
            filter.set(Filter {
                words: fold_query(&words),
                ..(*filter).clone()
            });
        })
    };
    let on_filter = {
        let filter = filter.setter();
        use_callback((), move |next: Filter, ()| filter.set(next))
    };
    let on_sort = {
        let sorting = sorting.clone();
        Callback::from(move |column| sorting.set(sorting.pressed(column)))
    };
    let body = targets.show(lang, |content| {
        let lines = &content.targets;
        let shown: Rc<[TargetId]> = ids(lines, &places).into();
        let on_press = press(&shown, selection.dispatcher());
        let on_choose = {
            let (chosen, shown) = (chosen.setter(), Rc::clone(&shown));
            Callback::from(move |place: Option<usize>| {
                chosen.set(place.and_then(|place| shown.get(place).copied()));
            })
        };
        let place_chosen = chosen.and_then(|id| shown.iter().position(|shown| *shown == id));
        let row = {
            let (content, places) = (Rc::clone(content), Rc::clone(&places));
            let (selection, desk) = ((*selection).clone(), desk.clone());
            Callback::from(move |place: usize| {
                let target = &content.targets[places[place]];
                line(target, selection.contains(target.target.id), &desk, lang)
            })
        };
        let selected = selected_lines(content, &places, &selection);
        html! {
            <>
                <FilterBar targets={Rc::clone(content)} filter={(*filter).clone()} {on_filter} {on_search} />
                <div class="list-head">
                    <p role="status">{ lang.targets_found(&lang.number(places.len() as u64), &lang.number(lines.len() as u64)) }</p>
                    <Choosers {shown} selection={selection.dispatcher()} />
                </div>
                <Table label={lang.menu_targets()} heads={heads(lang)} count={places.len()} {row} chosen={place_chosen}
                    {on_choose} {on_press} sorting={Some(*sorting)} {on_sort} empty={lang.nothing_found()} />
                <div class="bar-place">
                    if !selected.is_empty() {
                        <Actions selected={Rc::new(selected)} selection={selection.dispatcher()} again={targets.again.clone()} />
                    }
                </div>
            </>
        }
    });
    let close = {
        let chosen = chosen.setter();
        Callback::from(move |()| chosen.set(None))
    };
    let beside = chosen.and_then(|id| {
        let lines = &targets.content.as_ref()?.targets;
        lines.iter().find(|line| line.target.id == id)
    });
    html! {
        <div class={classes!("page", "listed", beside.is_some().then_some("with-panel"))}>
            <div class="main">
                <header class="page-head">
                    <h1>{ lang.menu_targets() }</h1>
                    <SeasonPick />
                    <Link<Route> to={Route::NewSeason} classes="button quiet">{ lang.new_season() }</Link<Route>>
                </header>
                { body }
            </div>
            <div class="slot">{ for beside.map(|line| html! {
                <Panel key="panel" title={line.name.clone()} on_close={close}>
                    <div class="chips">{ reasons(line, lang) }</div>
                    <MemberFacts number={line.target.member.clone()} />
                </Panel>
            }) }</div>
        </div>
    }
}

/// What the address asks for.
fn asked(query: TargetQuery) -> Filter {
    let holder = match (query.visitor, query.held) {
        (Some(visitor), _) => Holder::Visitor(visitor),
        (None, Some(true)) => Holder::Somebody,
        (None, Some(false)) => Holder::Nobody,
        (None, None) => Holder::Any,
    };
    Filter {
        holder,
        step: query.step,
        ..Filter::default()
    }
}

fn press(
    shown: &Rc<[TargetId]>,
    selection: UseReducerDispatcher<Selection<TargetId>>,
) -> Callback<Pressed> {
    let shown = Rc::clone(shown);
    Callback::from(move |pressed| {
        let at = |place: usize| shown.get(place).copied();
        let action = match pressed {
            Pressed::Toggle(place) => at(place).map(Select::Toggle),
            Pressed::Through(place) => at(place).map(|id| Select::Through(id, Rc::clone(&shown))),
            Pressed::All => Some(Select::All(Rc::clone(&shown))),
            Pressed::Nothing => Some(Select::Nothing),
        };
        if let Some(action) = action {
            selection.dispatch(action);
        }
    })
}

fn selected_lines(
    targets: &Targets,
    places: &[usize],
    selection: &Selection<TargetId>,
) -> Vec<TargetLine> {
    let shown = places.iter().map(|place| &targets.targets[*place]);
    shown
        .filter(|line| selection.contains(line.target.id))
        .cloned()
        .collect()
}

#[derive(Properties, PartialEq)]
struct ChoosersProps {
    shown: Rc<[TargetId]>,
    selection: UseReducerDispatcher<Selection<TargetId>>,
}

/// Selecting without a mouse marathon: the first so many, or all that the filter shows.
#[component]
fn Choosers(props: &ChoosersProps) -> Html {
    let lang = use_lang();
    let onsubmit = {
        let (shown, selection) = (Rc::clone(&props.shown), props.selection.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Ok(n) = crate::office::form::typed(&event, "first").parse() {
                selection.dispatch(Select::First(n, Rc::clone(&shown)));
            }
        })
    };
    let all = {
        let (shown, selection) = (Rc::clone(&props.shown), props.selection.clone());
        Callback::from(move |_: MouseEvent| selection.dispatch(Select::All(Rc::clone(&shown))))
    };
    html! {
        <form class="choosers" {onsubmit}>
            <crate::office::form::Field label={lang.first_so_many()} name="first" kind="number" initial="30" />
            <button type="submit" class="button">{ lang.select_first() }</button>
            <button type="button" class="button" onclick={all}>{ lang.select_shown(&lang.number(props.shown.len() as u64)) }</button>
        </form>
    }
}
