-- Takes back what rests on claims and article versions that are in no story any more.
DELETE FROM relay_checks WHERE claim_id NOT IN (SELECT claim_id FROM claim_keys);
DELETE FROM copied_passages
WHERE version_id NOT IN (SELECT version_id FROM story_versions) OR origin_id NOT IN (SELECT version_id FROM story_versions);
DELETE FROM copies
WHERE version_id NOT IN (SELECT version_id FROM story_versions) OR origin_id NOT IN (SELECT version_id FROM story_versions);
CREATE OR REPLACE TEMP TABLE lost_groups AS
SELECT DISTINCT group_id FROM group_claims WHERE claim_id NOT IN (SELECT claim_id FROM claim_keys);
UPDATE stories SET stale = true WHERE story_id IN (
    SELECT k.story_id
    FROM group_claims AS g SEMI JOIN lost_groups USING (group_id) JOIN claim_keys AS k USING (claim_id)
);
DELETE FROM changes WHERE group_id IN (FROM lost_groups);
DELETE FROM takings WHERE group_id IN (FROM lost_groups);
DELETE FROM provenance WHERE group_id IN (FROM lost_groups);
DELETE FROM claim_groups WHERE group_id IN (FROM lost_groups);
DELETE FROM group_claims WHERE group_id IN (FROM lost_groups);
DROP TABLE lost_groups;
DELETE FROM claim_vectors WHERE claim_id NOT IN (SELECT claim_id FROM claims);
DELETE FROM article_vectors WHERE version_id NOT IN (SELECT version_id FROM article_versions);
