//! Season 実施期間: a period with a kind, a target rule and numbers to reach.

use serde::{Deserialize, Serialize};

use super::limits::{Fault, SHORT_TEXT, not_too_many, required};
use super::{Day, FiscalYear, Invalid, SeasonId};
use crate::json::Json;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Season {
    pub id: SeasonId,
    pub name: String,
    pub kind: SeasonKind,
    pub fiscal_year: FiscalYear,
    pub starts_on: Day,
    pub ends_on: Day,
    pub rule: TargetRule,
    /// What non-members may be told of joining in these days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub campaigns: Vec<Campaign>,
}

/// What the office lets visitors promise to who isn't a member yet, such as 入会金2,000円が無料, while it lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Campaign {
    pub words: String,
    /// `None`: since the season began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub starts_on: Option<Day>,
    pub ends_on: Day,
}

impl Campaign {
    pub fn validate(&self) -> Result<(), Invalid> {
        required("campaigns.words", &self.words, SHORT_TEXT)?;
        if self.starts_on.is_some_and(|first| first > self.ends_on) {
            return Err(Invalid::new("campaigns.ends_on", Fault::NotAllowed));
        }
        Ok(())
    }

    pub fn contains(&self, day: Day) -> bool {
        self.starts_on.is_none_or(|first| first <= day) && day <= self.ends_on
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum SeasonKind {
    /// 退会防止
    Retention,
    /// 会員増強
    Recruitment,
}

/// Which members become targets. Every condition that is set must hold; an empty list sets none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct TargetRule {
    /// Fiscal years of joining; the plan for FY2023 names FY2020 and FY2021.
    pub cohorts: Vec<FiscalYear>,
    #[serde(default)]
    pub never_used_only: bool,
    #[serde(default)]
    pub industries: Vec<String>,
    #[serde(default)]
    pub branches: Vec<String>,
}

impl Season {
    /// Seasons may overlap, but each must end after it starts and choose at least one cohort.
    pub fn validate(&self) -> Result<(), Invalid> {
        required("name", &self.name, SHORT_TEXT)?;
        if self.ends_on < self.starts_on {
            return Err(Invalid::new("ends_on", Fault::NotAllowed));
        }
        if self.kind == SeasonKind::Retention && self.rule.cohorts.is_empty() {
            return Err(Invalid::new("rule.cohorts", Fault::Missing));
        }
        not_too_many("campaigns", &self.campaigns)?;
        self.campaigns.iter().try_for_each(Campaign::validate)?;
        // Its card goes with the season: a later last day would promise what isn't shown any more.
        match self
            .campaigns
            .iter()
            .all(|campaign| campaign.ends_on <= self.ends_on)
        {
            true => Ok(()),
            false => Err(Invalid::new("campaigns.ends_on", Fault::NotAllowed)),
        }
    }

    pub fn contains(&self, day: Day) -> bool {
        (self.starts_on..=self.ends_on).contains(&day)
    }
}
