-- Wrong: a telling in a claim group with others, and no match that calls it the same as any of them.
-- Means: outlets are said to tell the same without a reason on record.
-- Do: `sayso review` judges the pair; report it, sayso should never write this.
SELECT 'telling that no match joins to its claim group' AS problem, t.claim_id AS id
FROM group_claims AS t
SEMI JOIN (SELECT group_id FROM group_claims GROUP BY group_id HAVING count(*) > 1) AS shared USING (group_id)
ANTI JOIN (
    SELECT one.claim_id
    FROM (
        SELECT left_claim_id AS claim_id, right_claim_id AS other FROM matches WHERE verdict <> 'different'
        UNION ALL SELECT right_claim_id, left_claim_id FROM matches WHERE verdict <> 'different'
    ) AS m
    JOIN group_claims AS one ON one.claim_id = m.claim_id
    JOIN group_claims AS another ON another.claim_id = m.other AND another.group_id = one.group_id
) AS joined USING (claim_id);
