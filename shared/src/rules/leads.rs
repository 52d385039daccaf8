//! Leads 見込先: how far one has come, what may be promised to it, and whether it is a member already.
//!
//! Source: plan FY2023: the entrance fee of 2,000 yen is waived, and the annual fee is halved from October to
//! December, for those who aren't members; members paid in full and never see it.

use chrono::Datelike;

use crate::model::{Day, Lead, LeadHistory, LeadOutcome, LeadStage, Member};
use crate::text::{fold_query, telephone_digits};

/// What may be promised to who isn't a member yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Campaign {
    /// 入会金2,000円免除
    EntranceFeeWaived,
    /// 年会費半額(10〜12月の入会)
    HalfAnnualFee,
}

/// Asked of a lead, so that no member can be asked about; one that has joined gets nothing more.
pub fn campaigns(lead: &Lead, today: Day) -> Vec<Campaign> {
    if lead.stage == LeadStage::PaidAndJoined {
        return Vec::new();
    }
    let mut campaigns = vec![Campaign::EntranceFeeWaived];
    if (10..=12).contains(&today.month()) {
        campaigns.push(Campaign::HalfAnnualFee);
    }
    campaigns
}

/// The stage after these contacts: the furthest that one of them reached, or what the office said beyond.
pub fn stage<'a>(
    known: LeadStage,
    contacts: impl IntoIterator<Item = &'a LeadHistory>,
) -> LeadStage {
    let reached = contacts.into_iter().map(|one| one.contact.outcome.stage());
    reached.max().map_or(known, |reached| known.max(reached))
}

/// What the office said of the stage; where no contact had come as far, it said nothing that the contacts don't.
pub fn stage_beyond_contacts(lead: &Lead) -> LeadStage {
    let first = LeadStage::Introduced;
    if lead.stage == stage(first, &lead.contacts) {
        first
    } else {
        lead.stage
    }
}

/// The last word was no.
pub fn has_declined(lead: &Lead) -> bool {
    let last = lead.contacts.iter().max_by_key(|one| one.contact.at);
    last.is_some_and(|one| one.contact.outcome == LeadOutcome::Declined)
}

/// Members that may be this very business: the same telephone number, or the same name without its legal
/// form. Nobody is refused for it: a person decides.
pub fn perhaps_members<'a>(
    business: &str,
    telephone: &str,
    members: impl IntoIterator<Item = &'a Member>,
) -> Vec<&'a Member> {
    let (name, number) = (fold_query(business).concat(), telephone_digits(telephone));
    let is_it = |member: &&Member| {
        let same_number = !number.is_empty() && telephone_digits(&member.telephone) == number;
        same_number || (!name.is_empty() && fold_query(&member.name).concat() == name)
    };
    members.into_iter().filter(is_it).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{FactId, LeadContact, LeadId, LeadManner, LeadSource, UserId};
    use crate::rules::fixtures::{at, day, member};
    use uuid::Uuid;

    fn lead(stage: LeadStage, outcomes: &[LeadOutcome]) -> Lead {
        let id = LeadId(Uuid::from_u128(1));
        let history = |(n, outcome): (usize, &LeadOutcome)| LeadHistory {
            fact: FactId(Uuid::from_u128(n as u128)),
            by: UserId(Uuid::from_u128(7)),
            contact: LeadContact {
                lead: id,
                at: at(&format!("2023-10-0{} 10:00", n + 1)),
                manner: LeadManner::OnSite,
                outcome: *outcome,
                handed_over: Vec::new(),
                next_step: None,
                note: String::new(),
            },
        };
        Lead {
            id,
            business: "カフェ汽車道".to_owned(),
            contact: String::new(),
            telephone: String::new(),
            source: LeadSource::MetOnTheWay,
            stage,
            found_on: day("2023-10-01"),
            address: String::new(),
            note: String::new(),
            contacts: outcomes.iter().enumerate().map(history).collect(),
            own_find: None,
        }
    }

    #[test]
    fn the_half_fee_is_promised_from_october_to_december_only() {
        let open = lead(LeadStage::Met, &[]);
        for (today, half) in [
            ("2023-09-30", false),
            ("2023-10-01", true),
            ("2023-12-31", true),
            ("2024-01-01", false),
        ] {
            let promised = campaigns(&open, day(today));
            assert_eq!(promised.contains(&Campaign::HalfAnnualFee), half, "{today}");
            assert!(promised.contains(&Campaign::EntranceFeeWaived), "{today}");
        }
        let joined = lead(LeadStage::PaidAndJoined, &[]);
        assert_eq!(campaigns(&joined, day("2023-10-01")), []);
    }

    #[test]
    fn a_stage_only_goes_forward_and_the_office_may_be_ahead() {
        use LeadOutcome::{Applied, Declined, Met, Nobody};
        for (known, outcomes, expected) in [
            (LeadStage::Introduced, &[][..], LeadStage::Introduced),
            (LeadStage::Introduced, &[Nobody], LeadStage::Introduced),
            (LeadStage::Introduced, &[Met, Declined], LeadStage::Met),
            (LeadStage::Introduced, &[Met, Applied], LeadStage::Applied),
            (LeadStage::Accepted, &[Met], LeadStage::Accepted),
        ] {
            let lead = lead(known, outcomes);
            assert_eq!(stage(known, &lead.contacts), expected, "{outcomes:?}");
        }
        assert!(has_declined(&lead(LeadStage::Met, &[Met, Declined])));
        assert!(!has_declined(&lead(LeadStage::Met, &[Declined, Met])));
    }

    #[test]
    fn a_lead_with_a_members_name_or_number_is_noticed() {
        let mut shop = member();
        shop.name = "株式会社関内食堂".to_owned();
        shop.telephone = "045-123-4567".to_owned();
        let members = [shop];
        let found = |name: &str, number: &str| perhaps_members(name, number, &members).len();
        assert_eq!(found("㈱関内食堂", ""), 1);
        assert_eq!(found("別の店", "(045)123-4567"), 1);
        assert_eq!(found("関内", ""), 0);
        assert_eq!(found("", ""), 0);
    }
}
