-- How much did each outlet publish a day, of how many stories?
-- Grain: one row an outlet and day of publication; newest versions only. Articles whose page does not say when are left out.
-- Example: How much was published each day?
--   SELECT "day", count(*) AS outlets, sum(articles)::INTEGER AS articles, sum(claims)::INTEGER AS claims
--   FROM attention_by_day
--   GROUP BY "day"
--   ORDER BY "day"
CREATE OR REPLACE VIEW attention_by_day AS
WITH claimed AS (
    SELECT version_id, count(*) AS claims FROM claims GROUP BY version_id
),
placed AS (
    SELECT version_id, min(story_id) AS story_id FROM story_versions GROUP BY version_id
)
SELECT
    v.published::DATE AS "day",
    v.outlet_id,
    any_value(v.outlet) AS outlet,
    count(*) AS articles,
    coalesce(sum(c.claims), 0)::BIGINT AS claims,
    count(DISTINCT p.story_id) AS stories,
    bool_or(v.synthetic) AS synthetic
FROM stg_latest_versions AS v
LEFT JOIN claimed AS c ON c.version_id = v.version_id
LEFT JOIN placed AS p ON p.version_id = v.version_id
WHERE v.published IS NOT NULL
GROUP BY "day", v.outlet_id;

COMMENT ON VIEW attention_by_day IS 'How much did each outlet publish a day, of how many stories? One row an outlet and day of publication.';
COMMENT ON COLUMN attention_by_day.day IS 'The day, UTC.';
COMMENT ON COLUMN attention_by_day.outlet_id IS 'The outlet.';
COMMENT ON COLUMN attention_by_day.outlet IS 'Its name.';
COMMENT ON COLUMN attention_by_day.articles IS 'Articles published that day.';
COMMENT ON COLUMN attention_by_day.claims IS 'Claims in them.';
COMMENT ON COLUMN attention_by_day.stories IS 'Stories that they are in.';
COMMENT ON COLUMN attention_by_day.synthetic IS 'True where one of the articles or outlets is no real one.';
