-- Files that people uploaded. Their bytes lie here, so that a backup carries them. Times are microseconds, UTC.
CREATE TABLE file (
  id          TEXT   {binary} NOT NULL PRIMARY KEY,   -- UUIDv7
  person      TEXT   NOT NULL,                        -- whose record it is for
  sha256      TEXT   NOT NULL,                        -- of the bytes, in hexadecimal: entries name it
  name        TEXT   NOT NULL,                        -- as given
  media_type  TEXT   NOT NULL,                        -- what the bytes are
  size        BIGINT NOT NULL,
  uploaded_at BIGINT NOT NULL,
  uploaded_by TEXT   NOT NULL,                        -- an account
  used_at     BIGINT,                                 -- when an entry first named it
  bytes       BYTEA  NOT NULL                         -- SQLite keeps bytes as bytes under any such name
);
-- The same bytes of one person are kept once.
CREATE UNIQUE INDEX file_once ON file (person, sha256);
CREATE INDEX file_unused ON file (uploaded_at) WHERE used_at IS NULL;
