//! What every screen of the console knows: who works here, which season, what needs somebody.

use std::rc::Rc;

use shared::model::{Day, Role, SeasonId, Service, ServiceId, User, UserId};
use shared::wire::account::Session;
use shared::wire::office::{Needs, SeasonLine};
use yew::prelude::*;

use super::toast::Said;
use crate::i18n::Lang;

#[derive(Clone, Debug, PartialEq)]
pub struct Desk {
    pub session: Rc<Session>,
    pub users: Rc<Vec<User>>,
    pub services: Rc<Vec<Service>>,
    pub seasons: Rc<Vec<SeasonLine>>,
    /// The season that the screens are about.
    pub season: Option<SeasonId>,
    /// `None` until the first progress has arrived.
    pub needs: Option<Needs>,
    pub choose_season: Callback<SeasonId>,
    /// People, services and seasons changed.
    pub reread: Callback<()>,
    /// Something that needs somebody may have changed.
    pub recount: Callback<()>,
    pub say: Callback<Said>,
    pub sign_out: Callback<()>,
}

impl Desk {
    pub fn today(&self) -> Day {
        self.session.today
    }

    pub fn name_of(&self, user: UserId) -> AttrValue {
        let known = self.users.iter().find(|known| known.id == user);
        known.map_or_else(|| "—".into(), |user| user.name.clone().into())
    }

    /// Those who may be given targets.
    pub fn visitors(&self) -> impl Iterator<Item = &User> {
        let active = self.users.iter().filter(|user| user.active);
        active.filter(|user| user.role == Role::Visitor)
    }

    /// Those who may own a request or a case: people of the office.
    pub fn colleagues(&self) -> impl Iterator<Item = &User> {
        let active = self.users.iter().filter(|user| user.active);
        active.filter(|user| user.role.works_in_the_office())
    }

    pub fn service_name(&self, service: &ServiceId, lang: Lang) -> String {
        let known = self.services.iter().find(|known| known.id == *service);
        known.map_or_else(
            || service.to_string(),
            |service| lang.of(&service.name_ja, &service.name_en).to_owned(),
        )
    }

    pub fn is_administrator(&self) -> bool {
        self.session.user.role == Role::Administrator
    }
}

/// The desk; every screen of the shell has one.
#[hook]
pub fn use_desk() -> Desk {
    use_context::<Desk>().expect("the shell provides the desk to all its screens")
}
