-- A letter weighs 128 bytes at most. Two indexes weighed as much as the row and were written at every turn of it: letters not begun are
-- found along the primary key, those of a reader edition by edition. Without an index by reader a reference to readers would walk over
-- all letters when one is deleted; as on PostgreSQL, erasing a reader takes their letters out.
CREATE TABLE deliveries_lean (
    edition INTEGER NOT NULL,
    reader INTEGER NOT NULL,
    selection INTEGER NOT NULL,
    ahead INTEGER NOT NULL,
    state TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    doubts INTEGER NOT NULL,
    reply TEXT NOT NULL,
    due INTEGER,
    epoch INTEGER,
    changed INTEGER NOT NULL,
    corrected INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (edition, reader)
) STRICT, WITHOUT ROWID;

INSERT INTO deliveries_lean
    SELECT edition, reader, selection, ahead, state, attempts, doubts, reply, due, epoch, changed, corrected FROM deliveries;

DROP TABLE deliveries;
ALTER TABLE deliveries_lean RENAME TO deliveries;

CREATE INDEX deliveries_deferred ON deliveries (edition, due, reader) WHERE state = 'deferred';
CREATE INDEX deliveries_in_hand ON deliveries (state, epoch) WHERE state IN ('claimed', 'dotting');
CREATE INDEX deliveries_doubted ON deliveries (edition, state) WHERE doubts > 0;
