-- Work that nobody waits for: put once by its key, done by whichever node takes it. Times are microseconds, UTC.
CREATE TABLE job (
  id          TEXT   {binary} NOT NULL PRIMARY KEY,   -- UUIDv7
  key         TEXT   NOT NULL UNIQUE,                 -- what makes it the same job
  kind        TEXT   NOT NULL,
  about       TEXT   NOT NULL,                        -- what it is to be done to
  created_at  BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,                        -- nobody takes it before
  tries       BIGINT NOT NULL,                        -- how often it was taken
  tried_at    BIGINT,                                 -- when it was last taken
  done_at     BIGINT,
  error       TEXT,                                   -- why it failed last
  given_up    BIGINT                                  -- when it was given up
);
CREATE INDEX job_waiting ON job (lease_until, id) WHERE done_at IS NULL AND given_up IS NULL;
