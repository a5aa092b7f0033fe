-- Where a testing window stands: follows from the record, rebuilt with every append.
CREATE TABLE candidacy (
  event          TEXT NOT NULL,            -- the application, or the request to move on
  state          TEXT NOT NULL,            -- waiting, approved, refused, without_seat, transferred
  person         TEXT NOT NULL,
  programme      TEXT NOT NULL,
  testing_window TEXT NOT NULL,            -- the year, where there is no window
  PRIMARY KEY (event, state)
);
CREATE INDEX candidacy_window ON candidacy (programme, testing_window, state);
CREATE INDEX candidacy_person ON candidacy (person);

-- Sittings, booked and taken, each under a number that says nothing of whose it is.
CREATE TABLE sitting (
  number         TEXT   {binary} NOT NULL PRIMARY KEY,
  key            TEXT   NOT NULL UNIQUE,   -- the appointment; without one, the entry that says who sat
  exam           TEXT   NOT NULL,          -- the entry that says who sat; empty until there is one
  person         TEXT   NOT NULL,
  body           TEXT   NOT NULL,
  programme      TEXT   NOT NULL,
  testing_window TEXT   NOT NULL,          -- the year, where there is no window
  day            BIGINT NOT NULL,
  outcome        TEXT   NOT NULL,          -- empty until it is recorded
  form           TEXT   NOT NULL,
  score          TEXT   NOT NULL,          -- the entry that scores it; empty until there is one
  scored_by      TEXT   NOT NULL,
  raw            TEXT   NOT NULL,
  scaled         TEXT   NOT NULL,
  passed         BOOLEAN NOT NULL,
  released       BIGINT                    -- day
);
CREATE INDEX sitting_window ON sitting (programme, testing_window, number);
CREATE INDEX sitting_person ON sitting (person);
CREATE INDEX sitting_exam ON sitting (exam);

-- Results proposed for release by one person, and released by another.
CREATE TABLE proposal (
  id             TEXT   NOT NULL PRIMARY KEY,
  body           TEXT   NOT NULL,
  programme      TEXT   NOT NULL,
  testing_window TEXT   NOT NULL,
  proposed_by    TEXT   NOT NULL,
  proposed_at    BIGINT NOT NULL,
  note           TEXT   NOT NULL,          -- what was checked, in words
  reason         TEXT   NOT NULL,          -- why on that day, where the handbook names other days
  released_by    TEXT,
  released_at    BIGINT,
  withdrawn_by   TEXT,
  withdrawn_at   BIGINT
);
CREATE INDEX proposal_window ON proposal (programme, testing_window, proposed_at);

CREATE TABLE proposed (
  proposal TEXT   NOT NULL REFERENCES proposal (id),
  exam     TEXT   NOT NULL,
  score    TEXT   NOT NULL,                -- the entry that was looked at
  done_at  BIGINT,
  wrong    TEXT   NOT NULL,                -- why it was not released, where it was not
  PRIMARY KEY (proposal, exam)
);

-- Single results that are held back.
CREATE TABLE held_back (
  exam      TEXT   NOT NULL,
  held_at   BIGINT NOT NULL,
  held_by   TEXT   NOT NULL,
  reason    TEXT   NOT NULL,
  lifted_at BIGINT,
  lifted_by TEXT,
  PRIMARY KEY (exam, held_at)
);

-- Rows of files that matched nobody or contradicted the record, until somebody has dealt with them.
CREATE TABLE left_over (
  id        TEXT   NOT NULL PRIMARY KEY,
  what      TEXT   NOT NULL,               -- attendance or scores
  came_by   TEXT   NOT NULL,
  came_at   BIGINT NOT NULL,
  line      BIGINT NOT NULL,
  row_text  TEXT   NOT NULL,
  wrong     TEXT   NOT NULL,
  dealt_by  TEXT,
  dealt_at  BIGINT,
  note      TEXT   NOT NULL
);
CREATE INDEX left_over_what ON left_over (what, came_at, id);

-- A seat that was sat in, or not come to, is held no longer.
ALTER TABLE seat ADD COLUMN used TEXT;
DROP INDEX seat_held;
CREATE UNIQUE INDEX seat_held ON seat (person, programme) WHERE given_back IS NULL AND used IS NULL;
CREATE INDEX seat_seating ON seat (seating);

-- Where exams are taken. Closed, never removed.
CREATE TABLE site (
  id             TEXT   NOT NULL PRIMARY KEY,   -- what seatings name
  name           TEXT   NOT NULL,
  address        TEXT   NOT NULL,
  zone           TEXT   NOT NULL,               -- of its clocks; empty for the body's own
  closed_days    TEXT   NOT NULL,               -- one a line
  accommodations TEXT   NOT NULL,               -- what it can do, in words
  closed_at      BIGINT
);
INSERT INTO site (id, name, address, zone, closed_days, accommodations)
  SELECT DISTINCT site, site, '', '', '', '' FROM seating;
ALTER TABLE seating ADD COLUMN closed_at BIGINT;
