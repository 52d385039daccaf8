//! どうでしたか: the one question that has to be answered.

use shared::model::{Outcome, VisitManner};
use yew::prelude::*;

use super::sheet::Part;
use crate::i18n::field::FieldTexts;
use crate::ui::choices;

/// Asked first; the others are rare and open behind one more tap.
const USUAL: [Outcome; 5] = [
    Outcome::MetRepresentative,
    Outcome::MetContact,
    Outcome::AbsentStaffInformed,
    Outcome::Absent,
    Outcome::Declined,
];
const RARE: [Outcome; 5] = [
    Outcome::Moved,
    Outcome::Resting,
    Outcome::Closed,
    Outcome::Merged,
    Outcome::Deceased,
];
const MANNERS: [VisitManner; 2] = [VisitManner::OnSite, VisitManner::Online];

pub fn outcome(part: &Part, online: bool) -> Html {
    let lang = part.lang();
    let outcome = part.form.outcome;
    let place = |among: &[Outcome]| among.iter().position(|other| Some(*other) == outcome);
    let shows_rare = part.form.rare || place(&RARE).is_some();
    let usual = part.tapping(|form, at| match USUAL.get(at) {
        Some(usual) => (form.outcome, form.rare) = (Some(*usual), false),
        // It is said already which of them it is.
        None if form.outcome.is_some_and(|said| RARE.contains(&said)) => {}
        // What was answered before is not the answer any more; which of the rare ones it is comes next.
        None => (form.outcome, form.rare) = (None, !form.rare),
    });
    let rare = part.tapping(|form, at| {
        (form.outcome, form.rare) = (Some(RARE[at]), false);
    });
    let manner = part.tapping(|form, at| form.visit.manner = MANNERS[at]);
    let mut words: Vec<AttrValue> = USUAL.map(|o| lang.outcome(o).into()).to_vec();
    words.push(lang.rare_outcomes().into());
    let chosen = place(&USUAL).or(shows_rare.then_some(USUAL.len()));
    let rare_words = RARE.map(|o| lang.outcome(o).into()).to_vec();
    let manners = MANNERS.map(|m| lang.manner(m).into()).to_vec();
    let by = MANNERS.iter().position(|m| *m == part.form.visit.manner);
    // A member that joined on the web may be met there, too: asked from the beginning. What was answered never hides.
    let asks_manner = online
        || outcome.is_some_and(Outcome::talked)
        || part.form.visit.manner != VisitManner::OnSite;
    html! {
        <section class="outcome stack">
            <h2 class="question">{ lang.how_was_it() }</h2>
            { choices("choices results", lang.how_was_it(), words, chosen.as_slice(), &usual) }
            if shows_rare {
                { choices("choices results", lang.rare_outcomes(), rare_words, place(&RARE).as_slice(), &rare) }
            }
            if asks_manner {
                { choices("choices", lang.manner_question(), manners, by.as_slice(), &manner) }
            }
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_can_be_chosen_once() {
        assert_eq!(USUAL.len() + RARE.len(), Outcome::ALL.len());
        assert!(
            Outcome::ALL
                .iter()
                .all(|o| USUAL.contains(o) != RARE.contains(o))
        );
    }
}
