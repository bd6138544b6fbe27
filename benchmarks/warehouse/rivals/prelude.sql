-- stg_latest_versions as SQLite and PostgreSQL get it: worked out beforehand, and without the texts. As a view SQLite
-- would join it without an index, for hours.
CREATE TABLE latest_versions AS
SELECT version_id, article_id, outlet_id, outlet, kind, url, published, synthetic
FROM (
    SELECT
        v.version_id, v.article_id, a.outlet_id, coalesce(o.name, a.outlet_id) AS outlet, o.kind, a.url, v.published,
        CASE WHEN v.synthetic OR o.synthetic THEN 1 ELSE 0 END AS synthetic,
        row_number() OVER (
            PARTITION BY v.article_id ORDER BY r.fetched_at DESC, v.modified DESC NULLS LAST, v.version_id
        ) AS nth
    FROM article_versions AS v
    JOIN articles AS a ON a.article_id = v.article_id
    JOIN (
        SELECT e.version_id, max(p.fetched_at) AS fetched_at
        FROM page_extractions AS e JOIN pages AS p ON p.page_id = e.page_id
        GROUP BY e.version_id
    ) AS r ON r.version_id = v.version_id
    LEFT JOIN outlets AS o ON o.outlet_id = a.outlet_id
) AS ranked
WHERE nth = 1;
CREATE UNIQUE INDEX latest_versions_version_id ON latest_versions (version_id);
