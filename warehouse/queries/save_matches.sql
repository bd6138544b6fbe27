-- Stores the matches `incoming`, with their evidence, in place of those of their ids; the stories of their claims are
-- stale.
DELETE FROM match_evidence WHERE match_id IN (SELECT match_id FROM incoming);
DELETE FROM matches WHERE match_id IN (SELECT match_id FROM incoming);
INSERT INTO matches BY NAME SELECT * EXCLUDE (features) FROM incoming;
INSERT INTO match_evidence BY NAME SELECT match_id, features FROM incoming;
UPDATE stories SET stale = true WHERE story_id IN (
    SELECT k.story_id FROM claim_keys AS k
    WHERE k.claim_id IN (SELECT left_claim_id FROM incoming UNION ALL SELECT right_claim_id FROM incoming)
);
