//! The server's rule for one fact: a pure decision over what is stored.

use crate::model::UserId;
use crate::wire::sync::{DeferCode, RejectCode, ResultKind};
use crate::wire::{Fact, FactBody};

/// What the server knows that bears on one arriving fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The fact's id came before.
    pub receipt: Option<Receipt>,
    pub member: MemberStanding,
    /// One for each of the fact's `after`.
    pub parents: Vec<ParentState>,
    /// Author of the fact that this one retracts or corrects; `None` when it isn't stored.
    pub original_author: Option<UserId>,
}

/// What was answered when this id came first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    pub user: UserId,
    /// The bytes are the very same as then.
    pub same_body: bool,
    pub result: ResultKind,
}

/// How the author stands to the member that the fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberStanding {
    /// The fact is about no member.
    NotAboutOne,
    Holds,
    /// Reassigned meanwhile.
    HeldBefore,
    /// It was never this author's, or isn't known here.
    NeverHeld,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParentState {
    Stored,
    Rejected,
    Missing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Store it. `late`: the author doesn't hold the member any more; `held` with it: nobody here knows
    /// why the author should, be it that the member isn't known. Both count and wait for a coordinator's
    /// word; neither is ever a reason to reject.
    Apply { late: bool, held: bool },
    /// Store nothing; answer this. A rejection gets a receipt, a deferral never.
    Answer(ResultKind),
}

pub fn decide(fact: &Fact, author: UserId, stored: &Stored) -> Decision {
    if let Some(receipt) = &stored.receipt {
        return Decision::Answer(answer_again(receipt, author));
    }
    if let Err(invalid) = fact.validate() {
        return reject(RejectCode::Invalid, invalid.field);
    }
    if stored.parents.contains(&ParentState::Rejected) {
        return reject(RejectCode::ParentRejected, String::new());
    }
    if stored.parents.contains(&ParentState::Missing) {
        return wait_for_parent();
    }
    if changes_an_earlier_fact(fact) {
        match stored.original_author {
            None => return wait_for_parent(),
            Some(original) if original != author => {
                return reject(RejectCode::NotYours, String::new());
            }
            Some(_) => {}
        }
    }
    match stored.member {
        MemberStanding::NotAboutOne | MemberStanding::Holds => Decision::Apply {
            late: false,
            held: false,
        },
        MemberStanding::HeldBefore => Decision::Apply {
            late: true,
            held: false,
        },
        MemberStanding::NeverHeld => Decision::Apply {
            late: true,
            held: true,
        },
    }
}

/// A replay gets the answer it got, so that a lost reply costs nothing.
pub fn answer_again(receipt: &Receipt, author: UserId) -> ResultKind {
    if receipt.user != author || !receipt.same_body {
        return ResultKind::Rejected {
            code: RejectCode::IdReuse,
            message: String::new(),
        };
    }
    match receipt.result {
        ResultKind::Applied { seq } => ResultKind::Duplicate { seq },
        ref other => other.clone(),
    }
}

fn changes_an_earlier_fact(fact: &Fact) -> bool {
    fact.corrects.is_some() || matches!(fact.body, FactBody::Retract { .. })
}

fn reject(code: RejectCode, message: String) -> Decision {
    Decision::Answer(ResultKind::Rejected { code, message })
}

fn wait_for_parent() -> Decision {
    Decision::Answer(ResultKind::Deferred {
        code: DeferCode::ParentMissing,
        retry_s: 60,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CallAttempt, CallDirection, CallResult, FactId, MemberNumber, Moment};
    use crate::wire::fact::FACT_SCHEMA;
    use uuid::Uuid;

    fn user(n: u128) -> UserId {
        UserId(Uuid::from_u128(n))
    }

    fn call() -> Fact {
        Fact {
            id: FactId(Uuid::from_u128(1)),
            schema: FACT_SCHEMA,
            recorded_at: Moment::from_utc_ms(0),
            after: vec![],
            corrects: None,
            instead_of: None,
            body: FactBody::Call(CallAttempt::new(
                MemberNumber::parse("100003").expect("a number"),
                Moment::from_utc_ms(0),
                CallDirection::Out,
                CallResult::NoAnswer,
            )),
        }
    }

    fn nothing_stored() -> Stored {
        Stored {
            receipt: None,
            member: MemberStanding::Holds,
            parents: vec![],
            original_author: None,
        }
    }

    #[test]
    fn a_member_reassigned_or_never_ones_own_is_flagged_never_rejected() {
        let standing = |member| {
            decide(
                &call(),
                user(1),
                &Stored {
                    member,
                    ..nothing_stored()
                },
            )
        };
        assert_eq!(
            standing(MemberStanding::Holds),
            Decision::Apply {
                late: false,
                held: false
            }
        );
        assert_eq!(
            standing(MemberStanding::HeldBefore),
            Decision::Apply {
                late: true,
                held: false
            }
        );
        assert_eq!(
            standing(MemberStanding::NeverHeld),
            Decision::Apply {
                late: true,
                held: true
            }
        );
    }

    #[test]
    fn a_replay_gets_the_first_answer() {
        let receipt = |same_body, by| Stored {
            receipt: Some(Receipt {
                user: user(by),
                same_body,
                result: ResultKind::Applied { seq: 7 },
            }),
            ..nothing_stored()
        };
        let answer = |stored| decide(&call(), user(1), &stored);
        assert_eq!(
            answer(receipt(true, 1)),
            Decision::Answer(ResultKind::Duplicate { seq: 7 })
        );
        for stored in [receipt(false, 1), receipt(true, 2)] {
            assert!(matches!(
                answer(stored),
                Decision::Answer(ResultKind::Rejected {
                    code: RejectCode::IdReuse,
                    ..
                })
            ));
        }
    }

    #[test]
    fn children_wait_for_their_parent_and_fall_with_it() {
        let with = |parent| {
            decide(
                &call(),
                user(1),
                &Stored {
                    parents: vec![parent],
                    ..nothing_stored()
                },
            )
        };
        assert!(matches!(with(ParentState::Stored), Decision::Apply { .. }));
        assert!(matches!(
            with(ParentState::Missing),
            Decision::Answer(ResultKind::Deferred { .. })
        ));
        assert!(matches!(
            with(ParentState::Rejected),
            Decision::Answer(ResultKind::Rejected {
                code: RejectCode::ParentRejected,
                ..
            })
        ));
    }

    #[test]
    fn only_its_author_takes_a_fact_back() {
        let retract = Fact {
            body: FactBody::Retract {
                fact: FactId(Uuid::from_u128(9)),
            },
            ..call()
        };
        let by = |original_author| {
            let stored = Stored {
                original_author,
                member: MemberStanding::NotAboutOne,
                ..nothing_stored()
            };
            decide(&retract, user(1), &stored)
        };
        assert!(matches!(by(Some(user(1))), Decision::Apply { .. }));
        assert!(matches!(
            by(Some(user(2))),
            Decision::Answer(ResultKind::Rejected {
                code: RejectCode::NotYours,
                ..
            })
        ));
        assert!(matches!(
            by(None),
            Decision::Answer(ResultKind::Deferred { .. })
        ));
    }

    #[test]
    fn an_invalid_record_names_its_field() {
        let mut fact = call();
        if let FactBody::Call(call) = &mut fact.body {
            call.note = "あ".repeat(5_000);
        }
        assert_eq!(
            decide(&fact, user(1), &nothing_stored()),
            Decision::Answer(ResultKind::Rejected {
                code: RejectCode::Invalid,
                message: "note".into()
            })
        );
    }
}
