-- What does an outlet carry, or on what is a speaker quoted? Story by story, the newest first.
-- Grain: one row a claim; where an outlet's article has none, one row for the article, without a claim.
-- Parameters: outlet, speaker; one of them is NULL, or both, which asks for all.
WITH said AS (
    SELECT claim_id FROM speaker_links WHERE speaker_id = $speaker AND verdict = 'same'
),
newest AS (
    SELECT sv.story_id, max(coalesce(v.published, v.fetched_at)) AS last_seen
    FROM story_versions AS sv
    JOIN stg_latest_versions AS v USING (version_id)
    GROUP BY sv.story_id
)
SELECT
    s.story_id,
    s.title AS story,
    v.version_id,
    v.outlet_id,
    v.outlet,
    coalesce(o.synthetic, v.synthetic) AS synthetic,
    v.title,
    v.url,
    v.published,
    v.language,
    w.claim_id,
    w.group_id,
    w.wording,
    coalesce(w.known_as, w.speaker) AS speaker,
    w.kind
FROM stg_latest_versions AS v
LEFT JOIN outlets AS o USING (outlet_id)
LEFT JOIN story_versions AS sv USING (version_id)
LEFT JOIN stories AS s USING (story_id)
LEFT JOIN newest AS n USING (story_id)
LEFT JOIN claims AS c USING (version_id)
LEFT JOIN who_said_what AS w ON w.claim_id = c.claim_id
WHERE v.outlet_id = $outlet OR c.claim_id IN (SELECT claim_id FROM said) OR ($outlet IS NULL AND $speaker IS NULL)
ORDER BY
    n.last_seen DESC NULLS LAST, s.story_id, v.published NULLS LAST, v.version_id,
    c.start_offset, c.end_offset, c.claim_id;
