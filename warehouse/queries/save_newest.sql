-- Brings newest_versions up to what pages and versions are now; only what has changed is written.
--
-- Of versions of an article that came back at the same time, the one that says it was changed last is the newest.
CREATE OR REPLACE TEMP TABLE ranked AS
WITH readings AS (
    SELECT e.version_id, max(p.fetched_at) AS fetched_at
    FROM page_extractions AS e
    JOIN pages AS p USING (page_id)
    GROUP BY e.version_id
)
SELECT v.article_id, v.version_id, r.fetched_at
FROM article_versions AS v
JOIN readings AS r USING (version_id)
QUALIFY row_number() OVER (
    PARTITION BY v.article_id ORDER BY r.fetched_at DESC, v.modified DESC NULLS LAST, v.version_id
) = 1;
DELETE FROM newest_versions WHERE article_id IN (
    SELECT n.article_id
    FROM newest_versions AS n
    LEFT JOIN ranked AS r USING (article_id)
    WHERE (r.version_id, r.fetched_at) IS DISTINCT FROM (n.version_id, n.fetched_at)
);
INSERT INTO newest_versions BY NAME
FROM ranked ANTI JOIN newest_versions USING (article_id);
DROP TABLE ranked;
