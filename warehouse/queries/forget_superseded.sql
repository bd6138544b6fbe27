-- Takes versions that are not the newest of their article any more out of their stories. Those are stale then; what has
-- no version left is no story.
CREATE OR REPLACE TEMP TABLE superseded AS
SELECT story_id, version_id FROM story_versions ANTI JOIN stg_latest_versions USING (version_id);
UPDATE stories SET stale = true WHERE story_id IN (SELECT story_id FROM superseded);
DELETE FROM story_versions WHERE version_id IN (SELECT version_id FROM superseded);
DELETE FROM stories WHERE story_id NOT IN (SELECT story_id FROM story_versions);
DROP TABLE superseded;
