//! What the coordinator has done so far with what arrived.

use shared::model::moment::plus_days;
use shared::model::{CaseStatus, Moment, RequestStatus, RiskLevel, TaskStatus, User};
use shared::wire::office::{ChangeCase, ChangeRequest, ChangeTask};

use super::{earlier, words};
use crate::db::audit::Actor;
use crate::db::{Db, office_tasks, requests, withdrawals};
use crate::error::ApiResult;

/// The coordinator answers every request older than three days but each fourth, does half of the
/// tasks, and has begun with whoever wants to leave.
pub(super) fn act(db: &Db, coordinator: &User, now: Moment) -> ApiResult<()> {
    let office = |days| Actor {
        user: coordinator.id,
        at: earlier(now, days),
    };
    let waits_since = plus_days(now.day(), -3);
    let heard = db.read(requests::list)?;
    for (at, line) in heard.iter().enumerate() {
        let request = &line.line;
        let answer = words::REQUESTS
            .iter()
            .find(|(_, text, _)| *text == request.words)
            .map(|(_, _, answer)| (*answer).to_owned());
        let change = if request.heard_on < waits_since && at % 4 != 3 {
            ChangeRequest {
                answer,
                owner: Some(coordinator.id),
                ..ChangeRequest::default()
            }
        } else if at % 2 == 0 {
            ChangeRequest {
                status: Some(RequestStatus::InProgress),
                owner: Some(coordinator.id),
                due_on: Some(plus_days(now.day(), 5)),
                ..ChangeRequest::default()
            }
        } else {
            continue;
        };
        db.write(|write| requests::change(write, office(2), request.id, &change))?;
    }
    for (at, line) in db.read(office_tasks::list)?.iter().enumerate() {
        if at % 2 == 1 {
            let done = ChangeTask {
                status: Some(TaskStatus::Done),
                owner: Some(coordinator.id),
                due_on: None,
            };
            db.write(|write| office_tasks::change(write, office(1), line.line.id, &done))?;
        }
    }
    for line in db.read(withdrawals::list)? {
        if line.line.level == RiskLevel::Leaving {
            let begun = ChangeCase {
                status: Some(CaseStatus::InProgress),
                owner: Some(coordinator.id),
                deadline: Some(plus_days(now.day(), 1)),
            };
            db.write(|write| withdrawals::change(write, office(0), line.line.id, &begun))?;
        }
    }
    Ok(())
}
