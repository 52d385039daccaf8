//! The filter as chips and choices.

use std::rc::Rc;

use shared::model::{FiscalYear, TargetState};
use shared::wire::office::{TargetLine, Targets};
use yew::prelude::*;

use super::filter::{Filter, Holder, ReasonKind, Step, has, words_of};
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;
use crate::office::desk::use_desk;
use crate::office::form::{Pick, Search, Toggle};

#[derive(Debug, Properties, PartialEq)]
pub struct FilterBarProps {
    pub targets: Rc<Targets>,
    pub filter: Filter,
    pub on_filter: Callback<Filter>,
    pub on_search: Callback<AttrValue>,
}

#[component]
pub fn FilterBar(props: &FilterBarProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let lines = &props.targets.targets;
    let filter = &props.filter;
    let counts = use_memo(Rc::clone(&props.targets), |targets| {
        Counts::of(&targets.targets)
    });
    // `None` is the first choice everywhere: all of them.
    let all = || (AttrValue::default(), AttrValue::from(lang.all()));
    let counted = |words: &[(String, usize)]| {
        let words = words.iter().map(|(word, count)| {
            (
                word.clone().into(),
                format!("{word} ({})", lang.number(*count as u64)).into(),
            )
        });
        std::iter::once(all())
            .chain(words)
            .collect::<Vec<(AttrValue, AttrValue)>>()
    };
    let change = |change: fn(&mut Filter, Option<String>)| {
        let filter = filter.clone();
        props.on_filter.reform(move |value: AttrValue| {
            let mut next = filter.clone();
            change(
                &mut next,
                Some(value.to_string()).filter(|value| !value.is_empty()),
            );
            next
        })
    };
    let reasons = ReasonKind::ALL
        .into_iter()
        .zip(counts.reasons)
        .map(|(kind, count)| {
            let on = filter.reasons.contains(&kind);
            let on_change = {
                let filter = filter.clone();
                props.on_filter.reform(move |on: bool| {
                    let mut next = filter.clone();
                    next.reasons.retain(|held| *held != kind);
                    if on {
                        next.reasons.push(kind);
                    }
                    next
                })
            };
            let label = lang.reason_kind(kind);
            html! { <Toggle key={label} {label} {on} {on_change} {count} /> }
        });
    let cohorts = counts.cohorts.iter().map(|(year, count)| {
        let words = format!("{} ({})", lang.fiscal_year(*year), lang.number(*count));
        (year.0.to_string().into(), words.into())
    });
    let states = [TargetState::Open, TargetState::OnHold, TargetState::Done]
        .map(|state| (format!("{state:?}").into(), lang.target_state(state).into()));
    let steps = Step::ALL.map(|step| (format!("{step:?}").into(), lang.step(step).into()));
    let holders = [("nobody", lang.nobody()), ("somebody", lang.somebody())]
        .map(|(value, words)| (value.into(), words.into()));
    let visitors = desk
        .visitors()
        .map(|user| (user.id.to_string().into(), user.name.clone().into()));
    let chosen_holder = match filter.holder {
        Holder::Any => AttrValue::default(),
        Holder::Nobody => "nobody".into(),
        Holder::Somebody => "somebody".into(),
        Holder::Visitor(visitor) => visitor.to_string().into(),
    };
    let text = |word: &Option<String>| AttrValue::from(word.clone().unwrap_or_default());
    let clear = {
        let words = filter.words.clone();
        props.on_filter.reform(move |_: MouseEvent| Filter {
            words: words.clone(),
            ..Filter::default()
        })
    };
    let conditions = filter.conditions();
    // A phone has no room for them all the time.
    let folded = use_state_eq(|| true);
    let fold = {
        let folded = folded.clone();
        Callback::from(move |_: MouseEvent| folded.set(!*folded))
    };
    let fold_words = match (*folded, conditions) {
        (false, _) => lang.fold_filter().to_owned(),
        (true, 0) => lang.unfold_filter().to_owned(),
        (true, conditions) => lang.unfold_filter_set(conditions),
    };
    html! {
        <div class={classes!("filters", folded.then_some("folded"))}>
            <Search label={lang.search_targets()} on_search={props.on_search.clone()} />
            <button type="button" class="button only-phone" onclick={fold} aria-expanded={(!*folded).to_string()}>
                { fold_words }
            </button>
            <div class="chips" role="group" aria-label={lang.col_reasons()}>{ for reasons }</div>
            <div class="picks">
                <Pick label={lang.col_holder()} options={std::iter::once(all()).chain(holders).chain(visitors).collect::<Vec<_>>()}
                    chosen={chosen_holder} on_pick={change(|filter, value| filter.holder = holder(value))} />
                <Pick label={lang.col_branch()} options={counted(&counts.branches)} chosen={text(&filter.branch)}
                    on_pick={change(|filter, value| filter.branch = value)} />
                <Pick label={lang.col_industry()} options={counted(&counts.industries)} chosen={text(&filter.industry)}
                    on_pick={change(|filter, value| filter.industry = value)} />
                <Pick label={lang.col_cohort()} options={std::iter::once(all()).chain(cohorts).collect::<Vec<_>>()}
                    chosen={text(&filter.cohort.map(|year| year.0.to_string()))}
                    on_pick={change(|filter, value| filter.cohort = value.and_then(|value| value.parse().ok()).map(FiscalYear))} />
                <Pick label={lang.col_state()} options={std::iter::once(all()).chain(states).collect::<Vec<_>>()}
                    chosen={text(&filter.state.map(|state| format!("{state:?}")))}
                    on_pick={change(|filter, value| filter.state = value.and_then(|value| state(&value)))} />
                <Pick label={lang.col_step()} options={std::iter::once(all()).chain(steps).collect::<Vec<_>>()}
                    chosen={text(&filter.step.map(|step| format!("{step:?}")))}
                    on_pick={change(|filter, value| filter.step = value.and_then(|value| step(&value)))} />
                <div class="slot">if conditions > 0 {
                    <button type="button" class="button quiet" onclick={clear}>{ lang.clear_filter() }</button>
                }</div>
            </div>
            <span class="visually-hidden" role="status">{ lang.targets_in_season(&lang.number(lines.len() as u64)) }</span>
        </div>
    }
}

fn holder(value: Option<String>) -> Holder {
    match value.as_deref() {
        Some("nobody") => Holder::Nobody,
        Some("somebody") => Holder::Somebody,
        Some(visitor) => visitor.parse().map_or(Holder::Any, Holder::Visitor),
        None => Holder::Any,
    }
}

fn state(value: &str) -> Option<TargetState> {
    let mut all = [TargetState::Open, TargetState::OnHold, TargetState::Done].into_iter();
    all.find(|state| format!("{state:?}") == value)
}

fn step(value: &str) -> Option<Step> {
    Step::ALL
        .into_iter()
        .find(|step| format!("{step:?}") == value)
}

/// How many targets each choice would show, over the whole season.
#[derive(Debug, PartialEq)]
struct Counts {
    reasons: [usize; 7],
    branches: Vec<(String, usize)>,
    industries: Vec<(String, usize)>,
    cohorts: Vec<(FiscalYear, u64)>,
}

impl Counts {
    fn of(lines: &[TargetLine]) -> Self {
        let mut cohorts = std::collections::BTreeMap::new();
        for line in lines {
            *cohorts.entry(FiscalYear::of(line.joined_on)).or_default() += 1;
        }
        let with = |kind| lines.iter().filter(|line| has(line, kind)).count();
        Self {
            reasons: ReasonKind::ALL.map(with),
            branches: words_of(lines.iter().map(|line| line.branch.as_str())),
            industries: words_of(lines.iter().map(|line| line.industry.as_str())),
            cohorts: cohorts.into_iter().collect(),
        }
    }
}
