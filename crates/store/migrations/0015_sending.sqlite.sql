-- The stories of a released edition that were withdrawn: letters that are begun from then on go without them.
ALTER TABLE editions ADD COLUMN withdrawn INTEGER NOT NULL DEFAULT 0;

-- What becomes of a letter whose final dot was sent and whose answer never came.
ALTER TABLE paper ADD COLUMN in_doubt TEXT NOT NULL DEFAULT 'again';
