-- Grain: one row a claim of an article's newest version that $encoder has not encoded, at most $number of them.
SELECT c.claim_id, c.wording
FROM claims AS c
SEMI JOIN stg_latest_versions AS v USING (version_id)
ANTI JOIN (FROM claim_vectors WHERE encoder = $encoder) AS known USING (claim_id)
ORDER BY c.claim_id
LIMIT $number;
