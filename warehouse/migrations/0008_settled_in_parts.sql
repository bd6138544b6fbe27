-- What tells that something need not be settled anew: the order of a copy's origins, and whether a story itself has changed.
--
-- Grain, one row a …
--   copies   article version × earlier one that it was taken from, as before
--   stories  story, as before
--
-- Groups in stories that waited to be settled go: settling makes what is in no group, and these might be others by now.

ALTER TABLE copies ADD COLUMN position INTEGER;
COMMENT ON COLUMN copies.position IS 'Place among the origins of the copy, from 0: the one that most of it was taken from, then others for what is left.';

ALTER TABLE stories ADD COLUMN changed BOOLEAN;
COMMENT ON COLUMN stories.changed IS 'True where its own articles or claims are others than when it was last settled, and not only claims that are matched with them.';

-- Of copies that were found before, the next run finds the order: until then it is some order.
UPDATE copies SET position = (
    SELECT count(*) FROM copies AS other WHERE other.version_id = copies.version_id AND other.origin_id < copies.origin_id
);

CREATE TEMP TABLE outdated AS
SELECT DISTINCT t.group_id
FROM group_claims AS t
JOIN claim_keys AS k ON k.claim_id = t.claim_id
JOIN stories AS s ON s.story_id = k.story_id
WHERE s.stale;
DELETE FROM echoes WHERE group_id IN (FROM outdated);
DELETE FROM changes WHERE group_id IN (FROM outdated);
DELETE FROM takings WHERE group_id IN (FROM outdated);
DELETE FROM provenance WHERE group_id IN (FROM outdated);
DELETE FROM claim_groups WHERE group_id IN (FROM outdated);
DELETE FROM group_claims WHERE group_id IN (FROM outdated);
DROP TABLE outdated;
UPDATE stories SET stale = true, changed = true;
