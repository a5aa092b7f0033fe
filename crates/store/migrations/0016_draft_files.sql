-- The files that came with what was begun: as long as it is kept, so are they.
CREATE TABLE draft_file (
  owner TEXT NOT NULL,
  step  TEXT NOT NULL,
  field TEXT NOT NULL,            -- of the form: which piece it is about
  file  TEXT {binary} NOT NULL,
  PRIMARY KEY (owner, step, field, file),
  FOREIGN KEY (owner, step) REFERENCES draft (owner, step) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX draft_file_file ON draft_file (file);
