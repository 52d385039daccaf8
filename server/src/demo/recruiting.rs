//! The demo's leads, and the gift cards that its visitors carry.

use shared::model::{HandoverItem, Lead, LeadId, LeadSource, LeadStage, User, moment::plus_days};
use shared::wire::carried::GiveOut;

use crate::db::audit::Actor;
use crate::db::{Db, carried, leads, mint};
use crate::error::ApiResult;

const LEADS: [(&str, &str, &str, LeadSource); 6] = [
    (
        "カフェ汽車道",
        "山本 直子",
        "045-000-0188",
        LeadSource::MaterialRequest,
    ),
    (
        "吉田町バル",
        "大川 健",
        "045-000-0189",
        LeadSource::WebsiteEnquiry,
    ),
    (
        "山手ピアノ工房",
        "",
        "045-000-0190",
        LeadSource::NewlyFounded,
    ),
    (
        "根岸サイクル",
        "早坂 実",
        "045-000-0191",
        LeadSource::MaterialRequest,
    ),
    (
        "元町クラフト合同会社",
        "",
        "045-000-0192",
        LeadSource::NewlyFounded,
    ),
    (
        "磯子デイサービス",
        "白井 香",
        "045-000-0193",
        LeadSource::WebsiteEnquiry,
    ),
];

/// Two leads for each visitor, found in the last days.
pub(super) fn write(db: &Db, office: Actor, visitors: &[User]) -> ApiResult<()> {
    for (at, (business, contact, telephone, source)) in LEADS.into_iter().enumerate() {
        let lead = Lead {
            id: LeadId::mint(office.at, mint::random()?),
            business: business.to_owned(),
            contact: contact.to_owned(),
            telephone: telephone.to_owned(),
            source,
            stage: LeadStage::Introduced,
            found_on: plus_days(office.at.day(), -2),
            address: String::new(),
            note: String::new(),
            contacts: Vec::new(),
            own_find: None,
        };
        let visitor = visitors.get(at % visitors.len().max(1)).map(|user| user.id);
        db.write(|write| {
            leads::add(write, office, &lead)?;
            leads::assign(write, office, lead.id, visitor)
        })?;
    }
    for visitor in visitors {
        let cards = GiveOut {
            visitor: visitor.id,
            item: HandoverItem::GiftCard500,
            count: 10,
        };
        db.write(|write| carried::give(write, office, &cards))?;
    }
    Ok(())
}
