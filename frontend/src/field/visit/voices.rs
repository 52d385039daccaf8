//! What the member said: requests in their own words, what the office must do, a complaint.

use shared::fieldbook::write_complaint;
use shared::model::{
    ComplaintId, Day, HeardComplaint, HeardRequest, HeardTask, OfficeTaskId, RequestCategory,
    RequestId,
};
use yew::prelude::*;

use super::entries::{check, entries, entry_box, remove_at};
use super::moments::day_input;
use super::section::{count_words, section, urgent_section};
use super::sheet::Part;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{TextInput, choices};

pub fn requests(part: &Part) -> Html {
    let lang = part.lang();
    let list = &part.form.visit.requests;
    let on_remove = part.tapping(|form, at| remove_at(&mut form.visit.requests, at));
    let mut boxes = Vec::new();
    for (at, request) in list.iter().enumerate() {
        let id = request.id;
        let find = move |list: &mut [HeardRequest], change: &mut dyn FnMut(&mut HeardRequest)| {
            list.iter_mut()
                .filter(|request| request.id == id)
                .for_each(change);
        };
        let category = part.tapping(move |form, at| {
            find(&mut form.visit.requests, &mut |request| {
                request.category = RequestCategory::ALL[at];
            });
        });
        let words = part.writing(move |form, text| {
            find(&mut form.visit.requests, &mut |request| {
                request.words.clone_from(&text);
            });
        });
        let reply = part.editing(move |form, on: bool| {
            find(&mut form.visit.requests, &mut |request| {
                request.reply_wanted = on;
            });
        });
        let categories = RequestCategory::ALL
            .map(|c| lang.request_category(c).into())
            .to_vec();
        let chosen = RequestCategory::ALL
            .iter()
            .position(|c| *c == request.category);
        let body = html! { <>
            <TextInput label={lang.in_their_words()} long=true start={request.words.clone()}
                invalid={part.wrong("requests.words", &request.words)} on_text={words} />
            { choices("choices tight", lang.category(), categories, chosen.as_slice(), &category) }
            { check(lang.reply_wanted(), request.reply_wanted, reply) }
        </> };
        boxes.push(entry_box(lang, id.to_string(), at, &on_remove, body));
    }
    let (now, random) = part.seed();
    let add = part.editing(move |form, ()| {
        form.visit.requests.push(HeardRequest {
            id: RequestId::mint(now, random),
            category: RequestCategory::Other,
            words: String::new(),
            reply_wanted: true,
        });
    });
    let body = entries(boxes, lang.add_request(), add);
    section(
        lang.requests(),
        count_words(lang, list.len()),
        part.wants("requests"),
        body,
    )
}

pub fn office_tasks(part: &Part) -> Html {
    let lang = part.lang();
    let list = &part.form.visit.office_tasks;
    let on_remove = part.tapping(|form, at| remove_at(&mut form.visit.office_tasks, at));
    let mut boxes = Vec::new();
    for (at, task) in list.iter().enumerate() {
        let id = task.id;
        let what = part.writing(move |form, text| {
            let mut tasks = form.visit.office_tasks.iter_mut();
            if let Some(task) = tasks.find(|task| task.id == id) {
                task.what = text;
            }
        });
        let due = part.editing(move |form, day: Option<Day>| {
            let mut tasks = form.visit.office_tasks.iter_mut();
            if let Some(task) = tasks.find(|task| task.id == id) {
                task.due_on = day;
            }
        });
        let body = html! { <>
            <TextInput label={lang.what_to_do()} long=true start={task.what.clone()}
                invalid={part.wrong("office_tasks.what", &task.what)} on_text={what} />
            { day_input(lang, lang.until_when(), task.due_on, part.desk.today(), &due) }
        </> };
        boxes.push(entry_box(lang, id.to_string(), at, &on_remove, body));
    }
    let (now, random) = part.seed();
    let add = part.editing(move |form, ()| {
        form.visit.office_tasks.push(HeardTask {
            id: OfficeTaskId::mint(now, random),
            what: String::new(),
            due_on: None,
        });
    });
    let body = entries(boxes, lang.add_task(), add);
    section(
        lang.for_the_office(),
        count_words(lang, list.len()),
        part.wants("office_tasks"),
        body,
    )
}

pub fn complaint(part: &Part) -> Html {
    let (now, random) = part.seed();
    let on_text = part.writing(move |form, text| {
        let id = ComplaintId::mint(now, random);
        write_complaint(&mut form.visit.complaint, text, id);
    });
    let complaint = part.form.visit.complaint.as_ref();
    let wrong = complaint.is_some_and(|said| part.wrong("complaint.words", &said.words));
    let wanting = [part.wants("complaint"), wrong];
    complaint_section(part.lang(), complaint, wanting, on_text)
}

/// Of a visit, or of a call. `wanting`: what keeps the record from being finished lies in here, and in its words.
pub fn complaint_section(
    lang: Lang,
    complaint: Option<&HeardComplaint>,
    [wanting, invalid]: [bool; 2],
    on_text: Callback<String>,
) -> Html {
    let words = complaint.map(|said| said.words.clone()).unwrap_or_default();
    let summary = if words.is_empty() { "" } else { lang.noted() };
    let body = html! { <>
        <p class="caption">{ lang.complaint_same_day() }</p>
        <TextInput label={lang.in_their_words()} long=true {invalid} start={words} {on_text} />
    </> };
    urgent_section(lang.complaint(), summary, wanting, body)
}
