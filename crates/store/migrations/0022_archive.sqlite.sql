-- Works, quotations that persons confirmed, nights that are played, threads, what happened where: the archive's records.

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

-- What a story is about beside artists. `how`: a person said so (`said`), or that it is not (`denied`); else it was
-- found in the text (`found`) and goes with it.
CREATE TABLE story_works (
    story INTEGER NOT NULL REFERENCES stories (id),
    work INTEGER NOT NULL REFERENCES works (id),
    how TEXT NOT NULL,
    PRIMARY KEY (story, work)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_works_by_work ON story_works (work, story);

-- The nights that stories tell of, each once for everybody who plays. Derived from the body when a story is linked;
-- `since` as in `story_artists`.
CREATE TABLE story_gigs (
    story INTEGER NOT NULL REFERENCES stories (id),
    position INTEGER NOT NULL,
    artist INTEGER NOT NULL REFERENCES artists (id),
    day TEXT NOT NULL,
    city TEXT NOT NULL,
    venue TEXT NOT NULL,
    tickets TEXT NOT NULL,
    note TEXT NOT NULL,
    status TEXT NOT NULL,
    since INTEGER,
    PRIMARY KEY (story, position, artist)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_gigs_by_artist ON story_gigs (artist, day, story);
CREATE INDEX story_gigs_by_day ON story_gigs (day, story);

-- When somebody came and went: `2014`, `2014-10`, `2014-10-24` or empty.
ALTER TABLE memberships ADD COLUMN began TEXT NOT NULL DEFAULT '';
ALTER TABLE memberships ADD COLUMN left_at TEXT NOT NULL DEFAULT '';

-- Where else an artist is.
CREATE TABLE artist_links (
    artist INTEGER NOT NULL REFERENCES artists (id),
    position INTEGER NOT NULL,
    url TEXT NOT NULL,
    PRIMARY KEY (artist, position)
) STRICT, WITHOUT ROWID;

-- `standing`: `found` waits for an editor, `confirmed` is public, `rejected` is none. `artist` is who speaks, as the editor
-- said; `since` as in `story_artists`.
ALTER TABLE quotes ADD COLUMN standing TEXT NOT NULL DEFAULT 'found';
ALTER TABLE quotes ADD COLUMN artist INTEGER REFERENCES artists (id);
ALTER TABLE quotes ADD COLUMN since INTEGER;
ALTER TABLE quotes ADD COLUMN who TEXT;
ALTER TABLE quotes ADD COLUMN at INTEGER;

CREATE INDEX quotes_waiting ON quotes (story, position) WHERE standing = 'found';
CREATE INDEX quotes_said ON quotes (artist, since, story, position);

-- Stories that belong together, as a person says.
CREATE TABLE threads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    about TEXT NOT NULL
) STRICT;

CREATE TABLE thread_stories (
    thread INTEGER NOT NULL REFERENCES threads (id),
    story INTEGER NOT NULL REFERENCES stories (id),
    PRIMARY KEY (thread, story)
) STRICT, WITHOUT ROWID;

CREATE INDEX thread_stories_by_story ON thread_stories (story, thread);

-- How many live stories speak of an artist: the A–Z is read off an index.
ALTER TABLE artists ADD COLUMN stories INTEGER NOT NULL DEFAULT 0;

CREATE INDEX artists_spoken_of ON artists (letter, sort_key, id) WHERE stories > 0;

UPDATE artists SET stories = (SELECT count(*) FROM story_artists WHERE story_artists.artist = artists.id AND since IS NOT NULL);

-- What its story has, for long lists of one artist: a score (`s`), a clip (`c`), both (`sc`), or nothing.
ALTER TABLE story_artists ADD COLUMN has TEXT NOT NULL DEFAULT '';

UPDATE story_artists SET has = (SELECT CASE WHEN score IS NULL THEN '' ELSE 's' END || CASE WHEN clip IS NULL THEN '' ELSE 'c' END
    FROM stories WHERE stories.id = story_artists.story);

DROP INDEX story_artists_by_artist;
CREATE INDEX story_artists_by_artist ON story_artists (artist, since, story, strength, has);

-- What is derived now for the first time is derived of every story that there is.
INSERT INTO relinkings (why, names, artists, everything, after_story, looked_at, changed, asked)
SELECT 'works and nights are found', '[]', '[]', 1, 0, 0, 0, 0 WHERE EXISTS (SELECT 1 FROM stories);
