//! The three steps of an import: choose a file, look at what would happen, take it in.

use std::rc::Rc;

use shared::model::{Day, ImportId};
use shared::wire::ProblemKind;
use shared::wire::import::{
    AsOf, ColumnMeaning, Columns, FileProblem, ImportKind, Imported, Preview as Looked,
};
use wasm_bindgen_futures::spawn_local;
use web_sys::File;
use yew::prelude::*;
use yew_router::prelude::*;

use super::choose::Choose;
use super::history::History;
use super::preview::Preview;
use crate::api::{Failure, office};
use crate::i18n::office::import::ImportTexts;
use crate::i18n::use_lang;
use crate::office::desk::use_desk;
use crate::office::route::Route;
use crate::office::trouble::Trouble;

/// Bytes that the server takes (import/mod.rs); to send more first would only cost minutes.
const LARGEST_FILE: u64 = 50_000_000;

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Choosing,
    /// The file travels, or the server reads it.
    Reading {
        file_name: AttrValue,
    },
    Looking {
        preview: Rc<Looked>,
        busy: bool,
    },
    Done(Imported),
}

#[component]
pub fn ImportPage() -> Html {
    let lang = use_lang();
    let desk = use_desk();
    let kind = use_state_eq(|| ImportKind::Members);
    let step = use_state_eq(|| Step::Choosing);
    let failure = use_state_eq(|| None::<Failure>);
    let taken = use_state_eq(|| 0_u32);

    let on_file = {
        let (step, failure, kind) = (step.setter(), failure.setter(), *kind);
        Callback::from(move |file: File| {
            if let Some(reason) = refused_here(&file) {
                failure.set(Some(reason));
                return;
            }
            failure.set(None);
            step.set(Step::Reading {
                file_name: file.name().into(),
            });
            let (step, failure) = (step.clone(), failure.clone());
            spawn_local(async move {
                match office::preview_import(kind, file).await {
                    Ok(preview) => step.set(looking(preview)),
                    Err(reason) => {
                        failure.set(Some(reason));
                        step.set(Step::Choosing);
                    }
                }
            });
        })
    };
    // The latest choice that the server hasn't seen; while one travels, only the last one counts.
    let wish = use_mut_ref(|| None::<Vec<Option<ColumnMeaning>>>);
    let travelling = use_mut_ref(|| false);
    let on_columns = {
        let (step, failure) = (step.clone(), failure.setter());
        Callback::from(move |meanings: Vec<Option<ColumnMeaning>>| {
            let Step::Looking { preview, .. } = &*step else {
                return;
            };
            let preview = Rc::new(with_meanings(preview, &meanings));
            step.set(Step::Looking {
                preview: Rc::clone(&preview),
                busy: true,
            });
            wish.replace(Some(meanings));
            if travelling.replace(true) {
                return;
            }
            let (step, failure) = (step.setter(), failure.clone());
            let (wish, travelling) = (wish.clone(), travelling.clone());
            spawn_local(async move {
                let mut answer = Ok((*preview).clone());
                while let Some(meanings) = wish.take() {
                    answer = office::choose_columns(preview.id, &Columns { meanings }).await;
                }
                travelling.replace(false);
                match answer {
                    Ok(preview) => {
                        failure.set(None);
                        step.set(looking(preview));
                    }
                    Err(reason) => {
                        failure.set(Some(reason));
                        let busy = false;
                        step.set(Step::Looking { preview, busy });
                    }
                }
            });
        })
    };
    let on_as_of = {
        let (step, failure) = (step.clone(), failure.setter());
        Callback::from(move |as_of: Day| {
            let Step::Looking { preview, .. } = &*step else {
                return;
            };
            let before = Rc::clone(preview);
            let mut preview = (**preview).clone();
            preview.as_of = Some(as_of);
            let preview = Rc::new(preview);
            let (step, failure) = (step.setter(), failure.clone());
            step.set(Step::Looking {
                preview: Rc::clone(&preview),
                busy: true,
            });
            spawn_local(async move {
                let refused = office::set_list_day(preview.id, &AsOf { as_of })
                    .await
                    .err();
                let preview = if refused.is_some() { before } else { preview };
                failure.set(refused);
                let busy = false;
                step.set(Step::Looking { preview, busy });
            });
        })
    };
    let on_confirm = {
        let (step, failure) = (step.clone(), failure.setter());
        let (taken, recount) = (taken.clone(), desk.recount);
        Callback::from(move |()| {
            let Step::Looking { preview, .. } = &*step else {
                return;
            };
            let preview = Rc::clone(preview);
            let (step, failure) = (step.setter(), failure.clone());
            let (taken, recount) = (taken.clone(), recount.clone());
            step.set(Step::Looking {
                preview: Rc::clone(&preview),
                busy: true,
            });
            spawn_local(async move {
                match office::confirm_import(preview.id).await {
                    Ok(imported) => {
                        failure.set(None);
                        step.set(Step::Done(imported));
                        recount.emit(());
                    }
                    Err(reason) => {
                        failure.set(Some(reason));
                        let busy = false;
                        step.set(Step::Looking { preview, busy });
                    }
                }
                taken.set(*taken + 1);
            });
        })
    };
    let start_over = {
        let (step, failure, kind) = (step.setter(), failure.setter(), kind.setter());
        Callback::from(move |next: Option<ImportKind>| {
            failure.set(None);
            step.set(Step::Choosing);
            if let Some(next) = next {
                kind.set(next);
            }
        })
    };
    let on_kind = {
        let (kind, failure) = (kind.setter(), failure.setter());
        Callback::from(move |chosen| {
            failure.set(None);
            kind.set(chosen);
        })
    };

    // What was taken in by this page isn't any more.
    let on_undone = {
        let step = step.clone();
        Callback::from(move |undone: ImportId| {
            if matches!(&*step, Step::Done(imported) if imported.id == undone) {
                step.set(Step::Choosing);
            }
        })
    };

    let body = match &*step {
        Step::Choosing => html! { <Choose kind={*kind} {on_kind} {on_file} /> },
        Step::Reading { file_name } => html! {
            <p class="notice" role="status">{ lang.reading_file(file_name) }</p>
        },
        Step::Looking { preview, busy } => html! {
            <Preview preview={Rc::clone(preview)} busy={*busy} {on_as_of} {on_columns} {on_confirm}
                on_cancel={start_over.reform(|()| None)} />
        },
        Step::Done(imported) => done(imported, &start_over, lang),
    };
    html! {
        <div class="page scrolled">
            <header class="page-head">
                <h1>{ lang.import_title() }</h1>
                <Link<Route> to={Route::Members} classes="button quiet">{ lang.back_to_members() }</Link<Route>>
            </header>
            <div class="slot">{ for failure.iter().map(|failure| html! { <Trouble failure={failure.clone()} /> }) }</div>
            { body }
            <History taken={*taken} {on_undone} />
        </div>
    }
}

/// The preview as it is while the server still counts anew for this choice.
fn with_meanings(preview: &Looked, meanings: &[Option<ColumnMeaning>]) -> Looked {
    let mut preview = preview.clone();
    for (column, meaning) in preview.columns.iter_mut().zip(meanings) {
        column.meaning = *meaning;
    }
    preview
}

fn looking(preview: Looked) -> Step {
    Step::Looking {
        preview: Rc::new(preview),
        busy: false,
    }
}

/// What needn't travel to be refused.
fn refused_here(file: &File) -> Option<Failure> {
    let problem = if file.size() > LARGEST_FILE as f64 {
        FileProblem::TooLarge {
            limit_bytes: LARGEST_FILE,
        }
    } else if file.size() == 0.0 {
        FileProblem::Empty
    } else {
        return None;
    };
    Some(Failure::Refused(ProblemKind::File { problem }))
}

fn done(
    imported: &Imported,
    start_over: &Callback<Option<ImportKind>>,
    lang: crate::i18n::Lang,
) -> Html {
    let (kind, counts) = (imported.kind, imported.counts);
    let next = match kind {
        ImportKind::Members => Some((ImportKind::Usages, lang.import_usages_next())),
        ImportKind::Usages => None,
    };
    let next = next.map(|(kind, words)| {
        let onclick = start_over.reform(move |_: MouseEvent| Some(kind));
        html! { <button type="button" class="button main" {onclick}>{ words }</button> }
    });
    let [new, changed, unchanged, bad] =
        [counts.new, counts.changed, counts.unchanged, counts.bad].map(|n| lang.number(n));
    let other = start_over.reform(|_: MouseEvent| None);
    html! {
        <section class="notice done" role="status">
            <p class="headline">{ lang.imported() }</p>
            <p>{ lang.imported_counts(&new, &changed, &unchanged, &bad) }</p>
            <div class="actions">
                <div class="slot">{ for next }</div>
                <div class="slot">if kind == ImportKind::Usages {
                    <Link<Route> to={Route::Targets} classes="button main">{ lang.go_choose_targets() }</Link<Route>>
                }</div>
                <button type="button" class="button" onclick={other}>{ lang.import_another() }</button>
            </div>
        </section>
    }
}
