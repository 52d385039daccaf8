//! A phone that speaks the protocol by hand: facts as bytes, rows as they come.

use std::collections::BTreeMap;

use serde_json::value::{RawValue, to_raw_value};
use shared::model::{
    CallAttempt, CallDirection, CallResult, DeviceId, FactId, MemberNumber, Moment, Outcome,
    UserId, Visit,
};
use shared::wire::fact::FACT_SCHEMA;
use shared::wire::sync::{
    About, Change, MOST_ROWS, PROTO, PullMode, PullReply, PullRequest, PushReply, PushRequest,
    ResultKind, ScopeSum, Witness, scope_hash,
};
use shared::wire::{Fact, FactBody, Row, RowKey};
use uuid::Uuid;

use crate::office::{member, target};
use crate::server::{Browser, Reply};

/// Keeps what the server lets it see, applied in the order of the stream.
#[derive(Debug)]
pub struct Phone {
    pub browser: Browser,
    /// A session belongs to the first one that uses it.
    pub device: DeviceId,
    pub rows: BTreeMap<RowKey, Row>,
    /// The place in the stream of each row.
    pub seqs: BTreeMap<RowKey, u64>,
    pub epoch: Option<Uuid>,
    pub cursor: u64,
    pub begun: u64,
    pub seen: Option<Witness>,
    pub page_size: u32,
}

impl Phone {
    pub fn new(browser: Browser) -> Self {
        Self {
            browser,
            device: device(),
            rows: BTreeMap::new(),
            seqs: BTreeMap::new(),
            epoch: None,
            cursor: 0,
            begun: 0,
            seen: None,
            page_size: MOST_ROWS,
        }
    }

    pub fn user(&self) -> UserId {
        self.browser.user.expect("a phone's person has signed in")
    }

    pub fn pull_request(&self) -> PullRequest {
        PullRequest {
            proto: PROTO,
            schema: FACT_SCHEMA,
            device: self.device,
            user: self.user(),
            epoch: self.epoch,
            cursor: self.cursor,
            seen: self.seen,
            photo_seen: None,
            begun: Some(self.begun),
            limit: self.page_size,
            about: About::default(),
        }
    }

    /// Pulls one page and applies it.
    pub async fn pull_page(&mut self) -> PullReply {
        let request = self.pull_request();
        let reply: PullReply = self.browser.post("/sync/v1/pull", &request).await.json();
        self.apply(&reply);
        reply
    }

    pub fn apply(&mut self, reply: &PullReply) {
        if reply.mode == PullMode::Reset {
            self.rows.clear();
        }
        for change in &reply.changes {
            match change {
                Change::Row { seq, row, .. } => {
                    let row: Row = serde_json::from_str(row.get()).expect("a known row");
                    self.seqs.insert(row.key(), *seq);
                    self.rows.insert(row.key(), row);
                }
                Change::Tomb { key, .. } => {
                    let key = serde_json::from_str(key.get()).expect("a known key");
                    self.rows.remove::<RowKey>(&key);
                }
                Change::Forget { member, .. } => {
                    self.rows.retain(|_, row| row.member() != Some(member));
                }
            }
        }
        self.seqs.retain(|key, _| self.rows.contains_key(key));
        self.epoch = Some(reply.epoch);
        if self.cursor == 0 || reply.mode == PullMode::Reset {
            self.begun = reply.head.seq;
        }
        self.cursor = reply.next;
        self.seen = Some(reply.head);
    }

    /// Count and sum of what is here, as the phone app reckons them.
    fn scope(&self) -> ScopeSum {
        let hash = |(key, seq): (&RowKey, &u64)| {
            let key = serde_json::to_string(key).expect("a key serialises");
            u64::from(scope_hash(&key, *seq))
        };
        ScopeSum {
            count: self.rows.len() as u64,
            sum: self.seqs.iter().map(hash).sum(),
        }
    }

    /// Pulls until there is no more; the server's sum must be ours.
    pub async fn pull(&mut self) {
        loop {
            let reply = self.pull_page().await;
            if !reply.more {
                let scope = reply.scope.expect("the last page counts");
                assert_eq!(scope, self.scope(), "{:?}", self.seqs);
                return;
            }
        }
    }

    /// Whether any row of the member is here.
    pub fn knows(&self, n: u128) -> bool {
        self.rows
            .values()
            .any(|row| row.member() == Some(&member(n)))
    }

    pub fn push_request(&self, muts: Vec<Box<RawValue>>) -> PushRequest {
        PushRequest {
            proto: PROTO,
            schema: FACT_SCHEMA,
            device: self.device,
            user: self.user(),
            epoch: self.epoch,
            seen: self.seen,
            photo_seen: None,
            about: About::default(),
            muts,
        }
    }

    pub async fn push_raw(&mut self, muts: Vec<Box<RawValue>>) -> Reply {
        let request = self.push_request(muts);
        self.browser.post("/sync/v1/push", &request).await
    }

    pub async fn push(&mut self, facts: &[Fact]) -> Vec<ResultKind> {
        let reply: PushReply = self.push_raw(facts.iter().map(raw).collect()).await.json();
        assert_eq!(reply.results.len(), facts.len());
        for (fact, result) in facts.iter().zip(&reply.results) {
            assert_eq!(result.id, Some(fact.id));
        }
        self.seen = Some(reply.head);
        reply.results.into_iter().map(|one| one.result).collect()
    }

    /// Pushes one fact that must be stored.
    pub async fn tell(&mut self, fact: &Fact) -> u64 {
        match self.push(std::slice::from_ref(fact)).await[..] {
            [ResultKind::Applied { seq }] => seq,
            ref other => panic!("{other:?}"),
        }
    }
}

pub fn device() -> DeviceId {
    DeviceId(Uuid::from_u128(77))
}

pub fn raw(fact: &Fact) -> Box<RawValue> {
    to_raw_value(fact).expect("a fact serialises")
}

pub fn raw_text(json: &str) -> Box<RawValue> {
    RawValue::from_string(json.to_owned()).expect("valid JSON")
}

pub fn fact_id(n: u128) -> FactId {
    FactId(Uuid::from_u128(n))
}

pub fn fact(id: u128, body: FactBody) -> Fact {
    Fact {
        id: fact_id(id),
        schema: FACT_SCHEMA,
        recorded_at: noon(),
        after: vec![],
        corrects: None,
        instead_of: None,
        body,
    }
}

/// A visit at member n, for its target.
pub fn visit(n: u128, outcome: Outcome) -> Visit {
    Visit {
        target: Some(target(n)),
        ..Visit::new(member(n), noon(), outcome)
    }
}

pub fn visited(id: u128, visit: Visit) -> Fact {
    fact(id, FactBody::Visit(Box::new(visit)))
}

/// A call to member n, for its target.
pub fn called(id: u128, n: u128, result: CallResult) -> Fact {
    let call = CallAttempt {
        target: Some(target(n)),
        ..CallAttempt::new(member(n), noon(), CallDirection::Out, result)
    };
    fact(id, FactBody::Call(call))
}

pub fn retracting(id: u128, what: u128) -> Fact {
    let fact_taken_back = fact_id(what);
    fact(
        id,
        FactBody::Retract {
            fact: fact_taken_back,
        },
    )
}

pub fn correcting(what: u128, by: Fact) -> Fact {
    Fact {
        corrects: Some(fact_id(what)),
        ..by
    }
}

/// 2023-10-02, 12:00 in Japan.
pub fn noon() -> Moment {
    Moment::from_utc_ms(1_696_215_600_000)
}

/// A member number that nobody has.
pub fn stranger() -> MemberNumber {
    MemberNumber::parse("999999").expect("six digits")
}
