-- Claims of articles' newest versions that a person makes who is named. Grain: one row a claim.
SELECT c.claim_id
FROM claims AS c
SEMI JOIN newest_versions AS n USING (version_id)
SEMI JOIN (FROM hops WHERE position = 0 AND role = 'speaker' AND source_type = 'named_person') AS h USING (claim_id)
ORDER BY c.claim_id;
