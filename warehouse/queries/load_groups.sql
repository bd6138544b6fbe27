-- Grain: one row a claim group, of all or of those of the stories $story_ids, of all or of those that the claims $claim_ids
-- are in; its tellings as a list in their order.
SELECT
    g.group_id,
    g.story_id,
    g.canonical_claim_id,
    coalesce(list(c.claim_id ORDER BY c.position) FILTER (c.claim_id IS NOT NULL), []) AS claim_ids
FROM claim_groups AS g
LEFT JOIN group_claims AS c USING (group_id)
WHERE ($story_ids IS NULL OR g.story_id IN (SELECT unnest($story_ids::VARCHAR[])))
  AND ($claim_ids IS NULL
       OR g.group_id IN (SELECT group_id FROM group_claims WHERE claim_id IN (SELECT unnest($claim_ids::VARCHAR[]))))
GROUP BY ALL
ORDER BY g.group_id;
