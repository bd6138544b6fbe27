-- The claims that could be in one group with `seeds` (claim_id): those that matches lead to. Grain: one row a claim.
WITH RECURSIVE edges AS (
    SELECT left_claim_id AS one, right_claim_id AS other FROM matches WHERE verdict <> 'different'
    UNION ALL SELECT right_claim_id, left_claim_id FROM matches WHERE verdict <> 'different'
),
reached AS (
    SELECT claim_id FROM seeds
    UNION
    SELECT edges.other FROM reached JOIN edges ON edges.one = reached.claim_id
)
SELECT claim_id FROM reached ORDER BY claim_id;
