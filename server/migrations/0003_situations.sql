-- Title and name of the representative before the change that an import brought: a visitor sees both.
ALTER TABLE members ADD COLUMN former_representative TEXT NOT NULL DEFAULT '';
