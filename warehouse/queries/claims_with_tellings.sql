-- Question: what is claimed, by whom, and which articles tell it, in which words?
-- Grain: one row a telling of a claim group in the newest version of an article; group by group, earliest telling first.
SELECT
    g.group_id,
    c.claim_id = g.canonical_claim_id AS canonical,
    coalesce(c.claim_id = p.first_claim_id, false) AS first_told,
    c.claim_id,
    c.kind,
    c.wording,
    said.speaker,
    said.source_type,
    said.speaker_id,
    said.known_as,
    said.relays,
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
JOIN who_said_what AS said ON said.claim_id = c.claim_id
JOIN stg_latest_versions AS v ON v.version_id = c.version_id
LEFT JOIN outlets AS o ON o.outlet_id = v.outlet_id
LEFT JOIN provenance AS p ON p.group_id = g.group_id
ORDER BY g.group_id, m.position, c.claim_id;
