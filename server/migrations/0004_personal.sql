-- Rows that one person sees: days as published with the visitor's own order, leads, visitors' cards.

-- The own order gave way to the office's newer one, and the visitor is told so.
ALTER TABLE plans ADD COLUMN gave_way INTEGER NOT NULL DEFAULT 0;
-- Own orders that came before this place in history no longer count.
ALTER TABLE plans ADD COLUMN published_seq INTEGER NOT NULL DEFAULT 0;

-- Who is to win the lead; nobody else sees it on a phone.
ALTER TABLE leads ADD COLUMN visitor TEXT REFERENCES users (id);

CREATE TABLE visitor_cards (
    user_id     TEXT PRIMARY KEY REFERENCES users (id),
    affiliation TEXT NOT NULL DEFAULT '',
    valid_until TEXT,
    -- A JPEG in base64, or nothing.
    photo       TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
INSERT INTO visitor_cards (user_id) SELECT id FROM users WHERE role = 'visitor';
