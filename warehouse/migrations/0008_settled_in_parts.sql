-- What tells that something need not be settled anew: the order of a copy's origins, and whether a story itself has changed.
--
-- Grain, one row a …
--   copies   article version × earlier one that it was taken from, as before
--   stories  story, as before

ALTER TABLE copies ADD COLUMN position INTEGER;
COMMENT ON COLUMN copies.position IS 'Place among the origins of the copy, from 0: the one that most of it was taken from, then others for what is left.';

ALTER TABLE stories ADD COLUMN changed BOOLEAN;
COMMENT ON COLUMN stories.changed IS 'True where its own articles or claims are others than when it was last settled, and not only claims that are matched with them.';

-- The next run finds the order of what was found before: until then it is some order.
UPDATE copies SET position = (
    SELECT count(*) FROM copies AS other WHERE other.version_id = copies.version_id AND other.origin_id < copies.origin_id
);

-- What is in a group is not grouped again, and these may be others by now where a story waited to be settled: the next run
-- settles all anew, as where outlets are others.
UPDATE derivations SET fingerprint = '' WHERE name = 'outlets';
UPDATE stories SET stale = true, changed = true;
