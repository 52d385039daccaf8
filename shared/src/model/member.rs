//! Member 会員事業所: a business that belongs to the chamber.

use serde::{Deserialize, Serialize};
use std::fmt;

use super::{Day, Place, ServiceId};
use crate::json::{Json, Reader, Writer};

/// The member number 会員番号, the key that the membership system uses: 1 to 20 ASCII letters, digits or hyphens.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct MemberNumber(String);

impl MemberNumber {
    /// `None` unless 1 to 20 ASCII letters, digits or hyphens.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=20).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        fits.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for MemberNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not a member number"))
    }
}

impl Json for MemberNumber {
    fn blank() -> Self {
        Self(String::new())
    }
    fn read(&mut self, reader: &mut Reader<'_>) {
        match Self::parse(&reader.plain_text()) {
            Some(number) => *self = number,
            None => reader.fail("not a member number"),
        }
    }
    fn write(&self, writer: &mut Writer) {
        writer.text(&self.0);
    }
}

impl fmt::Display for MemberNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How a member came to join 加入経路; the yearly targets of the plan for FY2023 are split by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum JoinSource {
    /// 議員
    Councillor,
    /// 支部
    Branch,
    /// 女性会
    WomensAssociation,
    /// 青年部
    YouthGroup,
    /// 会員紹介
    Member,
    /// 職員
    Staff,
    /// 金融機関
    Bank,
    /// WEB: the application was completed on the web alone
    Web,
    /// Another word of the membership system, kept as it came.
    Other(String),
}

impl JoinSource {
    /// Reads the membership system's word; blank means not known.
    pub fn from_export(text: &str) -> Option<Self> {
        Some(match text.trim() {
            "" => return None,
            "議員" => Self::Councillor,
            "支部" => Self::Branch,
            "女性会" => Self::WomensAssociation,
            "青年部" => Self::YouthGroup,
            "会員紹介" | "会員" => Self::Member,
            "職員" => Self::Staff,
            "金融機関" => Self::Bank,
            "WEB" | "Web" | "web" | "ＷＥＢ" => Self::Web,
            other => Self::Other(other.to_owned()),
        })
    }

    /// The membership system's word.
    pub fn ja(&self) -> &str {
        match self {
            Self::Councillor => "議員",
            Self::Branch => "支部",
            Self::WomensAssociation => "女性会",
            Self::YouthGroup => "青年部",
            Self::Member => "会員紹介",
            Self::Staff => "職員",
            Self::Bank => "金融機関",
            Self::Web => "WEB",
            Self::Other(word) => word,
        }
    }
}

/// Representative 代表者.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Representative {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kana: String,
}

impl Representative {
    /// `代表取締役 渡邊 一郎`; empty where nothing is known.
    pub fn title_and_name(&self) -> String {
        [self.title.trim(), self.name.trim()]
            .join(" ")
            .trim()
            .to_owned()
    }
}

/// What a membership export says of a member, and what the office has decided about contacting it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Member {
    pub number: MemberNumber,
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub kana: String,
    #[serde(default)]
    pub representative: Representative,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub industry: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub branch: String,
    pub joined_on: Day,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_via: Option<JoinSource>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub building: String,
    /// As exported; digits for dialling come from `text::telephone_digits`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub telephone: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub employees: Option<u32>,
    /// Number of fee units 会費口数.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee_units: Option<u32>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub corporate_number: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withdrawn_on: Option<Day>,
    /// The representative's change was seen in an import on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative_changed_on: Option<Day>,
    /// Title and name of the representative before that change.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub former_representative: String,
    /// Set by the office, or by a visitor's "closed, merged, deceased": nobody calls or visits.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub do_not_contact: bool,
    /// `None` where nothing is known beyond the list's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Box<Place>>,
    /// Services used, newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub usages: Vec<ServiceUsage>,
    /// What a search is matched against, folded by the server: name, kana, representative, address, telephone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub search_key: String,
}

impl Member {
    pub fn is_active_on(&self, day: Day) -> bool {
        self.withdrawn_on.is_none_or(|withdrawn| day < withdrawn)
    }

    /// A place of which nothing is known is none.
    pub fn change_place(&mut self, change: impl FnOnce(&mut Place)) {
        let mut place = self.place.take().unwrap_or_default();
        change(&mut place);
        self.place = Some(place).filter(|place| **place != Place::default());
    }

    /// 屋号, or nothing.
    pub fn shop_name(&self) -> &str {
        self.place.as_ref().map_or("", |place| &place.shop_name)
    }

    /// 定休 in words, or nothing.
    pub fn closed_on(&self) -> &str {
        self.place.as_ref().map_or("", |place| &place.closed_on)
    }

    /// 訪問先住所, where it isn't the registered address.
    pub fn visit_address(&self) -> &str {
        let place = self.place.as_ref();
        place.map_or("", |place| &place.visit_address)
    }

    /// Where one goes: the visit address, which names its building itself, or else the registered
    /// address and building.
    pub fn goes_to(&self) -> (&str, &str) {
        match self.visit_address() {
            "" => (&self.address, &self.building),
            elsewhere => (elsewhere, ""),
        }
    }
}

/// Use of one service by one member 利用履歴.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ServiceUsage {
    pub service: ServiceId,
    pub last_used_on: Day,
    pub times: u32,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn member_numbers_are_short_and_plain() {
        assert!(MemberNumber::parse("100003").is_some());
        for bad in [
            "",
            " ",
            "10 3",
            "一〇三",
            "123456789012345678901",
            "a/b",
            "1;--",
        ] {
            assert_eq!(MemberNumber::parse(bad), None, "{bad:?}");
        }
        assert!(serde_json::from_str::<MemberNumber>("\"../x\"").is_err());
    }

    #[test]
    fn an_unknown_join_source_keeps_its_word() {
        for word in ["議員", "WEB", "商工会"] {
            assert_eq!(JoinSource::from_export(word).expect("not blank").ja(), word);
        }
        assert_eq!(JoinSource::from_export("  "), None);
    }
}
