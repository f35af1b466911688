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
    ended_why TEXT NOT NULL,
    domain TEXT NOT NULL DEFAULT '',
    hour INTEGER,
    days INTEGER NOT NULL DEFAULT 127,
    quiet TEXT NOT NULL DEFAULT 'nothing',
    specials INTEGER NOT NULL DEFAULT 0,
    paused_until TEXT,
    heard INTEGER
) STRICT;

CREATE INDEX readers_by_standing ON readers (standing, id);
CREATE INDEX readers_by_domain ON readers (domain, email_key);
CREATE INDEX readers_by_choice ON readers (choice, id);
CREATE INDEX readers_by_wish ON readers (standing, choice);
CREATE INDEX readers_by_source ON readers (source, id);
CREATE INDEX readers_by_confirmed ON readers (confirmed) WHERE confirmed IS NOT NULL;
CREATE INDEX readers_by_ended ON readers (ended) WHERE ended IS NOT NULL;
CREATE INDEX readers_by_why ON readers (standing, ended_why) WHERE ended IS NOT NULL;
CREATE INDEX readers_by_hour ON readers (hour, id) WHERE hour IS NOT NULL;
CREATE INDEX readers_by_heard ON readers (heard) WHERE heard IS NOT NULL;

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
    withdrawn INTEGER NOT NULL DEFAULT 0,
    UNIQUE (day, later)
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
    edition INTEGER NOT NULL,
    reader INTEGER NOT NULL,
    selection INTEGER NOT NULL,
    ahead INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    doubts INTEGER NOT NULL,
    reply TEXT NOT NULL,
    due INTEGER,
    epoch INTEGER,
    changed INTEGER NOT NULL,
    corrected INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (edition, reader)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_deferred ON deliveries (edition, due, reader) WHERE state = 'deferred';
CREATE INDEX deliveries_in_hand ON deliveries (state, epoch) WHERE state IN ('claimed', 'dotting');
CREATE INDEX deliveries_doubted ON deliveries (edition, state) WHERE doubts > 0;

-- Lists that were brought in, each with where the proof of consent is. A reader of one has the source and the wording
-- `import-<id>`.
CREATE TABLE reader_imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    file TEXT NOT NULL,
    origin TEXT NOT NULL,
    proof TEXT NOT NULL,
    added INTEGER NOT NULL,
    known INTEGER NOT NULL,
    kept_out INTEGER NOT NULL,
    broken INTEGER NOT NULL
) STRICT;

-- Addresses that are never mailed again. `hash` is keyed with the salt below; `email` goes when the person is erased,
-- the hash stays.
CREATE TABLE suppressions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    email TEXT,
    reason TEXT NOT NULL,
    who TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;

CREATE INDEX suppressions_by_email ON suppressions (email) WHERE email IS NOT NULL;

-- Exported with the list: without it nobody in the list is known again.
CREATE TABLE suppression_salt (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    salt TEXT NOT NULL
) STRICT;

-- How the desk turned an edition about, also before it is composed. Empty subject and preheader: the lead's.
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

-- Letters whose readers were erased: counted, so that an edition still adds up, and no more.
CREATE TABLE edition_erased (
    edition INTEGER NOT NULL REFERENCES editions (id),
    state TEXT NOT NULL,
    letters INTEGER NOT NULL,
    PRIMARY KEY (edition, state)
) STRICT, WITHOUT ROWID;

-- What servers and readers said of letters after they were accepted. `reader` and `reason` go when the person is erased;
-- the row stays, so that an edition adds up. `seen` is a keyed hash that makes the same report twice one.
CREATE TABLE bounces (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    reader INTEGER REFERENCES readers (id),
    edition INTEGER REFERENCES editions (id),
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    reason TEXT NOT NULL,
    via TEXT NOT NULL,
    seen TEXT NOT NULL UNIQUE
) STRICT;

CREATE INDEX bounces_by_reader ON bounces (reader, id) WHERE reader IS NOT NULL;
CREATE INDEX bounces_by_edition ON bounces (edition, kind, status) WHERE edition IS NOT NULL;
CREATE INDEX bounces_by_kind ON bounces (kind, id);
CREATE INDEX bounces_by_time ON bounces (kind, at);

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
    due INTEGER NOT NULL,
    edition INTEGER REFERENCES editions (id)
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
