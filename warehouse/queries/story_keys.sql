-- What the claims of stories are matched by. Grain: one row a matched claim of the stories $story_ids.
SELECT k.story_id, k.claim_id, k.telling, k.rare, k.quoted, v.vector
FROM claim_keys AS k
JOIN claim_vectors AS v USING (claim_id)
WHERE k.story_id IN (SELECT unnest($story_ids::VARCHAR[]))
ORDER BY k.story_id, k.claim_id;
