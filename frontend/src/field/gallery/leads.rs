//! Invented leads, and pictures that were refused.

use shared::fieldbook::{Draft, DraftForm, FoundForm, LeadForm, sample};
use shared::model::*;
use shared::sync::{FactState, PendingPhoto};
use shared::wire::Row;
use shared::wire::sync::RejectCode;

pub fn lead_id(n: u8) -> LeadId {
    LeadId::mint(sample::at(0, 8, 0), sample::random(n))
}

pub fn leads() -> Vec<Row> {
    let lead = |n: u8, business: &str, telephone: &str, stage: LeadStage| Lead {
        contact: "山本 直子".to_owned(),
        telephone: telephone.to_owned(),
        address: "横浜市中区本牧三之谷11-26-304".to_owned(),
        source: LeadSource::MaterialRequest,
        stage,
        contacts: vec![own_contact(n)],
        ..found(n, business).as_lead()
    };
    let all = [
        lead(1, "カフェ汽車道", "045-555-0188", LeadStage::Introduced),
        // A member's number.
        lead(
            2,
            "一般社団法人 関内まちづくり会議",
            "045-555-0177",
            LeadStage::Met,
        ),
        lead(3, "根岸サイクル", "045-555-0189", LeadStage::PaidAndJoined),
        Lead {
            source: LeadSource::Introduced(Introduction {
                by: sample::member("100003", "", "").number,
                heard_in: FactId::mint(sample::at(-9, 10, 0), sample::random(98)),
                heard_by: sample::me(),
                consented: false,
            }),
            ..found(4, "山下公園ホテル").as_lead()
        },
    ];
    let row = |lead| Row::Lead {
        visitor: sample::me(),
        lead: Box::new(lead),
    };
    all.into_iter().map(row).collect()
}

/// Nobody has rung any of them yet: one has no number, one no address.
pub fn untried() -> Vec<Row> {
    let cleared = |(n, row)| match row {
        Row::Lead { visitor, mut lead } => {
            (lead.contacts, lead.stage) = (Vec::new(), LeadStage::Introduced);
            match n {
                1 => lead.telephone.clear(),
                2 => lead.address.clear(),
                _ => {}
            }
            Row::Lead { visitor, lead }
        }
        other => other,
    };
    leads().into_iter().enumerate().map(cleared).collect()
}

fn own_contact(n: u8) -> LeadHistory {
    let mut form = LeadForm::new(lead_id(n), sample::at(0, 8, 30), LeadManner::OnSite, None);
    form.contact.note = "来月あらためて伺う".to_owned();
    form.contact.next_step = (n == 1).then(|| next_step(NextStepKind::CallAgain));
    LeadHistory {
        fact: FactId::mint(sample::at(0, 8, 30), sample::random(n)),
        by: sample::me(),
        contact: form.contact,
    }
}

/// Due today.
pub fn next_step(kind: NextStepKind) -> NextStep {
    let (on, note) = (Some(sample::day()), String::new());
    NextStep {
        kind,
        on,
        minute: None,
        note,
    }
}

fn found(n: u8, business: &str) -> FoundLead {
    FoundLead {
        lead: lead_id(n),
        business: business.to_owned(),
        contact: String::new(),
        telephone: String::new(),
        address: String::new(),
        note: String::new(),
        found_on: sample::day(),
    }
}

/// One that is a member already, as it seems; or what came of a visit.
pub fn draft(id: FactId, state: &str) -> Draft {
    let mut contact = LeadForm {
        outcome: Some(LeadOutcome::Met),
        ..LeadForm::new(lead_id(1), sample::at(0, 9, 0), LeadManner::OnSite, None)
    };
    if state == "lead-too-long" {
        contact.contact.note = super::records::too_long();
    }
    if state == "lead-gift" {
        contact.contact.handed_over = vec![Handover {
            item: HandoverItem::GiftCard500,
            receipt: "R-0001 総務課 渡邊 一郎様".to_owned(),
        }];
    }
    let form = if state.starts_with("lead-found") {
        let mut lead = found(9, "㈱関内青果");
        if state == "lead-found-no-number" {
            lead.telephone = "12".to_owned();
        }
        DraftForm::FoundLead(FoundForm {
            lead,
            after: Vec::new(),
            corrects: None,
        })
    } else {
        DraftForm::LeadContact(contact)
    };
    Draft {
        id,
        member: None,
        changed_at: sample::at(0, 9, 1),
        form,
    }
}

pub fn picture(n: u8) -> PhotoRef {
    PhotoRef {
        id: PhotoId::mint(sample::at(0, 9, 1), sample::random(n)),
        kind: PhotoKind::BusinessCard,
        sha256: "0a".repeat(32),
        bytes: 200_000,
    }
}

/// Of one visit: one picture arrived, the other was refused.
pub fn refused(record: FactId) -> Vec<PendingPhoto> {
    let refused = FactState::NeedsYou {
        code: RejectCode::TooLarge,
        message: String::new(),
    };
    let of = |n: u8, state: FactState| PendingPhoto {
        photo: picture(n),
        record,
        taken_at: sample::at(0, 9, 1),
        state,
    };
    vec![of(1, FactState::Arrived), of(2, refused)]
}
