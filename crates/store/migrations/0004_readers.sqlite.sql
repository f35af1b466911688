-- Readers, editions, and one row for every letter.

CREATE TABLE readers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    standing TEXT NOT NULL,
    choice TEXT NOT NULL,
    asked INTEGER NOT NULL,
    wording TEXT NOT NULL,
    source TEXT NOT NULL,
    confirmed INTEGER,
    confirmation_sent INTEGER,
    ended INTEGER,
    ended_why TEXT NOT NULL
) STRICT;

CREATE INDEX readers_by_standing ON readers (standing, id);

CREATE TABLE follows (
    reader INTEGER NOT NULL REFERENCES readers (id),
    artist INTEGER NOT NULL REFERENCES artists (id),
    since INTEGER NOT NULL,
    PRIMARY KEY (reader, artist)
) STRICT, WITHOUT ROWID;

CREATE INDEX follows_by_artist ON follows (artist, reader);

-- Attempts to sign up, for budgets. `ip_key` is a keyed hash of the network, never an address. Never exported.
CREATE TABLE signups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    ip_key TEXT NOT NULL,
    domain TEXT NOT NULL
) STRICT;

CREATE INDEX signups_by_time ON signups (at);
CREATE INDEX signups_by_network ON signups (ip_key, at);
CREATE INDEX signups_by_domain ON signups (domain, at);

CREATE TABLE editions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    subject TEXT NOT NULL,
    preheader TEXT NOT NULL,
    stories TEXT NOT NULL,
    released INTEGER,
    covers_until INTEGER NOT NULL,
    composed INTEGER NOT NULL
) STRICT;

CREATE INDEX editions_by_state ON editions (state, day);

-- What the letters of a released edition are put together from.
CREATE TABLE edition_parts (
    edition INTEGER NOT NULL PRIMARY KEY REFERENCES editions (id),
    parts TEXT NOT NULL
) STRICT;

-- How far the audience of an edition has been written down: every reader up to `through` has a row or was excluded.
CREATE TABLE edition_freezes (
    edition INTEGER NOT NULL PRIMARY KEY REFERENCES editions (id),
    through INTEGER NOT NULL,
    prepared INTEGER NOT NULL
) STRICT;

CREATE TABLE edition_exclusions (
    edition INTEGER NOT NULL REFERENCES editions (id),
    reason TEXT NOT NULL,
    readers INTEGER NOT NULL,
    PRIMARY KEY (edition, reason)
) STRICT, WITHOUT ROWID;

-- `doubts` counts how often the dot was sent and the reply never stored.
CREATE TABLE deliveries (
    edition INTEGER NOT NULL REFERENCES editions (id),
    reader INTEGER NOT NULL REFERENCES readers (id),
    selection INTEGER NOT NULL,
    ahead INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    doubts INTEGER NOT NULL,
    reply TEXT NOT NULL,
    due INTEGER,
    epoch INTEGER,
    changed INTEGER NOT NULL,
    PRIMARY KEY (edition, reader)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_by_state ON deliveries (edition, state, reader);
CREATE INDEX deliveries_by_reader ON deliveries (reader, edition);
CREATE INDEX deliveries_deferred ON deliveries (edition, due, reader) WHERE state = 'deferred';
CREATE INDEX deliveries_in_hand ON deliveries (state, epoch) WHERE state IN ('claimed', 'dotting');
