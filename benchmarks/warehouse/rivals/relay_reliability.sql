SELECT
    v.outlet_id, count(*) AS relays,
    count(CASE WHEN r.verdict = 'verified' THEN 1 END) AS verified,
    count(CASE WHEN r.verdict = 'reworded' THEN 1 END) AS reworded,
    count(CASE WHEN r.verdict = 'altered' THEN 1 END) AS altered,
    count(CASE WHEN r.verdict = 'not_found' THEN 1 END) AS not_found,
    count(CASE WHEN r.verdict = 'not_held' THEN 1 END) AS not_held
FROM relay_checks AS r
JOIN claims AS c ON c.claim_id = r.claim_id
JOIN latest_versions AS v ON v.version_id = c.version_id
GROUP BY v.outlet_id
ORDER BY v.outlet_id;
