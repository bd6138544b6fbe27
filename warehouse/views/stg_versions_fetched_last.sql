-- Which version of each article was read from the page fetched last?
-- Grain: one row an article. What is found here is kept in newest_versions: ask that.
--
-- Of versions of an article that came back at the same time, the one that says it was changed last is the newest.
CREATE OR REPLACE VIEW stg_versions_fetched_last AS
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

COMMENT ON VIEW stg_versions_fetched_last IS 'Which version of each article was read from the page fetched last? One row an article; newest_versions keeps what is found here.';
COMMENT ON COLUMN stg_versions_fetched_last.article_id IS 'The article.';
COMMENT ON COLUMN stg_versions_fetched_last.version_id IS 'Its newest version.';
COMMENT ON COLUMN stg_versions_fetched_last.fetched_at IS 'When this text was last fetched anew, UTC.';
