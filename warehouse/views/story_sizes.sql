-- Which stories are told by whom, how widely, and for how long?
-- Grain: one row a story; newest versions only.
-- Example: Which stories are the widest?
--   SELECT story, outlets, articles, claims, shared_claims, tellings
--   FROM story_sizes
--   ORDER BY outlets DESC, articles DESC, story_id
CREATE OR REPLACE VIEW story_sizes AS
WITH covered AS (
    SELECT
        s.story_id,
        count(*) AS articles,
        count(*) FILTER (v.completeness = 'truncated') AS truncated,
        count(DISTINCT v.outlet_id) AS outlets,
        count(DISTINCT nullif(o.country, '')) AS countries,
        count(DISTINCT nullif(v.language, '')) AS languages,
        min(v.published) AS first_published,
        max(v.published) AS last_published,
        bool_or(v.synthetic) AS synthetic
    FROM story_versions AS s
    JOIN stg_latest_versions AS v ON v.version_id = s.version_id
    LEFT JOIN outlets AS o ON o.outlet_id = v.outlet_id
    GROUP BY s.story_id
),
told AS (
    SELECT story_id, count(*) AS tellings, min(outlet_id) < max(outlet_id) AS shared
    FROM stg_told_again
    GROUP BY story_id, group_id
    UNION ALL
    SELECT story_id, 1, false
    FROM stg_told_once
),
claimed AS (
    SELECT story_id, count(*) AS claims, count(*) FILTER (shared) AS shared_claims, sum(tellings)::BIGINT AS tellings
    FROM told
    GROUP BY story_id
)
SELECT
    s.story_id,
    s.title AS story,
    c.articles,
    c.truncated,
    c.outlets,
    c.countries,
    c.languages,
    coalesce(t.claims, 0) AS claims,
    coalesce(t.shared_claims, 0) AS shared_claims,
    coalesce(t.tellings, 0) AS tellings,
    c.first_published,
    c.last_published,
    c.synthetic
FROM covered AS c
JOIN stories AS s ON s.story_id = c.story_id
LEFT JOIN claimed AS t ON t.story_id = c.story_id;

COMMENT ON VIEW story_sizes IS 'Which stories are told by whom, how widely, and for how long? One row a story.';
COMMENT ON COLUMN story_sizes.story_id IS 'The story.';
COMMENT ON COLUMN story_sizes.story IS 'Title of the story''s earliest article.';
COMMENT ON COLUMN story_sizes.articles IS 'Its articles.';
COMMENT ON COLUMN story_sizes.truncated IS 'Those whose text was cut off.';
COMMENT ON COLUMN story_sizes.outlets IS 'Outlets that have them.';
COMMENT ON COLUMN story_sizes.countries IS 'Countries of those outlets.';
COMMENT ON COLUMN story_sizes.languages IS 'Languages of the articles.';
COMMENT ON COLUMN story_sizes.claims IS 'Different claims in it.';
COMMENT ON COLUMN story_sizes.shared_claims IS 'Those that several outlets tell.';
COMMENT ON COLUMN story_sizes.tellings IS 'Claims, each telling counted.';
COMMENT ON COLUMN story_sizes.first_published IS 'When the first article was published, UTC; NULL where no page says.';
COMMENT ON COLUMN story_sizes.last_published IS 'When the last was, UTC; NULL where no page says.';
COMMENT ON COLUMN story_sizes.synthetic IS 'True where one of the articles or outlets is no real one.';
