-- Takes back the keys, matches and relay checks of the claims `gone` (claim_id), with the vectors of those that are no
-- more, and leaves in `regrouped` the claims whose groups are to go; their stories, and those matched with them, are stale.
CREATE OR REPLACE TEMP TABLE lost_matches AS
SELECT match_id, left_claim_id, right_claim_id FROM matches SEMI JOIN gone ON claim_id = left_claim_id
UNION SELECT match_id, left_claim_id, right_claim_id FROM matches SEMI JOIN gone ON claim_id = right_claim_id;

UPDATE stories SET stale = true WHERE story_id IN (
    SELECT k.story_id FROM claim_keys AS k
    WHERE k.claim_id IN (FROM gone UNION SELECT left_claim_id FROM lost_matches UNION SELECT right_claim_id FROM lost_matches)
);
UPDATE stories SET changed = true WHERE story_id IN (SELECT story_id FROM claim_keys SEMI JOIN gone USING (claim_id));

-- The copies of what goes are matched anew: the one that stood for them may have gone.
CREATE OR REPLACE TEMP TABLE unkeyed AS
SELECT k.claim_id FROM claim_keys AS k WHERE k.telling IN (SELECT g.telling FROM claim_keys AS g SEMI JOIN gone USING (claim_id));

DELETE FROM match_evidence WHERE match_id IN (SELECT match_id FROM lost_matches);
DELETE FROM matches WHERE match_id IN (SELECT match_id FROM lost_matches);
DELETE FROM claim_keys WHERE claim_id IN (FROM unkeyed);
DELETE FROM relay_checks WHERE claim_id IN (FROM unkeyed);
DELETE FROM claim_vectors WHERE claim_id IN (SELECT claim_id FROM gone ANTI JOIN claims USING (claim_id));

-- Groups that have lost a claim go whole, by forget_groups.sql; what is left of them is grouped anew.
CREATE OR REPLACE TEMP TABLE regrouped AS FROM unkeyed SEMI JOIN group_claims USING (claim_id);
UPDATE stories SET stale = true WHERE story_id IN (
    SELECT k.story_id FROM claim_keys AS k SEMI JOIN group_claims AS g USING (claim_id)
    WHERE k.claim_id IN (
        SELECT claim_id FROM group_claims
        WHERE group_id IN (SELECT group_id FROM group_claims SEMI JOIN regrouped USING (claim_id))
    )
);
DROP TABLE lost_matches;
DROP TABLE unkeyed;
