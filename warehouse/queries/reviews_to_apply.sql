-- Reviewed pairs of claims whose match does not say so yet. Grain: one row a pair, left_id < right_id.
SELECT DISTINCT
    least(l.claim_id, r.claim_id) AS left_id, greatest(l.claim_id, r.claim_id) AS right_id, v.verdict, m.match_id
FROM reviews AS v
JOIN claim_keys AS l ON l.review_key = v.left_key
JOIN claim_keys AS r ON r.review_key = v.right_key AND r.claim_id <> l.claim_id
LEFT JOIN matches AS m
    ON m.left_claim_id = least(l.claim_id, r.claim_id) AND m.right_claim_id = greatest(l.claim_id, r.claim_id)
WHERE m.match_id IS NULL OR NOT m.reviewed OR m.verdict <> v.verdict
ORDER BY left_id, right_id;
