-- Which of the paper's keys signs its mails, by its word in DNS. The keys themselves are among the secrets.
ALTER TABLE paper ADD COLUMN dkim_selector TEXT COLLATE "C" NOT NULL DEFAULT '';

-- Destinations that refuse this paper's mail as a whole: nothing is sent there until then.
CREATE TABLE mail_stops (
    destination TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL,
    until BIGINT NOT NULL,
    reply TEXT COLLATE "C" NOT NULL
);
