-- What the office decides: about records that were refused or flagged, about phones, about changes heard.

-- The fact that was sent in this one's stead.
ALTER TABLE attention ADD COLUMN corrected_by TEXT;

-- The phone that a session belongs to, since its first push or pull; the console's have none.
ALTER TABLE sessions ADD COLUMN device TEXT;
CREATE INDEX sessions_by_device ON sessions (device) WHERE device IS NOT NULL;

-- Phones that the office has stopped, whoever uses them.
CREATE TABLE revoked_devices (
    id         TEXT PRIMARY KEY,
    revoked_ms INTEGER NOT NULL,
    revoked_by TEXT NOT NULL REFERENCES users (id)
) STRICT, WITHOUT ROWID;

-- Changes heard: who heard them when, and how far each has come
CREATE TABLE new_change_reports (
    id        TEXT PRIMARY KEY,
    member    TEXT NOT NULL,
    heard_in  TEXT NOT NULL REFERENCES facts (id),
    heard_on  TEXT NOT NULL,
    heard_by  TEXT NOT NULL REFERENCES users (id),
    field     TEXT NOT NULL,
    old       TEXT NOT NULL,
    new       TEXT NOT NULL,
    -- heard, form_received, entered, dismissed
    step      TEXT NOT NULL DEFAULT 'heard',
    moved_ms  INTEGER,
    moved_by  TEXT REFERENCES users (id),
    retracted INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO new_change_reports (id, member, heard_in, heard_on, heard_by, field, old, new, retracted)
    SELECT change_reports.id, change_reports.member, heard_in, facts.day, facts.author, field, old, new,
           retracted
    FROM change_reports JOIN facts ON facts.id = heard_in;
DROP TABLE change_reports;
ALTER TABLE new_change_reports RENAME TO change_reports;
CREATE INDEX change_reports_by_fact ON change_reports (heard_in);
CREATE INDEX change_reports_by_member ON change_reports (member);

-- What we know better than the membership system does: the accepted value of a field, and what the last
-- list said there. A list that still says that changes nothing; one that says something else wins.
CREATE TABLE own_values (
    member TEXT NOT NULL REFERENCES members (number),
    -- model::ChangedField
    field  TEXT NOT NULL,
    value  TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (member, field)
) STRICT, WITHOUT ROWID;
