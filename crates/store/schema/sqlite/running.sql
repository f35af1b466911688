-- Running the paper.

-- A front laid out by hand holds from its instant to the next one's. `slots` is JSON: place, story, until.
CREATE TABLE front_layouts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    from_at INTEGER NOT NULL UNIQUE,
    slots TEXT NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL
) STRICT;

CREATE TABLE story_sponsors (
    story INTEGER NOT NULL PRIMARY KEY REFERENCES stories (id),
    name TEXT NOT NULL,
    link TEXT
) STRICT;

-- `places` and `sections` are JSON lists; no sections: in all. It runs from `from_at` up to `until_at`.
CREATE TABLE ads (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    alt TEXT NOT NULL,
    link TEXT NOT NULL,
    places TEXT NOT NULL,
    sections TEXT NOT NULL,
    from_at INTEGER NOT NULL,
    until_at INTEGER NOT NULL,
    stopped INTEGER,
    created INTEGER NOT NULL
) STRICT;

CREATE INDEX ads_by_time ON ads (until_at, id);

-- Sums of a day, nothing of anybody. `carried`: pages answered with it; `seen` and `followed`: told by browsers with script.
CREATE TABLE ad_counts (
    ad INTEGER NOT NULL REFERENCES ads (id),
    day TEXT NOT NULL,
    place TEXT NOT NULL,
    carried INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    followed INTEGER NOT NULL,
    PRIMARY KEY (ad, day, place)
) STRICT, WITHOUT ROWID;

-- How often a page was answered to browsers, an hour a row.
CREATE TABLE page_reads (
    hour INTEGER NOT NULL,
    path TEXT NOT NULL,
    reads INTEGER NOT NULL,
    PRIMARY KEY (hour, path)
) STRICT, WITHOUT ROWID;

-- Folded searches that found nothing.
CREATE TABLE vain_searches (
    day TEXT NOT NULL,
    query TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (day, query)
) STRICT, WITHOUT ROWID;
