-- Organisations that give continuing education, and which accounts act for each.
CREATE TABLE provider (
  id      TEXT   NOT NULL PRIMARY KEY,
  name    TEXT   NOT NULL,
  folded  TEXT   NOT NULL UNIQUE,         -- the name as it is compared
  made_at BIGINT NOT NULL                 -- microseconds, UTC
);
CREATE TABLE provider_account (
  account   TEXT   NOT NULL PRIMARY KEY REFERENCES account (id),
  provider  TEXT   NOT NULL REFERENCES provider (id),
  joined_at BIGINT NOT NULL
);
CREATE INDEX provider_account_provider ON provider_account (provider);

-- What they offer, as it stands now.
CREATE TABLE activity (
  id           TEXT    NOT NULL PRIMARY KEY,
  number       TEXT    {binary} UNIQUE,   -- given on approval, never used for another
  body         TEXT    NOT NULL,
  provider     TEXT    NOT NULL REFERENCES provider (id),
  state        TEXT    NOT NULL,          -- draft, submitted, returned, approved, refused, withdrawn
  title        TEXT    NOT NULL,
  about        TEXT    NOT NULL,
  place        TEXT    NOT NULL,          -- empty for one held online
  online       BOOLEAN NOT NULL,
  agenda       TEXT    NOT NULL,          -- its parts, as JSON
  first_day    BIGINT,                    -- of the agenda; none while that is empty
  last_day     BIGINT,
  submitted_at BIGINT,
  credit       TEXT    NOT NULL,          -- as approved; empty until then
  tagline      TEXT    NOT NULL,          -- to be printed; empty until it is approved
  reason       TEXT    NOT NULL,          -- of the latest decision
  changes      BIGINT  NOT NULL           -- how many changes there were
);
CREATE INDEX activity_provider ON activity (provider, id);
CREATE INDEX activity_state ON activity (state, submitted_at, id);
CREATE INDEX activity_days ON activity (state, first_day, number);

-- Every change of an activity, as it stood after it. Nothing here is ever changed or removed.
CREATE TABLE activity_change (
  activity TEXT   NOT NULL REFERENCES activity (id),
  nth      BIGINT NOT NULL,
  at       BIGINT NOT NULL,
  by_whom  TEXT   NOT NULL,
  state    TEXT   NOT NULL,
  reason   TEXT   NOT NULL,
  content  TEXT   NOT NULL,               -- as JSON
  PRIMARY KEY (activity, nth)
);

-- Who attended, as the provider says; a later row of the same person's stands in place of an earlier one.
CREATE TABLE activity_roster (
  activity    TEXT   NOT NULL REFERENCES activity (id),
  nth         BIGINT NOT NULL,
  name        TEXT   NOT NULL,
  email       TEXT   NOT NULL,            -- as it is compared
  certificate TEXT   NOT NULL,
  credit      TEXT   NOT NULL,
  person      TEXT   NOT NULL,            -- whom it matched; empty for nobody
  came_by     TEXT   NOT NULL,
  came_at     BIGINT NOT NULL,
  PRIMARY KEY (activity, nth)
);
CREATE INDEX activity_roster_person ON activity_roster (person);
