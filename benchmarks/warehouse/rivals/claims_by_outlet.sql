WITH told AS (
    SELECT
        v.outlet_id, v.article_id, c.claim_id, c.kind,
        max(CASE WHEN h.role = 'speaker' AND h.source_type = 'anonymous' THEN 1 ELSE 0 END) AS anonymous,
        max(CASE WHEN h.role = 'relay' THEN 1 ELSE 0 END) AS relayed
    FROM latest_versions AS v
    LEFT JOIN claims AS c ON c.version_id = v.version_id
    LEFT JOIN hops AS h ON h.claim_id = c.claim_id
    GROUP BY v.outlet_id, v.article_id, c.claim_id, c.kind
)
SELECT
    outlet_id, count(DISTINCT article_id) AS articles, count(claim_id) AS claims,
    count(CASE WHEN kind = 'direct' THEN 1 END) AS direct,
    count(CASE WHEN kind = 'indirect' THEN 1 END) AS indirect,
    count(CASE WHEN kind = 'mixed' THEN 1 END) AS mixed,
    count(CASE WHEN anonymous = 1 THEN 1 END) AS anonymous,
    count(CASE WHEN relayed = 1 THEN 1 END) AS relayed
FROM told
GROUP BY outlet_id
ORDER BY outlet_id;
