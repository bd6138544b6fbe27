-- Where are the pages kept that these article versions were read from? The one fetched last of each.
-- Grain: one row an article version. Parameter: versions, ids.
SELECT
    e.version_id,
    arg_max(p.fetched_at, (p.fetched_at, p.page_id)) AS fetched_at,
    coalesce(arg_max(coalesce(p.archived_in, ''), (p.fetched_at, p.page_id)), '') AS archived_in,
    arg_max(coalesce(p.archive_offset, 0), (p.fetched_at, p.page_id)) AS archive_offset
FROM page_extractions AS e
JOIN pages AS p USING (page_id)
WHERE list_contains($versions, e.version_id)
GROUP BY e.version_id
ORDER BY e.version_id;
