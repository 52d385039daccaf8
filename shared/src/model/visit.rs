//! Visit 訪問: one visit, on site or online, and all that came of it. One visit is one mutation.

use chrono::NaiveTime;
use serde::{Deserialize, Serialize};

use super::limits::{
    Fault, LONG_TEXT, SHORT_TEXT, at_most, dialled, each_once, not_too_many, required,
};
use super::{
    ChangeReportId, ComplaintId, Day, FactId, Invalid, LeadId, MemberNumber, Moment, OfficeTaskId,
    PhotoRef, PlaceStamp, RequestId, ServiceId, TargetId, WithdrawalCaseId,
};
use crate::json::Json;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Visit {
    pub member: MemberNumber,
    /// `None` for a walk-in 飛び込み at a member without an open target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<TargetId>,
    pub at: Moment,
    pub manner: VisitManner,
    /// Not planned for that day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub walk_in: bool,
    pub outcome: Outcome,
    /// Whom one talked to, when it wasn't the representative.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub met_person: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proposals: Vec<Proposal>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutual_aid: Option<MutualAid>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requests: Vec<HeardRequest>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub office_tasks: Vec<HeardTask>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub complaint: Option<HeardComplaint>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<WithdrawalRisk>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<ChangeReport>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub introductions: Vec<HeardIntroduction>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub leaflets: Vec<Leaflet>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub handed_over: Vec<Handover>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<NextStep>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The visitor's own view, kept apart from the member's words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub opinion: String,
    /// The other half of one conversation with an owner of two businesses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_with: Option<FactId>,
    /// The pictures come after the visit, each by itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
    /// The representative whom the list names was confirmed on site.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub representative_confirmed: bool,
    /// Help with recruitment was asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asked_to_introduce: bool,
    /// Requests whose answers the member was told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers_told: Vec<RequestId>,
    /// Where the visitor stood, only if they wanted that said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceStamp>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum VisitManner {
    #[default]
    OnSite,
    Online,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    MetRepresentative,
    MetContact,
    /// 不在・従業員対応: staff told us something; not counted as met.
    AbsentStaffInformed,
    Absent,
    Declined,
    Moved,
    Resting,
    Closed,
    Merged,
    Deceased,
}

impl Outcome {
    pub const ALL: [Self; 10] = [
        Self::MetRepresentative,
        Self::MetContact,
        Self::AbsentStaffInformed,
        Self::Absent,
        Self::Declined,
        Self::Moved,
        Self::Resting,
        Self::Closed,
        Self::Merged,
        Self::Deceased,
    ];

    /// Counted as 面談.
    pub fn met(self) -> bool {
        matches!(self, Self::MetRepresentative | Self::MetContact)
    }

    /// Somebody spoke with us, so the whole form makes sense.
    pub fn talked(self) -> bool {
        self.met() || self == Self::AbsentStaffInformed
    }

    /// All contact stops at once; the office decides what it means.
    pub fn stops_contact(self) -> bool {
        matches!(
            self,
            Self::Resting | Self::Closed | Self::Merged | Self::Deceased
        )
    }
}

/// Proposal 提案: a service proposed, and the reaction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Proposal {
    pub service: ServiceId,
    pub reaction: Reaction,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum Reaction {
    Using,
    Wants,
    Considering,
    NotNeeded,
}

/// Mutual-aid life cover 生命共済. The visitor informs and records interest only: no sale, nothing about health.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct MutualAid {
    pub interest: MutualAidInterest,
    /// Needed when an explanation by the person in charge is wanted: who agreed to pass on what to whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum MutualAidInterest {
    Told,
    Interested,
    WantsExplanation,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Consent {
    pub agreed_by: String,
    pub passes_on: String,
    pub to: String,
}

/// A request 要望 in the member's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct HeardRequest {
    pub id: RequestId,
    pub category: RequestCategory,
    pub words: String,
    #[serde(default)]
    pub reply_wanted: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum RequestCategory {
    /// 経営・資金
    Finance,
    /// 人材・雇用
    Staffing,
    /// 販路・交流
    Sales,
    /// 会議所の事業
    ChamberServices,
    /// 行政への要望
    Government,
    /// 会費・手続き
    Membership,
    /// その他
    Other,
}

impl RequestCategory {
    pub const ALL: [Self; 7] = [
        Self::Finance,
        Self::Staffing,
        Self::Sales,
        Self::ChamberServices,
        Self::Government,
        Self::Membership,
        Self::Other,
    ];
}

/// Something the office must do for the member 事務局への依頼.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct HeardTask {
    pub id: OfficeTaskId,
    pub what: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
}

/// A complaint クレーム: a same-day matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct HeardComplaint {
    pub id: ComplaintId,
    pub words: String,
}

/// What points to a withdrawal. `Leaving` opens a line in the central register at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct WithdrawalRisk {
    pub case: WithdrawalCaseId,
    pub level: RiskLevel,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<RiskReason>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub words: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum RiskLevel {
    Wavering,
    Leaving,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum RiskReason {
    /// メリットを感じない
    NoBenefit,
    /// 会費の負担
    Fee,
    /// 業績不振
    Business,
    /// 利用する時間がない
    NoTime,
    /// 廃業・移転の予定
    ClosingOrMoving,
    /// 対応への不満
    Dissatisfied,
    /// その他
    Other,
}

impl RiskReason {
    pub const ALL: [Self; 7] = [
        Self::NoBenefit,
        Self::Fee,
        Self::Business,
        Self::NoTime,
        Self::ClosingOrMoving,
        Self::Dissatisfied,
        Self::Other,
    ];
}

/// Changed member data heard on site 変更聞き取り, old beside new; the office accepts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct ChangeReport {
    pub id: ChangeReportId,
    pub field: ChangedField,
    #[serde(default)]
    pub old: String,
    pub new: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum ChangedField {
    Representative,
    Contact,
    Name,
    Address,
    Telephone,
    ShopName,
    VisitAddress,
    Entrance,
    ClosedOn,
    GoodHours,
    Other,
}

impl ChangedField {
    pub const ALL: [Self; 11] = [
        Self::Representative,
        Self::Contact,
        Self::Name,
        Self::Address,
        Self::Telephone,
        Self::ShopName,
        Self::VisitAddress,
        Self::Entrance,
        Self::ClosedOn,
        Self::GoodHours,
        Self::Other,
    ];
}

/// A business introduced by the member 紹介.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct HeardIntroduction {
    pub lead: LeadId,
    pub business: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub telephone: String,
    /// The introduced business agreed to be contacted.
    #[serde(default)]
    pub consented: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Leaflet {
    /// Which edition, e.g. `2023年10月号`.
    pub edition: String,
    pub copies: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct Handover {
    pub item: HandoverItem,
    /// Number or name on the receipt.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub receipt: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum HandoverItem {
    GiftCard500,
    GiftCard3000,
    CommemorativePlate,
    Other,
}

impl HandoverItem {
    pub const ALL: [Self; 4] = [
        Self::GiftCard500,
        Self::GiftCard3000,
        Self::CommemorativePlate,
        Self::Other,
    ];
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Json)]
pub struct NextStep {
    pub kind: NextStepKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
    /// The time of that day, in minutes since midnight in Japan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minute: Option<u32>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, Json)]
#[serde(rename_all = "snake_case")]
pub enum NextStepKind {
    VisitAgain,
    CallAgain,
    OfficeCalls,
    Nothing,
}

impl Handover {
    /// Gift cards and plates are handed over against a receipt.
    pub fn lacks_receipt(&self) -> bool {
        self.item != HandoverItem::Other && self.receipt.trim().is_empty()
    }
}

impl NextStep {
    /// The day agreed on, where something is left for the visitor to do.
    pub fn due_on(&self) -> Option<Day> {
        match self.kind {
            NextStepKind::VisitAgain | NextStepKind::CallAgain => self.on,
            NextStepKind::OfficeCalls | NextStepKind::Nothing => None,
        }
    }

    /// Something is left for the visitor to do, and no day was agreed on. That is allowed: at the door it is often
    /// left open.
    pub fn is_undated(&self) -> bool {
        match self.kind {
            NextStepKind::VisitAgain | NextStepKind::CallAgain => self.on.is_none(),
            NextStepKind::OfficeCalls | NextStepKind::Nothing => false,
        }
    }

    /// The very moment, where one was agreed on.
    pub fn due_at(&self) -> Option<Moment> {
        let time = NaiveTime::from_num_seconds_from_midnight_opt(self.minute? * 60, 0)?;
        Some(Moment::in_japan(self.due_on()?, time))
    }

    /// When somebody comes again, as an appointment is.
    pub fn appointment(&self) -> Option<Moment> {
        let visits = self.kind == NextStepKind::VisitAgain;
        self.due_at().filter(|_| visits)
    }

    /// Nobody agrees at `at` on what lies before it.
    pub fn comes_after(&self, at: Moment) -> Result<(), Invalid> {
        match self.due_at() {
            Some(due) if due < at.to_the_minute() => {
                Err(Invalid::new("next_step.minute", Fault::NotAllowed))
            }
            Some(_) | None => Ok(()),
        }
    }

    pub(super) fn validate(&self) -> Result<(), Invalid> {
        at_most("next_step.note", &self.note, LONG_TEXT)?;
        match self.minute {
            Some(_) if self.on.is_none() => Err(Invalid::new("next_step.on", Fault::Missing)),
            Some(DAY_MINUTES..) => Err(Invalid::new("next_step.minute", Fault::NotAllowed)),
            Some(_) | None => Ok(()),
        }
    }
}

const DAY_MINUTES: u32 = 24 * 60;

impl NextStepKind {
    pub const ALL: [Self; 4] = [
        Self::VisitAgain,
        Self::CallAgain,
        Self::OfficeCalls,
        Self::Nothing,
    ];
}

impl Visit {
    /// A visit on site of which nothing more is known than how it ended.
    pub fn new(member: MemberNumber, at: Moment, outcome: Outcome) -> Self {
        Self {
            member,
            target: None,
            at,
            manner: VisitManner::OnSite,
            walk_in: false,
            outcome,
            met_person: String::new(),
            proposals: Vec::new(),
            mutual_aid: None,
            requests: Vec::new(),
            office_tasks: Vec::new(),
            complaint: None,
            risk: None,
            changes: Vec::new(),
            introductions: Vec::new(),
            leaflets: Vec::new(),
            handed_over: Vec::new(),
            next_step: None,
            note: String::new(),
            opinion: String::new(),
            linked_with: None,
            photos: Vec::new(),
            place: None,
            representative_confirmed: false,
            asked_to_introduce: false,
            answers_told: Vec::new(),
        }
    }

    /// Complaints and wishes to leave go first and show the office's number while unsent.
    pub fn is_urgent(&self) -> bool {
        is_urgent(self.complaint.as_ref(), self.risk.as_ref())
    }

    pub fn validate(&self) -> Result<(), Invalid> {
        self.faults().into_iter().next().map_or(Ok(()), Err)
    }

    /// All that keeps it from being recorded, each at its place.
    pub fn faults(&self) -> Vec<Invalid> {
        let mut found = Vec::new();
        let mut check = |kept: Result<(), Invalid>| found.extend(kept.err());
        check(at_most("met_person", &self.met_person, SHORT_TEXT));
        check(at_most("note", &self.note, LONG_TEXT));
        check(at_most("opinion", &self.opinion, LONG_TEXT));
        check(not_too_many("proposals", &self.proposals));
        for fault in request_faults(&self.requests) {
            check(Err(fault));
        }
        check(not_too_many("office_tasks", &self.office_tasks));
        check(not_too_many("changes", &self.changes));
        check(not_too_many("introductions", &self.introductions));
        check(not_too_many("leaflets", &self.leaflets));
        check(not_too_many("handed_over", &self.handed_over));
        check(not_too_many("answers_told", &self.answers_told));
        check(each_once(
            "office_tasks.id",
            self.office_tasks.iter().map(|task| task.id),
        ));
        check(each_once(
            "changes.id",
            self.changes.iter().map(|change| change.id),
        ));
        check(each_once(
            "introductions.lead",
            self.introductions.iter().map(|found| found.lead),
        ));
        for task in &self.office_tasks {
            check(required("office_tasks.what", &task.what, LONG_TEXT));
        }
        check(validate_urgent(self.complaint.as_ref(), None));
        check(validate_urgent(None, self.risk.as_ref()));
        for change in &self.changes {
            check(required("changes.new", &change.new, LONG_TEXT));
            check(at_most("changes.old", &change.old, LONG_TEXT));
        }
        for introduction in &self.introductions {
            check(required(
                "introductions.business",
                &introduction.business,
                SHORT_TEXT,
            ));
            check(at_most(
                "introductions.contact",
                &introduction.contact,
                SHORT_TEXT,
            ));
            check(dialled("introductions.telephone", &introduction.telephone));
        }
        for leaflet in &self.leaflets {
            check(required("leaflets.edition", &leaflet.edition, SHORT_TEXT));
        }
        for handover in &self.handed_over {
            check(at_most(
                "handed_over.receipt",
                &handover.receipt,
                SHORT_TEXT,
            ));
        }
        if let Some(next_step) = &self.next_step {
            check(next_step.validate());
        }
        if let Some(mutual_aid) = &self.mutual_aid {
            mutual_aid.validate().into_iter().for_each(&mut check);
        }
        if let Some(place) = &self.place {
            check(place.validate());
        }
        check(super::photo::validate(&self.photos));
        found
    }
}

/// A complaint, or a wish to leave.
pub(super) fn is_urgent(complaint: Option<&HeardComplaint>, risk: Option<&WithdrawalRisk>) -> bool {
    complaint.is_some() || risk.is_some_and(|risk| risk.level == RiskLevel::Leaving)
}

/// Of a visit, or of a contact with a lead.
pub(super) fn request_faults(requests: &[HeardRequest]) -> Vec<Invalid> {
    let whole = [
        not_too_many("requests", requests),
        each_once("requests.id", requests.iter().map(|request| request.id)),
    ];
    let words = requests.iter();
    let words = words.map(|request| required("requests.words", &request.words, LONG_TEXT));
    whole
        .into_iter()
        .chain(words)
        .filter_map(Result::err)
        .collect()
}

pub(super) fn validate_urgent(
    complaint: Option<&HeardComplaint>,
    risk: Option<&WithdrawalRisk>,
) -> Result<(), Invalid> {
    if let Some(complaint) = complaint {
        required("complaint.words", &complaint.words, LONG_TEXT)?;
    }
    if let Some(risk) = risk {
        at_most("risk.words", &risk.words, LONG_TEXT)?;
        not_too_many("risk.reasons", &risk.reasons)?;
    }
    Ok(())
}

impl MutualAid {
    fn validate(&self) -> [Result<(), Invalid>; 3] {
        let field = |name: &str, text: &str| {
            required(&["mutual_aid.consent.", name].concat(), text, SHORT_TEXT)
        };
        match (&self.consent, self.interest) {
            (None, MutualAidInterest::WantsExplanation) => {
                let missing = Invalid::new("mutual_aid.consent", Fault::Missing);
                [Err(missing), Ok(()), Ok(())]
            }
            (None, _) => [Ok(()), Ok(()), Ok(())],
            (Some(consent), _) => [
                field("agreed_by", &consent.agreed_by),
                field("passes_on", &consent.passes_on),
                field("to", &consent.to),
            ],
        }
    }
}
