-- What do an outlet's last articles hold, against those before them? Grain: one row an outlet (NULL for all together),
-- measure and window ("recent": the last $recent articles of the $days before $now, times ten for all together; "before":
-- ten times as many before these, of four times as many days). An article is as old as its page.
-- Of x / n, the measure, the row has the sums over articles of x, n, x², x·n and n².
WITH speakers AS (
    SELECT claim_id, first(source_type ORDER BY position) AS source_type
    FROM hops
    WHERE role = 'speaker'
    GROUP BY claim_id
),
told AS (
    SELECT c.version_id, count(*) AS claims, count(*) FILTER (coalesce(s.source_type, 'unknown') = 'unknown') AS unknown
    FROM claims AS c
    LEFT JOIN speakers AS s USING (claim_id)
    GROUP BY c.version_id
),
matched AS (
    SELECT c.version_id, count(*) AS matches, count(*) FILTER (m.verdict = 'unsure') AS unsure
    FROM (
        SELECT left_claim_id AS claim_id, verdict FROM matches WHERE verdict <> 'different'
        UNION ALL
        SELECT right_claim_id, verdict FROM matches WHERE verdict <> 'different'
    ) AS m
    JOIN claims AS c USING (claim_id)
    GROUP BY c.version_id
),
articles_read AS (
    SELECT
        v.outlet_id,
        v.version_id,
        v.fetched_at,
        coalesce(t.claims, 0)::DOUBLE AS claims,
        coalesce(t.unknown, 0)::DOUBLE AS unknown,
        coalesce(m.matches, 0)::DOUBLE AS matches,
        coalesce(m.unsure, 0)::DOUBLE AS unsure,
        (v.completeness <> 'complete')::INTEGER::DOUBLE AS incomplete,
        (v.published IS NULL)::INTEGER::DOUBLE AS undated
    FROM stg_latest_versions AS v
    SEMI JOIN version_attributions USING (version_id)
    LEFT JOIN told AS t USING (version_id)
    LEFT JOIN matched AS m USING (version_id)
    WHERE v.fetched_at > $now - to_days(4 * $days) AND v.fetched_at <= $now
),
ordered AS (
    SELECT *, 1 AS many, row_number() OVER (PARTITION BY outlet_id ORDER BY fetched_at DESC, version_id) AS nth
    FROM articles_read
    UNION ALL BY NAME
    SELECT * REPLACE (NULL AS outlet_id), 10 AS many, row_number() OVER (ORDER BY fetched_at DESC, version_id) AS nth
    FROM articles_read
),
windowed AS (
    SELECT
        *,
        CASE
            WHEN nth <= $recent * many AND fetched_at > $now - to_days($days) THEN 'recent'
            WHEN nth <= 11 * $recent * many THEN 'before'
        END AS part
    FROM ordered
),
measured AS (
    SELECT outlet_id, part, unnest([
        {'measure': 'claims_per_article', 'x': claims, 'n': 1.0},
        {'measure': 'unknown_speakers', 'x': unknown, 'n': claims},
        {'measure': 'unsure_matches', 'x': unsure, 'n': matches},
        {'measure': 'incomplete_texts', 'x': incomplete, 'n': 1.0},
        {'measure': 'undated_articles', 'x': undated, 'n': 1.0}
    ], recursive := true)
    FROM windowed
    WHERE part IS NOT NULL
)
SELECT
    outlet_id,
    measure,
    part,
    count(*) AS articles,
    sum(x) AS x,
    sum(n) AS n,
    sum(x * x) AS xx,
    sum(x * n) AS xn,
    sum(n * n) AS nn
FROM measured
GROUP BY outlet_id, measure, part
ORDER BY outlet_id NULLS FIRST, measure, part;
