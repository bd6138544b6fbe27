-- What does each article say now?
-- Grain: one row an article, its newest version: the one read from the page fetched last.
CREATE OR REPLACE VIEW stg_latest_versions AS
-- Put together beforehand: DuckDB would look up all claims for the articles, in one thread, and not the other way round.
WITH placed AS MATERIALIZED (
    SELECT
        n.version_id,
        n.article_id,
        n.fetched_at,
        a.outlet_id,
        coalesce(o.name, a.outlet_id) AS outlet,
        a.url,
        coalesce(o.synthetic, false) AS synthetic
    FROM newest_versions AS n
    JOIN articles AS a ON a.article_id = n.article_id
    LEFT JOIN outlets AS o ON o.outlet_id = a.outlet_id
)
SELECT
    v.version_id,
    v.article_id,
    p.outlet_id,
    p.outlet,
    p.url,
    v.title,
    v.byline,
    v.published,
    v.modified,
    p.fetched_at,
    v.language,
    v.kind,
    v.completeness,
    v.synthetic OR p.synthetic AS synthetic,
    v.text
FROM placed AS p
JOIN article_versions AS v ON v.version_id = p.version_id;

COMMENT ON VIEW stg_latest_versions IS 'What does each article say now? One row an article, with its newest version.';
COMMENT ON COLUMN stg_latest_versions.version_id IS 'The newest article version.';
COMMENT ON COLUMN stg_latest_versions.article_id IS 'The article.';
COMMENT ON COLUMN stg_latest_versions.outlet_id IS 'The outlet that published it.';
COMMENT ON COLUMN stg_latest_versions.outlet IS 'That outlet''s name.';
COMMENT ON COLUMN stg_latest_versions.url IS 'The canonical URL.';
COMMENT ON COLUMN stg_latest_versions.title IS 'Headline.';
COMMENT ON COLUMN stg_latest_versions.byline IS 'Authors as printed; empty where there are none.';
COMMENT ON COLUMN stg_latest_versions.published IS 'Time of publication, UTC; NULL where the page does not say.';
COMMENT ON COLUMN stg_latest_versions.modified IS 'Time of the last change, UTC; NULL where the page does not say.';
COMMENT ON COLUMN stg_latest_versions.fetched_at IS 'When this text was last fetched anew, UTC.';
COMMENT ON COLUMN stg_latest_versions.language IS 'ISO 639-1; empty where it could not be told.';
COMMENT ON COLUMN stg_latest_versions.kind IS 'news, live_blog, gallery, video, opinion or press_release.';
COMMENT ON COLUMN stg_latest_versions.completeness IS 'complete, or truncated where a paywall cut the text.';
COMMENT ON COLUMN stg_latest_versions.synthetic IS 'True where the article or the outlet is no real one.';
COMMENT ON COLUMN stg_latest_versions.text IS 'The text that all spans point into.';
