//! Which facts count, after corrections and retractions.
//!
//! Source: architecture: facts are never changed; a correction replaces what it corrects, a retraction
//! takes a fact back, and every count uses the effective version.

use std::collections::{HashMap, HashSet};

use crate::model::FactId;
use crate::wire::{Fact, FactBody};

/// The facts that count, in the order given, which is oldest first: the server's `seq`, then the outbox.
///
/// A corrected fact is replaced by its newest correction; that correction may be corrected in turn.
/// Retracting a correction revives what it had corrected; retracting a fact takes its corrections along;
/// retracting a retraction brings the fact back. A fact given twice, as when it waits in the outbox and
/// has come back from the server, counts once. Retractions themselves are never returned. A correction
/// whose original isn't given counts by itself.
pub fn effective<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> Vec<&'a Fact> {
    effective_by(facts, |fact| *fact)
}

/// The same for things that carry a fact, such as a fact with its author.
pub fn effective_by<T>(
    things: impl IntoIterator<Item = T>,
    fact_of: impl Fn(&T) -> &Fact,
) -> Vec<T> {
    with_originals(things, fact_of)
        .into_iter()
        .map(|(_, thing)| thing)
        .collect()
}

/// The version of this fact that counts: itself, or what has corrected it since.
pub fn standing(facts: &[Fact], id: FactId) -> Option<&Fact> {
    let before = |later: FactId| facts.iter().find(|fact| fact.id == later)?.corrects;
    effective(facts).into_iter().find(|fact| {
        let earlier = std::iter::successors(Some(fact.id), |later| before(*later));
        // Facts that correct one another in a circle have no end.
        earlier.take(facts.len()).any(|version| version == id)
    })
}

/// The record that this fact is a version of: itself, or what its corrections go back to. That one may not be among
/// these facts, since the server takes replaced versions away.
pub fn began_as(facts: &[Fact], id: FactId) -> FactId {
    let before = |later: &FactId| facts.iter().find(|fact| fact.id == *later)?.corrects;
    let earlier = std::iter::successors(Some(id), before);
    // Facts that correct one another in a circle have no end.
    earlier.take(facts.len() + 1).last().unwrap_or(id)
}

/// Each effective thing with the id of the fact that it began as.
pub(super) fn with_originals<T>(
    things: impl IntoIterator<Item = T>,
    fact_of: impl Fn(&T) -> &Fact,
) -> Vec<(FactId, T)> {
    let mut seen = HashSet::new();
    let things: Vec<T> = things
        .into_iter()
        .filter(|thing| seen.insert(fact_of(thing).id))
        .collect();
    let picked = {
        let facts: Vec<&Fact> = things.iter().map(&fact_of).collect();
        pick(&facts)
    };
    things
        .into_iter()
        .enumerate()
        .filter_map(|(at, thing)| picked.get(&at).map(|original| (*original, thing)))
        .collect()
}

/// Positions of the effective facts, each with the id of its original.
fn pick(facts: &[&Fact]) -> HashMap<usize, FactId> {
    let position: HashMap<FactId, usize> = facts
        .iter()
        .enumerate()
        .map(|(at, fact)| (fact.id, at))
        .collect();
    let corrected = |fact: &Fact| match fact.body {
        FactBody::Retract { .. } => None,
        _ => fact
            .corrects
            .filter(|original| *original != fact.id)
            .and_then(|original| position.get(&original).copied()),
    };
    let mut corrections: Vec<Vec<usize>> = vec![Vec::new(); facts.len()];
    let mut originals: Vec<usize> = Vec::new();
    for (at, fact) in facts.iter().enumerate() {
        match corrected(fact) {
            Some(original) => corrections[original].push(at),
            None => originals.push(at),
        }
    }
    for at in in_circles(&originals, &corrections) {
        corrections[at].clear();
        originals.push(at);
    }
    let retracted = retracted(facts.iter().copied());
    // What corrects a retracted fact goes with it, be that one given or not.
    let goes_along = |fact: &Fact| {
        let original = fact.corrects.filter(|id| !position.contains_key(id));
        original.is_some_and(|original| retracted.contains(&original))
    };
    let stands = |at: usize| !retracted.contains(&facts[at].id) && !goes_along(facts[at]);
    let mut picked = HashMap::new();
    for original in originals {
        if !stands(original) || matches!(facts[original].body, FactBody::Retract { .. }) {
            continue;
        }
        let mut newest = original;
        while let Some(correction) = corrections[newest].iter().rfind(|at| stands(**at)) {
            newest = *correction;
        }
        picked.insert(newest, facts[original].id);
    }
    picked
}

/// What a retraction that itself stands has taken back. Given oldest first. Newest first, so that a retraction that was
/// taken back never acts.
pub fn retracted<'a>(facts: impl DoubleEndedIterator<Item = &'a Fact>) -> HashSet<FactId> {
    let mut retracted = HashSet::new();
    for retraction in facts.rev() {
        if let FactBody::Retract { fact } = &retraction.body
            && !retracted.contains(&retraction.id)
        {
            retracted.insert(*fact);
        }
    }
    retracted
}

/// Facts that correct each other in a circle, and what hangs on them: no honest device makes them. None
/// replaces another, so that nothing disappears.
fn in_circles(originals: &[usize], corrections: &[Vec<usize>]) -> Vec<usize> {
    let mut open: Vec<usize> = originals.to_vec();
    let mut is_reached = vec![false; corrections.len()];
    while let Some(at) = open.pop() {
        is_reached[at] = true;
        open.extend(&corrections[at]);
    }
    (0..corrections.len())
        .filter(|at| !is_reached[*at])
        .collect()
}

#[cfg(test)]
#[path = "effective_tests.rs"]
mod tests;
