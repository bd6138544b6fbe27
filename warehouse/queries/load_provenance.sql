-- Grain: one row a claim group whose provenance is known, of all or of those of $group_ids; its takings as a list in
-- their order.
SELECT
    p.group_id,
    p.first_claim_id,
    p.origins,
    coalesce(list(t ORDER BY t.position) FILTER (t.position IS NOT NULL), []) AS takings
FROM provenance AS p
LEFT JOIN takings AS t USING (group_id)
WHERE $group_ids IS NULL OR p.group_id IN (SELECT unnest($group_ids::VARCHAR[]))
GROUP BY ALL
ORDER BY p.group_id;
