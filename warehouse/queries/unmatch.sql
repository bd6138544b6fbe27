-- Takes back the keys, matches and relay checks of the claims `gone` (claim_id), and leaves in `regrouped` the claims whose
-- groups are to go; their stories, and those matched with them, are stale.
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

-- Groups that have lost a claim go whole, by forget_groups.sql; what is left of them is grouped anew.
CREATE OR REPLACE TEMP TABLE regrouped AS SELECT claim_id FROM group_claims ANTI JOIN claim_keys USING (claim_id);
UPDATE stories SET stale = true WHERE story_id IN (
    SELECT k.story_id
    FROM group_claims AS g JOIN claim_keys AS k USING (claim_id)
    WHERE g.group_id IN (SELECT group_id FROM group_claims SEMI JOIN regrouped USING (claim_id))
);
