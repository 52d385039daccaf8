-- Which lead a fact tells of, so that its history is found.
ALTER TABLE facts ADD COLUMN lead TEXT;
CREATE INDEX facts_by_lead ON facts (lead) WHERE lead IS NOT NULL;

-- Gift cards and plates that visitors carry.
CREATE TABLE carried (
    visitor TEXT NOT NULL REFERENCES users (id),
    item    TEXT NOT NULL,
    given   INTEGER NOT NULL DEFAULT 0,
    handed  INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (visitor, item)
) STRICT, WITHOUT ROWID;
