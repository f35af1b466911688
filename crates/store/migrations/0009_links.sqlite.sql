-- What persons decided about links, and the clips that stories use.

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

-- Null for what was rejected before it was noted by whom.
ALTER TABLE rejected_links ADD COLUMN who TEXT;
ALTER TABLE rejected_links ADD COLUMN at INTEGER;

CREATE INDEX auto_links_in_doubt ON auto_links (artist, story) WHERE standing = 'doubtful';

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

INSERT INTO story_clips (story, position, provider, clip, kind, title, credit)
SELECT stories.id, block.key, json_extract(block.value, '$.attrs.provider'), coalesce(json_extract(block.value, '$.attrs.id'), ''),
    coalesce(json_extract(block.value, '$.attrs.kind'), 'video'), coalesce(json_extract(block.value, '$.attrs.title'), ''),
    coalesce(json_extract(block.value, '$.attrs.credit'), '')
FROM stories, json_each(stories.body, '$.content') AS block WHERE json_extract(block.value, '$.type') = 'clip';
