-- Stories at the desk: whose they are, the versions that readers do not see yet, who is in them, what is said in their margins.

-- One row a story. Apart from `stories`, so that the desk's lists never walk over texts; `state`, `section` and `saved_at`
-- stand here again for them. `due`: the instant of a scheduled story, the deadline of one that was asked for.
-- `checks`: how many things stand in the way of its going live that can be seen without looking anything up.
CREATE TABLE story_desk (
    story INTEGER NOT NULL PRIMARY KEY REFERENCES stories (id),
    state TEXT NOT NULL,
    section TEXT NOT NULL,
    owner INTEGER,
    deadline INTEGER,
    brief TEXT,
    note TEXT,
    written INTEGER NOT NULL,
    began INTEGER,
    saved_at INTEGER NOT NULL,
    saved_by TEXT NOT NULL,
    due INTEGER,
    checks INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX story_desk_by_time ON story_desk (saved_at, story);
CREATE INDEX story_desk_by_state ON story_desk (state, saved_at, story);
CREATE INDEX story_desk_by_owner ON story_desk (owner, saved_at, story);
CREATE INDEX story_desk_by_section ON story_desk (section, saved_at, story);
CREATE INDEX story_desk_due ON story_desk (due, story) WHERE due IS NOT NULL;

-- The new version of a story that readers see. `base`: the revision at which what they see was stored.
CREATE TABLE story_pending (
    story INTEGER NOT NULL PRIMARY KEY REFERENCES stories (id),
    base INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    text_version INTEGER NOT NULL,
    content TEXT NOT NULL
) STRICT;

-- The last save of each window: one whose answer was lost is known again.
CREATE TABLE story_saves (
    story INTEGER NOT NULL REFERENCES stories (id),
    client TEXT NOT NULL,
    had INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (story, client)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_saves_by_time ON story_saves (at, story);

-- Texts that were refused because somebody else wrote in between: kept until a person says that they are done with.
CREATE TABLE story_asides (
    story INTEGER NOT NULL REFERENCES stories (id),
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    client TEXT NOT NULL,
    had INTEGER NOT NULL,
    content TEXT NOT NULL,
    done INTEGER,
    PRIMARY KEY (story, number)
) STRICT;

-- Who has a story open. The lowest place holds it; who was silent for half a minute is gone.
CREATE TABLE story_presence (
    story INTEGER NOT NULL REFERENCES stories (id),
    client TEXT NOT NULL,
    who TEXT NOT NULL,
    place INTEGER NOT NULL,
    since INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    PRIMARY KEY (story, client)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_presence_by_time ON story_presence (seen, story);

-- Notes in margins. `block`, `begins`, `ends` say where in the text that is being written, as spans of links do; null when
-- the words are gone, `quote` keeps them.
CREATE TABLE story_notes (
    story INTEGER NOT NULL REFERENCES stories (id),
    number INTEGER NOT NULL,
    reply_to INTEGER,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    text TEXT NOT NULL,
    quote TEXT NOT NULL,
    block INTEGER,
    begins INTEGER,
    ends INTEGER,
    resolved INTEGER,
    resolved_by TEXT,
    PRIMARY KEY (story, number)
) STRICT;

-- Keys to stories that are not on the paper; only their hashes.
CREATE TABLE story_previews (
    story INTEGER NOT NULL REFERENCES stories (id),
    number INTEGER NOT NULL,
    hash TEXT NOT NULL UNIQUE,
    made INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    expires INTEGER NOT NULL,
    revoked INTEGER,
    PRIMARY KEY (story, number)
) STRICT;
