-- Where an import led an old address, and where that led before, so that taking it out leaves the paper as it was; and the
-- sections that it made, as JSON.
ALTER TABLE moved_paths ADD COLUMN target TEXT NOT NULL DEFAULT '';
ALTER TABLE moved_paths ADD COLUMN was TEXT;
ALTER TABLE movings ADD COLUMN sections TEXT NOT NULL DEFAULT '[]';
