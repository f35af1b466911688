-- Running the paper: the front by hand, the look, navigation, ads and sponsors, what is read.

-- A media key; the masthead shows the name when there is none.
ALTER TABLE paper ADD COLUMN logo TEXT;
ALTER TABLE paper ADD COLUMN masthead TEXT NOT NULL DEFAULT '';
ALTER TABLE paper ADD COLUMN headline_face TEXT NOT NULL DEFAULT 'archivo';
ALTER TABLE paper ADD COLUMN text_face TEXT NOT NULL DEFAULT 'newsreader';
ALTER TABLE paper ADD COLUMN dateline_style TEXT NOT NULL DEFAULT 'day-first';

ALTER TABLE sections ADD COLUMN description TEXT NOT NULL DEFAULT '';

-- `position` is the page's place in the navigation, among those of the sections; null: at the foot only.
ALTER TABLE pages ADD COLUMN position INTEGER;
ALTER TABLE pages ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;

CREATE TABLE story_sponsors (
    story INTEGER NOT NULL PRIMARY KEY REFERENCES stories (id),
    name TEXT NOT NULL,
    link TEXT
) STRICT;
