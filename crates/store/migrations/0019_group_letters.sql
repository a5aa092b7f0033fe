-- Through when somebody stays as good, or as bad: asked of the register in memory since, and read here by nobody.
ALTER TABLE standing DROP COLUMN through;

-- Letters that staff sent to everybody who was so far in a year, each once; the letters themselves stand in mail.
CREATE TABLE group_letter (
  id      TEXT   NOT NULL PRIMARY KEY,
  scheme  TEXT   {binary} NOT NULL,
  year    BIGINT NOT NULL,
  state   TEXT   NOT NULL,              -- how far they were; empty where it went to all
  subject TEXT   NOT NULL,              -- as it was typed
  people  BIGINT NOT NULL,              -- to how many
  sent_by TEXT   NOT NULL,
  sent_at BIGINT NOT NULL               -- microseconds, UTC
);
CREATE INDEX group_letter_sent ON group_letter (scheme, year, sent_at, id);
