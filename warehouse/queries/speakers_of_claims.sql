-- Who surely makes these claims? Parameter: claim_ids.
-- Grain: one row a claim with a speaker known across articles.
SELECT l.claim_id, l.speaker_id, s.name
FROM speaker_links AS l
JOIN speakers AS s USING (speaker_id)
WHERE l.verdict = 'same' AND l.claim_id IN (SELECT unnest($claim_ids::VARCHAR[]))
ORDER BY l.claim_id, l.speaker_id;
