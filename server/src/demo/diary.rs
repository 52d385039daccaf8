//! Three visitors' last two weeks: whom they called, whom they met, what they heard.

use std::collections::BTreeMap;

use serde_json::value::to_raw_value;
use shared::model::moment::plus_days;
use shared::model::{
    CallAttempt, CallDirection, CallResult, ComplaintId, Consent, Day, DeviceId, FactId,
    HeardComplaint, HeardIntroduction, HeardRequest, HeardTask, LeadId, Leaflet, Moment, MutualAid,
    MutualAidInterest, NextStep, NextStepKind, OfficeTaskId, Outcome, Proposal, Reaction,
    RequestId, RiskLevel, Target, User, Visit, WithdrawalCaseId, WithdrawalRisk,
};
use shared::rules::{daily_report, suggestions};
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::sync::{About, PROTO, PushRequest, ResultKind};
use shared::wire::{Fact, FactBody};

use super::dice::Dice;
use super::round::{DAYS_BEHIND, Round, day_behind};
use super::{earlier, words, working_days_before};
use crate::db::push::push;
use crate::db::{Db, members, services};
use crate::error::{ApiError, ApiResult};

/// Pushes each visitor's days from their phones.
pub(super) fn write(db: &Db, rounds: &[(User, Round)], now: Moment) -> ApiResult<()> {
    let mut asked = 0;
    for (seed, (visitor, round)) in (0_u64..).zip(rounds) {
        let mut diary = Diary {
            db,
            dice: Dice::seeded(0x6D65_6775_7269 + seed),
            now,
            asked,
            first: seed == 0,
            days: BTreeMap::new(),
        };
        diary.days_behind(round)?;
        diary.before_todays_stops(round)?;
        asked = diary.asked;
        diary.send(visitor)?;
    }
    Ok(())
}

struct Diary<'a> {
    db: &'a Db,
    dice: Dice,
    now: Moment,
    /// Requests heard so far, so that each is used in turn.
    asked: usize,
    /// The first visitor also meets the rare things: a complaint, somebody who leaves.
    first: bool,
    days: BTreeMap<Day, Vec<Fact>>,
}

impl Diary<'_> {
    fn days_behind(&mut self, round: &Round) -> ApiResult<()> {
        for day in 0..DAYS_BEHIND {
            let on = day_behind(self.now.day(), day);
            for (at, target) in round.behind(day).iter().enumerate() {
                let minute = u32::try_from(at * 50).unwrap_or(0);
                if self.dice.one_in(2) {
                    self.call_before(target, working_days_before(on, 1), minute);
                }
                let visit = self.visit(target, moment(on, 10, minute), day, at)?;
                self.record(visit.at, FactBody::Visit(Box::new(visit)));
            }
        }
        Ok(())
    }

    fn call_before(&mut self, target: &Target, on: Day, minute: u32) {
        let result = match self.dice.below(4) {
            0 => CallResult::ContactAbsent,
            _ => CallResult::NoAnswer,
        };
        self.call(target, moment(on, 15, minute), result);
    }

    fn call(&mut self, target: &Target, at: Moment, result: CallResult) {
        let note = if self.dice.one_in(3) {
            self.text(&words::CALL_NOTES)
        } else {
            String::new()
        };
        let call = CallAttempt {
            target: Some(target.id),
            note,
            ..CallAttempt::new(target.member.clone(), at, CallDirection::Out, result)
        };
        self.record(at, FactBody::Call(call));
    }

    /// Today's stops have a history: two appointments, two requests heard, one who wavers.
    fn before_todays_stops(&mut self, round: &Round) -> ApiResult<()> {
        let today = self.now.day();
        let (last, week_ago) = (working_days_before(today, 1), working_days_before(today, 7));
        for (at, target) in round.today().iter().enumerate() {
            let minute = u32::try_from(at * 12).unwrap_or(0);
            match at {
                0 | 5 => {
                    let hour = if at == 0 { 10 } else { 14 };
                    let agreed = moment(today, hour, 30);
                    self.call(
                        target,
                        moment(last, 16, minute),
                        CallResult::Appointment { at: agreed },
                    );
                }
                1 | 4 | 7 => {
                    let mut visit = blank(
                        target,
                        moment(week_ago, 15, minute),
                        Outcome::AbsentStaffInformed,
                    );
                    visit.met_person = self.text(&words::STAFF);
                    if at == 7 {
                        visit.risk = Some(self.wavering(visit.at));
                    } else {
                        visit.requests.push(self.request(visit.at));
                    }
                    visit.note = self.text(&words::NOTES);
                    self.record(visit.at, FactBody::Visit(Box::new(visit)));
                }
                2 => {
                    let at = moment(today, 11, 30);
                    self.call(
                        target,
                        moment(last, 16, minute),
                        CallResult::CallBack { at },
                    );
                }
                3 => self.call(target, moment(last, 16, minute), CallResult::NoAnswer),
                _ => {}
            }
        }
        Ok(())
    }

    fn visit(&mut self, target: &Target, at: Moment, day: usize, stop: usize) -> ApiResult<Visit> {
        let outcome = match self.dice.below(100) {
            0..34 => Outcome::MetRepresentative,
            34..56 => Outcome::MetContact,
            56..70 => Outcome::AbsentStaffInformed,
            70..90 => Outcome::Absent,
            90..95 => Outcome::Declined,
            95..98 => Outcome::Moved,
            _ => Outcome::Closed,
        };
        let yesterday = self.first && day + 1 == DAYS_BEHIND;
        // The complaint and the wish to leave of yesterday need somebody who says so.
        let outcome = if yesterday && stop < 2 {
            Outcome::MetRepresentative
        } else {
            outcome
        };
        let mut visit = blank(target, at, outcome);
        if outcome.talked() {
            self.talk(&mut visit)?;
        }
        if yesterday && stop == 0 {
            visit.complaint = Some(HeardComplaint {
                id: ComplaintId::mint(at, self.dice.bytes()),
                words: words::COMPLAINT.to_owned(),
            });
        }
        if yesterday && stop == 1 {
            visit.risk = Some(WithdrawalRisk {
                level: RiskLevel::Leaving,
                words: words::LEAVING.to_owned(),
                ..self.wavering(at)
            });
        }
        if outcome == Outcome::Absent {
            visit.next_step = Some(NextStep {
                kind: NextStepKind::VisitAgain,
                on: Some(plus_days(at.day(), 14)),
                minute: None,
                note: String::new(),
            });
        }
        Ok(visit)
    }

    fn talk(&mut self, visit: &mut Visit) -> ApiResult<()> {
        visit.proposals = self.proposals(visit)?;
        if visit.outcome != Outcome::MetRepresentative {
            visit.met_person = self.text(&words::STAFF);
        }
        visit.note = self.text(&words::NOTES);
        if self.dice.one_in(3) {
            visit.opinion = self.text(&words::OPINIONS);
        }
        if self.dice.one_in(4) {
            visit.requests.push(self.request(visit.at));
        }
        if self.dice.one_in(6) {
            visit.office_tasks.push(HeardTask {
                id: OfficeTaskId::mint(visit.at, self.dice.bytes()),
                what: self.text(&words::TASKS),
                due_on: Some(plus_days(visit.at.day(), 7)),
            });
        }
        if self.dice.one_in(15) {
            visit.risk = Some(self.wavering(visit.at));
        }
        if self.dice.one_in(3) {
            visit.mutual_aid = Some(self.mutual_aid());
        }
        if self.dice.one_in(2) {
            visit.leaflets.push(Leaflet {
                edition: "活用事例集 第3版".to_owned(),
                copies: 1,
            });
        }
        if self.dice.one_in(12)
            && let Some((business, contact)) = self.dice.pick(&words::INTRODUCED)
        {
            visit.introductions.push(HeardIntroduction {
                lead: LeadId::mint(visit.at, self.dice.bytes()),
                business: business.to_owned(),
                contact: contact.to_owned(),
                telephone: String::new(),
                consented: true,
            });
        }
        Ok(())
    }

    /// What the phone suggests for this member, and how it was received.
    fn proposals(&mut self, visit: &Visit) -> ApiResult<Vec<Proposal>> {
        let number = visit.member.clone();
        let (member, catalogue) = self.db.read(|read| {
            let file = members::file(read, &number)?;
            Ok((file.map(|file| file.member), services::list(read)?))
        })?;
        let Some(member) = member else {
            return Ok(Vec::new());
        };
        let most = 1 + self.dice.below(2) as usize;
        let reactions = [
            Reaction::Wants,
            Reaction::Considering,
            Reaction::Considering,
            Reaction::NotNeeded,
        ];
        let mut proposals = Vec::new();
        for suggestion in suggestions(&member, &catalogue, visit.at.day())
            .iter()
            .take(most)
        {
            if let Some(reaction) = self.dice.pick(&reactions) {
                proposals.push(Proposal {
                    service: suggestion.service.id.clone(),
                    reaction,
                });
            }
        }
        Ok(proposals)
    }

    fn mutual_aid(&mut self) -> MutualAid {
        if self.dice.one_in(4) {
            MutualAid {
                interest: MutualAidInterest::WantsExplanation,
                consent: Some(Consent {
                    agreed_by: "代表者".to_owned(),
                    passes_on: "事業所名と電話番号".to_owned(),
                    to: "共済の担当".to_owned(),
                }),
            }
        } else {
            MutualAid {
                interest: MutualAidInterest::Told,
                consent: None,
            }
        }
    }

    fn request(&mut self, at: Moment) -> HeardRequest {
        let (category, text, _) = words::REQUESTS[self.asked % words::REQUESTS.len()];
        self.asked += 1;
        HeardRequest {
            id: RequestId::mint(at, self.dice.bytes()),
            category,
            words: text.to_owned(),
            reply_wanted: true,
        }
    }

    fn wavering(&mut self, at: Moment) -> WithdrawalRisk {
        let (reason, text) = words::RISKS[self.dice.below(5) as usize];
        WithdrawalRisk {
            case: WithdrawalCaseId::mint(at, self.dice.bytes()),
            level: RiskLevel::Wavering,
            reasons: vec![reason],
            words: text.to_owned(),
        }
    }

    fn text(&mut self, from: &[&'static str]) -> String {
        self.dice.pick(from).unwrap_or_default().to_owned()
    }

    fn record(&mut self, at: Moment, body: FactBody) {
        let fact = Fact {
            id: FactId::mint(at, self.dice.bytes()),
            schema: FACT_SCHEMA,
            recorded_at: at,
            after: Vec::new(),
            corrects: None,
            instead_of: None,
            body,
        };
        self.days.entry(at.day()).or_default().push(fact);
    }

    /// Each day's records with the day's report arrive in its evening.
    fn send(mut self, visitor: &User) -> ApiResult<()> {
        let device = DeviceId::mint(earlier(self.now, 30), self.dice.bytes());
        let days = std::mem::take(&mut self.days);
        for (day, mut facts) in days {
            facts.sort_by_key(|fact| fact.recorded_at.utc_ms);
            let evening = moment(day, 17, 40);
            let report = daily_report(day, &facts, evening);
            facts.push(Fact {
                id: FactId::mint(evening, self.dice.bytes()),
                schema: FACT_SCHEMA,
                recorded_at: evening,
                after: Vec::new(),
                corrects: None,
                instead_of: None,
                body: FactBody::DailyReport(report),
            });
            let muts = facts
                .iter()
                .map(to_raw_value)
                .collect::<Result<_, _>>()
                .map_err(|cause| ApiError::Fault(format!("the demo's own record: {cause}")))?;
            let request = PushRequest {
                proto: PROTO,
                schema: FACT_SCHEMA,
                device,
                user: visitor.id,
                epoch: None,
                seen: None,
                photo_seen: None,
                about: About {
                    app_version: env!("CARGO_PKG_VERSION").to_owned(),
                    ..About::default()
                },
                muts,
            };
            let reply = push(self.db, visitor.id, &request, evening, evening.utc_ms)?;
            let refused = reply
                .results
                .iter()
                .find(|answer| !matches!(answer.result, ResultKind::Applied { .. }));
            if let Some(answer) = refused {
                return Err(ApiError::Fault(format!(
                    "the demo's own record: {answer:?}"
                )));
            }
        }
        Ok(())
    }
}

fn moment(day: Day, hour: u32, minutes: u32) -> Moment {
    let minutes = hour * 60 + minutes;
    Moment::in_japan(day, words::time(minutes / 60, minutes % 60))
}

fn blank(target: &Target, at: Moment, outcome: Outcome) -> Visit {
    Visit {
        target: Some(target.id),
        ..Visit::new(target.member.clone(), at, outcome)
    }
}
