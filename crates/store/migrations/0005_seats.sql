-- Seats at sites and times. A seating never has more taken than there are: the engine itself refuses it.
CREATE TABLE seating (
  id             TEXT   NOT NULL PRIMARY KEY,
  body           TEXT   NOT NULL,
  programme      TEXT   NOT NULL,
  testing_window TEXT   NOT NULL,          -- empty where the body tests all year
  site           TEXT   NOT NULL,
  starts_at      BIGINT NOT NULL,          -- microseconds, UTC
  seats          BIGINT NOT NULL,
  taken          BIGINT NOT NULL,
  CHECK (taken >= 0 AND taken <= seats)
);
CREATE INDEX seating_starts ON seating (programme, starts_at, id);

CREATE TABLE seat (
  appointment TEXT NOT NULL PRIMARY KEY,   -- the entry that books it
  seating     TEXT NOT NULL REFERENCES seating (id),
  person      TEXT NOT NULL,
  programme   TEXT NOT NULL,
  given_back  BIGINT                       -- when, microseconds, UTC
);
-- One seat at a time for a person and a programme.
CREATE UNIQUE INDEX seat_held ON seat (person, programme) WHERE given_back IS NULL;
