-- Which claim groups do these stories have?
-- Grain: one row a claim group; its tellings as a list in their order. Parameter: stories, ids.
SELECT
    g.group_id,
    g.story_id,
    g.canonical_claim_id,
    coalesce(list(c.claim_id ORDER BY c.position) FILTER (c.claim_id IS NOT NULL), []) AS claim_ids
FROM claim_groups AS g
LEFT JOIN group_claims AS c USING (group_id)
WHERE list_contains($stories, g.story_id)
GROUP BY ALL
ORDER BY g.group_id;
