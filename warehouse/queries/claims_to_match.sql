-- Claims whose place among the matched ones is not that of their article's newest version, those of one time together,
-- since they are compared with those of that time alone. Grain: one row a claim.
--
-- story_id is NULL where it is in no story any more; was_matched: it was matched, in another story or in that one.
-- Looked at are only the claims of stories whose claims are not those that were matched in them.
WITH held AS (
    SELECT c.claim_id, s.story_id FROM claims AS c JOIN story_versions AS s USING (version_id)
),
differing AS (
    SELECT story_id
    FROM (SELECT story_id, count(*) AS claims, bit_xor(hash(claim_id)) AS digest FROM held GROUP BY story_id) AS h
    FULL JOIN (
        SELECT story_id, count(*) AS claims, bit_xor(hash(claim_id)) AS digest FROM claim_keys GROUP BY story_id
    ) AS k USING (story_id)
    WHERE (h.claims, h.digest) IS DISTINCT FROM (k.claims, k.digest)
)
SELECT claim_id, h.story_id, k.claim_id IS NOT NULL AS was_matched
FROM (FROM held SEMI JOIN differing USING (story_id)) AS h
FULL JOIN (FROM claim_keys SEMI JOIN differing USING (story_id)) AS k USING (claim_id)
LEFT JOIN stories ON stories.story_id = h.story_id
WHERE k.story_id IS DISTINCT FROM h.story_id
ORDER BY stories.first_published NULLS LAST, h.story_id, claim_id;
