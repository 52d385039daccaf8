//! Two apps of different age on one phone, in two tabs.

use frontend::store::{APP_GENERATION, Store, StoreError, none_apart};
use shared::sync::{PersistFailure, Position};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::phone::*;

#[wasm_bindgen_test]
async fn an_older_tab_only_reads_once_a_newer_app_was_here() {
    let name = format!("test-min-app-{}", js_sys::Math::random());
    let old = Store::open_as(&name, APP_GENERATION).await.expect("opened");
    old.set_person(Some(&person(ME))).await.expect("signed in");
    old.finish(entry(ME, call(7)), &[], &none_apart)
        .await
        .expect("saved");
    assert!(on_disk(&old).await.raised && !old.is_read_only());
    let newer = Store::open_as(&name, APP_GENERATION + 1)
        .await
        .expect("opened");
    assert!(on_disk(&newer).await.raised && !newer.is_read_only());
    assert!(!on_disk(&newer).await.raised, "said once");
    // From now on the old one writes nothing at all, and still shows what is there.
    let sketch = Sketch {
        note: "途中".into(),
    };
    let refused = [
        old.finish(entry(ME, call(8)), &[], &none_apart)
            .await
            .map(|_| ()),
        old.put_draft(ME, call(9).id, &sketch, &none_apart).await,
        old.delete_draft(call(9).id, &none_apart).await,
        old.set_person(None).await,
    ];
    assert_eq!(refused, [const { Err(StoreError::ReadOnly) }; 4]);
    let (_, batch) = page(&Position::start(ME), 5, vec![colleague(5, 50, "佐藤")]);
    assert_eq!(old.persist(&batch).await, Err(PersistFailure::Failed));
    let results = said(vec![]);
    assert_eq!(old.persist(&results).await, Err(PersistFailure::Failed));
    let disk = on_disk(&old).await;
    assert!(old.is_read_only());
    assert_eq!(
        (disk.outbox.len(), disk.drafts.len(), disk.rows.rows.len()),
        (1, 0, 0)
    );
    newer
        .finish(entry(ME, call(8)), &[], &none_apart)
        .await
        .expect("the newer one works on");
    // The old app opened once more lowers nothing.
    let old_again = Store::open_as(&name, APP_GENERATION).await.expect("opened");
    on_disk(&old_again).await;
    assert!(old_again.is_read_only());
    assert_eq!(on_disk(&newer).await.outbox.len(), 2);
}
