-- The check of each row against readers and editions took three quarters of the time of freezing an edition, and wrote a lock into
-- every reader's row. No edition with letters is deleted; erasing a reader takes their letters out under the lock that freezing holds.
ALTER TABLE deliveries DROP CONSTRAINT deliveries_reader_fkey;
ALTER TABLE deliveries DROP CONSTRAINT deliveries_edition_fkey;
