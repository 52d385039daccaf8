//! The model's own words, for every screen that shows them.

use shared::model::*;
use shared::wire::sync::{DeferCode, RejectCode};

use super::Lang;
use crate::words;

words! {
    outcome(Outcome) {
        Outcome::MetRepresentative => "代表者と面談", "Met the representative";
        Outcome::MetContact => "担当者と面談", "Met the contact";
        Outcome::AbsentStaffInformed => "不在・従業員対応", "Absent, staff informed us";
        Outcome::Absent => "不在", "Absent";
        Outcome::Declined => "お断り", "Declined";
        Outcome::Moved => "移転", "Moved";
        Outcome::Resting => "休業", "Resting";
        Outcome::Closed => "廃業", "Closed down";
        Outcome::Merged => "合併", "Merged";
        Outcome::Deceased => "代表者逝去", "Deceased";
    }
    photo_kind(PhotoKind) {
        PhotoKind::Photo => "写真", "Photo";
        PhotoKind::BusinessCard => "名刺", "Business card";
    }
    manner(VisitManner) {
        VisitManner::OnSite => "訪問", "On site";
        VisitManner::Online => "オンライン", "Online";
    }
    reaction(Reaction) {
        Reaction::Using => "利用中", "Using it";
        Reaction::Wants => "利用したい", "Wants it";
        Reaction::Considering => "検討する", "Considering";
        Reaction::NotNeeded => "不要", "Not needed";
    }
    mutual_aid_interest(MutualAidInterest) {
        MutualAidInterest::Told => "案内した", "Told about it";
        MutualAidInterest::Interested => "関心あり", "Interested";
        MutualAidInterest::WantsExplanation => "担当者の説明を希望", "Wants an explanation";
    }
    request_category(RequestCategory) {
        RequestCategory::Finance => "経営・資金", "Business and finance";
        RequestCategory::Staffing => "人材・雇用", "Staff and hiring";
        RequestCategory::Sales => "販路・交流", "Sales and contacts";
        RequestCategory::ChamberServices => "会議所の事業", "The chamber's services";
        RequestCategory::Government => "行政への要望", "For the government";
        RequestCategory::Membership => "会費・手続き", "Fees and formalities";
        RequestCategory::Other => "その他", "Other";
    }
    request_status(RequestStatus) {
        RequestStatus::Received => "受付", "Received";
        RequestStatus::InProgress => "対応中", "In progress";
        RequestStatus::Answered => "回答済み", "Answered";
        RequestStatus::Closed => "終了", "Closed";
    }
    task_status(TaskStatus) {
        TaskStatus::Open => "未対応", "Open";
        TaskStatus::Done => "対応済み", "Done";
    }
    case_status(CaseStatus) {
        CaseStatus::Open => "未対応", "Open";
        CaseStatus::InProgress => "対応中", "In progress";
        CaseStatus::Settled(CaseResult::Kept) => "継続", "Kept";
        CaseStatus::Settled(CaseResult::Left) => "退会", "Left";
        CaseStatus::Settled(CaseResult::Retracted) => "取り下げ", "Taken back";
    }
    risk_level(RiskLevel) {
        RiskLevel::Wavering => "迷っている", "Wavering";
        RiskLevel::Leaving => "退会したい", "Wants to leave";
    }
    risk_reason(RiskReason) {
        RiskReason::NoBenefit => "メリットを感じない", "Sees no benefit";
        RiskReason::Fee => "会費の負担", "The fee";
        RiskReason::Business => "業績不振", "Business is poor";
        RiskReason::NoTime => "利用する時間がない", "No time to use it";
        RiskReason::ClosingOrMoving => "廃業・移転の予定", "Closing or moving";
        RiskReason::Dissatisfied => "対応への不満", "Dissatisfied with us";
        RiskReason::Other => "その他", "Other";
    }
    changed_field(ChangedField) {
        ChangedField::Representative => "代表者", "Representative";
        ChangedField::Contact => "先方担当者", "Contact";
        ChangedField::Name => "事業所名", "Name";
        ChangedField::Address => "所在地", "Address";
        ChangedField::Telephone => "電話番号", "Telephone";
        ChangedField::ShopName => "屋号", "Shop name";
        ChangedField::VisitAddress => "訪問先住所", "Visit address";
        ChangedField::Entrance => "入口", "Entrance";
        ChangedField::ClosedOn => "定休日", "Closed on";
        ChangedField::GoodHours => "都合のよい時間", "Good hours";
        ChangedField::Other => "その他", "Other";
    }
    handover_item(HandoverItem) {
        HandoverItem::GiftCard500 => "ギフトカード500円", "Gift card, 500 yen";
        HandoverItem::GiftCard3000 => "ギフトカード3,000円", "Gift card, 3,000 yen";
        HandoverItem::CommemorativePlate => "記念プレート", "Commemorative plate";
        HandoverItem::Other => "その他", "Other";
    }
    next_step_kind(NextStepKind) {
        NextStepKind::VisitAgain => "再訪問", "Visit again";
        NextStepKind::CallAgain => "電話する", "Call";
        NextStepKind::OfficeCalls => "事務局から連絡", "The office calls";
        NextStepKind::Nothing => "なし", "Nothing";
    }
    call_result(CallResult) {
        CallResult::Appointment { .. } => "アポ取れた", "Appointment";
        CallResult::NoAnswer => "応答なし", "No answer";
        CallResult::ContactAbsent => "担当者不在", "Contact absent";
        CallResult::CallBack { .. } => "かけ直し", "Call back";
        CallResult::Declined => "お断り", "Declined";
        CallResult::WrongNumber => "番号違い", "Wrong number";
    }
    call_direction(CallDirection) {
        CallDirection::Out => "発信", "Outgoing";
        CallDirection::In => "折返し受電", "Called back";
    }
    purpose(Purpose) {
        Purpose::UsageProposal => "活用提案", "Usage proposal";
        Purpose::Retention => "退会慰留", "Retention";
        Purpose::RepresentativeChange => "代表者変更", "New representative";
        Purpose::WebJoinFollowUp => "WEB加入フォロー", "Web-join follow-up";
        Purpose::CommemorativePlate => "記念プレート", "Commemorative plate";
        Purpose::RequestedMaterial => "資料請求面談", "Requested material";
        Purpose::Recruiting => "加入勧誘", "Recruiting";
    }
    target_state(TargetState) {
        TargetState::Open => "対象", "Open";
        TargetState::OnHold => "保留", "On hold";
        TargetState::Done => "完了", "Done";
    }
    season_kind(SeasonKind) {
        SeasonKind::Retention => "退会防止", "Retention";
        SeasonKind::Recruitment => "会員増強", "Recruitment";
    }
    role(Role) {
        Role::Visitor => "訪問員", "Visitor";
        Role::Coordinator => "事務局担当", "Coordinator";
        Role::Administrator => "システム管理者", "Administrator";
        Role::Other => "この版では扱えない役割", "A role unknown to this version";
    }
    reject_code(RejectCode) {
        RejectCode::Malformed => "記録の形式を事務局側が読めませんでした", "The server couldn't read the record";
        RejectCode::Invalid => "記録の内容に受け付けられない項目があります", "Something in the record can't be accepted";
        RejectCode::TooLarge => "記録が大きすぎます", "The record is too large";
        RejectCode::IdReuse => "同じ番号で別の内容がすでに届いています", "Another record with the same id arrived before";
        RejectCode::Schema => "アプリの版が事務局側と合いません", "The app's version doesn't fit the server's";
        RejectCode::NotYours => "他の人の記録は直せません", "Another person's record can't be changed";
        RejectCode::ParentRejected => "もとの記録が受け付けられていません", "The record it depends on wasn't accepted";
        RejectCode::Other => "事務局側で受け付けられませんでした", "The server didn't accept it";
    }
    defer_code(DeferCode) {
        DeferCode::ParentMissing => "先に届くはずの記録を事務局側が待っています", "The server waits for a record that comes before it";
        DeferCode::Unavailable => "事務局側がいま保存できません", "The server can't store it just now";
        DeferCode::Other => "事務局側の準備を待っています", "The server isn't ready for it";
    }
    fault(Fault) {
        Fault::Missing => "入力してください", "please fill it in";
        Fault::TooLong => "長すぎます。短くしてください", "too long, please shorten it";
        Fault::TooMany => "件数が多すぎます", "too many entries";
        Fault::NotAllowed => "この内容は使えません", "not allowed";
    }
}

impl Lang {
    /// What is wrong with what stands in a record's field, and how to write it instead.
    pub fn fault_of(self, invalid: &Invalid) -> &'static str {
        let is_number = invalid.field.ends_with("telephone");
        match (self, invalid.fault) {
            (Self::Ja, Fault::NotAllowed) if is_number => {
                "0から始まる9〜11桁で入力してください(海外は+から)。分からなければ空けておけます"
            }
            (Self::En, Fault::NotAllowed) if is_number => {
                "nine to eleven digits beginning with 0 (abroad: with +), or leave it empty"
            }
            (_, fault) => self.fault(fault),
        }
    }

    /// A record's field as the forms call it; `None` for one that no form shows.
    pub fn record_field(self, field: &str) -> Option<&'static str> {
        let part = field.split('.').next().unwrap_or_default();
        Some(match (self, part) {
            (Self::Ja, "outcome" | "result") => "結果",
            (Self::En, "outcome" | "result") => "Result",
            (Self::Ja, "met_person") => "話した方",
            (Self::En, "met_person") => "Whom you talked to",
            (Self::Ja, "note") => "メモ",
            (Self::En, "note") => "Note",
            (Self::Ja, "opinion") => "所感",
            (Self::En, "opinion") => "Your opinion",
            (Self::Ja, "proposals") => "提案",
            (Self::En, "proposals") => "Proposals",
            (Self::Ja, "mutual_aid") => "生命共済",
            (Self::En, "mutual_aid") => "Mutual-aid cover",
            (Self::Ja, "requests") => "要望・ご意見",
            (Self::En, "requests") => "Requests",
            (Self::Ja, "office_tasks") => "事務局への依頼",
            (Self::En, "office_tasks") => "Tasks for the office",
            (Self::Ja, "complaint") => "クレーム",
            (Self::En, "complaint") => "Complaint",
            (Self::Ja, "risk") => "退会の兆し",
            (Self::En, "risk") => "Signs of leaving",
            (Self::Ja, "changes") => "変更の聞き取り",
            (Self::En, "changes") => "Changes heard",
            (Self::Ja, "introductions") => "紹介",
            (Self::En, "introductions") => "Introductions",
            (Self::Ja, "leaflets") => "配布物",
            (Self::En, "leaflets") => "Leaflets",
            (Self::Ja, "handed_over") => "手渡し",
            (Self::En, "handed_over") => "Handed over",
            (Self::Ja, "next_step") => "次の予定",
            (Self::En, "next_step") => "Next step",
            (Self::Ja, "photos") => "写真",
            (Self::En, "photos") => "Photos",
            (Self::Ja, "member") => "会員",
            (Self::En, "member") => "Member",
            _ => return None,
        })
    }

    /// Why this member, as a chip.
    pub fn reason(self, reason: Reason) -> String {
        let fixed = match (self, reason) {
            (Self::Ja, Reason::NeverUsed) => "利用なし",
            (Self::En, Reason::NeverUsed) => "Never used a service",
            (Self::Ja, Reason::Wavering) => "退会の兆し",
            (Self::En, Reason::Wavering) => "May leave",
            (Self::Ja, Reason::RepresentativeChanged) => "代表者変更",
            (Self::En, Reason::RepresentativeChanged) => "New representative",
            (Self::Ja, Reason::WebJoined) => "WEB加入",
            (Self::En, Reason::WebJoined) => "Joined on the web",
            (Self::Ja, Reason::UnansweredRequest) => "要望に未回答",
            (Self::En, Reason::UnansweredRequest) => "Request unanswered",
            (Self::Ja, Reason::NeverContacted) => "接触なし",
            (Self::En, Reason::NeverContacted) => "Never contacted",
            (Self::Ja, Reason::MonthsSinceContact(months)) => {
                return format!("{months}か月接触なし");
            }
            (Self::En, Reason::MonthsSinceContact(months)) => {
                return format!("{months} months since contact");
            }
            (Self::Ja, Reason::MembershipYear(year)) => return format!("加入{year}年目"),
            (Self::En, Reason::MembershipYear(year)) => return format!("Year {year}"),
        };
        fixed.to_owned()
    }

    /// 議員, 支部, …; another word of the membership system stays as it came.
    pub fn join_source(self, source: &JoinSource) -> String {
        let english = match (self, source) {
            (Self::Ja, _) | (_, JoinSource::Other(_)) => source.ja(),
            (Self::En, JoinSource::Councillor) => "Council member",
            (Self::En, JoinSource::Branch) => "Branch",
            (Self::En, JoinSource::WomensAssociation) => "Women's association",
            (Self::En, JoinSource::YouthGroup) => "Youth group",
            (Self::En, JoinSource::Member) => "Member",
            (Self::En, JoinSource::Staff) => "Staff",
            (Self::En, JoinSource::Bank) => "Bank",
            (Self::En, JoinSource::Web) => "Web",
        };
        english.to_owned()
    }
}
