-- What came back: bounces and complaints, and where they are to come.

-- The address whose mailbox takes bounces; letters are sent from it with a token behind a plus. Empty: from the sender.
ALTER TABLE paper ADD COLUMN bounces_to TEXT NOT NULL DEFAULT '';

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
