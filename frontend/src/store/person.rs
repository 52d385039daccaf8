//! Who uses this phone.

use rexie::Transaction;
use shared::json::{self, Json};
use shared::model::{DeviceId, UserId};
use shared::sync::Position;
use wasm_bindgen::JsValue;

use super::quarantine::Finds;
use super::{BASE, LOG, META, Store, StoreError, envelope};

const DEVICE: &str = "device";
/// Refused facts that have left the outbox, newest last.
pub(super) const PUT_AWAY: &str = "put_away";
const PERSON: &str = "person";
pub(super) const POSITION: &str = "position";

/// The person who signed in last; stays when the session expires, so that work goes on.
#[derive(Clone, Debug, PartialEq, Eq, Json)]
pub struct Person {
    pub id: UserId,
    pub name: String,
    pub demo: bool,
}

impl Store {
    /// Gives this browser its id. In a race of two tabs the first one's stays.
    pub async fn name_device(&self, fresh: DeviceId) -> Result<DeviceId, StoreError> {
        let sealed = envelope::seal(None, &json::to_vec(&fresh), &[])?;
        self.writing(&[META], async |transaction| {
            if let Some(device) = read_meta(transaction, DEVICE, &Finds::default()).await? {
                return Ok(device);
            }
            let meta = transaction.store(META)?;
            meta.put(&sealed, Some(&JsValue::from_str(DEVICE))).await?;
            Ok(fresh)
        })
        .await
    }

    /// From now on the phone is this person's, or nobody's. Another person's rows leave the
    /// phone; nothing unsent and no draft is touched.
    pub async fn set_person(&self, person: Option<&Person>) -> Result<(), StoreError> {
        let sealed = match person {
            Some(person) => Some(envelope::seal(Some(person.id), &json::to_vec(person), &[])?),
            None => None,
        };
        self.writing(&[META, BASE, LOG], async |transaction| {
            let before = read(transaction, &Finds::default()).await?;
            let same = before.map(|person| person.id) == person.map(|person| person.id);
            let meta = transaction.store(META)?;
            if !same {
                transaction.store(BASE)?.clear().await?;
                transaction.store(LOG)?.clear().await?;
                meta.delete(JsValue::from_str(POSITION)).await?;
            }
            let key = JsValue::from_str(PERSON);
            match &sealed {
                Some(sealed) => {
                    meta.put(sealed, Some(&key)).await?;
                }
                None => meta.delete(key).await?,
            }
            Ok(())
        })
        .await
    }
}

pub(super) async fn read(
    transaction: &Transaction,
    found: &Finds,
) -> Result<Option<Person>, StoreError> {
    read_meta(transaction, PERSON, found).await
}

pub(super) async fn read_device(
    transaction: &Transaction,
    found: &Finds,
) -> Result<Option<DeviceId>, StoreError> {
    read_meta(transaction, DEVICE, found).await
}

/// `None` too for what can't be read, which is added to `found`.
pub(super) async fn read_meta<T: Json>(
    transaction: &Transaction,
    name: &str,
    found: &Finds,
) -> Result<Option<T>, StoreError> {
    let key = JsValue::from_str(name);
    let Some(value) = transaction.store(META)?.get(key.clone()).await? else {
        return Ok(None);
    };
    match open(&value) {
        Ok(known) => Ok(Some(known)),
        Err(why) => {
            found.add(META, key, value, why);
            Ok(None)
        }
    }
}

fn open<T: Json>(value: &JsValue) -> Result<T, StoreError> {
    Ok(json::from_slice(&envelope::open(value)?)?)
}

/// Whether a record of `meta` says something to this app.
pub(super) fn is_readable(key: &JsValue, value: &JsValue) -> bool {
    match key.as_string().as_deref() {
        Some(PERSON) => open::<Person>(value).is_ok(),
        Some(DEVICE) => open::<DeviceId>(value).is_ok(),
        Some(POSITION) => open::<Position>(value).is_ok(),
        _ => false,
    }
}
