-- Stories, their versions, and everything that is laid over their text.

-- `published`, `day`, `corrected`, `score`, `clip` and `words` are derived from the rest when it is saved, for lists.
-- `body` stands last: lists never read it.
CREATE TABLE stories (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL,
    text_version INTEGER NOT NULL,
    state TEXT NOT NULL,
    state_at INTEGER,
    state_reason TEXT,
    address TEXT UNIQUE,
    slug TEXT NOT NULL,
    section TEXT NOT NULL,
    kind TEXT NOT NULL,
    placement TEXT NOT NULL,
    dateline INTEGER,
    published INTEGER NOT NULL,
    live_since INTEGER,
    day TEXT,
    created INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    corrected INTEGER,
    source_system TEXT,
    source_id TEXT,
    headline TEXT NOT NULL,
    standfirst TEXT NOT NULL,
    words INTEGER NOT NULL,
    advisory TEXT NOT NULL,
    cover TEXT,
    score TEXT,
    clip TEXT,
    corrections TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE UNIQUE INDEX stories_by_source ON stories (source_system, source_id);
CREATE INDEX stories_by_slug ON stories (slug, id);
CREATE INDEX stories_by_time ON stories (state, live_since, id);
CREATE INDEX stories_by_dateline ON stories (state, published, id);
CREATE INDEX stories_by_section ON stories (state, section, live_since, id);
CREATE INDEX stories_by_kind ON stories (state, kind, live_since, id);
CREATE INDEX stories_by_day ON stories (state, day);
CREATE INDEX stories_due ON stories (state, state_at, id);
CREATE INDEX stories_edited ON stories (state, updated, id);
CREATE INDEX stories_scored ON stories (state, live_since, id) WHERE score IS NOT NULL;
CREATE INDEX stories_with_clip ON stories (state, live_since, id) WHERE clip IS NOT NULL;
CREATE INDEX stories_corrected ON stories (state, corrected, id) WHERE corrected IS NOT NULL;

-- `since`, here and in `story_artists`, is the story's `live_since` while it is live, else null: long lists of one person
-- or artist are read off an index in their order. Somebody credited twice has it on the first credit only.
CREATE TABLE story_bylines (
    story INTEGER NOT NULL REFERENCES stories (id),
    position INTEGER NOT NULL,
    person INTEGER NOT NULL REFERENCES people (id),
    part TEXT NOT NULL,
    since INTEGER,
    PRIMARY KEY (story, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_bylines_by_person ON story_bylines (person, since, story);

-- The artist line, as it is printed.
CREATE TABLE story_credits (
    story INTEGER NOT NULL REFERENCES stories (id),
    position INTEGER NOT NULL,
    artist INTEGER NOT NULL REFERENCES artists (id),
    credited_as TEXT NOT NULL,
    strength TEXT NOT NULL,
    PRIMARY KEY (story, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_credits_by_artist ON story_credits (artist, story);

-- Who a story speaks of, each artist once: credits, links of persons and sure automatic links together. `has`: what the
-- story has, a score (`s`), a clip (`c`), both (`sc`) or nothing.
CREATE TABLE story_artists (
    story INTEGER NOT NULL REFERENCES stories (id),
    artist INTEGER NOT NULL REFERENCES artists (id),
    strength TEXT NOT NULL,
    since INTEGER,
    has TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (story, artist)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_artists_by_artist ON story_artists (artist, since, story, strength, has);

CREATE TABLE story_versions (
    story INTEGER NOT NULL REFERENCES stories (id),
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (story, revision)
) STRICT, WITHOUT ROWID;

-- Derived from the body when a story is saved. `clip` is the provider's id, empty while there is none.
CREATE TABLE story_clips (
    story INTEGER NOT NULL REFERENCES stories (id),
    position INTEGER NOT NULL,
    provider TEXT NOT NULL,
    clip TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    credit TEXT NOT NULL,
    PRIMARY KEY (story, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_clips_by_clip ON story_clips (provider, clip, story);
CREATE INDEX story_clips_unnamed ON story_clips (story, position) WHERE title = '' OR credit = '';

-- Clips that somebody found gone from their provider.
CREATE TABLE dead_clips (
    provider TEXT NOT NULL,
    clip TEXT NOT NULL,
    since INTEGER NOT NULL,
    who TEXT NOT NULL,
    PRIMARY KEY (provider, clip)
) STRICT, WITHOUT ROWID;

CREATE TABLE redirects (
    path TEXT NOT NULL PRIMARY KEY,
    target TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX redirects_by_target ON redirects (target, path);

CREATE TABLE auto_links (
    story INTEGER NOT NULL REFERENCES stories (id),
    text_version INTEGER NOT NULL,
    block INTEGER NOT NULL,
    begins INTEGER NOT NULL,
    ends INTEGER NOT NULL,
    artist INTEGER NOT NULL REFERENCES artists (id),
    strength TEXT NOT NULL,
    standing TEXT NOT NULL,
    evidence TEXT NOT NULL,
    PRIMARY KEY (story, text_version, block, begins, ends, artist)
) STRICT, WITHOUT ROWID;

CREATE INDEX auto_links_by_artist ON auto_links (artist, story);
CREATE INDEX auto_links_doubtful ON auto_links (standing, story) WHERE standing = 'doubtful';
CREATE INDEX auto_links_in_doubt ON auto_links (artist, story) WHERE standing = 'doubtful';

-- A person said that this story does not mean this artist: for good. `who` and `at` are null for what was rejected before it
-- was noted by whom.
CREATE TABLE rejected_links (
    story INTEGER NOT NULL REFERENCES stories (id),
    artist INTEGER NOT NULL REFERENCES artists (id),
    who TEXT,
    at INTEGER,
    PRIMARY KEY (story, artist)
) STRICT, WITHOUT ROWID;

CREATE INDEX rejected_links_by_artist ON rejected_links (artist, story);

-- A person said that this story means this artist, and what they are to it where they said so. It holds for every
-- version of the text.
CREATE TABLE accepted_links (
    story INTEGER NOT NULL REFERENCES stories (id),
    artist INTEGER NOT NULL REFERENCES artists (id),
    strength TEXT,
    who TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (story, artist)
) STRICT, WITHOUT ROWID;

CREATE INDEX accepted_links_by_artist ON accepted_links (artist, story);

-- `standing`: `found` waits for an editor, `confirmed` is public, `rejected` is none. `artist` is who speaks, as the editor
-- said; `since` as in `story_artists`.
CREATE TABLE quotes (
    story INTEGER NOT NULL REFERENCES stories (id),
    text_version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    speaker TEXT,
    paragraphs TEXT NOT NULL,
    spans TEXT NOT NULL,
    cue TEXT NOT NULL,
    standing TEXT NOT NULL DEFAULT 'found',
    artist INTEGER REFERENCES artists (id),
    since INTEGER,
    who TEXT,
    at INTEGER,
    PRIMARY KEY (story, text_version, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX quotes_waiting ON quotes (story, position) WHERE standing = 'found';
CREATE INDEX quotes_said ON quotes (artist, since, story, position);

-- Stories that are linked anew because artists changed. A row is made with the change and works itself off, story by
-- story; `after_story` is committed together with the links of the stories up to it. `names` are folded names as JSON, and
-- `everything` is 1 where all stories are looked at.
CREATE TABLE relinkings (
    id INTEGER PRIMARY KEY,
    why TEXT NOT NULL,
    names TEXT NOT NULL,
    artists TEXT NOT NULL,
    everything INTEGER NOT NULL,
    after_story INTEGER NOT NULL,
    looked_at INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    began INTEGER,
    ended INTEGER
) STRICT;

CREATE INDEX relinkings_open ON relinkings (id) WHERE ended IS NULL;

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
