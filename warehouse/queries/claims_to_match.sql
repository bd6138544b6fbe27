-- Claims to be matched, those of one time together, since they are compared with those of that time alone. Grain: one row
-- a claim of an article's newest version that was never matched, or is in another story since.
SELECT c.claim_id, s.story_id, k.claim_id IS NOT NULL AS moved
FROM claims AS c
JOIN story_versions AS s USING (version_id)
JOIN stories USING (story_id)
LEFT JOIN claim_keys AS k USING (claim_id)
WHERE k.claim_id IS NULL OR k.story_id <> s.story_id
ORDER BY stories.first_published NULLS LAST, s.story_id, c.claim_id;
