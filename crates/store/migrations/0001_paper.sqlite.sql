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
    base_url TEXT NOT NULL
) STRICT;

CREATE TABLE sections (
    slug TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL
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
    body TEXT NOT NULL
) STRICT;

-- Keys of this installation. Never exported.
CREATE TABLE secrets (
    name TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- `key` is the digest of the bytes and an ending; `name` is what the file was called where it came from.
CREATE TABLE media (
    key TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    mime TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE INDEX media_by_name ON media (name, created, key);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    verb TEXT NOT NULL,
    what TEXT NOT NULL
) STRICT;
