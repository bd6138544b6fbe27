-- Grain: one row a claim of an article's newest version that $encoder has not encoded, at most $number of them, those
-- that say the same beside each other; with the vector, if it has encoded the same words already.
WITH waiting AS MATERIALIZED (
    SELECT c.claim_id, c.wording
    FROM claims AS c
    SEMI JOIN stg_latest_versions AS v USING (version_id)
    ANTI JOIN (FROM claim_vectors WHERE encoder = $encoder) AS known USING (claim_id)
    ORDER BY c.wording, c.claim_id
    LIMIT $number
),
same AS MATERIALIZED (SELECT c.claim_id, c.wording FROM claims AS c SEMI JOIN waiting USING (wording)),
known AS (
    SELECT wording, min(vector) AS vector
    FROM same
    JOIN claim_vectors USING (claim_id)
    WHERE encoder = $encoder
    GROUP BY wording
)
SELECT claim_id, wording, vector
FROM waiting
LEFT JOIN known USING (wording)
ORDER BY wording, claim_id;
