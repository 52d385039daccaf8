//! Whom a season's rule finds.
//!
//! Source: plan FY2023, retention: members who joined in FY2020 and FY2021 and haven't left.

use super::membership::is_cohort;
use crate::model::{Day, Member, TargetRule};

/// Whether the rule finds this member on that day.
///
/// Nobody with a recorded withdrawal date is found, not even when the date lies ahead: notice has been
/// received, so the member belongs to the withdrawal register and not to a season. Nor is anybody found
/// who may not be contacted, or who joins only later.
pub fn chosen(rule: &TargetRule, member: &Member, on: Day) -> bool {
    let is_listed =
        |list: &[String], word: &str| list.is_empty() || list.iter().any(|listed| listed == word);
    member.withdrawn_on.is_none()
        && !member.do_not_contact
        && member.joined_on <= on
        && is_cohort(member.joined_on, &rule.cohorts)
        && (!rule.never_used_only || member.usages.is_empty())
        && is_listed(&rule.industries, &member.industry)
        && is_listed(&rule.branches, &member.branch)
}
