//! Leads 見込先: how far one has come, what may be promised to it, and whether it is a member already.
//!
//! Source: plan FY2023: the entrance fee of 2,000 yen is waived, and the annual fee is halved from October to
//! December, for those who aren't members; members paid in full and never see it. The office says each year what holds.

use crate::model::{Campaign, Day, Lead, LeadHistory, LeadOutcome, LeadStage, Member, Season};
use crate::text::{fold_query, telephone_digits};

/// What may be promised of joining today. Asked of a lead, so that no member can be asked about; one that has joined
/// gets nothing more.
pub fn campaigns<'a>(
    lead: &Lead,
    seasons: impl IntoIterator<Item = &'a Season>,
    today: Day,
) -> Vec<&'a Campaign> {
    if lead.stage == LeadStage::PaidAndJoined {
        return Vec::new();
    }
    let current = seasons.into_iter().filter(|season| season.contains(today));
    let campaigns = current.flat_map(|season| &season.campaigns);
    campaigns
        .filter(|campaign| campaign.contains(today))
        .collect()
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
    use crate::model::{
        FactId, FiscalYear, LeadContact, LeadId, LeadManner, LeadSource, SeasonId, SeasonKind,
        TargetRule, UserId,
    };
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
                requests: Vec::new(),
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

    fn season(starts: &str, ends: &str, campaigns: &[(&str, Option<&str>, &str)]) -> Season {
        Season {
            id: SeasonId(Uuid::from_u128(3)),
            name: "会員増強".to_owned(),
            kind: SeasonKind::Recruitment,
            fiscal_year: FiscalYear(2023),
            starts_on: day(starts),
            ends_on: day(ends),
            rule: TargetRule::default(),
            campaigns: { campaigns.iter() }
                .map(|(words, from, until)| Campaign {
                    words: (*words).to_owned(),
                    starts_on: from.map(day),
                    ends_on: day(until),
                })
                .collect(),
        }
    }

    #[test]
    fn what_is_promised_is_the_offices_word_of_this_season_while_it_lasts() {
        let open = lead(LeadStage::Met, &[]);
        let seasons = [
            season(
                "2023-04-01",
                "2024-03-31",
                &[
                    ("入会金", None, "2024-03-31"),
                    ("年会費", Some("2023-10-01"), "2023-12-31"),
                ],
            ),
            season(
                "2022-04-01",
                "2023-03-31",
                &[("昨年度", None, "2024-03-31")],
            ),
        ];
        let promised = |lead: &Lead, today: &str| -> Vec<String> {
            let promised = campaigns(lead, &seasons, day(today)).into_iter();
            promised.map(|campaign| campaign.words.clone()).collect()
        };
        for (today, expected) in [
            ("2023-03-31", &["昨年度"][..]),
            ("2023-09-30", &["入会金"]),
            ("2023-10-01", &["入会金", "年会費"]),
            ("2023-12-31", &["入会金", "年会費"]),
            ("2024-01-01", &["入会金"]),
            ("2024-04-01", &[]),
        ] {
            assert_eq!(promised(&open, today), expected, "{today}");
        }
        let joined = lead(LeadStage::PaidAndJoined, &[]);
        assert!(promised(&joined, "2023-10-01").is_empty());
        assert!(campaigns(&open, &[], day("2023-10-01")).is_empty());
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
