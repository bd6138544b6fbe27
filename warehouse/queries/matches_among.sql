-- The matches between two of the claims $ids, without their reasons and evidence. Grain: one row a match.
WITH chosen AS (SELECT unnest($ids::VARCHAR[]) AS claim_id)
SELECT match_id, left_claim_id, right_claim_id, score, verdict, matcher, reviewed
FROM matches
SEMI JOIN chosen ON chosen.claim_id = left_claim_id
WHERE right_claim_id IN (SELECT claim_id FROM chosen)
ORDER BY match_id;
