//! Services with their why and what to say about them: what fits best lies open, the rest is folded.

use shared::model::{CaseStory, Service};
use shared::order::sort_by_key;
use shared::rules::{MOST_SUGGESTIONS, Suggestion, Why};
use yew::prelude::*;

use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::{DOT, Lang};

/// `industry` is empty, and `employees` `None`, where nobody knows it.
pub fn offered(lang: Lang, offers: &[Suggestion], industry: &str, employees: Option<u32>) -> Html {
    let (first, others) = offers.split_at(offers.len().min(MOST_SUGGESTIONS));
    let item = |offer: &Suggestion| {
        let service = offer.service;
        let why: Vec<String> = { offer.why.iter() }
            .map(|why| why_words(lang, *why, service, industry, employees))
            .collect();
        html! {
            <li key={service.id.to_string()} class="proposal">
                <h3>{ lang.of(&service.name_ja, &service.name_en) }</h3>
                <p>{ lang.of(&service.summary_ja, &service.summary_en) }</p>
                <p class="caption">{ why.join(DOT) }</p>
                { script(lang, service, industry) }
            </li>
        }
    };
    html! { <>
        <ul class="proposals">{ for first.iter().map(item) }</ul>
        if !others.is_empty() {
            <details class="other-offers">
                <summary>{ lang.other_offers(others.len()) }</summary>
                <ul class="proposals">{ for others.iter().map(item) }</ul>
            </details>
        }
    </> }
}

fn why_words(
    lang: Lang,
    why: Why,
    service: &Service,
    industry: &str,
    employees: Option<u32>,
) -> String {
    match why {
        Why::FitsIndustry => lang.fits_industry(industry),
        Why::FitsSize => match employees {
            None | Some(0) => lang.fits_alone().to_owned(),
            Some(n) => lang.fits_size(n),
        },
        Why::NeverUsed => lang.never_used_it().to_owned(),
        Why::UsedLongAgo { years: 1 } => lang.used_a_year_ago().to_owned(),
        Why::UsedLongAgo { years } => lang.used_long_ago(years),
        Why::ForEveryIndustry => lang.for_every_industry().to_owned(),
        Why::ForSomeIndustries => lang.fits_industry(&service.fit.industries.join("・")),
    }
}

/// One minute to say, and what others have made of it; the stories of one's own trade first.
pub fn script(lang: Lang, service: &Service, industry: &str) -> Html {
    let mut stories: Vec<&CaseStory> = service.stories.iter().collect();
    sort_by_key(&mut stories, |story| story.industry != industry);
    let words = lang.of(&service.script_ja, &service.script_en);
    let told = stories.iter().enumerate().map(|(at, story)| {
        html! {
            <p key={at} class="story"><strong>{ lang.case_story(&story.industry) }</strong>
                { lang.of(&story.story_ja, &story.story_en) }</p>
        }
    });
    html! {
        <div class="script">
            if !words.is_empty() || !stories.is_empty() {
                <details>
                    <summary>{ lang.how_to_say_it() }</summary>
                    <p class="pre">{ words }</p>
                    <div>{ for told }</div>
                </details>
            }
        </div>
    }
}
