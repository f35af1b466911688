-- What a running paper needs and an exported one does not: processes, the feed of changes, jobs, the built-in mailbox.

CREATE TABLE epochs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    who TEXT NOT NULL,
    started INTEGER NOT NULL,
    beat INTEGER NOT NULL,
    ended INTEGER
) STRICT;

CREATE INDEX epochs_live ON epochs (beat, id) WHERE ended IS NULL;

CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    thing INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE cursors (
    name TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    dedupe TEXT,
    state TEXT NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    epoch INTEGER,
    lease_until INTEGER,
    why TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX jobs_once ON jobs (kind, dedupe) WHERE state = 'ready';
CREATE INDEX jobs_by_time ON jobs (state, run_at, id);
CREATE INDEX jobs_leased ON jobs (state, lease_until, id);

CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    raw BLOB NOT NULL
) STRICT;

-- Destinations that refuse this paper's mail as a whole: nothing is sent there until then.
CREATE TABLE mail_stops (
    destination TEXT NOT NULL PRIMARY KEY,
    since INTEGER NOT NULL,
    until INTEGER NOT NULL,
    reply TEXT NOT NULL
) STRICT;
