-- What is held and known of each outlet? Grain: one row an outlet that is followed or has articles, by id.
-- `items` are the times of what its feeds have named since $since and since they are followed, in order: when it was
-- published, or first seen where nobody says or it would lie in the future then.
WITH followed AS (
    SELECT outlet_id, count(*) AS feeds, max(checked_at) FILTER (failure = '') AS read_at
    FROM feeds
    GROUP BY outlet_id
),
held AS (
    SELECT outlet_id, count(*) AS articles, max(coalesce(published, fetched_at)) AS newest
    FROM stg_latest_versions
    GROUP BY outlet_id
),
told AS (
    SELECT outlet_id, count(*) AS claims
    FROM claims
    SEMI JOIN stg_latest_versions USING (version_id)
    GROUP BY outlet_id
),
named AS (
    SELECT
        a.address_id,
        any_value(a.outlet_id) AS outlet_id,
        min(least(coalesce(s.published, s.first_seen), s.first_seen)) AS moment,
        min(s.first_seen) AS first_seen
    FROM sightings AS s
    JOIN addresses AS a USING (address_id)
    WHERE s.found_in IN (SELECT url FROM feeds)
    GROUP BY a.address_id
),
begun AS (
    SELECT outlet_id, min(first_seen) AS since, max(moment) AS last_item FROM named GROUP BY outlet_id
),
rhythm AS (
    SELECT n.outlet_id, list(n.moment ORDER BY n.moment) AS items
    FROM named AS n
    JOIN begun AS b ON b.outlet_id = n.outlet_id AND n.moment >= greatest(b.since, $since)
    GROUP BY n.outlet_id
)
SELECT
    outlet_id,
    coalesce(o.name, outlet_id) AS name,
    coalesce(h.articles, 0) AS articles,
    coalesce(t.claims, 0) AS claims,
    coalesce(f.feeds, 0) AS feeds,
    f.read_at,
    greatest(h.newest, b.last_item) AS newest,
    greatest(b.since, $since) AS since,
    coalesce(r.items, []) AS items
FROM (SELECT outlet_id FROM followed UNION SELECT outlet_id FROM held) AS known
LEFT JOIN outlets AS o USING (outlet_id)
LEFT JOIN followed AS f USING (outlet_id)
LEFT JOIN held AS h USING (outlet_id)
LEFT JOIN told AS t USING (outlet_id)
LEFT JOIN begun AS b USING (outlet_id)
LEFT JOIN rhythm AS r USING (outlet_id)
ORDER BY outlet_id;
