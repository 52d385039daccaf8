use proptest::prelude::*;

use super::*;
use crate::model::{Fit, ServiceId, ServiceUsage};
use crate::rules::fixtures::{day, member};

const TODAY: &str = "2023-10-02";

fn service(id: &str, fit: Fit) -> Service {
    Service {
        id: ServiceId(id.to_owned()),
        name_ja: id.to_owned(),
        name_en: id.to_owned(),
        summary_ja: String::new(),
        summary_en: String::new(),
        script_ja: String::new(),
        script_en: String::new(),
        fit,
        stories: Vec::new(),
        aliases: Vec::new(),
    }
}

fn for_industry(industry: &str) -> Fit {
    Fit {
        industries: vec![industry.to_owned()],
        ..Fit::default()
    }
}

fn for_size(least: Option<u32>, most: Option<u32>) -> Fit {
    Fit {
        least_employees: least,
        most_employees: most,
        ..Fit::default()
    }
}

fn used(id: &str, last_used_on: &str) -> ServiceUsage {
    ServiceUsage {
        service: ServiceId(id.to_owned()),
        last_used_on: day(last_used_on),
        times: 1,
    }
}

fn proposed(member: &Member, services: &[Service]) -> Vec<(String, Vec<Why>)> {
    suggestions(member, services, day(TODAY))
        .into_iter()
        .map(|suggestion| (suggestion.service.id.to_string(), suggestion.why))
        .collect()
}

#[test]
fn each_proposal_says_why() {
    for (fit, expected) in [
        (Fit::default(), Some(vec![Why::NeverUsed])),
        (
            for_industry("飲食業"),
            Some(vec![Why::FitsIndustry, Why::NeverUsed]),
        ),
        (for_industry("製造業"), None),
        (
            for_size(None, Some(5)),
            Some(vec![Why::FitsSize, Why::NeverUsed]),
        ),
        (
            for_size(Some(5), None),
            Some(vec![Why::FitsSize, Why::NeverUsed]),
        ),
        (for_size(None, Some(4)), None),
        (for_size(Some(6), None), None),
    ] {
        let services = [service("a", fit.clone())];
        let why = proposed(&member(), &services).pop().map(|(_, why)| why);
        assert_eq!(why, expected, "{fit:?}");
    }
    let mut unknown_size = member();
    unknown_size.employees = None;
    let services = [service("a", for_size(Some(6), None))];
    assert_eq!(
        proposed(&unknown_size, &services),
        [("a".to_owned(), vec![Why::NeverUsed])]
    );
}

#[test]
fn the_rest_that_fits_can_be_offered_too_behind_the_best_three() {
    let mut services: Vec<Service> = (1..=5)
        .map(|n| service(&n.to_string(), Fit::default()))
        .collect();
    services.push(service("others", for_industry("製造業")));
    let ids = |found: Vec<Suggestion>| -> Vec<String> {
        found.iter().map(|one| one.service.id.to_string()).collect()
    };
    let all = ids(offers(&member(), &services, day(TODAY)));
    assert_eq!(all, ["1", "2", "3", "4", "5"]);
    assert_eq!(ids(suggestions(&member(), &services, day(TODAY))), all[..3]);
}

#[test]
fn what_is_in_use_is_never_proposed() {
    let services = [service("a", Fit::default())];
    for (last_used_on, expected) in [
        ("2023-10-01", None),
        ("2022-10-03", None),
        ("2022-10-02", Some(Why::UsedLongAgo { years: 1 })),
        ("2020-10-03", Some(Why::UsedLongAgo { years: 2 })),
        // Dated ahead: booked.
        ("2023-12-01", None),
    ] {
        let mut member = member();
        member.usages = vec![used("a", "2015-01-01"), used("a", last_used_on)];
        let why = proposed(&member, &services).pop().map(|(_, why)| why);
        assert_eq!(why, expected.map(|why| vec![why]), "{last_used_on}");
    }
}

#[test]
fn the_best_fit_comes_first_and_three_are_enough() {
    let heavy = Fit {
        weight: 9,
        ..Fit::default()
    };
    let services = [
        service("everybody", Fit::default()),
        service("used-before", heavy.clone()),
        service("weighty", heavy),
        service("size", for_size(Some(1), Some(9))),
        service("industry", for_industry("飲食業")),
    ];
    let mut member = member();
    member.usages = vec![used("used-before", "2019-01-01")];
    let ids = |services: &[Service]| -> Vec<String> {
        proposed(&member, services)
            .into_iter()
            .map(|(id, _)| id)
            .collect()
    };
    assert_eq!(ids(&services), ["industry", "size", "weighty"]);
    assert_eq!(ids(&services[..3]), ["weighty", "used-before", "everybody"]);
}

prop_compose! {
    fn fits()(
        industry in proptest::option::of(prop::sample::select(vec!["飲食業", "製造業"])),
        least_employees in proptest::option::of(0u32..10),
        most_employees in proptest::option::of(0u32..10),
        weight: u8,
    ) -> Fit {
        Fit {
            industries: industry.into_iter().map(str::to_owned).collect(),
            least_employees, most_employees, weight,
        }
    }
}

proptest! {
    #[test]
    fn at_most_three_each_with_a_why_and_none_in_use(
        fits in proptest::collection::vec(fits(), 0..12),
        used_days_ago in proptest::collection::vec(0i64..3_000, 0..12),
    ) {
        let today = day(TODAY);
        let services: Vec<Service> =
            fits.into_iter().enumerate().map(|(at, fit)| service(&at.to_string(), fit)).collect();
        let mut member = member();
        member.usages = used_days_ago
            .iter()
            .enumerate()
            .map(|(at, days)| ServiceUsage {
                last_used_on: today - chrono::TimeDelta::days(*days),
                ..used(&at.to_string(), TODAY)
            })
            .collect();
        let found = suggestions(&member, &services, today);
        prop_assert!(found.len() <= MOST_SUGGESTIONS);
        for suggestion in found {
            prop_assert!(!suggestion.why.is_empty());
            for usage in member.usages.iter().filter(|usage| usage.service == suggestion.service.id) {
                prop_assert!(months_between(usage.last_used_on, today) >= STILL_IN_USE_MONTHS);
            }
        }
    }
}

#[test]
fn a_lead_is_offered_what_suits_every_industry_first() {
    let weighing = |weight: u8, fit: Fit| Fit { weight, ..fit };
    let services = [
        service("trade", weighing(90, for_industry("卸売業"))),
        service("lesson", weighing(10, Fit::default())),
        service("advice", weighing(60, for_size(None, Some(20)))),
    ];
    let offers = offers_to_lead(&services).into_iter();
    let offers: Vec<(&str, Vec<Why>)> = offers
        .map(|offer| (offer.service.id.0.as_str(), offer.why))
        .collect();
    let (every, some) = (Why::ForEveryIndustry, Why::ForSomeIndustries);
    assert_eq!(
        offers,
        [
            ("advice", vec![every]),
            ("lesson", vec![every]),
            ("trade", vec![some])
        ]
    );
}
