-- Which outlets have articles, and how much of what?
-- Grain: one row an outlet, by name.
SELECT
    v.outlet_id,
    v.outlet,
    count(DISTINCT v.version_id) AS articles,
    count(DISTINCT sv.story_id) AS stories,
    count(c.claim_id) AS claims,
    coalesce(first(o.synthetic), bool_or(v.synthetic)) AS synthetic
FROM stg_latest_versions AS v
LEFT JOIN outlets AS o USING (outlet_id)
LEFT JOIN story_versions AS sv USING (version_id)
LEFT JOIN claims AS c USING (version_id)
GROUP BY v.outlet_id, v.outlet
ORDER BY lower(v.outlet), v.outlet_id;
