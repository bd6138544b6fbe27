-- Which articles do these outlets have now, in which stories, and where do their answers lie in the archive?
-- Grain: one row an article, its newest version, of the outlets $outlet_ids.
SELECT
    s.story_id,
    l.version_id,
    l.outlet_id,
    h.version,
    h.versions,
    p.archived_in,
    p.archive_offset,
    p.archive_length
FROM stg_latest_versions AS l
JOIN story_versions AS s ON s.version_id = l.version_id
JOIN article_history AS h ON h.version_id = l.version_id
JOIN article_versions AS v ON v.version_id = l.version_id
JOIN pages AS p ON p.page_id = v.page_id
WHERE l.outlet_id IN (SELECT unnest($outlet_ids::VARCHAR[]))
ORDER BY s.story_id, l.published NULLS LAST, l.version_id;
