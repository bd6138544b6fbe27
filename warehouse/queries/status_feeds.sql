-- How does each feed stand, and for how long has it failed? Grain: one row a feed or sitemap that is followed, by URL.
-- `worked_at` is its last answer that was no failure; `failing_since` the first failure after it.
WITH answers AS (
    SELECT
        outlet_id,
        url,
        count(*) AS requests,
        max(fetched_at) FILTER (failure = '') AS worked_at
    FROM fetches
    WHERE purpose IN ('feed', 'sitemap')
    GROUP BY outlet_id, url
),
failures AS (
    SELECT f.outlet_id, f.url, min(f.fetched_at) AS since
    FROM fetches AS f
    JOIN answers AS a USING (outlet_id, url)
    WHERE f.purpose IN ('feed', 'sitemap') AND f.failure <> '' AND (a.worked_at IS NULL OR f.fetched_at > a.worked_at)
    GROUP BY f.outlet_id, f.url
)
SELECT
    h.outlet_id,
    h.url,
    h.purpose,
    h.state,
    h.failure,
    h.failures,
    coalesce(h.reason, '') AS reason,
    h.checked_at,
    h.next_at,
    coalesce(a.requests, 0) AS requests,
    a.worked_at,
    coalesce(f.since, h.checked_at) AS failing_since
FROM feed_health AS h
LEFT JOIN answers AS a USING (outlet_id, url)
LEFT JOIN failures AS f USING (outlet_id, url)
ORDER BY h.url, h.outlet_id;
