-- Takes back the keys, matches, relay checks and groups of the claims `gone` (claim_id); their stories, and those matched
-- with them, are stale.
CREATE OR REPLACE TEMP TABLE touched AS
SELECT m.left_claim_id AS claim_id FROM matches AS m SEMI JOIN gone ON gone.claim_id = m.right_claim_id
UNION SELECT m.right_claim_id FROM matches AS m SEMI JOIN gone ON gone.claim_id = m.left_claim_id
UNION SELECT claim_id FROM gone;

UPDATE stories SET stale = true
WHERE story_id IN (SELECT k.story_id FROM claim_keys AS k SEMI JOIN touched USING (claim_id));

-- The copies of what goes are matched anew: the one that stood for them may have gone.
CREATE OR REPLACE TEMP TABLE orphans AS
SELECT k.claim_id FROM claim_keys AS k WHERE k.telling IN (SELECT g.telling FROM claim_keys AS g SEMI JOIN gone USING (claim_id));

DELETE FROM match_evidence WHERE match_id IN (
    SELECT match_id FROM matches WHERE left_claim_id IN (FROM gone) OR right_claim_id IN (FROM gone)
);
DELETE FROM matches WHERE left_claim_id IN (FROM gone) OR right_claim_id IN (FROM gone);
DELETE FROM claim_keys WHERE claim_id IN (FROM gone) OR claim_id IN (FROM orphans);
DROP TABLE touched;
DROP TABLE orphans;

DELETE FROM relay_checks
WHERE claim_id IN (SELECT claim_id FROM relay_checks ANTI JOIN claim_keys USING (claim_id));
CREATE OR REPLACE TEMP TABLE lost_groups AS
SELECT DISTINCT group_id FROM group_claims ANTI JOIN claim_keys USING (claim_id);
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
