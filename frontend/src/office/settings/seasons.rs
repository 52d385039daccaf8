//! The seasons, and targets that their rules would find since.

use std::rc::Rc;

use shared::model::SeasonId;
use shared::wire::office::{Choice, SeasonLine};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;
use yew_router::prelude::*;

use crate::api::office;
use crate::i18n::office::OfficeTexts;
use crate::i18n::use_lang;
use crate::office::command::command;
use crate::office::desk::use_desk;
use crate::office::route::Route;
use crate::office::season_new::ChoiceFound;
use crate::office::settings::campaigns::CampaignsForm;
use crate::office::toast::Said;

#[component]
pub fn SeasonList() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let found = use_state(|| None::<(SeasonId, Rc<Choice>)>);
    let see = {
        let (found, desk) = (found.setter(), desk.clone());
        Callback::from(move |season: SeasonId| {
            let (found, say) = (found.clone(), desk.say.clone());
            spawn_local(async move {
                match office::preview_choice(season).await {
                    Ok(choice) => found.set(Some((season, Rc::new(choice)))),
                    Err(failure) => say.emit(Said::Failed(failure)),
                }
            });
        })
    };
    let choose = {
        let (found, desk) = (found.clone(), desk.clone());
        Callback::from(move |_: MouseEvent| {
            let Some((season, _)) = *found else { return };
            let found = found.setter();
            command(&desk, desk.reread.clone(), async move {
                let chosen = office::choose(season).await?;
                found.set(None);
                Ok(Said::done(lang.targets_added(
                    &lang.number(chosen.added),
                    &lang.number(chosen.total),
                )))
            });
        })
    };
    let row = |line: &SeasonLine| {
        let season = &line.season;
        let id = season.id;
        let cohorts = season
            .rule
            .cohorts
            .iter()
            .map(|year| lang.fiscal_year(*year));
        html! {
            <tr key={id.to_string()}>
                <th scope="row">{ &season.name }</th>
                <td>{ lang.season_kind(season.kind) }</td>
                <td>{ lang.period(&lang.date(season.starts_on), &lang.date(season.ends_on)) }</td>
                <td>{ cohorts.collect::<Vec<_>>().join(lang.list_comma()) }</td>
                <td class="num">{ lang.number(line.targets) }</td>
                <td><button type="button" class="button" onclick={see.reform(move |_: MouseEvent| id)}>{ lang.see_new_targets() }</button></td>
            </tr>
        }
    };
    html! {
        <>
            <p><Link<Route> to={Route::NewSeason} classes="button main">{ lang.new_season() }</Link<Route>></p>
            <section>
                if desk.seasons.is_empty() {
                    <p class="second">{ lang.no_season_yet() }</p>
                } else {
                    <div class="plain-table" tabindex="0" role="region" aria-label={lang.seasons()}>
                        <table>
                            <thead><tr>
                                <th scope="col">{ lang.season_name() }</th>
                                <th scope="col">{ lang.season_kind_label() }</th>
                                <th scope="col">{ lang.season_days() }</th>
                                <th scope="col">{ lang.cohorts() }</th>
                                <th scope="col" class="num">{ lang.step_targets() }</th>
                                <th scope="col"><span class="visually-hidden">{ lang.col_actions() }</span></th>
                            </tr></thead>
                            <tbody>{ for desk.seasons.iter().map(row) }</tbody>
                        </table>
                    </div>
                }
            </section>
            <section class="stack">
                { for desk.seasons.iter().map(|line| {
                    let season = line.season.clone();
                    // A form's fields are the browser's own: what somebody else has saved meanwhile is a form of its own.
                    let key = format!("{} {:?}", season.id, season.campaigns);
                    html! { <CampaignsForm {key} {season} /> }
                }) }
            </section>
            <section class="stack" aria-live="polite">
                { for found.iter().map(|(_, choice)| html! {
                    <>
                        <h2>{ lang.rule_finds() }</h2>
                        <ChoiceFound choice={Rc::clone(choice)} />
                        <div class="actions">
                            <button type="button" class="button main" onclick={choose.clone()}>{ lang.add_targets() }</button>
                        </div>
                    </>
                }) }
            </section>
        </>
    }
}
