//! What a tap on call, map or record starts.

use shared::fieldbook::{CallForm, Draft, DraftForm, Entry, FoundForm, LeadForm, VisitForm};
use shared::model::{CallDirection, FactId, FoundLead, LeadId, MemberNumber, Moment, PhotoId};
use shared::rules::{began_as, place_link, standing};
use shared::text::telephone_digits;
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::sync::RejectCode;
use shared::wire::{Fact, FactBody};

use super::desk::Desk;
use super::device;
use super::leads::{draft_name, name_of};
use super::pieces::forbidden;
use super::route::Route;
use crate::driver::StoreError;

/// Opens the record of a call; kept as a draft at once, because the dialler may close the app. An earlier
/// call without a result stays as it is.
pub fn open_call(desk: &Desk, entry: &Entry, direction: CallDirection) -> Route {
    let now = desk.driver.now();
    let goes_on = |draft: &&Draft| match &draft.form {
        DraftForm::Call(form) => {
            draft.member.as_ref() == Some(&entry.member.number) && form.goes_on(direction, now)
        }
        _ => false,
    };
    if let Some(draft) = desk.snap.drafts.iter().find(goes_on) {
        return draft_route(draft);
    }
    let target = entry.target.as_ref().map(|target| target.id);
    let form = DraftForm::Call(CallForm::new(now, direction, target));
    let draft = new_draft(desk, entry, now, form);
    let route = draft_route(&draft);
    desk.driver.save_draft(draft);
    route
}

/// Opens the record of a visit: the one being written, or else a new one.
pub fn open_visit(desk: &Desk, entry: &Entry) -> Route {
    let number = &entry.member.number;
    if let Some(draft) = desk.open_visit(number) {
        return Route::visit(draft.id);
    }
    let now = desk.driver.now();
    let stops = desk.snap.book.today(now.day()).stops;
    let planned = stops.iter().any(|stop| stop.entry.member.number == *number);
    let target = entry.target.as_ref().map(|target| target.id);
    let form = VisitForm::new(number.clone(), now, target, !planned);
    let draft = new_draft(desk, entry, now, DraftForm::Visit(Box::new(form)));
    let id = draft.id;
    desk.driver.save_draft(draft);
    Route::visit(id)
}

/// Opens the record of the owner's other business, as part of the conversation of an own visit.
pub fn link_record(desk: &Desk, visit: FactId, other: &MemberNumber) -> Option<Route> {
    let entry = desk.snap.book.member(other)?;
    let FactBody::Visit(said) = &desk.own_fact(visit)?.body else {
        return None;
    };
    let target = entry.target.as_ref().map(|target| target.id);
    let form = VisitForm::linked(visit, said, other.clone(), target);
    let form = DraftForm::Visit(Box::new(form));
    let draft = new_draft(desk, entry, desk.driver.now(), form);
    let route = Route::visit(draft.id);
    desk.driver.save_draft(draft);
    Some(route)
}

/// Another business of the same representative, which this visitor hasn't visited today.
pub fn other_business(desk: &Desk, number: &MemberNumber) -> Option<MemberNumber> {
    let me = desk.snap.me.as_ref()?.id;
    let entry = desk.snap.book.member(number)?;
    let same_owner = desk.snap.book.same_owner(entry);
    let other = same_owner.into_iter().find(|other| {
        forbidden(other, desk.now()).is_none()
            && !other.visited_by_on(me, desk.today())
            && desk.open_visit(&other.member.number).is_none()
    });
    other.map(|other| other.member.number.clone())
}

fn new_draft(desk: &Desk, entry: &Entry, now: Moment, form: DraftForm) -> Draft {
    Draft {
        id: FactId::mint(now, desk.driver.random()),
        member: Some(entry.member.number.clone()),
        changed_at: now,
        form,
    }
}

/// Opens a saved call, visit or contact with a lead to be corrected; the correction is a fact of its own.
pub fn correct(desk: &Desk, fact: &Fact) -> Option<Route> {
    let open = desk.snap.drafts.iter();
    if let Some(draft) = { open }.find(|draft| draft.corrects() == Some(fact.id)) {
        return Some(draft_route(draft));
    }
    let form = DraftForm::correcting(fact)?;
    let now = desk.driver.now();
    let draft = Draft {
        id: FactId::mint(now, desk.driver.random()),
        member: fact.member().cloned(),
        changed_at: now,
        form,
    };
    let route = draft_route(&draft);
    desk.driver.save_draft(draft);
    Some(route)
}

/// Opens a refused record to be sent in another's stead; the refused one stays until that is saved. What was
/// refused with it never arrives, so the new one doesn't wait for it.
pub async fn send_instead(
    desk: &Desk,
    refused: &Fact,
    code: RejectCode,
) -> Result<Option<Route>, StoreError> {
    let open = desk.snap.drafts.iter();
    if let Some(draft) = { open }.find(|draft| draft.instead_of() == Some(refused.id)) {
        return Ok(Some(draft_route(draft)));
    }
    let now = desk.driver.now();
    let mut refused = refused.clone();
    if code == RejectCode::ParentRejected {
        (refused.after, refused.corrects) = (Vec::new(), None);
    }
    let mut pictures = Vec::new();
    let form = match &refused.body {
        FactBody::Visit(visit) => {
            let random = || desk.driver.random();
            let mut form = VisitForm::instead_of(&refused, visit, now, random);
            let on_phone = desk.snap.sync.photos.iter();
            let own: Vec<PhotoId> = { on_phone.filter(|it| it.record == refused.id) }
                .map(|it| it.photo.id)
                .collect();
            // Those of the version that it corrects stay that one's.
            form.visit.photos.retain(|photo| !own.contains(&photo.id));
            let theirs = &form.visit.photos;
            pictures.extend(
                { visit.photos.iter() }
                    .filter(|it| !theirs.contains(it))
                    .cloned(),
            );
            DraftForm::Visit(Box::new(form))
        }
        FactBody::Call(call) => DraftForm::Call(CallForm {
            corrects: refused.corrects,
            instead_of: Some(refused.id),
            ..match refused.corrects {
                Some(_) => CallForm::reopened(call),
                None => CallForm::anew(call, now, || desk.driver.random()),
            }
        }),
        _ => return Ok(None),
    };
    let draft = Draft {
        id: FactId::mint(now, desk.driver.random()),
        member: refused.member().cloned(),
        changed_at: now,
        form,
    };
    let route = draft_route(&draft);
    desk.driver.begin_with_copies(draft, &pictures).await?;
    Ok(Some(route))
}

/// Where the draft is written on: a member may have several calls without a result.
pub fn draft_route(draft: &Draft) -> Route {
    match &draft.form {
        DraftForm::Call(_) => Route::Call(draft.id.to_string()),
        DraftForm::Visit(_) => Route::visit(draft.id),
        DraftForm::Report(form) => Route::Report(Some(form.day)),
        DraftForm::FoundLead(_) | DraftForm::LeadContact(_) => {
            Route::LeadRecord(draft.id.to_string())
        }
    }
}

/// How much of a corrected record is taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All its versions.
    Whole,
    /// This version: of a correction just made, what it had replaced counts again.
    Version,
}

/// What was taken back, and the draft in which it is written anew.
#[derive(Debug)]
pub struct TakenBack {
    pub retraction: FactId,
    pub anew: Draft,
}

/// Takes an own record back and begins the draft in which it is written anew. The retraction is a fact of its own; what
/// was sent stays on record.
pub async fn take_back(
    desk: &Desk,
    fact: &Fact,
    extent: Extent,
) -> Result<Option<TakenBack>, StoreError> {
    let now = desk.driver.now();
    let (taken_back, corrects) = match extent {
        Extent::Whole => (began_as(desk.snap.book.own(), fact.id), None),
        Extent::Version => (fact.id, fact.corrects),
    };
    let retraction = Fact {
        id: FactId::mint(now, desk.driver.random()),
        schema: FACT_SCHEMA,
        recorded_at: now,
        after: vec![taken_back],
        corrects: None,
        instead_of: None,
        body: FactBody::Retract { fact: taken_back },
    };
    let retracted_by = retraction.id;
    let mut pictures = Vec::new();
    let form = match &fact.body {
        FactBody::Visit(visit) => {
            // One that was ready after the record had been saved is in its correction.
            let stands = standing(desk.snap.book.own(), fact.id);
            pictures.clone_from(match stands.map(|fact| &fact.body) {
                Some(FactBody::Visit(newest)) => &newest.photos,
                _ => &visit.photos,
            });
            let random = || desk.driver.random();
            // What a taken back correction had replaced counts again: it is still to be replaced.
            DraftForm::Visit(Box::new(VisitForm {
                corrects,
                ..VisitForm::reopened(visit, retracted_by, now, random)
            }))
        }
        FactBody::Call(call) => DraftForm::Call(CallForm {
            after: vec![retracted_by],
            corrects,
            ..CallForm::anew(call, now, || desk.driver.random())
        }),
        FactBody::LeadContact(contact) => DraftForm::LeadContact(LeadForm {
            after: vec![retracted_by],
            corrects,
            ..LeadForm::reopened(contact)
        }),
        FactBody::FoundLead(found) => DraftForm::FoundLead(FoundForm {
            lead: FoundLead {
                lead: match corrects {
                    Some(_) => found.lead,
                    // The old id belongs to the lead that was taken back.
                    None => LeadId::mint(now, desk.driver.random()),
                },
                ..(**found).clone()
            },
            after: vec![retracted_by],
            corrects,
        }),
        FactBody::DailyReport(_) | FactBody::OwnOrder(_) | FactBody::Retract { .. } => {
            return Ok(None);
        }
    };
    let anew = Draft {
        // Bringing the record back bears this id, and comes after what it undoes.
        id: FactId::mint(now.plus_ms(1), desk.driver.random()),
        member: fact.member().cloned(),
        changed_at: now,
        form,
    };
    let driver = &desk.driver;
    driver.take_back(retraction, anew.clone(), pictures).await?;
    Ok(Some(TakenBack {
        retraction: retracted_by,
        anew,
    }))
}

/// Whom the draft is about.
pub fn name_of_draft(desk: &Desk, draft: &Draft) -> String {
    match (&draft.form, &draft.member) {
        (DraftForm::FoundLead(form), _) => draft_name(desk.lang(), form),
        (DraftForm::LeadContact(form), _) => name_of(desk, form.contact.lead),
        (_, Some(number)) => desk.name_of(number),
        (_, None) => String::new(),
    }
}

/// `tel:` with digits only; `None` without a number.
pub fn telephone_link(entry: &Entry) -> Option<String> {
    let digits = telephone_digits(&entry.member.telephone);
    (!digits.is_empty()).then(|| "tel:".to_owned() + &digits)
}

/// Opens the phone's map by the address' text; `None` without an address.
pub fn map_link(entry: &Entry) -> Option<String> {
    address_link(entry.member.goes_to().0)
}

pub fn address_link(address: &str) -> Option<String> {
    let known = !address.trim().is_empty();
    known.then(|| place_link(device::map_app(), address))
}
