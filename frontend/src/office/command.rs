//! A command to the server: says what it did or why not, then the screen reads again.

use std::future::Future;

use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use super::desk::Desk;
use super::toast::Said;
use crate::api::Failure;

/// Runs `work`; its outcome is said, and `after` runs in both cases, because a lost answer may have
/// been a success.
pub fn command(
    desk: &Desk,
    after: Callback<()>,
    work: impl Future<Output = Result<Said, Failure>> + 'static,
) {
    let (say, recount) = (desk.say.clone(), desk.recount.clone());
    spawn_local(async move {
        say.emit(work.await.unwrap_or_else(Said::Failed));
        after.emit(());
        recount.emit(());
    });
}
