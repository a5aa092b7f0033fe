-- Where certificants say that they are, for the public's search by name and place. What is published of one certificate
-- stands beside each of its words, so that a place and the beginning of a name are one look into an index.
ALTER TABLE listed ADD COLUMN place TEXT NOT NULL DEFAULT '';
CREATE INDEX listed_place ON listed (place, word, number);

-- Words by which a place is looked for, folded: the whole of it, and what follows a comma in it. A place that nobody
-- names any more stays; it leads to nobody.
CREATE TABLE place_as (
  words TEXT {binary} NOT NULL,
  place TEXT NOT NULL,
  PRIMARY KEY (words, place)
);
CREATE INDEX place_as_place ON place_as (place, words);

ALTER TABLE sign_up ADD COLUMN place TEXT NOT NULL DEFAULT '';

-- Results that count in published pass rates, and how many there are: what follows from the record, kept with it.
CREATE TABLE counted_result (
  exam      TEXT    NOT NULL PRIMARY KEY,   -- the sitting
  person    TEXT    NOT NULL,
  programme TEXT    NOT NULL,
  period    TEXT    NOT NULL,               -- a testing window, or a year where a body tests all year
  passed    BOOLEAN NOT NULL
);
CREATE INDEX counted_result_person ON counted_result (person);

CREATE TABLE pass_count (
  programme TEXT   NOT NULL,
  period    TEXT   NOT NULL,
  passed    BIGINT NOT NULL,
  failed    BIGINT NOT NULL,
  PRIMARY KEY (programme, period)
);

-- Keys by which programs come in. A token is known by its hash alone.
CREATE TABLE api_token (
  id         TEXT   {binary} NOT NULL PRIMARY KEY,   -- UUIDv7
  hash       TEXT   NOT NULL UNIQUE,                 -- SHA-256 of the token, in hexadecimal
  name       TEXT   NOT NULL,                        -- who has it
  scopes     TEXT   NOT NULL,                        -- words, apart by spaces
  made_by    TEXT   NOT NULL,                        -- an account's id, or a word for what is none
  made_at    BIGINT NOT NULL,                        -- microseconds, UTC, as all below
  ends_at    BIGINT NOT NULL,
  used_at    BIGINT,
  revoked_at BIGINT
);

-- What has to be done once before this is as it should be: what was on record before is read for the tables above.
CREATE TABLE due (
  what TEXT NOT NULL PRIMARY KEY
);
INSERT INTO due (what) SELECT 'rebuild' WHERE EXISTS (SELECT 1 FROM person);
