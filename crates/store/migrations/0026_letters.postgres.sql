-- A letter weighs 128 bytes at most. Two indexes weighed 60 of them and were written at every turn of it: letters not begun are found
-- along the primary key, those of a reader edition by edition.
DROP INDEX deliveries_by_state;
DROP INDEX deliveries_by_reader;
ALTER TABLE deliveries ALTER COLUMN attempts TYPE SMALLINT, ALTER COLUMN doubts TYPE SMALLINT;
