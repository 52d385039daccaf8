//! The field's own words as types; each entity has its validation beside it.

pub mod area;
pub mod attention;
pub mod call;
pub mod carried;
pub mod fiscal_year;
pub mod id;
pub mod lead;
pub mod lead_contact;
pub mod limits;
pub mod member;
pub mod moment;
pub mod office;
pub mod photo;
pub mod place;
pub mod plan;
pub mod report;
pub mod season;
pub mod service;
pub mod stamp;
pub mod target;
pub mod user;
pub mod visit;

pub use area::{Area, AreaMap};
pub use attention::{AttentionId, AttentionKind, Resolution, ResolutionKind};
pub use call::{CallAttempt, CallDirection, CallResult};
pub use carried::{Carried, CarriedItem};
pub use fiscal_year::FiscalYear;
pub use id::*;
pub use lead::{Introduction, Lead, LeadSource, LeadStage, Reward, RewardKind};
pub use lead_contact::{FoundLead, LeadContact, LeadHistory, LeadManner, LeadOutcome};
pub use limits::{Fault, Invalid};
pub use member::{JoinSource, Member, MemberNumber, Representative, ServiceUsage};
pub use moment::{Day, Moment};
pub use office::{
    Answer, AnswerTold, CaseResult, CaseStatus, ChangeStep, Complaint, HeardChange, OfficeTask,
    Request, RequestStatus, TaskStatus, WithdrawalCase,
};
pub use photo::{MOST_PHOTO_BYTES, MOST_PHOTOS, PhotoKind, PhotoRef};
pub use place::{Place, Spot};
pub use plan::{OwnOrder, Plan};
pub use report::DailyReport;
pub use season::{Campaign, Season, SeasonKind, TargetRule};
pub use service::{CaseStory, Fit, MUTUAL_AID, Service};
pub use stamp::PlaceStamp;
pub use target::{Appointment, Assignment, Priority, Purpose, Reason, Target, TargetState};
pub use user::{Role, User};
pub use visit::*;
