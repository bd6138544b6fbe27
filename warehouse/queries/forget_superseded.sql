-- Takes stories apart that have lost a version, to a newer one of its article or for good: what is left of them is placed
-- anew, since the first article of a story gives it its name and its days.
CREATE OR REPLACE TEMP TABLE broken AS
SELECT DISTINCT story_id FROM story_versions ANTI JOIN newest_versions USING (version_id);
DELETE FROM story_versions WHERE story_id IN (FROM broken);
DELETE FROM stories WHERE story_id IN (FROM broken);
DROP TABLE broken;
