//! Does the member want to leave? A wish to leave opens a case at the office at once.

use shared::model::{RiskLevel, RiskReason, WithdrawalCaseId, WithdrawalRisk};
use yew::prelude::*;

use super::section::Section;
use super::sheet::PartProps;
use crate::i18n::field::FieldTexts;
use crate::i18n::use_lang;
use crate::ui::{Choices, Notice, TextInput, Tone};

#[component]
pub fn Risk(props: &PartProps) -> Html {
    let lang = use_lang();
    let risk = props.form.risk.clone();
    let level = risk.as_ref().map(|risk| risk.level);
    let (now, random) = props.seed();
    let tap = props.editing(move |form, at: usize| {
        let level = match at {
            0 => return form.risk = None,
            1 => RiskLevel::Wavering,
            _ => RiskLevel::Leaving,
        };
        let risk = form.risk.get_or_insert_with(|| WithdrawalRisk {
            case: WithdrawalCaseId::mint(now, random),
            level,
            reasons: Vec::new(),
            words: String::new(),
        });
        risk.level = level;
    });
    let reason = props.editing(|form, at: usize| {
        if let Some(risk) = &mut form.risk {
            toggle(&mut risk.reasons, RiskReason::ALL[at]);
        }
    });
    let words = props.editing(|form, text: String| {
        if let Some(risk) = &mut form.risk {
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
    let summary = level
        .map(|level| lang.risk_level(level))
        .unwrap_or_default();
    let leaving = level == Some(RiskLevel::Leaving);
    html! {
        <Section title={lang.withdrawal()} {summary} urgent={leaving}>
            <Choices label={lang.withdrawal()} words={levels} chosen={Some(chosen)} on_tap={tap} />
            if leaving {
                <Notice tone={Tone::Urgent} headline={lang.leaving_is_urgent()} />
            }
            if let Some(risk) = risk {
                <div class="stack">
                    <Choices class="tight" label={lang.why_leave()} on_tap={reason}
                        words={RiskReason::ALL.map(|r| lang.risk_reason(r).into()).to_vec()}
                        several={places(&risk.reasons)} />
                    <TextInput label={lang.in_their_words()} long=true start={risk.words.clone()} on_text={words} />
                </div>
            }
        </Section>
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
