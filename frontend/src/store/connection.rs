//! The connection to the database. WebKit severs it behind one's back, above all while the app is in
//! the background: then every call fails, a new connection is opened, and the whole transaction runs
//! once more over it. An error is never taken for "no data".

use std::rc::Rc;

use futures_util::future::join;
use rexie::{Index, ObjectStore, Rexie, Transaction, TransactionMode};

use super::{BASE, BLOBS, DRAFTS, LOG, META, OUTBOX, QUARANTINE, Store, StoreError, disk};

/// Never raised for a change of content: envelopes carry their own version. On a version bump
/// rexie deletes every store that isn't listed.
const VERSION: u32 = 1;

/// How often a transaction is tried: the connection may be severed once more while it is reopened.
const ATTEMPTS: usize = 3;

/// What a transaction that has completed promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// It is on the medium, and the second copy has followed: what a person is told is saved.
    Twice,
    /// The second copy has followed, so that no kill of the browser loses it: what a person is told is kept. It will
    /// be on the medium, unless the power fails first.
    Followed,
    /// It is on the medium; the second copy follows.
    Strict,
    /// It will be, unless the power fails first, with everything written before it; the second copy follows.
    Relaxed,
}

impl Store {
    /// One transaction that reads: one moment of the disk.
    pub(super) async fn reading<T>(
        &self,
        stores: &[&str],
        work: impl AsyncFn(&Transaction) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.persevere(async || {
            let begun = self.begin(stores, TransactionMode::ReadOnly, Durability::Strict);
            let transaction = begun.await?;
            work(&transaction).await
        })
        .await
    }

    /// One transaction that writes: everything in `work`, or nothing of it. Refused with `ReadOnly`
    /// when a newer app has been on this phone.
    ///
    /// A connection that is severed during the commit leaves unknown whether it was one, and `work`
    /// runs again: it must find out by itself what it has written before.
    pub(super) async fn writing<T>(
        &self,
        stores: &[&str],
        work: impl AsyncFn(&Transaction) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.writing_as(Durability::Twice, stores, work).await
    }

    /// As `writing`, for what may promise less.
    pub(super) async fn writing_as<T>(
        &self,
        durability: Durability,
        stores: &[&str],
        work: impl AsyncFn(&Transaction) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let stores = [stores, &[META]].concat();
        self.persevere(async || {
            let begun = self.begin(&stores, TransactionMode::ReadWrite, durability);
            let transaction = begun.await?;
            // Both at once: each request that waits for another costs a slow phone milliseconds.
            let (allowed, worked) =
                join(self.refuse_if_outdated(&transaction), work(&transaction)).await;
            match allowed.and(worked) {
                Ok(value) => {
                    transaction.commit().await?;
                    match durability {
                        Durability::Twice | Durability::Followed => disk::followed().await,
                        Durability::Strict | Durability::Relaxed => {}
                    }
                    Ok(value)
                }
                Err(error) => {
                    // Without it the browser would commit the half that is done. One that is aborted
                    // already can't be once more, which is as good.
                    transaction.abort().await.ok();
                    Err(error)
                }
            }
        })
        .await
    }

    async fn persevere<T>(
        &self,
        attempt: impl AsyncFn() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.silence.watch(self.try_again(attempt)).await
    }

    async fn try_again<T>(
        &self,
        attempt: impl AsyncFn() -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        for _ in 1..ATTEMPTS {
            match attempt().await {
                Err(error) if error.may_pass() => self.let_go(),
                done => return done,
            }
        }
        attempt().await
    }

    async fn begin(
        &self,
        stores: &[&str],
        mode: TransactionMode,
        durability: Durability,
    ) -> Result<Transaction, StoreError> {
        let connection = self.connection().await?;
        match durability {
            Durability::Twice | Durability::Strict => {}
            Durability::Followed | Durability::Relaxed => disk::relax(),
        }
        Ok(connection.transaction(stores, mode)?)
    }

    /// The next transaction opens a new connection.
    fn let_go(&self) {
        if let Some(severed) = self.connection.take()
            && let Ok(alone) = Rc::try_unwrap(severed)
        {
            alone.close();
        }
    }

    async fn connection(&self) -> Result<Rc<Rexie>, StoreError> {
        if let Some(open) = self.connection.borrow().clone() {
            return Ok(open);
        }
        let database = Rexie::builder(&self.name)
            .version(VERSION)
            .add_object_store(ObjectStore::new(BASE))
            .add_object_store(ObjectStore::new(LOG).auto_increment(true))
            .add_object_store(
                ObjectStore::new(OUTBOX)
                    .auto_increment(true)
                    .add_index(Index::new("id", "id").unique(true)),
            )
            .add_object_store(ObjectStore::new(DRAFTS))
            .add_object_store(ObjectStore::new(BLOBS))
            .add_object_store(ObjectStore::new(QUARANTINE))
            .add_object_store(ObjectStore::new(META))
            .build()
            .await?;
        let database = Rc::new(database);
        self.connection.replace(Some(database.clone()));
        Ok(database)
    }
}
