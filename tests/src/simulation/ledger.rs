//! What phones have shown as saved: kept outside of phones and server, never changed by either.

use std::collections::{BTreeMap, HashMap};

use shared::model::{FactId, LeadId, MemberNumber, UserId};

/// What must become of a record that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is good: the office must have it.
    Stored,
    /// Poison, or a dependent of poison: the phone must say so.
    Refused,
    /// Two records share one id: one of them arrives, the other is refused.
    OneOfTwo,
}

#[derive(Clone, Debug)]
pub struct Saved {
    pub id: FactId,
    pub user: UserId,
    pub body: String,
    pub phone: usize,
    /// The server never learns its id, or waits for a parent that it never learns of: nobody but this
    /// phone knows of its end.
    pub unheard: bool,
    pub fate: Fate,
    pub parents: Vec<FactId>,
    pub member: Option<MemberNumber>,
    pub lead: Option<LeadId>,
    /// It was refused, and its author has noted that or sent another in its stead: it is on no phone any more.
    pub settled: bool,
    /// What is about a member or a lead may be corrected, and anything but a retraction taken back.
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Visit,
    Call,
    Report,
    OwnOrder,
    FoundLead,
    LeadContact,
    Retraction,
}

#[derive(Debug, Default)]
pub struct Ledger {
    saves: Vec<Saved>,
    by_id: BTreeMap<FactId, Vec<usize>>,
    by_body: HashMap<String, usize>,
}

impl Ledger {
    pub fn note(&mut self, mut saved: Saved) {
        let twins = self.by_id.get(&saved.id).cloned().unwrap_or_default();
        if !twins.is_empty() {
            saved.fate = Fate::OneOfTwo;
        }
        let id = saved.id;
        self.by_body.insert(saved.body.clone(), self.saves.len());
        self.by_id.entry(id).or_default().push(self.saves.len());
        self.saves.push(saved);
        for twin in twins {
            self.now_one_of_two(twin);
        }
    }

    /// Its dependents can't be sure either.
    fn now_one_of_two(&mut self, place: usize) {
        if self.saves[place].fate != Fate::Stored {
            return;
        }
        self.saves[place].fate = Fate::OneOfTwo;
        let id = self.saves[place].id;
        let children: Vec<usize> = (0..self.saves.len())
            .filter(|child| self.saves[*child].parents.contains(&id))
            .collect();
        for child in children {
            self.now_one_of_two(child);
        }
    }

    /// A child shares the worst of its parents' fates.
    pub fn fate_after(&self, parents: &[FactId]) -> Fate {
        let fates = parents
            .iter()
            .filter_map(|parent| self.by_id.get(parent))
            .flatten()
            .map(|place| self.saves[*place].fate);
        fates.fold(Fate::Stored, |worst, fate| match (worst, fate) {
            (Fate::Refused, _) | (_, Fate::Refused) => Fate::Refused,
            (Fate::OneOfTwo, _) | (_, Fate::OneOfTwo) => Fate::OneOfTwo,
            (Fate::Stored, Fate::Stored) => Fate::Stored,
        })
    }

    pub fn settle(&mut self, body: &str) {
        if let Some(place) = self.by_body.get(body) {
            self.saves[*place].settled = true;
        }
    }

    /// It isn't on its phone any more, or what it depends on is not: then a server that went back may never have
    /// heard of that, and the phone itself concludes what becomes of it. So it may for what depends on somebody
    /// else's.
    pub fn is_put_away(&self, saved: &Saved) -> bool {
        let parents = saved.parents.iter().filter(|parent| **parent != saved.id);
        let mut places = parents
            .filter_map(|parent| self.by_id.get(parent))
            .flatten();
        saved.settled
            || places.any(|place| {
                let parent = &self.saves[*place];
                parent.user != saved.user || self.is_put_away(parent)
            })
    }

    pub fn has_dependents(&self, id: FactId) -> bool {
        self.saves.iter().any(|saved| saved.parents.contains(&id))
    }

    pub fn any_unheard(&self, parents: &[FactId]) -> bool {
        let saves = parents.iter().filter_map(|parent| self.by_id.get(parent));
        saves.flatten().any(|place| self.saves[*place].unheard)
    }

    pub fn saves(&self) -> &[Saved] {
        &self.saves
    }

    pub fn with_body(&self, body: &str) -> Option<&Saved> {
        self.by_body.get(body).map(|place| &self.saves[*place])
    }
}
