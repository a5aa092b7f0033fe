-- The record: entries that are only ever appended, one stream a person, one chain a body.
CREATE TABLE person (
  id     TEXT   NOT NULL PRIMARY KEY,
  seq    BIGINT NOT NULL,             -- how many entries there are
  name   TEXT   NOT NULL,             -- as last registered; kept from the record for looking people up
  email  TEXT   NOT NULL,
  born   BIGINT,                      -- day, counted from 1970-01-01
  place  TEXT   NOT NULL DEFAULT ''
);
CREATE INDEX person_email ON person (email);

CREATE TABLE body (
  id       TEXT   NOT NULL PRIMARY KEY,
  position BIGINT NOT NULL,           -- of the last entry
  hash     TEXT   NOT NULL            -- of the last entry
);

CREATE TABLE entry (
  person    TEXT   NOT NULL,
  seq       BIGINT NOT NULL,          -- 1, 2, 3 … of the person
  body      TEXT   NOT NULL,
  position  BIGINT NOT NULL,          -- 1, 2, 3 … of the body
  id        TEXT   NOT NULL,
  stored_at BIGINT NOT NULL,          -- microseconds, UTC
  line      TEXT   NOT NULL,          -- the event, as it was written
  hash      TEXT   NOT NULL,          -- of this entry and the one before it in the body's chain
  PRIMARY KEY (person, seq)
);
CREATE UNIQUE INDEX entry_position ON entry (body, position);
CREATE UNIQUE INDEX entry_id ON entry (id);

-- What follows from the record, kept beside it for searching: rebuilt with every append.
CREATE TABLE counter (
  name  TEXT   NOT NULL PRIMARY KEY,
  value BIGINT NOT NULL
);

CREATE TABLE credential (
  number    TEXT   {binary} NOT NULL PRIMARY KEY,   -- of the certificate
  person    TEXT   NOT NULL,
  award     TEXT   NOT NULL,          -- the entry that awards it
  body      TEXT   NOT NULL,
  programme TEXT   NOT NULL,
  awarded   BIGINT NOT NULL,          -- day
  UNIQUE (person, award)
);

CREATE TABLE standing (
  number   TEXT    {binary} NOT NULL,
  from_day BIGINT  NOT NULL,
  to_day   BIGINT  NOT NULL,          -- the calendar's last, where it runs on
  standing TEXT    NOT NULL,
  good     BOOLEAN NOT NULL,
  through  BIGINT  NOT NULL,          -- the last day on which it is as good as this, or as bad
  PRIMARY KEY (number, from_day)
);

-- Words of certificants' names, folded, for the public's search.
CREATE TABLE listed (
  word   TEXT {binary} NOT NULL,
  number TEXT {binary} NOT NULL,
  PRIMARY KEY (word, number)
);
CREATE INDEX listed_number ON listed (number, word);

-- Words of everybody's names, folded, for staff.
CREATE TABLE known_as (
  word   TEXT {binary} NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (word, person)
);
CREATE INDEX known_as_person ON known_as (person, word);
