-- Personal rows, the sum of what a phone may see, photos, days as published, what needs the office.

-- The stream

-- Only this person sees the row. NULL: the member's holders do, or everybody.
ALTER TABLE changes ADD COLUMN user_id TEXT REFERENCES users (id);
-- wire::sync::scope_hash of key and seq; what a phone may see is checked by the sum of it.
ALTER TABLE changes ADD COLUMN hash INTEGER NOT NULL DEFAULT 0;
DROP INDEX changes_by_member;
-- Each holds all that paging and summing need.
CREATE INDEX changes_of_member ON changes (member, seq, gone, hash) WHERE member IS NOT NULL;
CREATE INDEX changes_of_user ON changes (user_id, seq, gone, hash) WHERE user_id IS NOT NULL;
CREATE INDEX changes_of_everybody ON changes (seq, gone, hash)
    WHERE member IS NULL AND user_id IS NULL;
CREATE INDEX changes_gone ON changes (seq) WHERE gone = 1;

-- The head as each day was first seen to begin: tombs are pruned by it, so that no stamp needs a clock.
CREATE TABLE heads (
    day TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Facts: more kinds, and what progress counts, so that no list has to read bodies

CREATE TABLE new_facts (
    id           TEXT PRIMARY KEY,
    -- call, visit, daily_report, own_order, retract
    kind         TEXT NOT NULL,
    member       TEXT,
    target       TEXT,
    author       TEXT NOT NULL REFERENCES users (id),
    device       TEXT NOT NULL,
    -- Device time: shown, never used for order.
    recorded_ms  INTEGER NOT NULL,
    -- When it happened, as a day in Japan; the day that an own order is for.
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
    superseded_by TEXT,
    -- rules::Reach of this one fact
    called       INTEGER NOT NULL DEFAULT 0,
    reached      INTEGER NOT NULL DEFAULT 0,
    visited      INTEGER NOT NULL DEFAULT 0,
    met          INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO new_facts (id, kind, member, target, author, device, recorded_ms, day, received_ms,
                       seq, body, late, held, corrects, superseded_by)
    SELECT id, kind, member, target, author, device, recorded_ms, day, received_ms,
           seq, body, late, held, corrects, superseded_by FROM facts;
DROP TABLE facts;
ALTER TABLE new_facts RENAME TO facts;
CREATE INDEX facts_by_member ON facts (member, seq);
CREATE INDEX facts_by_target ON facts (target, member, called, reached, visited, met)
    WHERE target IS NOT NULL AND superseded_by IS NULL;
CREATE INDEX facts_by_conversation ON facts (member, day)
    WHERE reached = 1 AND superseded_by IS NULL;
CREATE INDEX facts_by_author ON facts (author, day);
CREATE INDEX facts_by_day ON facts (day, author, late)
    WHERE superseded_by IS NULL AND kind <> 'retract';
CREATE INDEX facts_by_corrects ON facts (corrects) WHERE corrects IS NOT NULL;

-- A day as the office published it

CREATE TABLE plans (
    visitor  TEXT NOT NULL REFERENCES users (id),
    day      TEXT NOT NULL,
    -- Grows with each publishing of this day.
    revision INTEGER NOT NULL,
    -- JSON list of the visitor's own order of this revision; NULL: the office's order stands.
    own_order TEXT,
    PRIMARY KEY (visitor, day)
) STRICT, WITHOUT ROWID;
INSERT INTO plans (visitor, day, revision)
    SELECT DISTINCT visitor, day, 1 FROM targets WHERE visitor IS NOT NULL AND day IS NOT NULL;

-- Photos: named by their fact, sent after it; in the database, so that backups have them

CREATE TABLE photos (
    id         TEXT PRIMARY KEY,
    fact       TEXT NOT NULL REFERENCES facts (id),
    author     TEXT NOT NULL REFERENCES users (id),
    kind       TEXT NOT NULL,
    -- Hexadecimal SHA-256 of the picture, and its size, as the fact promised them.
    sha256     TEXT NOT NULL,
    bytes      INTEGER NOT NULL,
    -- When the picture itself came, and its place in history.
    arrived_ms INTEGER,
    seq        INTEGER,
    jpeg       BLOB
) STRICT;
CREATE INDEX photos_by_fact ON photos (fact);

-- What needs somebody in the office 要確認: facts that were refused, that lost values, whose member isn't
-- known here, or whose author didn't hold the member.
CREATE TABLE attention (
    id          INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL CHECK (kind IN ('rejected', 'conflict', 'held', 'late')),
    -- NULL: not even the id could be read.
    fact        TEXT,
    author      TEXT NOT NULL REFERENCES users (id),
    device      TEXT NOT NULL,
    arrived_ms  INTEGER NOT NULL,
    body_hash   BLOB NOT NULL,
    -- JSON of the wire::sync::ResultKind that was answered
    result      TEXT NOT NULL,
    -- The very bytes that were sent; of the other kinds `facts` has them.
    body        TEXT,
    -- JSON of model::ResolutionKind, once somebody decided.
    resolution  TEXT,
    words       TEXT NOT NULL DEFAULT '',
    resolved_by TEXT REFERENCES users (id),
    resolved_ms INTEGER,
    UNIQUE (author, body_hash, kind)
) STRICT;
CREATE INDEX attention_open ON attention (id) WHERE resolution IS NULL;
CREATE INDEX attention_by_fact ON attention (fact) WHERE fact IS NOT NULL;
INSERT INTO attention (kind, fact, author, device, arrived_ms, body_hash, result)
    SELECT CASE WHEN held THEN 'held' ELSE 'late' END, facts.id, author, device, received_ms,
           body_hash, result
    FROM facts JOIN receipts ON receipts.fact_id = facts.id WHERE late;

-- Facts of its last push that this phone has to offer again.
ALTER TABLE devices ADD COLUMN deferred INTEGER NOT NULL DEFAULT 0;

-- Contact stops by the office's word (do_not_contact) or by a visit's (closed, deceased …). Taking
-- back the visit never takes back the office's.
ALTER TABLE members ADD COLUMN stopped_by_visit INTEGER NOT NULL DEFAULT 0;
UPDATE members SET
    stopped_by_visit = 1,
    do_not_contact = coalesce((
        SELECT what = 'member.contact_stopped' FROM audit
        WHERE what IN ('member.contact_stopped', 'member.contact_resumed') AND detail = number
        ORDER BY id DESC LIMIT 1
    ), 0)
WHERE do_not_contact = 1 AND EXISTS (
    SELECT 1 FROM facts
    WHERE facts.member = members.number AND superseded_by IS NULL AND kind = 'visit'
        AND body ->> '$.body.visit.outcome' IN ('resting', 'closed', 'merged', 'deceased')
);
