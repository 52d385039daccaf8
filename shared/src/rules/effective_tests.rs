use proptest::prelude::*;

use super::*;
use crate::model::{CallResult, Outcome};
use crate::rules::fixtures::{call, call_fact, correcting, fact_id, retracting, visit, visit_fact};

fn plain(id: u128) -> Fact {
    visit_fact(id, visit("2023-10-02 10:00", Outcome::Absent))
}

fn correction(id: u128, original: u128) -> Fact {
    let met = visit("2023-10-02 10:00", Outcome::MetContact);
    correcting(original, visit_fact(id, met))
}

fn ids(facts: &[Fact]) -> Vec<FactId> {
    effective(facts).into_iter().map(|fact| fact.id).collect()
}

#[test]
fn the_standing_version_of_a_fact_is_its_newest_correction() {
    let facts = [plain(1), correction(2, 1), plain(4), correction(3, 2)];
    for (asked, stands) in [
        (1, Some(3)),
        (2, Some(3)),
        (3, Some(3)),
        (4, Some(4)),
        (9, None),
    ] {
        let found = standing(&facts, fact_id(asked)).map(|fact| fact.id);
        assert_eq!(found, stands.map(fact_id), "{asked}");
    }
    assert_eq!(standing(&[plain(1), retracting(2, 1)], fact_id(1)), None);
    // In a circle there is no end.
    let circle = [correction(1, 2), correction(2, 1)];
    assert_eq!(standing(&circle, fact_id(9)), None);
}

#[test]
fn corrections_replace_and_retractions_take_back() {
    for (name, facts, expected) in [
        ("nothing", vec![], vec![]),
        ("two visits", vec![plain(1), plain(2)], vec![1, 2]),
        ("retracted", vec![plain(1), retracting(2, 1)], vec![]),
        ("corrected", vec![plain(1), correction(2, 1)], vec![2]),
        (
            "corrected twice",
            vec![plain(1), correction(2, 1), correction(3, 1)],
            vec![3],
        ),
        (
            "a correction corrected",
            vec![plain(1), correction(2, 1), correction(3, 2)],
            vec![3],
        ),
        (
            "a retracted correction revives the original",
            vec![plain(1), correction(2, 1), retracting(3, 2)],
            vec![1],
        ),
        (
            "or the correction before it",
            vec![
                plain(1),
                correction(2, 1),
                correction(3, 1),
                retracting(4, 3),
            ],
            vec![2],
        ),
        (
            "retracting in the middle takes along what corrected it",
            vec![
                plain(1),
                correction(2, 1),
                correction(3, 2),
                retracting(4, 2),
            ],
            vec![1],
        ),
        (
            "retracting the original takes all along",
            vec![plain(1), correction(2, 1), retracting(3, 1)],
            vec![],
        ),
        (
            "a retraction taken back",
            vec![plain(1), retracting(2, 1), retracting(3, 2)],
            vec![1],
        ),
        (
            "given twice",
            vec![plain(1), plain(2), plain(1)],
            vec![1, 2],
        ),
        ("the original isn't here", vec![correction(2, 1)], vec![2]),
        (
            "a correction given first",
            vec![correction(2, 1), plain(1)],
            vec![2],
        ),
        (
            "retracting something unknown",
            vec![plain(1), retracting(2, 9)],
            vec![1],
        ),
        ("correcting itself", vec![correction(1, 1)], vec![1]),
        (
            "a circle hides nothing",
            vec![
                plain(1),
                correction(2, 3),
                correction(3, 2),
                correction(4, 3),
            ],
            vec![1, 2, 3, 4],
        ),
    ] {
        let expected: Vec<FactId> = expected.into_iter().map(fact_id).collect();
        assert_eq!(ids(&facts), expected, "{name}");
    }
}

#[test]
fn a_fact_keeps_its_author() {
    let facts = [
        ("Abe", plain(1)),
        ("Baba", plain(2)),
        ("Abe", retracting(3, 1)),
    ];
    let counted = effective_by(&facts, |(_, fact)| fact);
    assert_eq!(counted, [&facts[1]]);
}

#[test]
fn a_long_chain_of_corrections_is_no_trouble() {
    let mut facts = vec![plain(0)];
    facts.extend((1..50_000).map(|id| correction(id, id - 1)));
    assert_eq!(ids(&facts), [fact_id(49_999)]);
}

/// Histories as devices make them: each fact refers to an earlier one.
fn histories() -> impl Strategy<Value = Vec<Fact>> {
    proptest::collection::vec((0u8..4, any::<prop::sample::Index>()), 1..40).prop_map(|steps| {
        let mut facts: Vec<Fact> = Vec::new();
        for (id, (kind, index)) in (1u128..).zip(steps) {
            let earlier = (!facts.is_empty()).then(|| index.index(facts.len()) as u128 + 1);
            facts.push(match (kind, earlier) {
                (1, Some(earlier)) => correction(id, earlier),
                (2, Some(earlier)) => retracting(id, earlier),
                (3, _) => call_fact(id, call("2023-10-02 10:00", CallResult::NoAnswer)),
                _ => plain(id),
            });
        }
        facts
    })
}

proptest! {
    #[test]
    fn every_record_counts_at_most_once(facts in histories()) {
        let counted = with_originals(&facts, |fact| fact);
        let originals: HashSet<FactId> = counted.iter().map(|(original, _)| *original).collect();
        prop_assert_eq!(originals.len(), counted.len());
        for (original, fact) in counted {
            let is_retraction = matches!(fact.body, FactBody::Retract { .. });
            prop_assert!(!is_retraction);
            // Corrections lead back from what counts to what it began as.
            let mut at = fact;
            while at.id != original {
                let corrected = at.corrects.expect("leads back to the original");
                at = facts.iter().find(|fact| fact.id == corrected).expect("is given");
            }
        }
    }

    #[test]
    fn giving_facts_again_changes_nothing(facts in histories()) {
        let twice: Vec<Fact> = facts.iter().chain(&facts).cloned().collect();
        prop_assert_eq!(ids(&twice), ids(&facts));
    }

    #[test]
    fn retracting_and_taking_that_back_changes_nothing(
        facts in histories(),
        index: prop::sample::Index,
    ) {
        let undone = index.index(facts.len()) as u128 + 1;
        let mut more = facts.clone();
        more.push(retracting(1_000, undone));
        more.push(retracting(1_001, 1_000));
        prop_assert_eq!(ids(&more), ids(&facts));
    }
}

#[test]
fn taking_a_record_back_takes_all_its_versions_along_be_the_first_one_given_or_not() {
    let facts = [plain(1), correction(2, 1), correction(3, 2)];
    for version in [1, 2, 3] {
        assert_eq!(began_as(&facts, fact_id(version)), fact_id(1));
    }
    // The server takes replaced versions away.
    let newest = [correction(3, 2)];
    assert_eq!(began_as(&newest, fact_id(3)), fact_id(2));
    let [_, second, third] = facts;
    let taken_back = [second, third, retracting(4, 1)];
    assert_eq!(ids(&taken_back), []);
    let [second, third, retraction] = taken_back;
    let back = [second, third, retraction, retracting(5, 4)];
    assert_eq!(ids(&back), [fact_id(3)]);
    // In a circle there is no first one.
    let circle = [correction(1, 2), correction(2, 1)];
    assert!([1, 2].map(fact_id).contains(&began_as(&circle, fact_id(1))));
}
