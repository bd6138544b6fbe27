-- Which claims can be asked for by free text? Those of the newest versions that are in a group and encoded.
-- Parameter: encoder.
-- Grain: one row a claim.
SELECT c.claim_id, c.wording, v.vector, t.group_id, g.story_id
FROM claims AS c
JOIN claim_vectors AS v USING (claim_id)
JOIN group_claims AS t USING (claim_id)
JOIN claim_groups AS g USING (group_id)
WHERE v.encoder = $encoder
ORDER BY c.claim_id;
