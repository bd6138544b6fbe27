WITH taken AS (
    SELECT
        v.version_id, v.outlet_id,
        max(CASE WHEN c.whole THEN 1 WHEN NOT c.whole THEN 0 END) AS whole,
        max(CASE WHEN c.whole AND source.kind = 'wire' THEN 1 ELSE 0 END) AS wire,
        max(CASE WHEN c.whole AND c.credited THEN 1 ELSE 0 END) AS credited
    FROM latest_versions AS v
    LEFT JOIN copies AS c ON c.version_id = v.version_id
    LEFT JOIN latest_versions AS source ON source.version_id = c.origin_id
    GROUP BY v.version_id, v.outlet_id
)
SELECT
    outlet_id, count(*) AS articles, count(CASE WHEN whole = 1 THEN 1 END) AS copies,
    count(CASE WHEN wire = 1 THEN 1 END) AS wire_copies, count(CASE WHEN credited = 1 THEN 1 END) AS credited,
    count(CASE WHEN whole = 0 THEN 1 END) AS partly
FROM taken
GROUP BY outlet_id
ORDER BY outlet_id;
