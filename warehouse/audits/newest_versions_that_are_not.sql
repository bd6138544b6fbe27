-- Wrong: an article said to have another newest version than the one read from the page fetched last, or none.
-- Means: reports and questions go by what the article said before, or leave it out.
-- Do: nothing: the next page that is saved puts it right; report it where it stays.
WITH readings AS (
    SELECT e.version_id, max(p.fetched_at) AS fetched_at
    FROM page_extractions AS e
    JOIN pages AS p USING (page_id)
    GROUP BY e.version_id
),
ranked AS (
    SELECT v.article_id, v.version_id, r.fetched_at
    FROM article_versions AS v
    JOIN readings AS r USING (version_id)
    QUALIFY row_number() OVER (
        PARTITION BY v.article_id ORDER BY r.fetched_at DESC, v.modified DESC NULLS LAST, v.version_id
    ) = 1
)
SELECT 'newest version that is another' AS problem, article_id AS id
FROM ranked AS r
FULL JOIN newest_versions AS n USING (article_id)
WHERE (n.version_id, n.fetched_at) IS DISTINCT FROM (r.version_id, r.fetched_at);
