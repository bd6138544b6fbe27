-- Of each telling that a fresh claim has, the claim that stands for it. Grain: one row a fresh claim that stands for none.
WITH first_of AS (
    -- One that was matched before stays; among new ones, the smallest id.
    SELECT telling, first(claim_id ORDER BY fresh.claim_id IS NOT NULL, claim_id) AS claim_id
    FROM claim_keys
    LEFT JOIN fresh USING (claim_id)
    WHERE telling IN (SELECT k.telling FROM claim_keys AS k SEMI JOIN fresh USING (claim_id))
    GROUP BY telling
)
SELECT k.claim_id, first_of.claim_id AS first_id
FROM claim_keys AS k
SEMI JOIN fresh USING (claim_id)
JOIN first_of ON first_of.telling = k.telling AND first_of.claim_id <> k.claim_id
ORDER BY k.claim_id;
