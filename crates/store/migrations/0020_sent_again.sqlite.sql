-- Letters that were in doubt once: how many of them were accepted after it is told while an edition goes out.
CREATE INDEX deliveries_doubted ON deliveries (edition, state) WHERE doubts > 0;
