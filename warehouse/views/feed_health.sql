-- Which feeds fail, and which have gone silent?
-- Grain: one row a feed or sitemap that is followed, the longest silent first.
-- Example: Which feeds need a look?
--   SELECT outlet, url, state, failures, reason
--   FROM feed_health
--   WHERE state <> 'working'
--   ORDER BY failures DESC, url
CREATE OR REPLACE VIEW feed_health AS
SELECT
    f.outlet_id,
    coalesce(o.name, f.outlet_id) AS outlet,
    f.url,
    f.purpose,
    CASE
        WHEN f.checked_at IS NULL THEN 'new'
        WHEN f.failure <> '' THEN 'failing'
        WHEN f.items = 0 THEN 'empty'
        ELSE 'working'
    END AS state,
    f.status,
    f.failure,
    f.failures,
    s.reason,
    f.items,
    f.newest,
    f.checked_at,
    f.changed_at,
    f.next_at
FROM feeds AS f
LEFT JOIN outlets AS o ON o.outlet_id = f.outlet_id
LEFT JOIN skipped AS s ON s.item_id = f.feed_id AND s.stage = 'poll' AND s.item_key = f.url
ORDER BY f.changed_at NULLS FIRST, f.url;

COMMENT ON VIEW feed_health IS 'Which feeds fail, and which have gone silent? One row a feed or sitemap that is followed, the longest silent first.';
COMMENT ON COLUMN feed_health.outlet_id IS 'The outlet whose feed it is.';
COMMENT ON COLUMN feed_health.outlet IS 'That outlet''s name.';
COMMENT ON COLUMN feed_health.url IS 'Its URL.';
COMMENT ON COLUMN feed_health.purpose IS 'feed or sitemap.';
COMMENT ON COLUMN feed_health.state IS 'new, working, empty or failing.';
COMMENT ON COLUMN feed_health.status IS 'Status of the last answer; 0 where there was none.';
COMMENT ON COLUMN feed_health.failure IS 'Kind of the last failure; empty after a success.';
COMMENT ON COLUMN feed_health.failures IS 'How many requests in a row have failed.';
COMMENT ON COLUMN feed_health.reason IS 'What went wrong; NULL where nothing did.';
COMMENT ON COLUMN feed_health.items IS 'How many articles it last named.';
COMMENT ON COLUMN feed_health.newest IS 'The latest time of publication among them, UTC.';
COMMENT ON COLUMN feed_health.checked_at IS 'When it last answered, or failed to, UTC.';
COMMENT ON COLUMN feed_health.changed_at IS 'When its content was last seen to differ from before, UTC.';
COMMENT ON COLUMN feed_health.next_at IS 'Before when it is not asked again, UTC; NULL where it may be at any time.';
