//! A transaction that doesn't answer: another window's holds it up, or the browser is stuck. It isn't given up, since
//! nobody could say whether it did its work; but a person isn't left waiting without a word.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;

/// Storage that hasn't answered by then is called silent.
pub const SILENT_AFTER_MS: u32 = 10_000;
/// So often one looks whether it has answered: a phone that was asleep meanwhile has missed one look only.
const LOOKS: u32 = 2;
const LOOK_MS: u32 = SILENT_AFTER_MS / LOOKS;

/// Whether anything has been waiting for the disk for too long.
#[derive(Clone, Default)]
pub struct Silence(Rc<Heard>);

#[derive(Default)]
struct Heard {
    silent: Cell<isize>,
    changed: RefCell<Option<Box<dyn Fn()>>>,
}

#[derive(Default)]
struct Waiting {
    look: RefCell<Option<Timeout>>,
    too_long: Cell<bool>,
}

impl Silence {
    pub fn is_silent(&self) -> bool {
        self.0.silent.get() > 0
    }

    /// Called when silence begins and when it ends.
    pub fn tell(&self, changed: impl Fn() + 'static) {
        self.0.changed.replace(Some(Box::new(changed)));
    }

    /// Waits for the answer, however long that takes.
    pub(super) async fn watch<T>(&self, answer: impl Future<Output = T>) -> T {
        let waiting = Rc::new(Waiting::default());
        self.look_again(&waiting, LOOKS);
        let answer = answer.await;
        waiting.look.take();
        if waiting.too_long.get() {
            self.add(-1);
        }
        answer
    }

    fn look_again(&self, waiting: &Rc<Waiting>, looks: u32) {
        let (silence, still) = (self.clone(), waiting.clone());
        let look = Timeout::new(LOOK_MS, move || match looks {
            0 | 1 => {
                still.too_long.set(true);
                silence.add(1);
            }
            _ => silence.look_again(&still, looks - 1),
        });
        waiting.look.replace(Some(look));
    }

    fn add(&self, one: isize) {
        self.0.silent.set(self.0.silent.get() + one);
        if let Some(changed) = &*self.0.changed.borrow() {
            changed();
        }
    }
}

impl std::fmt::Debug for Silence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Silence({})", self.0.silent.get())
    }
}
