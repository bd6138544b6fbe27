-- Where do these article versions come from: which of their article's versions are they, when were they fetched, and
-- where does the archive have them? Of several pages with one text the one fetched last. Parameter: version_ids.
-- Grain: one row an article version.
SELECT
    h.version_id,
    h.article_id,
    h.version,
    h.versions,
    h.first_fetched_at,
    coalesce(arg_max(coalesce(p.archived_in, ''), (p.fetched_at, p.page_id)), '') AS archived_in,
    arg_max(coalesce(p.archive_offset, -1), (p.fetched_at, p.page_id)) AS archive_offset,
    arg_max(coalesce(p.archive_length, -1), (p.fetched_at, p.page_id)) AS archive_length
FROM article_history AS h
JOIN page_extractions AS e USING (version_id)
JOIN pages AS p USING (page_id)
WHERE h.version_id IN (SELECT unnest($version_ids::VARCHAR[]))
GROUP BY h.version_id, h.article_id, h.version, h.versions, h.first_fetched_at
ORDER BY h.version_id;
