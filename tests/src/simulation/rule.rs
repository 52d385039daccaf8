//! What must be true, by name.

use std::fmt;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Every save that a phone showed is at the office exactly once, or visibly refused.
    SavedArrives,
    /// What a phone shows as arrived is at the office, under its author's name.
    ArrivedIsThere,
    /// Whose values didn't stand is told so.
    OverruledIsTold,
    /// Nothing of another person's is sent.
    OnlyOnesOwn,
    /// The bytes that were saved are the bytes that are sent and stored.
    SameBytes,
    /// The cursor never passes a row that the phone hasn't got.
    CursorPassesNothing,
    /// No row that was revoked before the cursor stays.
    NothingRevokedStays,
    /// At rest a phone shows exactly what its person may see.
    RowsAreRight,
    /// A bad record delays only what depends on it.
    PoisonStaysAlone,
    /// Nothing stands before an urgent fact but what that depends on.
    UrgentFirst,
    /// A picture of a visit that arrived is at the office, as it was taken and under its author's name.
    PhotoArrives,
    /// The office sees what was refused, too.
    RefusedIsSeen,
    /// A lead's history is each contact that counts, once.
    EachContactOnce,
    /// An app that is behind has all rows that it can read.
    OldAppsKeepUp,
    /// Another person's rows leave the phone.
    OnlyOnesRows,
    /// A saved record's draft doesn't come back.
    DraftIsGone,
    /// Everything comes to rest.
    ComesToRest,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SavedArrives => "what was saved arrives once or is visibly refused",
            Self::ArrivedIsThere => "what is shown as arrived is at the office",
            Self::OverruledIsTold => "whose values didn't stand is told so",
            Self::OnlyOnesOwn => "nothing of another person's is sent",
            Self::SameBytes => "the bytes saved are the bytes sent and stored",
            Self::CursorPassesNothing => "the cursor passes no unseen row",
            Self::NothingRevokedStays => "no revoked row stays",
            Self::RowsAreRight => "at rest the rows are what the person may see",
            Self::PoisonStaysAlone => "a bad record delays only what depends on it",
            Self::UrgentFirst => "what is urgent is sent first",
            Self::PhotoArrives => "a picture arrives as it was taken",
            Self::RefusedIsSeen => "the office sees what was refused",
            Self::EachContactOnce => "a lead's history is each contact that counts, once",
            Self::OldAppsKeepUp => "an app that is behind has all that it can read",
            Self::OnlyOnesRows => "another person's rows leave the phone",
            Self::DraftIsGone => "a saved record's draft doesn't come back",
            Self::ComesToRest => "everything comes to rest",
        })
    }
}

/// A rule that didn't hold.
#[derive(Clone, Debug)]
pub struct Violation {
    pub rule: Rule,
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "broken: {}: {}", self.rule, self.what)
    }
}

pub type Held = Result<(), Violation>;

/// The rule is broken unless `holds`.
pub fn check(rule: Rule, holds: bool, what: impl FnOnce() -> String) -> Held {
    if holds {
        Ok(())
    } else {
        Err(Violation { rule, what: what() })
    }
}
