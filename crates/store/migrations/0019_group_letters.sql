-- Through when somebody stays as good, or as bad: asked of the register in memory since, and read here by nobody.
ALTER TABLE standing DROP COLUMN through;
