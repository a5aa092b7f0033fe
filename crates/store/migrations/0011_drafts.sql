-- What somebody has begun to fill in and not sent yet: never a part of the record.
CREATE TABLE draft (
  owner      TEXT   NOT NULL,   -- the person, or the sign-up that is not confirmed yet
  step       TEXT   NOT NULL,   -- what is filled in: 'apply cpcs'
  answers    TEXT   NOT NULL,   -- names and values, as JSON
  changed_at BIGINT NOT NULL,
  ends_at    BIGINT NOT NULL,
  PRIMARY KEY (owner, step)
);
CREATE INDEX draft_ends ON draft (ends_at);
