-- Artists, the names by which texts may mean them, and who was in which group.

-- `name_key` and `sort_key` are folded by the caller; `letter` is the first of `sort_key`, or `#`.
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
    merged_into INTEGER REFERENCES artists (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX artists_by_name ON artists (name_key, id);
CREATE INDEX artists_by_letter ON artists (letter, sort_key, id);
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
    PRIMARY KEY (group_id, member)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_by_member ON memberships (member, group_id);
