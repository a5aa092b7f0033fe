-- The last day on which something waits, where there is one: what was asked for a window is over with it.
ALTER TABLE waiting ADD COLUMN last_day BIGINT;
INSERT INTO due (what) SELECT 'rebuild' WHERE EXISTS (SELECT 1 FROM waiting) ON CONFLICT (what) DO NOTHING;
