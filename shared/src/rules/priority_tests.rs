use proptest::prelude::*;

use super::*;
use crate::model::ServiceId;
use crate::model::ServiceUsage;
use crate::rules::fixtures::{day, member};

const TODAY: &str = "2023-10-02";

/// Nothing speaks for a visit: an old member, in contact this month.
fn settled() -> Standing {
    Standing {
        never_used: false,
        wavering: false,
        representative_changed: false,
        web_joined: false,
        unanswered_request: false,
        last_contact_on: Some(day("2023-09-20")),
        joined_on: day("2010-05-10"),
    }
}

#[test]
fn each_fact_gives_its_reason() {
    let today = day(TODAY);
    assert_eq!(priority(&settled(), today), Priority::default());
    let cases = [
        (
            Standing {
                never_used: true,
                ..settled()
            },
            Reason::NeverUsed,
        ),
        (
            Standing {
                wavering: true,
                ..settled()
            },
            Reason::Wavering,
        ),
        (
            Standing {
                representative_changed: true,
                ..settled()
            },
            Reason::RepresentativeChanged,
        ),
        (
            Standing {
                web_joined: true,
                ..settled()
            },
            Reason::WebJoined,
        ),
        (
            Standing {
                unanswered_request: true,
                ..settled()
            },
            Reason::UnansweredRequest,
        ),
        (
            Standing {
                last_contact_on: None,
                ..settled()
            },
            Reason::NeverContacted,
        ),
        (
            Standing {
                last_contact_on: Some(day("2023-06-30")),
                ..settled()
            },
            Reason::MonthsSinceContact(3),
        ),
        (
            Standing {
                joined_on: day("2021-05-10"),
                ..settled()
            },
            Reason::MembershipYear(2),
        ),
        (
            Standing {
                joined_on: day("2021-03-31"),
                ..settled()
            },
            Reason::MembershipYear(3),
        ),
    ];
    for (standing, reason) in cases {
        let priority = priority(&standing, today);
        assert_eq!(priority.reasons, [reason]);
        assert_eq!(priority.points, points(reason));
    }
}

#[test]
fn all_reasons_together_come_heaviest_first() {
    let standing = Standing {
        never_used: true,
        wavering: true,
        representative_changed: true,
        web_joined: true,
        unanswered_request: true,
        last_contact_on: Some(day("2020-10-02")),
        joined_on: day("2020-05-10"),
    };
    assert_eq!(
        priority(&standing, day(TODAY)).reasons,
        [
            Reason::NeverUsed,
            Reason::Wavering,
            Reason::RepresentativeChanged,
            Reason::WebJoined,
            Reason::UnansweredRequest,
            Reason::MonthsSinceContact(36),
            Reason::MembershipYear(3),
        ]
    );
}

#[test]
fn a_members_own_data_tells_what_it_can() {
    let today = day(TODAY);
    let plain = Standing::of_member(&member(), today);
    assert!(plain.never_used && !plain.web_joined && !plain.representative_changed);

    let mut used = member();
    used.usages.push(ServiceUsage {
        service: ServiceId("kenko-shindan".to_owned()),
        last_used_on: day("2022-01-01"),
        times: 1,
    });
    assert!(!Standing::of_member(&used, today).never_used);

    for (changed_on, expected) in [
        ("2023-10-02", true),
        ("2022-10-03", true),
        ("2022-10-02", false),
    ] {
        let mut changed = member();
        changed.representative_changed_on = Some(day(changed_on));
        let standing = Standing::of_member(&changed, today);
        assert_eq!(standing.representative_changed, expected, "{changed_on}");
    }
    for (joined_on, expected) in [
        ("2023-09-01", true),
        ("2020-04-01", true),
        ("2020-03-31", false),
    ] {
        let mut web = member();
        web.joined_via = Some(JoinSource::Web);
        web.joined_on = day(joined_on);
        assert_eq!(
            Standing::of_member(&web, today).web_joined,
            expected,
            "{joined_on}"
        );
    }
}

prop_compose! {
    fn standings()(
        never_used: bool, wavering: bool, representative_changed: bool, web_joined: bool,
        unanswered_request: bool,
        contact_days_ago in proptest::option::of(-400i64..20_000),
        joined_days_ago in -400i64..20_000,
    ) -> Standing {
        let ago = |days: i64| day(TODAY) - chrono::TimeDelta::days(days);
        Standing {
            never_used, wavering, representative_changed, web_joined, unanswered_request,
            last_contact_on: contact_days_ago.map(ago),
            joined_on: ago(joined_days_ago),
        }
    }
}

proptest! {
    #[test]
    fn whoever_never_used_a_service_comes_before_everybody_who_did(a in standings(), b in standings()) {
        let never = Standing { never_used: true, ..a };
        let used = Standing { never_used: false, ..b };
        let today = day(TODAY);
        prop_assert!(priority(&never, today).points > priority(&used, today).points);
    }

    #[test]
    fn points_are_the_sum_of_the_reasons_heaviest_first(standing in standings()) {
        let priority = priority(&standing, day(TODAY));
        let weights: Vec<u32> = priority.reasons.iter().copied().map(points).collect();
        prop_assert_eq!(priority.points, weights.iter().sum::<u32>());
        prop_assert!(weights.is_sorted_by(|a, b| a >= b));
    }

    #[test]
    fn a_heavier_reason_outweighs_all_lighter_ones(standing in standings()) {
        let heavier = Standing { wavering: true, never_used: false, ..standing };
        let lighter = Standing { wavering: false, never_used: false, ..standing };
        let all_others = Standing {
            representative_changed: true, web_joined: true, unanswered_request: true, ..lighter
        };
        let today = day(TODAY);
        prop_assert!(priority(&heavier, today).points > priority(&lighter, today).points);
        prop_assert!(points(Reason::Wavering) > priority(&all_others, today).points);
    }
}
