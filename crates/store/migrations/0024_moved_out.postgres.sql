-- Where an import led an old address, and where that led before, so that taking it out leaves the paper as it was; and the
-- sections that it made, as JSON.
ALTER TABLE moved_paths ADD COLUMN target TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE moved_paths ADD COLUMN was TEXT COLLATE "C";
ALTER TABLE movings ADD COLUMN sections TEXT COLLATE "C" NOT NULL DEFAULT '[]';
