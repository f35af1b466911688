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
    dateline_style TEXT NOT NULL DEFAULT 'day-first'
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

-- Artists, the names by which texts may mean them, and who was in which group.

-- `name_key` and `sort_key` are folded by the caller; `letter` is the first of `sort_key`, or `#`.
CREATE TABLE artists (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    slug TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    sort_name TEXT NOT NULL,
    sort_key TEXT NOT NULL,
    letter TEXT NOT NULL,
    kind TEXT NOT NULL,
    disambiguation TEXT NOT NULL,
    musicbrainz TEXT,
    wikidata TEXT,
    merged_into INTEGER REFERENCES artists (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX artists_by_name ON artists (name_key, id);
CREATE INDEX artists_by_letter ON artists (letter, sort_key, id);
CREATE INDEX artists_by_musicbrainz ON artists (musicbrainz, id);
CREATE INDEX artists_merged ON artists (merged_into, id);

CREATE TABLE artist_aliases (
    artist INTEGER NOT NULL REFERENCES artists (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    PRIMARY KEY (artist, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX artist_aliases_by_name ON artist_aliases (name_key, artist);

CREATE TABLE memberships (
    group_id INTEGER NOT NULL REFERENCES artists (id),
    member INTEGER NOT NULL REFERENCES artists (id),
    ended INTEGER NOT NULL,
    PRIMARY KEY (group_id, member)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_by_member ON memberships (member, group_id);

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

-- Who a story speaks of, each artist once: credits, links of persons and sure automatic links together.
CREATE TABLE story_artists (
    story INTEGER NOT NULL REFERENCES stories (id),
    artist INTEGER NOT NULL REFERENCES artists (id),
    strength TEXT NOT NULL,
    since INTEGER,
    PRIMARY KEY (story, artist)
) STRICT, WITHOUT ROWID;

CREATE INDEX story_artists_by_artist ON story_artists (artist, since, story, strength);

CREATE TABLE story_versions (
    story INTEGER NOT NULL REFERENCES stories (id),
    revision INTEGER NOT NULL,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (story, revision)
) STRICT, WITHOUT ROWID;

-- Folded text for the paper's small search.
CREATE TABLE story_texts (
    story INTEGER NOT NULL PRIMARY KEY REFERENCES stories (id),
    folded TEXT NOT NULL
) STRICT;

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

CREATE TABLE quotes (
    story INTEGER NOT NULL REFERENCES stories (id),
    text_version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    speaker TEXT,
    paragraphs TEXT NOT NULL,
    spans TEXT NOT NULL,
    cue TEXT NOT NULL,
    PRIMARY KEY (story, text_version, position)
) STRICT, WITHOUT ROWID;

-- Readers, editions, and one row for every letter.

CREATE TABLE readers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    email_key TEXT NOT NULL UNIQUE,
    key TEXT NOT NULL UNIQUE,
    standing TEXT NOT NULL,
    choice TEXT NOT NULL,
    asked INTEGER NOT NULL,
    wording TEXT NOT NULL,
    source TEXT NOT NULL,
    confirmed INTEGER,
    confirmation_sent INTEGER,
    ended INTEGER,
    ended_why TEXT NOT NULL,
    domain TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX readers_by_standing ON readers (standing, id);
CREATE INDEX readers_by_domain ON readers (domain, email_key);
CREATE INDEX readers_by_choice ON readers (choice, id);
CREATE INDEX readers_by_wish ON readers (standing, choice);
CREATE INDEX readers_by_source ON readers (source, id);
CREATE INDEX readers_by_confirmed ON readers (confirmed) WHERE confirmed IS NOT NULL;
CREATE INDEX readers_by_ended ON readers (ended) WHERE ended IS NOT NULL;
CREATE INDEX readers_by_why ON readers (standing, ended_why) WHERE ended IS NOT NULL;

CREATE TABLE follows (
    reader INTEGER NOT NULL REFERENCES readers (id),
    artist INTEGER NOT NULL REFERENCES artists (id),
    since INTEGER NOT NULL,
    PRIMARY KEY (reader, artist)
) STRICT, WITHOUT ROWID;

CREATE INDEX follows_by_artist ON follows (artist, reader);

-- Attempts to sign up, for budgets. `ip_key` is a keyed hash of the network, never an address. Never exported.
CREATE TABLE signups (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    ip_key TEXT NOT NULL,
    domain TEXT NOT NULL
) STRICT;

CREATE INDEX signups_by_time ON signups (at);
CREATE INDEX signups_by_network ON signups (ip_key, at);
CREATE INDEX signups_by_domain ON signups (domain, at);

CREATE TABLE editions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL,
    subject TEXT NOT NULL,
    preheader TEXT NOT NULL,
    stories TEXT NOT NULL,
    released INTEGER,
    covers_until INTEGER NOT NULL,
    composed INTEGER NOT NULL
) STRICT;

CREATE INDEX editions_by_state ON editions (state, day);

-- What the letters of a released edition are put together from.
CREATE TABLE edition_parts (
    edition INTEGER NOT NULL PRIMARY KEY REFERENCES editions (id),
    parts TEXT NOT NULL
) STRICT;

-- How far the audience of an edition has been written down: every reader up to `through` has a row or was excluded.
CREATE TABLE edition_freezes (
    edition INTEGER NOT NULL PRIMARY KEY REFERENCES editions (id),
    through INTEGER NOT NULL,
    prepared INTEGER NOT NULL
) STRICT;

CREATE TABLE edition_exclusions (
    edition INTEGER NOT NULL REFERENCES editions (id),
    reason TEXT NOT NULL,
    readers INTEGER NOT NULL,
    PRIMARY KEY (edition, reason)
) STRICT, WITHOUT ROWID;

-- `doubts` counts how often the dot was sent and the reply never stored.
CREATE TABLE deliveries (
    edition INTEGER NOT NULL REFERENCES editions (id),
    reader INTEGER NOT NULL REFERENCES readers (id),
    selection INTEGER NOT NULL,
    ahead INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    doubts INTEGER NOT NULL,
    reply TEXT NOT NULL,
    due INTEGER,
    epoch INTEGER,
    changed INTEGER NOT NULL,
    PRIMARY KEY (edition, reader)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_by_state ON deliveries (edition, state, reader);
CREATE INDEX deliveries_by_reader ON deliveries (reader, edition);
CREATE INDEX deliveries_deferred ON deliveries (edition, due, reader) WHERE state = 'deferred';
CREATE INDEX deliveries_in_hand ON deliveries (state, epoch) WHERE state IN ('claimed', 'dotting');

-- Lists that were brought in, each with where the proof of consent is. A reader of one has the source and the wording
-- `import-<id>`.
CREATE TABLE reader_imports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    file TEXT NOT NULL,
    origin TEXT NOT NULL,
    proof TEXT NOT NULL,
    added INTEGER NOT NULL,
    known INTEGER NOT NULL,
    kept_out INTEGER NOT NULL,
    broken INTEGER NOT NULL
) STRICT;

-- Addresses that are never mailed again. `hash` is keyed with the salt below; `email` goes when the person is erased,
-- the hash stays.
CREATE TABLE suppressions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    email TEXT,
    reason TEXT NOT NULL,
    who TEXT NOT NULL,
    since INTEGER NOT NULL
) STRICT;

CREATE INDEX suppressions_by_email ON suppressions (email) WHERE email IS NOT NULL;

-- Exported with the list: without it nobody in the list is known again.
CREATE TABLE suppression_salt (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    salt TEXT NOT NULL
) STRICT;

-- How the desk turned an edition about, also before it is composed. Empty subject and preheader: the lead's.
CREATE TABLE edition_plans (
    day TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    ordered TEXT NOT NULL,
    dropped TEXT NOT NULL,
    subject TEXT NOT NULL,
    preheader TEXT NOT NULL,
    note TEXT NOT NULL,
    held INTEGER,
    changed INTEGER NOT NULL,
    who TEXT NOT NULL
) STRICT;

-- Letters whose readers were erased: counted, so that an edition still adds up, and no more.
CREATE TABLE edition_erased (
    edition INTEGER NOT NULL REFERENCES editions (id),
    state TEXT NOT NULL,
    letters INTEGER NOT NULL,
    PRIMARY KEY (edition, state)
) STRICT, WITHOUT ROWID;

-- What a running paper needs and an exported one does not: processes, the feed of changes, jobs, the built-in mailbox.

CREATE TABLE epochs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    who TEXT NOT NULL,
    started INTEGER NOT NULL,
    beat INTEGER NOT NULL,
    ended INTEGER
) STRICT;

CREATE INDEX epochs_live ON epochs (beat, id) WHERE ended IS NULL;

CREATE TABLE changes (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    thing INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE cursors (
    name TEXT NOT NULL PRIMARY KEY,
    seq INTEGER NOT NULL
) STRICT;

CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    dedupe TEXT,
    state TEXT NOT NULL,
    run_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    epoch INTEGER,
    lease_until INTEGER,
    why TEXT NOT NULL,
    created INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX jobs_once ON jobs (kind, dedupe) WHERE state = 'ready';
CREATE INDEX jobs_by_time ON jobs (state, run_at, id);
CREATE INDEX jobs_leased ON jobs (state, lease_until, id);

CREATE TABLE mailbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    sender TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT NOT NULL,
    raw BLOB NOT NULL
) STRICT;

-- How staff sign in.

-- What somebody signs in with beside the mailbox. Never exported. `totp_since` is null until the first code was right,
-- `totp_step` is the last step whose code was taken: each is taken once.
CREATE TABLE staff_keys (
    staff INTEGER NOT NULL PRIMARY KEY REFERENCES staff (id),
    password TEXT,
    password_set INTEGER,
    totp BLOB,
    totp_since INTEGER,
    totp_step INTEGER NOT NULL
) STRICT;

-- `hash`, here and below, is a keyed hash: what opens a door is never stored. Never exported.
CREATE TABLE recovery_codes (
    staff INTEGER NOT NULL REFERENCES staff (id),
    hash TEXT NOT NULL,
    used INTEGER,
    PRIMARY KEY (staff, hash)
) STRICT, WITHOUT ROWID;

-- A device on which somebody is signed in. Never exported.
CREATE TABLE sessions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    staff INTEGER NOT NULL REFERENCES staff (id),
    created INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    device TEXT NOT NULL,
    network TEXT NOT NULL,
    ended INTEGER
) STRICT;

CREATE INDEX sessions_by_staff ON sessions (staff, id);
CREATE INDEX sessions_by_time ON sessions (seen, id);

-- Personal keys to the API. Never exported.
CREATE TABLE api_tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    staff INTEGER NOT NULL REFERENCES staff (id),
    name TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER,
    used INTEGER,
    ended INTEGER
) STRICT;

CREATE INDEX api_tokens_by_staff ON api_tokens (staff, id);

-- Links that sign somebody in once. Without `staff` it makes the owner of a paper that has none. Never exported.
CREATE TABLE one_time_links (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    hash TEXT NOT NULL UNIQUE,
    purpose TEXT NOT NULL,
    staff INTEGER REFERENCES staff (id),
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used INTEGER
) STRICT;

CREATE INDEX one_time_links_by_staff ON one_time_links (staff, id);
CREATE INDEX one_time_links_by_time ON one_time_links (expires, id);

-- Attempts to sign in, for limits. Both keys are keyed hashes, never an address. Never exported.
CREATE TABLE sign_in_attempts (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    account_key TEXT NOT NULL,
    network_key TEXT NOT NULL,
    passed INTEGER NOT NULL
) STRICT;

CREATE INDEX sign_in_attempts_by_time ON sign_in_attempts (at, id);
CREATE INDEX sign_in_attempts_by_account ON sign_in_attempts (account_key, kind, at);
CREATE INDEX sign_in_attempts_by_network ON sign_in_attempts (network_key, kind, at);

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
