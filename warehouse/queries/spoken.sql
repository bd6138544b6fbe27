-- What claims of articles' newest versions say of their speakers, where these are persons who are named. Grain: one row
-- a claim.
SELECT c.claim_id, c.version_id, h.name, h.span_start, h.span_end
FROM claims AS c
SEMI JOIN newest_versions AS n USING (version_id)
JOIN (FROM hops WHERE position = 0 AND role = 'speaker' AND source_type = 'named_person') AS h USING (claim_id)
ORDER BY c.version_id, c.claim_id;
