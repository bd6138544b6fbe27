-- Where does each claim stand: in which group and story, if in any, and is it in the newest version of its article?
-- Grain: one row a claim, of all versions, by story, group and place in the group.
-- Parameters: claim, the id of one; NULL asks for all.
SELECT
    c.claim_id,
    g.group_id,
    cg.story_id,
    v.version_id IS NOT NULL AS newest
FROM claims AS c
LEFT JOIN group_claims AS g USING (claim_id)
LEFT JOIN claim_groups AS cg USING (group_id)
LEFT JOIN stg_latest_versions AS v USING (version_id)
WHERE $claim IS NULL OR c.claim_id = $claim
ORDER BY cg.story_id, g.group_id, g.position, c.claim_id;
