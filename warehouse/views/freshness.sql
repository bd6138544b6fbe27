-- How far behind its outlet is what is held, and what of it waits or fails?
-- Grain: one row an outlet that has articles, or feeds that are followed.
-- Example: Whose newest article is the oldest?
--   SELECT outlet, articles, newest_published, feeds, waiting
--   FROM freshness
--   ORDER BY newest_published NULLS FIRST, outlet_id
--   LIMIT 4
CREATE OR REPLACE VIEW freshness AS
WITH held AS (
    SELECT
        outlet_id,
        count(*) AS articles,
        max(published) AS newest_published,
        max(fetched_at) AS last_fetched_at,
        bool_or(synthetic) AS synthetic
    FROM stg_latest_versions
    GROUP BY outlet_id
),
fetched AS (
    SELECT v.article_id, any_value(a.outlet_id) AS outlet_id, min(v.published) AS published, min(p.fetched_at) AS fetched_at
    FROM article_versions AS v
    JOIN articles AS a ON a.article_id = v.article_id
    JOIN page_extractions AS e ON e.version_id = v.version_id
    JOIN pages AS p ON p.page_id = e.page_id
    WHERE p.archived_in IS NOT NULL
    GROUP BY v.article_id
),
late AS (
    SELECT outlet_id, median(date_diff('minute', published, fetched_at)) AS minutes_to_fetch
    FROM fetched
    GROUP BY outlet_id
),
followed AS (
    SELECT outlet_id, count(*) AS feeds, count(*) FILTER (failure <> '') AS failing_feeds, max(newest) AS newest_in_feeds
    FROM feeds
    GROUP BY outlet_id
),
waiting AS (
    SELECT outlet_id, count(*) AS waiting
    FROM addresses
    WHERE first_fetched_at IS NULL AND next_at IS NOT NULL
    GROUP BY outlet_id
)
SELECT
    coalesce(h.outlet_id, f.outlet_id) AS outlet_id,
    coalesce(o.name, h.outlet_id, f.outlet_id) AS outlet,
    coalesce(h.articles, 0) AS articles,
    h.newest_published,
    h.last_fetched_at,
    l.minutes_to_fetch,
    coalesce(f.feeds, 0) AS feeds,
    coalesce(f.failing_feeds, 0) AS failing_feeds,
    f.newest_in_feeds,
    coalesce(w.waiting, 0) AS waiting,
    coalesce(h.synthetic, false) OR coalesce(o.synthetic, false) AS synthetic
FROM held AS h
FULL JOIN followed AS f ON f.outlet_id = h.outlet_id
LEFT JOIN late AS l ON l.outlet_id = h.outlet_id
LEFT JOIN waiting AS w ON w.outlet_id = coalesce(h.outlet_id, f.outlet_id)
LEFT JOIN outlets AS o ON o.outlet_id = coalesce(h.outlet_id, f.outlet_id);

COMMENT ON VIEW freshness IS 'How far behind its outlet is what is held, and what of it waits or fails? One row an outlet that has articles, or feeds that are followed.';
COMMENT ON COLUMN freshness.outlet_id IS 'The outlet.';
COMMENT ON COLUMN freshness.outlet IS 'Its name.';
COMMENT ON COLUMN freshness.articles IS 'Its articles.';
COMMENT ON COLUMN freshness.newest_published IS 'When the newest of them was published, UTC; NULL where no page says.';
COMMENT ON COLUMN freshness.last_fetched_at IS 'When one of their texts was last fetched, or read from a folder, UTC; NULL where there are none.';
COMMENT ON COLUMN freshness.minutes_to_fetch IS 'Minutes from publication to the first fetch, the median over articles that came from the web; NULL where there are none.';
COMMENT ON COLUMN freshness.feeds IS 'Feeds and sitemaps of it that are followed.';
COMMENT ON COLUMN freshness.failing_feeds IS 'Those whose last request failed.';
COMMENT ON COLUMN freshness.newest_in_feeds IS 'The latest time of publication that they name, UTC; NULL where they name none.';
COMMENT ON COLUMN freshness.waiting IS 'Addresses that were named and gave no page yet, and are still asked for.';
COMMENT ON COLUMN freshness.synthetic IS 'True where one of the articles or outlets is no real one.';
