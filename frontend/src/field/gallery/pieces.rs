//! The pieces by themselves, in every state that they have.

use shared::sync::FactState;
use shared::wire::sync::RejectCode;
use yew::prelude::*;

use super::super::desk::{Desk, Place, Toast, Undo};
use super::super::pieces::{
    action_bar, progress_chip, reason_chips, row_words, state_chip, telephone_and_name,
};
use super::super::toast::toast_line;
use super::super::visit::entries::check;
use super::super::visit::moments::{When, call_times, day_input, when_input};
use super::super::visit::section::{section, urgent_section};
use crate::ui::{Sign, TextInput, Tone, choices, icon, notice};

fn sheet(title: &'static str, body: Html) -> Html {
    html! { <main class="page stack"><h1>{ title }</h1>{ body }</main> }
}

/// What is tapped: buttons, choices, actions.
pub fn to_choose(desk: &Desk) -> Html {
    let words = |of: &[&'static str]| of.iter().map(|word| AttrValue::from(*word)).collect();
    let outcomes = ["代表者と面談", "不在・従業員対応", "お断り"];
    let none = Callback::noop();
    let actions = ["100003", "100030"].iter().map(|number| {
        let bar = desk
            .entry(number)
            .map(|entry| action_bar(desk, entry, true));
        html! { <div key={*number}>{ for bar }</div> }
    });
    let body = html! { <>
        <button type="button" class="button main wide">{ "記録する" }</button>
        <button type="button" class="button main wide" disabled=true>{ "記録する" }</button>
        <button type="button" class="button wide">{ "あとで記録" }</button>
        <button type="button" class="button wide" disabled=true>{ "あとで記録" }</button>
        <button type="button" class="button urgent wide">{ "電話する" }</button>
        <button type="button" class="button quiet">{ "かけなかった" }</button>
        { choices("choices results", "結果", words(&outcomes), &[0], &none) }
        { choices("choices tight", "反応", words(&["利用中", "希望", "検討", "不要"]), &[1, 3], &none) }
        { check("本人が連絡に同意", true, Callback::noop()) }
        { check("品物を受け取った", false, Callback::noop()) }
        <div>{ for actions }</div>
    </> };
    sheet("選ぶ・押す", body)
}

/// What is read: signs, chips, notices, what was just done.
pub fn to_read(desk: &Desk) -> Html {
    const SIGNS: [Sign; 13] = [
        Sign::Telephone,
        Sign::Map,
        Sign::Pen,
        Sign::Today,
        Sign::List,
        Sign::Report,
        Sign::Send,
        Sign::Back,
        Sign::Search,
        Sign::Clear,
        Sign::Open,
        Sign::Warning,
        Sign::Done,
    ];
    let lang = desk.lang();
    let icons = { SIGNS.iter().enumerate() }.map(|(at, sign)| {
        html! { <li key={at}>{ icon(*sign) }</li> }
    });
    let refused = FactState::NeedsYou {
        code: RejectCode::Invalid,
        message: String::new(),
    };
    let states = [
        FactState::Waiting,
        FactState::Sending,
        FactState::Arrived,
        refused,
    ];
    let states = { states.iter().enumerate() }.map(|(at, state)| {
        html! { <li key={at}>{ state_chip(lang, state) }</li> }
    });
    let tones = [Tone::Plain, Tone::Waiting, Tone::Urgent, Tone::Done];
    let notices = { tones.iter().enumerate() }.map(|(at, tone)| {
        let body = html! { <p>{ "記録は端末に残っています。電波のある場所で送信されます。" }</p> };
        html! { <li key={at}>{ notice(*tone, "何が起きたか", body) }</li> }
    });
    let said = |undo: Option<Undo>, other| {
        let place = Place {
            toast: Some(Toast {
                words: "関内青果株式会社 を記録しました".into(),
                undo,
                other,
            }),
            ..desk.place.clone()
        };
        toast_line(&Desk {
            place,
            ..desk.clone()
        })
    };
    let fact = desk
        .snap
        .sync
        .pending
        .first()
        .map(|pending| pending.fact.id);
    let other = fact.zip(desk.entry("100010"));
    let other = other.map(|(fact, entry)| (fact, entry.member.number.clone()));
    let body = html! { <>
        <ul class="chips">{ for icons }</ul>
        <ul class="chips">
            <li class="chip">{ "利用なし" }</li>
            <li class="chip done">{ "回答あり 7月" }</li>
            <li class="chip waiting">{ "要望に未回答" }</li>
            <li class="chip urgent">{ "退会の兆し" }</li>
        </ul>
        <ul class="chips">{ for states }</ul>
        <ul class="stack">{ for notices }</ul>
        <p class="demo-line">{ "デモ用のデータです" }</p>
        <div class="progress" aria-hidden="true"></div>
        <div>{ said(fact.map(Undo::TakeBack), None) }</div>
        <div>{ said(fact.map(Undo::TakeBack), other) }</div>
        <div>{ said(None, None) }</div>
        <p>{ "見つかった言葉は " }<mark>{ "青果" }</mark>{ " のように示す" }</p>
    </> };
    sheet("読む", body)
}

/// What stands in rows: stops and members.
pub fn in_rows(desk: &Desk) -> Html {
    let lang = desk.lang();
    let book = &desk.snap.book;
    let entries = ["100003", "100010", "100011", "100030"].iter();
    let rows = entries
        .filter_map(|number| desk.entry(number))
        .map(|entry| {
            let progress = book.progress(entry, desk.today());
            let line = html! { <>
                <span class="row-when">{ "13:30 アポ" }</span>
                <span>{ &entry.member.address }</span>
            </> };
            html! {
                <li key={entry.member.number.to_string()} class="row">
                    <button type="button" class="row-link">
                        { row_words(&entry.member.name, line) }
                        { progress_chip(lang, entry, progress) }
                    </button>
                </li>
            }
        });
    let person = desk
        .entry("100003")
        .map(|entry| telephone_and_name(entry, true));
    let reasons = desk
        .entry("100003")
        .map(|entry| reason_chips(lang, entry, desk));
    let body = html! { <>
        <ul class="rows">{ for rows }</ul>
        <div>{ for person }</div>
        <div>{ for reasons }</div>
        <dl class="numbers">
            <div class="number"><dt>{ "訪問" }</dt><dd>{ "11" }</dd></div>
            <div class="number"><dt>{ "面談" }</dt><dd>{ "7" }</dd></div>
            <div class="number"><dt>{ "電話" }</dt><dd>{ "30" }</dd></div>
        </dl>
    </> };
    sheet("並べる", body)
}

/// What is filled in, also wrongly.
pub fn to_fill_in(desk: &Desk) -> Html {
    let lang = desk.lang();
    let none = Callback::noop();
    let offered = call_times(desk.now(), "", &[]);
    let when = When {
        chosen: offered.first().copied(),
        offered,
        ..When::default()
    };
    let part = || html! { <p>{ "開いた中身" }</p> };
    let body = html! { <>
        <TextInput label="会社名" placeholder="名前・電話・住所" on_text={none.clone()} />
        <TextInput label="担当者" start="田中 正明" on_text={none.clone()} />
        <TextInput label="電話番号" start="045" invalid=true on_text={none.clone()} />
        <p id="fault">{ "電話番号が短すぎます。市外局番から入れてください。" }</p>
        <TextInput label="メモ" long=true start="相手の言葉のまま" on_text={none} />
        { when_input(lang, when, desk.today(), &Callback::noop()) }
        { day_input(lang, "いつまで", Some(desk.today()), desk.today(), &Callback::noop()) }
        <div class="sections">
            { section("要望・ご意見", "", false, part()) }
            { section("すすめた事業と反応", "2件", false, part()) }
            { section("次にすること", "", true, part()) }
            { urgent_section("退会の兆し", "退会したい", false, part()) }
        </div>
    </> };
    sheet("書く", body)
}
