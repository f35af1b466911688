-- The paper itself, its people, its files and what was done to it.

CREATE TABLE paper (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL,
    tagline TEXT NOT NULL,
    zone TEXT NOT NULL,
    language TEXT NOT NULL,
    spot TEXT NOT NULL,
    edition_minute INTEGER NOT NULL,
    publisher TEXT NOT NULL,
    postal_address TEXT NOT NULL,
    email TEXT,
    base_url TEXT NOT NULL,
    logo TEXT,
    masthead TEXT NOT NULL DEFAULT '',
    headline_face TEXT NOT NULL DEFAULT 'archivo',
    text_face TEXT NOT NULL DEFAULT 'newsreader',
    dateline_style TEXT NOT NULL DEFAULT 'day-first',
    in_doubt TEXT NOT NULL DEFAULT 'again',
    -- Empty: the sender takes them.
    bounces_to TEXT NOT NULL DEFAULT '',
    dkim_selector TEXT NOT NULL DEFAULT '',
    later_hours TEXT NOT NULL DEFAULT '[]'
) STRICT;

CREATE TABLE sections (
    slug TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL,
    description TEXT NOT NULL DEFAULT ''
) STRICT;

-- `name_key` is the folded name: one name is one person.
CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    house INTEGER NOT NULL,
    bio TEXT NOT NULL
) STRICT;

CREATE TABLE pages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    updated INTEGER NOT NULL,
    body TEXT NOT NULL,
    position INTEGER,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT;

-- Keys of this installation. Never exported.
CREATE TABLE secrets (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- `key` is the digest of the bytes and an ending; `name` is what the file was called where it came from.
-- `focus_x` and `focus_y` are thousandths from the left and from the top; `sized` is when all sizes had been made;
-- `folded` is what the library's search looks through. `media_sizes.file` is the key of a stored file of its own.
CREATE TABLE media (
    key TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created INTEGER NOT NULL,
    credit TEXT NOT NULL DEFAULT '',
    alt TEXT NOT NULL DEFAULT '',
    decorative INTEGER NOT NULL DEFAULT 0,
    caption TEXT NOT NULL DEFAULT '',
    licence TEXT NOT NULL DEFAULT '',
    expires INTEGER,
    focus_x INTEGER NOT NULL DEFAULT 500,
    focus_y INTEGER NOT NULL DEFAULT 500,
    who TEXT NOT NULL DEFAULT '',
    staff INTEGER,
    thumbhash TEXT NOT NULL DEFAULT '',
    tone INTEGER NOT NULL DEFAULT 5,
    sized INTEGER,
    folded TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX media_by_name ON media (name, created, key);
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

-- `person` is the byline that is theirs. Somebody who was dismissed stays, for what they did is theirs.
CREATE TABLE staff (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    standing TEXT NOT NULL,
    person INTEGER REFERENCES people (id),
    created INTEGER NOT NULL,
    seen INTEGER
) STRICT;

CREATE INDEX staff_by_role ON staff (role, standing, id);
CREATE INDEX staff_by_person ON staff (person, id);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    verb TEXT NOT NULL,
    what TEXT NOT NULL,
    staff INTEGER REFERENCES staff (id),
    origin TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX audit_by_staff ON audit (staff, id);
CREATE INDEX audit_by_verb ON audit (verb, id);
CREATE INDEX audit_by_time ON audit (at, id);
