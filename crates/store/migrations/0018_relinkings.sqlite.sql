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
