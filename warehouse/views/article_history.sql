-- Which texts has an article had, and when?
-- Grain: one row an article version. They stand in the order in which they were last fetched, so that the last one is
-- what stg_latest_versions has: of a text that was taken back, nothing counts as withdrawn that is there again.
-- Example: Which articles were edited after publication?
--   SELECT outlet_id, url, version, title, title_changed, grown_by
--   FROM article_history
--   WHERE versions > 1
--   ORDER BY outlet_id, url, version
CREATE OR REPLACE VIEW article_history AS
WITH readings AS (
    SELECT e.version_id, min(p.fetched_at) AS first_fetched_at, max(p.fetched_at) AS last_fetched_at, count(*) AS pages
    FROM page_extractions AS e
    JOIN pages AS p USING (page_id)
    GROUP BY e.version_id
),
-- Before versions are put in order: texts carried along would take as long again.
measured AS (
    SELECT version_id, article_id, title, published, modified, completeness, length(text) AS characters
    FROM article_versions
)
SELECT
    v.article_id,
    v.version_id,
    row_number() OVER article AS version,
    count(*) OVER (PARTITION BY v.article_id) AS versions,
    a.outlet_id,
    a.url,
    v.title,
    v.published,
    v.modified,
    r.first_fetched_at,
    r.last_fetched_at,
    r.pages,
    v.completeness,
    lag(v.title) OVER article IS NOT NULL AND lag(v.title) OVER article <> v.title AS title_changed,
    v.characters - lag(v.characters) OVER article AS grown_by
FROM measured AS v
JOIN articles AS a USING (article_id)
JOIN readings AS r USING (version_id)
WINDOW article AS (PARTITION BY v.article_id ORDER BY r.last_fetched_at, v.modified NULLS FIRST, v.version_id DESC);

COMMENT ON VIEW article_history IS 'Which texts has an article had, and when? One row an article version.';
COMMENT ON COLUMN article_history.article_id IS 'The article.';
COMMENT ON COLUMN article_history.version_id IS 'The version.';
COMMENT ON COLUMN article_history.version IS 'Its number, from 1, in the order in which the texts were last fetched: the last is what the article says now.';
COMMENT ON COLUMN article_history.versions IS 'How many the article has.';
COMMENT ON COLUMN article_history.outlet_id IS 'The outlet that published it.';
COMMENT ON COLUMN article_history.url IS 'The canonical URL.';
COMMENT ON COLUMN article_history.title IS 'Headline.';
COMMENT ON COLUMN article_history.published IS 'Time of publication, UTC; NULL where the page does not say.';
COMMENT ON COLUMN article_history.modified IS 'Time of the last change by the page, UTC; NULL where it does not say.';
COMMENT ON COLUMN article_history.first_fetched_at IS 'When it was first fetched, UTC; where the same page came back after another text, when it did.';
COMMENT ON COLUMN article_history.last_fetched_at IS 'When another page with this text was last fetched, UTC.';
COMMENT ON COLUMN article_history.pages IS 'How many different pages had this text.';
COMMENT ON COLUMN article_history.completeness IS 'complete or truncated.';
COMMENT ON COLUMN article_history.title_changed IS 'True where the version before has another headline.';
COMMENT ON COLUMN article_history.grown_by IS 'Characters more than in the version before; NULL for the first.';
