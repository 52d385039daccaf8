//! Content that comes from the server: waited for, shown, read again, or its failure in words.

use std::future::Future;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use super::trouble::Trouble;
use crate::api::Failure;
use crate::i18n::Lang;
use crate::i18n::office::OfficeTexts;

/// What was read for one key, such as a search or a season.
#[derive(Debug, PartialEq)]
pub struct Load<T> {
    /// Stays while it is read again and when that fails.
    pub content: Option<Rc<T>>,
    pub failure: Option<Failure>,
    pub again: Callback<()>,
}

impl<T> Clone for Load<T> {
    fn clone(&self) -> Self {
        Self {
            content: self.content.clone(),
            failure: self.failure.clone(),
            again: self.again.clone(),
        }
    }
}

impl<T> Load<T> {
    /// The content, with a notice above it when reading it again failed.
    pub fn show(&self, lang: Lang, content: impl FnOnce(&Rc<T>) -> Html) -> Html {
        html! {
            <>
                <div class="load-notice">
                    if let Some(failure) = &self.failure {
                        <Trouble failure={failure.clone()} again={self.again.clone()} />
                    } else if self.content.is_none() {
                        <p class="second" role="status">{ lang.reading() }</p>
                    }
                </div>
                <div class="slot">{ self.content.as_ref().map(content).unwrap_or_default() }</div>
            </>
        }
    }
}

struct Read<K, T> {
    key: K,
    result: Result<Rc<T>, Failure>,
    /// What was there before a failure.
    before: Option<Rc<T>>,
}

#[hook]
pub fn use_load<K, T, F>(key: K, load: impl Fn(K) -> F + 'static) -> Load<T>
where
    K: Clone + PartialEq + 'static,
    T: 'static,
    F: Future<Output = Result<T, Failure>> + 'static,
{
    let read = use_state(|| None::<Rc<Read<K, T>>>);
    let asked = use_state(|| 0_u32);
    let newest = use_mut_ref(|| 0_u32);
    let latest = use_mut_ref(|| None::<(K, Rc<T>)>);
    {
        let read = read.setter();
        use_effect_with((key.clone(), *asked), move |(key, _)| {
            *newest.borrow_mut() += 1;
            let turn = *newest.borrow();
            let key = key.clone();
            let answer = load(key.clone());
            spawn_local(async move {
                let result = answer.await.map(Rc::new);
                // A later question has its own answer on the way.
                if *newest.borrow() != turn {
                    return;
                }
                if let Ok(content) = &result {
                    *latest.borrow_mut() = Some((key.clone(), Rc::clone(content)));
                }
                let before = latest
                    .borrow()
                    .as_ref()
                    .filter(|(of, _)| *of == key)
                    .map(|(_, content)| Rc::clone(content));
                read.set(Some(Rc::new(Read {
                    key,
                    result,
                    before,
                })));
            });
        });
    }
    let again = {
        let asked_setter = asked.setter();
        let counter = use_mut_ref(|| 0_u32);
        use_callback((), move |(), ()| {
            *counter.borrow_mut() += 1;
            asked_setter.set(*counter.borrow());
        })
    };
    match read.as_ref().filter(|read| read.key == key) {
        None => Load {
            content: None,
            failure: None,
            again,
        },
        Some(read) => Load {
            content: read.before.clone(),
            failure: read.result.as_ref().err().cloned(),
            again,
        },
    }
}
