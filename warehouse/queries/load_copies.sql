-- Grain: one row a copy, of all articles or of those of the versions $version_ids; its passages as a list in their order.
SELECT
    c.version_id,
    c.origin_id,
    c.position,
    c.share,
    c.credited,
    c.whole,
    coalesce(list(p ORDER BY p.position) FILTER (p.position IS NOT NULL), []) AS passages
FROM copies AS c
LEFT JOIN copied_passages AS p USING (version_id, origin_id)
WHERE $version_ids IS NULL OR c.version_id IN (SELECT unnest($version_ids::VARCHAR[]))
GROUP BY ALL
ORDER BY c.version_id, c.position;
