SELECT
    c.left_claim_id, c.right_claim_id, g.story_id, c.group_id, c.unit, c.left_value, c.right_value,
    l.outlet_id AS left_outlet_id, l.url AS left_url, r.outlet_id AS right_outlet_id, r.url AS right_url
FROM changes AS c
JOIN group_claims AS lm ON lm.claim_id = c.left_claim_id
JOIN claim_groups AS g ON g.group_id = lm.group_id
JOIN claims AS lc ON lc.claim_id = lm.claim_id
JOIN latest_versions AS l ON l.version_id = lc.version_id
JOIN group_claims AS rm ON rm.claim_id = c.right_claim_id
JOIN claims AS rc ON rc.claim_id = rm.claim_id
JOIN latest_versions AS r ON r.version_id = rc.version_id
WHERE c.kind = 'quantity'
ORDER BY c.left_claim_id, c.right_claim_id;
