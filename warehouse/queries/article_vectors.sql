-- What stories are clustered by. Grain: one row an article version of $version_ids that is encoded.
SELECT
    v.version_id,
    v.article_id,
    v.language,
    v.title,
    v.published,
    v.modified,
    a.terms,
    a.weights,
    a.vector,
    s.story_id
FROM article_versions AS v
JOIN article_vectors AS a USING (version_id)
LEFT JOIN story_versions AS s USING (version_id)
WHERE v.version_id IN (SELECT unnest($version_ids::VARCHAR[]))
ORDER BY v.version_id;
