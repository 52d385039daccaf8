//! Requests and replies, as a phone and its server exchange them.

use shared::model::FactId;
use shared::model::limits::Fault;
use shared::model::{Invalid, Role, User};
use shared::sync::EntryState;
use shared::wire::account::{AppKind, Session, SignIn};
use shared::wire::import::FileProblem;
use shared::wire::outbox_file::{OutboxFile, SavedFact, Unreadable};
use shared::wire::sync::{
    About, Change, DeferCode, FactResult, Lost, PhotoStored, Poke, PullMode, PullReply,
    PullRequest, PushReply, PushRequest, RejectCode, ResultKind, ScopeSum, Witness,
};
use shared::wire::{Problem, ProblemKind, Row};

use super::{at, day, device, facts, id, me, member, raw, rows, since};

/// The version of the messages in all of these files.
const PROTO: u32 = 1;

/// 2⁵³ − 1: what JavaScript can still count.
const MOST: u64 = 9_007_199_254_740_991;

fn witness(seq: u64) -> Witness {
    Witness { seq, nonce: MOST }
}

fn about(schema: u32) -> About {
    About {
        app_version: "0.1.0".into(),
        pending: 3,
        refused: 1,
        deferred: since(3, schema, Some(1)),
        oldest_ms: Some(1_696_215_600_000),
        photos: since(3, schema, 2),
        persisted: Some(true),
    }
}

pub fn push_requests(schema: u32) -> Vec<PushRequest> {
    let request = |epoch, seen, about, facts: usize| PushRequest {
        proto: PROTO,
        schema,
        device: device(),
        user: me(),
        epoch,
        seen,
        photo_seen: since(3, schema, seen),
        about,
        muts: facts::of(schema)
            .iter()
            .take(facts)
            .map(|fact| raw(fact))
            .collect(),
    };
    vec![
        request(None, None, About::default(), 1),
        request(Some(id(9)), Some(witness(120)), about(schema), 2),
    ]
}

fn lost() -> Lost {
    Lost {
        field: "office_tasks.due_on".into(),
        lost: "2023-10-06".into(),
        stands: "2023-10-10".into(),
    }
}

/// What may be said of a fact.
pub fn results(schema: u32) -> Vec<ResultKind> {
    let rejected = |code, message: &str| ResultKind::Rejected {
        code,
        message: message.into(),
    };
    let deferred = |code| ResultKind::Deferred { code, retry_s: 60 };
    let mut results = vec![
        ResultKind::Applied { seq: 121 },
        ResultKind::Duplicate { seq: 7 },
        rejected(RejectCode::Malformed, ""),
        rejected(RejectCode::Invalid, "requests.words"),
        rejected(RejectCode::TooLarge, ""),
        rejected(RejectCode::IdReuse, ""),
        rejected(RejectCode::Schema, ""),
        rejected(RejectCode::NotYours, ""),
        rejected(RejectCode::ParentRejected, ""),
        rejected(RejectCode::Other, ""),
        deferred(DeferCode::ParentMissing),
        deferred(DeferCode::Unavailable),
        deferred(DeferCode::Other),
        ResultKind::Unknown,
    ];
    if schema >= 3 {
        results.push(ResultKind::Conflict {
            seq: 121,
            fields: vec![lost()],
        });
    }
    results
}

pub fn push_replies(schema: u32) -> Vec<PushReply> {
    let result = |(n, result): (usize, ResultKind)| FactResult {
        // Of a fact that couldn't be read there is none.
        id: (n != 2).then(|| FactId(id(500 + n as u128))),
        result,
    };
    vec![PushReply {
        proto: PROTO,
        epoch: id(9),
        results: results(schema)
            .into_iter()
            .enumerate()
            .map(result)
            .collect(),
        head: witness(121),
        durable_seq: 100,
        min_proto: since(2, schema, 1),
        server_time_ms: 1_696_215_600_000,
    }]
}

pub fn pull_requests(schema: u32) -> Vec<PullRequest> {
    let first = PullRequest {
        proto: PROTO,
        schema,
        device: device(),
        user: me(),
        epoch: None,
        cursor: 0,
        seen: None,
        begun: since(3, schema, Some(0)),
        limit: 1_000,
        photo_seen: None,
        about: About::default(),
    };
    let later = PullRequest {
        epoch: Some(id(9)),
        cursor: 120,
        seen: Some(witness(120)),
        photo_seen: since(3, schema, Some(witness(119))),
        begun: since(3, schema, Some(80)),
        about: about(schema),
        ..first
    };
    vec![first, later]
}

pub fn pull_replies(schema: u32) -> Vec<PullReply> {
    let rows = rows::of(schema);
    let (mut changes, mut seq) = (vec![], 0);
    for row in &rows {
        seq += 1;
        changes.push(Change::Row {
            seq,
            row: raw(row),
            key: since(3, schema, Some(raw(&row.key()))),
            member: since(3, schema, row.member().cloned()),
        });
    }
    let reset = PullReply {
        proto: PROTO,
        epoch: id(9),
        mode: PullMode::Reset,
        changes,
        next: seq,
        more: true,
        head: witness(130),
        durable_seq: 100,
        min_proto: since(2, schema, 1),
        scope: None,
        server_time_ms: 1_696_215_600_000,
    };
    let mut changes: Vec<Change> = Vec::new();
    for key in rows.iter().map(Row::key) {
        seq += 1;
        changes.push(Change::Tomb {
            seq,
            key: raw(&key),
        });
    }
    changes.push(Change::Forget {
        seq: seq + 1,
        member: member(0),
    });
    let delta = PullReply {
        mode: PullMode::Delta,
        changes,
        next: 130,
        more: false,
        scope: Some(ScopeSum {
            count: 42,
            sum: since(2, schema, MOST),
        }),
        ..reset
    };
    let unheard_of = PullReply {
        mode: PullMode::Unknown,
        changes: vec![],
        ..delta
    };
    let newest = (schema >= 3).then_some(unheard_of);
    [reset, delta].into_iter().chain(newest).collect()
}

pub fn problems(schema: u32) -> Vec<Problem> {
    let problem = |status, kind| Problem {
        kind,
        status,
        title: "for the log".into(),
    };
    let mut problems = vec![
        problem(401, ProblemKind::SignedOut),
        problem(401, ProblemKind::WrongPassword),
        problem(429, ProblemKind::Throttled { retry_s: 30 }),
        problem(410, ProblemKind::SetupLinkSpent),
        problem(403, ProblemKind::Forbidden),
        problem(404, ProblemKind::NotFound),
        problem(
            422,
            ProblemKind::Invalid {
                invalid: Invalid::new("requests.words", Fault::Missing),
            },
        ),
        problem(400, ProblemKind::MalformedRequest),
        problem(
            413,
            ProblemKind::TooLarge {
                limit_bytes: 1_048_576,
            },
        ),
        problem(403, ProblemKind::ForeignOrigin),
        problem(403, ProblemKind::NeedsHttps),
        problem(409, ProblemKind::LoginTaken),
        problem(409, ProblemKind::Changed),
        problem(
            422,
            ProblemKind::File {
                problem: FileProblem::Empty,
            },
        ),
        problem(426, ProblemKind::UpdateNeeded { min_proto: 2 }),
        problem(501, ProblemKind::ServerTooOld),
        problem(409, ProblemKind::OtherHistory),
        problem(503, ProblemKind::StorageUnavailable),
        problem(500, ProblemKind::Internal { id: "5f2c".into() }),
    ];
    if schema >= 2 {
        problems.push(problem(404, ProblemKind::UnknownPhoto));
    }
    if schema >= 3 {
        problems.push(problem(401, ProblemKind::Revoked));
    }
    problems
}

pub fn sign_ins() -> Vec<SignIn> {
    vec![SignIn {
        app: AppKind::Phone,
        login: "sato".into(),
        password: "correct horse battery".into(),
    }]
}

pub fn sessions() -> Vec<Session> {
    vec![Session {
        user: User {
            id: me(),
            login: "sato".into(),
            name: "佐藤 健".into(),
            role: Role::Visitor,
            active: true,
        },
        today: day("2023-10-02"),
        demo: false,
    }]
}

pub fn entry_states(schema: u32) -> Vec<EntryState> {
    let mut states = vec![
        EntryState::Waiting,
        EntryState::Arrived { seq: 121 },
        EntryState::NeedsYou {
            code: RejectCode::Invalid,
            message: "requests.words".into(),
        },
    ];
    if schema >= 3 {
        states.push(EntryState::Orphaned);
        states.push(EntryState::Deferred {
            code: DeferCode::ParentMissing,
        });
        states.push(EntryState::Conflict {
            seq: 121,
            fields: vec![lost()],
        });
    }
    states
}

pub fn outbox_files(schema: u32) -> Vec<OutboxFile> {
    let saved = |(n, state): (u64, EntryState)| SavedFact {
        n,
        user: me(),
        user_name: "佐藤 健".into(),
        saved_at: at(0),
        state,
        fact: raw(&facts::of(schema)[n as usize]),
    };
    vec![OutboxFile {
        format: 1,
        device: device(),
        app_version: "0.1.0".into(),
        written_at: at(60),
        facts: (1..).zip(entry_states(schema)).map(saved).collect(),
        unreadable: vec![Unreadable {
            store: "outbox".into(),
            key: "4".into(),
            raw: r#"{"v":9}"#.into(),
            why: "an envelope of version 9".into(),
        }],
    }]
}

pub fn pokes() -> Vec<Poke> {
    vec![Poke { head: 130 }]
}

pub fn photo_replies() -> Vec<PhotoStored> {
    vec![PhotoStored {
        proto: PROTO,
        seq: 130,
        head: witness(130),
        durable_seq: 100,
    }]
}
