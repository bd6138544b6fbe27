-- Wrong: a claim group, change, telling, echo or relay check that belongs to what is not there.
-- Means: a report on it would lack words, outlets or the claim itself.
-- Do: nothing: the next `sayso match` settles the story anew; report it where it stays.
SELECT 'claim group without story' AS problem, group_id AS id FROM claim_groups ANTI JOIN stories USING (story_id)
UNION ALL SELECT 'claim group without telling', group_id FROM claim_groups ANTI JOIN group_claims USING (group_id)
UNION ALL SELECT 'telling without claim group', claim_id FROM group_claims ANTI JOIN claim_groups USING (group_id)
UNION ALL SELECT 'telling without claim', claim_id FROM group_claims ANTI JOIN claims USING (claim_id)
UNION ALL SELECT 'canonical telling outside its claim group', group_id
FROM claim_groups AS g
ANTI JOIN group_claims AS c ON c.group_id = g.group_id AND c.claim_id = g.canonical_claim_id
UNION ALL SELECT 'change without claim group', group_id FROM changes ANTI JOIN claim_groups USING (group_id)
UNION ALL SELECT 'change of a claim outside its claim group', x.group_id
FROM (
    SELECT group_id, left_claim_id AS claim_id FROM changes UNION SELECT group_id, right_claim_id FROM changes
) AS x
ANTI JOIN group_claims AS c ON c.group_id = x.group_id AND c.claim_id = x.claim_id
UNION ALL SELECT 'echo without claim group', group_id FROM echoes ANTI JOIN claim_groups USING (group_id)
UNION ALL SELECT 'relay check without claim', claim_id FROM relay_checks ANTI JOIN claims USING (claim_id);
