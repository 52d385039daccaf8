//! What phones and the office do while the server may die: visits with all that they leave behind, calls,
//! retractions, photos, pulls, and members that change hands.

use std::cell::{Cell, RefCell};

use axum::body::Body;
use axum::http::{Method, StatusCode};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use shared::model::{
    CallResult, ComplaintId, FactId, HeardComplaint, HeardRequest, HeardTask, OfficeTaskId,
    Outcome, PhotoId, PhotoKind, PhotoRef, RequestCategory, RequestId, RiskLevel, TargetState,
    UserId, Visit, WithdrawalCaseId, WithdrawalRisk,
};
use shared::wire::Fact;
use shared::wire::office::{Assign, SetTargetState, TakeBack};
use shared::wire::sync::{MOST_FACTS, PullReply, PushReply};
use tests::facts::{called, fact_id, raw, retracting, visit, visited};
use tests::office::{member, target};
use tests::simulation::chance::Dice;
use tests::wire::Gone;
use tests::{Browser, Phone, Reply};
use tokio::sync::Notify;
use uuid::Uuid;

use crate::ledger::{Holder, Kind, Ledger, Sent};

const MOST_IN_A_PUSH: u64 = 6;

/// What a lane knows beside its server.
#[derive(Debug)]
pub struct Outside {
    pub ledger: RefCell<Ledger>,
    last_id: Cell<u128>,
    replies_left: Cell<Option<u64>>,
    /// So many replies as were asked for have arrived.
    pub enough: Notify,
    members: u128,
}

impl Outside {
    pub fn new(members: u128, holder: impl Fn(u128) -> Option<UserId>) -> Self {
        let holders = (0..members).map(|n| {
            let holder = Holder {
                acknowledged: holder(n),
                in_doubt: None,
            };
            (member(n).to_string(), holder)
        });
        let ledger = Ledger {
            holders: holders.collect(),
            ..Ledger::default()
        };
        Self {
            ledger: RefCell::new(ledger),
            last_id: Cell::new(0),
            replies_left: Cell::new(None),
            enough: Notify::new(),
            members,
        }
    }

    /// The fact that comes next; ids grow.
    pub fn next_id(&self) -> FactId {
        fact_id(self.last_id.get() + 1)
    }

    fn id(&self) -> u128 {
        self.last_id.set(self.last_id.get() + 1);
        self.last_id.get()
    }

    pub fn count_replies(&self, enough: Option<u64>) {
        self.replies_left.set(enough);
    }

    fn replied(&self) {
        let left = self.replies_left.get().map(|left| left.saturating_sub(1));
        self.replies_left.set(left);
        if left == Some(0) {
            self.enough.notify_one();
        }
    }

    fn push(&self, phone: &Phone, dice: &mut Dice) -> Vec<Box<RawValue>> {
        let author = phone.browser.user.expect("a visitor");
        let facts = 1 + dice.below(MOST_IN_A_PUSH);
        (0..facts)
            .map(|_| {
                let (fact, kind) = self.some_fact(author, dice);
                let body = raw(&fact);
                let sent = Sent {
                    author,
                    body: body.get().to_owned(),
                    acknowledged: None,
                    kind,
                };
                self.ledger.borrow_mut().facts.insert(fact.id, sent);
                body
            })
            .collect()
    }

    fn some_fact(&self, author: UserId, dice: &mut Dice) -> (Fact, Kind) {
        let id = self.id();
        let at = u128::from(dice.below(self.members as u64));
        if dice.percent(15)
            && let Some(what) = self.something_to_take_back(author, dice)
        {
            return (retracting(id, what.0.as_u128()), Kind::Retraction(what));
        }
        if dice.percent(25) {
            return (called(id, at, CallResult::NoAnswer), Kind::Call);
        }
        let picture = dice.percent(20).then(|| picture(id));
        let photos = picture.iter().map(|bytes| photo(id, bytes)).collect();
        let kind = Kind::Visit(picture.map(|_| PhotoId(Uuid::from_u128(id))));
        let visit = Visit {
            photos,
            note: "店主と話した。".repeat(dice.below(60) as usize),
            ..leaving_behind(id, at)
        };
        (visited(id, visit), kind)
    }

    /// An acknowledged visit or call of the same person that nobody has taken back.
    fn something_to_take_back(&self, author: UserId, dice: &mut Dice) -> Option<FactId> {
        let ledger = self.ledger.borrow();
        let taken_back: Vec<FactId> = ledger
            .facts
            .values()
            .filter_map(|sent| match sent.kind {
                Kind::Retraction(what) => Some(what),
                Kind::Call | Kind::Visit(_) => None,
            })
            .collect();
        let candidates = ledger.facts.iter().filter(|(id, sent)| {
            sent.author == author
                && sent.acknowledged.is_some()
                && !matches!(sent.kind, Kind::Retraction(_))
                && !taken_back.contains(id)
        });
        dice.choose(candidates.map(|(id, _)| (id.0.as_u128() as u64, *id)))
    }

    fn holder(&self, n: u128, change: impl FnOnce(&mut Holder)) {
        let mut ledger = self.ledger.borrow_mut();
        let holder = ledger.holders.get_mut(member(n).as_str());
        change(holder.expect("a known member"));
    }

    fn answered(&self, reply: &PushReply) {
        let mut ledger = self.ledger.borrow_mut();
        for one in &reply.results {
            let id = one.id.expect("every fact has a readable id");
            ledger.answered(id, &one.result);
        }
    }
}

/// Every kind of line that a visit makes, once.
pub fn leaving_behind(id: u128, at: u128) -> Visit {
    let uuid = Uuid::from_u128(id);
    Visit {
        requests: vec![HeardRequest {
            id: RequestId(uuid),
            category: RequestCategory::Finance,
            words: "補助金の相談".into(),
            reply_wanted: true,
        }],
        office_tasks: vec![HeardTask {
            id: OfficeTaskId(uuid),
            what: "資料を送る".into(),
            due_on: None,
        }],
        complaint: Some(HeardComplaint {
            id: ComplaintId(uuid),
            words: "電話がつながらない".into(),
        }),
        risk: Some(WithdrawalRisk {
            case: WithdrawalCaseId(uuid),
            level: RiskLevel::Leaving,
            reasons: vec![],
            words: String::new(),
        }),
        ..visit(at, Outcome::MetContact)
    }
}

pub fn picture(id: u128) -> Vec<u8> {
    let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE0];
    bytes.resize(20_000 + (id % 5) as usize * 9_000, id as u8);
    bytes
}

pub fn photo(id: u128, picture: &[u8]) -> PhotoRef {
    PhotoRef {
        id: PhotoId(Uuid::from_u128(id)),
        kind: PhotoKind::Photo,
        sha256: Sha256::digest(picture)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        bytes: u32::try_from(picture.len()).expect("a small picture"),
    }
}

/// A visitor's phone, until the server is gone or so many pushes have arrived.
pub async fn visitor(
    phone: &mut Phone,
    outside: &Outside,
    mut dice: Dice,
    pushes: usize,
) -> Result<(), Gone> {
    for _ in 0..pushes {
        let muts = outside.push(phone, &mut dice);
        let ids = push(phone, outside, muts).await?;
        send_pictures(phone, outside, &ids).await?;
        if dice.percent(30) {
            let request = phone.pull_request();
            let reply = phone
                .browser
                .attempt_post("/sync/v1/pull", &request)
                .await?;
            outside.replied();
            phone.apply(&reply.json::<PullReply>());
        }
    }
    Ok(())
}

async fn push(
    phone: &Phone,
    outside: &Outside,
    muts: Vec<Box<RawValue>>,
) -> Result<Vec<FactId>, Gone> {
    let request = phone.push_request(muts);
    let reply = phone
        .browser
        .attempt_post("/sync/v1/push", &request)
        .await?;
    outside.replied();
    let reply: PushReply = reply.json();
    outside.answered(&reply);
    Ok(reply.results.iter().filter_map(|one| one.id).collect())
}

async fn send_pictures(phone: &Phone, outside: &Outside, of: &[FactId]) -> Result<(), Gone> {
    let user = phone.user();
    for id in of {
        let kind = outside.ledger.borrow().facts[id].kind;
        let Kind::Visit(Some(photo)) = kind else {
            continue;
        };
        let path = format!("/sync/v1/photos/{photo}?user={user}");
        let jpeg = picture(id.0.as_u128());
        let body = Body::from(jpeg.clone());
        let reply = phone.browser.attempt(Method::PUT, &path, body).await?;
        outside.replied();
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text());
        let pictures = &mut outside.ledger.borrow_mut().pictures;
        pictures.insert(photo, (user, jpeg));
    }
    Ok(())
}

/// The coordinator gives members to visitors and takes them back.
pub async fn coordinator(
    office: &Browser,
    visitors: &[UserId],
    outside: &Outside,
    mut dice: Dice,
    times: usize,
) -> Result<(), Gone> {
    for _ in 0..times {
        let n = u128::from(dice.below(outside.members as u64));
        let visitor = dice
            .percent(80)
            .then(|| visitors[dice.below(visitors.len() as u64) as usize]);
        outside.holder(n, |holder| holder.in_doubt = Some(visitor));
        let reply = give(office, n, visitor).await?;
        outside.replied();
        outside.holder(n, |holder| {
            holder.in_doubt = None;
            if reply.status.is_success() {
                holder.acknowledged = visitor;
            }
        });
        // A visit may have settled the target just before.
        let settled = reply.status == StatusCode::UNPROCESSABLE_ENTITY;
        assert!(reply.status.is_success() || settled, "{}", reply.text());
    }
    Ok(())
}

async fn give(office: &Browser, n: u128, visitor: Option<UserId>) -> Result<Reply, Gone> {
    let targets = vec![target(n)];
    let Some(visitor) = visitor else {
        let wish = TakeBack { targets };
        return office
            .attempt_post("/api/assignments/take-back", &wish)
            .await;
    };
    // What is done is reopened first, as the office does.
    let open = SetTargetState {
        targets: targets.clone(),
        state: TargetState::Open,
    };
    office.attempt_post("/api/targets/state", &open).await?;
    let wish = Assign {
        targets,
        visitor,
        day: None,
    };
    office.attempt_post("/api/assignments", &wish).await
}

/// The phone offers everything of a person again, whether it was acknowledged or not, and pulls until
/// its rows are what the server counts.
pub async fn offer_again(phone: &mut Phone, outside: &Outside, since: FactId) {
    let author = phone.browser.user.expect("a visitor");
    let again: Vec<Box<RawValue>> = outside
        .ledger
        .borrow()
        .facts
        .range(since..)
        .filter(|(_, sent)| sent.author == author)
        .map(|(_, sent)| RawValue::from_string(sent.body.clone()).expect("a fact"))
        .collect();
    for batch in again.chunks(MOST_FACTS) {
        let ids = push(phone, outside, batch.to_vec()).await;
        send_pictures(phone, outside, &ids.expect("it lives"))
            .await
            .expect("it lives");
    }
    phone.pull().await;
}
