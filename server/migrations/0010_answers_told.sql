-- Who told the member the answer to its request, and in which record; NULL: nobody has yet.
ALTER TABLE requests ADD COLUMN told_in TEXT REFERENCES facts (id);
ALTER TABLE requests ADD COLUMN told_by TEXT REFERENCES users (id);
ALTER TABLE requests ADD COLUMN told_on TEXT;
CREATE INDEX requests_by_told_in ON requests (told_in) WHERE told_in IS NOT NULL;
