-- What the desk does with readers and editions: search, imports with their proof of consent, the suppression list, plans.

-- Found by the domain, too: all after the @, lower case.
ALTER TABLE readers ADD COLUMN domain TEXT NOT NULL DEFAULT '';

UPDATE readers SET domain = substr(email_key, instr(email_key, '@') + 1);

CREATE INDEX readers_by_domain ON readers (domain, email_key);
CREATE INDEX readers_by_choice ON readers (choice, id);
CREATE INDEX readers_by_wish ON readers (standing, choice);
CREATE INDEX readers_by_source ON readers (source, id);
CREATE INDEX readers_by_confirmed ON readers (confirmed) WHERE confirmed IS NOT NULL;
CREATE INDEX readers_by_ended ON readers (ended) WHERE ended IS NOT NULL;
CREATE INDEX readers_by_why ON readers (standing, ended_why) WHERE ended IS NOT NULL;

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

-- Letters whose readers were erased: counted, so that an edition still adds up, and no more.
CREATE TABLE edition_erased (
    edition INTEGER NOT NULL REFERENCES editions (id),
    state TEXT NOT NULL,
    letters INTEGER NOT NULL,
    PRIMARY KEY (edition, state)
) STRICT, WITHOUT ROWID;
