-- Pictures: what is said of them, the sizes in which readers get them, and where they are used.

-- `focus_x` and `focus_y` are thousandths from the left and from the top; `sized` is when all sizes had been made;
-- `folded` is what the library's search looks through. `media_sizes.file` is the key of a stored file of its own.
ALTER TABLE media ADD COLUMN credit TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN alt TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN decorative INTEGER NOT NULL DEFAULT 0;
ALTER TABLE media ADD COLUMN caption TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN licence TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN expires INTEGER;
ALTER TABLE media ADD COLUMN focus_x INTEGER NOT NULL DEFAULT 500;
ALTER TABLE media ADD COLUMN focus_y INTEGER NOT NULL DEFAULT 500;
ALTER TABLE media ADD COLUMN who TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN staff INTEGER;
ALTER TABLE media ADD COLUMN thumbhash TEXT NOT NULL DEFAULT '';
ALTER TABLE media ADD COLUMN tone INTEGER NOT NULL DEFAULT 5;
ALTER TABLE media ADD COLUMN sized INTEGER;
ALTER TABLE media ADD COLUMN folded TEXT NOT NULL DEFAULT '';

CREATE INDEX media_by_time ON media (created, key);
CREATE INDEX media_uncredited ON media (created, key) WHERE credit = '';
CREATE INDEX media_expiring ON media (expires, key) WHERE expires IS NOT NULL;
CREATE INDEX media_unsized ON media (key) WHERE sized IS NULL;

CREATE TABLE media_sizes (
    media TEXT NOT NULL REFERENCES media (key),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    file TEXT NOT NULL,
    mime TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    PRIMARY KEY (media, width)
) STRICT, WITHOUT ROWID;

CREATE INDEX media_sizes_by_file ON media_sizes (file);

-- `thing` is `story` for what stands in a story now, `draft` for its version that readers do not see yet, `page`, `ad`,
-- `paper`; `id` is its id, 0 for the paper.
CREATE TABLE media_uses (
    thing TEXT NOT NULL,
    id INTEGER NOT NULL,
    media TEXT NOT NULL,
    PRIMARY KEY (thing, id, media)
) STRICT, WITHOUT ROWID;

CREATE INDEX media_uses_by_media ON media_uses (media, thing, id);

-- Where the stories and pages that are here already use them.
INSERT OR IGNORE INTO media_uses (thing, id, media)
    SELECT 'story', stories.id, piece.value FROM stories, json_tree(stories.body) AS piece
    WHERE piece.key IN ('media', 'poster') AND piece.type = 'text';
INSERT OR IGNORE INTO media_uses (thing, id, media)
    SELECT 'story', stories.id, json_extract(cover, '$.media') FROM stories WHERE cover IS NOT NULL;
INSERT OR IGNORE INTO media_uses (thing, id, media)
    SELECT 'page', pages.id, piece.value FROM pages, json_tree(pages.body) AS piece
    WHERE piece.key IN ('media', 'poster') AND piece.type = 'text';
