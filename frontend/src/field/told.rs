//! A complaint or a wish to leave that hasn't arrived: somebody has to telephone, and says so once it is done. This phone
//! remembers it until the record has arrived.

use shared::model::{FactId, Moment};
use shared::sync::FactState;
use shared::text::telephone_digits;
use yew::prelude::*;

use super::desk::Desk;
use super::device;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::ui::{Sign, Tone, announced, icon};

const REMEMBERED_AS: &str = "meguri-told";

/// Records whose words the office knows by telephone, and since when.
#[derive(Debug, Default, PartialEq)]
struct Told(Vec<(FactId, Moment)>);

impl Told {
    /// Lines of `id milliseconds`; what can't be read was never told.
    fn read(text: &str) -> Self {
        let told = text.lines().filter_map(|line| {
            let (id, at) = line.split_once(' ')?;
            Some((id.parse().ok()?, Moment::from_utc_ms(at.parse().ok()?)))
        });
        Self(told.collect())
    }

    fn write(&self) -> String {
        let lines = self.0.iter();
        let lines = lines.map(|(id, at)| [id.to_string(), at.utc_ms.to_string()].join(" "));
        lines.collect::<Vec<_>>().join("\n")
    }

    fn when(&self, id: FactId) -> Option<Moment> {
        let mut told = self.0.iter();
        told.find(|(of, _)| *of == id).map(|(_, at)| *at)
    }

    /// When the last of them was told, once all were.
    fn all(&self, waiting: &[FactId]) -> Option<Moment> {
        let when: Option<Vec<Moment>> = waiting.iter().map(|id| self.when(*id)).collect();
        when?.into_iter().max_by_key(|at| at.utc_ms)
    }

    /// All that waits was told by now; what has arrived since is forgotten.
    fn tell(&self, waiting: &[FactId], now: Moment) -> Self {
        let when = |id: &FactId| (*id, self.when(*id).unwrap_or(now));
        Self(waiting.iter().map(when).collect())
    }
}

#[derive(Debug, Properties, PartialEq)]
pub struct UrgentUnsentProps {
    pub desk: Desk,
}

#[component]
pub fn UrgentUnsent(props: &UrgentUnsentProps) -> Html {
    let desk = &props.desk;
    let told = use_state_eq(|| Told::read(&device::remembered(REMEMBERED_AS).unwrap_or_default()));
    let pending = desk.snap.sync.pending.iter();
    let urgent = pending.filter(|pending| pending.fact.is_urgent() && !pending.state.has_arrived());
    let (refused, waiting): (Vec<bool>, Vec<FactId>) = urgent
        .map(|pending| {
            let refused = matches!(pending.state, FactState::NeedsYou { .. });
            (refused, pending.fact.id)
        })
        .unzip();
    let refused = refused.contains(&true);
    let remember = {
        let (told, practice) = (told.setter(), desk.snap.practice);
        move |now: Told| {
            if !practice {
                device::remember(REMEMBERED_AS, &now.write());
            }
            told.set(now);
        }
    };
    // Each with a key of its own: a second tap on the one button must not press the other, which says the contrary.
    let body = match told.all(&waiting) {
        _ if waiting.is_empty() => None,
        Some(at) => {
            let calm = calm(desk, at, refused, move || remember(Told::default()));
            Some(html! { <div key="told">{ calm }</div> })
        }
        None => {
            let (told, now) = (told.clone(), desk.now());
            let loud = loud(desk, move || remember(told.tell(&waiting, now)));
            Some(html! { <div key="untold">{ loud }</div> })
        }
    };
    html! { <div class="urgent-unsent">{ for body }</div> }
}

fn loud(desk: &Desk, on_told: impl Fn() + 'static) -> Html {
    let lang = desk.lang();
    let office = desk.snap.book.office().cloned().unwrap_or_default();
    let call = ["tel:", &telephone_digits(&office.telephone)].concat();
    let onclick = Callback::from(move |_: MouseEvent| on_told());
    let body = html! { <>
        <p>{ lang.urgent_unsent_why() }</p>
        if office.telephone.is_empty() {
            <p>{ lang.office_number_unknown() }</p>
        } else {
            <a class="button urgent" href={call}>
                { icon(Sign::Telephone) }
                <span>{ office.name }</span>
                <span class="number-line">{ office.telephone }</span>
            </a>
        }
        <button type="button" class="button" {onclick}>{ lang.told_by_telephone() }</button>
    </> };
    announced(Tone::Urgent, lang.urgent_unsent(), body)
}

fn calm(desk: &Desk, at: Moment, refused: bool, on_not: impl Fn() + 'static) -> Html {
    let lang = desk.lang();
    let onclick = Callback::from(move |_: MouseEvent| on_not());
    let body = html! { <>
        <p>{ if refused { lang.urgent_needs_you() } else { lang.urgent_goes_by_itself() } }</p>
        <button type="button" class="button quiet small" {onclick}>{ lang.not_told_yet() }</button>
    </> };
    let words = lang.was_told_by_telephone(&lang.time_seen_on(at, desk.today()));
    announced(Tone::Waiting, words, body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::fieldbook::sample::{at, random};

    fn id(n: u8) -> FactId {
        FactId::mint(at(0, 9, 0), random(n))
    }

    #[test]
    fn what_was_told_is_remembered_until_it_has_arrived_and_a_new_word_is_to_be_told_again() {
        let told = Told::default().tell(&[id(1)], at(0, 9, 0));
        let told = Told::read(&told.write());
        assert_eq!(
            told.all(&[id(1)]).map(|at| at.utc_ms),
            Some(at(0, 9, 0).utc_ms)
        );
        assert_eq!(told.all(&[id(1), id(2)]), None);
        let both = told.tell(&[id(1), id(2)], at(0, 10, 0));
        assert_eq!(
            both.all(&[id(1)]).map(|at| at.utc_ms),
            Some(at(0, 9, 0).utc_ms)
        );
        assert_eq!(
            both.all(&[id(1), id(2)]).map(|at| at.utc_ms),
            Some(at(0, 10, 0).utc_ms)
        );
        assert_eq!(both.tell(&[id(2)], at(0, 11, 0)).0.len(), 1);
        assert_eq!(Told::read("xx 1\n"), Told::default());
    }
}
