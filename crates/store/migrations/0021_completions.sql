-- Courses of the education zone, and sessions of conferences: what a completion counts.
CREATE TABLE course (
  key          TEXT   {binary} NOT NULL PRIMARY KEY,  -- the code without regard to case
  code         TEXT   NOT NULL,
  body         TEXT   NOT NULL,
  title        TEXT   NOT NULL,
  category     TEXT   NOT NULL,
  units        TEXT   NOT NULL,
  kind         TEXT   NOT NULL,             -- zone or conference
  evaluated_by BIGINT,                      -- day; of a conference
  from_day     BIGINT,                      -- completed on or after
  to_day       BIGINT,                      -- completed on or before
  iri          TEXT   NOT NULL,             -- what statements call it; empty where the code is enough
  changed_by   TEXT   NOT NULL,
  changed_at   BIGINT NOT NULL
);
CREATE INDEX course_iri ON course (iri);

-- What was told: who completed which course on which day. Told twice, it is taken once.
CREATE TABLE completion (
  id          TEXT   {binary} NOT NULL PRIMARY KEY,
  source      TEXT   NOT NULL,
  told_id     TEXT   NOT NULL,              -- its id there; without one, the hash of what was told
  hash        TEXT   NOT NULL,              -- SHA-256 of what was told
  told_course TEXT   NOT NULL,
  told_day    TEXT   NOT NULL,
  email       TEXT   NOT NULL,
  told_person TEXT   NOT NULL,
  certificate TEXT   NOT NULL,
  name        TEXT   NOT NULL,
  came_by     TEXT   NOT NULL,
  came_at     BIGINT NOT NULL,
  line        BIGINT NOT NULL,
  state       TEXT   NOT NULL,              -- waiting, posted, not_posted, left_over, dismissed, no_credit
  wrong       TEXT   NOT NULL,              -- what is wrong with it, or why it is not posted
  course      TEXT   NOT NULL,              -- the key of its course; empty until there is one
  person      TEXT   NOT NULL,              -- whose it is; empty until that is known
  day         BIGINT,
  event       TEXT,                         -- the entry by which it is on record
  dealt_by    TEXT,
  dealt_at    BIGINT,
  note        TEXT   NOT NULL,
  UNIQUE (source, told_id)
);
CREATE INDEX completion_state ON completion (state, came_at, line, id);
CREATE INDEX completion_person ON completion (person, course, day);

-- A credit that was posted and one that was logged, where somebody said that they are two activities.
CREATE TABLE two_activities (
  posted  TEXT   NOT NULL,
  logged  TEXT   NOT NULL,
  said_by TEXT   NOT NULL,
  said_at BIGINT NOT NULL,
  PRIMARY KEY (posted, logged)
);
