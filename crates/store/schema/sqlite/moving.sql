-- Whole papers that were read in. `after_place` is committed together with what was stored of the source up to it, so that
-- an import may die at any instant; `mapping` and `options` are JSON, `counts` a sum by outcome.
CREATE TABLE movings (
    id INTEGER PRIMARY KEY,
    system TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    sign TEXT NOT NULL,
    mapping TEXT NOT NULL,
    options TEXT NOT NULL,
    state TEXT NOT NULL,
    after_place INTEGER NOT NULL,
    total INTEGER NOT NULL,
    counts TEXT NOT NULL,
    why TEXT NOT NULL,
    who TEXT NOT NULL,
    began INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    sections TEXT NOT NULL DEFAULT '[]'
) STRICT;

-- What became of each entry of a source: a story, a page, or neither. What is taken out again leaves its row.
CREATE TABLE moved (
    moving INTEGER NOT NULL REFERENCES movings (id),
    place INTEGER NOT NULL,
    foreign_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    line INTEGER NOT NULL,
    title TEXT NOT NULL,
    outcome TEXT NOT NULL,
    story INTEGER,
    page INTEGER,
    revision INTEGER,
    PRIMARY KEY (moving, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX moved_by_story ON moved (story, moving);

-- Old addresses that an import leads on, where to, and where they led before.
CREATE TABLE moved_paths (
    moving INTEGER NOT NULL REFERENCES movings (id),
    path TEXT NOT NULL,
    target TEXT NOT NULL DEFAULT '',
    was TEXT,
    PRIMARY KEY (moving, path)
) STRICT, WITHOUT ROWID;

-- What somebody is to look at after an import.
CREATE TABLE moving_findings (
    id INTEGER PRIMARY KEY,
    moving INTEGER NOT NULL REFERENCES movings (id),
    place INTEGER NOT NULL,
    about TEXT NOT NULL,
    text TEXT NOT NULL,
    story INTEGER,
    settled INTEGER,
    settled_by TEXT
) STRICT;

CREATE INDEX moving_findings_by_moving ON moving_findings (moving, id);
CREATE INDEX moving_findings_open ON moving_findings (about, id) WHERE settled IS NULL;

-- Files that imports asked the servers of others for, by address: what was had is not asked for again; what cannot be had
-- (no `media`, and why) is not asked for again by the same import.
CREATE TABLE fetched (
    address TEXT PRIMARY KEY NOT NULL,
    moving INTEGER NOT NULL REFERENCES movings (id),
    media TEXT,
    why TEXT NOT NULL
) STRICT, WITHOUT ROWID;
