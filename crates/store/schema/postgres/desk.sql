-- Stories at the desk: whose they are, the versions that readers do not see yet, who is in them, what is said in their margins.

-- One row a story. Apart from `stories`, so that the desk's lists never walk over texts; `state`, `section` and `saved_at`
-- stand here again for them. `due`: the instant of a scheduled story, the deadline of one that was asked for.
-- `checks`: how many things stand in the way of its going live that can be seen without looking anything up.
CREATE TABLE story_desk (
    story BIGINT NOT NULL PRIMARY KEY REFERENCES stories (id),
    state TEXT COLLATE "C" NOT NULL,
    section TEXT COLLATE "C" NOT NULL,
    owner BIGINT,
    deadline BIGINT,
    brief TEXT COLLATE "C",
    note TEXT COLLATE "C",
    written BIGINT NOT NULL,
    began BIGINT,
    saved_at BIGINT NOT NULL,
    saved_by TEXT COLLATE "C" NOT NULL,
    due BIGINT,
    checks BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX story_desk_by_time ON story_desk (saved_at, story);
CREATE INDEX story_desk_by_state ON story_desk (state, saved_at, story);
CREATE INDEX story_desk_by_owner ON story_desk (owner, saved_at, story);
CREATE INDEX story_desk_by_section ON story_desk (section, saved_at, story);
CREATE INDEX story_desk_due ON story_desk (due, story) WHERE due IS NOT NULL;

-- The new version of a story that readers see. `base`: the revision at which what they see was stored.
CREATE TABLE story_pending (
    story BIGINT NOT NULL PRIMARY KEY REFERENCES stories (id),
    base BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    text_version BIGINT NOT NULL,
    content TEXT COLLATE "C" NOT NULL
);

-- The last save of each window: one whose answer was lost is known again.
CREATE TABLE story_saves (
    story BIGINT NOT NULL REFERENCES stories (id),
    client TEXT COLLATE "C" NOT NULL,
    had BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (story, client)
);

CREATE INDEX story_saves_by_time ON story_saves (at, story);

-- Texts that were refused because somebody else wrote in between: kept until a person says that they are done with.
CREATE TABLE story_asides (
    story BIGINT NOT NULL REFERENCES stories (id),
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    who TEXT COLLATE "C" NOT NULL,
    client TEXT COLLATE "C" NOT NULL,
    had BIGINT NOT NULL,
    content TEXT COLLATE "C" NOT NULL,
    done BIGINT,
    PRIMARY KEY (story, number)
);

-- Who has a story open. The lowest place holds it; who was silent for half a minute is gone.
CREATE TABLE story_presence (
    story BIGINT NOT NULL REFERENCES stories (id),
    client TEXT COLLATE "C" NOT NULL,
    who TEXT COLLATE "C" NOT NULL,
    place BIGINT NOT NULL,
    since BIGINT NOT NULL,
    seen BIGINT NOT NULL,
    PRIMARY KEY (story, client)
);

CREATE INDEX story_presence_by_time ON story_presence (seen, story);

-- Notes in margins. `block`, `begins`, `ends` say where in the text that is being written, as spans of links do; null when
-- the words are gone, `quote` keeps them.
CREATE TABLE story_notes (
    story BIGINT NOT NULL REFERENCES stories (id),
    number BIGINT NOT NULL,
    reply_to BIGINT,
    at BIGINT NOT NULL,
    who TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    quote TEXT COLLATE "C" NOT NULL,
    block BIGINT,
    begins BIGINT,
    ends BIGINT,
    resolved BIGINT,
    resolved_by TEXT COLLATE "C",
    PRIMARY KEY (story, number)
);

-- Keys to stories that are not on the paper; only their hashes.
CREATE TABLE story_previews (
    story BIGINT NOT NULL REFERENCES stories (id),
    number BIGINT NOT NULL,
    hash TEXT COLLATE "C" NOT NULL UNIQUE,
    made BIGINT NOT NULL,
    made_by TEXT COLLATE "C" NOT NULL,
    expires BIGINT NOT NULL,
    revoked BIGINT,
    PRIMARY KEY (story, number)
);
