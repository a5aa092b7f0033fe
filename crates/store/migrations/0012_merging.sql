-- Which records are of one person: what merges on record say, those taken back included. Kept beside the record.
CREATE TABLE merged (
  event       TEXT    NOT NULL PRIMARY KEY,   -- the entry that says so
  person      TEXT    NOT NULL,               -- whose record was merged
  into_person TEXT    NOT NULL,               -- into whose
  day         BIGINT  NOT NULL,               -- on which it was recorded
  holds       BOOLEAN NOT NULL                -- whether nothing has taken it back
);
CREATE INDEX merged_person ON merged (person);
CREATE INDEX merged_into ON merged (into_person);

-- What somebody was ever known by, folded: addresses, two words of a name, a birth date with a word. Whoever shares one
-- with somebody may be the same person.
CREATE TABLE trace (
  value  TEXT {binary} NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (value, person)
);
CREATE INDEX trace_person ON trace (person);

-- Pairs that may be one person: rebuilt with every registration. The id that sorts first stands first.
CREATE TABLE alike (
  one   TEXT   {binary} NOT NULL,
  other TEXT   {binary} NOT NULL,
  score BIGINT NOT NULL,
  PRIMARY KEY (one, other)
);
CREATE INDEX alike_other ON alike (other);
CREATE INDEX alike_score ON alike (score, one, other);

-- Pairs that are two people: somebody looked, and said so.
CREATE TABLE apart (
  one     TEXT   {binary} NOT NULL,
  other   TEXT   {binary} NOT NULL,
  said_by TEXT   NOT NULL,
  said_at BIGINT NOT NULL,                    -- microseconds, UTC
  PRIMARY KEY (one, other)
);
CREATE INDEX apart_other ON apart (other);
