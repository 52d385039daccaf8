-- The day of which an imported list tells; NULL: imported before anybody was asked.
ALTER TABLE imports ADD COLUMN as_of TEXT;
