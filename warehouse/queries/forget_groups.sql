-- Takes back the claim groups that a claim of `regrouped` (claim_id) is in, with all that rests on them.
CREATE OR REPLACE TEMP TABLE old_groups AS
SELECT DISTINCT group_id FROM group_claims WHERE claim_id IN (SELECT claim_id FROM regrouped);
DELETE FROM echoes WHERE group_id IN (FROM old_groups);
DELETE FROM changes WHERE group_id IN (FROM old_groups);
DELETE FROM takings WHERE group_id IN (FROM old_groups);
DELETE FROM provenance WHERE group_id IN (FROM old_groups);
DELETE FROM claim_groups WHERE group_id IN (FROM old_groups);
DELETE FROM group_claims WHERE group_id IN (FROM old_groups);
DROP TABLE old_groups;
