//! What the member said: requests in their own words, what the office must do, a complaint.

use shared::fieldbook::write_complaint;
use shared::model::{
    ComplaintId, Day, HeardComplaint, HeardRequest, HeardTask, Moment, OfficeTaskId,
    RequestCategory, RequestId,
};
use yew::prelude::*;

use super::entries::{check, entries, entry_box, remove_at};
use super::moments::day_input;
use super::section::{count_words, section, urgent_section};
use super::sheet::Part;
use crate::i18n::Lang;
use crate::i18n::field::FieldTexts;
use crate::ui::{TextInput, choices};

/// One change of the requests that were heard.
pub type RequestsEdit = Box<dyn FnOnce(&mut Vec<HeardRequest>)>;

pub fn requests(part: &Part) -> Html {
    let edit = part.editing(|form, edit: RequestsEdit| edit(&mut form.visit.requests));
    let wrong = |words: &str| part.wrong("requests.words", words);
    let list = &part.form.visit.requests;
    requests_section(
        part.lang(),
        list,
        part.seed(),
        part.wants("requests"),
        wrong,
        &edit,
    )
}

/// Of a visit, or of a contact with a lead. `wanting`: what keeps the record from being finished lies in here; `wrong`
/// tells whether in these words.
pub fn requests_section(
    lang: Lang,
    list: &[HeardRequest],
    (now, random): (Moment, [u8; 10]),
    wanting: bool,
    wrong: impl Fn(&str) -> bool,
    edit: &Callback<RequestsEdit>,
) -> Html {
    let on_remove =
        edit.reform(|at: usize| -> RequestsEdit { Box::new(move |list| remove_at(list, at)) });
    let mut boxes = Vec::new();
    for (at, request) in list.iter().enumerate() {
        let id = request.id;
        let category = changing(edit, id, |request, at: usize| {
            request.category = RequestCategory::ALL[at];
        });
        let words = changing(edit, id, |request, words: String| request.words = words);
        let reply = changing(edit, id, |request, on: bool| request.reply_wanted = on);
        let categories = RequestCategory::ALL
            .map(|c| lang.request_category(c).into())
            .to_vec();
        let chosen = RequestCategory::ALL
            .iter()
            .position(|c| *c == request.category);
        let body = html! { <>
            <TextInput label={lang.in_their_words()} long=true start={request.words.clone()}
                invalid={wrong(&request.words)} on_text={words} />
            { choices("choices tight", lang.category(), categories, chosen.as_slice(), &category) }
            { check(lang.reply_wanted(), request.reply_wanted, reply) }
        </> };
        boxes.push(entry_box(lang, id.to_string(), at, &on_remove, body));
    }
    let add = edit.reform(move |()| -> RequestsEdit {
        let request = HeardRequest {
            id: RequestId::mint(now, random),
            category: RequestCategory::Other,
            words: String::new(),
            reply_wanted: true,
        };
        Box::new(move |list| list.push(request))
    });
    let body = entries(boxes, lang.add_request(), add);
    section(
        lang.requests(),
        count_words(lang, list.len()),
        wanting,
        body,
    )
}

fn changing<T: 'static>(
    edit: &Callback<RequestsEdit>,
    id: RequestId,
    change: fn(&mut HeardRequest, T),
) -> Callback<T> {
    edit.reform(move |value: T| -> RequestsEdit {
        Box::new(move |list| {
            if let Some(request) = list.iter_mut().find(|request| request.id == id) {
                change(request, value);
            }
        })
    })
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
