-- What waits for a decision of the body's, by queue: rebuilt with every append.
CREATE TABLE waiting (
  event     TEXT   NOT NULL PRIMARY KEY,   -- the request
  body      TEXT   NOT NULL,
  queue     TEXT   NOT NULL,
  person    TEXT   NOT NULL,
  programme TEXT   NOT NULL,               -- or scheme
  since     BIGINT NOT NULL                -- day
);
CREATE INDEX waiting_queue ON waiting (queue, since, event);
CREATE INDEX waiting_person ON waiting (person);

-- What this store is for: one word for each question about it.
CREATE TABLE setting (
  name  TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
);
