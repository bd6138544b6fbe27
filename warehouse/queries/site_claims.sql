-- Where does each claim stand: in which group and story, if in any, and is it in the newest version of its article?
-- Grain: one row a claim, of all versions, by story, group and place in the group; the story of one that is in no group
-- is that of its article. Parameter: claim, the id of one; NULL asks for all.
SELECT
    c.claim_id,
    c.version_id,
    g.group_id,
    coalesce(cg.story_id, sv.story_id) AS story_id,
    v.version_id = c.version_id AS newest
FROM claims AS c
JOIN article_versions AS a ON a.version_id = c.version_id
LEFT JOIN group_claims AS g ON g.claim_id = c.claim_id
LEFT JOIN claim_groups AS cg ON cg.group_id = g.group_id
LEFT JOIN stg_latest_versions AS v ON v.article_id = a.article_id
LEFT JOIN story_versions AS sv ON sv.version_id = v.version_id
WHERE $claim IS NULL OR c.claim_id = $claim
ORDER BY coalesce(cg.story_id, sv.story_id), g.group_id, g.position, c.claim_id;
