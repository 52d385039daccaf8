-- Where a member's door is.

-- JSON of model::Place, where anything is known.
ALTER TABLE members ADD COLUMN place TEXT;
