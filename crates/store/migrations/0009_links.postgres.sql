-- What persons decided about links, and the clips that stories use.

-- A person said that this story means this artist, and what they are to it where they said so. It holds for every
-- version of the text.
CREATE TABLE accepted_links (
    story BIGINT NOT NULL REFERENCES stories (id),
    artist BIGINT NOT NULL REFERENCES artists (id),
    strength TEXT COLLATE "C",
    who TEXT COLLATE "C" NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (story, artist)
);

CREATE INDEX accepted_links_by_artist ON accepted_links (artist, story);

-- Null for what was rejected before it was noted by whom.
ALTER TABLE rejected_links ADD COLUMN who TEXT COLLATE "C";
ALTER TABLE rejected_links ADD COLUMN at BIGINT;

CREATE INDEX auto_links_in_doubt ON auto_links (artist, story) WHERE standing = 'doubtful';

-- Derived from the body when a story is saved. `clip` is the provider's id, empty while there is none.
CREATE TABLE story_clips (
    story BIGINT NOT NULL REFERENCES stories (id),
    position BIGINT NOT NULL,
    provider TEXT COLLATE "C" NOT NULL,
    clip TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    credit TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (story, position)
);

CREATE INDEX story_clips_by_clip ON story_clips (provider, clip, story);
CREATE INDEX story_clips_unnamed ON story_clips (story, position) WHERE title = '' OR credit = '';

-- Clips that somebody found gone from their provider.
CREATE TABLE dead_clips (
    provider TEXT COLLATE "C" NOT NULL,
    clip TEXT COLLATE "C" NOT NULL,
    since BIGINT NOT NULL,
    who TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (provider, clip)
);

INSERT INTO story_clips (story, position, provider, clip, kind, title, credit)
SELECT stories.id, block.place - 1, block.node #>> '{attrs,provider}', coalesce(block.node #>> '{attrs,id}', ''),
    coalesce(block.node #>> '{attrs,kind}', 'video'), coalesce(block.node #>> '{attrs,title}', ''),
    coalesce(block.node #>> '{attrs,credit}', '')
FROM stories, jsonb_array_elements(stories.body::jsonb -> 'content') WITH ORDINALITY AS block (node, place) WHERE block.node ->> 'type' = 'clip';
