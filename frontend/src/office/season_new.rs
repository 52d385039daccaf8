//! A new season: its rule, whom it finds, and only then the season itself.

use std::rc::Rc;

use shared::model::{Day, FiscalYear, SeasonKind, TargetRule};
use shared::wire::office::{Choice, NewSeason};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use super::desk::use_desk;
use super::form::{Field, Pick, ticked, typed, when};
use super::route::Route;
use super::season_narrow::Narrow;
use super::toast::Said;
use super::trouble::Trouble;
use crate::api::{Failure, office};
use crate::i18n::office::OfficeTexts;
use crate::i18n::{Lang, use_lang};

/// Fiscal years of joining that are offered, counted back from the season's own.
const COHORTS_OFFERED: i32 = 10;

#[component]
pub fn NewSeasonPage() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let navigator = use_navigator();
    let kind = use_state_eq(|| SeasonKind::Retention);
    let year = use_state_eq(|| FiscalYear::of(desk.today()));
    let found = use_state(|| None::<(NewSeason, Rc<Choice>)>);
    let failure = use_state_eq(|| None::<Failure>);
    let busy = use_state_eq(|| false);

    let onsubmit = {
        let (found, failure, busy) = (found.setter(), failure.setter(), busy.setter());
        let (kind, year) = (*kind, *year);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let Some(season) = read(&event, kind, year) else {
                return;
            };
            busy.set(true);
            let (found, failure, busy) = (found.clone(), failure.clone(), busy.clone());
            spawn_local(async move {
                match office::preview_season(&season).await {
                    Ok(choice) => {
                        failure.set(None);
                        found.set(Some((season, Rc::new(choice))));
                    }
                    Err(reason) => failure.set(Some(reason)),
                }
                busy.set(false);
            });
        })
    };
    let create = {
        let (found, failure, busy) = (found.clone(), failure.setter(), busy.setter());
        Callback::from(move |_: MouseEvent| {
            let Some((season, _)) = (*found).clone() else {
                return;
            };
            busy.set(true);
            let (failure, busy) = (failure.clone(), busy.clone());
            let (desk, navigator) = (desk.clone(), navigator.clone());
            spawn_local(async move {
                match create_and_choose(&season).await {
                    Ok((id, added)) => {
                        desk.reread.emit(());
                        desk.choose_season.emit(id);
                        desk.say.emit(Said::done(
                            lang.season_created(&season.name, &lang.number(added)),
                        ));
                        if let Some(navigator) = navigator {
                            navigator.push(&Route::Targets);
                        }
                    }
                    Err(reason) => {
                        busy.set(false);
                        failure.set(Some(reason));
                    }
                }
            });
        })
    };
    // What was previewed is what is created: a changed form asks for a new preview.
    let stale = {
        let found = found.setter();
        Callback::from(move |_: InputEvent| found.set(None))
    };
    html! {
        <div class="page scrolled">
            <header class="page-head">
                <h1>{ lang.new_season() }</h1>
                <Link<Route> to={Route::Targets} classes="button quiet">{ lang.back_to_targets() }</Link<Route>>
            </header>
            <div class="two-columns">
                <form class="stack" {onsubmit} oninput={stale}>
                    <Fields kind={*kind} on_kind={let kind = kind.setter(); Callback::from(move |chosen| kind.set(chosen))}
                        year={*year} on_year={let year = year.setter(); Callback::from(move |chosen| year.set(chosen))} />
                    <button type="submit" class={classes!("button", found.is_none().then_some("main"))} disabled={*busy}>{ lang.see_whom() }</button>
                </form>
                <section class="stack" aria-live="polite">
                    <div class="slot">{ for failure.iter().map(|failure| html! { <Trouble failure={failure.clone()} /> }) }</div>
                    <div class="slot">{ match &*found {
                        None => html! { <p class="second">{ lang.preview_first() }</p> },
                        Some((_, choice)) => html! {
                            <>
                                <ChoiceFound choice={Rc::clone(choice)} />
                                <button type="button" class="button main" onclick={create} disabled={*busy}>
                                    { lang.create_season(&lang.number(choice.total)) }
                                </button>
                            </>
                        },
                    } }</div>
                </section>
            </div>
        </div>
    }
}

/// Creates the season and makes targets of whom its rule finds.
async fn create_and_choose(season: &NewSeason) -> Result<(shared::model::SeasonId, u64), Failure> {
    let created = office::create_season(season).await?;
    let chosen = office::choose(created.id).await?;
    Ok((created.id, chosen.added))
}

#[derive(Debug, Properties, PartialEq)]
struct FieldsProps {
    kind: SeasonKind,
    on_kind: Callback<SeasonKind>,
    year: FiscalYear,
    on_year: Callback<FiscalYear>,
}

#[component]
fn Fields(props: &FieldsProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let (kind, year) = (props.kind, props.year);
    let this_year = FiscalYear::of(desk.today());
    let years: Vec<_> = (this_year.0 - 3..=this_year.0 + 1)
        .map(|year| {
            (
                year.to_string().into(),
                lang.fiscal_year(FiscalYear(year)).into(),
            )
        })
        .collect();
    let on_year = when(&props.on_year, |value: AttrValue| {
        value.parse().ok().map(FiscalYear)
    });
    let kinds: Vec<_> = [SeasonKind::Retention, SeasonKind::Recruitment]
        .map(|kind| (format!("{kind:?}").into(), lang.season_kind(kind).into()))
        .into();
    let on_kind = props.on_kind.reform(|value: AttrValue| {
        if value == format!("{:?}", SeasonKind::Recruitment) {
            SeasonKind::Recruitment
        } else {
            SeasonKind::Retention
        }
    });
    let name = format!("{} {}", lang.fiscal_year(year), lang.season_kind(kind));
    let (starts, ends) = usual_days(year);
    html! {
        <>
            <Field label={lang.season_name()} name="name" initial={name} />
            <div class="row">
                <Pick label={lang.season_kind_label()} options={kinds} chosen={format!("{kind:?}")} on_pick={on_kind} />
                <Pick label={lang.season_year()} options={years} chosen={year.0.to_string()} on_pick={on_year} />
            </div>
            <div class="row">
                <Field label={lang.starts_on()} name="starts_on" kind="date" initial={starts.to_string()} />
                <Field label={lang.ends_on()} name="ends_on" kind="date" initial={ends.to_string()} />
            </div>
            <fieldset>
                <legend class="label">{ lang.cohorts() }</legend>
                <div class="choices small" key={year.0}>
                    { for (0..=COHORTS_OFFERED).map(|back| cohort(year.minus(back), back, lang)) }
                </div>
            </fieldset>
            <label class="check">
                <input type="checkbox" name="never_used_only" value="yes" />
                <span>{ lang.never_used_only() }</span>
            </label>
            <Narrow />
        </>
    }
}

/// August to February: the months that the plan for FY2023 gives to retention.
fn usual_days(year: FiscalYear) -> (Day, Day) {
    let first = Day::from_ymd_opt(year.0, 8, 1).unwrap_or(year.first_day());
    let march = Day::from_ymd_opt(year.0 + 1, 3, 1).and_then(|march| march.pred_opt());
    (first, march.unwrap_or(year.last_day()))
}

/// Years 2 and 3 are ticked: most leave in them.
fn cohort(year: FiscalYear, back: i32, lang: Lang) -> Html {
    html! {
        <label key={year.0} class="choice">
            <input type="checkbox" name="cohorts" value={year.0.to_string()} checked={(2..=3).contains(&back)} />
            <span>{ lang.cohort(&lang.fiscal_year(year), back) }</span>
        </label>
    }
}

/// `None` when a day is missing; the browser has told so already.
fn read(event: &SubmitEvent, kind: SeasonKind, year: FiscalYear) -> Option<NewSeason> {
    let cohorts = ticked(event, "cohorts");
    let mut cohorts: Vec<_> = cohorts
        .iter()
        .filter_map(|year| year.parse().ok().map(FiscalYear))
        .collect();
    cohorts.sort_unstable();
    Some(NewSeason {
        name: typed(event, "name").trim().to_owned(),
        kind,
        fiscal_year: year,
        starts_on: typed(event, "starts_on").parse().ok()?,
        ends_on: typed(event, "ends_on").parse().ok()?,
        rule: TargetRule {
            cohorts,
            never_used_only: !typed(event, "never_used_only").is_empty(),
            industries: ticked(event, "industries"),
            branches: ticked(event, "branches"),
        },
    })
}

#[derive(Debug, Properties, PartialEq)]
pub struct ChoiceProps {
    pub choice: Rc<Choice>,
}

/// Whom a rule finds: how many, of which cohorts, and the most urgent with their reasons.
#[component]
pub fn ChoiceFound(props: &ChoiceProps) -> Html {
    let lang = use_lang();
    let choice = &props.choice;
    let rows = choice.first.iter().map(|line| {
        html! {
            <tr key={line.target.member.to_string()}>
                <td>{ line.target.member.to_string() }</td>
                <td>{ &line.name }</td>
                <td class="whole">{ lang.fiscal_year(FiscalYear::of(line.joined_on)) }</td>
                <td><div class="chips">
                    { for line.target.priority.reasons.iter().enumerate().map(|(n, reason)| html! {
                        <span key={n} class="chip">{ lang.reason(*reason) }</span>
                    }) }
                </div></td>
            </tr>
        }
    });
    let all = [
        (lang.choice_total().to_owned(), choice.total, ""),
        (
            lang.choice_never_used().to_owned(),
            choice.never_used,
            "waiting",
        ),
    ];
    let cohorts = choice.by_cohort.iter().map(|(year, count)| {
        let words = lang.cohort_joined(&lang.fiscal_year(*year));
        (words, *count, "")
    });
    let tiles = all.into_iter().chain(cohorts).map(|(words, count, tone)| {
        html! {
            <div key={words.clone()} class={classes!("tile", tone)}><dt>{ words }</dt><dd>{ lang.number(count) }</dd></div>
        }
    });
    html! {
        <>
            <dl class="tiles small">{ for tiles }</dl>
            <h2>{ lang.choice_first(choice.first.len()) }</h2>
            <div class="plain-table bounded" tabindex="0" role="region" aria-label={lang.choice_first(choice.first.len())}>
                <table>
                    <thead><tr>
                        <th scope="col">{ lang.col_number() }</th>
                        <th scope="col">{ lang.col_name() }</th>
                        <th scope="col">{ lang.col_cohort() }</th>
                        <th scope="col">{ lang.col_reasons() }</th>
                    </tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
        </>
    }
}
