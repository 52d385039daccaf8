//! Does the member want to leave? A wish to leave opens a case at the office at once.

use shared::model::{RiskLevel, RiskReason, WithdrawalCaseId, WithdrawalRisk};
use yew::prelude::*;

use super::section::{section, urgent_section};
use super::sheet::Part;
use crate::i18n::field::FieldTexts;
use crate::ui::{TextInput, Tone, choices, notice};

pub fn risk(part: &Part) -> Html {
    let lang = part.lang();
    let risk = part.form.visit.risk.as_ref();
    let level = risk.map(|risk| risk.level);
    let (now, random) = part.seed();
    let tap = part.tapping(move |form, at| {
        let level = match at {
            0 => return form.visit.risk = None,
            1 => RiskLevel::Wavering,
            _ => RiskLevel::Leaving,
        };
        let risk = form.visit.risk.get_or_insert_with(|| WithdrawalRisk {
            case: WithdrawalCaseId::mint(now, random),
            level,
            reasons: Vec::new(),
            words: String::new(),
        });
        risk.level = level;
    });
    let reason = part.tapping(|form, at| {
        if let Some(risk) = &mut form.visit.risk {
            toggle(&mut risk.reasons, RiskReason::ALL[at]);
        }
    });
    let words = part.writing(|form, text| {
        if let Some(risk) = &mut form.visit.risk {
            risk.words = text;
        }
    });
    let chosen = match level {
        None => 0,
        Some(RiskLevel::Wavering) => 1,
        Some(RiskLevel::Leaving) => 2,
    };
    let levels = vec![
        lang.no_sign().into(),
        lang.risk_level(RiskLevel::Wavering).into(),
        lang.risk_level(RiskLevel::Leaving).into(),
    ];
    let leaving = level == Some(RiskLevel::Leaving);
    let reasons = RiskReason::ALL.map(|r| lang.risk_reason(r).into()).to_vec();
    let body = html! { <>
        { choices("choices", lang.withdrawal(), levels, &[chosen], &tap) }
        if leaving {
            { notice(Tone::Urgent, lang.leaving_is_urgent(), html! { <span /> }) }
        }
        if let Some(risk) = risk {
            <div class="stack">
                { choices("choices tight", lang.why_leave(), reasons, &places(&risk.reasons), &reason) }
                <TextInput label={lang.in_their_words()} long=true start={risk.words.clone()} on_text={words} />
            </div>
        }
    </> };
    let summary = level
        .map(|level| lang.risk_level(level))
        .unwrap_or_default();
    match leaving {
        true => urgent_section(lang.withdrawal(), summary, part.wants("risk"), body),
        false => section(lang.withdrawal(), summary, part.wants("risk"), body),
    }
}

fn toggle(reasons: &mut Vec<RiskReason>, tapped: RiskReason) {
    match reasons.iter().position(|reason| *reason == tapped) {
        Some(at) => {
            reasons.remove(at);
        }
        None => reasons.push(tapped),
    }
}

fn places(reasons: &[RiskReason]) -> Vec<usize> {
    let place = |reason| RiskReason::ALL.iter().position(|other| other == reason);
    reasons.iter().filter_map(place).collect()
}
