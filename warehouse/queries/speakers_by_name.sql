-- Who speaks, and under which names?
-- Grain: one row a speaker known across articles, or a name as printed of claims that are surely no such speaker's;
-- newest versions only. Who goes unnamed is left out: "a source" is not the same one in two places.
WITH said AS (
    SELECT
        c.claim_id,
        first(h.name ORDER BY h.position) AS name,
        first(h.source_type ORDER BY h.position) AS source_type
    FROM hops AS h
    JOIN claims AS c USING (claim_id)
    JOIN stg_latest_versions AS v USING (version_id)
    WHERE h.role = 'speaker'
    GROUP BY c.claim_id
),
known AS (
    SELECT claim_id, speaker_id FROM speaker_links WHERE verdict = 'same'
)
SELECT s.speaker_id, s.name, s.spellings, s.roles, count(*) AS claims
FROM speakers AS s
JOIN known USING (speaker_id)
JOIN said USING (claim_id)
GROUP BY ALL
UNION ALL
SELECT NULL, said.name, [said.name], [], count(*)
FROM said
ANTI JOIN known USING (claim_id)
WHERE said.source_type NOT IN ('anonymous', 'unknown') AND said.name <> ''
GROUP BY said.name
ORDER BY claims DESC, name, speaker_id;
