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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FiscalYear, ServiceId, ServiceUsage};
    use crate::rules::fixtures::{day, member};

    /// The rule of the plan for FY2023.
    fn plan() -> TargetRule {
        TargetRule {
            cohorts: vec![FiscalYear(2020), FiscalYear(2021)],
            ..TargetRule::default()
        }
    }

    fn finds(rule: &TargetRule, member: &Member) -> bool {
        chosen(rule, member, day("2023-08-01"))
    }

    #[test]
    fn the_plan_finds_its_two_cohorts() {
        for (joined_on, expected) in [
            ("2020-03-31", false),
            ("2020-04-01", true),
            ("2022-03-31", true),
            ("2022-04-01", false),
        ] {
            let mut member = member();
            member.joined_on = day(joined_on);
            assert_eq!(finds(&plan(), &member), expected, "{joined_on}");
        }
    }

    #[test]
    fn any_withdrawal_date_excludes() {
        for withdrawn_on in ["2022-04-01", "2023-07-31", "2023-08-01", "2024-03-31"] {
            let mut member = member();
            member.withdrawn_on = Some(day(withdrawn_on));
            assert!(!finds(&plan(), &member), "{withdrawn_on}");
        }
    }

    #[test]
    fn who_may_not_be_contacted_or_joins_later_is_no_target() {
        let mut silent = member();
        silent.do_not_contact = true;
        assert!(!finds(&plan(), &silent));

        let everybody = TargetRule::default();
        let mut later = member();
        later.joined_on = day("2023-08-02");
        assert!(!finds(&everybody, &later));
        later.joined_on = day("2023-08-01");
        assert!(finds(&everybody, &later));
    }

    #[test]
    fn every_condition_that_is_set_must_hold() {
        let words = |word: &str| vec!["製造業".to_owned(), word.to_owned()];
        let never_used = TargetRule {
            never_used_only: true,
            ..plan()
        };
        assert!(finds(&never_used, &member()));
        let mut user = member();
        user.usages.push(ServiceUsage {
            service: ServiceId("a".to_owned()),
            last_used_on: day("2022-01-01"),
            times: 1,
        });
        assert!(finds(&plan(), &user));
        assert!(!finds(&never_used, &user));

        for (rule, expected) in [
            (
                TargetRule {
                    industries: words("飲食業"),
                    ..plan()
                },
                true,
            ),
            (
                TargetRule {
                    industries: words("小売業"),
                    ..plan()
                },
                false,
            ),
            (
                TargetRule {
                    branches: words("中支部"),
                    ..plan()
                },
                true,
            ),
            (
                TargetRule {
                    branches: words("西支部"),
                    ..plan()
                },
                false,
            ),
            (
                TargetRule {
                    industries: words("飲食業"),
                    branches: words("西支部"),
                    ..plan()
                },
                false,
            ),
        ] {
            assert_eq!(finds(&rule, &member()), expected, "{rule:?}");
        }
    }
}
