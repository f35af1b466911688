-- What a reader wants of the edition, the paper's later hours, and sign-ups on their way.

-- `hour` is one of the paper's later hours; none: its first. `days`: bit 0 is Monday. `heard` is set while somebody waits for the
-- first edition of another hour.
ALTER TABLE readers ADD COLUMN hour INTEGER;
ALTER TABLE readers ADD COLUMN days INTEGER NOT NULL DEFAULT 127;
ALTER TABLE readers ADD COLUMN quiet TEXT NOT NULL DEFAULT 'nothing';
ALTER TABLE readers ADD COLUMN specials INTEGER NOT NULL DEFAULT 0;
ALTER TABLE readers ADD COLUMN paused_until TEXT;
ALTER TABLE readers ADD COLUMN heard INTEGER;

CREATE INDEX readers_by_hour ON readers (hour, id) WHERE hour IS NOT NULL;
CREATE INDEX readers_by_heard ON readers (heard) WHERE heard IS NOT NULL;

ALTER TABLE paper ADD COLUMN later_hours TEXT NOT NULL DEFAULT '[]';

-- A day has one edition for each hour: `later` 0 is the day's own. SQLite takes no column out of a key: the table is made anew, and
-- what refers to it finds it again before the end of the transaction.
PRAGMA defer_foreign_keys = ON;

CREATE TABLE editions_before (
    id INTEGER PRIMARY KEY,
    day TEXT NOT NULL,
    state TEXT NOT NULL,
    subject TEXT NOT NULL,
    preheader TEXT NOT NULL,
    stories TEXT NOT NULL,
    released INTEGER,
    covers_until INTEGER NOT NULL,
    composed INTEGER NOT NULL
) STRICT;

INSERT INTO editions_before SELECT id, day, state, subject, preheader, stories, released, covers_until, composed FROM editions;

DROP TABLE editions;

CREATE TABLE editions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    later INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL,
    subject TEXT NOT NULL,
    preheader TEXT NOT NULL,
    stories TEXT NOT NULL,
    own INTEGER NOT NULL DEFAULT 60,
    released INTEGER,
    covers_until INTEGER NOT NULL,
    composed INTEGER NOT NULL,
    UNIQUE (day, later)
) STRICT;

INSERT INTO editions (id, day, state, subject, preheader, stories, released, covers_until, composed)
    SELECT id, day, state, subject, preheader, stories, released, covers_until, composed FROM editions_before;

DROP TABLE editions_before;

CREATE INDEX editions_by_state ON editions (state, day);

-- Coupons that were filled in, until they are answered. A held one waits for a person. Never exported.
CREATE TABLE coupons (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL,
    artist INTEGER REFERENCES artists (id),
    source TEXT NOT NULL,
    signs TEXT NOT NULL,
    held INTEGER NOT NULL,
    due INTEGER NOT NULL
) STRICT;

CREATE INDEX coupons_waiting ON coupons (held, due, id);
CREATE INDEX coupons_by_email ON coupons (email_key);

-- When a mail about a sign-up went to an address, by its keyed hash: nobody is written to often, also when we forgot them since.
CREATE TABLE confirmations (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX confirmations_by_hash ON confirmations (hash, at);
CREATE INDEX confirmations_by_time ON confirmations (at);

-- Single-use tokens of the sign-up form that were used, and for which address (a keyed hash): pressing twice is once.
CREATE TABLE spent_tokens (
    token TEXT NOT NULL PRIMARY KEY,
    used_for TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX spent_tokens_by_time ON spent_tokens (at);
