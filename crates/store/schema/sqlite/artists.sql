-- Artists, the names by which texts may mean them, and who was in which group.

-- `name_key`, `sort_key` and `letter` are made by the caller: the last two by the paper's alphabet. `stories` is how many
-- live stories speak of them.
CREATE TABLE artists (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    letter TEXT NOT NULL,
    kind TEXT NOT NULL,
    disambiguation TEXT NOT NULL,
    musicbrainz TEXT,
    wikidata TEXT,
    merged_into INTEGER REFERENCES artists (id) DEFERRABLE INITIALLY DEFERRED,
    stories INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX artists_by_name ON artists (name_key, id);
CREATE INDEX artists_by_sort ON artists (sort_key, id);
CREATE INDEX artists_by_letter ON artists (letter, sort_key, id);
CREATE INDEX artists_spoken_of ON artists (letter, sort_key, id) WHERE stories > 0;
CREATE INDEX artists_by_musicbrainz ON artists (musicbrainz, id);
CREATE INDEX artists_merged ON artists (merged_into, id);

CREATE TABLE artist_aliases (
    artist INTEGER NOT NULL REFERENCES artists (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    PRIMARY KEY (artist, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX artist_aliases_by_name ON artist_aliases (name_key, artist);

CREATE TABLE memberships (
    group_id INTEGER NOT NULL REFERENCES artists (id),
    member INTEGER NOT NULL REFERENCES artists (id),
    ended INTEGER NOT NULL,
    began TEXT NOT NULL DEFAULT '',
    left_at TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (group_id, member)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_by_member ON memberships (member, group_id);

-- Where else an artist is.
CREATE TABLE artist_links (
    artist INTEGER NOT NULL REFERENCES artists (id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (artist, position)
) STRICT, WITHOUT ROWID;

-- A work stands at an address under its first artist. `title_key` is folded by the caller; `released` is `2014`, `2014-10`,
-- `2014-10-24` or empty.
CREATE TABLE works (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    artist INTEGER NOT NULL REFERENCES artists (id),
    slug TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    released TEXT NOT NULL,
    musicbrainz TEXT,
    merged_into INTEGER REFERENCES works (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (artist, slug)
) STRICT;

CREATE INDEX works_by_musicbrainz ON works (musicbrainz, id);
CREATE INDEX works_merged ON works (merged_into, id);

-- Whose a work is, its first artist included, in their order.
CREATE TABLE work_artists (
    work INTEGER NOT NULL REFERENCES works (id),
    position INTEGER NOT NULL,
    artist INTEGER NOT NULL REFERENCES artists (id),
    PRIMARY KEY (work, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX work_artists_by_artist ON work_artists (artist, work);

-- By which alphabet `artists.sort_key` and `artists.letter` are made (language and version), and after which artist the
-- making anew goes on; 0: it is done.
CREATE TABLE alphabet (
    id INTEGER PRIMARY KEY,
    stamp TEXT NOT NULL,
    after_artist INTEGER NOT NULL
) STRICT;
