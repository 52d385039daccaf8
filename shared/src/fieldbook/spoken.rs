//! What both a visit and a call may hear or tell, as it is being written: a complaint, a wish to leave, an answer.

use crate::model::{
    ComplaintId, HeardComplaint, RequestId, RiskLevel, RiskReason, WithdrawalCaseId, WithdrawalRisk,
};

/// One change of what points to a withdrawal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RiskEdit {
    /// `None` takes all of it out.
    Level(Option<RiskLevel>),
    /// On, or off again.
    Reason(RiskReason),
    Words(String),
}

impl RiskEdit {
    /// `case` is the id, should nothing point to a withdrawal yet.
    pub fn apply(self, risk: &mut Option<WithdrawalRisk>, case: WithdrawalCaseId) {
        match self {
            Self::Level(None) => *risk = None,
            Self::Level(Some(level)) => match risk {
                Some(risk) => risk.level = level,
                None => {
                    *risk = Some(WithdrawalRisk {
                        case,
                        level,
                        reasons: Vec::new(),
                        words: String::new(),
                    });
                }
            },
            Self::Reason(tapped) => {
                if let Some(risk) = risk {
                    match risk.reasons.iter().position(|reason| *reason == tapped) {
                        Some(at) => drop(risk.reasons.remove(at)),
                        None => risk.reasons.push(tapped),
                    }
                }
            }
            Self::Words(words) => {
                if let Some(risk) = risk {
                    risk.words = words;
                }
            }
        }
    }
}

/// Without words there is no complaint.
pub fn write_complaint(complaint: &mut Option<HeardComplaint>, words: String, id: ComplaintId) {
    if words.trim().is_empty() {
        *complaint = None;
        return;
    }
    let id = complaint.as_ref().map_or(id, |complaint| complaint.id);
    *complaint = Some(HeardComplaint { id, words });
}

/// Whether the member was told the answer to this request.
pub fn tell_answer(told: &mut Vec<RequestId>, id: RequestId, on: bool) {
    told.retain(|other| *other != id);
    if on {
        told.push(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_points_to_a_withdrawal_keeps_its_case_while_it_changes() {
        let case = |n| WithdrawalCaseId(Uuid::from_u128(n));
        let mut risk = None;
        RiskEdit::Reason(RiskReason::Fee).apply(&mut risk, case(1));
        assert_eq!(risk, None, "reasons of nothing");
        RiskEdit::Level(Some(RiskLevel::Wavering)).apply(&mut risk, case(1));
        RiskEdit::Level(Some(RiskLevel::Leaving)).apply(&mut risk, case(2));
        for reason in [RiskReason::Fee, RiskReason::NoTime, RiskReason::Fee] {
            RiskEdit::Reason(reason).apply(&mut risk, case(3));
        }
        RiskEdit::Words("3月で".to_owned()).apply(&mut risk, case(4));
        let expected = WithdrawalRisk {
            case: case(1),
            level: RiskLevel::Leaving,
            reasons: vec![RiskReason::NoTime],
            words: "3月で".to_owned(),
        };
        assert_eq!(risk, Some(expected));
        RiskEdit::Level(None).apply(&mut risk, case(5));
        assert_eq!(risk, None);
    }

    #[test]
    fn a_complaint_keeps_its_id_until_it_has_no_words() {
        let id = |n| ComplaintId(Uuid::from_u128(n));
        let mut complaint = None;
        write_complaint(&mut complaint, "請求書".to_owned(), id(1));
        write_complaint(&mut complaint, "請求書が二度".to_owned(), id(2));
        let words = "請求書が二度".to_owned();
        assert_eq!(complaint, Some(HeardComplaint { id: id(1), words }));
        write_complaint(&mut complaint, " ".to_owned(), id(3));
        assert_eq!(complaint, None);
    }
}
