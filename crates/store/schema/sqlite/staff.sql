-- How staff sign in.

-- What somebody signs in with beside the mailbox. Never exported. `totp_since` is null until the first code was right,
-- `totp_step` is the last step whose code was taken: each is taken once.
CREATE TABLE staff_keys (
    staff INTEGER NOT NULL PRIMARY KEY REFERENCES staff (id),
    password TEXT,
    password_set INTEGER,
    totp BLOB,
    totp_since INTEGER,
    totp_step INTEGER NOT NULL
) STRICT;

-- `hash`, here and below, is a keyed hash: what opens a door is never stored. Never exported.
CREATE TABLE recovery_codes (
    staff INTEGER NOT NULL REFERENCES staff (id),
    hash TEXT NOT NULL,
    used INTEGER,
    PRIMARY KEY (staff, hash)
) STRICT, WITHOUT ROWID;

-- A device on which somebody is signed in. Never exported.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    staff INTEGER NOT NULL REFERENCES staff (id),
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    device TEXT NOT NULL,
    network TEXT NOT NULL,
    ended INTEGER
) STRICT;

CREATE INDEX sessions_by_staff ON sessions (staff, id);
CREATE INDEX sessions_by_time ON sessions (seen, id);

-- Personal keys to the API. Never exported.
CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    staff INTEGER NOT NULL REFERENCES staff (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER,
    used INTEGER,
    ended INTEGER
) STRICT;

CREATE INDEX api_tokens_by_staff ON api_tokens (staff, id);

-- Links that sign somebody in once. Without `staff` it makes the owner of a paper that has none. Never exported.
CREATE TABLE one_time_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    staff INTEGER REFERENCES staff (id),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used INTEGER
) STRICT;

CREATE INDEX one_time_links_by_staff ON one_time_links (staff, id);
CREATE INDEX one_time_links_by_time ON one_time_links (expires, id);

-- Attempts to sign in, for limits. Both keys are keyed hashes, never an address. Never exported.
CREATE TABLE sign_in_attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    account_key TEXT NOT NULL,
    network_key TEXT NOT NULL,
    passed INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_attempts_by_time ON sign_in_attempts (at, id);
CREATE INDEX sign_in_attempts_by_account ON sign_in_attempts (account_key, kind, at);
CREATE INDEX sign_in_attempts_by_network ON sign_in_attempts (network_key, kind, at);
