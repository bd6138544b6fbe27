-- Which stories are there, the newest first, and what does each amount to?
-- Grain: one row a story. Counted as reports do: tellings in the story's own articles, changes between outlets.
WITH tellings AS (
    SELECT t.* FROM stg_tellings AS t SEMI JOIN story_versions AS sv USING (story_id, version_id)
),
articles_of AS (
    SELECT
        sv.story_id,
        count(*) AS articles,
        count(DISTINCT v.outlet_id) AS outlets,
        min(v.published) AS first_published,
        max(v.published) AS last_published,
        max(coalesce(v.published, v.fetched_at)) AS last_seen,
        bool_or(v.synthetic) AS synthetic
    FROM story_versions AS sv
    JOIN stg_latest_versions AS v USING (version_id)
    GROUP BY sv.story_id
),
groups_of AS (
    SELECT story_id, count(DISTINCT group_id) AS claims FROM tellings GROUP BY story_id
),
changes_of AS (
    SELECT l.story_id, count(*) AS changes
    FROM changes AS c
    JOIN tellings AS l ON l.claim_id = c.left_claim_id
    JOIN tellings AS r ON r.claim_id = c.right_claim_id
    WHERE l.outlet_id != r.outlet_id
    GROUP BY l.story_id
)
SELECT
    s.story_id,
    s.title,
    a.first_published,
    a.last_published,
    a.outlets,
    a.articles,
    coalesce(g.claims, 0) AS claims,
    coalesce(c.changes, 0) AS changes,
    a.synthetic
FROM stories AS s
JOIN articles_of AS a USING (story_id)
LEFT JOIN groups_of AS g USING (story_id)
LEFT JOIN changes_of AS c USING (story_id)
ORDER BY a.last_seen DESC, s.story_id;
