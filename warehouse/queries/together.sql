-- Claims that could be in one group with those of `reached` (claim_id), which has them afterwards, with `last` as the
-- newest of them: those to which matches lead from `last` (claim_id).
CREATE OR REPLACE TEMP TABLE following AS
FROM (
    SELECT right_claim_id AS claim_id FROM matches SEMI JOIN last ON claim_id = left_claim_id WHERE verdict <> 'different'
    UNION
    SELECT left_claim_id FROM matches SEMI JOIN last ON claim_id = right_claim_id WHERE verdict <> 'different'
) AS led_to ANTI JOIN reached USING (claim_id);
INSERT INTO reached FROM following;
CREATE OR REPLACE TEMP TABLE last AS FROM following;
