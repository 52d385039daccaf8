//! Does the member want to leave? A wish to leave opens a case at the office at once.

use shared::fieldbook::RiskEdit;
use shared::model::{RiskLevel, RiskReason, WithdrawalCaseId, WithdrawalRisk};
use yew::prelude::*;

use super::section::{section, urgent_section};
use super::sheet::Part;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{TextInput, Tone, choices, notice};

const LEVELS: [Option<RiskLevel>; 3] = [None, Some(RiskLevel::Wavering), Some(RiskLevel::Leaving)];

pub fn risk(part: &Part) -> Html {
    let (now, random) = part.seed();
    let on_edit = part.editing(move |form, edit: RiskEdit| {
        edit.apply(&mut form.visit.risk, WithdrawalCaseId::mint(now, random));
    });
    let risk = part.form.visit.risk.as_ref();
    let wrong = risk.is_some_and(|risk| part.wrong("risk.words", &risk.words));
    risk_section(part.lang(), risk, [part.wants("risk"), wrong], &on_edit)
}

/// Of a visit, or of a call. `wanting`: what keeps the record from being finished lies in here, and in its words.
pub fn risk_section(
    lang: Lang,
    risk: Option<&WithdrawalRisk>,
    [wanting, invalid]: [bool; 2],
    on_edit: &Callback<RiskEdit>,
) -> Html {
    let level = risk.map(|risk| risk.level);
    let tap = on_edit.reform(|at: usize| RiskEdit::Level(LEVELS[at]));
    let reason = on_edit.reform(|at: usize| RiskEdit::Reason(RiskReason::ALL[at]));
    let words = on_edit.reform(RiskEdit::Words);
    let chosen = LEVELS.iter().position(|offered| *offered == level);
    let levels = LEVELS.map(|level| level.map_or(lang.no_sign(), |level| lang.risk_level(level)));
    let levels = levels.map(AttrValue::from).to_vec();
    let leaving = level == Some(RiskLevel::Leaving);
    let reasons = RiskReason::ALL.map(|r| lang.risk_reason(r).into()).to_vec();
    let body = html! { <>
        { choices("choices", lang.withdrawal(), levels, chosen.as_slice(), &tap) }
        if leaving {
            { notice(Tone::Urgent, lang.leaving_is_urgent(), html! { <span /> }) }
        }
        if let Some(risk) = risk {
            <div class="stack">
                { choices("choices tight", lang.why_leave(), reasons, &places(&risk.reasons), &reason) }
                <TextInput label={lang.in_their_words()} long=true {invalid} start={risk.words.clone()} on_text={words} />
            </div>
        }
    </> };
    let summary = level
        .map(|level| lang.risk_level(level))
        .unwrap_or_default();
    match leaving {
        true => urgent_section(lang.withdrawal(), summary, wanting, body),
        false => section(lang.withdrawal(), summary, wanting, body),
    }
}

fn places(reasons: &[RiskReason]) -> Vec<usize> {
    let place = |reason| RiskReason::ALL.iter().position(|other| other == reason);
    reasons.iter().filter_map(place).collect()
}
