//! A complaint or a wish to leave that hasn't arrived: somebody has to telephone, and says so once it is done. This phone
//! remembers it until the record has arrived.

use shared::model::{FactId, MemberNumber, Moment, RiskLevel};
use shared::sync::{FactState, PendingFact};
use shared::text::telephone_digits;
use shared::wire::{Fact, FactBody};
use yew::prelude::*;

use super::desk::Desk;
use super::device;
use super::pieces::business_name;
use super::route::Route;
use super::screen::link;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::today::DayTexts;
use crate::i18n::{DOT, Lang};
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
    let urgent: Vec<&PendingFact> = urgent.collect();
    let waiting: Vec<FactId> = urgent.iter().map(|pending| pending.fact.id).collect();
    let refused = |pending: &&PendingFact| matches!(pending.state, FactState::NeedsYou { .. });
    let refused = urgent.iter().any(refused);
    let in_a_line = is_in_a_line(&desk.place.route, &urgent);
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
        at if in_a_line => Some(line(desk, at)),
        Some(at) => {
            let calm = calm(desk, at, refused, move || remember(Told::default()));
            Some(html! { <div key="told">{ calm }</div> })
        }
        None => {
            let (told, now) = (told.clone(), desk.now());
            let loud = loud(desk, &urgent, move || remember(told.tell(&waiting, now)));
            Some(html! { <div key="untold">{ loud }</div> })
        }
    };
    html! { <div class="urgent-unsent">{ for body }</div> }
}

/// Where one looks something up it would fill the screen: a line leads to all of it. It is said in full on 今日, on 送信
/// and at the member of whom it was recorded.
fn is_in_a_line(route: &Route, urgent: &[&PendingFact]) -> bool {
    match route {
        Route::List | Route::Leads | Route::Lead(_) | Route::DayMap | Route::Card => true,
        Route::Member(number) => {
            let members = urgent.iter().filter_map(|pending| pending.fact.member());
            !members.into_iter().any(|member| member.as_str() == number)
        }
        _ => false,
    }
}

fn line(desk: &Desk, told: Option<Moment>) -> Html {
    let lang = desk.lang();
    let (class, words) = match told {
        Some(at) => {
            let at = lang.time_seen_on(at, desk.today());
            ("told-line", lang.was_told_by_telephone(&at))
        }
        None => ("told-line urgent", lang.urgent_unsent().to_owned()),
    };
    let call = told
        .is_none()
        .then(|| call_office(desk, "button urgent small", "visually-hidden"));
    html! { <div {class}>{ link(desk, Route::Sync, "told-words", html! { { words } }) }{ for call.flatten() }</div> }
}

/// `None` while its number isn't known.
fn call_office(desk: &Desk, class: &'static str, name: &'static str) -> Option<Html> {
    let office = desk
        .snap
        .book
        .office()
        .filter(|office| !office.telephone.is_empty())?;
    let call = ["tel:", &telephone_digits(&office.telephone)].concat();
    Some(html! {
        <a {class} href={call}>
            { icon(Sign::Telephone) }
            <span class={name}>{ &office.name }</span>
            <span class="number-line">{ &office.telephone }</span>
        </a>
    })
}

/// What somebody telephones about: more would hide the number.
const MOST_NAMED: usize = 3;

/// クレーム, 退会希望 or both.
fn matter(lang: Lang, fact: &Fact) -> String {
    let (complaint, risk) = match &fact.body {
        FactBody::Visit(visit) => (&visit.complaint, &visit.risk),
        FactBody::Call(call) => (&call.complaint, &call.risk),
        _ => return String::new(),
    };
    let leaves = risk
        .as_ref()
        .is_some_and(|risk| risk.level == RiskLevel::Leaving);
    let words = [
        complaint.is_some().then_some(lang.complaint()),
        leaves.then_some(lang.wish_to_leave()),
    ];
    words.into_iter().flatten().collect::<Vec<_>>().join(DOT)
}

/// Of whom, and what; a record and its correction are one.
fn matters(lang: Lang, urgent: &[&PendingFact]) -> Vec<(MemberNumber, String)> {
    let mut matters = Vec::new();
    for pending in urgent {
        let fact = &pending.fact;
        let of = fact
            .member()
            .map(|number| (number.clone(), matter(lang, fact)));
        matters.extend(of.filter(|of| !matters.contains(of)));
    }
    matters
}

fn named(desk: &Desk, urgent: &[&PendingFact]) -> Html {
    let lang = desk.lang();
    let matters = matters(lang, urgent);
    let named = matters.iter().take(MOST_NAMED).map(|(member, matter)| {
        html! { <li>{ business_name(&desk.name_of(member)) }{ ": " }<b>{ matter }</b></li> }
    });
    let more = matters.len().saturating_sub(MOST_NAMED);
    let more = (more > 0).then(|| html! { <li>{ lang.plan_gone_elsewhere(more) }</li> });
    html! { <ul>{ for named }{ for more }</ul> }
}

fn loud(desk: &Desk, urgent: &[&PendingFact], on_told: impl Fn() + 'static) -> Html {
    let lang = desk.lang();
    let onclick = Callback::from(move |_: MouseEvent| on_told());
    let body = html! { <>
        { named(desk, urgent) }
        <p>{ lang.urgent_unsent_why() }</p>
        { call_office(desk, "button urgent", "").unwrap_or_else(|| html! { <p>{ lang.office_number_unknown() }</p> }) }
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
    use shared::fieldbook::sample::{self, at, random};
    use shared::model::{ComplaintId, HeardComplaint, Outcome, WithdrawalCaseId, WithdrawalRisk};

    fn id(n: u8) -> FactId {
        FactId::mint(at(0, 9, 0), random(n))
    }

    fn heard(n: u8, number: &str, complains: bool, level: Option<RiskLevel>) -> PendingFact {
        let (of, when) = (sample::member(number, "", ""), at(0, 9, 0));
        let visit = sample::visit_with(n, &of, when, Outcome::MetContact, |visit| {
            visit.complaint = complains.then(|| HeardComplaint {
                id: ComplaintId::mint(when, random(n)),
                words: "請求書".to_owned(),
            });
            visit.risk = level.map(|level| WithdrawalRisk {
                case: WithdrawalCaseId::mint(when, random(n)),
                level,
                reasons: Vec::new(),
                words: String::new(),
            });
        });
        sample::pending(visit, FactState::Waiting)
    }

    #[test]
    fn who_telephones_knows_about_whom_and_what() {
        let records = [
            heard(1, "100003", true, Some(RiskLevel::Wavering)),
            heard(2, "100010", false, Some(RiskLevel::Leaving)),
            heard(3, "100010", false, Some(RiskLevel::Leaving)),
            heard(4, "100011", true, Some(RiskLevel::Leaving)),
        ];
        let urgent: Vec<&PendingFact> = records.iter().collect();
        let said = matters(Lang::Ja, &urgent);
        let said: Vec<(&str, &str)> = said
            .iter()
            .map(|(of, what)| (of.as_str(), what.as_str()))
            .collect();
        let both = ["クレーム", DOT, "退会希望"].concat();
        let expected = [
            ("100003", "クレーム"),
            ("100010", "退会希望"),
            ("100011", both.as_str()),
        ];
        assert_eq!(said, expected);
        for (route, in_a_line) in [
            (Route::Today, false),
            (Route::Sync, false),
            (Route::List, true),
            (Route::Member("100010".to_owned()), false),
            (Route::Member("100020".to_owned()), true),
        ] {
            assert_eq!(is_in_a_line(&route, &urgent), in_a_line, "{route:?}");
        }
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
