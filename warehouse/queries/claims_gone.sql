-- Grain: one row a claim that was matched and is in no story any more.
SELECT k.claim_id, k.story_id
FROM claim_keys AS k
ANTI JOIN (SELECT c.claim_id FROM claims AS c SEMI JOIN story_versions AS s USING (version_id)) AS held USING (claim_id)
ORDER BY k.claim_id;
