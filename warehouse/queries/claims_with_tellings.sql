-- Question: what is claimed, by whom, and which articles tell it, in which words?
-- Grain: one row a telling of a claim group in the newest version of an article; group by group, earliest telling first.
WITH chains AS (
    SELECT
        h.claim_id,
        first(h.name ORDER BY h.position) FILTER (h.role = 'speaker') AS speaker,
        first(h.source_type ORDER BY h.position) FILTER (h.role = 'speaker') AS source_type,
        list(coalesce(o.name, h.name) ORDER BY h.position) FILTER (h.role = 'relay') AS relays
    FROM hops AS h
    LEFT JOIN outlets AS o ON o.outlet_id = h.outlet_id
    GROUP BY h.claim_id
),
known AS (
    SELECT
        l.claim_id,
        first(s.speaker_id ORDER BY l.score DESC, s.speaker_id) AS speaker_id,
        first(s.name ORDER BY l.score DESC, s.speaker_id) AS known_as
    FROM speaker_links AS l
    JOIN speakers AS s USING (speaker_id)
    WHERE l.verdict = 'same'
    GROUP BY l.claim_id
)
SELECT
    g.group_id,
    c.claim_id = g.canonical_claim_id AS canonical,
    coalesce(c.claim_id = p.first_claim_id, false) AS first_told,
    c.claim_id,
    c.kind,
    c.wording,
    chains.speaker,
    chains.source_type,
    known.speaker_id,
    known.known_as,
    coalesce(chains.relays, []) AS relays,
    v.version_id,
    v.outlet_id,
    v.outlet,
    coalesce(o.synthetic, false) AS outlet_synthetic,
    v.synthetic,
    v.url,
    v.title,
    v.byline,
    v.published,
    v.modified,
    v.language
FROM claim_groups AS g
JOIN group_claims AS m ON m.group_id = g.group_id
JOIN claims AS c ON c.claim_id = m.claim_id
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
LEFT JOIN outlets AS o ON o.outlet_id = v.outlet_id
LEFT JOIN provenance AS p ON p.group_id = g.group_id
LEFT JOIN chains ON chains.claim_id = c.claim_id
LEFT JOIN known ON known.claim_id = c.claim_id
ORDER BY g.group_id, m.position, c.claim_id;
