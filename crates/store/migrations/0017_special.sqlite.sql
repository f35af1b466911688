-- Every edition may have a plan of its own: a later hour's, a special's. SQLite takes no column into a key: the table is made anew.
CREATE TABLE edition_plans_before (
    day TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    ordered TEXT NOT NULL,
    dropped TEXT NOT NULL,
    subject TEXT NOT NULL,
    preheader TEXT NOT NULL,
    note TEXT NOT NULL,
    held INTEGER,
    changed INTEGER NOT NULL,
    who TEXT NOT NULL
) STRICT;

INSERT INTO edition_plans_before SELECT day, revision, ordered, dropped, subject, preheader, note, held, changed, who FROM edition_plans;

DROP TABLE edition_plans;

CREATE TABLE edition_plans (
    day TEXT NOT NULL,
    later INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL,
    ordered TEXT NOT NULL,
    dropped TEXT NOT NULL,
    subject TEXT NOT NULL,
    preheader TEXT NOT NULL,
    note TEXT NOT NULL,
    held INTEGER,
    changed INTEGER NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (day, later)
) STRICT;

INSERT INTO edition_plans (day, revision, ordered, dropped, subject, preheader, note, held, changed, who)
    SELECT day, revision, ordered, dropped, subject, preheader, note, held, changed, who FROM edition_plans_before;

DROP TABLE edition_plans_before;

-- Corrections that readers are to be told of: `day` is that of the editions which did.
CREATE TABLE corrections_to_tell (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    story INTEGER NOT NULL REFERENCES stories (id),
    text TEXT NOT NULL,
    day TEXT
) STRICT;

CREATE INDEX corrections_to_tell_by_day ON corrections_to_tell (day, id);
CREATE INDEX corrections_to_tell_by_story ON corrections_to_tell (story);

-- Which of its edition's corrections a letter tells.
ALTER TABLE deliveries ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;

-- What readers did by an edition's letters, in sums: left, followed somebody. Of nobody.
CREATE TABLE edition_answers (
    edition INTEGER NOT NULL REFERENCES editions (id),
    what TEXT NOT NULL,
    readers INTEGER NOT NULL,
    PRIMARY KEY (edition, what)
) STRICT, WITHOUT ROWID;

-- A follow that was asked for by a letter's link, until its mailbox says yes: then it is a sum. Never exported.
CREATE TABLE follow_asks (
    reader INTEGER NOT NULL REFERENCES readers (id) ON DELETE CASCADE,
    artist INTEGER NOT NULL REFERENCES artists (id),
    edition INTEGER NOT NULL REFERENCES editions (id),
    PRIMARY KEY (reader, artist)
) STRICT, WITHOUT ROWID;

-- The edition in whose letter the link stood that a coupon came by.
ALTER TABLE coupons ADD COLUMN edition INTEGER REFERENCES editions (id);
