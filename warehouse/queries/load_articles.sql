-- Grain: one row an article version of $version_ids, named as the fields of sources.types.Article.
SELECT
    v.article_id AS id,
    v.version_id,
    v.page_id,
    a.outlet_id,
    a.url,
    v.title,
    v.byline,
    v.published,
    v.modified,
    v.language,
    v.kind,
    v.completeness,
    v.synthetic,
    v.text,
    v.extractor,
    v.section,
    v.credit
FROM article_versions AS v
JOIN articles AS a USING (article_id)
WHERE v.version_id IN (SELECT unnest($version_ids::VARCHAR[]))
ORDER BY v.version_id;
