-- Ids are UUIDs as text, days ISO text, instants UTC milliseconds. Enums are their wire words.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- People and phones

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    login         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('visitor', 'coordinator', 'administrator')),
    active        INTEGER NOT NULL DEFAULT 1,
    password_hash TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
    -- SHA-256 of the cookie's token: a stolen database opens no session.
    token_hash   BLOB PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES users (id),
    created_ms   INTEGER NOT NULL,
    expires_ms   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE devices (
    id              TEXT NOT NULL,
    user_id         TEXT NOT NULL REFERENCES users (id),
    last_contact_ms INTEGER NOT NULL,
    -- JSON of wire::sync::About
    about           TEXT NOT NULL,
    PRIMARY KEY (id, user_id)
) STRICT, WITHOUT ROWID;

-- What the membership system says

CREATE TABLE members (
    number                    TEXT PRIMARY KEY,
    name                      TEXT NOT NULL,
    kana                      TEXT NOT NULL,
    representative_title      TEXT NOT NULL,
    representative_name       TEXT NOT NULL,
    representative_kana       TEXT NOT NULL,
    industry                  TEXT NOT NULL,
    section                   TEXT NOT NULL,
    branch                    TEXT NOT NULL,
    joined_on                 TEXT NOT NULL,
    joined_via                TEXT,
    postal_code               TEXT NOT NULL,
    address                   TEXT NOT NULL,
    building                  TEXT NOT NULL,
    telephone                 TEXT NOT NULL,
    employees                 INTEGER,
    fee_units                 INTEGER,
    corporate_number          TEXT NOT NULL,
    withdrawn_on              TEXT,
    representative_changed_on TEXT,
    do_not_contact            INTEGER NOT NULL DEFAULT 0,
    search_key                TEXT NOT NULL
) STRICT;

CREATE TABLE usages (
    member       TEXT NOT NULL REFERENCES members (number),
    service      TEXT NOT NULL REFERENCES services (id),
    last_used_on TEXT NOT NULL,
    times        INTEGER NOT NULL,
    PRIMARY KEY (member, service)
) STRICT, WITHOUT ROWID;

CREATE TABLE services (
    id   TEXT PRIMARY KEY,
    -- JSON of model::Service
    body TEXT NOT NULL
) STRICT;

CREATE TABLE imports (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL,
    file_name    TEXT NOT NULL,
    -- The file as it came, until the import is confirmed.
    bytes        BLOB,
    -- JSON of the chosen column meanings
    columns      TEXT NOT NULL,
    staged_ms    INTEGER NOT NULL,
    staged_by    TEXT NOT NULL REFERENCES users (id),
    confirmed_ms INTEGER,
    confirmed_by TEXT REFERENCES users (id),
    -- JSON of wire::import::Counts, once confirmed
    counts       TEXT
) STRICT;

-- Whom to visit

CREATE TABLE seasons (
    id   TEXT PRIMARY KEY,
    -- JSON of model::Season
    body TEXT NOT NULL
) STRICT;

CREATE TABLE targets (
    id             TEXT PRIMARY KEY,
    season         TEXT NOT NULL REFERENCES seasons (id),
    member         TEXT NOT NULL REFERENCES members (number),
    purpose        TEXT NOT NULL,
    points         INTEGER NOT NULL,
    -- JSON list of model::Reason
    reasons        TEXT NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('open', 'on_hold', 'done')),
    visitor        TEXT REFERENCES users (id),
    day            TEXT,
    position       INTEGER,
    appointment_ms INTEGER,
    UNIQUE (season, member, purpose)
) STRICT;
CREATE INDEX targets_by_member ON targets (member);
CREATE INDEX targets_by_visitor ON targets (visitor, day) WHERE visitor IS NOT NULL;

-- Who may see which member: exactly the visitors of its targets. The one table that every
-- visitor's pull is filtered by; only db::scope writes it.
CREATE TABLE holdings (
    user_id TEXT NOT NULL REFERENCES users (id),
    member  TEXT NOT NULL REFERENCES members (number),
    PRIMARY KEY (user_id, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX holdings_by_member ON holdings (member);

-- What the phones said

CREATE TABLE facts (
    id           TEXT PRIMARY KEY,
    kind         TEXT NOT NULL CHECK (kind IN ('call', 'visit', 'daily_report', 'retract')),
    member       TEXT,
    target       TEXT,
    author       TEXT NOT NULL REFERENCES users (id),
    device       TEXT NOT NULL,
    -- Device time: shown, never used for order.
    recorded_ms  INTEGER NOT NULL,
    -- When it happened, as a day in Japan.
    day          TEXT NOT NULL,
    received_ms  INTEGER NOT NULL,
    seq          INTEGER NOT NULL,
    -- The very bytes that were sent.
    body         TEXT NOT NULL,
    -- The author didn't hold the member when it arrived.
    late         INTEGER NOT NULL DEFAULT 0,
    -- The member isn't known here: the coordinator decides.
    held         INTEGER NOT NULL DEFAULT 0,
    corrects     TEXT,
    -- Facts that no longer count: retracted, or replaced by a correction.
    superseded_by TEXT
) STRICT;
CREATE INDEX facts_by_member ON facts (member, seq);
CREATE INDEX facts_by_target ON facts (target) WHERE target IS NOT NULL;
CREATE INDEX facts_by_author ON facts (author, day);
CREATE INDEX facts_by_corrects ON facts (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE receipts (
    fact_id   TEXT PRIMARY KEY,
    user_id   TEXT NOT NULL REFERENCES users (id),
    -- SHA-256 of the body as sent
    body_hash BLOB NOT NULL,
    -- JSON of wire::sync::ResultKind as first answered
    result    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the office does with it

CREATE TABLE requests (
    id          TEXT PRIMARY KEY,
    member      TEXT NOT NULL,
    heard_in    TEXT NOT NULL REFERENCES facts (id),
    heard_on    TEXT NOT NULL,
    heard_by    TEXT NOT NULL REFERENCES users (id),
    category    TEXT NOT NULL,
    words       TEXT NOT NULL,
    reply_wanted INTEGER NOT NULL,
    status      TEXT NOT NULL,
    owner       TEXT REFERENCES users (id),
    due_on      TEXT,
    answer      TEXT,
    answered_on TEXT,
    -- The visit no longer counts.
    retracted   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX requests_by_member ON requests (member);
CREATE INDEX requests_by_fact ON requests (heard_in);

CREATE TABLE office_tasks (
    id        TEXT PRIMARY KEY,
    member    TEXT NOT NULL,
    heard_in  TEXT NOT NULL REFERENCES facts (id),
    heard_on  TEXT NOT NULL,
    heard_by  TEXT NOT NULL REFERENCES users (id),
    what      TEXT NOT NULL,
    due_on    TEXT,
    owner     TEXT REFERENCES users (id),
    status    TEXT NOT NULL,
    retracted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX office_tasks_by_member ON office_tasks (member);
CREATE INDEX office_tasks_by_fact ON office_tasks (heard_in);

CREATE TABLE complaints (
    id        TEXT PRIMARY KEY,
    member    TEXT NOT NULL,
    heard_in  TEXT NOT NULL REFERENCES facts (id),
    heard_on  TEXT NOT NULL,
    heard_by  TEXT NOT NULL REFERENCES users (id),
    words     TEXT NOT NULL,
    owner     TEXT REFERENCES users (id),
    status    TEXT NOT NULL,
    retracted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX complaints_by_fact ON complaints (heard_in);

CREATE TABLE withdrawal_cases (
    id       TEXT PRIMARY KEY,
    member   TEXT NOT NULL,
    heard_in TEXT NOT NULL REFERENCES facts (id),
    heard_on TEXT NOT NULL,
    heard_by TEXT NOT NULL REFERENCES users (id),
    level    TEXT NOT NULL,
    -- JSON list of model::RiskReason
    reasons  TEXT NOT NULL,
    words    TEXT NOT NULL,
    owner    TEXT REFERENCES users (id),
    deadline TEXT,
    -- JSON of model::CaseStatus
    status   TEXT NOT NULL
) STRICT;
CREATE INDEX withdrawal_cases_by_member ON withdrawal_cases (member);
CREATE INDEX withdrawal_cases_by_fact ON withdrawal_cases (heard_in);

CREATE TABLE change_reports (
    id       TEXT PRIMARY KEY,
    member   TEXT NOT NULL,
    heard_in TEXT NOT NULL REFERENCES facts (id),
    field    TEXT NOT NULL,
    old      TEXT NOT NULL,
    new      TEXT NOT NULL,
    retracted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX change_reports_by_fact ON change_reports (heard_in);

CREATE TABLE leads (
    id        TEXT PRIMARY KEY,
    heard_in  TEXT REFERENCES facts (id),
    -- JSON of model::Lead
    body      TEXT NOT NULL,
    retracted INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX leads_by_fact ON leads (heard_in);

-- Sync: the stream that phones read

-- The current version's place of every row that a phone may see.
CREATE TABLE changes (
    seq    INTEGER PRIMARY KEY,
    -- JSON of wire::RowKey
    key    TEXT NOT NULL UNIQUE,
    -- NULL: everybody may see it.
    member TEXT,
    gone   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX changes_by_member ON changes (member, seq);

-- The last time that a member left a visitor's phone.
CREATE TABLE forgets (
    user_id TEXT NOT NULL REFERENCES users (id),
    member  TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    PRIMARY KEY (user_id, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX forgets_by_seq ON forgets (user_id, seq);

-- The head after each commit that stamped something, and the nonce that tells histories apart.
CREATE TABLE commits (
    seq   INTEGER PRIMARY KEY,
    nonce INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
    id      INTEGER PRIMARY KEY,
    at_ms   INTEGER NOT NULL,
    user_id TEXT,
    -- A short word such as import.confirmed
    what    TEXT NOT NULL,
    detail  TEXT NOT NULL
) STRICT;
