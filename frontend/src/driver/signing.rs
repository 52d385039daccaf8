//! Signing in and out on the phone.

use shared::model::Role;
use shared::sync::{Event, Wake};
use shared::wire::ProblemKind;

use super::Driver;
use crate::api::{self, Failure};
use crate::store::{Person, StoreError};

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInError {
    Wrong,
    Throttled {
        retry_s: u32,
    },
    Offline,
    /// The session is there, but this phone couldn't keep it.
    Storage(StoreError),
    Other(ProblemKind),
}

impl Driver {
    /// Signs in, and makes this phone that person's. Another person's unsent work stays on it.
    pub async fn sign_in(&self, login: &str, password: &str) -> Result<(), SignInError> {
        let session =
            api::session::sign_in(login, password)
                .await
                .map_err(|failure| match failure {
                    Failure::NoAnswer | Failure::NotOurs | Failure::TooLargeOnTheWay => {
                        SignInError::Offline
                    }
                    Failure::Refused(ProblemKind::WrongPassword) => SignInError::Wrong,
                    Failure::Refused(ProblemKind::Throttled { retry_s }) => {
                        SignInError::Throttled { retry_s }
                    }
                    Failure::Refused(other) => SignInError::Other(other),
                })?;
        if session.user.role != Role::Visitor {
            // Nothing is ever assigned to the office's people: their phone would wait for ever. A
            // session that can't be ended here ends by itself.
            api::session::sign_out().await.ok();
            return Err(SignInError::Other(ProblemKind::Forbidden));
        }
        let person = Person {
            id: session.user.id,
            name: session.user.name,
            demo: session.demo,
        };
        let again = self
            .0
            .person
            .borrow()
            .as_ref()
            .is_some_and(|before| before.id == person.id);
        self.0
            .store
            .set_person(Some(&person))
            .await
            .map_err(SignInError::Storage)?;
        self.tell_other_tabs();
        if again {
            self.0.person.replace(Some(person));
            self.send(Event::SignedInAgain);
            self.changed();
        } else {
            self.reload().await.map_err(SignInError::Storage)?;
            self.send(Event::Wake(Wake::Start));
        }
        Ok(())
    }

    /// The person's rows leave the phone; nothing unsent and no draft is deleted.
    pub async fn sign_out(&self) {
        self.flush_drafts();
        if let Err(failure) = api::session::sign_out().await {
            // Without network the session ends by itself later; on this phone it ends now.
            gloo::console::warn!("the server couldn't be told:", format!("{failure:?}"));
        }
        let ended = match self.0.store.set_person(None).await {
            Ok(()) => self.reload().await,
            Err(error) => Err(error),
        };
        if let Err(error) = ended {
            gloo::console::error!("signing out failed:", error.to_string());
        }
        self.tell_other_tabs();
    }
}
