-- Where in the archive do the answers lie that the article versions $version_ids were read from?
-- Grain: one row an article version that was read from an archived answer, with the earliest such answer.
SELECT
    e.version_id,
    arg_min(p.archived_in, (p.fetched_at, p.page_id)) AS archived_in,
    arg_min(p.archive_offset, (p.fetched_at, p.page_id)) AS archive_offset
FROM page_extractions AS e
JOIN pages AS p USING (page_id)
WHERE e.version_id IN (SELECT unnest($version_ids::VARCHAR[])) AND p.archived_in IS NOT NULL
GROUP BY e.version_id;
