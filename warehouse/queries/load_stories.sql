-- Grain: one row a story; its article versions as a list in their order.
SELECT
    s.story_id,
    s.title,
    s.first_published,
    coalesce(list(v.version_id ORDER BY v.position) FILTER (v.version_id IS NOT NULL), []) AS version_ids
FROM stories AS s
LEFT JOIN story_versions AS v USING (story_id)
GROUP BY ALL
ORDER BY s.story_id;
