//! What the console reads and writes.

use serde::{Deserialize, Serialize};

use super::Fact;
use crate::json::Json;
use crate::model::{
    Campaign, CaseStatus, Complaint, Day, Fault, FiscalYear, Member, Moment, OfficeTask, PhotoId,
    Purpose, Reason, Request, RequestCategory, RequestStatus, Season, SeasonKind, Service, Target,
    TargetId, TargetRule, TargetState, TaskStatus, UserId, WithdrawalCase,
};

/// `GET /api/members?search=&page=`: 100 a page, by number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct MemberPage {
    pub total: u64,
    pub page: u32,
    /// The day of which the membership list tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_as_of: Option<Day>,
    pub members: Vec<Member>,
}

/// `GET /api/members/words`: the words of the membership system that a rule can be narrowed by, each with
/// how many members have it; most first, then by the word. Blank ones are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct MemberWords {
    pub industries: Vec<(String, u64)>,
    pub branches: Vec<(String, u64)>,
}

/// `GET /api/members/{number}`: the member with everybody's contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct MemberFile {
    pub member: Member,
    pub targets: Vec<Target>,
    pub contacts: Vec<Contact>,
    pub requests: Vec<Request>,
    pub office_tasks: Vec<OfficeTask>,
    pub cases: Vec<WithdrawalCase>,
}

/// `PATCH /api/members/{number}`: what the office itself decides; the rest comes with imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ChangeMember {
    pub do_not_contact: bool,
}

/// A call or visit as the office sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Contact {
    pub by: UserId,
    pub fact: Fact,
    pub received_at: Moment,
    /// The author didn't hold the member when it arrived: counted, and shown as such.
    pub late: bool,
    pub retracted: bool,
    /// The pictures of a visit that have come; it may name more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoId>,
}

/// `POST /api/seasons`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct NewSeason {
    pub name: String,
    pub kind: SeasonKind,
    pub fiscal_year: FiscalYear,
    pub starts_on: Day,
    pub ends_on: Day,
    pub rule: TargetRule,
}

/// `PUT /api/seasons/{id}/campaigns`: all that hold from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Campaigns {
    pub campaigns: Vec<Campaign>,
}

/// `GET /api/seasons`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Seasons {
    pub seasons: Vec<SeasonLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct SeasonLine {
    pub season: Season,
    pub targets: u64,
}

/// `POST /api/seasons/preview` (with `NewSeason`) and `GET /api/seasons/{id}/choose`:
/// whom the rule finds, before anything is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Choice {
    pub total: u64,
    pub never_used: u64,
    pub by_cohort: Vec<(FiscalYear, u64)>,
    /// The first 50, most urgent first.
    pub first: Vec<TargetLine>,
}

/// `POST /api/seasons/{id}/choose`: targets are made for whom the rule finds and who isn't one yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Chosen {
    pub added: u64,
    pub total: u64,
}

/// `GET /api/seasons/{id}/targets`: all of them, most urgent first; the console filters in memory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Targets {
    pub targets: Vec<TargetLine>,
}

/// A target with what one needs to choose among hundreds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct TargetLine {
    pub target: Target,
    pub name: String,
    pub kana: String,
    pub industry: String,
    pub branch: String,
    pub address: String,
    pub joined_on: Day,
    pub search_key: String,
    pub do_not_contact: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_contact_on: Option<Day>,
    /// The very steps that `Reached` counts, so that each of its numbers leads to its list.
    #[serde(default)]
    pub steps: Steps,
}

/// How far one has come with a target, by the effective facts about it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Steps {
    pub called: bool,
    /// Somebody answered the telephone or the door.
    pub reached: bool,
    pub visited: bool,
    pub met: bool,
}

/// `POST /api/assignments`: gives targets to a visitor, on a day or without one; in one transaction.
/// Those that another visitor holds leave that phone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Assign {
    pub targets: Vec<TargetId>,
    pub visitor: UserId,
    #[serde(default)]
    pub day: Option<Day>,
}

/// `POST /api/assignments/take-back`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct TakeBack {
    pub targets: Vec<TargetId>,
}

/// `PUT /api/assignments/order`: the order of one visitor's day, first to last; must name exactly that day's targets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct OrderDay {
    pub visitor: UserId,
    pub day: Day,
    pub targets: Vec<TargetId>,
}

/// `POST /api/targets/state`: hold, reopen or close.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct SetTargetState {
    pub targets: Vec<TargetId>,
    pub state: TargetState,
}

/// `POST /api/targets/purpose`: what they are visited for. One that another target of the same member has
/// already in the season stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct SetTargetPurpose {
    pub targets: Vec<TargetId>,
    pub purpose: Purpose,
}

/// How many targets a command touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Touched {
    pub targets: u64,
}

/// `GET /api/seasons/{id}/progress`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Progress {
    pub total: Reached,
    pub visitors: Vec<VisitorProgress>,
    pub requests_by_category: Vec<(RequestCategory, u64)>,
    /// Badges of the menu: things that need somebody.
    pub needs: Needs,
    /// The server has no room, or no disk: what phones send waits on them.
    #[serde(default)]
    pub cannot_write: bool,
}

/// Of the targets: how far one has come. Each counts a target once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Reached {
    pub targets: u64,
    pub assigned: u64,
    pub called: u64,
    /// Somebody answered the telephone or the door.
    pub reached: u64,
    pub visited: u64,
    pub met: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct VisitorProgress {
    pub visitor: UserId,
    pub name: String,
    pub reached: Reached,
    /// Facts of the season's days that arrived at the office and count.
    pub arrived: u64,
    /// Facts that the phones heard of in the last 14 days said still waited.
    pub on_the_phone: u64,
    pub last_contact_ms: Option<i64>,
    pub late: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Needs {
    pub open_requests: u64,
    pub open_tasks: u64,
    pub open_complaints: u64,
    pub open_cases: u64,
    /// Lines of 要確認 that nobody has decided.
    #[serde(default)]
    pub open_attention: u64,
    /// Changes of member data that aren't in the membership system yet.
    #[serde(default)]
    pub open_changes: u64,
}

/// `GET /api/requests`, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Requests {
    pub requests: Vec<WithMember<Request>>,
}

/// `GET /api/office-tasks`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct OfficeTasks {
    pub office_tasks: Vec<WithMember<OfficeTask>>,
}

/// `GET /api/complaints`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Complaints {
    pub complaints: Vec<WithMember<Complaint>>,
}

/// `GET /api/withdrawals`: the central register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Withdrawals {
    pub cases: Vec<WithMember<WithdrawalCase>>,
}

/// A line of a list with the name of whom it is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct WithMember<T> {
    pub member_name: String,
    pub heard_by_name: String,
    pub line: T,
}

/// `PATCH /api/requests/{id}`: only what is given changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ChangeRequest {
    #[serde(default)]
    pub status: Option<RequestStatus>,
    #[serde(default)]
    pub owner: Option<UserId>,
    #[serde(default)]
    pub due_on: Option<Day>,
    /// Sets the answer and its day; it reaches every phone that holds the member.
    #[serde(default)]
    pub answer: Option<String>,
}

/// `PATCH /api/office-tasks/{id}` and `PATCH /api/complaints/{id}`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ChangeTask {
    #[serde(default)]
    pub status: Option<TaskStatus>,
    #[serde(default)]
    pub owner: Option<UserId>,
    /// Office tasks only.
    #[serde(default)]
    pub due_on: Option<Day>,
}

/// `PATCH /api/withdrawals/{id}`
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ChangeCase {
    #[serde(default)]
    pub status: Option<CaseStatus>,
    #[serde(default)]
    pub owner: Option<UserId>,
    #[serde(default)]
    pub deadline: Option<Day>,
}

/// `GET /api/services`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Services {
    pub services: Vec<Service>,
}

/// `PUT /api/office-card`: see `OfficeCard`.
pub type OfficeCard = super::OfficeCard;

impl TargetLine {
    pub fn has_reason(&self, wanted: fn(Reason) -> bool) -> bool {
        self.target.priority.reasons.iter().copied().any(wanted)
    }
}

/// Targets in one command.
pub const MOST_TARGETS: usize = 5_000;

/// A list of targets must name some, and not the whole world.
pub fn validate_targets(targets: &[TargetId]) -> Result<(), crate::model::Invalid> {
    let fault = match targets.len() {
        0 => Fault::Missing,
        1..=MOST_TARGETS => return Ok(()),
        _ => Fault::TooMany,
    };
    Err(crate::model::Invalid::new("targets", fault))
}
