-- Pictures: what is said of them, the sizes in which readers get them, and where they are used.

-- `focus_x` and `focus_y` are thousandths from the left and from the top; `sized` is when all sizes had been made;
-- `folded` is what the library's search looks through. `media_sizes.file` is the key of a stored file of its own.
ALTER TABLE media ADD COLUMN credit TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN alt TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN decorative BIGINT NOT NULL DEFAULT 0;
ALTER TABLE media ADD COLUMN caption TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN licence TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN expires BIGINT;
ALTER TABLE media ADD COLUMN focus_x BIGINT NOT NULL DEFAULT 500;
ALTER TABLE media ADD COLUMN focus_y BIGINT NOT NULL DEFAULT 500;
ALTER TABLE media ADD COLUMN who TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN staff BIGINT;
ALTER TABLE media ADD COLUMN thumbhash TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN tone BIGINT NOT NULL DEFAULT 5;
ALTER TABLE media ADD COLUMN sized BIGINT;
ALTER TABLE media ADD COLUMN folded TEXT COLLATE "C" NOT NULL DEFAULT '';

CREATE INDEX media_by_time ON media (created, key);
CREATE INDEX media_uncredited ON media (created, key) WHERE credit = '';
CREATE INDEX media_expiring ON media (expires, key) WHERE expires IS NOT NULL;
CREATE INDEX media_unsized ON media (key) WHERE sized IS NULL;

CREATE TABLE media_sizes (
    media TEXT COLLATE "C" NOT NULL REFERENCES media (key),
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    file TEXT COLLATE "C" NOT NULL,
    mime TEXT COLLATE "C" NOT NULL,
    bytes BIGINT NOT NULL,
    PRIMARY KEY (media, width)
);

CREATE INDEX media_sizes_by_file ON media_sizes (file);

-- `thing` is `story` for what stands in a story now, `draft` for its version that readers do not see yet, `page`, `ad`,
-- `paper`; `id` is its id, 0 for the paper.
CREATE TABLE media_uses (
    thing TEXT COLLATE "C" NOT NULL,
    id BIGINT NOT NULL,
    media TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (thing, id, media)
);

CREATE INDEX media_uses_by_media ON media_uses (media, thing, id);

-- Where the stories and pages that are here already use them.
INSERT INTO media_uses (thing, id, media)
    SELECT DISTINCT 'story', stories.id, found.piece #>> '{}'
    FROM stories, jsonb_path_query(CAST(body AS jsonb), '$.**.media') AS found (piece)
    WHERE jsonb_typeof(found.piece) = 'string' ON CONFLICT DO NOTHING;
INSERT INTO media_uses (thing, id, media)
    SELECT DISTINCT 'story', stories.id, found.piece #>> '{}'
    FROM stories, jsonb_path_query(CAST(body AS jsonb), '$.**.poster') AS found (piece)
    WHERE jsonb_typeof(found.piece) = 'string' ON CONFLICT DO NOTHING;
INSERT INTO media_uses (thing, id, media)
    SELECT 'story', stories.id, CAST(cover AS jsonb) ->> 'media' FROM stories WHERE cover IS NOT NULL ON CONFLICT DO NOTHING;
INSERT INTO media_uses (thing, id, media)
    SELECT DISTINCT 'page', pages.id, found.piece #>> '{}'
    FROM pages, jsonb_path_query(CAST(body AS jsonb), '$.**.media') AS found (piece)
    WHERE jsonb_typeof(found.piece) = 'string' ON CONFLICT DO NOTHING;
INSERT INTO media_uses (thing, id, media)
    SELECT DISTINCT 'page', pages.id, found.piece #>> '{}'
    FROM pages, jsonb_path_query(CAST(body AS jsonb), '$.**.poster') AS found (piece)
    WHERE jsonb_typeof(found.piece) = 'string' ON CONFLICT DO NOTHING;
