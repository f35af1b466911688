-- Files that imports asked the servers of others for, by address: what was had is not asked for again; what cannot be had
-- (no `media`, and why) is not asked for again by the same import.
CREATE TABLE fetched (
    address TEXT PRIMARY KEY NOT NULL,
    moving INTEGER NOT NULL REFERENCES movings (id),
    media TEXT,
    why TEXT NOT NULL
) STRICT, WITHOUT ROWID;
