//! Small pieces that several screens show.

use std::rc::Rc;

use shared::fieldbook::{Contact, Entry, Fieldbook, Progress};
use shared::model::{CallDirection, CallResult, Day, Moment, Purpose, Reason, TargetState, UserId};
use shared::rules::{Advice, Band, ContactAdvice, MapApp, WhyNot, is_closed};
use shared::sync::FactState;
use yew::prelude::*;

use super::actions::{map_link, open_call, open_visit, telephone_link};
use super::desk::Desk;
use super::device;
use super::late::Late;
use super::route::Route;
use super::screen::link;
use crate::i18n::field::FieldTexts;
use crate::i18n::situations::SituationTexts;
use crate::i18n::when::clock;
use crate::i18n::{DOT, Lang};
use crate::ui::{Sign, Tone, announced, icon};

/// The most that a card can show without hiding what matters more.
const MOST_CHIPS: usize = 4;

/// What one comes for, why, and what the office has answered.
pub fn reason_chips(lang: Lang, entry: &Entry, desk: &Desk) -> Html {
    let chips = reasons(lang, entry, desk.today()).into_iter();
    let chips = chips.map(|(class, word)| {
        html! { <li key={word.clone()} {class}>{ word }</li> }
    });
    html! { <ul class="chips">{ for chips }</ul> }
}

/// Each word once, with how it looks.
fn reasons(lang: Lang, entry: &Entry, today: Day) -> Vec<(&'static str, String)> {
    let mut chips: Vec<(&str, String)> = purposes(entry)
        .into_iter()
        // It goes without saying.
        .filter(|purpose| *purpose != Purpose::UsageProposal)
        .map(|purpose| ("chip", lang.purpose(purpose).to_owned()))
        .collect();
    if is_closed(entry.member.closed_on(), today) {
        chips.push(("chip waiting", lang.closed_today().to_owned()));
    }
    if let Some(request) = entry.untold_answer()
        && let Some(answer) = &request.answer
    {
        chips.push((
            "chip done",
            lang.answer_there(&lang.month_only(answer.answered_on)),
        ));
    }
    for reason in entry.reasons(today) {
        let class = match reason {
            Reason::Wavering => "chip urgent",
            Reason::UnansweredRequest => "chip waiting",
            // The card says it in full right above.
            Reason::MembershipYear(_) => continue,
            _ => "chip",
        };
        let word = lang.reason(reason);
        if chips.iter().all(|(_, said)| *said != word) {
            chips.push((class, word));
        }
    }
    chips.truncate(MOST_CHIPS);
    chips
}

/// Where one goes, building and floor included.
pub fn address(entry: &Entry) -> String {
    let (address, building) = entry.member.goes_to();
    [address, building].join(" ").trim_end().to_owned()
}

/// An address or a telephone number that doesn't break inside 1-1. Its text stays as it is: it is copied.
pub fn unbroken(text: &str) -> Html {
    let whole = |text| {
        let parts = numbers(text).into_iter().enumerate();
        let parts = parts.map(|(key, (before, number))| {
            html! { <span {key}>{ before }<span class="unbroken">{ number }</span></span> }
        });
        parts.collect::<Html>()
    };
    // A building stays together with its floor.
    match text.rsplit_once(' ') {
        Some((street, building)) => {
            html! { <span>{ whole(street) }{ " " }<span class="together">{ whole(building) }</span></span> }
        }
        None => html! { <span>{ whole(text) }</span> },
    }
}

/// A business' name: it breaks between its words, if it must.
pub fn business_name(name: &str) -> Html {
    // With large text a longer one may not have room on a line: it is broken as Japanese is, never before ー.
    const SHORT: usize = "八字までの言葉は".len();
    let words = words_of(name).into_iter().enumerate();
    let words = words.map(|(at, word)| {
        let word = match word.len() > SHORT {
            true => html! { <span class="long">{ word }</span> },
            false => html! { { word } },
        };
        html! { <>{ for (at > 0).then(|| html! { <wbr /> }) }{ word }</> }
    });
    html! { <span class="name">{ for words }</span> }
}

/// Parts a name, or what is said of it (…を), beside its legal form, and where katakana meets another script of
/// Japanese.
fn words_of(name: &str) -> Vec<&str> {
    const FORM: usize = "株式会社".len();
    let ends = ["会社", "法人"].into_iter();
    let ends = ends.filter_map(|word| Some(name.find(word)? + word.len()));
    let beside_form = ends.min().map(|end| match name.split_at(end).1 {
        "" => end.saturating_sub(FORM),
        after if after.starts_with('を') => end.saturating_sub(FORM),
        _ => end,
    });
    let script = |c: char| match c {
        'ァ'..='ヿ' => Some(true),
        'ぁ'..='ゟ' | '々' | '一'..='鿿' => Some(false),
        _ => None,
    };
    let (mut words, mut begun, mut before) = (Vec::new(), 0, None);
    for (at, letter) in name.char_indices() {
        let now = script(letter);
        let meets = before.is_some() && now.is_some() && now != before;
        if at > begun && (meets || beside_form == Some(at)) {
            words.push(&name[begun..at]);
            begun = at;
        }
        before = now;
    }
    words.push(&name[begun..]);
    words
}

/// Each number of an address, with what stands before it; at the end what stands after the last one.
fn numbers(text: &str) -> Vec<(&str, &str)> {
    let belongs = |c: char| matches!(c, '0'..='9' | '０'..='９' | '-' | '‐' | '−' | '－');
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, from)) = rest.find(belongs).map(|at| rest.split_at(at)) {
        let end = from.find(|c| !belongs(c)).unwrap_or(from.len());
        let (number, after) = from.split_at(end);
        parts.push((before, number));
        rest = after;
    }
    parts.push((rest, ""));
    parts
}

/// 裏口から · 定休 水 · 14時以降; empty where nothing is known.
pub fn door_words(lang: Lang, entry: &Entry) -> String {
    let Some(place) = &entry.member.place else {
        return String::new();
    };
    let mut words = vec![place.entrance.clone()];
    if !place.closed_on.is_empty() {
        words.push(lang.closed_on(&place.closed_on));
    }
    words.push(place.good_hours.clone());
    words.retain(|word| !word.is_empty());
    words.join(DOT)
}

/// (屋号 やおまさ), or nothing.
pub fn shop(lang: Lang, entry: &Entry) -> String {
    match entry.member.shop_name() {
        "" => String::new(),
        name => lang.shop_name_is(name),
    }
}

/// 「佐藤 花子」 or 「自分」.
pub fn who(lang: Lang, book: &Fieldbook, by: UserId) -> String {
    if book.is_me(by) {
        lang.myself().to_owned()
    } else {
        book.colleague(by).unwrap_or(lang.a_colleague()).to_owned()
    }
}

/// How far one has come, in a word and with a colour.
pub fn progress_chip(lang: Lang, entry: &Entry, progress: Progress) -> Html {
    let on_hold = entry
        .target
        .as_ref()
        .is_some_and(|t| t.state == TargetState::OnHold);
    let (class, word) = if entry.member.do_not_contact {
        ("chip urgent", lang.do_not_contact())
    } else if on_hold {
        ("chip waiting", lang.on_hold())
    } else {
        progress_word(lang, progress)
    };
    html! { <span {class}>{ word }</span> }
}

/// Only a meeting 面談 is what one came for.
fn progress_word(lang: Lang, progress: Progress) -> (&'static str, &'static str) {
    match progress {
        Progress::NotYet => ("chip plain", lang.progress(progress)),
        Progress::Called => ("chip", lang.progress(progress)),
        Progress::Visited => ("chip", lang.visited_not_met()),
        Progress::Met => ("chip done", lang.progress(progress)),
    }
}

pub fn state_chip(lang: Lang, state: &FactState) -> Html {
    let (class, word) = state_words(lang, state);
    html! { <span {class}>{ word }</span> }
}

fn state_words(lang: Lang, state: &FactState) -> (&'static str, &'static str) {
    match state {
        FactState::Waiting => ("chip waiting", lang.state_waiting()),
        FactState::Sending => ("chip waiting", lang.state_sending()),
        FactState::Deferred { .. } => ("chip waiting", lang.state_deferred()),
        FactState::Conflict { .. } => ("chip waiting", lang.state_conflict()),
        FactState::Arrived => ("chip done", lang.state_arrived()),
        FactState::NeedsYou { .. } => ("chip urgent", lang.state_needs_you()),
    }
}

/// The same in as few words as a line of a report has room for.
pub fn state_mark(lang: Lang, state: &FactState) -> Html {
    let (class, word) = short_state(lang, state);
    html! { <span {class}>{ word }</span> }
}

fn short_state(lang: Lang, state: &FactState) -> (&'static str, &'static str) {
    match state {
        FactState::Waiting | FactState::Sending | FactState::Deferred { .. } => {
            ("chip waiting", lang.not_sent_short())
        }
        FactState::Arrived | FactState::Conflict { .. } => ("chip done", lang.arrived_short()),
        FactState::NeedsYou { .. } => state_words(lang, state),
    }
}

/// What came of a contact, in a line.
pub fn contact_words(lang: Lang, contact: &Contact) -> String {
    if let Some(call) = contact.call() {
        let kind = match call.direction {
            CallDirection::Out => lang.telephone(),
            CallDirection::In => lang.call_direction(CallDirection::In),
        };
        let result = lang.call_result(call.result);
        return match call.result {
            CallResult::Appointment { at } | CallResult::CallBack { at } => {
                format!("{kind}{DOT}{result} → {}", lang.day_and_time(at))
            }
            _ => format!("{kind}{DOT}{result}"),
        };
    }
    contact.visit().map_or_else(String::new, |visit| {
        format!(
            "{}{DOT}{}",
            lang.manner(visit.manner),
            lang.outcome(visit.outcome)
        )
    })
}

/// What the call ladder says, in a line; `None` when there is nothing to say yet, or nobody is to call.
pub fn ladder_words(lang: Lang, entry: &Entry, now: Moment) -> Option<String> {
    if entry.is_blocked() {
        return None;
    }
    let next = entry.next_try(now);
    let tried = (next.attempts > 0).then(|| lang.calls_so_far(next.attempts));
    let advice = match next.advice {
        Advice::CallNow => next.attempts.gt(&0).then(|| lang.call_now().to_owned()),
        Advice::CallAt { day, band } => {
            let band = match band {
                Band::Morning => lang.in_the_morning(),
                Band::Afternoon => lang.in_the_afternoon(),
                Band::Evening => lang.in_the_evening(),
            };
            next.attempts
                .gt(&0)
                .then(|| lang.call_next(&lang.day_seen_from(day, now.day()), band))
        }
        Advice::CallBackAt(at) => Some(lang.call_back_at(&lang.time_seen_on(at, now.day()))),
        Advice::KeepAppointment(at) if at.day() < now.day() => {
            Some(lang.missed_appointment(&lang.day_and_time(at)))
        }
        // Each screen says it in its own place.
        Advice::KeepAppointment(_) => None,
        Advice::GoWithoutAppointment { from } if from == now.day() => {
            Some(lang.go_without_appointment().to_owned())
        }
        Advice::GoWithoutAppointment { from } => {
            Some(lang.go_without_appointment_from(&lang.day_seen_from(from, now.day())))
        }
        Advice::FindNumber => Some(lang.find_number().to_owned()),
        Advice::Leave => Some(lang.declined_leave().to_owned()),
    };
    match (tried, advice) {
        (Some(tried), Some(advice)) => Some(format!("{tried}{DOT}{advice}")),
        (tried, advice) => tried.or(advice),
    }
}

/// A contact of the last days that has to be known before one rings or goes.
#[derive(Clone, Debug, PartialEq)]
pub struct Recent {
    /// 5日前に佐藤 花子が接触しています
    pub words: String,
    /// One's own contact is no surprise.
    pub by_another: bool,
}

pub fn recent_contact(lang: Lang, entry: &Entry, desk: &Desk) -> Option<Recent> {
    match entry.contact_advice(desk.now()) {
        ContactAdvice::RecentContact { by, at } => {
            let day = lang.day_seen_from(at.day(), desk.today());
            Some(Recent {
                words: lang.recent_contact(&who(lang, &desk.snap.book, by), &day),
                by_another: !desk.snap.book.is_me(by),
            })
        }
        ContactAdvice::Forbidden(_) | ContactAdvice::Free => None,
    }
}

pub fn why_not(desk: &Desk, entry: &Entry, why: WhyNot) -> (&'static str, String) {
    let lang = desk.lang();
    let (headline, words) = match why {
        WhyNot::DoNotContact => match stopped_by(lang, &desk.snap.book, entry, desk.today()) {
            Some(record) => return (lang.do_not_contact(), record),
            None => (lang.do_not_contact(), lang.do_not_contact_why()),
        },
        WhyNot::Withdrawn => (lang.withdrawn(), lang.withdrawn_why()),
        WhyNot::OnHold => (lang.on_hold(), lang.on_hold_why()),
    };
    (headline, words.to_owned())
}

/// The record that has stopped all contact, one's own above all: nobody need ask the office why.
fn stopped_by(lang: Lang, book: &Fieldbook, entry: &Entry, today: Day) -> Option<String> {
    let (contact, outcome) = entry.contacts.iter().find_map(|contact| {
        let outcome = contact.visit()?.outcome;
        outcome.stops_contact().then_some((contact, outcome))
    })?;
    let day = lang.day_seen_from(contact.at().day(), today);
    let who = who(lang, book, contact.by);
    Some(lang.contact_stopped_by(&day, &who, lang.outcome(outcome)))
}

pub fn forbidden(entry: &Entry, now: Moment) -> Option<WhyNot> {
    match entry.contact_advice(now) {
        ContactAdvice::Forbidden(why) => Some(why),
        ContactAdvice::RecentContact { .. } | ContactAdvice::Free => None,
    }
}

/// What one still carries; `None` where the office gave nothing out.
pub fn carried_line(desk: &Desk) -> Option<Html> {
    let lang = desk.lang();
    let carried = desk.snap.book.carried();
    let items: Vec<String> = carried
        .iter()
        .filter(|one| one.given > 0)
        .map(|one| lang.carried_item(lang.handover_item(one.item), one.left()))
        .collect();
    let words = [lang.carried(), ": ", &items.join(DOT)].concat();
    (!items.is_empty()).then(|| html! { <p class="second">{ words }</p> })
}

/// 名簿 令和5年10月1日現在, where the office's lists say so.
pub fn list_day(desk: &Desk) -> Html {
    let day = desk.snap.book.list_as_of();
    let words =
        day.map(|day| html! { <p class="caption list-day">{ desk.lang().list_as_of(day) }</p> });
    html! { <div>{ for words }</div> }
}

/// What such a visit is about; by the office's setting, not everybody's meeting ends with a gift card.
pub fn purpose_hint(desk: &Desk, purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::RequestedMaterial if !desk.snap.book.gives_gift_card() => {
            desk.lang().no_gift_card()
        }
        _ => desk.lang().purpose_hint(purpose),
    }
}

/// What one comes for, each once: the target worked on first, then the member's other open ones.
pub fn purposes(entry: &Entry) -> Vec<Purpose> {
    let mut purposes = Vec::new();
    let targets = entry.target.iter().chain(&entry.further_targets);
    for target in targets.filter(|target| target.state == TargetState::Open) {
        if !purposes.contains(&target.purpose) {
            purposes.push(target.purpose);
        }
    }
    purposes
}

/// Somebody else has the member by now: a contact that did happen counts all the same.
pub fn handed_on(lang: Lang) -> Html {
    let why = html! { <p>{ lang.handed_on_why() }</p> };
    announced(Tone::Waiting, lang.handed_on(), why)
}

/// 今日 14:30 アポ
pub fn agreed_words(lang: Lang, at: Moment, today: Day) -> String {
    [
        &lang.day_seen_from(at.day(), today),
        " ",
        &appointment_words(lang, at),
    ]
    .concat()
}

/// アポ 10:30, or the place in the order.
pub fn appointment_words(lang: Lang, at: Moment) -> String {
    lang.appointment_at(&clock(at))
}

/// Call, map, record: what one came for, under the thumb. `named` says for whom, where the screen
/// shows several.
pub fn action_bar(desk: &Desk, entry: &Rc<Entry>, named: bool) -> Html {
    let lang = desk.lang();
    let forbidden = forbidden(entry, desk.now()).is_some();
    let call = {
        let entry = entry.clone();
        desk.dialling(move |desk| open_call(desk, &entry, CallDirection::Out))
    };
    let record = {
        let entry = entry.clone();
        desk.going(move |desk| open_visit(desk, &entry))
    };
    let telephone = telephone_link(entry).filter(|_| !forbidden);
    // An Android phone opens another app: a tab would stay empty.
    let in_a_tab = device::map_app() != MapApp::Android;
    let writing = desk.open_visit(&entry.member.number).is_some();
    let words = if writing {
        lang.continue_record()
    } else {
        lang.record()
    };
    html! {
        <div class="actions-bar">
            if named {
                <p class="actions-name">{ lang.next_is(&entry.member.name) }</p>
            }
            <div class="actions">
                { action(Sign::Telephone, lang.telephone(), None, telephone, false, call) }
                { action(Sign::Map, lang.map(), None, map_link(entry), in_a_tab, Callback::noop()) }
                <button type="button" class="action main" disabled={forbidden} onclick={record}>
                    { icon(Sign::Pen) }<span>{ words }</span>
                </button>
            </div>
        </div>
    }
}

/// A link out of the app, or a button that can't be pressed where there is nothing to lead to. `label` is read out
/// instead of the word, where a screen has several of them.
pub fn action(
    sign: Sign,
    word: &'static str,
    label: Option<String>,
    href: Option<String>,
    elsewhere: bool,
    onclick: Callback<MouseEvent>,
) -> Html {
    let words = html! { <>{ icon(sign) }<span>{ word }</span></> };
    match href {
        Some(href) => {
            let (target, rel) = match elsewhere {
                true => (Some("_blank"), Some("noopener")),
                false => (None, None),
            };
            html! { <a class="action" aria-label={label} {href} {target} {rel} {onclick}>{ words }</a> }
        }
        None => {
            html! { <button type="button" class="action" aria-label={label} disabled=true>{ words }</button> }
        }
    }
}

/// The phone is nearly full: said quietly where that matters, in full on 送信.
pub fn low_storage_line(desk: &Desk) -> Html {
    let low = desk.snap.storage.is_low();
    let words = html! { { desk.lang().storage_is_low() } };
    html! { <div><Late known={low}>{ link(desk, Route::Sync, "low-storage", words) }</Late></div> }
}

/// Whom one is talking to; the number rings again on a tap, if one may.
pub fn telephone_and_name(entry: &Entry, may_ring: bool) -> Html {
    let member = &entry.member;
    let representative = &member.representative;
    html! {
        <section class="talking-to">
            <h2>{ business_name(&member.name) }</h2>
            <p class="second">{ format!("{} {}", representative.title, representative.name) }</p>
            if let Some(href) = telephone_link(entry).filter(|_| may_ring) {
                <a {href}>{ shared::text::format_telephone(&member.telephone) }</a>
            }
        </section>
    }
}

/// One line of a list: who, and what about them.
pub fn row_words(name: &str, line: Html) -> Html {
    row_of(business_name(name), line)
}

/// The same where more than a name says who.
pub fn row_of(name: Html, line: Html) -> Html {
    html! { <><span class="row-name">{ name }</span><span class="row-line">{ line }</span></> }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::fieldbook::sample;
    use shared::model::{MemberNumber, Outcome};
    use shared::sync::PendingFact;
    use shared::wire::Row;

    #[test]
    fn what_one_comes_for_is_said_first_and_nothing_twice() {
        let said = |purpose: Purpose| {
            let mut rows = sample::rows();
            for row in &mut rows {
                if let Row::Target(target) = row {
                    target.purpose = purpose;
                }
            }
            let book = Fieldbook::new(sample::me(), rows, &[], &[]);
            let number = MemberNumber::parse("100020").expect("a literal number");
            let entry = book.member(&number).expect("a sample member");
            let words = reasons(Lang::Ja, entry, sample::day()).into_iter();
            words.map(|(_, word)| word).collect::<Vec<String>>()
        };
        let usual = said(Purpose::UsageProposal);
        assert_eq!(usual[..2], ["利用なし", "代表者変更"]);
        let retention = said(Purpose::Retention);
        assert_eq!(retention[..3], ["退会慰留", "利用なし", "代表者変更"]);
        let changed = said(Purpose::RepresentativeChange);
        assert_eq!(changed[..2], ["代表者変更", "利用なし"]);
        assert!(!changed[2..].contains(&"代表者変更".to_owned()));
    }

    #[test]
    fn where_contact_is_stopped_nothing_is_advised_and_ones_own_record_says_why() {
        let number = MemberNumber::parse("100003").expect("a literal number");
        let of = sample::member("100003", "", "");
        let call = sample::call(1, &of, sample::at(0, 8, 0), CallResult::NoAnswer);
        let called = sample::pending(call, FactState::Arrived);
        let visit = sample::visit(2, &of, sample::at(0, 8, 30), Outcome::Closed);
        let closed = sample::pending(visit, FactState::Waiting);
        let said = |pending: &[PendingFact]| {
            let book = sample::book(pending);
            let entry = book.member(&number).expect("a sample member");
            let (now, today) = (sample::at(0, 9, 0), sample::day());
            let stopped = stopped_by(Lang::Ja, &book, entry, today);
            (ladder_words(Lang::Ja, entry, now).is_some(), stopped)
        };
        assert_eq!(said(std::slice::from_ref(&called)), (true, None));
        let why = "今日、自分が「廃業」と記録しました。扱いは事務局が決めます。";
        assert_eq!(said(&[called, closed]), (false, Some(why.to_owned())));
    }

    #[test]
    fn a_visit_without_a_meeting_isnt_green_and_a_state_is_short() {
        let visited = progress_word(Lang::Ja, Progress::Visited);
        assert_eq!(visited, ("chip", "訪問(面談なし)"));
        assert_eq!(
            progress_word(Lang::Ja, Progress::Met),
            ("chip done", "面談済み")
        );
        let short = |state| short_state(Lang::Ja, &state).1;
        assert_eq!(short(FactState::Arrived), "届きました");
        assert_eq!(short(FactState::Sending), "未送信");
    }

    #[test]
    fn numbers_of_an_address_stay_whole() {
        let parts = [("横浜市中区本牧", "1-1"), (" サンハイツ", "11"), ("F", "")];
        assert_eq!(numbers("横浜市中区本牧1-1 サンハイツ11F"), parts);
        assert_eq!(
            numbers("元町２９－２３"),
            [("元町", "２９－２３"), ("", "")]
        );
        assert_eq!(numbers("コーポ"), [("コーポ", "")]);
    }

    #[test]
    fn a_name_breaks_between_its_words() {
        for words in [
            "第一税理士事務所|株式会社",
            "第一税理士事務所|株式会社を記録しました",
            "合同会社|ネクスト|設備",
            "医療法人|三渓|クリニック",
            "一般社団法人| 関内まちづくり会議",
            "横浜みなとみらい|ホールディングス",
            "佐々木の|パン・ケーキ",
            "㈱本牧工務店",
            "(株)ヤオマサ",
            "Café é",
            "会社",
            "",
        ] {
            assert_eq!(words_of(&words.replace('|', "")).join("|"), words);
        }
    }
}
