//! 要対応: a record that was refused, with the office's word on it, and what its visitor can do.

use shared::model::moment::plus_days;
use shared::model::{FactId, Resolution, ResolutionKind};
use shared::sync::FactState;
use shared::wire::sync::RejectCode;
use shared::wire::{Fact, FactBody};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::actions::send_instead;
use super::desk::Desk;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{Tone, notice};

/// How long the office's word on a record that arrived stays in sight.
const DAYS_SHOWN: i64 = 14;

pub fn refused(desk: &Desk, fact: &Fact, code: RejectCode, message: &str) -> Html {
    let lang = desk.lang();
    let field = lang
        .record_field(message)
        .map(|field| html! { <p>{ lang.refused_field(field) }</p> });
    let resolution = desk.snap.book.resolution(fact.id);
    let discarded = resolution.is_some_and(|it| it.kind == ResolutionKind::Discarded);
    let can_correct = can_be_corrected(fact, code);
    let id = fact.id;
    let note = || desk.click(move |desk| put_away(desk, id));
    let (what_to_do, words, onclick) = if discarded {
        ("", lang.note_it(), note())
    } else if falls_with_its_parent(fact, code) {
        (lang.refused_falls(), lang.note_it(), note())
    } else if can_correct {
        let fact = fact.clone();
        let correct = desk.click(move |desk| correct(desk, fact.clone(), code));
        (lang.refused_can_correct(), lang.send_instead(), correct)
    } else {
        let again = desk.click(move |desk| desk.driver.offer_again(id));
        (lang.refused_do(), lang.send_again(), again)
    };
    html! {
        <div class="refusal">
            <p>{ lang.reject_code(code) }</p>
            { for field }
            { for resolution.map(|resolution| office_word(lang, desk, resolution)) }
            if !what_to_do.is_empty() {
                <p>{ what_to_do }</p>
            }
            <button type="button" class="button main" {onclick}>{ words }</button>
        </div>
    }
}

/// What kept a refused record out, while it is written anew.
pub fn why_refused(desk: &Desk, instead_of: Option<FactId>) -> Option<Html> {
    let lang = desk.lang();
    let mut pending = desk.snap.sync.pending.iter();
    let refused = pending.find(|pending| Some(pending.fact.id) == instead_of)?;
    let FactState::NeedsYou { code, message } = &refused.state else {
        return None;
    };
    let field = lang.record_field(message);
    let resolution = desk.snap.book.resolution(refused.fact.id);
    let body = html! { <>
        <p>{ lang.reject_code(*code) }</p>
        { for field.map(|field| html! { <p>{ lang.refused_field(field) }</p> }) }
        { for resolution.map(|resolution| office_word(lang, desk, resolution)) }
    </> };
    Some(notice(Tone::Waiting, lang.why_refused(), body))
}

/// The same record under another id would be accepted, once it is put right. What another app or proxy is at
/// fault for may have arrived: a copy of it could make two.
fn can_be_corrected(fact: &Fact, code: RejectCode) -> bool {
    let opens = matches!(fact.body, FactBody::Visit(_) | FactBody::Call(_));
    let by_content = match code {
        RejectCode::Malformed
        | RejectCode::Invalid
        | RejectCode::TooLarge
        | RejectCode::IdReuse
        | RejectCode::ParentRejected => true,
        RejectCode::Schema | RejectCode::NotYours | RejectCode::Other => false,
    };
    opens && by_content
}

/// What changes a record that didn't arrive has nothing left to change, and would be refused again.
fn falls_with_its_parent(fact: &Fact, code: RejectCode) -> bool {
    code == RejectCode::ParentRejected && !can_be_corrected(fact, code)
}

fn correct(desk: &Desk, refused: Fact, code: RejectCode) {
    let there = desk.clone();
    desk.once(async move {
        match send_instead(&there, &refused, code).await {
            Ok(Some(route)) => there.go(route),
            Ok(None) => {}
            Err(_) => there.say(there.lang().storage_wont_write(), None),
        }
    });
}

fn put_away(desk: &Desk, fact: FactId) {
    let desk = desk.clone();
    spawn_local(async move {
        if desk.driver.put_away(fact).await.is_err() {
            desk.say(desk.lang().storage_wont_write(), None);
        }
    });
}

fn office_word(lang: Lang, desk: &Desk, resolution: &Resolution) -> Html {
    let headline = match resolution.kind {
        ResolutionKind::AskedToCorrect => lang.office_asks(),
        ResolutionKind::Discarded => lang.office_discards(),
        ResolutionKind::Accepted | ResolutionKind::Corrected => lang.office_says(),
    };
    let at = lang.time_seen_on(resolution.decided_at, desk.today());
    html! {
        <div class="office-word">
            <p><strong>{ headline }</strong></p>
            <p class="pre">{ resolution.words.clone() }</p>
            <p class="caption">{ at }</p>
        </div>
    }
}

/// What the office said of records that don't stand under 要対応: taken back, accepted with a word, or no
/// longer on this phone.
pub fn words_from_office(desk: &Desk) -> Html {
    let lang = desk.lang();
    let since = plus_days(desk.today(), -DAYS_SHOWN);
    let sync = &desk.snap.sync;
    let name = |id: FactId| {
        let settled = sync.settled.iter().find(|fact| fact.id == id);
        let member = settled.and_then(|fact| fact.member());
        let not_here = || lang.record_not_here().to_owned();
        member.map_or_else(not_here, |number| desk.name_of(number))
    };
    let lines: Vec<Html> = desk
        .snap
        .book
        .resolutions()
        .iter()
        .rev()
        .filter(|resolution| resolution.decided_at.day() >= since)
        .filter(|resolution| resolution.kind != ResolutionKind::Corrected)
        .filter(|resolution| !sync.pending.iter().any(|p| p.fact.id == resolution.fact))
        .map(|resolution| {
            html! {
                <li key={resolution.id.0} class="pending">
                    <p class="contact-head">{ name(resolution.fact) }</p>
                    { office_word(lang, desk, resolution) }
                </li>
            }
        })
        .collect();
    html! {
        <section>
            if !lines.is_empty() {
                <h2 class="group">{ lang.word_from_office() }</h2>
                <ul class="plain-list">{ for lines }</ul>
            }
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::fieldbook::sample;
    use shared::model::Outcome;

    #[test]
    fn only_what_is_wrong_in_itself_is_copied() {
        let member = sample::member("100003", "", "");
        let visit = sample::visit(1, &member, sample::at(0, 9, 0), Outcome::Absent);
        assert!(can_be_corrected(&visit, RejectCode::Invalid));
        assert!(!can_be_corrected(&visit, RejectCode::Other));
        let retraction = Fact {
            body: FactBody::Retract { fact: visit.id },
            ..visit.clone()
        };
        assert!(!can_be_corrected(&retraction, RejectCode::Invalid));
        let falls = |fact| falls_with_its_parent(fact, RejectCode::ParentRejected);
        assert!(falls(&retraction) && !falls(&visit));
        assert!(!falls_with_its_parent(&retraction, RejectCode::Invalid));
    }
}
