//! What visitors may promise to non-members during a season.

use shared::model::{Campaign, Season};
use shared::wire::office::Campaigns;
use yew::prelude::*;

use crate::api::office;
use crate::i18n::situations::SituationTexts;
use crate::i18n::use_lang;
use crate::office::command::command;
use crate::office::desk::use_desk;
use crate::office::form::{Field, typed};
use crate::office::toast::Said;

/// So many may be added at once.
const FREE_ROWS: usize = 2;

#[derive(Debug, Properties, PartialEq)]
pub struct CampaignsFormProps {
    pub season: Season,
}

#[component]
pub fn CampaignsForm(props: &CampaignsFormProps) -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let season = &props.season;
    let rows = season.campaigns.len() + FREE_ROWS;
    let onsubmit = {
        let id = season.id;
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let campaigns = (0..rows).filter_map(|at| read(&event, at)).collect();
            let message = Campaigns { campaigns };
            command(&desk, desk.reread.clone(), async move {
                office::put_campaigns(id, &message).await?;
                Ok(Said::done(lang.campaigns_saved()))
            });
        })
    };
    let fields = (0..rows).map(|at| {
        let known = season.campaigns.get(at);
        let words = known.map(|known| known.words.clone()).unwrap_or_default();
        let starts = known.and_then(|known| known.starts_on);
        let starts = starts.map(|day| day.to_string()).unwrap_or_default();
        let ends = known.map_or(season.ends_on, |known| known.ends_on);
        html! {
            <fieldset key={at} class="stack">
                <Field label={lang.campaign_words()} name={name("words", at)} initial={words} required=false />
                <div class="row">
                    <Field label={lang.campaign_starts()} name={name("starts", at)} kind="date" initial={starts} required=false />
                    <Field label={lang.campaign_ends()} name={name("ends", at)} kind="date" initial={ends.to_string()} />
                </div>
            </fieldset>
        }
    });
    html! {
        <details>
            <summary>{ lang.campaigns_edit(&season.name) }</summary>
            <form class="stack half" {onsubmit}>
                <p class="second">{ lang.campaigns_why() }</p>
                { for fields }
                <div class="actions"><button type="submit" class="button main">{ lang.campaigns_save() }</button></div>
            </form>
        </details>
    }
}

fn name(of: &str, at: usize) -> AttrValue {
    format!("{of}-{at}").into()
}

/// One without words is taken out.
fn read(event: &SubmitEvent, at: usize) -> Option<Campaign> {
    let words = typed(event, &name("words", at)).trim().to_owned();
    let ends_on = typed(event, &name("ends", at)).parse().ok()?;
    let starts_on = typed(event, &name("starts", at)).parse().ok();
    (!words.is_empty()).then_some(Campaign {
        words,
        starts_on,
        ends_on,
    })
}
