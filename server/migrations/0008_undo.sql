-- Undoing an import.

-- Grows with each import that is confirmed; NULL: confirmed before anything was kept for undoing it, or not at all.
ALTER TABLE imports ADD COLUMN nth INTEGER;
ALTER TABLE imports ADD COLUMN undone_ms INTEGER;
ALTER TABLE imports ADD COLUMN undone_by TEXT REFERENCES users (id);

-- What each import added or changed, until it is undone.
CREATE TABLE import_changes (
    import  TEXT NOT NULL REFERENCES imports (id),
    member  TEXT NOT NULL,
    -- Of a usage; '' is the member itself.
    service TEXT NOT NULL,
    -- JSON of what was there before; NULL: the import added it.
    before  TEXT,
    -- SHA-256 of what the import left: whatever is something else by now has changed since.
    after   BLOB NOT NULL,
    PRIMARY KEY (import, member, service)
) STRICT, WITHOUT ROWID;
