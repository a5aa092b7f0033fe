-- Draws of who is audited, with all that is needed to repeat each.
CREATE TABLE audit_draw (
  id         TEXT   NOT NULL PRIMARY KEY,
  body       TEXT   NOT NULL,
  scheme     TEXT   NOT NULL,
  made_at    BIGINT NOT NULL,             -- microseconds, UTC
  made_by    TEXT   NOT NULL,
  algorithm  TEXT   NOT NULL,
  seed       TEXT   NOT NULL,
  share      TEXT   NOT NULL,             -- how many are drawn: 12, or 5%
  clause     TEXT   NOT NULL,             -- the rule it rests on
  citation   TEXT   NOT NULL,
  counted    BIGINT NOT NULL,             -- of how many was drawn
  hash       TEXT   NOT NULL,             -- SHA-256 of the population
  population TEXT   NOT NULL,             -- one id a line, sorted by their bytes
  drawn      TEXT   NOT NULL              -- one id a line, in the order of their tickets
);
CREATE INDEX audit_draw_made ON audit_draw (made_at, id);

-- When an employer is told to ask the office about a certificate: while an audit is open, where a handbook says so.
-- Follows from the record, rebuilt with every append.
CREATE TABLE ask_office (
  number   TEXT   {binary} NOT NULL,
  from_day BIGINT NOT NULL,
  to_day   BIGINT NOT NULL,               -- the calendar's last, where the audit is open
  PRIMARY KEY (number, from_day)
);
INSERT INTO due (what) SELECT 'rebuild' WHERE EXISTS (SELECT 1 FROM entry WHERE line LIKE '%audit_opened%')
  ON CONFLICT (what) DO NOTHING;
