-- What do the speakers $speaker_ids say, or those say whom articles call one of $names and no known speaker?
-- Grain: one row a speaker and claim in the newest version of an article, those included of which it is not sure
-- (`sure`); of names the speaker is NULL.
WITH linked AS (
    SELECT speaker_id, claim_id, verdict = 'same' AS sure, evidence
    FROM speaker_links
    WHERE speaker_id IN (SELECT unnest($speaker_ids::VARCHAR[]))
    UNION ALL
    SELECT NULL, h.claim_id, true, 'as printed'
    FROM hops AS h
    ANTI JOIN (SELECT claim_id FROM speaker_links WHERE verdict = 'same') AS known USING (claim_id)
    WHERE h.role = 'speaker'
      AND h.name IN (SELECT unnest($names::VARCHAR[]))
      AND h.source_type NOT IN ('anonymous', 'unknown')
)
SELECT
    l.speaker_id,
    c.claim_id,
    bool_or(l.sure) AS sure,
    min(l.evidence) AS evidence,
    any_value(t.story_id) AS story_id,
    any_value(s.title) AS story,
    any_value(t.group_id) AS group_id,
    any_value(v.published) AS published,
    any_value(v.fetched_at) AS fetched_at
FROM linked AS l
JOIN claims AS c USING (claim_id)
JOIN stg_latest_versions AS v USING (version_id)
LEFT JOIN stg_tellings AS t ON t.claim_id = c.claim_id
LEFT JOIN stories AS s ON s.story_id = t.story_id
GROUP BY l.speaker_id, c.claim_id
ORDER BY
    l.speaker_id,
    coalesce(any_value(v.published), any_value(v.fetched_at)), any_value(v.url), any_value(c.start_offset), c.claim_id;
