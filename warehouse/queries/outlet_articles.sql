-- What does each article of the outlet $outlet_id rest on?
-- Grain: one row an article in its newest version. Of a claim the first speaker counts; one that rests on a relay alone
-- counts as other media, and a speaker of whom the article says why it goes unnamed as anonymous.
WITH mine AS (
    SELECT * FROM stg_latest_versions WHERE outlet_id = $outlet_id
),
sourced AS (
    SELECT
        c.claim_id,
        c.version_id,
        CASE
            WHEN bool_or(h.role = 'speaker' AND h.anonymity IS NOT NULL) THEN 'anonymous'
            ELSE coalesce(
                first(h.source_type ORDER BY h.position) FILTER (h.role = 'speaker'),
                CASE WHEN bool_or(h.role = 'relay') THEN 'outlet' END,
                'unknown'
            )
        END AS source
    FROM claims AS c
    SEMI JOIN mine USING (version_id)
    LEFT JOIN hops AS h USING (claim_id)
    GROUP BY c.claim_id, c.version_id
),
counted AS (
    SELECT version_id, list({'source': source, 'claims': claims} ORDER BY source) AS sources
    FROM (SELECT version_id, source, count(*) AS claims FROM sourced GROUP BY ALL)
    GROUP BY version_id
),
widely AS (
    SELECT group_id FROM stg_tellings GROUP BY group_id HAVING count(DISTINCT outlet_id) > 1
),
shared AS (
    SELECT
        t.version_id,
        count(DISTINCT t.group_id) AS shared,
        count(DISTINCT t.group_id) FILTER (t.claim_id = p.first_claim_id) AS first
    FROM stg_tellings AS t
    SEMI JOIN widely USING (group_id)
    LEFT JOIN provenance AS p ON p.group_id = t.group_id
    WHERE t.outlet_id = $outlet_id
    GROUP BY t.version_id
),
texts AS (
    SELECT article_id, count(*) AS versions FROM article_versions GROUP BY article_id
),
taken AS (
    SELECT k.version_id, bool_or(k.whole) AS copy, bool_or(k.whole AND coalesce(o.kind = 'wire', false)) AS wire
    FROM copies AS k
    JOIN stg_latest_versions AS origin ON origin.version_id = k.origin_id
    LEFT JOIN outlets AS o ON o.outlet_id = origin.outlet_id
    GROUP BY k.version_id
)
SELECT
    v.article_id,
    v.version_id,
    v.title,
    v.url,
    v.published,
    v.completeness = 'complete' AS complete,
    v.synthetic,
    texts.versions,
    coalesce(counted.sources, []) AS sources,
    coalesce(taken.copy, false) AS copy,
    coalesce(taken.wire, false) AS wire,
    coalesce(shared.shared, 0) AS shared,
    coalesce(shared.first, 0) AS first,
    coalesce(s.story_id, '') AS story_id,
    coalesce(s.title, '') AS story
FROM mine AS v
JOIN texts USING (article_id)
LEFT JOIN counted USING (version_id)
LEFT JOIN taken USING (version_id)
LEFT JOIN shared USING (version_id)
LEFT JOIN story_versions AS sv USING (version_id)
LEFT JOIN stories AS s USING (story_id)
ORDER BY v.published NULLS LAST, v.url, v.article_id;
