//! Which of a season's targets the coordinator sees, and in which order. Pure.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};
use shared::model::{FiscalYear, Reason, TargetId, TargetState, UserId};
use shared::wire::office::TargetLine;

/// Every condition that is set must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Words folded for search; each must occur.
    pub words: Vec<String>,
    /// Any of them.
    pub reasons: Vec<ReasonKind>,
    pub branch: Option<String>,
    pub industry: Option<String>,
    pub cohort: Option<FiscalYear>,
    pub state: Option<TargetState>,
    pub holder: Holder,
    pub step: Option<Step>,
}

/// A reason without its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReasonKind {
    NeverUsed,
    Wavering,
    RepresentativeChanged,
    WebJoined,
    UnansweredRequest,
    NeverContacted,
    LongSinceContact,
}

impl ReasonKind {
    pub const ALL: [Self; 7] = [
        Self::NeverUsed,
        Self::Wavering,
        Self::RepresentativeChanged,
        Self::WebJoined,
        Self::UnansweredRequest,
        Self::NeverContacted,
        Self::LongSinceContact,
    ];

    fn is(self, reason: Reason) -> bool {
        match reason {
            Reason::NeverUsed => self == Self::NeverUsed,
            Reason::Wavering => self == Self::Wavering,
            Reason::RepresentativeChanged => self == Self::RepresentativeChanged,
            Reason::WebJoined => self == Self::WebJoined,
            Reason::UnansweredRequest => self == Self::UnansweredRequest,
            Reason::NeverContacted => self == Self::NeverContacted,
            Reason::MonthsSinceContact(_) => self == Self::LongSinceContact,
            Reason::MembershipYear(_) => false,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holder {
    #[default]
    Any,
    Nobody,
    Somebody,
    Visitor(UserId),
}

/// The steps that the progress table counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    Called,
    Reached,
    Visited,
    Met,
    /// Nobody has called or visited yet.
    Untouched,
}

impl Step {
    pub const ALL: [Self; 5] = [
        Self::Called,
        Self::Reached,
        Self::Visited,
        Self::Met,
        Self::Untouched,
    ];
}

impl Filter {
    /// How many narrow the list, beside the words that are typed in plain sight.
    pub fn conditions(&self) -> usize {
        let single = [
            self.branch.is_some(),
            self.industry.is_some(),
            self.cohort.is_some(),
            self.state.is_some(),
            self.holder != Holder::Any,
            self.step.is_some(),
        ];
        self.reasons.len() + single.into_iter().filter(|set| *set).count()
    }

    pub fn admits(&self, line: &TargetLine) -> bool {
        let target = &line.target;
        let holder = target.assignment.as_ref().map(|held| held.visitor);
        self.words.iter().all(|word| line.search_key.contains(word))
            && (self.reasons.is_empty() || self.reasons.iter().any(|kind| has(line, *kind)))
            && self.branch.as_ref().is_none_or(|it| *it == line.branch)
            && self.industry.as_ref().is_none_or(|it| *it == line.industry)
            && self
                .cohort
                .is_none_or(|it| it == FiscalYear::of(line.joined_on))
            && self.state.is_none_or(|it| it == target.state)
            && match self.holder {
                Holder::Any => true,
                Holder::Nobody => holder.is_none(),
                Holder::Somebody => holder.is_some(),
                Holder::Visitor(visitor) => holder == Some(visitor),
            }
            && self.step.is_none_or(|step| has_come(line, step))
    }
}

pub fn has(line: &TargetLine, kind: ReasonKind) -> bool {
    let mut reasons = line.target.priority.reasons.iter();
    reasons.any(|reason| kind.is(*reason))
}

fn has_come(line: &TargetLine, step: Step) -> bool {
    let steps = line.steps;
    match step {
        Step::Called => steps.called,
        Step::Reached => steps.reached,
        Step::Visited => steps.visited,
        Step::Met => steps.met,
        Step::Untouched => !steps.called && !steps.visited,
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortBy {
    /// As the server ranks them: most urgent first.
    #[default]
    Urgency,
    Number,
    Name,
    Branch,
    Industry,
    JoinedOn,
    LastContact,
    Holder,
    State,
}

/// Places in `lines` of what the filter admits, sorted; equal ones keep the server's order.
pub fn arrange(lines: &[TargetLine], filter: &Filter, by: SortBy, descending: bool) -> Vec<usize> {
    let mut places: Vec<usize> = (0..lines.len())
        .filter(|place| filter.admits(&lines[*place]))
        .collect();
    let order = |a: &usize, b: &usize| {
        let order = compare(&lines[*a], &lines[*b], by);
        if descending { order.reverse() } else { order }
    };
    match (by, descending) {
        (SortBy::Urgency, false) => {}
        (SortBy::Urgency, true) => places.reverse(),
        _ => places.sort_by(order),
    }
    places
}

fn compare(a: &TargetLine, b: &TargetLine, by: SortBy) -> Ordering {
    let plan = |line: &TargetLine| {
        let held = line.target.assignment.as_ref();
        held.map(|held| (held.visitor, held.day, held.position))
    };
    match by {
        SortBy::Urgency => Ordering::Equal,
        SortBy::Number => a.target.member.cmp(&b.target.member),
        SortBy::Name => (&a.kana, &a.name).cmp(&(&b.kana, &b.name)),
        SortBy::Branch => a.branch.cmp(&b.branch),
        SortBy::Industry => a.industry.cmp(&b.industry),
        SortBy::JoinedOn => a.joined_on.cmp(&b.joined_on),
        SortBy::LastContact => a.last_contact_on.cmp(&b.last_contact_on),
        SortBy::Holder => plan(a).cmp(&plan(b)),
        SortBy::State => rank(a.target.state).cmp(&rank(b.target.state)),
    }
}

fn rank(state: TargetState) -> u8 {
    match state {
        TargetState::Open => 0,
        TargetState::OnHold => 1,
        TargetState::Done => 2,
    }
}

/// The different words of one column, most frequent first, with how often each occurs.
pub fn words_of<'a>(words: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    for word in words.filter(|word| !word.is_empty()) {
        *counts.entry(word).or_default() += 1;
    }
    let mut words: Vec<_> = counts
        .into_iter()
        .map(|(word, count)| (word.to_owned(), count))
        .collect();
    words.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    words
}

/// The targets at these places, as one command names them.
pub fn ids(lines: &[TargetLine], places: &[usize]) -> Vec<TargetId> {
    places.iter().map(|place| lines[*place].target.id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::model::{Assignment, MemberNumber, Priority, Purpose, SeasonId, Target};
    use shared::wire::office::Steps;

    fn id<T: std::str::FromStr>(n: u32) -> T
    where
        T::Err: std::fmt::Debug,
    {
        format!("00000000-0000-7000-8000-{n:012}")
            .parse()
            .expect("a uuid")
    }

    fn line(n: u32, branch: &str, reasons: Vec<Reason>) -> TargetLine {
        TargetLine {
            target: Target {
                id: id(n),
                season: id::<SeasonId>(1),
                member: MemberNumber::parse(&(100_000 + n).to_string()).expect("plain"),
                purpose: Purpose::UsageProposal,
                priority: Priority { points: 1, reasons },
                state: TargetState::Open,
                assignment: None,
            },
            name: format!("店{n}"),
            kana: String::new(),
            industry: "小売業".into(),
            branch: branch.into(),
            address: String::new(),
            joined_on: "2021-05-10".parse().expect("a day"),
            search_key: format!("店{n} ミセ"),
            do_not_contact: false,
            last_contact_on: None,
            steps: Steps::default(),
        }
    }

    fn lines() -> Vec<TargetLine> {
        let mut lines = vec![
            line(3, "中支部", vec![Reason::NeverUsed]),
            line(1, "西支部", vec![Reason::MonthsSinceContact(7)]),
            line(2, "中支部", vec![Reason::NeverUsed, Reason::Wavering]),
        ];
        lines[1].target.assignment = Some(Assignment {
            visitor: id(9),
            day: None,
            position: None,
            appointment: None,
        });
        lines[1].steps.called = true;
        lines
    }

    fn found(filter: &Filter) -> Vec<usize> {
        arrange(&lines(), filter, SortBy::Urgency, false)
    }

    #[test]
    fn an_empty_filter_admits_all_in_the_servers_order() {
        assert_eq!(found(&Filter::default()), [0, 1, 2]);
    }

    #[test]
    fn conditions_add_up_and_reasons_are_alternatives() {
        let mut filter = Filter {
            reasons: vec![ReasonKind::NeverUsed, ReasonKind::LongSinceContact],
            ..Filter::default()
        };
        assert_eq!(found(&filter), [0, 1, 2]);
        filter.branch = Some("中支部".into());
        assert_eq!(found(&filter), [0, 2]);
        filter.words = vec!["店2".into()];
        assert_eq!(found(&filter), [2]);
        filter.cohort = Some(FiscalYear(2020));
        assert_eq!(found(&filter), [0; 0]);
    }

    #[test]
    fn conditions_are_counted_without_the_words() {
        let mut filter = Filter {
            words: vec!["店".into()],
            ..Filter::default()
        };
        assert_eq!(filter.conditions(), 0);
        filter.reasons = vec![ReasonKind::NeverUsed, ReasonKind::Wavering];
        filter.holder = Holder::Nobody;
        filter.step = Some(Step::Called);
        assert_eq!(filter.conditions(), 4);
    }

    #[test]
    fn holder_and_step_lead_from_the_progress_table_to_its_targets() {
        let held = |holder| {
            found(&Filter {
                holder,
                ..Filter::default()
            })
        };
        assert_eq!(held(Holder::Nobody), [0, 2]);
        assert_eq!(held(Holder::Somebody), [1]);
        assert_eq!(held(Holder::Visitor(id(9))), [1]);
        assert_eq!(held(Holder::Visitor(id(8))), [0; 0]);
        let come = |step| {
            found(&Filter {
                step: Some(step),
                ..Filter::default()
            })
        };
        assert_eq!(come(Step::Called), [1]);
        assert_eq!(come(Step::Untouched), [0, 2]);
        assert_eq!(come(Step::Met), [0; 0]);
    }

    #[test]
    fn sorting_turns_round_and_keeps_equal_ones_in_order() {
        let sorted = |by, descending| arrange(&lines(), &Filter::default(), by, descending);
        assert_eq!(sorted(SortBy::Number, false), [1, 2, 0]);
        assert_eq!(sorted(SortBy::Number, true), [0, 2, 1]);
        assert_eq!(sorted(SortBy::Industry, true), [0, 1, 2]);
        assert_eq!(sorted(SortBy::Urgency, true), [2, 1, 0]);
    }

    #[test]
    fn words_come_with_their_counts() {
        let lines = lines();
        let branches = words_of(lines.iter().map(|line| line.branch.as_str()));
        assert_eq!(
            branches,
            [("中支部".to_owned(), 2), ("西支部".to_owned(), 1)]
        );
    }
}
