//! 概況: how far the season has come, by whom, and what needs somebody. Each number leads to its list.

use shared::model::{Moment, UserId};
use shared::wire::office::{Needs, Progress, Reached, VisitorProgress};
use yew::prelude::*;
use yew_router::prelude::*;

use super::desk::{Desk, use_desk};
use super::form::{Pick, when};
use super::load::{Load, use_load};
use super::route::{RequestQuery, Route, TargetQuery};
use super::targets::filter::Step;
use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::{Lang, use_lang};

#[derive(Debug, Properties, PartialEq)]
pub struct OverviewProps {
    pub progress: Load<Option<Progress>>,
}

#[component]
pub fn Overview(props: &OverviewProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    html! {
        <div class="page scrolled">
            <header class="page-head">
                <h1>{ lang.menu_overview() }</h1>
                <SeasonPick />
            </header>
            { props.progress.show(lang, |progress| match &**progress {
                None => html! { <FirstSteps /> },
                Some(progress) => html! {
                    <>
                        { cannot_write(progress.cannot_write, lang) }
                        { needs(progress.needs, lang) }
                        { totals(progress.total, lang) }
                        { visitors(progress, &desk, lang) }
                        { categories(progress, lang) }
                        <FirstSteps />
                    </>
                },
            }) }
        </div>
    }
}

/// Which season the screens are about.
#[component]
pub fn SeasonPick() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    if desk.seasons.is_empty() {
        return html! { <div></div> };
    }
    let name = |line: &shared::wire::office::SeasonLine| {
        (
            line.season.id.to_string().into(),
            line.season.name.clone().into(),
        )
    };
    let on_pick = when(&desk.choose_season, |value: AttrValue| value.parse().ok());
    let chosen = desk.season.map(|season| season.to_string());
    html! {
        <Pick label={lang.season()} options={desk.seasons.iter().map(name).collect::<Vec<_>>()}
            chosen={chosen.unwrap_or_default()} {on_pick} class="season-pick" />
    }
}

/// The way to the first number; below the numbers once they are there, because a new year begins with it too.
#[component]
fn FirstSteps() -> Html {
    let lang = use_lang();
    let card = use_load((), |()| office::office_card());
    // Also while nobody knows: to look at the card does no harm.
    let no_card = card.content.is_none_or(|card| card.telephone.is_empty());
    html! {
        <section class="stack">
            <h2>{ lang.first_steps() }</h2>
            <ol class="steps">
                <li><Link<Route> to={Route::Import}>{ lang.first_import() }</Link<Route>></li>
                <li><Link<Route> to={Route::NewSeason}>{ lang.first_season() }</Link<Route>></li>
                <li><Link<Route> to={Route::People}>{ lang.first_people() }</Link<Route>></li>
                <li><Link<Route> to={Route::Targets}>{ lang.first_assign() }</Link<Route>></li>
                if no_card {
                    <li><Link<Route> to={Route::OfficeCard}>{ lang.first_card() }</Link<Route>></li>
                }
            </ol>
        </section>
    }
}

/// What the server is short of, before anything that it can't take any more.
fn cannot_write(cannot_write: bool, lang: Lang) -> Html {
    html! {
        <div>
            if cannot_write {
                <div class="notice urgent" role="alert">
                    <p class="headline">{ lang.server_full() }</p>
                    <p>{ lang.server_full_safe() }</p>
                    <p>{ lang.server_full_next() }</p>
                </div>
            }
        </div>
    }
}

fn needs(needs: Needs, lang: Lang) -> Html {
    let tiles = [
        (
            Route::Withdrawals,
            lang.menu_withdrawals(),
            needs.open_cases,
            "urgent",
        ),
        (
            Route::Complaints,
            lang.complaints(),
            needs.open_complaints,
            "urgent",
        ),
        (
            Route::Requests,
            lang.menu_requests(),
            needs.open_requests,
            "waiting",
        ),
        (
            Route::Tasks,
            lang.office_tasks(),
            needs.open_tasks,
            "waiting",
        ),
    ];
    html! {
        <section aria-label={lang.needs_title()}>
            <h2>{ lang.needs_title() }</h2>
            <div class="tiles">
                { for tiles.into_iter().map(|(route, words, count, tone)| html! {
                    <div key={words} class={classes!("tile", (count > 0).then_some(tone))}>
                        <Link<Route> to={route}>
                            <span>{ words }</span>
                            <strong>{ lang.number(count) }</strong>
                        </Link<Route>>
                    </div>
                }) }
            </div>
        </section>
    }
}

/// The steps of the season in the order in which they happen, with the query of each one's list.
fn steps(
    reached: Reached,
    visitor: Option<UserId>,
    lang: Lang,
) -> [(&'static str, u64, TargetQuery); 6] {
    let step = |step| TargetQuery {
        visitor,
        held: None,
        step: Some(step),
    };
    let all = TargetQuery {
        visitor,
        ..TargetQuery::default()
    };
    let held = TargetQuery {
        held: visitor.is_none().then_some(true),
        ..all
    };
    [
        (lang.step_targets(), reached.targets, all),
        (lang.step_assigned(), reached.assigned, held),
        (lang.step_called(), reached.called, step(Step::Called)),
        (lang.step_reached(), reached.reached, step(Step::Reached)),
        (lang.step_visited(), reached.visited, step(Step::Visited)),
        (lang.step_met(), reached.met, step(Step::Met)),
    ]
}

fn totals(total: Reached, lang: Lang) -> Html {
    let share = |count: u64| (count * 100).checked_div(total.targets).unwrap_or(0);
    html! {
        <section aria-label={lang.progress_title()}>
            <h2>{ lang.progress_title() }</h2>
            <div class="tiles">
                { for steps(total, None, lang).into_iter().map(|(words, count, query)| html! {
                    <div key={words} class="tile">
                        <Link<Route, TargetQuery> to={Route::Targets} query={Some(query)}>
                            <span>{ words }</span>
                            <strong>{ lang.number(count) }</strong>
                            <progress max={total.targets.max(1).to_string()} value={count.to_string()} aria-label={words}></progress>
                            <span class="caption">{ lang.percent(share(count)) }</span>
                        </Link<Route, TargetQuery>>
                    </div>
                }) }
            </div>
        </section>
    }
}

fn visitors(progress: &Progress, desk: &Desk, lang: Lang) -> Html {
    let heads = steps(Reached::default(), None, lang);
    html! {
        <section>
            <h2>{ lang.by_visitor() }</h2>
            if progress.visitors.is_empty() {
                <p class="second">{ lang.no_visitors_yet() }</p>
            } else {
                <div class="plain-table" tabindex="0" role="region" aria-label={lang.by_visitor()}>
                    <table>
                        <thead><tr>
                            <th scope="col">{ lang.visitor() }</th>
                            { for heads[1..].iter().map(|(words, ..)| html! { <th key={*words} scope="col" class="num">{ *words }</th> }) }
                            <th scope="col" class="num">{ lang.arrived() }</th>
                            <th scope="col" class="num">{ lang.on_the_phone() }</th>
                            <th scope="col" class="num">{ lang.late() }</th>
                            <th scope="col">{ lang.last_contact() }</th>
                        </tr></thead>
                        <tbody>{ for progress.visitors.iter().map(|line| visitor(line, desk, lang)) }</tbody>
                    </table>
                </div>
            }
        </section>
    }
}

fn visitor(line: &VisitorProgress, desk: &Desk, lang: Lang) -> Html {
    let numbers = steps(line.reached, Some(line.visitor), lang);
    let last = line.last_contact_ms.map(Moment::from_utc_ms);
    html! {
        <tr key={line.visitor.to_string()}>
            <th scope="row">{ &line.name }</th>
            { for numbers[1..].iter().map(|(words, count, query)| html! {
                <td key={*words} class="num">
                    <Link<Route, TargetQuery> to={Route::Targets} query={Some(*query)}>{ lang.number(*count) }</Link<Route, TargetQuery>>
                </td>
            }) }
            <td class="num">{ lang.number(line.arrived) }</td>
            <td class={classes!("num", (line.on_the_phone > 0).then_some("waiting"))}>{ lang.number(line.on_the_phone) }</td>
            <td class="num">{ lang.number(line.late) }</td>
            <td>{ last.map_or_else(|| lang.never().to_owned(), |at| lang.time_seen_on(at, desk.today())) }</td>
        </tr>
    }
}

fn categories(progress: &Progress, lang: Lang) -> Html {
    let most = progress
        .requests_by_category
        .iter()
        .map(|(_, count)| *count)
        .max();
    html! {
        <section>
            <h2>{ lang.requests_by_category() }</h2>
            if progress.requests_by_category.is_empty() {
                <p class="second">{ lang.no_requests_yet() }</p>
            } else {
                <div class="plain-table narrow">
                    <table>
                        <tbody>{ for progress.requests_by_category.iter().map(|(category, count)| {
                            let query = RequestQuery { category: Some(*category) };
                            let words = lang.request_category(*category);
                            html! {
                                <tr key={words}>
                                    <th scope="row">
                                        <Link<Route, RequestQuery> to={Route::Requests} query={Some(query)}>{ words }</Link<Route, RequestQuery>>
                                    </th>
                                    <td class="num">{ lang.number(*count) }</td>
                                    <td><progress max={most.unwrap_or(1).max(1).to_string()} value={count.to_string()} aria-label={words}></progress></td>
                                </tr>
                            }
                        }) }</tbody>
                    </table>
                </div>
            }
        </section>
    }
}
