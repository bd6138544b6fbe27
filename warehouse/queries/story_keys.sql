-- What the claims of stories are found by. Grain: one row a matched claim of the stories $story_ids.
SELECT story_id, claim_id, telling, rare, quoted
FROM claim_keys
SEMI JOIN claim_vectors USING (claim_id)
WHERE story_id IN (SELECT unnest($story_ids::VARCHAR[]))
ORDER BY story_id, claim_id;
