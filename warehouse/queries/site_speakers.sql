-- Who is quoted, by how many outlets, how often?
-- Grain: one row a speaker with claims that are surely the speaker's, by name.
SELECT
    s.speaker_id,
    s.name,
    s.spellings,
    s.roles,
    count(DISTINCT l.claim_id) AS claims,
    count(DISTINCT v.outlet_id) AS outlets,
    bool_or(v.synthetic) AS synthetic
FROM speakers AS s
JOIN speaker_links AS l ON l.speaker_id = s.speaker_id AND l.verdict = 'same'
JOIN claims AS c ON c.claim_id = l.claim_id
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
GROUP BY s.speaker_id, s.name, s.spellings, s.roles
ORDER BY lower(s.name), s.speaker_id;
