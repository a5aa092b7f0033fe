-- The public's search no longer asks the database: every node holds what is published in memory.
DROP TABLE listed;
DROP TABLE place_as;
