-- Nights that no story tells of: what MusicBrainz lists, and where. Artists in the order of the paper's language.

-- `spot` in millionths of a degree; `country` is a code of ISO 3166-1, or a name.
CREATE TABLE venues (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    musicbrainz TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    latitude INTEGER,
    longitude INTEGER
) STRICT;

-- `named`: it goes by its name, not by who plays. `told`: since when the paper has it so.
CREATE TABLE listed_nights (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    musicbrainz TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    named INTEGER NOT NULL,
    day TEXT NOT NULL,
    until_day TEXT NOT NULL,
    time TEXT NOT NULL,
    cancelled INTEGER NOT NULL,
    tickets TEXT NOT NULL,
    venue INTEGER REFERENCES venues (id),
    city TEXT NOT NULL,
    country TEXT NOT NULL,
    told INTEGER NOT NULL
) STRICT;

CREATE INDEX listed_nights_by_venue ON listed_nights (venue, id);

-- Who of the paper's artists plays, and on which day.
CREATE TABLE listed_night_artists (
    night INTEGER NOT NULL REFERENCES listed_nights (id),
    artist INTEGER NOT NULL REFERENCES artists (id),
    day TEXT NOT NULL,
    PRIMARY KEY (night, artist)
) STRICT, WITHOUT ROWID;

CREATE INDEX listed_night_artists_by_artist ON listed_night_artists (artist, day, night);

-- By which alphabet `artists.sort_key` and `artists.letter` are made (language and version), and after which artist the
-- making anew goes on; 0: it is done.
CREATE TABLE alphabet (
    id INTEGER PRIMARY KEY,
    stamp TEXT NOT NULL,
    after_artist INTEGER NOT NULL
) STRICT;

CREATE INDEX artists_by_sort ON artists (sort_key, id);
