-- Letters on their way, and what became of them. Times are microseconds, UTC.
CREATE TABLE mail (
  id          TEXT   {binary} NOT NULL PRIMARY KEY,   -- UUIDv7: letters sort by when they were written
  key         TEXT   NOT NULL UNIQUE,                 -- what makes it the same notice: it is written once
  person      TEXT   NOT NULL,
  to_address  TEXT   NOT NULL,                        -- as it was on file then
  kind        TEXT   NOT NULL,
  subject     TEXT   NOT NULL,
  body        TEXT   NOT NULL,
  created_at  BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,                        -- nobody takes it before
  tries       BIGINT NOT NULL,                        -- how often it was taken to be sent
  tried_at    BIGINT,                                 -- when it was last tried
  sent_at     BIGINT,                                 -- when the server took it
  answer      TEXT,                                   -- what the server said last
  given_up    BIGINT                                  -- when it was given up
);
CREATE INDEX mail_waiting ON mail (lease_until, id) WHERE sent_at IS NULL AND given_up IS NULL;
CREATE INDEX mail_person ON mail (person, id);
