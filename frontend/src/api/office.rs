//! The console's requests, one function an endpoint.

use shared::json::Json;
use web_sys::File;

use shared::model::{
    AreaMap, AttentionId, ChangeReportId, ComplaintId, DeviceId, ImportId, Lead, LeadId,
    MemberNumber, OfficeTaskId, Place, RequestId, Season, SeasonId, UserId, WithdrawalCaseId,
};
use shared::wire::account::{
    ChangeUser, ChangeVisitorCard, Devices, NewUser, Session, Setup, SignIn, Users,
};
use shared::wire::attention::{Attention, Resolve};
use shared::wire::carried::{AllCarried, GiveOut};
use shared::wire::change_report::{ChangeReports, MoveChange};
use shared::wire::import::{
    AsOf, Columns, ImportHistory, ImportKind, ImportUndo, Imported, Preview,
};
use shared::wire::leads::{AssignLead, ChangeLead, Leads, NewLead};
use shared::wire::office::{
    Assign, Campaigns, ChangeCase, ChangeMember, ChangeRequest, ChangeTask, Choice, Chosen,
    Complaints, MemberFile, MemberPage, MemberWords, NewSeason, OfficeTasks, OrderDay, Progress,
    Requests, Seasons, Services, SetTargetPurpose, SetTargetState, TakeBack, Targets, Touched,
    Withdrawals,
};
use shared::wire::outbox_file::OutboxContent;
use shared::wire::{OfficeCard, ProblemKind, VisitorCard};

use super::{Body, Done, Failure, Method, reentry, request};

/// Requests of somebody who is signed in: should the session have ended, they wait for the next one.
async fn signed_in<T: Json>(method: Method, path: &str, body: Body) -> Result<T, Failure> {
    loop {
        let entries = reentry::entries();
        match request(method, path, body.clone()).await {
            Err(Failure::Refused(ProblemKind::SignedOut)) if reentry::wait(entries).await => {}
            reply => return reply,
        }
    }
}

async fn get<T: Json>(path: &str) -> Result<T, Failure> {
    signed_in(Method::Get, path, Body::Nothing).await
}

async fn send<T: Json>(method: Method, path: &str, message: &dyn Json) -> Result<T, Failure> {
    signed_in(method, path, Body::json(message)).await
}

fn encoded(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

// Coming and going. These never wait for a sign-in: they are about it.

pub async fn session() -> Result<Session, Failure> {
    request(Method::Get, "/api/session?app=console", Body::Nothing).await
}

pub async fn sign_in(message: &SignIn) -> Result<Session, Failure> {
    request(Method::Post, "/api/session", Body::json(message)).await
}

pub async fn sign_out() -> Result<Done, Failure> {
    request(Method::Delete, "/api/session?app=console", Body::Nothing).await
}

pub async fn set_up(message: &Setup) -> Result<Session, Failure> {
    request(Method::Post, "/api/setup", Body::json(message)).await
}

// People and phones

pub async fn users() -> Result<Users, Failure> {
    get("/api/users").await
}

pub async fn create_user(message: &NewUser) -> Result<Done, Failure> {
    send(Method::Post, "/api/users", message).await
}

pub async fn change_user(user: UserId, message: &ChangeUser) -> Result<Done, Failure> {
    send(Method::Patch, &format!("/api/users/{user}"), message).await
}

pub async fn visitor_card(user: UserId) -> Result<VisitorCard, Failure> {
    get(&format!("/api/users/{user}/card")).await
}

pub async fn put_visitor_card(
    user: UserId,
    card: &ChangeVisitorCard,
) -> Result<VisitorCard, Failure> {
    send(Method::Put, &format!("/api/users/{user}/card"), card).await
}

pub async fn devices() -> Result<Devices, Failure> {
    get("/api/devices").await
}

/// The phone's next request is refused, whoever uses it.
pub async fn revoke_device(id: DeviceId) -> Result<Done, Failure> {
    let path = format!("/api/devices/{id}/revoke");
    signed_in(Method::Post, &path, Body::Nothing).await
}

pub async fn restore_device(id: DeviceId) -> Result<Done, Failure> {
    let path = format!("/api/devices/{id}/restore");
    signed_in(Method::Post, &path, Body::Nothing).await
}

pub async fn office_card() -> Result<OfficeCard, Failure> {
    get("/api/office-card").await
}

pub async fn put_office_card(card: &OfficeCard) -> Result<Done, Failure> {
    send(Method::Put, "/api/office-card", card).await
}

// Members and their import

/// `page` counts from 0.
pub async fn members(search: &str, page: u32) -> Result<MemberPage, Failure> {
    get(&format!(
        "/api/members?search={}&page={page}",
        encoded(search)
    ))
    .await
}

pub async fn member_words() -> Result<MemberWords, Failure> {
    get("/api/members/words").await
}

pub async fn member(number: &MemberNumber) -> Result<MemberFile, Failure> {
    get(&format!("/api/members/{number}")).await
}

pub async fn change_member(number: &MemberNumber, change: &ChangeMember) -> Result<Done, Failure> {
    send(Method::Patch, &format!("/api/members/{number}"), change).await
}

pub async fn put_place(number: &MemberNumber, place: &Place) -> Result<Done, Failure> {
    send(Method::Put, &format!("/api/members/{number}/place"), place).await
}

// Outlines for the phones' map

pub async fn area_map() -> Result<AreaMap, Failure> {
    get("/api/area-map").await
}

pub async fn put_area_map(credit: &str, file: File) -> Result<AreaMap, Failure> {
    let path = format!("/api/area-map?credit={}", encoded(credit));
    signed_in(Method::Put, &path, Body::File(file)).await
}

pub async fn remove_area_map() -> Result<Done, Failure> {
    signed_in(Method::Delete, "/api/area-map", Body::Nothing).await
}

pub async fn services() -> Result<Services, Failure> {
    get("/api/services").await
}

pub async fn preview_import(kind: ImportKind, file: File) -> Result<Preview, Failure> {
    let kind = match kind {
        ImportKind::Members => "members",
        ImportKind::Usages => "usages",
    };
    let path = format!("/api/imports?kind={kind}&name={}", encoded(&file.name()));
    signed_in(Method::Post, &path, Body::File(file)).await
}

pub async fn choose_columns(import: ImportId, columns: &Columns) -> Result<Preview, Failure> {
    send(
        Method::Put,
        &format!("/api/imports/{import}/columns"),
        columns,
    )
    .await
}

pub async fn set_list_day(import: ImportId, as_of: &AsOf) -> Result<Done, Failure> {
    let path = format!("/api/imports/{import}/as-of");
    send(Method::Put, &path, as_of).await
}

pub async fn confirm_import(import: ImportId) -> Result<Imported, Failure> {
    let path = format!("/api/imports/{import}/confirm");
    signed_in(Method::Post, &path, Body::Nothing).await
}

pub async fn imports() -> Result<ImportHistory, Failure> {
    get("/api/imports").await
}

/// What undoing it would do now.
pub async fn preview_undo(import: ImportId) -> Result<ImportUndo, Failure> {
    get(&format!("/api/imports/{import}/undo")).await
}

pub async fn undo_import(import: ImportId) -> Result<ImportUndo, Failure> {
    let path = format!("/api/imports/{import}/undo");
    signed_in(Method::Post, &path, Body::Nothing).await
}

// Seasons, targets, assignments

pub async fn seasons() -> Result<Seasons, Failure> {
    get("/api/seasons").await
}

pub async fn create_season(season: &NewSeason) -> Result<Season, Failure> {
    send(Method::Post, "/api/seasons", season).await
}

pub async fn put_campaigns(season: SeasonId, campaigns: &Campaigns) -> Result<Season, Failure> {
    let path = format!("/api/seasons/{season}/campaigns");
    send(Method::Put, &path, campaigns).await
}

/// Whom a season would find that isn't stored yet.
pub async fn preview_season(season: &NewSeason) -> Result<Choice, Failure> {
    send(Method::Post, "/api/seasons/preview", season).await
}

/// Whom a stored season's rule finds today.
pub async fn preview_choice(season: SeasonId) -> Result<Choice, Failure> {
    get(&format!("/api/seasons/{season}/choose")).await
}

pub async fn choose(season: SeasonId) -> Result<Chosen, Failure> {
    let path = format!("/api/seasons/{season}/choose");
    signed_in(Method::Post, &path, Body::Nothing).await
}

pub async fn targets(season: SeasonId) -> Result<Targets, Failure> {
    get(&format!("/api/seasons/{season}/targets")).await
}

pub async fn progress(season: SeasonId) -> Result<Progress, Failure> {
    get(&format!("/api/seasons/{season}/progress")).await
}

pub async fn assign(message: &Assign) -> Result<Touched, Failure> {
    send(Method::Post, "/api/assignments", message).await
}

pub async fn take_back(message: &TakeBack) -> Result<Touched, Failure> {
    send(Method::Post, "/api/assignments/take-back", message).await
}

pub async fn order_day(message: &OrderDay) -> Result<Done, Failure> {
    send(Method::Put, "/api/assignments/order", message).await
}

pub async fn set_target_state(message: &SetTargetState) -> Result<Touched, Failure> {
    send(Method::Post, "/api/targets/state", message).await
}

pub async fn set_target_purpose(message: &SetTargetPurpose) -> Result<Touched, Failure> {
    send(Method::Post, "/api/targets/purpose", message).await
}

// What the visitors heard

pub async fn requests() -> Result<Requests, Failure> {
    get("/api/requests").await
}

pub async fn change_request(id: RequestId, change: &ChangeRequest) -> Result<Done, Failure> {
    send(Method::Patch, &format!("/api/requests/{id}"), change).await
}

pub async fn office_tasks() -> Result<OfficeTasks, Failure> {
    get("/api/office-tasks").await
}

pub async fn change_office_task(id: OfficeTaskId, change: &ChangeTask) -> Result<Done, Failure> {
    send(Method::Patch, &format!("/api/office-tasks/{id}"), change).await
}

pub async fn complaints() -> Result<Complaints, Failure> {
    get("/api/complaints").await
}

pub async fn change_complaint(id: ComplaintId, change: &ChangeTask) -> Result<Done, Failure> {
    send(Method::Patch, &format!("/api/complaints/{id}"), change).await
}

pub async fn withdrawals() -> Result<Withdrawals, Failure> {
    get("/api/withdrawals").await
}

pub async fn change_case(id: WithdrawalCaseId, change: &ChangeCase) -> Result<Done, Failure> {
    send(Method::Patch, &format!("/api/withdrawals/{id}"), change).await
}

// What visitors carry

pub async fn carried() -> Result<AllCarried, Failure> {
    get("/api/carried").await
}

pub async fn give_out(message: &GiveOut) -> Result<Done, Failure> {
    send(Method::Post, "/api/carried", message).await
}

// Leads

pub async fn leads() -> Result<Leads, Failure> {
    get("/api/leads").await
}

pub async fn add_lead(message: &NewLead) -> Result<Lead, Failure> {
    send(Method::Post, "/api/leads", message).await
}

pub async fn change_lead(id: LeadId, change: &ChangeLead) -> Result<Done, Failure> {
    send(Method::Patch, &format!("/api/leads/{id}"), change).await
}

pub async fn assign_lead(id: LeadId, message: &AssignLead) -> Result<Done, Failure> {
    send(Method::Put, &format!("/api/leads/{id}/visitor"), message).await
}

pub async fn change_reports() -> Result<ChangeReports, Failure> {
    get("/api/change-reports").await
}

pub async fn move_change(id: ChangeReportId, wish: &MoveChange) -> Result<Done, Failure> {
    send(Method::Patch, &format!("/api/change-reports/{id}"), wish).await
}

// What needs the office

pub async fn attention() -> Result<Attention, Failure> {
    get("/api/attention").await
}

pub async fn resolve(id: AttentionId, wish: &Resolve) -> Result<Done, Failure> {
    send(Method::Post, &format!("/api/attention/{id}/resolve"), wish).await
}

pub async fn reopen(id: AttentionId) -> Result<Done, Failure> {
    let path = format!("/api/attention/{id}/resolution");
    signed_in(Method::Delete, &path, Body::Nothing).await
}

pub async fn preview_outbox_file(file: File) -> Result<OutboxContent, Failure> {
    signed_in(Method::Post, "/api/outbox-files/preview", Body::File(file)).await
}

pub async fn import_outbox_file(file: File) -> Result<OutboxContent, Failure> {
    signed_in(Method::Post, "/api/outbox-files", Body::File(file)).await
}
